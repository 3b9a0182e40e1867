//! Inversion of UFF at a centre of three bonds: `E = K Σ (c0 + c1 cos χ + c2 cos 2χ)` over its three Wilson angles.
//!
//! Rappe's `ω` is the angle between a bond and the plane of the other two, as in MMFF94. Units: `K` kcal/mol, already
//! a third of the force constant of the centre.

use super::out_of_plane::Pyramid;
use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Inversions: centre and its three neighbours; parameters `K c0`, `K c1`, `K c2`.
pub type Inversions = Batch<Inversion, 4, 3>;

/// The inversion at a centre.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inversion;

impl Kernel<4, 3> for Inversion {
    const KINDS: [TermKind; 1] = [TermKind::OutOfPlane];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, atoms: [Vector<L>; 4], [c0, c1, c2]: [L; 3]) -> ([L; 1], [Vector<L>; 4]) {
        let pyramid = Pyramid::over(atoms);
        let mut energy = L::zero();
        let mut slopes = [L::zero(); 3];
        for (slope, (sine, cosine)) in slopes.iter_mut().zip(pyramid.angles()) {
            // cos 2χ = 1 - 2 sin² χ
            let double = (sine + sine).mul_neg_add(sine, L::one());
            energy += c1.mul_add(cosine, c2.mul_add(double, c0));
            *slope = -(c1 / cosine + L::splat(4.0) * c2) * sine;
        }
        ([energy], pyramid.gradient(slopes))
    }

    fn stiffness(&self, atoms: [Vector<f64>; 4], [_, c1, c2]: [f64; 3]) -> (f64, [Vector<f64>; 4]) {
        // At the plane, χ = 0, d²E/dχ² = -c1 - 4 c2 for each of the three.
        (3.0 * (c1 + 4.0 * c2).abs(), Pyramid::over(atoms).mean_angle())
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::super::out_of_plane::tests::{CROOKED, pyramid};
    use super::*;

    #[test]
    fn value_by_hand_and_gradient() {
        let c = [3.0, -2.0, 0.7];
        for height in [0.0, 1e-6, 0.1, -0.6] {
            let (atoms, chi) = pyramid(height);
            let energy = 3.0 * (c[0] + c[1] * chi.cos() + c[2] * (2.0 * chi).cos());
            check(Box::new(Inversions::new(Inversion, [([0, 1, 2, 3], c)])), &atoms, Some(energy));
        }
        for atoms in CROOKED {
            check(Box::new(Inversions::new(Inversion, [([0, 1, 2, 3], c)])), &atoms, None);
        }
    }
}
