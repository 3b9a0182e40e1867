//! What the geometry says for and against multiple bonds, as named features with weights.
//!
//! The score of an assignment is a sum over bonds, for a second and a third electron pair, and over atoms, for one or two
//! pairs more than its single bonds. Each term adds up features: the bond's length against the sum of the covalent
//! radii and its twist; the atom's height above its neighbours' plane, its angle, its neighbours; each for the
//! kind of atom (element, number of heavy neighbours, ring it is in). Values between two marks share their weight.
//!
//! Features are named by short texts, `data/bond_weights.tsv` holds their weights, and its head says where from.

use super::geometry;
use crate::{Graph, Rings};
use geminal_structure::Point;
use std::fmt::Write;

/// What a feature speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// This bond has so many pairs more than one.
    Bond(usize, u8),
    /// This atom has so many pairs more than its single bonds.
    Atom(usize, u8),
}

/// Heavy atoms with their bonds and places.
pub(super) struct Sites<'a> {
    pub(super) graph: &'a Graph,
    pub(super) rings: &'a Rings,
    pub(super) positions: &'a [Point],
}

/// Most pairs an atom can have beyond its single bonds; the rest of perception need not look at others.
pub(super) fn capacity(graph: &Graph, atom: usize) -> u8 {
    match (graph.element(atom).number(), graph.degree(atom)) {
        (6, 0..=2) => 2,
        (6, 3) => 1,
        (7, 0..=2) => 2,
        (7, 3) => 1,
        (8, 0..=2) => 1,
        (15, 1..=4) | (33, 1..=4) => 1,
        (16 | 34, 1..=3) => 1,
        (16 | 34, 4) => 2,
        (17 | 35 | 53, 4) => 3,
        (17 | 35 | 53, 3) => 2,
        _ => 0,
    }
}

/// The kind of ring an atom is in, as a letter.
fn ring_letter(sites: &Sites<'_>, planar: &[bool], atom: usize) -> char {
    let rings = sites.rings;
    let flat = |size: usize| {
        rings.of_atom(atom).iter().any(|&r| rings.ring(r as usize).len() == size && planar[r as usize])
    };
    match rings.smallest(atom) {
        None => '-',
        Some(3 | 4) => 's',
        Some(5) if flat(5) => '5',
        Some(5) if flat(6) => '6',
        Some(5) => 'v',
        Some(6) if flat(6) => '6',
        Some(6) => 'x',
        Some(_) => 'm',
    }
}

/// Whether each ring is flat: mean twist about its bonds under 12 degrees.
fn flat_rings(sites: &Sites<'_>) -> Vec<bool> {
    let flat = |ring: crate::Ring<'_>| {
        let n = ring.len();
        let at = |k: usize| sites.positions[ring.atoms[k % n] as usize];
        let twists = (0..n).map(|k| geometry::twist(at(k), at(k + 1), at(k + 2), at(k + 3)));
        n <= 8 && twists.sum::<f64>() / n as f64 <= 12.0
    };
    sites.rings.iter().map(flat).collect()
}

/// Marks at regular distances: a value between two shares out to both.
fn marks(value: f64, low: f64, high: f64, step: f64, mut add: impl FnMut(i64, f64)) {
    let place = (value.clamp(low, high) - low) / step;
    let first = place.floor();
    let share = place - first;
    add(first as i64, 1.0 - share);
    if share > 1e-9 {
        add(first as i64 + 1, share);
    }
}

/// Calls `sink` with every feature: what it speaks for, its name, its value.
pub(super) fn features(sites: &Sites<'_>, mut sink: impl FnMut(Claim, &str, f64)) {
    let graph = sites.graph;
    let planar = flat_rings(sites);
    let letters: Vec<char> = (0..graph.atom_count()).map(|atom| ring_letter(sites, &planar, atom)).collect();
    let kinds: Vec<String> = (0..graph.atom_count())
        .map(|atom| format!("{}{}{}", graph.element(atom).symbol(), graph.degree(atom), letters[atom]))
        .collect();
    let mut name = String::new();
    for atom in 0..graph.atom_count() {
        for pairs in 1..=capacity(graph, atom) {
            atom_features(sites, &kinds, atom, pairs, &mut name, &mut sink);
        }
    }
    for bond in 0..graph.bond_count() {
        let [i, j] = graph.bond(bond);
        for pairs in 1..=capacity(graph, i).min(capacity(graph, j)).min(2) {
            bond_features(sites, &kinds, bond, pairs, &mut name, &mut sink);
        }
    }
}

fn atom_features(
    sites: &Sites<'_>,
    kinds: &[String],
    atom: usize,
    pairs: u8,
    name: &mut String,
    sink: &mut impl FnMut(Claim, &str, f64),
) {
    let graph = sites.graph;
    let claim = Claim::Atom(atom, pairs);
    let place = |k: usize| sites.positions[k];
    let around: Vec<usize> = graph.neighbors(atom).iter().map(|n| n.atom as usize).collect();
    let mut emit = |name: &mut String, tag: &str, kind: &str, mark: i64, value: f64| {
        name.clear();
        let _ = write!(name, "{tag}{pairs} {kind} {mark}");
        sink(claim, name, value);
    };
    let kind = &kinds[atom];
    match around[..] {
        [a, b] => {
            let angle = geometry::angle(place(a), place(atom), place(b));
            marks(angle, 96.0, 180.0, 3.0, |mark, share| emit(name, "angle", kind, mark, share));
        }
        [a, b, c] => {
            let height = geometry::height(place(atom), [place(a), place(b), place(c)]);
            marks(height, 0.0, 0.6, 0.06, |mark, share| emit(name, "height", kind, mark, share));
        }
        _ => emit(name, "alone", kind, 0, 1.0),
    }
    // Neighbours: those at the end of the molecule in small letters.
    let mut letters: Vec<String> = around
        .iter()
        .map(|&other| {
            let symbol = graph.element(other).symbol();
            if graph.degree(other) == 1 { symbol.to_lowercase() } else { symbol.to_owned() }
        })
        .collect();
    letters.sort_unstable();
    let letters = letters.concat();
    name.clear();
    let _ = write!(name, "near{pairs} {kind} {letters}");
    sink(claim, name, 1.0);
    let mut beyond: Vec<&str> = around.iter().map(|&other| kinds[other].as_str()).collect();
    beyond.sort_unstable();
    name.clear();
    let _ = write!(name, "kinds{pairs} {kind} {}", beyond.concat());
    sink(claim, name, 1.0);
}

fn bond_features(
    sites: &Sites<'_>,
    kinds: &[String],
    bond: usize,
    pairs: u8,
    name: &mut String,
    sink: &mut impl FnMut(Claim, &str, f64),
) {
    let graph = sites.graph;
    let claim = Claim::Bond(bond, pairs);
    let [i, j] = graph.bond(bond);
    let (i, j) = if kinds[i] <= kinds[j] { (i, j) } else { (j, i) };
    let place = |k: usize| sites.positions[k];
    let [first, second] = [i, j].map(|k| graph.element(k));
    let radii = first.covalent_radius() + second.covalent_radius();
    let stretch = geometry::distance(place(i), place(j)) - radii;
    let mut emit = |name: &mut String, tag: &str, kind: std::fmt::Arguments<'_>, mark: i64, value: f64| {
        name.clear();
        let _ = write!(name, "{tag}{pairs} {kind} {mark}");
        sink(claim, name, value);
    };
    marks(stretch, -0.36, 0.12, 0.03, |mark, share| {
        emit(name, "length", format_args!("{first}{second}"), mark, share);
    });
    marks(stretch, -0.36, 0.12, 0.04, |mark, share| {
        emit(name, "bond", format_args!("{}{}", kinds[i], kinds[j]), mark, share);
    });
    let others = |of: usize, not: usize| {
        graph.neighbors(of).iter().map(|n| n.atom as usize).filter(move |&k| k != not).collect::<Vec<_>>()
    };
    let (left, right) = (others(i, j), others(j, i));
    if !left.is_empty() && !right.is_empty() {
        let pairs_of = left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b)));
        let twists = pairs_of.map(|(a, b)| geometry::twist(place(a), place(i), place(j), place(b)));
        let mean = twists.sum::<f64>() / (left.len() * right.len()) as f64;
        marks(mean, 0.0, 60.0, 10.0, |mark, share| {
            emit(name, "twist", format_args!("{first}{second}"), mark, share);
        });
    }
}
