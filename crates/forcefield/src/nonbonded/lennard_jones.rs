//! Lennard-Jones 12-6 with Lorentz-Berthelot rules, and Coulomb's law (Amber, GAFF).
//!
//! `E = 4 ε ((σ/r)¹² - (σ/r)⁶) + q g(r)`, `σij = (σi + σj)/2`, `εij = √(εi εj)`, `g` of [`Coulomb`].
//! Units: `σ` Å, `ε` kcal/mol, charges e.

use super::{PairEnergy, PairKernel};
use crate::lanes::Lanes;

/// Coulomb's law with a constant dielectric, `g = 1/r`, or one that grows with the distance, `g = 1/r²`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coulomb {
    /// The dielectric constant is the same at any distance.
    #[default]
    Constant,
    /// The dielectric constant is proportional to the distance in Å.
    DistanceDependent,
}

impl Coulomb {
    /// `q g` and `q r dg/dr` from `q`, `1/r` and `1/r²`.
    #[inline(always)]
    pub fn law<L: Lanes>(self, charges: L, inverse: L, inverse_squared: L) -> (L, L) {
        match self {
            Self::Constant => {
                let energy = charges * inverse;
                (energy, -energy)
            }
            Self::DistanceDependent => {
                let energy = charges * inverse_squared;
                (energy, -(energy + energy))
            }
        }
    }
}

/// Lennard-Jones and Coulomb. Parameters of an atom: see [`LennardJones::atom`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LennardJones {
    /// How the dielectric depends on distance.
    pub coulomb: Coulomb,
}

impl LennardJones {
    /// The parameters of an atom with this charge (e), `σ` (Å) and `ε` (kcal/mol). `coulomb_constant` is the energy of
    /// two unit charges 1 Å apart in kcal/mol, over the dielectric constant.
    pub fn atom(charge: f64, sigma: f64, epsilon: f64, coulomb_constant: f64) -> [f64; 3] {
        [charge * coulomb_constant.sqrt(), 2.0 * epsilon.sqrt(), 0.5 * sigma]
    }
}

impl PairKernel<3, 3> for LennardJones {
    fn ghost(&self) -> [f64; 3] {
        [0.0, 0.0, 0.0]
    }

    #[inline(always)]
    fn combine<L: Lanes>(&self, i: [L; 3], j: [L; 3]) -> [L; 3] {
        [i[0] * j[0], i[1] * j[1], i[2] + j[2]]
    }

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, r2: L, [charges, four_epsilon, sigma]: [L; 3]) -> PairEnergy<L> {
        let inverse_squared = r2.recip();
        let inverse = inverse_squared.sqrt();
        let ratio2 = sigma * sigma * inverse_squared;
        let ratio6 = ratio2 * ratio2 * ratio2;
        let attraction = four_epsilon * ratio6;
        let repulsion = attraction * ratio6;
        let vdw = repulsion - attraction;
        let (electrostatic, electrostatic_virial) = self.coulomb.law(charges, inverse, inverse_squared);
        PairEnergy {
            vdw,
            // r dE/dr = -(12 repulsion - 6 attraction)
            vdw_virial: (vdw + repulsion) * L::splat(-6.0),
            electrostatic,
            electrostatic_virial,
            inverse_squared,
        }
    }
}
