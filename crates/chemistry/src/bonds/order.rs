//! Orders and charges of atoms whose bonds are known.

use super::assign::{self, Scores};
use super::evidence::{self, Claim, Sites};
use super::states::{IMPOSSIBLE, State};
use super::{PerceivedBonds, connect};
use crate::{Graph, Rings};
use geminal_structure::{BondOrder, Element, Point};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Weight of a feature by the key of its name.
static WEIGHTS: LazyLock<FxHashMap<u64, f64>> = LazyLock::new(|| {
    let lines = include_str!("../../data/bond_weights.tsv").lines().filter(|line| !line.starts_with('#'));
    let cells = lines.filter_map(|line| line.split_once('\t'));
    cells.filter_map(|(name, weight)| Some((evidence::key(name), weight.parse().ok()?))).collect()
});

/// How much more a valence counts than geometry where hydrogens are known.
const VALENCE: f64 = 25.0;

/// Bonds, orders and charges of atoms from their places alone.
pub fn perceive_atoms(elements: &[Element], positions: &[Point]) -> PerceivedBonds {
    let bonds = connect::bonds(elements, positions, |_, _| true);
    let (orders, charges) = assign_orders(elements, positions, &bonds);
    PerceivedBonds { bonds, orders, charges }
}

/// Orders of bonds, and formal charges of all atoms in e, from places.
pub fn assign_orders(
    elements: &[Element],
    positions: &[Point],
    bonds: &[[u32; 2]],
) -> (Vec<BondOrder>, Vec<i8>) {
    let heavy = Heavy::new(elements, positions, bonds);
    let rings = Rings::new(&heavy.graph);
    let scores = heavy.scores(&rings);
    let pairs = assign::best(&heavy.graph, &scores).unwrap_or_else(|| vec![0; heavy.graph.bond_count()]);
    let mut orders = vec![BondOrder::Single; bonds.len()];
    let mut sums = vec![0u8; heavy.graph.atom_count()];
    for (bond, &count) in pairs.iter().enumerate() {
        orders[heavy.bonds[bond] as usize] = match count {
            0 => BondOrder::Single,
            1 => BondOrder::Double,
            _ => BondOrder::Triple,
        };
        for atom in heavy.graph.bond(bond) {
            sums[atom] += count;
        }
    }
    let mut charges = vec![0i8; elements.len()];
    for (atom, &pairs) in sums.iter().enumerate() {
        charges[heavy.atoms[atom] as usize] = heavy.state(atom, pairs).charge();
    }
    heavy.settle_oxides(&sums, &mut charges);
    (orders, charges)
}

/// The molecule without its hydrogens.
struct Heavy {
    graph: Graph,
    positions: Vec<Point>,
    /// Which atom of the input each one is, and which bond.
    atoms: Vec<u32>,
    bonds: Vec<u32>,
    /// Hydrogens of each atom, where the molecule has them.
    hydrogens: Vec<Option<u8>>,
}

impl Heavy {
    fn new(elements: &[Element], positions: &[Point], bonds: &[[u32; 2]]) -> Heavy {
        let mut number = vec![u32::MAX; elements.len()];
        let mut atoms = Vec::new();
        for (atom, element) in (0u32..).zip(elements) {
            if !element.is_hydrogen() {
                number[atom as usize] = atoms.len() as u32;
                atoms.push(atom);
            }
        }
        let mut counts = vec![0u8; atoms.len()];
        let (mut pairs, mut kept) = (Vec::new(), Vec::new());
        for (bond, pair) in (0u32..).zip(bonds) {
            match pair.map(|atom| number[atom as usize]) {
                [u32::MAX, u32::MAX] => {}
                [heavy, u32::MAX] | [u32::MAX, heavy] => counts[heavy as usize] += 1,
                both => {
                    pairs.push(both);
                    kept.push(bond);
                }
            }
        }
        let heavy_elements: Vec<Element> = atoms.iter().map(|&atom| elements[atom as usize]).collect();
        let orders = vec![BondOrder::Single; pairs.len()];
        let graph = Graph::from_parts(heavy_elements, vec![0; atoms.len()], pairs, orders);
        let positions = atoms.iter().map(|&atom| positions[atom as usize]).collect();
        let hydrogens = known_hydrogens(&graph, &counts);
        Heavy { graph, positions, atoms, bonds: kept, hydrogens }
    }

    fn state(&self, atom: usize, pairs: u8) -> State {
        State {
            element: self.graph.element(atom),
            neighbors: self.graph.degree(atom) as u8,
            pairs,
            hydrogens: self.hydrogens[atom],
        }
    }

    fn scores(&self, rings: &Rings) -> Scores {
        let graph = &self.graph;
        let mut scores = Scores {
            bonds: vec![[0.0; 2]; graph.bond_count()],
            atoms: vec![[0.0, f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY]; graph.atom_count()],
        };
        for (atom, row) in scores.atoms.iter_mut().enumerate() {
            row[..=usize::from(evidence::capacity(graph, atom))].fill(0.0);
        }
        let sites = Sites { graph, rings, positions: &self.positions };
        evidence::features(&sites, |claim, feature, value| {
            let add = WEIGHTS.get(&feature.key()).map_or(0.0, |weight| weight * value);
            match claim {
                Claim::Bond(bond, pairs) => scores.bonds[bond][usize::from(pairs) - 1] += add,
                Claim::Atom(atom, pairs) => scores.atoms[atom][usize::from(pairs)] += add,
            }
        });
        for (atom, row) in scores.atoms.iter_mut().enumerate() {
            if self.hydrogens[atom].is_some() {
                let single = self.state(atom, 0).cost();
                for (pairs, score) in (0u8..).zip(row) {
                    let cost = self.state(atom, pairs).cost();
                    // What has all its valences filled has no place for a pair.
                    let filled = cost >= IMPOSSIBLE && single < IMPOSSIBLE;
                    *score -= if filled { f64::INFINITY } else { VALENCE * cost };
                }
            }
        }
        scores
    }

    /// Negative oxygens beside positive nitrogens: nitro groups, oxides of amines and of aromatic nitrogen.
    fn settle_oxides(&self, pairs: &[u8], charges: &mut [i8]) {
        let graph = &self.graph;
        for atom in (0..graph.atom_count()).filter(|&atom| graph.element(atom) == Element::N) {
            let mut charge = charges[self.atoms[atom] as usize];
            for neighbor in graph.neighbors(atom) {
                let other = neighbor.atom as usize;
                let bare = graph.element(other) == Element::O && graph.degree(other) == 1;
                if charge == 1 && bare && pairs[other] == 0 && self.hydrogens[other].is_none() {
                    charges[self.atoms[other] as usize] = -1;
                    charge = 0;
                }
            }
        }
    }
}

/// Hydrogens of each atom where they are known: everywhere in a molecule that has some on carbon, on other elements only in
/// one that has some on these (a structure with its polar hydrogens).
fn known_hydrogens(graph: &Graph, counts: &[u8]) -> Vec<Option<u8>> {
    let (component, count) = graph.components();
    let (mut any, mut on_carbon) = (vec![false; count], vec![false; count]);
    for (atom, &hydrogens) in counts.iter().enumerate() {
        if hydrogens > 0 {
            any[component[atom] as usize] = true;
            on_carbon[component[atom] as usize] |= graph.element(atom) == Element::C;
        }
    }
    let known = |atom: usize| {
        let molecule = component[atom] as usize;
        on_carbon[molecule] || (any[molecule] && graph.element(atom) != Element::C)
    };
    (0..counts.len()).map(|atom| known(atom).then_some(counts[atom])).collect()
}
