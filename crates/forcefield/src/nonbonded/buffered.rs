//! Van der Waals and electrostatic interaction of MMFF94, both buffered so that they stay finite at short range:
//! `E = ε (1.07 / (ρ + 0.07))⁷ (1.12 / (ρ⁷ + 0.12) - 2)`, `ρ = r / R*ij`, and `E = 332.0716 qi qj / D (r + 0.05)ⁿ`.
//!
//! `R*ij` and `εij` come from each atom's `R*`, polarizability and Slater-Kirkwood number by Halgren's combination
//! rules (MMFF I, equations 8 to 12): a cubic-mean-like radius, the plain mean if a hydrogen-bond donor takes part,
//! and 0.8 `R*`, 0.5 `ε` for a donor with an acceptor. Units: Å, kcal/mol, e.

use super::{Coulomb, PairEnergy, PairKernel};
use crate::lanes::Lanes;

/// MMFF94's coulomb constant, kcal/mol·Å/e².
pub const COULOMB_MMFF94: f64 = 332.0716;

/// Part of an atom in hydrogen bonds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HydrogenBonding {
    /// Neither donor nor acceptor.
    #[default]
    None,
    /// A hydrogen that can be donated.
    Donor,
    /// An acceptor.
    Acceptor,
}

/// Buffered 14-7 and buffered Coulomb. Parameters of an atom: see [`Buffered::atom`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Buffered {
    /// How the dielectric depends on distance.
    pub coulomb: Coulomb,
}

impl Buffered {
    /// The parameters of an atom with this charge (e), polarizability `α`, Slater-Kirkwood number `N` and scale
    /// factors `A` and `G`. `coulomb_constant` is [`COULOMB_MMFF94`] over the dielectric constant.
    pub fn atom(
        charge: f64,
        [alpha, n, a, g]: [f64; 4],
        bonding: HydrogenBonding,
        coulomb_constant: f64,
    ) -> [f64; 5] {
        let code = match bonding {
            HydrogenBonding::None => 0.0,
            HydrogenBonding::Donor => 1.0,
            HydrogenBonding::Acceptor => 2.0,
        };
        let root = 181.16f64.sqrt();
        [
            charge * coulomb_constant.sqrt(),
            root * g * alpha,
            a * alpha.sqrt().sqrt(),
            (alpha / n).sqrt(),
            code,
        ]
    }
}

impl PairKernel<5, 3> for Buffered {
    /// Its combination rules take longer than its energy.
    const LARGEST_TABLE: usize = 32_768;

    fn ghost(&self) -> [f64; 5] {
        [0.0, 0.0, 1.0, 1.0, 0.0]
    }

    /// Charges' product, `1.07⁷ ε`, `1 / R*`.
    #[inline(always)]
    fn combine<L: Lanes>(&self, i: [L; 5], j: [L; 5]) -> [L; 3] {
        let half = L::splat(0.5);
        let sum = i[2] + j[2];
        let gamma = (i[2] - j[2]) / sum;
        let widening = (L::splat(-12.0) * gamma * gamma).exp().mul_neg_add(L::splat(0.2), L::splat(1.2));
        let mean = sum * half;
        let one = L::one();
        let to_donor = (i[4] - one).abs().min((j[4] - one).abs());
        let radius = mean * L::select(to_donor.less(half), one, widening);
        let radius2 = radius * radius;
        let epsilon = i[1] * j[1] / ((i[3] + j[3]) * (radius2 * radius2 * radius2));
        let hydrogen_bond = (i[4] * j[4] - L::splat(2.0)).abs().less(half);
        let epsilon = epsilon * L::select(hydrogen_bond, half, one);
        let radius = radius * L::select(hydrogen_bond, L::splat(0.8), one);
        [i[0] * j[0], epsilon * L::splat(1.07f64.powi(7)), radius.recip()]
    }

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, r2: L, [charges, epsilon, inverse_radius]: [L; 3]) -> PairEnergy<L> {
        let r = r2.sqrt();
        // Further out nothing is left of the van der Waals energy, and powers would overflow single precision.
        let rho = (r * inverse_radius).min(L::splat(1e3));
        let rho2 = rho * rho;
        let rho6 = rho2 * rho2 * rho2;
        let near = rho + L::splat(0.07);
        let far = rho6.mul_add(rho, L::splat(0.12));
        let buffered = r + L::splat(0.05);
        // One division for the four inverses.
        let (vdw_product, coulomb_product) = (near * far, buffered * r);
        let inverse = (vdw_product * coulomb_product).recip();
        let by_vdw = inverse * coulomb_product;
        let by_coulomb = inverse * vdw_product;
        let (by_near, by_far) = (by_vdw * far, by_vdw * near);
        let (by_buffered, by_r) = (by_coulomb * r, by_coulomb * buffered);

        let by_near2 = by_near * by_near;
        let repulsion = epsilon * (by_near2 * by_near2) * (by_near2 * by_near);
        let factor = by_far.mul_sub(L::splat(1.12), L::splat(2.0));
        // r d/dr: -7 ρ repulsion (factor / (ρ + 0.07) + 1.12 ρ⁶ / (ρ⁷ + 0.12)²). Short chains run side by side.
        let by_far_falls = L::splat(1.12) * rho6 * by_far * by_far;
        let falls = by_near.mul_add(factor, by_far_falls) * (rho * L::splat(-7.0));
        let share = by_buffered * r;
        let (electrostatic, electrostatic_virial) = match self.coulomb {
            Coulomb::Constant => {
                let energy = charges * by_buffered;
                (energy, -(energy * share))
            }
            Coulomb::DistanceDependent => {
                let energy = charges * by_buffered * by_buffered;
                (energy, -(energy * (share + share)))
            }
        };
        PairEnergy {
            vdw: repulsion * factor,
            vdw_virial: repulsion * falls,
            electrostatic,
            electrostatic_virial,
            inverse_squared: by_r * by_r,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two alkyl carbons: `R*` 3.890 · 1.050^(1/4), the well at `R*`.
    #[test]
    fn the_energy_at_the_radius_is_the_depth() {
        let carbon = Buffered::atom(0.5, [1.050, 2.490, 3.890, 1.282], HydrogenBonding::None, COULOMB_MMFF94);
        let kernel = Buffered::default();
        let [charges, factor, inverse] = kernel.combine(carbon, carbon);
        let epsilon = factor / 1.07f64.powi(7);
        let radius: f64 = 3.890 * 1.050f64.powf(0.25);
        assert!((1.0 / inverse - radius).abs() < 1e-12);
        let expected =
            181.16 * (1.282f64 * 1.050).powi(2) / (2.0 * (1.050f64 / 2.490).sqrt()) / radius.powi(6);
        assert!((epsilon - expected).abs() < 1e-12, "{epsilon} {expected}");
        let pair = kernel.evaluate(radius * radius, [charges, factor, inverse]);
        // The minimum lies close by, not exactly there.
        assert!(
            (pair.vdw + epsilon).abs() < 1e-12 && pair.vdw_virial.abs() < 0.1 * epsilon * radius * radius
        );
        assert!((pair.electrostatic - 332.0716 * 0.25 / (radius + 0.05)).abs() < 1e-12);
    }

    #[test]
    fn virials_are_the_derivatives() {
        for coulomb in [Coulomb::Constant, Coulomb::DistanceDependent] {
            let kernel = Buffered { coulomb };
            let parameters = [30.0, 0.07, 1.0 / 3.5];
            for r in [0.3, 1.0, 2.5, 3.5, 6.0, 15.0f64] {
                let at = |r: f64| kernel.evaluate(r * r, parameters);
                let step = 1e-5 * r;
                let virial =
                    |f: fn(PairEnergy<f64>) -> f64| (f(at(r + step)) - f(at(r - step))) / (2.0 * step) * r;
                let pair = at(r);
                for (found, expected) in [
                    (pair.vdw_virial, virial(|p| p.vdw)),
                    (pair.electrostatic_virial, virial(|p| p.electrostatic)),
                ] {
                    assert!(
                        (found - expected).abs() < 1e-7 * expected.abs().max(1e-6),
                        "{r}: {found} {expected}"
                    );
                }
            }
        }
    }
}
