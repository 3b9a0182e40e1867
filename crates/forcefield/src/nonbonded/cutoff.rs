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
        let within = r2.less(L::splat(self.cutoff2));
        let inverse_width = L::splat(self.inverse_width);
        let t = r2.mul_neg_add(inverse_width, L::splat(self.cutoff2 * self.inverse_width));
        let t = t.min(L::one()).max(L::zero());
        let t2 = t * t;
        let switch = t2 * t.mul_neg_add(L::splat(2.0), L::splat(3.0));
        // (dS/dr)/r = -12 t (1 - t) / (rc² - rs²)
        let by_switch = pair.vdw * (t - t2) * L::splat(-12.0 * self.inverse_width);
        let shift = r2.mul_add(L::splat(self.curvature), L::splat(self.constant));
        let by_shift = factor.mul_add(L::splat(2.0 * self.curvature), by_switch);
        let virial = pair.vdw_virial.mul_add(switch, pair.electrostatic_virial);
        let slope = virial.mul_add(pair.inverse_squared, by_shift);
        PairPull {
            vdw: pair.vdw * switch,
            electrostatic: L::select(within, factor.mul_add(shift, pair.electrostatic), L::zero()),
            slope: L::select(within, slope, L::zero()),
        }
    }
}
