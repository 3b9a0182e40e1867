//! Angle bending of MMFF94 together with its coupling to the two bonds:
//! `E = k D² (1 + c D)` and `E = (ki (rij - rij0) + kk (rkj - rkj0)) D`, `D = θ - θ0`.
//!
//! Both share the angle, so one kernel does both. Units: `k` kcal/mol/rad², `ki`, `kk` kcal/mol/Å/rad (2.51210 180/π
//! of MMFF94's md/rad), `θ0` rad, `r0` Å.

use super::cubic_angle::cubic;
use super::harmonic_angle::Bend;
use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Coupled angles: atoms `i`, `j` (middle), `k`; parameters `k`, `θ0`, `ki`, `kk`, `rij0`, `rkj0`.
pub type CoupledAngles = Batch<CoupledAngle, 3, 6, 2>;

/// The angle with its stretch-bend coupling.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoupledAngle;

impl Kernel<3, 6, 2> for CoupledAngle {
    const KINDS: [TermKind; 2] = [TermKind::Angle, TermKind::StretchBend];

    #[inline(always)]
    fn evaluate<L: Lanes>(
        &self,
        [i, j, k]: [Vector<L>; 3],
        [force, theta0, force_i, force_k, r_ij0, r_kj0]: [L; 6],
    ) -> ([L; 2], [Vector<L>; 3]) {
        let tiny = L::splat(1e-40);
        let (u, v) = (i - j, k - j);
        let (u2, v2) = (u.norm_squared().max(tiny), v.norm_squared().max(tiny));
        let normal = u.cross(v);
        let sine = normal.norm_squared().max(tiny).sqrt();
        let (r_ij, r_kj) = (u2.sqrt(), v2.sqrt());
        // One division for 1/|u|² sine, 1/|v|² sine, 1/|u| and 1/|v|.
        let product = u2 * v2;
        let inverse = (product * sine).max(tiny).recip();
        let (by_u, by_v) = (inverse * v2, inverse * u2);

        let d = sine.atan2(u.dot(v)) - theta0;
        let (bending, slope) = cubic(d, force);
        let stretch = force_i.mul_add(r_ij - r_ij0, force_k * (r_kj - r_kj0));
        let on_theta = slope + stretch;
        let on_i = u.cross(normal).scale(by_u * on_theta) + u.scale(force_i * d * r_ij * by_u * sine);
        let on_k = normal.cross(v).scale(by_v * on_theta) + v.scale(force_k * d * r_kj * by_v * sine);
        ([bending, stretch * d], [on_i, -(on_i + on_k), on_k])
    }

    /// The angle's; the coupling to the bonds is left out.
    fn stiffness(&self, atoms: [Vector<f64>; 3], [force, ..]: [f64; 6]) -> (f64, [Vector<f64>; 3]) {
        (2.0 * force, Bend::between(atoms).gradient(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    #[test]
    fn value_by_hand_and_gradient() {
        for degrees in [10.0f64, 90.0, 112.0, 150.0, 179.5] {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            let atoms = [[1.6, 0.0, 0.0], [0.0; 3], [1.2 * cosine, 1.2 * sine, 0.0]];
            let d: f64 = degrees - 110.0;
            let bending = 0.043844 / 2.0 * 0.8 * d * d * (1.0 - 0.006_981_317 * d);
            let coupling = 2.51210 * (0.2 * 0.1 - 0.3 * 0.2) * d;
            let degree = 180.0 / std::f64::consts::PI;
            let k = 0.043844 / 2.0 * 0.8 * degree * degree;
            let parameters =
                [k, 110f64.to_radians(), 2.51210 * 0.2 * degree, 2.51210 * 0.3 * degree, 1.5, 1.4];
            let angles = CoupledAngles::new(CoupledAngle, [([0, 1, 2], parameters)]);
            check(Box::new(angles), &atoms, Some(bending + coupling));
        }
    }
}
