//! Restraints: an atom held near a point, `E = k |x - x0|²`.
//!
//! Units: `k` kcal/mol/Å², `x0` Å.

use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Harmonic position restraints: one atom; parameters `k`, `x0`, `y0`, `z0`.
pub type PositionRestraints = Batch<PositionRestraint, 1, 4>;

/// The harmonic position restraint.
#[derive(Clone, Copy, Debug, Default)]
pub struct PositionRestraint;

impl Kernel<1, 4> for PositionRestraint {
    const KINDS: [TermKind; 1] = [TermKind::Restraint];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, [atom]: [Vector<L>; 1], [k, x, y, z]: [L; 4]) -> ([L; 1], [Vector<L>; 1]) {
        let away = atom - Vector::new(x, y, z);
        ([k * away.norm_squared()], [away.scale(k + k)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::check::check;

    #[test]
    fn pulls_back() {
        let restraints = PositionRestraints::new(PositionRestraint, [([0], [2.0, 1.0, 1.0, 1.0])]);
        check(Box::new(restraints), &[[2.0, 1.0, 3.0]], Some(10.0));
    }
}
