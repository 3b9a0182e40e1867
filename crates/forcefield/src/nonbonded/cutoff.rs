//! The smooth cutoff of [`Cutoff`] applied to the energy of a pair.

use super::{Cutoff, PairEnergy, PairKernel, PairPull};
use crate::lanes::Lanes;

/// The constants of a cutoff for one kernel.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Law {
    cutoff2: f64,
    /// `1 / (rc² - rs²)`.
    inverse_width: f64,
    /// What is added to the electrostatic energy of unit factor: `constant + curvature r²`.
    constant: f64,
    curvature: f64,
}

impl Law {
    pub fn new<K: PairKernel<A, P>, const A: usize, const P: usize>(kernel: &K, cutoff: Cutoff) -> Self {
        let cutoff2 = cutoff.distance * cutoff.distance;
        let mut unit = [1.0; P];
        unit[1] = 0.0;
        let at_cutoff = kernel.evaluate(cutoff2, unit);
        let curvature = -0.5 * at_cutoff.electrostatic_virial / cutoff2;
        Self {
            cutoff2,
            inverse_width: 1.0 / (cutoff2 - cutoff.switch_from * cutoff.switch_from).max(1e-9),
            constant: -at_cutoff.electrostatic - curvature * cutoff2,
            curvature,
        }
    }

    /// The energy with the cutoff; `factor` is that of the electrostatic energy.
    #[inline(always)]
    pub fn cut<L: Lanes>(self, r2: L, factor: L, pair: PairEnergy<L>) -> PairPull<L> {
        let cutoff2 = L::splat(self.cutoff2);
        let inverse_width = L::splat(self.inverse_width);
        let within = r2.less(cutoff2);
        let t = ((cutoff2 - r2) * inverse_width).min(L::one()).max(L::zero());
        let switch = t * t * (t + t).mul_neg_add(L::one(), L::splat(3.0));
        // r dS/dr = -12 r² t (1 - t) / (rc² - rs²)
        let switch_virial = t * (L::one() - t) * r2 * (inverse_width * L::splat(-12.0));
        let curvature = factor * L::splat(self.curvature);
        let shift = curvature.mul_add(r2, factor * L::splat(self.constant));
        let vdw_virial = pair.vdw.mul_add(switch_virial, pair.vdw_virial * switch);
        let slope =
            (vdw_virial + pair.electrostatic_virial).mul_add(pair.inverse_squared, curvature + curvature);
        PairPull {
            vdw: pair.vdw * switch,
            electrostatic: L::select(within, pair.electrostatic + shift, L::zero()),
            slope: L::select(within, slope, L::zero()),
        }
    }
}
