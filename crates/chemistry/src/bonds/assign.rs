//! The best assignment of electron pairs to bonds: exact minimization over the whole molecule.
//!
//! Bonds take 0, 1 or 2 pairs more than a single bond; a bond's score depends on its own number, an atom's on the sum over its
//! bonds. Atoms are taken one after the other; all that matters of what is behind is the sums of the few atoms that
//! still have bonds ahead (the frontier), so the best score for each set of sums is kept, as in any dynamic
//! program over a narrow graph. A graph too wide for that (thousands of sets) is searched with the best ones only.

use crate::Graph;
use rustc_hash::FxHashMap;

/// Scores of one molecule.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// For each bond, of one and of two further pairs; no pair scores 0.
    pub bonds: Vec<[f64; 2]>,
    /// For each atom, of 0, 1, 2, 3 further pairs in all; minus infinity forbids.
    pub atoms: Vec<[f64; 4]>,
}

/// Sets of sums kept at most.
const WIDTH: usize = 4096;

/// A set of sums on the frontier, two bits an atom.
type Sums = u128;

/// How a set was reached: the set before, and the pairs given to the bond.
#[derive(Clone, Copy)]
struct From {
    before: u32,
    pairs: u8,
}

/// Further pairs of every bond with the highest score, or `None` if every assignment is forbidden.
pub(super) fn best(graph: &Graph, scores: &Scores) -> Option<Vec<u8>> {
    let sweep = Sweep::new(graph, scores);
    let mut pairs = vec![0u8; graph.bond_count()];
    let mut slot = vec![u8::MAX; graph.atom_count()];
    let mut free: Vec<u8> = (0..60).rev().collect();
    let mut open: Vec<(Sums, f64)> = vec![(0, 0.0)];
    let mut steps: Vec<(u32, Vec<From>)> = Vec::new();
    let mut left: Vec<u32> = sweep.live_degree.clone();
    for &atom in &sweep.alone {
        if scores.atoms[atom as usize][0] == f64::NEG_INFINITY {
            return None;
        }
    }
    for &bond in &sweep.order {
        let ends = graph.bond(bond as usize);
        for atom in ends {
            if slot[atom] == u8::MAX {
                slot[atom] = free.pop()?;
            }
            left[atom] -= 1;
        }
        let closing: Vec<usize> = ends.into_iter().filter(|&atom| left[atom] == 0).collect();
        let shifts = ends.map(|atom| 2 * u32::from(slot[atom]));
        let mut next: FxHashMap<Sums, (f64, From)> = FxHashMap::default();
        for (index, &(sums, score)) in (0u32..).zip(&open) {
            'pairs: for count in 0..=2u8 {
                let added =
                    if count == 0 { 0.0 } else { scores.bonds[bond as usize][usize::from(count) - 1] };
                let mut reached = score + added;
                let mut after = sums;
                for shift in shifts {
                    let sum = (after >> shift & 3) as u8 + count;
                    if sum > 3 {
                        continue 'pairs;
                    }
                    after = after & !(3 << shift) | Sums::from(sum) << shift;
                }
                for &atom in &closing {
                    let shift = 2 * u32::from(slot[atom]);
                    reached += scores.atoms[atom][(after >> shift & 3) as usize];
                    after &= !(3 << shift);
                }
                if reached == f64::NEG_INFINITY {
                    continue;
                }
                let from = From { before: index, pairs: count };
                let entry = next.entry(after).or_insert((reached, from));
                if reached > entry.0 || (reached == entry.0 && index < entry.1.before) {
                    *entry = (reached, from);
                }
            }
        }
        for atom in closing {
            free.push(slot[atom]);
        }
        let mut kept: Vec<(Sums, (f64, From))> = next.into_iter().collect();
        kept.sort_unstable_by(|a, b| b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0)));
        kept.truncate(WIDTH);
        steps.push((bond, kept.iter().map(|k| k.1.1).collect()));
        open = kept.iter().map(|k| (k.0, k.1.0)).collect();
        if open.is_empty() {
            return None;
        }
    }
    let mut state = 0u32;
    for (bond, from) in steps.iter().rev() {
        let step = from[state as usize];
        pairs[*bond as usize] = step.pairs;
        state = step.before;
    }
    Some(pairs)
}

/// The order in which bonds are taken, so that few atoms are open at a time.
struct Sweep {
    order: Vec<u32>,
    /// Bonds of each atom that can be multiple.
    live_degree: Vec<u32>,
    /// Atoms without such bonds.
    alone: Vec<u32>,
}

impl Sweep {
    fn new(graph: &Graph, scores: &Scores) -> Sweep {
        let most =
            |atom: usize| (0..4).rev().find(|&s| scores.atoms[atom][s] > f64::NEG_INFINITY).unwrap_or(0);
        let possible = |bond: usize| {
            let [i, j] = graph.bond(bond);
            most(i) > 0 && most(j) > 0 && scores.bonds[bond].iter().any(|&s| s > f64::NEG_INFINITY)
        };
        let live: Vec<bool> = (0..graph.bond_count()).map(possible).collect();
        let live_bonds = |atom: usize| graph.neighbors(atom).iter().filter(|n| live[n.bond as usize]);
        let live_degree: Vec<u32> = (0..graph.atom_count()).map(|a| live_bonds(a).count() as u32).collect();
        let alone = (0..graph.atom_count() as u32).filter(|&a| live_degree[a as usize] == 0).collect();
        let mut order = Vec::new();
        let mut taken = vec![false; graph.bond_count()];
        let mut done = vec![false; graph.atom_count()];
        let mut seen = vec![false; graph.atom_count()];
        let mut starts: Vec<usize> = (0..graph.atom_count()).filter(|&a| live_degree[a] > 0).collect();
        starts.sort_by_key(|&a| (live_degree[a], a));
        for start in starts {
            let mut frontier = if done[start] { Vec::new() } else { vec![start] };
            // Next the open atom that brings the fewest new ones.
            while let Some(place) = (0..frontier.len()).min_by_key(|&k| {
                let fresh = live_bonds(frontier[k]).filter(|n| !seen[n.atom as usize]).count();
                (fresh, std::cmp::Reverse(k))
            }) {
                let atom = frontier.swap_remove(place);
                seen[atom] = true;
                done[atom] = true;
                for neighbor in live_bonds(atom) {
                    if !std::mem::replace(&mut taken[neighbor.bond as usize], true) {
                        order.push(neighbor.bond);
                    }
                    if !std::mem::replace(&mut seen[neighbor.atom as usize], true) {
                        frontier.push(neighbor.atom as usize);
                    }
                }
            }
        }
        Sweep { order, live_degree, alone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geminal_structure::{BondOrder, Element};
    use proptest::prelude::*;

    fn total(graph: &Graph, scores: &Scores, pairs: &[u8]) -> f64 {
        let mut sums = vec![0usize; graph.atom_count()];
        let mut score = 0.0;
        for (bond, &count) in pairs.iter().enumerate() {
            for atom in graph.bond(bond) {
                sums[atom] += usize::from(count);
            }
            score += if count == 0 { 0.0 } else { scores.bonds[bond][usize::from(count) - 1] };
        }
        let atoms = sums.iter().enumerate();
        score + atoms.map(|(a, &s)| if s > 3 { f64::NEG_INFINITY } else { scores.atoms[a][s] }).sum::<f64>()
    }

    proptest! {
        #[test]
        fn no_assignment_scores_higher(
            picks in prop::collection::vec((0usize..7, 0usize..7), 1..8),
            bond_scores in prop::collection::vec((-3.0..3.0f64, -3.0..3.0f64), 8),
            atom_scores in prop::collection::vec(prop::array::uniform4(-3.0..3.0f64), 7),
        ) {
            let mut bonds: Vec<[u32; 2]> = Vec::new();
            for (i, j) in picks {
                let pair = [i.min(j) as u32, i.max(j) as u32];
                if i != j && !bonds.contains(&pair) {
                    bonds.push(pair);
                }
            }
            let m = bonds.len();
            let graph = Graph::from_parts(vec![Element::C; 7], vec![0; 7], bonds, vec![BondOrder::Single; m]);
            let scores = Scores {
                bonds: bond_scores[..m].iter().map(|&(a, b)| [a, b]).collect(),
                atoms: atom_scores,
            };
            let found = total(&graph, &scores, &best(&graph, &scores).unwrap());
            let mut highest = f64::NEG_INFINITY;
            for code in 0..3usize.pow(m as u32) {
                let pairs: Vec<u8> = (0..m).map(|k| (code / 3usize.pow(k as u32) % 3) as u8).collect();
                highest = highest.max(total(&graph, &scores, &pairs));
            }
            prop_assert!((found - highest).abs() < 1e-9, "{} {}", found, highest);
        }
    }
}
