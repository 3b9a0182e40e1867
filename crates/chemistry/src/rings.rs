//! Rings: the smallest set of smallest rings, and its symmetrized form.
//!
//! A molecule with `m` bonds, `n` atoms and `c` components has `m - n + c` independent cycles; the smallest set of
//! smallest rings is a basis of them of least total length (over bonds, modulo 2). It is not unique: cubane has
//! six four-rings, but a basis only five. The symmetrized set adds every ring that could stand in for one of the
//! basis, as RDKit's `symmetrizeSSSR` does, so that equal atoms get equal answers.
//!
//! Only bonds of order dative close no ring. Ring systems (blocks of bonds that share cycles) are
//! treated one by one: `blocks` finds them in linear time, `cycles` their rings.

mod blocks;
mod cycles;

use crate::Graph;
use geminal_structure::BondOrder;

/// Rings of a graph as ordered cycles of atoms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rings {
    atoms: Vec<u32>,
    bonds: Vec<u32>,
    offset: Vec<u32>,
    basis: usize,
    atom_sizes: Vec<u32>,
    bond_sizes: Vec<u32>,
    ring_bond: Vec<bool>,
    of_atom: Vec<u32>,
    of_atom_offset: Vec<u32>,
}

/// One ring: atoms in order round the cycle; `bonds[k]` joins `atoms[k]` and `atoms[k + 1]` (the last one the ends).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ring<'a> {
    /// Atoms in order.
    pub atoms: &'a [u32],
    /// Bonds in order.
    pub bonds: &'a [u32],
}

/// The bit of `sizes` that stands for all rings of this size or larger.
const LARGE: usize = 31;

impl Rings {
    /// Finds the rings of a graph.
    pub fn new(graph: &Graph) -> Rings {
        let mut rings = Rings {
            offset: vec![0],
            atom_sizes: vec![0; graph.atom_count()],
            bond_sizes: vec![0; graph.bond_count()],
            ring_bond: vec![false; graph.bond_count()],
            ..Rings::default()
        };
        if graph.bond_count() < 3 {
            rings.index(graph.atom_count());
            return rings;
        }
        let closes = |bond: usize| graph.order(bond) != BondOrder::Dative;
        let mut extra = cycles::Found::default();
        let mut found = cycles::Found::default();
        let mut finder = cycles::Finder::new(graph.atom_count());
        blocks::for_each(graph, closes, |bonds| {
            for &bond in bonds {
                rings.ring_bond[bond as usize] = true;
            }
            finder.find(graph, bonds, &mut found, &mut extra);
        });
        rings.basis = found.len();
        for (atoms, bonds) in found.iter().chain(extra.iter()) {
            rings.push(atoms, bonds);
        }
        rings.index(graph.atom_count());
        rings
    }

    fn push(&mut self, atoms: &[u32], bonds: &[u32]) {
        let bit = 1 << atoms.len().min(LARGE);
        for &atom in atoms {
            self.atom_sizes[atom as usize] |= bit;
        }
        for &bond in bonds {
            self.bond_sizes[bond as usize] |= bit;
        }
        self.atoms.extend_from_slice(atoms);
        self.bonds.extend_from_slice(bonds);
        self.offset.push(self.atoms.len() as u32);
    }

    /// Makes the lists of rings by atom.
    fn index(&mut self, atom_count: usize) {
        let mut offset = vec![0u32; atom_count + 1];
        for &atom in &self.atoms {
            offset[atom as usize + 1] += 1;
        }
        for i in 0..atom_count {
            offset[i + 1] += offset[i];
        }
        let mut next = offset.clone();
        let mut of_atom = vec![0; self.atoms.len()];
        for (ring, range) in (0u32..).zip(self.offset.windows(2)) {
            for &atom in &self.atoms[range[0] as usize..range[1] as usize] {
                of_atom[next[atom as usize] as usize] = ring;
                next[atom as usize] += 1;
            }
        }
        (self.of_atom, self.of_atom_offset) = (of_atom, offset);
    }

    /// Number of rings of the symmetrized set.
    pub fn len(&self) -> usize {
        self.offset.len().saturating_sub(1)
    }

    /// Whether there is no ring.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of rings of the smallest set: the first ones of the list.
    pub fn basis_len(&self) -> usize {
        self.basis
    }

    /// A ring by index.
    pub fn ring(&self, index: usize) -> Ring<'_> {
        let range = self.offset[index] as usize..self.offset[index + 1] as usize;
        Ring { atoms: &self.atoms[range.clone()], bonds: &self.bonds[range] }
    }

    /// The symmetrized set.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Ring<'_>> {
        (0..self.len()).map(|index| self.ring(index))
    }

    /// The smallest set of smallest rings.
    pub fn basis(&self) -> impl ExactSizeIterator<Item = Ring<'_>> {
        (0..self.basis).map(|index| self.ring(index))
    }

    /// Indices of the rings (of the symmetrized set) an atom is in, in ascending order.
    pub fn of_atom(&self, atom: usize) -> &[u32] {
        &self.of_atom[self.of_atom_offset[atom] as usize..self.of_atom_offset[atom + 1] as usize]
    }

    /// Whether an atom is in a ring.
    pub fn in_ring(&self, atom: usize) -> bool {
        self.atom_sizes[atom] != 0
    }

    /// Whether an atom is in a ring of this size.
    pub fn in_ring_of_size(&self, atom: usize, size: usize) -> bool {
        let marked = self.atom_sizes[atom] & (1 << size.min(LARGE)) != 0;
        marked && (size < LARGE || self.of_atom(atom).iter().any(|&r| self.ring(r as usize).len() == size))
    }

    /// Size of the smallest ring an atom is in.
    pub fn smallest(&self, atom: usize) -> Option<usize> {
        match self.atom_sizes[atom].trailing_zeros() as usize {
            32 => None,
            LARGE => self.of_atom(atom).iter().map(|&r| self.ring(r as usize).len()).min(),
            size => Some(size),
        }
    }

    /// Whether a bond is in a ring.
    pub fn bond_in_ring(&self, bond: usize) -> bool {
        self.ring_bond[bond]
    }

    /// Whether a bond is in a ring of this size.
    pub fn bond_in_ring_of_size(&self, bond: usize, size: usize) -> bool {
        let marked = self.bond_sizes[bond] & (1 << size.min(LARGE)) != 0;
        let holds = |ring: Ring<'_>| ring.len() == size && ring.bonds.contains(&(bond as u32));
        marked && (size < LARGE || self.iter().any(holds))
    }

    /// Number of ring bonds of an atom.
    pub fn ring_bond_count(&self, graph: &Graph, atom: usize) -> usize {
        graph.neighbors(atom).iter().filter(|n| self.ring_bond[n.bond as usize]).count()
    }
}

impl Ring<'_> {
    /// Number of atoms.
    #[expect(clippy::len_without_is_empty, reason = "a ring has at least three atoms")]
    pub fn len(&self) -> usize {
        self.atoms.len()
    }

    /// Whether an atom is in it.
    pub fn contains(&self, atom: usize) -> bool {
        self.atoms.contains(&(atom as u32))
    }
}

#[cfg(test)]
mod tests;
