//! Hybridization and conjugation, from bonds, lone pairs and neighbours (the rules of RDKit).
//!
//! The number of bonds and lone pairs gives sp, sp2, sp3; an atom with four of them that is conjugated to a
//! multiple bond (the nitrogen of an amide, the oxygens of an ester) is sp2.

use crate::aromaticity::Valences;
use crate::valence::{outer_electrons, usual_valences};

/// Hybridization of an atom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hybridization {
    /// No p orbital takes part: hydrogen, bare ions.
    #[default]
    S,
    /// Linear.
    Sp,
    /// Trigonal.
    Sp2,
    /// Tetrahedral.
    Sp3,
    /// Trigonal bipyramid.
    Sp3d,
    /// Octahedron.
    Sp3d2,
}

/// Bonds that are part of a conjugated system.
pub(crate) fn conjugated(valences: Valences<'_>, aromatic: &[bool]) -> Vec<bool> {
    let graph = valences.graph;
    let mut marked = aromatic.to_vec();
    let able: Vec<bool> = (0..graph.atom_count()).map(|atom| can_conjugate(valences, atom)).collect();
    let multiple = |bond: usize| valences.orders[bond] > 1 || aromatic[bond];
    for atom in (0..graph.atom_count()).filter(|&atom| able[atom]) {
        if !(2..=3).contains(&valences.total_degree(atom)) {
            continue;
        }
        let neighbors = graph.neighbors(atom);
        for first in neighbors.iter().filter(|n| multiple(n.bond as usize) && able[n.atom as usize]) {
            for second in neighbors.iter().filter(|n| n.bond != first.bond) {
                let other = second.atom as usize;
                if able[other] && valences.total_degree(other) <= 3 {
                    marked[first.bond as usize] = true;
                    marked[second.bond as usize] = true;
                }
            }
        }
    }
    marked
}

fn can_conjugate(valences: Valences<'_>, atom: usize) -> bool {
    let element = valences.graph.element(atom);
    let least = usual_valences(element).first().map_or(i32::MAX, |&v| i32::from(v));
    if valences.graph.charge(atom) == 0 && valences.total_valence(atom) > least {
        return false;
    }
    let shape = match outer_electrons(element) {
        _ if element.number() <= 10 => true,
        5 => false,
        6 => valences.total_degree(atom) < 2,
        _ => true,
    };
    shape && valences.pi_electrons(atom) > 0
}

/// Hybridization of every atom.
pub(crate) fn hybridization(valences: Valences<'_>, conjugated: &[bool]) -> Vec<Hybridization> {
    (0..valences.graph.atom_count()).map(|atom| of_atom(valences, conjugated, atom)).collect()
}

fn of_atom(valences: Valences<'_>, conjugated: &[bool], atom: usize) -> Hybridization {
    let graph = valences.graph;
    let degree = valences.total_degree(atom);
    let element = graph.element(atom);
    let domains = if element.number() <= 1 {
        degree
    } else {
        let free = i32::from(outer_electrons(element))
            - valences.total_valence(atom)
            - i32::from(graph.charge(atom));
        degree + (free / 2).max(0)
    };
    match domains {
        ..=1 => Hybridization::S,
        2 => Hybridization::Sp,
        3 => Hybridization::Sp2,
        4 => {
            let near = || graph.neighbors(atom).iter().any(|n| conjugated[n.bond as usize]);
            if degree <= 3 && near() { Hybridization::Sp2 } else { Hybridization::Sp3 }
        }
        5 => Hybridization::Sp3d,
        _ => Hybridization::Sp3d2,
    }
}
