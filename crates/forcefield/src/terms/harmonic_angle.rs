//! Angle bending, harmonic: `E = k (θ - θ0)²` (Amber, GAFF, Ghemical).
//!
//! Units: `k` kcal/mol/rad², `θ0` rad. The middle atom is the second.

use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Harmonic angles: atoms `i`, `j` (middle), `k`; parameters `k`, `θ0`.
pub type HarmonicAngles = Batch<HarmonicAngle, 3, 2>;

/// The harmonic angle.
#[derive(Clone, Copy, Debug, Default)]
pub struct HarmonicAngle;

impl Kernel<3, 2> for HarmonicAngle {
    const KINDS: [TermKind; 1] = [TermKind::Angle];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, atoms: [Vector<L>; 3], [k, theta0]: [L; 2]) -> ([L; 1], [Vector<L>; 3]) {
        let bend = Bend::between(atoms);
        let difference = bend.theta - theta0;
        let k_difference = k * difference;
        ([k_difference * difference], bend.gradient(k_difference + k_difference))
    }

    fn stiffness(&self, atoms: [Vector<f64>; 3], [k, _]: [f64; 2]) -> (f64, [Vector<f64>; 3]) {
        (2.0 * k, Bend::between(atoms).gradient(1.0))
    }
}

/// An angle and how it changes with the places of its atoms. Accurate up to and including 0 and π.
///
/// With `u`, `v` the vectors from the middle atom, `θ = atan2(|u × v|, u · v)`, which loses no digits near π where an
/// arc cosine does. `∂θ/∂i` is a vector of length `1/|u|` in the plane of the angle; for atoms exactly in line, where
/// no plane exists, it is taken as zero.
#[derive(Clone, Copy, Debug)]
pub struct Bend<L> {
    /// The angle, rad.
    pub theta: L,
    /// `∂θ/∂` the first atom.
    pub on_first: Vector<L>,
    /// `∂θ/∂` the last atom.
    pub on_last: Vector<L>,
}

impl<L: Lanes> Bend<L> {
    /// The angle of three atoms, the middle one second.
    #[inline(always)]
    pub fn between([i, j, k]: [Vector<L>; 3]) -> Self {
        let u = i - j;
        let v = k - j;
        let tiny = L::splat(1e-40);
        let normal = u.cross(v);
        let sine = normal.norm_squared().max(tiny).sqrt();
        let cosine = u.dot(v);
        // One division for both ends: 1/(|u|² sine) and 1/(|v|² sine).
        let u2 = u.norm_squared().max(tiny);
        let v2 = v.norm_squared().max(tiny);
        let inverse = (u2 * v2 * sine).max(tiny).recip();
        Self {
            theta: sine.atan2(cosine),
            on_first: u.cross(normal).scale(v2 * inverse),
            on_last: normal.cross(v).scale(u2 * inverse),
        }
    }

    /// The gradient on the three atoms of an energy with this `dE/dθ`.
    #[inline(always)]
    pub fn gradient(&self, slope: L) -> [Vector<L>; 3] {
        let on_first = self.on_first.scale(slope);
        let on_last = self.on_last.scale(slope);
        [on_first, -(on_first + on_last), on_last]
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{FRAC_PI_2, PI};

    use super::*;
    use crate::terms::check::check;

    #[test]
    fn bends() {
        let at = |degrees: f64| {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            [[1.5, 0.0, 0.2], [0.0, 0.0, 0.2], [1.2 * cosine, 1.2 * sine, 0.2]]
        };
        for (degrees, theta0, energy) in [
            (90.0, FRAC_PI_2, 0.0),
            (60.0, FRAC_PI_2, 50.0 * (PI / 6.0).powi(2)),
            (179.9, PI, 50.0 * (PI / 1800.0).powi(2)),
            (179.5, 2.0, 50.0 * (179.5_f64.to_radians() - 2.0).powi(2)),
            (0.5, 2.0, 50.0 * (0.5_f64.to_radians() - 2.0).powi(2)),
        ] {
            let angles = HarmonicAngles::new(HarmonicAngle, [([0, 1, 2], [50.0, theta0])]);
            check(Box::new(angles), &at(degrees), Some(energy));
        }
    }

    #[test]
    fn in_line_at_its_minimum_nothing_pulls() {
        let angles = HarmonicAngles::new(HarmonicAngle, [([0, 1, 2], [50.0, PI])]);
        check(Box::new(angles), &[[1.5, 0.0, 0.0], [0.0; 3], [-1.2, 0.0, 0.0]], Some(0.0));
    }
}
