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

    /// The interactions that move at least one free atom.
    fn without_fixed(&self, fixed: &[bool]) -> Box<dyn Term>;
}
