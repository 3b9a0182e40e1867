//! The molecular graph: atoms as nodes with element and formal charge, bonds as edges with an order.
//!
//! Owns what it needs, so that perception can go on while a structure changes. Neighbours are a compressed row
//! an atom, in the order of the bonds. Indices are those of the structure it was made from.

use geminal_structure::{Adjacency, BondKind, BondOrder, Bonds, Element, Neighbor, Structure};

/// Atoms and bonds of one or more molecules.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    elements: Vec<Element>,
    charges: Vec<i8>,
    isotopes: Vec<u16>,
    bonds: Vec<[u32; 2]>,
    orders: Vec<BondOrder>,
    aromatic: Vec<bool>,
    adjacency: Adjacency,
}

impl Graph {
    /// The graph of a structure, all models together. Coordination bonds to metals become dative.
    pub fn new(structure: &Structure) -> Graph {
        let bonds = &structure.bonds;
        let orders = bonds.order.iter().zip(&bonds.kind);
        let orders = orders.map(|(&order, kind)| match kind {
            BondKind::Metal => BondOrder::Dative,
            _ => order,
        });
        Graph {
            elements: structure.atoms.element.clone(),
            charges: structure.atoms.formal_charge.clone(),
            isotopes: structure.atoms.isotope.clone().unwrap_or_default(),
            bonds: bonds.atoms.clone(),
            orders: orders.collect(),
            aromatic: bonds.aromatic.clone(),
            adjacency: structure.adjacency(),
        }
    }

    /// A graph from its columns: an element and a formal charge an atom, two atoms and an order a bond.
    ///
    /// Bonds of order [`BondOrder::Aromatic`] are aromatic.
    pub fn from_parts(
        elements: Vec<Element>,
        charges: Vec<i8>,
        bonds: Vec<[u32; 2]>,
        orders: Vec<BondOrder>,
    ) -> Graph {
        debug_assert!(elements.len() == charges.len() && bonds.len() == orders.len());
        let aromatic = orders.iter().map(|&order| order == BondOrder::Aromatic).collect();
        let columns = Bonds { atoms: bonds, ..Bonds::default() };
        let adjacency = columns.adjacency(elements.len());
        Graph { elements, charges, isotopes: Vec::new(), bonds: columns.atoms, orders, aromatic, adjacency }
    }

    /// These atoms, ascending, and the bonds among them.
    pub fn subset(&self, atoms: &[usize]) -> Graph {
        let number = |atom: u32| atoms.binary_search(&(atom as usize)).ok().map(|number| number as u32);
        let within = |bond: usize| {
            let [i, j] = self.bonds[bond];
            Some((bond, [number(i)?, number(j)?]))
        };
        let (kept, bonds): (Vec<usize>, Vec<[u32; 2]>) = (0..self.bonds.len()).filter_map(within).unzip();
        let columns = Bonds { atoms: bonds, ..Bonds::default() };
        Graph {
            elements: atoms.iter().map(|&atom| self.elements[atom]).collect(),
            charges: atoms.iter().map(|&atom| self.charges[atom]).collect(),
            isotopes: atoms.iter().filter_map(|&atom| self.isotopes.get(atom).copied()).collect(),
            orders: kept.iter().map(|&bond| self.orders[bond]).collect(),
            aromatic: kept.iter().map(|&bond| self.aromatic[bond]).collect(),
            adjacency: columns.adjacency(atoms.len()),
            bonds: columns.atoms,
        }
    }

    /// Number of atoms.
    pub fn atom_count(&self) -> usize {
        self.elements.len()
    }

    /// Number of bonds.
    pub fn bond_count(&self) -> usize {
        self.bonds.len()
    }

    /// Element of an atom.
    pub fn element(&self, atom: usize) -> Element {
        self.elements[atom]
    }

    /// Elements of all atoms.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// Formal charge of an atom in e.
    pub fn charge(&self, atom: usize) -> i8 {
        self.charges[atom]
    }

    /// Formal charges of all atoms in e.
    pub fn charges(&self) -> &[i8] {
        &self.charges
    }

    /// Mass number of an atom's isotope, 0 for the natural mixture.
    pub fn isotope(&self, atom: usize) -> u16 {
        self.isotopes.get(atom).copied().unwrap_or(0)
    }

    /// The two atoms of a bond.
    pub fn bond(&self, bond: usize) -> [usize; 2] {
        self.bonds[bond].map(|atom| atom as usize)
    }

    /// The two atoms of every bond.
    pub fn bonds(&self) -> &[[u32; 2]] {
        &self.bonds
    }

    /// Order of a bond as given.
    pub fn order(&self, bond: usize) -> BondOrder {
        self.orders[bond]
    }

    /// Orders of all bonds as given.
    pub fn orders(&self) -> &[BondOrder] {
        &self.orders
    }

    /// Aromatic marks of all bonds as given (perceived ones: [`crate::Aromaticity`]).
    pub fn aromatic(&self) -> &[bool] {
        &self.aromatic
    }

    /// Bonds of an atom with the atoms at their other ends, in the order of the bonds.
    pub fn neighbors(&self, atom: usize) -> &[Neighbor] {
        self.adjacency.of(atom)
    }

    /// Number of bonds of an atom.
    pub fn degree(&self, atom: usize) -> usize {
        self.neighbors(atom).len()
    }

    /// Number of bonds of an atom to anything but hydrogen.
    pub fn heavy_degree(&self, atom: usize) -> usize {
        self.degree(atom) - self.hydrogen_count(atom)
    }

    /// Number of hydrogens bonded to an atom that are atoms of the graph.
    pub fn hydrogen_count(&self, atom: usize) -> usize {
        self.neighbors(atom).iter().filter(|n| self.element(n.atom as usize).is_hydrogen()).count()
    }

    /// The bond between two atoms, if there is one.
    pub fn bond_between(&self, first: usize, second: usize) -> Option<usize> {
        self.adjacency.bond_between(first, second)
    }

    /// Connected components: for each atom the number of its component, and how many there are.
    ///
    /// Components are numbered by their first atom. Dative bonds connect.
    pub fn components(&self) -> (Vec<u32>, usize) {
        const NONE: u32 = u32::MAX;
        let mut component = vec![NONE; self.atom_count()];
        let mut stack = Vec::new();
        let mut count = 0;
        for start in 0..self.atom_count() {
            if component[start] != NONE {
                continue;
            }
            component[start] = count;
            stack.push(start);
            while let Some(atom) = stack.pop() {
                for neighbor in self.neighbors(atom) {
                    if component[neighbor.atom as usize] == NONE {
                        component[neighbor.atom as usize] = count;
                        stack.push(neighbor.atom as usize);
                    }
                }
            }
            count += 1;
        }
        (component, count as usize)
    }

    /// Number of bonds from one atom to every other, up to `limit`; `None` beyond it or if not connected.
    pub fn distances(&self, from: usize, limit: usize) -> Vec<Option<u32>> {
        let mut distance = vec![None; self.atom_count()];
        distance[from] = Some(0);
        for (atom, bonds_away) in self.within(from, limit) {
            distance[atom] = Some(bonds_away);
        }
        distance
    }

    /// Atoms at most `limit` bonds away from one, nearest first, with the number of bonds; without itself.
    ///
    /// Work grows with the number of atoms found, not with the size of the graph.
    pub fn within(&self, from: usize, limit: usize) -> Vec<(usize, u32)> {
        let mut found: Vec<(usize, u32)> = vec![(from, 0)];
        let mut seen = rustc_hash::FxHashSet::default();
        seen.insert(from);
        let mut next = 0;
        while let Some(&(atom, bonds_away)) = found.get(next) {
            next += 1;
            if bonds_away as usize == limit {
                break;
            }
            for neighbor in self.neighbors(atom) {
                if seen.insert(neighbor.atom as usize) {
                    found.push((neighbor.atom as usize, bonds_away + 1));
                }
            }
        }
        found.remove(0);
        found
    }

    /// The same graph with other bond orders (an order a bond) and aromatic marks that follow from them.
    pub fn with_orders(mut self, orders: Vec<BondOrder>) -> Graph {
        debug_assert_eq!(orders.len(), self.bond_count());
        self.aromatic = orders.iter().map(|&order| order == BondOrder::Aromatic).collect();
        self.orders = orders;
        self
    }

    /// The same graph with mass numbers of isotopes, 0 for the natural mixture.
    pub fn with_isotopes(mut self, isotopes: Vec<u16>) -> Graph {
        debug_assert_eq!(isotopes.len(), self.atom_count());
        self.isotopes = isotopes;
        self
    }

    /// The same graph with other formal charges.
    pub fn with_charges(mut self, charges: Vec<i8>) -> Graph {
        debug_assert_eq!(charges.len(), self.atom_count());
        self.charges = charges;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Acetate and a sodium: C0-C1(=O2)-O3, Na4.
    fn acetate() -> Graph {
        let sodium = Element::from_symbol("Na").unwrap();
        Graph::from_parts(
            vec![Element::C, Element::C, Element::O, Element::O, sodium],
            vec![0, 0, 0, -1, 1],
            vec![[0, 1], [1, 2], [3, 1]],
            vec![BondOrder::Single, BondOrder::Double, BondOrder::Single],
        )
    }

    #[test]
    fn neighbours_components_and_distances() {
        let graph = acetate();
        assert_eq!(graph.degree(1), 3);
        assert_eq!(graph.neighbors(3), [Neighbor { atom: 1, bond: 2 }]);
        assert_eq!((graph.bond_between(2, 1), graph.bond_between(0, 2)), (Some(1), None));
        assert_eq!(graph.components(), (vec![0, 0, 0, 0, 1], 2));
        assert_eq!(graph.distances(0, 9), [Some(0), Some(1), Some(2), Some(2), None]);
        assert_eq!(graph.within(0, 1), [(1, 1)]);
    }
}
