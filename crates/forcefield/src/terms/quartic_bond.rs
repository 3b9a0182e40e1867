//! Bond stretching of MMFF94: `E = k d² (1 + c d + 7/12 c² d²)`, `d = r - r0`, `c = -2` Å⁻¹.
//!
//! Units: `k` kcal/mol/Å² (143.9325/2 of MMFF94's md/Å), `r0` Å.

use super::harmonic_bond::{SHORTEST, along_bond};
use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Quartic bonds: atoms `i`, `j`; parameters `k`, `r0`.
pub type QuarticBonds = Batch<QuarticBond, 2, 2>;

/// The quartic bond.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuarticBond;

impl Kernel<2, 2> for QuarticBond {
    const KINDS: [TermKind; 1] = [TermKind::Bond];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, [i, j]: [Vector<L>; 2], [k, r0]: [L; 2]) -> ([L; 1], [Vector<L>; 2]) {
        let between = i - j;
        let r = between.norm();
        let d = r - r0;
        let k_d = k * d;
        let quartic = L::splat(7.0 / 3.0);
        let energy = k_d * d * d.mul_add(d.mul_sub(quartic, L::splat(2.0)), L::one());
        // d/dd of d² - 2 d³ + 7/3 d⁴ is d (2 - 6 d + 28/3 d²).
        let slope = k_d * d.mul_add(d.mul_sub(L::splat(28.0 / 3.0), L::splat(6.0)), L::splat(2.0));
        let on_i = between.scale(slope / r.max(L::splat(SHORTEST)));
        ([energy], [on_i, -on_i])
    }

    fn stiffness(&self, ends: [Vector<f64>; 2], [k, _]: [f64; 2]) -> (f64, [Vector<f64>; 2]) {
        along_bond(ends, k)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    #[test]
    fn value_by_hand_and_gradient() {
        for (r, energy) in [
            (1.5, 0.0),
            // 100 * 0.01 * (1 - 0.2 + 7/3 * 0.01)
            (1.6, 0.823_333_333_333_333_4),
            (1.4, 1.223_333_333_333_333_4),
            (0.3, 100.0 * 1.44 * (1.0 + 2.4 + 7.0 / 3.0 * 1.44)),
        ] {
            let bonds = QuarticBonds::new(QuarticBond, [([0, 1], [100.0, 1.5])]);
            check(Box::new(bonds), &[[0.0; 3], [0.6 * r, 0.0, 0.8 * r]], Some(energy));
        }
    }
}
