//! A molecule as perceived: graph, rings, Kekulé orders, hydrogens, aromaticity, hybridization in one place.
//!
//! Force fields, patterns, hydrogens and interactions all read this, so that it is perceived once.

use crate::aromaticity::{Aromaticity, Valences};
use crate::hybridization::{self, Hybridization};
use crate::{Graph, Neighbor, Rings, kekule, valence};
use geminal_structure::{BondOrder, Element, Structure};

/// Everything that follows from elements, charges and bonds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Molecule {
    graph: Graph,
    rings: Rings,
    aromaticity: Aromaticity,
    orders: Vec<u8>,
    order_sum: Vec<u8>,
    implicit_hydrogens: Vec<u8>,
    explicit_hydrogens: Vec<u8>,
    conjugated: Vec<bool>,
    hybridization: Vec<Hybridization>,
    without_kekule: Vec<u32>,
}

impl Molecule {
    /// Perceives a graph. Bonds of unknown order count as single ones.
    ///
    /// Aromatic bonds that have no Kekulé structure are taken as far as they go:
    /// [`Molecule::without_kekule`] names the atoms left short.
    pub fn new(graph: Graph) -> Molecule {
        let rings = Rings::new(&graph);
        Molecule::with_rings(graph, rings)
    }

    /// Perceives a structure, all models together.
    pub fn of(structure: &Structure) -> Molecule {
        Molecule::new(Graph::new(structure))
    }

    /// Perceives a graph whose rings are known already.
    pub fn with_rings(graph: Graph, rings: Rings) -> Molecule {
        let (kekule, without_kekule) = match kekule::kekule_orders(&graph) {
            Ok(orders) => (orders, Vec::new()),
            Err(error) => (error.orders, error.atoms),
        };
        let orders: Vec<u8> = kekule.iter().map(|order| order.value() as u8).collect();
        let mut order_sum = vec![0u8; graph.atom_count()];
        let mut explicit_hydrogens = vec![0u8; graph.atom_count()];
        for (&[i, j], &order) in graph.bonds().iter().zip(&orders) {
            for (atom, other) in [(i as usize, j as usize), (j as usize, i as usize)] {
                order_sum[atom] = order_sum[atom].saturating_add(order);
                explicit_hydrogens[atom] += u8::from(graph.element(other).is_hydrogen());
            }
        }
        let missing = |atom: usize| {
            valence::missing_hydrogens(graph.element(atom), graph.charge(atom), order_sum[atom])
        };
        let implicit_hydrogens: Vec<u8> = (0..graph.atom_count()).map(missing).collect();
        let valences = Valences {
            graph: &graph,
            rings: &rings,
            orders: &orders,
            order_sum: &order_sum,
            implicit_hydrogens: &implicit_hydrogens,
        };
        let aromaticity = Aromaticity::new(valences);
        let conjugated = hybridization::conjugated(valences, &aromaticity.bonds);
        let hybridization = hybridization::hybridization(valences, &conjugated);
        Molecule {
            graph,
            rings,
            aromaticity,
            orders,
            order_sum,
            implicit_hydrogens,
            explicit_hydrogens,
            conjugated,
            hybridization,
            without_kekule,
        }
    }

    /// The graph it was perceived from.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Its rings.
    pub fn rings(&self) -> &Rings {
        &self.rings
    }

    /// Number of atoms.
    pub fn atom_count(&self) -> usize {
        self.graph.atom_count()
    }

    /// Element of an atom.
    pub fn element(&self, atom: usize) -> Element {
        self.graph.element(atom)
    }

    /// Formal charge of an atom in e.
    pub fn charge(&self, atom: usize) -> i8 {
        self.graph.charge(atom)
    }

    /// Bonds of an atom.
    pub fn neighbors(&self, atom: usize) -> &[Neighbor] {
        self.graph.neighbors(atom)
    }

    /// Whether an atom is aromatic.
    pub fn is_aromatic(&self, atom: usize) -> bool {
        self.aromaticity.atoms[atom]
    }

    /// Whether a bond is aromatic.
    pub fn bond_is_aromatic(&self, bond: usize) -> bool {
        self.aromaticity.bonds[bond]
    }

    /// Aromatic atoms and bonds.
    pub fn aromaticity(&self) -> &Aromaticity {
        &self.aromaticity
    }

    /// Order of a bond in a Kekulé structure: 1 to 4, 0 for a dative bond.
    pub fn order(&self, bond: usize) -> u8 {
        self.orders[bond]
    }

    /// Orders of all bonds in a Kekulé structure.
    pub fn kekule_orders(&self) -> Vec<BondOrder> {
        let order = |&order: &u8| match order {
            0 => BondOrder::Dative,
            1 => BondOrder::Single,
            2 => BondOrder::Double,
            3 => BondOrder::Triple,
            _ => BondOrder::Quadruple,
        };
        self.orders.iter().map(order).collect()
    }

    /// Atoms of aromatic bonds that no Kekulé structure satisfies.
    pub fn without_kekule(&self) -> &[u32] {
        &self.without_kekule
    }

    /// Number of hydrogens of an atom, atoms of the graph or not.
    pub fn hydrogens(&self, atom: usize) -> u8 {
        self.implicit_hydrogens[atom] + self.explicit_hydrogens[atom]
    }

    /// Number of hydrogens of an atom that its valence asks for and that are no atoms of the graph.
    pub fn implicit_hydrogens(&self, atom: usize) -> u8 {
        self.implicit_hydrogens[atom]
    }

    /// Number of atoms bonded to an atom, hydrogens that are no atoms of the graph included.
    pub fn connectivity(&self, atom: usize) -> usize {
        self.graph.degree(atom) + usize::from(self.implicit_hydrogens[atom])
    }

    /// Sum of the bond orders of an atom, implicit hydrogens included.
    pub fn valence(&self, atom: usize) -> u8 {
        self.order_sum[atom] + self.implicit_hydrogens[atom]
    }

    /// Whether a bond is part of a conjugated system.
    pub fn is_conjugated(&self, bond: usize) -> bool {
        self.conjugated[bond]
    }

    /// Hybridization of an atom.
    pub fn hybridization(&self, atom: usize) -> Hybridization {
        self.hybridization[atom]
    }
}
