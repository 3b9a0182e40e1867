//! Protonation states: which groups carry a proton at a pH, in which place.
//!
//! The states are told by formal charges (and, for histidine, by where the double bond is); [`crate::hydrogens`]
//! then adds what the valences lack. A group whose hydrogens are in the structure keeps the state they show.
//! The names that force fields give to states (`HID`, `ASH`, `CYX` ...) are obeyed before the pH.

mod histidine;
mod ligands;
mod metals;
mod residues;

pub(crate) use ligands::assign_ligand_states;
pub(crate) use metals::Metals;
pub(crate) use residues::assign_residue_states;
pub use residues::{PkaOfGroup, STANDARD_PKA};
