//! The model of Geminal: molecules as columns.
//!
//! A [`Structure`] keeps each property of all atoms in one contiguous column; residues are ranges of atoms,
//! chains ranges of residues, models ranges of chains; bonds are index pairs. [`Builder`] makes one,
//! [`AtomRef`], [`ResidueRef`] and [`ChainRef`] are views for people; kernels take the columns.
//!
//! ```
//! use geminal_structure::{AtomRecord, Builder, Element};
//!
//! let mut builder = Builder::default();
//! builder.chain("A", "");
//! builder.residue("HOH", 301, 0);
//! builder.atom(AtomRecord { name: "O".into(), element: Element::O, ..AtomRecord::default() });
//! let water = builder.finish();
//! assert_eq!(water.atom(0).to_string(), "O of HOH A 301");
//! ```

mod atom_set;
mod bonds;
mod builder;
mod columns;
mod crystal;
mod edit;
mod element;
mod selection;
mod structure;
mod view;

pub use atom_set::AtomSet;
pub use bonds::{Adjacency, BondKind, BondOrder, Bonds, Neighbor};
pub use builder::{AtomRecord, Builder};
pub use columns::{Atoms, Chains, EntityKind, Models, Residues, SecondaryStructure};
pub use crystal::{Assembly, AssemblyPart, ChainIds, Transform, UnitCell};
pub use edit::{Added, AssemblyError, NewAtom};
pub use element::{Element, ElementFacts};
pub use selection::{Selection, SelectionError};
pub use structure::{Conformer, Header, Inconsistent, SecondaryElement, Structure};
pub use view::{AtomRef, ChainRef, ResidueRef};

/// A point or a vector: x, y, z in Å.
pub type Point = [f64; 3];

/// A name of an atom, a residue or a chain: up to 15 bytes without an allocation, longer ones allowed.
pub type Name = ecow::EcoString;
