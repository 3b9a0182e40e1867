//! Aromaticity: Hückel's rule over rings and fused systems of rings, after Daylight as RDKit reads it.
//!
//! Each atom of a ring gives 0, 1 or 2 electrons to the π system, or none at all may pass: a carbon or nitrogen with a
//! double bond in the ring gives one, a heteroatom's lone pair two, an atom whose double bond leads out of the ring
//! to a more electronegative atom none. A ring, or the rim of up to six fused rings of at most 24 atoms, with
//! 4n + 2 electrons is aromatic. MMFF94 has a model of its own, which is not this one.

use crate::valence::{charged_valences, outer_electrons, usual_valences};
use crate::{Graph, Rings};

/// Which atoms and bonds are aromatic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aromaticity {
    /// Aromatic atoms.
    pub atoms: Vec<bool>,
    /// Aromatic bonds.
    pub bonds: Vec<bool>,
}

/// What perception knows of the atoms before aromaticity.
#[derive(Clone, Copy)]
pub(crate) struct Valences<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) rings: &'a Rings,
    /// Order of each bond, 0 for a dative one.
    pub(crate) orders: &'a [u8],
    /// Sum of the orders of an atom's bonds.
    pub(crate) order_sum: &'a [u8],
    /// Hydrogens that are no atoms of the graph.
    pub(crate) implicit_hydrogens: &'a [u8],
}

/// Largest number of fused rings whose common rim is tried.
const FUSED_RINGS: usize = 6;
/// Rings larger than this are aromatic only by themselves.
const FUSED_SIZE: usize = 24;
/// Number of ring combinations after which a fused system is left as found so far.
const COMBINATIONS: usize = 20_000;

impl Valences<'_> {
    /// Electrons an atom can give to a π system, negative if it cannot take part.
    pub(crate) fn pi_electrons(&self, atom: usize) -> i32 {
        let element = self.graph.element(atom);
        let usual = usual_valences(element).first().map_or(0, |&v| i32::from(v));
        let degree = self.total_degree(atom);
        if usual <= 1 || degree > 3 {
            return -1;
        }
        let lone = i32::from(outer_electrons(element)) - usual - i32::from(self.graph.charge(atom));
        let electrons = usual - degree + lone.max(0);
        let unsaturation = i32::from(self.order_sum[atom]) - self.graph.degree(atom) as i32;
        if electrons > 1 && unsaturation > 1 { 1 } else { electrons }
    }

    pub(crate) fn total_degree(&self, atom: usize) -> i32 {
        self.graph.degree(atom) as i32 + i32::from(self.implicit_hydrogens[atom])
    }

    pub(crate) fn total_valence(&self, atom: usize) -> i32 {
        i32::from(self.order_sum[atom]) + i32::from(self.implicit_hydrogens[atom])
    }

    /// The atom at the other end of a multiple bond of this atom, in a ring or not.
    fn multiple_bond(&self, atom: usize, in_ring: bool) -> Option<usize> {
        let wanted = |bond: usize| self.orders[bond] > 1 && self.rings.bond_in_ring(bond) == in_ring;
        self.graph.neighbors(atom).iter().find(|n| wanted(n.bond as usize)).map(|n| n.atom as usize)
    }

    /// Electrons an atom gives to the ring it is in; `None` if it breaks the conjugation.
    fn donated(&self, atom: usize) -> Option<i32> {
        let electrons = self.pi_electrons(atom);
        let outside = self.multiple_bond(atom, false);
        let stolen = outside.is_some_and(|other| self.draws(other, atom));
        match electrons {
            ..0 => None,
            0 if outside.is_some() => Some(0),
            0 => self.multiple_bond(atom, true).map(|_| 1),
            1 if outside.is_some() => Some(i32::from(!stolen)),
            1 if self.multiple_bond(atom, true).is_some() => Some(1),
            1 => (self.graph.charge(atom) == 1).then_some(0),
            more if (more - i32::from(stolen)) % 2 == 1 => Some(1),
            _ => Some(2),
        }
    }

    /// Whether one element draws electrons from another: more outer electrons, or an earlier row.
    fn draws(&self, first: usize, second: usize) -> bool {
        let [a, b] = [first, second].map(|atom| self.graph.element(atom));
        (outer_electrons(a), b.number()) > (outer_electrons(b), a.number())
    }

    /// Electrons an atom may give to an aromatic ring; `None` if it can be in none.
    fn candidate(&self, atom: usize) -> Option<i32> {
        let element = self.graph.element(atom);
        if !matches!(element.number(), 1..=18 | 34 | 52) || !self.rings.in_ring(atom) {
            return None;
        }
        let most = charged_valences(element, self.graph.charge(atom)).first();
        if most.is_some_and(|&most| self.total_valence(atom) > i32::from(most)) {
            return None;
        }
        let multiple = |n: &&crate::Neighbor| self.orders[n.bond as usize] > 1;
        if self.graph.neighbors(atom).iter().filter(multiple).count() > 1 {
            return None;
        }
        self.donated(atom)
    }
}

impl Aromaticity {
    pub(crate) fn new(valences: Valences<'_>) -> Aromaticity {
        let (graph, rings) = (valences.graph, valences.rings);
        let mut found =
            Aromaticity { atoms: vec![false; graph.atom_count()], bonds: vec![false; graph.bond_count()] };
        let donated: Vec<Option<i32>> = if rings.is_empty() {
            Vec::new()
        } else {
            (0..graph.atom_count()).map(|atom| valences.candidate(atom)).collect()
        };
        let able =
            |&ring: &u32| rings.ring(ring as usize).atoms.iter().all(|&a| donated[a as usize].is_some());
        let able: Vec<u32> = (0..rings.len() as u32).filter(able).collect();
        if !able.is_empty() {
            Fusion::new(rings, &able, graph.bond_count()).mark(&donated, &mut found);
        }
        found
    }
}

/// Rings that can be aromatic, and which of them are fused.
struct Fusion<'a> {
    rings: &'a Rings,
    able: &'a [u32],
    neighbors: Vec<Vec<u32>>,
}

impl<'a> Fusion<'a> {
    fn new(rings: &'a Rings, able: &'a [u32], bond_count: usize) -> Self {
        let mut holder: Vec<[u32; 2]> = vec![[u32::MAX; 2]; bond_count];
        let mut neighbors = vec![Vec::new(); able.len()];
        for (k, &ring) in (0u32..).zip(able) {
            let ring = rings.ring(ring as usize);
            if ring.len() > FUSED_SIZE {
                continue;
            }
            for &bond in ring.bonds {
                for other in holder[bond as usize].into_iter().filter(|&other| other != u32::MAX) {
                    neighbors[k as usize].push(other);
                    neighbors[other as usize].push(k);
                }
                let [first, second] = &mut holder[bond as usize];
                *if *first == u32::MAX { first } else { second } = k;
            }
        }
        // Rings that share more than one bond are bridged, not fused.
        for list in &mut neighbors {
            list.sort_unstable();
            let all = list.clone();
            list.dedup();
            list.retain(|ring| all.iter().filter(|other| *other == ring).count() == 1);
        }
        Fusion { rings, able, neighbors }
    }

    /// Marks aromatic systems, one group of fused rings after the other.
    fn mark(&self, donated: &[Option<i32>], found: &mut Aromaticity) {
        let mut seen = vec![false; self.able.len()];
        for start in 0..self.able.len() {
            if seen[start] {
                continue;
            }
            seen[start] = true;
            let mut group = vec![start as u32];
            let mut next = 0;
            while let Some(&ring) = group.get(next) {
                next += 1;
                for &other in &self.neighbors[ring as usize] {
                    if !std::mem::replace(&mut seen[other as usize], true) {
                        group.push(other);
                    }
                }
            }
            group.sort_unstable();
            self.mark_group(&group, donated, found);
        }
    }

    fn mark_group(&self, group: &[u32], donated: &[Option<i32>], found: &mut Aromaticity) {
        let ring = |k: u32| self.rings.ring(self.able[k as usize] as usize);
        let mut bonds: Vec<u32> = group.iter().flat_map(|&k| ring(k).bonds.iter().copied()).collect();
        bonds.sort_unstable();
        bonds.dedup();
        let mut tried = 0;
        // Connected sets of one ring, two rings ...; each grows from one of the size before.
        let mut sets: Vec<Vec<u32>> = group.iter().map(|&k| vec![k]).collect();
        for _ in 0..FUSED_RINGS.min(group.len()) {
            for set in &sets {
                self.mark_set(set, donated, found);
            }
            tried += sets.len();
            let done = bonds.iter().all(|&bond| found.bonds[bond as usize]);
            if done || tried > COMBINATIONS {
                return;
            }
            sets = self.grown(&sets);
        }
    }

    /// All connected sets with one ring more.
    fn grown(&self, sets: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let mut larger = Vec::new();
        for set in sets {
            for &ring in set {
                for &other in self.neighbors[ring as usize].iter().filter(|other| !set.contains(other)) {
                    let mut bigger = set.clone();
                    bigger.push(other);
                    bigger.sort_unstable();
                    larger.push(bigger);
                }
            }
        }
        larger.sort_unstable();
        larger.dedup();
        larger
    }

    /// Marks a set of fused rings if its rim has 4n + 2 electrons.
    fn mark_set(&self, set: &[u32], donated: &[Option<i32>], found: &mut Aromaticity) {
        let mut atoms: Vec<u32> = Vec::new();
        let mut bonds: Vec<u32> = Vec::new();
        for &k in set {
            let ring = self.rings.ring(self.able[k as usize] as usize);
            atoms.extend_from_slice(ring.atoms);
            bonds.extend_from_slice(ring.bonds);
        }
        atoms.sort_unstable();
        bonds.sort_unstable();
        // An atom in three of the rings lies inside and does not count.
        let runs = atoms.chunk_by(|a, b| a == b).filter(|run| run.len() <= 2);
        let electrons: i32 = runs.filter_map(|run| donated[run[0] as usize]).sum();
        if electrons < 2 || electrons % 4 != 2 {
            return;
        }
        for atom in atoms {
            found.atoms[atom as usize] = true;
        }
        for run in bonds.chunk_by(|a, b| a == b).filter(|run| run.len() == 1) {
            found.bonds[run[0] as usize] = true;
        }
    }
}
