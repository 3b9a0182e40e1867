//! Bonds as columns, and the compressed adjacency made from them.

/// Bonds between pairs of atoms, as columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bonds {
    /// The two atoms, in the order of the file.
    pub atoms: Vec<[u32; 2]>,
    /// Bond order.
    pub order: Vec<BondOrder>,
    /// Whether the bond is part of an aromatic system (an order may be given besides).
    pub aromatic: Vec<bool>,
    /// What sort of link it is.
    pub kind: Vec<BondKind>,
    /// Stereo mark of an MDL file (1 up, 4 either, 6 down, 3 cis/trans either), 0 for none.
    pub stereo: Vec<u8>,
}

/// Order of a bond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BondOrder {
    /// The source does not say.
    #[default]
    Unknown,
    /// Order 1.
    Single,
    /// Order 2.
    Double,
    /// Order 3.
    Triple,
    /// Order 4.
    Quadruple,
    /// Delocalized, given without a Kekulé structure.
    Aromatic,
    /// Both electrons from one side (to a metal, or MDL's dative bond).
    Dative,
}

impl BondOrder {
    /// The number of electron pairs: 1.5 for an aromatic bond, 1 for an unknown one, 0 for a dative one.
    pub fn value(self) -> f64 {
        match self {
            BondOrder::Unknown | BondOrder::Single => 1.0,
            BondOrder::Double => 2.0,
            BondOrder::Triple => 3.0,
            BondOrder::Quadruple => 4.0,
            BondOrder::Aromatic => 1.5,
            BondOrder::Dative => 0.0,
        }
    }
}

/// What sort of link a bond is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BondKind {
    /// Covalent.
    #[default]
    Covalent,
    /// Disulphide bridge told as such.
    Disulphide,
    /// Coordination of a metal.
    Metal,
}

impl Bonds {
    /// Number of bonds.
    pub fn len(&self) -> usize {
        self.atoms.len()
    }

    /// Whether there is no bond.
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    /// Adds a covalent bond.
    pub fn push(&mut self, first: usize, second: usize, order: BondOrder) {
        self.push_kind(first, second, order, BondKind::Covalent);
    }

    /// Adds a bond of some kind.
    pub fn push_kind(&mut self, first: usize, second: usize, order: BondOrder, kind: BondKind) {
        self.atoms.push([first as u32, second as u32]);
        self.order.push(order);
        self.aromatic.push(order == BondOrder::Aromatic);
        self.kind.push(kind);
        self.stereo.push(0);
    }

    /// Removes all bonds.
    pub fn clear(&mut self) {
        *self = Bonds::default();
    }

    /// Bonds of each atom, compressed.
    pub fn adjacency(&self, atom_count: usize) -> Adjacency {
        Adjacency::new(atom_count, &self.atoms)
    }
}

/// The bonds of every atom: a compressed row an atom, in the order of the bonds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Adjacency {
    offset: Vec<u32>,
    neighbors: Vec<Neighbor>,
}

/// An atom bonded to another, and the bond between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbor {
    /// The atom at the other end.
    pub atom: u32,
    /// The bond's index.
    pub bond: u32,
}

impl Adjacency {
    /// The adjacency of bonded pairs of `atom_count` atoms.
    ///
    /// # Panics
    /// If a pair names an atom that is not there.
    pub fn new(atom_count: usize, pairs: &[[u32; 2]]) -> Adjacency {
        let mut offset = vec![0u32; atom_count + 1];
        for &[i, j] in pairs {
            offset[i as usize + 1] += 1;
            offset[j as usize + 1] += 1;
        }
        for i in 0..atom_count {
            offset[i + 1] += offset[i];
        }
        let mut next = offset.clone();
        let mut neighbors = vec![Neighbor { atom: 0, bond: 0 }; 2 * pairs.len()];
        for (bond, &[i, j]) in (0u32..).zip(pairs) {
            for (from, to) in [(i, j), (j, i)] {
                neighbors[next[from as usize] as usize] = Neighbor { atom: to, bond };
                next[from as usize] += 1;
            }
        }
        Adjacency { offset, neighbors }
    }

    /// Neighbours of an atom.
    pub fn of(&self, atom: usize) -> &[Neighbor] {
        &self.neighbors[self.offset[atom] as usize..self.offset[atom + 1] as usize]
    }

    /// Number of atoms.
    pub fn atom_count(&self) -> usize {
        self.offset.len().saturating_sub(1)
    }

    /// The bond between two atoms, if there is one.
    pub fn bond_between(&self, first: usize, second: usize) -> Option<usize> {
        self.of(first).iter().find(|n| n.atom as usize == second).map(|n| n.bond as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacency_lists_both_ends_in_bond_order() {
        let mut bonds = Bonds::default();
        bonds.push(0, 1, BondOrder::Single);
        bonds.push(2, 0, BondOrder::Double);
        let adjacency = bonds.adjacency(4);
        let atoms = |i: usize| adjacency.of(i).iter().map(|n| n.atom).collect::<Vec<_>>();
        assert_eq!([atoms(0), atoms(1), atoms(2), atoms(3)], [vec![1, 2], vec![0], vec![0], vec![]]);
        assert_eq!(adjacency.bond_between(0, 2), Some(1));
        assert_eq!(adjacency.bond_between(1, 2), None);
    }
}
