//! The molecule as MMFF94 sees it: bonds without those to metals, small rings, and MMFF94's own aromaticity.
//!
//! Halgren calls a ring of five or six atoms aromatic if each atom takes part in a double bond of the ring, or in one
//! that lies in a neighbouring aromatic ring; a five-membered ring has besides exactly one atom that brings a lone
//! pair instead (nitrogen, oxygen, sulphur). Only bond orders matter, so the dative and the hypervalent way to draw a
//! group give the same result, and formal charges are never read, except for lone ions.

use geminal_chemistry::Graph;
use geminal_structure::BondOrder;

/// A bond seen from one of its atoms.
#[derive(Clone, Copy)]
pub(super) struct Link {
    /// The atom at the other end.
    pub atom: u32,
    /// The bond.
    pub bond: u32,
    /// 1, 2 or 3.
    pub order: u8,
}

/// A bond.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub atoms: [u32; 2],
    pub order: u8,
    /// Whether both atoms are in the same aromatic ring.
    pub aromatic: bool,
}

/// A ring of three to six atoms without a bond across it.
#[derive(Clone, Copy)]
pub(super) struct Ring {
    atoms: [u32; 6],
    size: u8,
    pub aromatic: bool,
    /// Place of the atom that brings the lone pair, in an aromatic ring of five.
    pub lone_pair: u8,
}

impl Ring {
    /// Its atoms in order.
    pub fn atoms(&self) -> &[u32] {
        &self.atoms[..self.size as usize]
    }

    /// Number of its atoms.
    pub fn size(&self) -> u8 {
        self.size
    }

    pub fn contains(&self, atom: u32) -> bool {
        self.atoms().contains(&atom)
    }

    /// The place of an atom.
    pub fn place(&self, atom: u32) -> Option<usize> {
        self.atoms().iter().position(|&a| a == atom)
    }
}

/// Bonds, rings and aromaticity of one or more molecules.
pub(super) struct Molecule {
    /// Atomic numbers.
    pub elements: Vec<u8>,
    pub edges: Vec<Edge>,
    offsets: Vec<u32>,
    links: Vec<Link>,
    pub rings: Vec<Ring>,
    ring_offsets: Vec<u32>,
    rings_of: Vec<u32>,
}

/// A bond whose order MMFF94 cannot use, with its atoms.
pub(super) struct UnknownOrder(pub [usize; 2]);

impl Molecule {
    pub fn new(graph: &Graph) -> Result<Self, Vec<UnknownOrder>> {
        let elements: Vec<u8> = graph.elements().iter().map(|e| e.number()).collect();
        let mut edges = Vec::with_capacity(graph.bond_count());
        let mut unknown = Vec::new();
        for (&atoms, &order) in graph.bonds().iter().zip(graph.orders()) {
            let metal = atoms.iter().any(|&a| graph.element(a as usize).is_metal());
            let order = match order {
                _ if metal => continue,
                BondOrder::Single | BondOrder::Dative => 1,
                BondOrder::Double => 2,
                BondOrder::Triple => 3,
                BondOrder::Unknown | BondOrder::Aromatic | BondOrder::Quadruple => {
                    unknown.push(UnknownOrder(atoms.map(|a| a as usize)));
                    continue;
                }
            };
            edges.push(Edge { atoms, order, aromatic: false });
        }
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let (offsets, links) = adjacency(elements.len(), &edges);
        let mut molecule = Self {
            elements,
            edges,
            offsets,
            links,
            rings: Vec::new(),
            ring_offsets: Vec::new(),
            rings_of: Vec::new(),
        };
        molecule.find_rings();
        molecule.index_rings();
        molecule.perceive_aromaticity();
        Ok(molecule)
    }

    /// Bonds of an atom.
    #[inline]
    pub fn links(&self, atom: u32) -> &[Link] {
        &self.links[self.offsets[atom as usize] as usize..self.offsets[atom as usize + 1] as usize]
    }

    /// Number of bonds of an atom.
    #[inline]
    pub fn degree(&self, atom: u32) -> usize {
        self.links(atom).len()
    }

    #[inline]
    pub fn element(&self, atom: u32) -> u8 {
        self.elements[atom as usize]
    }

    /// Sum of the orders of an atom's bonds.
    pub fn valence(&self, atom: u32) -> u8 {
        self.links(atom).iter().map(|link| link.order).sum()
    }

    /// The atoms bonded to one by a bond of this order.
    pub fn by_order(&self, atom: u32, order: u8) -> impl Iterator<Item = u32> + '_ {
        self.links(atom).iter().filter(move |link| link.order == order).map(|link| link.atom)
    }

    /// Whether an atom has a double bond to one of these elements.
    pub fn doubly_bonded_to(&self, atom: u32, elements: &[u8]) -> bool {
        self.by_order(atom, 2).any(|other| elements.contains(&self.element(other)))
    }

    /// Number of an atom's neighbours of this element that have no other neighbour.
    pub fn terminal(&self, atom: u32, element: u8) -> usize {
        self.links(atom)
            .iter()
            .filter(|l| self.element(l.atom) == element && self.degree(l.atom) == 1)
            .count()
    }

    /// The rings an atom is in.
    pub fn rings_of(&self, atom: u32) -> impl Iterator<Item = &Ring> + '_ {
        let range = self.ring_offsets[atom as usize] as usize..self.ring_offsets[atom as usize + 1] as usize;
        self.rings_of[range].iter().map(|&ring| &self.rings[ring as usize])
    }

    /// Whether an atom is in a ring of this size.
    pub fn in_ring(&self, atom: u32, size: u8) -> bool {
        self.rings_of(atom).any(|ring| ring.size == size)
    }

    /// Whether an atom is in an aromatic ring.
    pub fn is_aromatic(&self, atom: u32) -> bool {
        self.rings_of(atom).any(|ring| ring.aromatic)
    }

    /// Whether atoms share a ring of this size.
    pub fn share_ring(&self, atoms: &[u32], size: u8) -> bool {
        self.rings_of(atoms[0]).any(|ring| ring.size == size && atoms[1..].iter().all(|&a| ring.contains(a)))
    }

    /// All rings of three to six atoms without a bond across: paths from each atom through higher ones back to it.
    fn find_rings(&mut self) {
        let in_cycle = self.cyclic_atoms();
        let mut path = [0u32; 6];
        for start in 0..self.elements.len() as u32 {
            if in_cycle[start as usize] {
                path[0] = start;
                self.extend_path(&in_cycle, &mut path, 1);
            }
        }
    }

    fn extend_path(&mut self, in_cycle: &[bool], path: &mut [u32; 6], length: usize) {
        let last = path[length - 1];
        for index in self.offsets[last as usize]..self.offsets[last as usize + 1] {
            let next = self.links[index as usize].atom;
            if length >= 3 && next == path[0] {
                // Each ring is met in both directions; chords make it a sum of smaller ones.
                if path[1] < last && !self.has_chord(&path[..length]) {
                    self.rings.push(Ring { atoms: *path, size: length as u8, aromatic: false, lone_pair: 0 });
                }
            } else if length < 6
                && next > path[0]
                && in_cycle[next as usize]
                && !path[..length].contains(&next)
            {
                path[length] = next;
                self.extend_path(in_cycle, path, length + 1);
            }
        }
    }

    fn has_chord(&self, path: &[u32]) -> bool {
        (0..path.len()).any(|i| {
            self.links(path[i]).iter().any(|link| {
                path.iter().position(|&a| a == link.atom).is_some_and(|j| {
                    let gap = i.abs_diff(j);
                    gap > 1 && gap < path.len() - 1
                })
            })
        })
    }

    /// Atoms left when ends of chains are cut away again and again.
    fn cyclic_atoms(&self) -> Vec<bool> {
        let count = self.elements.len() as u32;
        let mut degree: Vec<u8> = (0..count).map(|a| self.degree(a).min(255) as u8).collect();
        let mut cyclic = vec![true; count as usize];
        let mut stack: Vec<u32> = (0..count).filter(|&a| degree[a as usize] < 2).collect();
        while let Some(atom) = stack.pop() {
            if !std::mem::replace(&mut cyclic[atom as usize], false) {
                continue;
            }
            for link in self.links(atom) {
                let other = link.atom as usize;
                if cyclic[other] {
                    degree[other] -= 1;
                    if degree[other] < 2 {
                        stack.push(link.atom);
                    }
                }
            }
        }
        cyclic
    }

    fn index_rings(&mut self) {
        let mut offsets = vec![0u32; self.elements.len() + 1];
        for ring in &self.rings {
            for &atom in ring.atoms() {
                offsets[atom as usize + 1] += 1;
            }
        }
        for i in 1..offsets.len() {
            offsets[i] += offsets[i - 1];
        }
        let mut next = offsets.clone();
        self.rings_of = vec![0; offsets[offsets.len() - 1] as usize];
        for (index, ring) in self.rings.iter().enumerate() {
            for &atom in ring.atoms() {
                self.rings_of[next[atom as usize] as usize] = index as u32;
                next[atom as usize] += 1;
            }
        }
        self.ring_offsets = offsets;
    }

    fn perceive_aromaticity(&mut self) {
        loop {
            let mut changed = false;
            for index in 0..self.rings.len() {
                let ring = self.rings[index];
                if ring.aromatic || ring.size < 5 {
                    continue;
                }
                if let Some(lone_pair) = self.aromatic_lone_pair(&ring) {
                    self.rings[index].aromatic = true;
                    self.rings[index].lone_pair = lone_pair;
                    self.mark_edges(&ring);
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// If the ring is aromatic now: the place of the lone pair (0 in a ring of six).
    fn aromatic_lone_pair(&self, ring: &Ring) -> Option<u8> {
        let mut lone_pair = None;
        for (place, &atom) in ring.atoms().iter().enumerate() {
            let in_ring_or_aromatic = |link: &Link| {
                link.order == 2 && (ring.contains(link.atom) || self.edges[link.bond as usize].aromatic)
            };
            if self.links(atom).iter().any(in_ring_or_aromatic) {
                continue;
            }
            let alone = self.links(atom).iter().all(|link| link.order == 1)
                && match self.element(atom) {
                    7 => self.degree(atom) <= 3,
                    8 | 16 => self.degree(atom) == 2,
                    _ => false,
                };
            if !alone || ring.size != 5 || lone_pair.is_some() {
                return None;
            }
            lone_pair = Some(place as u8);
        }
        match ring.size {
            5 => lone_pair,
            _ => Some(0),
        }
    }

    fn mark_edges(&mut self, ring: &Ring) {
        for &atom in ring.atoms() {
            for index in self.offsets[atom as usize]..self.offsets[atom as usize + 1] {
                let link = self.links[index as usize];
                if ring.contains(link.atom) {
                    self.edges[link.bond as usize].aromatic = true;
                }
            }
        }
    }
}

/// Compressed rows of links, in the order of the bonds.
fn adjacency(count: usize, edges: &[Edge]) -> (Vec<u32>, Vec<Link>) {
    let mut offsets = vec![0u32; count + 1];
    for &atom in edges.iter().flat_map(|edge| &edge.atoms) {
        offsets[atom as usize + 1] += 1;
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    let mut next = offsets.clone();
    let mut links = vec![Link { atom: 0, bond: 0, order: 0 }; 2 * edges.len()];
    for (bond, edge) in (0u32..).zip(edges) {
        let [i, j] = edge.atoms;
        for (from, to) in [(i, j), (j, i)] {
            let slot = &mut next[from as usize];
            links[*slot as usize] = Link { atom: to, bond, order: edge.order };
            *slot += 1;
        }
    }
    (offsets, links)
}
