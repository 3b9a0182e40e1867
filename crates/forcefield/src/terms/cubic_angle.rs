//! Angle bending of MMFF94: `E = k D² (1 + c D)`, `D = θ - θ0`, `c = -0.4` rad⁻¹ (-0.007 deg⁻¹), and the form for
//! linear centres, `E = k (1 + cos θ)`.
//!
//! Units: `k` kcal/mol/rad² (0.043844/2 (180/π)² of MMFF94's md Å/rad²) or kcal/mol (143.9325), `θ0` rad.

use super::harmonic_angle::Bend;
use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// MMFF94's constant is 0.006981317 deg⁻¹.
pub(super) const CUBIC: f64 = -0.006_981_317 * 180.0 / std::f64::consts::PI;

/// Cubic angles: atoms `i`, `j` (middle), `k`; parameters `k`, `θ0`.
pub type CubicAngles = Batch<CubicAngle, 3, 2>;

/// The cubic angle.
#[derive(Clone, Copy, Debug, Default)]
pub struct CubicAngle;

impl Kernel<3, 2> for CubicAngle {
    const KINDS: [TermKind; 1] = [TermKind::Angle];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, atoms: [Vector<L>; 3], [k, theta0]: [L; 2]) -> ([L; 1], [Vector<L>; 3]) {
        let bend = Bend::between(atoms);
        let (energy, slope) = cubic(bend.theta - theta0, k);
        ([energy], bend.gradient(slope))
    }

    fn stiffness(&self, atoms: [Vector<f64>; 3], [k, _]: [f64; 2]) -> (f64, [Vector<f64>; 3]) {
        (2.0 * k, Bend::between(atoms).gradient(1.0))
    }
}

/// Energy and `dE/dD` of a cubic angle.
#[inline(always)]
pub(super) fn cubic<L: Lanes>(d: L, k: L) -> (L, L) {
    let c = L::splat(CUBIC);
    let k_d = k * d;
    (k_d * d * c.mul_add(d, L::one()), k_d * (L::splat(3.0) * c).mul_add(d, L::splat(2.0)))
}

/// Linear angles: atoms `i`, `j` (middle), `k`; parameter `k`.
pub type LinearAngles = Batch<LinearAngle, 3, 1>;

/// The angle at a linear centre.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinearAngle;

impl Kernel<3, 1> for LinearAngle {
    const KINDS: [TermKind; 1] = [TermKind::Angle];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, [i, j, k]: [Vector<L>; 3], [force]: [L; 1]) -> ([L; 1], [Vector<L>; 3]) {
        let tiny = L::splat(1e-20);
        let (u, v) = (i - j, k - j);
        let (u2, v2) = (u.norm_squared().max(tiny), v.norm_squared().max(tiny));
        let inverse = (u2 * v2).sqrt().recip();
        let cosine = u.dot(v) * inverse;
        // ∂cos/∂i = v/|u||v| - u cos/|u|²
        let scaled = force * inverse;
        let on_i = v.scale(scaled) - u.scale(force * cosine / u2);
        let on_k = u.scale(scaled) - v.scale(force * cosine / v2);
        ([force.mul_add(cosine, force)], [on_i, -(on_i + on_k), on_k])
    }

    fn stiffness(&self, atoms: [Vector<f64>; 3], [force]: [f64; 1]) -> (f64, [Vector<f64>; 3]) {
        (force, Bend::between(atoms).gradient(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    /// Atoms with this angle (degrees) in the middle.
    fn bent(degrees: f64) -> [[f64; 3]; 3] {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        [[1.1, 0.0, 0.0], [0.0; 3], [1.3 * cosine, 1.3 * sine * 0.6, 1.3 * sine * 0.8]]
    }

    #[test]
    fn cubic_angles_by_hand_and_gradient() {
        for degrees in [5.0, 60.0, 109.5, 120.0, 170.0, 178.0] {
            let d: f64 = degrees - 110.0;
            let energy = 0.043844 / 2.0 * 0.8 * d * d * (1.0 - 0.006_981_317 * d);
            let k = 0.043844 / 2.0 * 0.8 * (180.0 / std::f64::consts::PI).powi(2);
            let angles = CubicAngles::new(CubicAngle, [([0, 1, 2], [k, 110f64.to_radians()])]);
            check(Box::new(angles), &bent(degrees), Some(energy));
        }
    }

    #[test]
    fn linear_angles_by_hand_and_gradient() {
        for degrees in [20.0f64, 90.0, 120.0, 175.0, 180.0] {
            let energy = 143.9325 * (1.0 + degrees.to_radians().cos());
            let angles = LinearAngles::new(LinearAngle, [([0, 1, 2], [143.9325])]);
            check(Box::new(angles), &bent(degrees), Some(energy));
        }
    }
}
