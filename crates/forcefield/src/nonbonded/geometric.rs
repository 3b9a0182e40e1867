//! Van der Waals interaction of UFF: `E = D ((x/r)¹² - 2 (x/r)⁶)`, `x` and `D` the geometric means over the two atoms.
//!
//! Units: `x` Å, `D` kcal/mol. UFF is used without charges.

use super::{PairEnergy, PairKernel};
use crate::lanes::Lanes;

/// The 12-6 potential with geometric means. Parameters of an atom: see [`Geometric::atom`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Geometric;

impl Geometric {
    /// The parameters of an atom with this van der Waals distance (Å) and well depth (kcal/mol).
    pub fn atom(distance: f64, depth: f64) -> [f64; 2] {
        [distance, depth.sqrt()]
    }
}

impl PairKernel<2, 3> for Geometric {
    fn ghost(&self) -> [f64; 2] {
        [0.0, 0.0]
    }

    /// No charges, `D`, `x²`.
    #[inline(always)]
    fn combine<L: Lanes>(&self, i: [L; 2], j: [L; 2]) -> [L; 3] {
        [L::zero(), i[1] * j[1], i[0] * j[0]]
    }

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, r2: L, [_, depth, x2]: [L; 3]) -> PairEnergy<L> {
        // Minus zero: adding it changes nothing, and so is left out of the program.
        let none = L::splat(-0.0);
        let inverse_squared = r2.recip();
        let ratio2 = x2 * inverse_squared;
        let ratio6 = ratio2 * ratio2 * ratio2;
        let attraction = depth * ratio6;
        let repulsion = attraction * ratio6;
        PairEnergy {
            vdw: attraction.mul_add(L::splat(-2.0), repulsion),
            // r dE/dr = -12 (repulsion - attraction)
            vdw_virial: (attraction - repulsion) * L::splat(12.0),
            electrostatic: none,
            electrostatic_virial: none,
            inverse_squared,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_is_where_it_should_be() {
        let (carbon, hydrogen) = (Geometric::atom(3.851, 0.105), Geometric::atom(2.886, 0.044));
        let x: f64 = (3.851f64 * 2.886).sqrt();
        let pair = Geometric.evaluate(x * x, Geometric.combine(carbon, hydrogen));
        assert!((pair.vdw + (0.105f64 * 0.044).sqrt()).abs() < 1e-12 && pair.vdw_virial.abs() < 1e-12);
    }
}
