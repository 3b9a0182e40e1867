//! Residue knowledge: what the Chemical Component Dictionary says of residues, ligands, waters and ions, and the
//! bonds of a structure made from it.
//!
//! [`component`] looks a name up in the table that comes with the crate (about 580 components); [`Components`]
//! is a dictionary that more can be added to. [`template_bonds`] completes a structure: bonds, orders, formal
//! charges and entity kinds of the residues that are known, links between residues; it says which atoms it
//! did not know, for perception from geometry.
//!
//! ```
//! use geminal_chemistry::residues::{component, ComponentKind};
//!
//! let alanine = component("ALA").ok_or("the table has alanine")?;
//! assert_eq!((alanine.letter, alanine.kind), (Some('A'), ComponentKind::Peptide));
//! // A name of other programs; CHARMM's HSE is not among them: the dictionary has a homoserine of that name.
//! assert_eq!(component("HIE").map(|c| c.id.as_str()), component("HIS").map(|c| c.id.as_str()));
//! # Ok::<(), &str>(())
//! ```

mod charges;
mod cif;
mod component;
mod dictionary;
mod entities;
mod links;
mod matching;
mod table;
mod template;

pub(crate) use charges::{first_of_chains, polar_hydrogens_told};
pub(crate) use component::whole_order;
pub use component::{Component, ComponentAtom, ComponentBond, ComponentKind, Shape};
pub(crate) use links::chain_ends;
pub(crate) use matching::Match;
pub use table::{Components, DamagedTable, component};
pub(crate) use template::match_all;
pub use template::{TemplateReport, template_bonds};

/// Whether atoms with these alternate locations can be present at once.
pub(crate) fn compatible(a: u8, b: u8) -> bool {
    a == 0 || b == 0 || a == b
}

/// Square of the distance between two points in Å².
pub(crate) fn distance_squared(a: geminal_structure::Point, b: geminal_structure::Point) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)
}
