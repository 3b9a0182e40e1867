//! Bond stretching, harmonic: `E = k (r - r0)²` (Amber, GAFF, UFF, Ghemical).
//!
//! Units: `k` kcal/mol/Å², `r0` Å.

use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Harmonic bonds: atoms `i`, `j`; parameters `k`, `r0`.
pub type HarmonicBonds = Batch<HarmonicBond, 2, 2>;

/// The harmonic bond.
#[derive(Clone, Copy, Debug, Default)]
pub struct HarmonicBond;

impl Kernel<2, 2> for HarmonicBond {
    const KINDS: [TermKind; 1] = [TermKind::Bond];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, [i, j]: [Vector<L>; 2], [k, r0]: [L; 2]) -> ([L; 1], [Vector<L>; 2]) {
        let between = i - j;
        let r = between.norm();
        let stretch = r - r0;
        let k_stretch = k * stretch;
        let slope = (k_stretch + k_stretch) / r.max(L::splat(SHORTEST));
        let on_i = between.scale(slope);
        ([k_stretch * stretch], [on_i, -on_i])
    }

    fn stiffness(&self, ends: [Vector<f64>; 2], [k, _]: [f64; 2]) -> (f64, [Vector<f64>; 2]) {
        along_bond(ends, k)
    }
}

/// The curvature of `k d²` and the direction of a bond.
pub(super) fn along_bond([i, j]: [Vector<f64>; 2], k: f64) -> (f64, [Vector<f64>; 2]) {
    let between = i - j;
    let direction = between.scale(1.0 / between.norm().max(SHORTEST));
    (2.0 * k, [direction, -direction])
}

/// Below this length (Å) the direction of a bond means nothing; the gradient fades to zero instead of becoming NaN.
pub(crate) const SHORTEST: f64 = 1e-8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::check::check;

    #[test]
    fn stretches() {
        for (distance, energy) in [(1.6, 3.0), (1.5, 0.0), (0.5, 300.0)] {
            let bonds = HarmonicBonds::new(HarmonicBond, [([0, 1], [300.0, 1.5])]);
            check(Box::new(bonds), &[[1.0, 2.0, 3.0], [1.0, 2.0, 3.0 + distance]], Some(energy));
        }
    }

    #[test]
    fn five_bonds_are_two_blocks() {
        let positions: Vec<[f64; 3]> = (0..6).map(|i| [f64::from(i), f64::from(i * i) * 0.1, 0.3]).collect();
        let bonds =
            HarmonicBonds::new(HarmonicBond, (0..5).map(|i| ([i, i + 1], [100.0 + f64::from(i), 1.2])));
        check(Box::new(bonds), &positions, None);
    }

    #[test]
    fn atoms_on_top_of_each_other_give_no_nan() {
        let bonds = HarmonicBonds::new(HarmonicBond, [([0, 1], [300.0, 1.5])]);
        let mut gradient = [[1.0; 3]; 2];
        let mut potential = crate::Potential::new(2);
        potential.push(Box::new(bonds));
        assert_eq!(potential.energy_and_gradient(&[[1.0; 3]; 2], &mut gradient).total(), 675.0);
        assert_eq!(gradient, [[0.0; 3]; 2]);
    }
}
