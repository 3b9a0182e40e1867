//! Lanes in groups of four: each group is one atom with the four of a cluster.
//!
//! `f64x4` is one group, `f32x8` two: two atoms at a time, in single precision. So that nothing is lost to single
//! precision but the last digits of a distance, places are taken relative to an atom nearby before they are rounded.

use crate::lanes::{Lanes, f32x8, f64x4};
use crate::vector::Vector;

/// Lanes in groups of four.
pub(super) trait Fours: Lanes {
    /// How many groups.
    const GROUPS: usize;

    /// The same four numbers in every group.
    fn repeat(four: f64x4) -> Self;
    /// In each group four times the number that `number` gives for it.
    fn spread(number: impl Fn(usize) -> f64) -> Self;
    /// Each group from four numbers of its own.
    fn join(four: impl Fn(usize) -> f64x4) -> Self;
    /// The sum of the groups.
    fn fold(self) -> f64x4;
    /// The sum over a group's lanes.
    fn group_sum(self, group: usize) -> f64;
    /// A coordinate from an origin on, where the precision calls for it.
    fn from_origin(coordinate: f64, origin: f64) -> f64;
    /// The same of four places.
    fn relative(places: Vector<f64x4>, origin: Vector<f64x4>) -> Vector<f64x4>;
    /// Multiplies the number in one lane.
    fn scale_lane(&mut self, lane: usize, factor: f64);
}

impl Fours for f64x4 {
    const GROUPS: usize = 1;

    #[inline(always)]
    fn repeat(four: f64x4) -> Self {
        four
    }
    #[inline(always)]
    fn spread(number: impl Fn(usize) -> f64) -> Self {
        f64x4::splat(number(0))
    }
    #[inline(always)]
    fn join(four: impl Fn(usize) -> f64x4) -> Self {
        four(0)
    }
    #[inline(always)]
    fn fold(self) -> f64x4 {
        self
    }
    #[inline(always)]
    fn group_sum(self, _group: usize) -> f64 {
        let [a, b, c, d] = self.to_array();
        (a + b) + (c + d)
    }
    #[inline(always)]
    fn from_origin(coordinate: f64, _origin: f64) -> f64 {
        coordinate
    }
    #[inline(always)]
    fn relative(places: Vector<f64x4>, _origin: Vector<f64x4>) -> Vector<f64x4> {
        places
    }
    fn scale_lane(&mut self, lane: usize, factor: f64) {
        self.as_mut_array()[lane] *= factor;
    }
}

impl Fours for f32x8 {
    const GROUPS: usize = 2;

    #[inline(always)]
    fn repeat(four: f64x4) -> Self {
        let [a, b, c, d] = four.to_array().map(|number| number as f32);
        f32x8::new([a, b, c, d, a, b, c, d])
    }
    #[inline(always)]
    fn spread(number: impl Fn(usize) -> f64) -> Self {
        let (a, b) = (number(0) as f32, number(1) as f32);
        f32x8::new([a, a, a, a, b, b, b, b])
    }
    #[inline(always)]
    fn join(four: impl Fn(usize) -> f64x4) -> Self {
        let [[a, b, c, d], [e, f, g, h]] = [0, 1].map(|group| four(group).to_array().map(|n| n as f32));
        f32x8::new([a, b, c, d, e, f, g, h])
    }
    #[inline(always)]
    fn fold(self) -> f64x4 {
        let [a, b, c, d, e, f, g, h] = self.to_array();
        f64x4::new([a + e, b + f, c + g, d + h].map(f64::from))
    }
    #[inline(always)]
    fn group_sum(self, group: usize) -> f64 {
        let numbers = self.to_array().map(f64::from);
        let [a, b, c, d] =
            if group == 0 { [0, 1, 2, 3] } else { [4, 5, 6, 7] }.map(|lane: usize| numbers[lane]);
        (a + b) + (c + d)
    }
    #[inline(always)]
    fn from_origin(coordinate: f64, origin: f64) -> f64 {
        coordinate - origin
    }
    #[inline(always)]
    fn relative(places: Vector<f64x4>, origin: Vector<f64x4>) -> Vector<f64x4> {
        places - origin
    }
    fn scale_lane(&mut self, lane: usize, factor: f64) {
        self.as_mut_array()[lane] *= factor as f32;
    }
}
