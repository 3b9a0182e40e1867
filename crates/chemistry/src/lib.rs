//! Chemical perception: rings, aromaticity, bond orders, hydrogens, charges, substructure patterns, residue templates.
//!
//! ```
//! use geminal_chemistry::{Graph, Rings};
//! use geminal_structure::{BondOrder::Single, Element};
//!
//! // Cyclopropanol without hydrogens.
//! let graph = Graph::from_parts(
//!     vec![Element::C, Element::C, Element::C, Element::O],
//!     vec![0; 4],
//!     vec![[0, 1], [1, 2], [2, 0], [0, 3]],
//!     vec![Single; 4],
//! );
//! let rings = Rings::new(&graph);
//! assert_eq!(rings.len(), 1);
//! assert!(rings.in_ring_of_size(0, 3) && !rings.in_ring(3));
//! ```

mod aromaticity;
pub mod bonds;
pub mod charges;
mod graph;
mod hybridization;
pub mod hydrogens;
pub mod kekule;
mod molecule;
pub mod pattern;
pub mod pocket;
pub mod protonation;
pub mod residues;
pub mod rings;
pub mod symmetry;
pub mod valence;

pub use aromaticity::Aromaticity;
pub use graph::Graph;
pub use hybridization::Hybridization;
pub use molecule::Molecule;
pub use pattern::{Pattern, PatternError};
pub use rings::{Ring, Rings};

pub use geminal_structure::{BondOrder, Element, Neighbor};
