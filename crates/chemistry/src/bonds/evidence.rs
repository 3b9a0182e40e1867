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
use std::fmt;

/// What a feature speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// This bond has so many pairs more than one.
    Bond(usize, u8),
    /// This atom has so many pairs more than its single bonds.
    Atom(usize, u8),
}

/// The name of a feature: kind of evidence, number of pairs, kind of atom or bond, and a mark on a scale.
#[derive(Clone, Copy, Debug)]
pub struct Feature<'a> {
    tag: &'static str,
    pairs: u8,
    kind: [&'a str; 2],
    mark: Option<u8>,
}

impl fmt::Display for Feature<'_> {
    /// As the table of weights names it: `length1 CN 7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.kind;
        write!(f, "{}{} {first}{second}", self.tag, self.pairs)?;
        self.mark.map_or(Ok(()), |mark| write!(f, " {mark}"))
    }
}

impl Feature<'_> {
    /// [`key`] of its name, without writing the name.
    pub(super) fn key(&self) -> u64 {
        let [first, second] = self.kind;
        let mut hash = append(append(START, self.tag.as_bytes()), &[b'0' + self.pairs, b' ']);
        hash = append(append(hash, first.as_bytes()), second.as_bytes());
        match self.mark {
            None => hash,
            Some(mark @ 0..=9) => append(hash, &[b' ', b'0' + mark]),
            Some(mark) => append(hash, &[b' ', b'0' + mark / 10 % 10, b'0' + mark % 10]),
        }
    }
}

/// A number for the name of a feature (FNV-1a).
pub(super) fn key(name: &str) -> u64 {
    append(START, name.as_bytes())
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

fn append(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
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
fn marks(value: f64, low: f64, high: f64, step: f64, mut add: impl FnMut(u8, f64)) {
    let place = (value.clamp(low, high) - low) / step;
    let first = place.floor();
    let share = place - first;
    add(first as u8, 1.0 - share);
    if share > 1e-9 {
        add(first as u8 + 1, share);
    }
}

/// Calls `sink` with every feature: what it speaks for, its name, its value.
pub(super) fn features(sites: &Sites<'_>, mut sink: impl FnMut(Claim, Feature<'_>, f64)) {
    let graph = sites.graph;
    let planar = flat_rings(sites);
    let kinds: Vec<String> = (0..graph.atom_count())
        .map(|atom| {
            let letter = ring_letter(sites, &planar, atom);
            format!("{}{}{letter}", graph.element(atom).symbol(), graph.degree(atom))
        })
        .collect();
    for atom in 0..graph.atom_count() {
        let most = capacity(graph, atom);
        if most > 0 {
            atom_features(sites, &kinds, atom, most, &mut sink);
        }
    }
    for bond in 0..graph.bond_count() {
        let [i, j] = graph.bond(bond);
        let most = capacity(graph, i).min(capacity(graph, j)).min(2);
        if most > 0 {
            bond_features(sites, &kinds, bond, most, &mut sink);
        }
    }
}

fn atom_features(
    sites: &Sites<'_>,
    kinds: &[String],
    atom: usize,
    most: u8,
    sink: &mut impl FnMut(Claim, Feature<'_>, f64),
) {
    let graph = sites.graph;
    let kind = kinds[atom].as_str();
    let mut emit = |tag: &'static str, second: &str, mark: Option<u8>, value: f64| {
        for pairs in 1..=most {
            sink(Claim::Atom(atom, pairs), Feature { tag, pairs, kind: [kind, second], mark }, value);
        }
    };
    let place = |k: usize| sites.positions[k];
    let around: Vec<usize> = graph.neighbors(atom).iter().map(|n| n.atom as usize).collect();
    match around[..] {
        [a, b] => {
            let angle = geometry::angle(place(a), place(atom), place(b));
            marks(angle, 96.0, 180.0, 3.0, |mark, share| emit("angle", "", Some(mark), share));
        }
        [a, b, c] => {
            let height = geometry::height(place(atom), [place(a), place(b), place(c)]);
            marks(height, 0.0, 0.6, 0.06, |mark, share| emit("height", "", Some(mark), share));
        }
        _ => emit("alone", "", Some(0), 1.0),
    }
    // Neighbours: those at the end of the molecule in small letters.
    let letters = |&other: &usize| {
        let symbol = graph.element(other).symbol();
        if graph.degree(other) == 1 { symbol.to_lowercase() } else { symbol.to_owned() }
    };
    emit("near", &listed(around.iter().map(letters)), None, 1.0);
    emit("kinds", &listed(around.iter().map(|&other| kinds[other].clone())), None, 1.0);
}

/// A blank and the words in order, put together.
fn listed(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    words.sort_unstable();
    words.insert(0, " ".to_owned());
    words.concat()
}

fn bond_features(
    sites: &Sites<'_>,
    kinds: &[String],
    bond: usize,
    most: u8,
    sink: &mut impl FnMut(Claim, Feature<'_>, f64),
) {
    let graph = sites.graph;
    let mut emit = |tag: &'static str, kind: [&str; 2], mark: u8, value: f64| {
        for pairs in 1..=most {
            sink(Claim::Bond(bond, pairs), Feature { tag, pairs, kind, mark: Some(mark) }, value);
        }
    };
    let [i, j] = graph.bond(bond);
    let (i, j) = if kinds[i] <= kinds[j] { (i, j) } else { (j, i) };
    let place = |k: usize| sites.positions[k];
    let [first, second] = [i, j].map(|k| graph.element(k));
    let elements = [first.symbol(), second.symbol()];
    let stretch = geometry::distance(place(i), place(j)) - first.covalent_radius() - second.covalent_radius();
    marks(stretch, -0.36, 0.12, 0.03, |mark, share| emit("length", elements, mark, share));
    marks(stretch, -0.36, 0.12, 0.04, |mark, share| emit("bond", [&kinds[i], &kinds[j]], mark, share));
    let others = |of: usize, not: usize| {
        graph.neighbors(of).iter().map(|n| n.atom as usize).filter(move |&k| k != not)
    };
    let (mut sum, mut count) = (0.0, 0.0);
    for a in others(i, j) {
        for b in others(j, i) {
            sum += geometry::twist(place(a), place(i), place(j), place(b));
            count += 1.0;
        }
    }
    if count > 0.0 {
        marks(sum / count, 0.0, 60.0, 10.0, |mark, share| emit("twist", elements, mark, share));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_that_of_the_name() {
        for (feature, name) in [
            (Feature { tag: "length", pairs: 1, kind: ["C", "N"], mark: Some(7) }, "length1 CN 7"),
            (Feature { tag: "angle", pairs: 2, kind: ["N2-", ""], mark: Some(28) }, "angle2 N2- 28"),
            (Feature { tag: "near", pairs: 1, kind: ["C3-", " CNo"], mark: None }, "near1 C3- CNo"),
        ] {
            assert_eq!(feature.to_string(), name);
            assert_eq!(feature.key(), key(name));
        }
    }
}
