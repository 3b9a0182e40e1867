//! Fits the weights of bond perception to molecules written by `scripts/export_components.py`.
//!
//! `cargo run --release -p geminal-benches --example fit_bond_weights -- COMPONENTS.txt OUT.tsv [EPOCHS]`
//!
//! A structured support vector machine by stochastic gradient steps (AdaGrad, averaged): for each molecule the best
//! assignment under the present weights, made to look better by one for every wrong atom, is set against the
//! best one that gives each atom its right number of pairs. Every tenth molecule is kept for the test printed at the end
//! of each epoch.
#![expect(clippy::unwrap_used, reason = "a program run by hand")]

use geminal_chemistry::bonds::fitting::{Claim, Scores, best, capacity, features};
use geminal_chemistry::{BondOrder, Element, Graph, Rings};
use std::collections::HashMap;
use std::io::Write;

struct Molecule {
    graph: Graph,
    features: Vec<(Claim, u32, f32)>,
    right: Vec<u8>,
}

fn read(text: &str, names: &mut HashMap<String, u32>) -> Vec<Molecule> {
    let mut lines = text.lines();
    let mut molecules = Vec::new();
    while let Some(head) = lines.next() {
        let cells: Vec<&str> = head.split(' ').collect();
        let (atoms, bonds): (usize, usize) = (cells[1].parse().unwrap(), cells[2].parse().unwrap());
        let (mut elements, mut positions) = (Vec::new(), Vec::new());
        for line in lines.by_ref().take(atoms) {
            let cells: Vec<&str> = line.split(' ').collect();
            elements.push(Element::from_symbol(cells[0]).unwrap());
            positions.push([3, 4, 5].map(|k| cells[k].parse::<f64>().unwrap()));
        }
        let (mut pairs, mut right, mut orders) = (Vec::new(), vec![0u8; atoms], Vec::new());
        for line in lines.by_ref().take(bonds) {
            let cells: Vec<u32> = line.split(' ').map(|c| c.parse().unwrap()).collect();
            pairs.push([cells[0], cells[1]]);
            orders.push(cells[2] as u8);
        }
        let count = pairs.len();
        let graph = Graph::from_parts(elements, vec![0; atoms], pairs, vec![BondOrder::Single; count]);
        for (bond, &order) in orders.iter().enumerate() {
            for atom in graph.bond(bond) {
                right[atom] += order - 1;
            }
        }
        if (0..atoms).any(|atom| right[atom] > capacity(&graph, atom)) {
            continue;
        }
        shorter_first(&graph, &positions, &mut right);
        let rings = Rings::new(&graph);
        let mut list = Vec::new();
        features(&graph, &rings, &positions, |claim, feature, value| {
            let fresh = names.len() as u32;
            let index = *names.entry(feature.to_string()).or_insert(fresh);
            list.push((claim, index, value as f32));
        });
        molecules.push(Molecule { graph, features: list, right });
    }
    molecules
}

/// Of equal end atoms at one centre (the oxygens of an acid) the nearer ones get the pairs.
fn shorter_first(graph: &Graph, positions: &[[f64; 3]], right: &mut [u8]) {
    let square =
        |a: usize, b: usize| (0..3).map(|k| (positions[a][k] - positions[b][k]).powi(2)).sum::<f64>();
    for center in 0..graph.atom_count() {
        let mut ends: Vec<usize> = graph.neighbors(center).iter().map(|n| n.atom as usize).collect();
        ends.retain(|&end| graph.degree(end) == 1);
        ends.sort_by(|&a, &b| {
            (graph.element(a), square(a, center)).partial_cmp(&(graph.element(b), square(b, center))).unwrap()
        });
        for group in ends.chunk_by(|&a, &b| graph.element(a) == graph.element(b)) {
            let mut pairs: Vec<u8> = group.iter().map(|&end| right[end]).collect();
            pairs.sort_unstable_by(|a, b| b.cmp(a));
            for (&end, pairs) in group.iter().zip(pairs) {
                right[end] = pairs;
            }
        }
    }
}

fn scores(molecule: &Molecule, weights: &[f64]) -> Scores {
    let graph = &molecule.graph;
    let mut scores = Scores {
        bonds: vec![[0.0; 2]; graph.bond_count()],
        atoms: vec![[0.0, f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY]; graph.atom_count()],
    };
    for (atom, row) in scores.atoms.iter_mut().enumerate() {
        row[..=usize::from(capacity(graph, atom))].fill(0.0);
    }
    for &(claim, index, value) in &molecule.features {
        let add = weights[index as usize] * f64::from(value);
        match claim {
            Claim::Bond(bond, pairs) => scores.bonds[bond][usize::from(pairs) - 1] += add,
            Claim::Atom(atom, pairs) => scores.atoms[atom][usize::from(pairs)] += add,
        }
    }
    scores
}

fn sums(graph: &Graph, pairs: &[u8]) -> Vec<u8> {
    let mut sums = vec![0u8; graph.atom_count()];
    for (bond, &count) in pairs.iter().enumerate() {
        for atom in graph.bond(bond) {
            sums[atom] += count;
        }
    }
    sums
}

/// Whether an assignment is right, up to which of equal end atoms has the pair.
fn is_right(molecule: &Molecule, found: &[u8]) -> bool {
    found == molecule.right
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let epochs: usize = args.get(3).map_or(10, |n| n.parse().unwrap());
    let mut names = HashMap::new();
    let mut molecules = read(&std::fs::read_to_string(&args[1]).unwrap(), &mut names);
    let test: Vec<Molecule> = {
        let (mut kept, mut out) = (Vec::new(), Vec::new());
        for (k, molecule) in molecules.drain(..).enumerate() {
            if k % 10 == 0 { out.push(molecule) } else { kept.push(molecule) }
        }
        molecules = kept;
        out
    };
    println!("{} molecules to fit, {} to test, {} features", molecules.len(), test.len(), names.len());
    let mut weights = vec![0.0f64; names.len()];
    let mut squares = vec![1e-8f64; names.len()];
    let mut average = vec![0.0f64; names.len()];
    let mut averaged = 0.0;
    let mut state = 1u64;
    for epoch in 0..epochs {
        let mut order: Vec<usize> = (0..molecules.len()).collect();
        for k in (1..order.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            order.swap(k, (state >> 33) as usize % (k + 1));
        }
        let mut wrong = 0;
        for &k in &order {
            let molecule = &molecules[k];
            let mut plain = scores(molecule, &weights);
            let mut held = plain.clone();
            for (atom, row) in held.atoms.iter_mut().enumerate() {
                for (pairs, score) in row.iter_mut().enumerate() {
                    if pairs != usize::from(molecule.right[atom]) {
                        *score = f64::NEG_INFINITY;
                    }
                }
            }
            let Some(target) = best(&molecule.graph, &held) else { continue };
            for (atom, row) in plain.atoms.iter_mut().enumerate() {
                for (pairs, score) in row.iter_mut().enumerate() {
                    *score += f64::from(u8::from(pairs != usize::from(molecule.right[atom])));
                }
            }
            let Some(found) = best(&molecule.graph, &plain) else { continue };
            let (found_sums, target_sums) = (sums(&molecule.graph, &found), sums(&molecule.graph, &target));
            if found_sums == target_sums {
                continue;
            }
            wrong += 1;
            let mut slope: HashMap<u32, f64> = HashMap::new();
            for &(claim, index, value) in &molecule.features {
                let (right, now) = match claim {
                    Claim::Bond(bond, pairs) => (target[bond] == pairs, found[bond] == pairs),
                    Claim::Atom(atom, pairs) => (target_sums[atom] == pairs, found_sums[atom] == pairs),
                };
                if right != now {
                    *slope.entry(index).or_default() += f64::from(value) * if right { 1.0 } else { -1.0 };
                }
            }
            for (index, g) in slope {
                let index = index as usize;
                squares[index] += g * g;
                weights[index] += 0.3 * g / squares[index].sqrt();
            }
        }
        if epoch * 2 >= epochs {
            averaged += 1.0;
            for (sum, w) in average.iter_mut().zip(&weights) {
                *sum += w;
            }
        }
        let shown: Vec<f64> =
            if averaged > 0.0 { average.iter().map(|w| w / averaged).collect() } else { weights.clone() };
        let good = test
            .iter()
            .filter(|m| best(&m.graph, &scores(m, &shown)).is_some_and(|p| is_right(m, &sums(&m.graph, &p))))
            .count();
        println!("epoch {epoch}: {wrong} within the margin, test {good} of {} right", test.len());
    }
    let mut seen = vec![0u32; names.len()];
    for molecule in &molecules {
        for &(_, index, _) in &molecule.features {
            seen[index as usize] += 1;
        }
    }
    let mut rows: Vec<(&String, f64)> = names
        .iter()
        .map(|(name, &k)| (name, average[k as usize] / averaged, seen[k as usize]))
        .filter(|row| row.2 >= 20 && row.1.abs() >= 0.05)
        .map(|row| (row.0, row.1))
        .collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    let mut out = std::io::BufWriter::new(std::fs::File::create(&args[2]).unwrap());
    for (name, weight) in rows {
        writeln!(out, "{name}\t{weight:.2}").unwrap();
    }
}
