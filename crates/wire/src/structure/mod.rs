//! Structures: workspace, complexes, molecules, chains, residues, bonds and atoms.
//!
//! A structure on the wire comes after a dictionary of its atoms ([`WithAtoms`]); residues and bonds refer to atoms by
//! the dictionary's keys ([`Uid`]). A uid means something within its message only: the Python library counts its
//! objects, a room uses the index. The *index* is what the room knows an object by, unique over all kinds; -1 is "not
//! yet in the room" ([`NEW`]). Atoms lie in their complex, complexes in the workspace, the workspace in the room;
//! lengths in Å.
//!
//! *Frames* are several molecules in a complex; *conformers* one molecule whose atoms and bonds hold several values.

mod atom;
mod atoms;
mod messages;
mod tree;

pub use atom::{Atom, AtomMode};
pub use atoms::{AtomTable, Refers, Uid, WithAtoms};
pub use messages::{
    ColorScheme, ColorSchemeTarget, ColorSchemeUse, ComplexChange, StructureLists, StructureUpdate,
    SubstructureRequest, SubstructureResponse,
};
pub use tree::{
    Bond, BondKind, Chain, Complex, Molecule, Residue, RibbonMode, SecondaryStructure, Substructure,
    SubstructureKind, Workspace,
};

/// The index of what is not yet in the room.
pub const NEW: i64 = -1;
