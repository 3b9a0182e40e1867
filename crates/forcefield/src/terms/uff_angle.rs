//! Angle bending of UFF: a short Fourier series of the angle, written as a polynomial `E = Σ pn cosⁿ θ`, `n` from 0 to 4.
//!
//! Needs no angle, so nothing happens at linear angles where an arc cosine has no slope. Units: `p` kcal/mol.

use super::harmonic_angle::Bend;
use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Cosine angles: atoms `i`, `j` (middle), `k`; parameters `p0` to `p4`.
pub type CosineAngles = Batch<CosineAngle, 3, 5>;

/// The angle as a polynomial of its cosine.
#[derive(Clone, Copy, Debug, Default)]
pub struct CosineAngle;

impl Kernel<3, 5> for CosineAngle {
    const KINDS: [TermKind; 1] = [TermKind::Angle];

    #[inline(always)]
    fn evaluate<L: Lanes>(
        &self,
        [i, j, k]: [Vector<L>; 3],
        [p0, p1, p2, p3, p4]: [L; 5],
    ) -> ([L; 1], [Vector<L>; 3]) {
        let tiny = L::splat(1e-20);
        let (u, v) = (i - j, k - j);
        let (u2, v2) = (u.norm_squared().max(tiny), v.norm_squared().max(tiny));
        let inverse2 = (u2 * v2).recip();
        let inverse = inverse2.sqrt();
        let c = u.dot(v) * inverse;
        let energy = c.mul_add(c.mul_add(c.mul_add(c.mul_add(p4, p3), p2), p1), p0);
        let (three, four) = (L::splat(3.0), L::splat(4.0));
        let slope = c.mul_add(c.mul_add(c.mul_add(four * p4, three * p3), p2 + p2), p1);
        // ∂cos/∂i = v / |u||v| - u cos / |u|²
        let both = slope * inverse;
        let own = slope * c * inverse2;
        let on_i = v.scale(both) - u.scale(own * v2);
        let on_k = u.scale(both) - v.scale(own * u2);
        ([energy], [on_i, -(on_i + on_k), on_k])
    }

    fn stiffness(&self, atoms: [Vector<f64>; 3], p: [f64; 5]) -> (f64, [Vector<f64>; 3]) {
        let bend = Bend::between(atoms);
        (curvature_by_angle(p, bend.theta.cos()).abs(), bend.gradient(1.0))
    }
}

/// `d²/dx²` of `Σ pn cosⁿ x`, from `cos x`.
pub(super) fn curvature_by_angle([_, p1, p2, p3, p4]: [f64; 5], cosine: f64) -> f64 {
    let first = p1 + cosine * (2.0 * p2 + cosine * (3.0 * p3 + cosine * 4.0 * p4));
    let second = 2.0 * p2 + cosine * (6.0 * p3 + cosine * 12.0 * p4);
    second * (1.0 - cosine * cosine) - first * cosine
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    #[test]
    fn value_by_hand_and_gradient() {
        for degrees in [0.0f64, 30.0, 109.5, 120.0, 179.99, 180.0] {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            let atoms = [[1.1, 0.0, 0.0], [0.0; 3], [1.3 * cosine, 1.3 * sine * 0.6, 1.3 * sine * 0.8]];
            // 50 (1 - cos 3θ) / 9 = 50 / 9 (1 + 3 cos θ - 4 cos³ θ)
            let energy = 50.0 * (1.0 - (3.0 * degrees.to_radians()).cos()) / 9.0;
            let powers = [50.0 / 9.0, 50.0 / 3.0, 0.0, -200.0 / 9.0, 0.0];
            check(Box::new(CosineAngles::new(CosineAngle, [([0, 1, 2], powers)])), &atoms, Some(energy));
        }
    }
}
