//! What is said about structures.

use super::{
    Bond, Chain, Complex, Molecule, Refers, Residue, Substructure, SubstructureKind, Uid, WithAtoms,
};
use crate::layout::{enumeration, layout};

layout! {
    /// Structures by kind. In a shallow update they have no children, and the room keeps those that it has; in a deep
    /// update they replace theirs with all descendants: an index of -1 below them creates, a missing child deletes, and
    /// a complex without molecules goes.
    pub struct StructureLists = "", 0 {
        /// Complexes.
        complexes: Vec<Complex>,
        /// Molecules on their own.
        molecules: Vec<Molecule>,
        /// Chains on their own.
        chains: Vec<Chain>,
        /// Residues on their own.
        residues: Vec<Residue>,
        /// Bonds on their own.
        bonds: Vec<Bond>,
        /// Uids of atoms on their own.
        atoms: Vec<Uid>,
    }
}

impl Refers for StructureLists {
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.complexes.atoms_shown(conformer, visit);
        self.molecules.atoms_shown(conformer, visit);
        self.chains.atoms_shown(conformer, visit);
        self.residues.atoms_shown(conformer, visit);
    }
}

/// AtomDict; Complex\[\]; Molecule\[\]; Chain\[\]; Residue\[\]; Bond\[\]; AtomIndex\[\].
pub type StructureUpdate = WithAtoms<StructureLists>;

layout! {
    /// Asks for the parts of a molecule.
    pub struct SubstructureRequest = "RequestSubstructure", 0 {
        /// The molecule's index.
        molecule: i64,
        /// Which parts; `Unknown` for all.
        kind: SubstructureKind,
    }
}

layout! {
    /// The parts of a molecule.
    pub struct SubstructureResponse = "RequestSubstructure", 0 {
        /// The molecule, deep.
        molecule: WithAtoms<Molecule>,
        /// Its parts, by the indices of its residues.
        substructures: Vec<Substructure>,
    }
}

layout! {
    /// A complex that changed or, without one, went.
    pub struct ComplexChange = "", 0 {
        /// Its index.
        index: i64,
        /// What it is now.
        complex: Option<WithAtoms<Complex>>,
    }
}

enumeration! {
    /// By what structures are coloured.
    pub enum ColorScheme: i32 {
        None = 0, Residue = 1, Occupancy = 2, BFactor = 3, Element = 4, Rainbow = 5, Chain = 6, DonorAcceptor = 7,
        SecondaryStructure = 8, Monochrome = 9, YrbHydrophobicity = 10, Hydrophobicity = 11, Imgt = 12, Kabat = 13,
        Chothia = 14, Apf = 15, BFactorAf = 16,
    }
}

enumeration! {
    /// What is coloured.
    pub enum ColorSchemeTarget: i32 { AtomBond = 0, Ribbon = 1, Surface = 2, All = 3, }
}

layout! {
    /// Colours the selected atoms.
    pub struct ColorSchemeUse = "ApplyColorScheme", 0 {
        /// By what.
        scheme: ColorScheme,
        /// What of them.
        target: ColorSchemeTarget,
        /// Whether other elements keep their colours.
        only_carbons: bool,
    }
}
