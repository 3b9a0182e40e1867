//! A least basis of the cycles of one ring system, and the rings that could stand in for one of it.
//!
//! Candidates are those of Vismara (Electron. J. Combin. 1997, 4, R9): for each branching atom as root (every cycle of
//! a branched block passes one), each pair of shortest paths that meet in a bond or an atom and hold only atoms
//! before the root in a fixed order. Taken by length, a candidate that is no sum (modulo 2) of the rings taken
//! before joins the basis; one that is a sum, but not of shorter rings alone, is an extra.
//!
//! Rings of up to nine atoms are looked for first, with searches that stay near their root; only a block whose basis is
//! still incomplete then (a macrocycle, a chain closed by disulphides) is searched to its full depth.

use crate::Graph;

/// Rings as flat lists.
#[derive(Default)]
pub(super) struct Found {
    atoms: Vec<u32>,
    bonds: Vec<u32>,
    end: Vec<u32>,
}

impl Found {
    pub(super) fn len(&self) -> usize {
        self.end.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u32], &[u32])> {
        (0..self.len()).map(|ring| {
            let start = if ring == 0 { 0 } else { self.end[ring - 1] as usize };
            let range = start..self.end[ring] as usize;
            (&self.atoms[range.clone()], &self.bonds[range])
        })
    }

    fn close(&mut self) {
        self.end.push(self.atoms.len() as u32);
    }
}

/// Work space for the blocks of one graph.
pub(super) struct Finder {
    /// Number of an atom within the block at hand.
    local: Vec<u32>,
    block: Block,
}

/// One ring system with local numbers: atoms, compressed neighbours, bonds.
#[derive(Default)]
struct Block {
    atoms: Vec<u32>,
    bonds: Vec<u32>,
    offset: Vec<u32>,
    /// Neighbour and bond, both local.
    neighbors: Vec<(u32, u32)>,
}

/// A ring of the block in local numbers.
struct Candidate {
    atoms: Vec<u32>,
    bonds: Vec<u32>,
}

const ABSENT: u32 = u32::MAX;
/// Depth of the first, local search: rings of up to nine atoms.
const NEAR: u32 = 4;

impl Finder {
    pub(super) fn new(atom_count: usize) -> Finder {
        Finder { local: vec![ABSENT; atom_count], block: Block::default() }
    }

    /// Rings of the block with these bonds: a basis into `found`, further ones into `extra`.
    pub(super) fn find(&mut self, graph: &Graph, bonds: &[u32], found: &mut Found, extra: &mut Found) {
        self.load(graph, bonds);
        let block = &self.block;
        if bonds.len() == block.atoms.len() {
            block.single_ring(found);
        } else {
            let near = block.candidates(NEAR);
            if !block.select(near, found, extra) {
                let all = block.candidates(ABSENT - 1);
                block.select(all, found, extra);
            }
        }
        for &atom in &self.block.atoms {
            self.local[atom as usize] = ABSENT;
        }
    }

    fn load(&mut self, graph: &Graph, bonds: &[u32]) {
        let block = &mut self.block;
        block.atoms.clear();
        block.bonds.clear();
        block.bonds.extend_from_slice(bonds);
        block.bonds.sort_unstable();
        for &bond in &block.bonds {
            for atom in graph.bonds()[bond as usize] {
                let number = &mut self.local[atom as usize];
                if *number == ABSENT {
                    *number = block.atoms.len() as u32;
                    block.atoms.push(atom);
                }
            }
        }
        let n = block.atoms.len();
        block.offset.clear();
        block.offset.resize(n + 1, 0);
        let ends = |bond: u32| graph.bonds()[bond as usize].map(|atom| self.local[atom as usize]);
        for &bond in &block.bonds {
            for atom in ends(bond) {
                block.offset[atom as usize + 1] += 1;
            }
        }
        for i in 0..n {
            block.offset[i + 1] += block.offset[i];
        }
        let mut next = block.offset.clone();
        block.neighbors.clear();
        block.neighbors.resize(2 * bonds.len(), (0, 0));
        for (number, &bond) in (0u32..).zip(&block.bonds) {
            let [i, j] = ends(bond);
            for (from, to) in [(i, j), (j, i)] {
                block.neighbors[next[from as usize] as usize] = (to, number);
                next[from as usize] += 1;
            }
        }
    }
}

impl Block {
    fn neighbors(&self, atom: u32) -> &[(u32, u32)] {
        &self.neighbors[self.offset[atom as usize] as usize..self.offset[atom as usize + 1] as usize]
    }

    /// The ring of a block that is one cycle.
    fn single_ring(&self, found: &mut Found) {
        let (mut atom, mut by) = (0u32, ABSENT);
        loop {
            let Some(&(next, bond)) = self.neighbors(atom).iter().find(|&&(_, bond)| bond != by) else {
                return;
            };
            found.atoms.push(self.atoms[atom as usize]);
            found.bonds.push(self.bonds[bond as usize]);
            (atom, by) = (next, bond);
            if atom == 0 {
                break;
            }
        }
        found.close();
    }

    /// Candidates whose paths have at most `depth` bonds, by length.
    fn candidates(&self, depth: u32) -> Vec<Candidate> {
        let n = self.atoms.len();
        let degree = |atom: u32| self.neighbors(atom).len();
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_by_key(|&atom| degree(atom));
        let mut rank = vec![0u32; n];
        for (place, &atom) in (0u32..).zip(&order) {
            rank[atom as usize] = place;
        }
        let mut search = Search {
            block: self,
            rank,
            from: vec![(ABSENT, ABSENT); n],
            distance: vec![ABSENT; n],
            queue: Vec::new(),
        };
        let mut candidates = Vec::new();
        for &root in order.iter().filter(|&&atom| degree(atom) > 2) {
            search.run(root, depth, &mut candidates);
        }
        candidates.sort_by_key(|candidate| candidate.atoms.len());
        candidates
    }

    /// Takes candidates, shortest first; whether the basis became complete. Keeps nothing if not.
    fn select(&self, candidates: Vec<Candidate>, found: &mut Found, extra: &mut Found) -> bool {
        let full = self.bonds.len() + 1 - self.atoms.len();
        let mut space = Space::new(self.bonds.len());
        let mut chosen = Vec::with_capacity(full);
        let mut dependent = Vec::new();
        let (mut length, mut shorter) = (0, 0);
        for candidate in candidates {
            if candidate.atoms.len() > length {
                if chosen.len() == full {
                    break;
                }
                (length, shorter) = (candidate.atoms.len(), chosen.len());
            }
            match space.add(&candidate.bonds, shorter) {
                Dependence::Independent => chosen.push(candidate),
                Dependence::OnEqual => dependent.push(candidate),
                Dependence::OnShorter => {}
            }
        }
        if chosen.len() < full {
            return false;
        }
        dependent.retain(|ring| stands_in(ring, &chosen, self.bonds.len()));
        for (list, into) in [(&chosen, &mut *found), (&dependent, &mut *extra)] {
            for ring in list {
                into.atoms.extend(ring.atoms.iter().map(|&atom| self.atoms[atom as usize]));
                into.bonds.extend(ring.bonds.iter().map(|&bond| self.bonds[bond as usize]));
                into.close();
            }
        }
        true
    }
}

/// Whether a ring could replace one of equal size of the basis: it shares a bond with it and holds every bond that
/// no other ring of the basis holds (the rule of RDKit's `symmetrizeSSSR`).
fn stands_in(ring: &Candidate, basis: &[Candidate], bond_count: usize) -> bool {
    let mut uses = vec![0u32; bond_count];
    for bond in basis.iter().flat_map(|member| &member.bonds) {
        uses[*bond as usize] += 1;
    }
    basis.iter().filter(|member| member.bonds.len() == ring.bonds.len()).any(|member| {
        let shared = |bond: &u32| ring.bonds.contains(bond);
        member.bonds.iter().any(shared) && member.bonds.iter().filter(|&&b| uses[b as usize] == 1).all(shared)
    })
}

/// Breadth-first search from a root among the atoms before it in the order.
struct Search<'a> {
    block: &'a Block,
    rank: Vec<u32>,
    /// The atom and the bond each atom was reached by.
    from: Vec<(u32, u32)>,
    distance: Vec<u32>,
    queue: Vec<u32>,
}

impl Search<'_> {
    fn run(&mut self, root: u32, depth: u32, candidates: &mut Vec<Candidate>) {
        self.queue.clear();
        self.queue.push(root);
        self.distance[root as usize] = 0;
        let mut next = 0;
        while let Some(&atom) = self.queue.get(next) {
            next += 1;
            let reached = self.distance[atom as usize];
            self.close_rings(atom, candidates);
            if reached == depth {
                continue;
            }
            for &(other, bond) in self.block.neighbors(atom) {
                let before = self.rank[other as usize] < self.rank[root as usize];
                if before && self.distance[other as usize] == ABSENT {
                    self.distance[other as usize] = reached + 1;
                    self.from[other as usize] = (atom, bond);
                    self.queue.push(other);
                }
            }
        }
        for &atom in &self.queue {
            self.distance[atom as usize] = ABSENT;
        }
    }

    /// Rings whose far end is at this atom: two neighbours nearer to the root, or one as near.
    fn close_rings(&self, atom: u32, candidates: &mut Vec<Candidate>) {
        let reached = self.distance[atom as usize];
        if reached == 0 {
            return;
        }
        let neighbors = self.block.neighbors(atom);
        let distance = |other: u32| self.distance[other as usize];
        for (k, &(other, bond)) in neighbors.iter().enumerate() {
            if distance(other) == reached && other < atom {
                self.join(atom, bond, other, candidates);
            } else if distance(other).wrapping_add(1) == reached && reached > 1 {
                for &(second, second_bond) in &neighbors[k + 1..] {
                    if distance(second).wrapping_add(1) == reached {
                        self.join_over(second, [second_bond, bond], atom, other, candidates);
                    }
                }
            }
        }
    }

    /// The ring root ... first - second ... root, if the paths meet only in the root.
    fn join(&self, first: u32, by: u32, second: u32, candidates: &mut Vec<Candidate>) {
        if self.branch(first) != self.branch(second) {
            let mut ring = self.path(first);
            ring.bonds.push(by);
            self.return_path(second, &mut ring);
            candidates.push(ring);
        }
    }

    /// The ring root ... first - top - second ... root, if the paths meet only in the root.
    fn join_over(&self, first: u32, by: [u32; 2], top: u32, second: u32, candidates: &mut Vec<Candidate>) {
        if self.branch(first) != self.branch(second) {
            let mut ring = self.path(first);
            ring.bonds.push(by[0]);
            ring.atoms.push(top);
            ring.bonds.push(by[1]);
            self.return_path(second, &mut ring);
            candidates.push(ring);
        }
    }

    /// The atom next to the root on the way to this one. Paths of one tree that part there never meet again.
    fn branch(&self, mut atom: u32) -> u32 {
        while self.distance[atom as usize] > 1 {
            atom = self.from[atom as usize].0;
        }
        atom
    }

    /// Atoms and bonds from the root to an atom.
    fn path(&self, mut atom: u32) -> Candidate {
        let (mut atoms, mut bonds) = (vec![atom], Vec::new());
        while self.distance[atom as usize] > 0 {
            let (before, bond) = self.from[atom as usize];
            atoms.push(before);
            bonds.push(bond);
            atom = before;
        }
        atoms.reverse();
        bonds.reverse();
        Candidate { atoms, bonds }
    }

    /// Adds the way from an atom back to the root, without the root.
    fn return_path(&self, mut atom: u32, ring: &mut Candidate) {
        while self.distance[atom as usize] > 0 {
            let (before, bond) = self.from[atom as usize];
            ring.atoms.push(atom);
            ring.bonds.push(bond);
            atom = before;
        }
    }
}

/// Sums of rings modulo 2: rows of bits, a bond a bit, in echelon form by their lowest bit.
struct Space {
    words: usize,
    rows: Vec<u64>,
    /// The row whose lowest bit is this bond.
    row_of: Vec<u32>,
    rank: u32,
    scratch: Vec<u64>,
}

enum Dependence {
    Independent,
    OnEqual,
    OnShorter,
}

impl Space {
    fn new(bond_count: usize) -> Space {
        let words = bond_count.div_ceil(64);
        Space { words, rows: Vec::new(), row_of: vec![ABSENT; bond_count], rank: 0, scratch: vec![0; words] }
    }

    /// Adds a ring unless it is a sum of those before; `shorter` of these are shorter than it.
    fn add(&mut self, bonds: &[u32], shorter: usize) -> Dependence {
        self.scratch.fill(0);
        for &bond in bonds {
            self.scratch[bond as usize / 64] |= 1 << (bond % 64);
        }
        let Some(_) = self.reduce(shorter as u32) else { return Dependence::OnShorter };
        let Some(lowest) = self.reduce(self.rank) else { return Dependence::OnEqual };
        self.row_of[lowest] = self.rank;
        self.rank += 1;
        self.rows.extend_from_slice(&self.scratch);
        Dependence::Independent
    }

    /// Clears the lowest bits of the scratch row with the first `rows` rows; its first bit that none of them has.
    fn reduce(&mut self, rows: u32) -> Option<usize> {
        for word in 0..self.words {
            while self.scratch[word] != 0 {
                let bit = word * 64 + self.scratch[word].trailing_zeros() as usize;
                let row = self.row_of[bit];
                if row >= rows {
                    return Some(bit);
                }
                let start = row as usize * self.words;
                for (value, other) in
                    self.scratch[word..].iter_mut().zip(&self.rows[start + word..start + self.words])
                {
                    *value ^= other;
                }
            }
        }
        None
    }
}
