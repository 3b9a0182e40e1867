//! Lanes that hold a cluster: atoms side by side, four in double precision, eight in single.

use crate::lanes::{Lanes, f32x8, f64x4};
use crate::terms::Row;
use crate::vector::Vector;

/// Lanes that hold a number of each atom of a cluster.
pub(super) trait Cluster: Lanes {
    /// A number of each atom in double precision.
    type Double: Copy + Send + Sync + 'static;

    /// A number of each atom.
    fn each(number: impl Fn(usize) -> f64) -> Self;
    /// The places of atoms from their rows.
    fn places(row: impl Fn(usize) -> Row) -> Vector<Self::Double>;
    /// The number of one atom.
    fn of(numbers: &Self::Double, lane: usize) -> f64;
    /// What coordinates near this one are taken relative to before they are rounded: zero where they are not rounded.
    fn origin(coordinate: f64) -> f64;
    /// Coordinates from an origin on, of which each lane holds a copy.
    fn relative(coordinates: Self::Double, origin: f64x4) -> Self;
    /// One for each atom, zero for those whose bit is set.
    fn without(atoms: u32) -> Self;
    /// The sum over the lanes of each of four.
    fn sums(four: [Self; 4]) -> f64x4;
    /// The vector of each atom as a row.
    fn rows(vectors: Vector<Self>, tell: impl FnMut(usize, Row));
    /// Multiplies the number of one atom.
    fn scale_lane(&mut self, lane: usize, factor: f64);
}

/// Where the atoms of a cluster are. So that nothing is lost to single precision but the last digits of a distance,
/// their places are kept in double precision and taken relative to an atom nearby before they are rounded.
#[derive(Clone, Copy)]
pub(super) struct Placed<W: Cluster>(Vector<W::Double>);

/// What places are taken relative to.
pub(super) type Origin = Vector<f64x4>;

impl<W: Cluster> Placed<W> {
    /// The atoms of these rows.
    #[inline(always)]
    pub fn at(row: impl Fn(usize) -> Row) -> Self {
        Self(W::places(row))
    }

    /// An origin near one of the atoms.
    #[inline(always)]
    pub fn origin(&self, lane: usize) -> Origin {
        let near = |axis: &W::Double| f64x4::splat(W::origin(W::of(axis, lane)));
        Vector::new(near(&self.0.x), near(&self.0.y), near(&self.0.z))
    }

    /// The atoms from an origin on.
    #[inline(always)]
    pub fn from(&self, origin: Origin) -> Vector<W> {
        Vector {
            x: W::relative(self.0.x, origin.x),
            y: W::relative(self.0.y, origin.y),
            z: W::relative(self.0.z, origin.z),
        }
    }

    /// One of the atoms, in all lanes, from an origin on.
    #[inline(always)]
    pub fn atom(&self, lane: usize, origin: Origin) -> Vector<W> {
        let from = |axis: &W::Double, origin: f64x4| W::splat(W::of(axis, lane) - origin.as_array()[0]);
        Vector::new(from(&self.0.x, origin.x), from(&self.0.y, origin.y), from(&self.0.z, origin.z))
    }
}

impl Cluster for f64x4 {
    type Double = f64x4;

    #[inline(always)]
    fn each(number: impl Fn(usize) -> f64) -> Self {
        f64x4::new([number(0), number(1), number(2), number(3)])
    }
    #[inline(always)]
    fn places(row: impl Fn(usize) -> Row) -> Vector<f64x4> {
        let [x, y, z, _] = f64x4::transpose([row(0), row(1), row(2), row(3)]);
        Vector::new(x, y, z)
    }
    #[inline(always)]
    fn of(numbers: &f64x4, lane: usize) -> f64 {
        numbers.as_array()[lane]
    }
    #[inline(always)]
    fn origin(_coordinate: f64) -> f64 {
        0.0
    }
    #[inline(always)]
    fn relative(coordinates: f64x4, origin: f64x4) -> Self {
        coordinates - origin
    }
    #[inline(always)]
    fn without(atoms: u32) -> Self {
        WEIGHTS[(atoms & 15) as usize]
    }
    #[inline(always)]
    fn sums(four: [Self; 4]) -> f64x4 {
        let [a, b, c, d] = f64x4::transpose(four);
        (a + b) + (c + d)
    }
    #[inline(always)]
    fn rows(vectors: Vector<Self>, mut tell: impl FnMut(usize, Row)) {
        let rows = f64x4::transpose([vectors.x, vectors.y, vectors.z, f64x4::ZERO]);
        for (lane, row) in rows.into_iter().enumerate() {
            tell(lane, row);
        }
    }
    #[inline(always)]
    fn scale_lane(&mut self, lane: usize, factor: f64) {
        self.as_mut_array()[lane] *= factor;
    }
}

impl Cluster for f32x8 {
    type Double = [f64x4; 2];

    #[inline(always)]
    fn each(number: impl Fn(usize) -> f64) -> Self {
        single([f64x4::each(&number), f64x4::each(|lane| number(4 + lane))])
    }
    #[inline(always)]
    fn places(row: impl Fn(usize) -> Row) -> Vector<[f64x4; 2]> {
        let (low, high) = (f64x4::places(&row), f64x4::places(|lane| row(4 + lane)));
        Vector { x: [low.x, high.x], y: [low.y, high.y], z: [low.z, high.z] }
    }
    #[inline(always)]
    fn of(numbers: &[f64x4; 2], lane: usize) -> f64 {
        numbers[lane / 4].as_array()[lane % 4]
    }
    #[inline(always)]
    fn origin(coordinate: f64) -> f64 {
        coordinate
    }
    #[inline(always)]
    fn relative([low, high]: [f64x4; 2], origin: f64x4) -> Self {
        single([low - origin, high - origin])
    }
    #[inline(always)]
    fn without(atoms: u32) -> Self {
        let [a, b, c, d] = WEIGHTS_SINGLE[(atoms & 15) as usize];
        let [e, f, g, h] = WEIGHTS_SINGLE[(atoms >> 4 & 15) as usize];
        f32x8::new([a, b, c, d, e, f, g, h])
    }
    #[inline(always)]
    fn sums(four: [Self; 4]) -> f64x4 {
        let mut folded = [f64x4::ZERO; 4];
        for (sum, lanes) in folded.iter_mut().zip(four) {
            let [low, high] = double(lanes);
            *sum = low + high;
        }
        f64x4::sums(folded)
    }
    #[inline(always)]
    fn rows(vectors: Vector<Self>, mut tell: impl FnMut(usize, Row)) {
        let ([x, u], [y, v], [z, w]) = (double(vectors.x), double(vectors.y), double(vectors.z));
        f64x4::rows(Vector::new(x, y, z), &mut tell);
        f64x4::rows(Vector::new(u, v, w), |lane, row| tell(4 + lane, row));
    }
    #[inline(always)]
    fn scale_lane(&mut self, lane: usize, factor: f64) {
        self.as_mut_array()[lane] *= factor as f32;
    }
}

#[inline(always)]
fn single([low, high]: [f64x4; 2]) -> f32x8 {
    let ([a, b, c, d], [e, f, g, h]) = (low.to_array(), high.to_array());
    f32x8::new([a as f32, b as f32, c as f32, d as f32, e as f32, f as f32, g as f32, h as f32])
}

#[inline(always)]
fn double(lanes: f32x8) -> [f64x4; 2] {
    let [a, b, c, d, e, f, g, h] = lanes.to_array();
    let four = |a, b, c, d| f64x4::new([f64::from(a), f64::from(b), f64::from(c), f64::from(d)]);
    [four(a, b, c, d), four(e, f, g, h)]
}

/// One for each of four atoms, zero for those whose bit is set in the index.
const WEIGHTS_SINGLE: [[f32; 4]; 16] = {
    let mut table = [[1.0; 4]; 16];
    let mut entry = 0;
    while entry < 64 {
        if (entry / 4) >> (entry % 4) & 1 == 1 {
            table[entry / 4][entry % 4] = 0.0;
        }
        entry += 1;
    }
    table
};

const WEIGHTS: [f64x4; 16] = {
    let mut table = [f64x4::ZERO; 16];
    let mut entry = 0;
    while entry < 16 {
        let [a, b, c, d] = WEIGHTS_SINGLE[entry];
        table[entry] = f64x4::new([a as f64, b as f64, c as f64, d as f64]);
        entry += 1;
    }
    table
};
