//! Energies by kind of term.

use std::fmt;
use std::ops::{AddAssign, Index, IndexMut};

/// What a term of a potential is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TermKind {
    /// Bond stretching.
    Bond,
    /// Angle bending.
    Angle,
    /// Coupling of bond stretching and angle bending.
    StretchBend,
    /// Out-of-plane bending at a centre of three bonds (Wilson angle, inversion).
    OutOfPlane,
    /// Torsion about a bond.
    Torsion,
    /// Improper torsion.
    Improper,
    /// Van der Waals interaction.
    VanDerWaals,
    /// Electrostatic interaction.
    Electrostatic,
    /// A restraint that holds atoms near where they should be.
    Restraint,
}

impl TermKind {
    /// How many kinds there are.
    pub const COUNT: usize = 9;

    /// Every kind, in the order in which they are printed.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Bond,
        Self::Angle,
        Self::StretchBend,
        Self::OutOfPlane,
        Self::Torsion,
        Self::Improper,
        Self::VanDerWaals,
        Self::Electrostatic,
        Self::Restraint,
    ];

    /// Its name in reports: `bond`, `angle`, `stretch_bend`, `out_of_plane`, `torsion`, `improper`, `vdw`,
    /// `electrostatic`, `restraint`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bond => "bond",
            Self::Angle => "angle",
            Self::StretchBend => "stretch_bend",
            Self::OutOfPlane => "out_of_plane",
            Self::Torsion => "torsion",
            Self::Improper => "improper",
            Self::VanDerWaals => "vdw",
            Self::Electrostatic => "electrostatic",
            Self::Restraint => "restraint",
        }
    }
}

impl fmt::Display for TermKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Energy of each kind of term, kcal/mol.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Energies([f64; TermKind::COUNT]);

impl Energies {
    /// Sum over all kinds, kcal/mol.
    pub fn total(&self) -> f64 {
        self.0.iter().sum()
    }

    /// Each kind with its energy, kcal/mol.
    pub fn iter(&self) -> impl Iterator<Item = (TermKind, f64)> + '_ {
        TermKind::ALL.into_iter().zip(self.0)
    }
}

impl Index<TermKind> for Energies {
    type Output = f64;
    fn index(&self, kind: TermKind) -> &f64 {
        &self.0[kind as usize]
    }
}

impl IndexMut<TermKind> for Energies {
    fn index_mut(&mut self, kind: TermKind) -> &mut f64 {
        &mut self.0[kind as usize]
    }
}

impl AddAssign for Energies {
    fn add_assign(&mut self, other: Self) {
        for (sum, value) in self.0.iter_mut().zip(other.0) {
            *sum += value;
        }
    }
}
