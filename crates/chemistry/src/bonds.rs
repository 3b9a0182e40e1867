//! Bonds from coordinates: which atoms are bonded, with what order, and which bear a charge.
//!
//! [`perceive_bonds`] completes a structure: residues known to the dictionary take their bonds from templates, everything
//! else from geometry. [`perceive`] and [`perceive_atoms`] look at geometry alone: connectivity by distance
//! (`connect`); then orders, all at once, as the assignment of electron pairs that bond lengths, angles, planarity and
//! neighbours speak for most (`evidence`, `assign`); then formal charges (`states`). Where a molecule has its
//! hydrogens they bind: an assignment that leaves an atom with an unusual valence costs more than any length.
//! Without hydrogens acids and amines come out neutral.
//!
//! ```
//! use geminal_chemistry::{BondOrder, Element, bonds::perceive_atoms};
//!
//! // Formaldehyde's heavy atoms and hydrogens.
//! let elements = [Element::C, Element::O, Element::H, Element::H];
//! let positions = [[0.0, 0.0, 0.0], [1.21, 0.0, 0.0], [-0.55, 0.94, 0.0], [-0.55, -0.94, 0.0]];
//! let found = perceive_atoms(&elements, &positions);
//! assert_eq!(found.bonds, [[0, 1], [0, 2], [0, 3]]);
//! assert_eq!(found.orders, [BondOrder::Double, BondOrder::Single, BondOrder::Single]);
//! ```

mod assign;
mod connect;
mod evidence;
mod geometry;
mod order;
mod states;
mod structure;

use geminal_structure::{BondOrder, Point};

pub use order::{assign_orders, perceive_atoms};
pub use structure::{PerceptionReport, perceive, perceive_bonds};

/// Bonds found in coordinates, as columns, and the formal charge of every atom in e.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PerceivedBonds {
    /// The two atoms of each bond.
    pub bonds: Vec<[u32; 2]>,
    /// Order of each bond in a Kekulé structure.
    pub orders: Vec<BondOrder>,
    /// Formal charge of each atom in e.
    pub charges: Vec<i8>,
}

/// What fitting the weights needs of perception; no part of the crate's promises.
#[doc(hidden)]
pub mod fitting {
    use super::Point;
    pub use super::assign::Scores;
    pub use super::evidence::{Claim, Feature};
    use crate::{Graph, Rings};

    /// Calls `sink` with every feature of a molecule of heavy atoms.
    pub fn features(
        graph: &Graph,
        rings: &Rings,
        positions: &[Point],
        sink: impl FnMut(Claim, Feature<'_>, f64),
    ) {
        super::evidence::features(&super::evidence::Sites { graph, rings, positions }, sink);
    }

    /// Most pairs an atom can have beyond its single bonds.
    pub fn capacity(graph: &Graph, atom: usize) -> u8 {
        super::evidence::capacity(graph, atom)
    }

    /// Further pairs of every bond with the highest score.
    pub fn best(graph: &Graph, scores: &Scores) -> Option<Vec<u8>> {
        super::assign::best(graph, scores)
    }
}
