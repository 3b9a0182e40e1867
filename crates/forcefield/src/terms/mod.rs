//! Terms of few atoms, one file each, and the bookkeeping they share.
//!
//! A new term is one file: its [`Kernel`] is the physics of one interaction, written once over any lane type, and a
//! [`Batch`] of it is a [`Term`] of the potential. A batch keeps atoms and parameters as columns in blocks of four
//! lanes, gathers positions, runs the kernel on four interactions at a time and scatters the gradient.

mod batch;
#[cfg(test)]
pub(crate) mod check;
pub mod cubic_angle;
pub mod harmonic_angle;
pub mod harmonic_bond;
pub mod out_of_plane;
pub mod periodic_torsion;
pub mod quartic_bond;
pub mod restraint;
pub mod stretch_bend;
pub mod uff_angle;
pub mod uff_inversion;

pub use batch::Batch;
pub use harmonic_angle::{HarmonicAngle, HarmonicAngles};
pub use harmonic_bond::{HarmonicBond, HarmonicBonds};
pub use periodic_torsion::{CosineTorsion, FourierTorsion, PeriodicTorsions, Torsion};
pub use restraint::{PositionRestraint, PositionRestraints};

use std::ops::Range;

use wide::f64x4;

use crate::energies::{Energies, TermKind};
use crate::lanes::Lanes;
use crate::vector::Vector;

/// One atom's position or gradient as a row of four lanes: x, y, z and an unused fourth.
pub type Row = f64x4;

/// The physics of one interaction of `N` atoms with `P` parameters that adds to `E` kinds of energy.
pub trait Kernel<const N: usize, const P: usize, const E: usize = 1>: Copy + Send + Sync + 'static {
    /// The kinds of energy it adds to, in the order in which [`Kernel::evaluate`] returns them.
    const KINDS: [TermKind; E];

    /// The energies (kcal/mol) and the gradient of their sum on each atom (kcal/mol/Å).
    fn evaluate<L: Lanes>(&self, atoms: [Vector<L>; N], parameters: [L; P]) -> ([L; E], [Vector<L>; N]);

    /// How stiff it is: the curvature `d²E/dq²` along its internal coordinate `q`, roughly and never below zero, and the
    /// gradient of `q` on each atom. Minimization is told by it which way is steep; nothing by default.
    fn stiffness(&self, _atoms: [Vector<f64>; N], _parameters: [f64; P]) -> (f64, [Vector<f64>; N]) {
        (0.0, [Vector::zero(); N])
    }
}

/// A spring of a potential's stiffness: the curvature of the energy (kcal/mol per square of its coordinate) along an
/// internal coordinate, the atoms that make it, and its gradient on each.
#[derive(Clone, Copy, Debug)]
pub struct Spring<'a> {
    /// Never below zero.
    pub curvature: f64,
    /// One to four atoms.
    pub atoms: &'a [u32],
    /// One vector an atom.
    pub gradient: &'a [[f64; 3]],
}

/// A part of the gradient: the rows of the atoms from `first` on.
pub struct Window<'a> {
    /// The atom of the first row.
    pub first: u32,
    /// One row an atom.
    pub rows: &'a mut [Row],
}

/// Many interactions of one kind, ready to be evaluated.
pub trait Term: Send + Sync {
    /// The kinds of energy it adds to.
    fn kinds(&self) -> &'static [TermKind];

    /// How many interactions there are.
    fn len(&self) -> usize;

    /// Whether there is nothing to evaluate.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many blocks of four lanes that makes: the unit in which work is shared out.
    fn blocks(&self) -> usize;

    /// The range of atom indices that some blocks touch.
    fn span(&self, blocks: Range<usize>) -> Range<u32>;

    /// Adds energies and gradient of some blocks.
    fn accumulate(
        &self,
        blocks: Range<usize>,
        positions: &[Row],
        gradient: &mut Window<'_>,
        energies: &mut Energies,
    );

    /// The same, one interaction after another in plain `f64`: what tests compare against.
    fn reference(&self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]], energies: &mut Energies);

    /// Tells the springs of its interactions at these positions.
    fn stiffness(&self, positions: &[[f64; 3]], tell: &mut dyn FnMut(Spring<'_>));

    /// The interactions that move at least one free atom.
    fn without_fixed(&self, fixed: &[bool]) -> Box<dyn Term>;
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::check::check_stiffness;
    use super::cubic_angle::{CubicAngle, CubicAngles, LinearAngle, LinearAngles};
    use super::out_of_plane::{WilsonAngle, WilsonAngles};
    use super::quartic_bond::{QuarticBond, QuarticBonds};
    use super::stretch_bend::{CoupledAngle, CoupledAngles};
    use super::uff_angle::{CosineAngle, CosineAngles};
    use super::uff_inversion::{Inversion, Inversions};
    use super::*;

    #[test]
    fn springs_are_as_stiff_as_their_terms() {
        let right = [[1.5, 0.0, 0.0], [0.0; 3], [0.0, 1.4, 0.0]];
        let nearly_straight = [[1.5, 0.0, 0.0], [0.0; 3], [-1.4, 1e-3, 0.0]];
        let trans = [[1.0, 0.2, 0.0], [0.0; 3], [0.0, 0.0, 1.5], [-1.1, -0.22, 2.0]];
        let flat = [[0.0; 3], [1.4, 0.0, 0.0], [-0.7, 1.2, 0.0], [-0.7, -1.2, 0.0]];
        let cosines = Torsion { atoms: [0, 1, 2, 3], periodicity: 2, barrier: 2.5, phase: PI };
        let sines = Torsion { phase: 0.5, periodicity: 3, ..cosines };
        let (sine, cosine) = ((PI + 0.5) / 3.0).sin_cos();
        let twisted = [[1.0, 0.0, -0.1], [0.0; 3], [0.0, 0.0, 1.5], [1.1 * cosine, 1.1 * sine, 2.0]];
        let torsion = |one: Torsion| PeriodicTorsions::new(&[one]).torsions().remove(0);
        type Case = (Box<dyn Term>, Vec<[f64; 3]>);
        let cases: Vec<Case> = vec![
            (Box::new(HarmonicBonds::new(HarmonicBond, [([0, 1], [300.0, 1.5])])), right[..2].to_vec()),
            (Box::new(QuarticBonds::new(QuarticBond, [([0, 1], [300.0, 1.5])])), right[..2].to_vec()),
            (Box::new(HarmonicAngles::new(HarmonicAngle, [([0, 1, 2], [50.0, PI / 2.0])])), right.to_vec()),
            (Box::new(CubicAngles::new(CubicAngle, [([0, 1, 2], [50.0, PI / 2.0])])), right.to_vec()),
            (Box::new(LinearAngles::new(LinearAngle, [([0, 1, 2], [50.0])])), nearly_straight.to_vec()),
            (
                Box::new(CoupledAngles::new(
                    CoupledAngle,
                    [([0, 1, 2], [50.0, PI / 2.0, 0.0, 0.0, 1.5, 1.4])],
                )),
                right.to_vec(),
            ),
            (
                Box::new(CosineAngles::new(CosineAngle, [([0, 1, 2], [7.0, 0.0, 30.0, 0.0, 0.0])])),
                right.to_vec(),
            ),
            (torsion(cosines), trans.to_vec()),
            (torsion(sines), twisted.to_vec()),
            (Box::new(WilsonAngles::new(WilsonAngle, [([0, 1, 2, 3], [20.0])])), flat.to_vec()),
            (Box::new(Inversions::new(Inversion, [([0, 1, 2, 3], [2.0, -2.0, 0.0])])), flat.to_vec()),
        ];
        for (term, positions) in cases {
            check_stiffness(term, &positions);
        }
    }
}
