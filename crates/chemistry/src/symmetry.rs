//! Symmetry classes and canonical ranks of atoms by refinement (Morgan 1965; Weininger 1989).
//!
//! Atoms start with an invariant of their own (element, isotope, charge, hydrogens, degree, rings, aromaticity) and are
//! split by the classes of their neighbours until nothing changes. Atoms of one class are equivalent in all
//! but very regular graphs.

use crate::Molecule;

/// Symmetry class of every atom: equal for atoms that refinement cannot tell apart; classes are ordered from 0
/// by an invariant of the molecule, not of the numbering.
pub fn symmetry_classes(molecule: &Molecule) -> Vec<u32> {
    let mut classes = initial(molecule);
    refine(molecule, &mut classes);
    classes
}

/// A rank of its own for every atom, ties of [`symmetry_classes`] broken one after the other.
pub fn canonical_ranks(molecule: &Molecule) -> Vec<u32> {
    let n = molecule.atom_count();
    let mut ranks = symmetry_classes(molecule);
    loop {
        // Ranks count the atoms before a class, so a class of one has the next rank free after it.
        let mut members = vec![0u32; n];
        for &rank in &ranks {
            members[rank as usize] += 1;
        }
        let Some(tied) = members.iter().position(|&count| count > 1) else { return ranks };
        if let Some(first) = ranks.iter().position(|&rank| rank as usize == tied) {
            for (atom, rank) in ranks.iter_mut().enumerate() {
                *rank += u32::from(*rank as usize == tied && atom != first);
            }
        }
        refine(molecule, &mut ranks);
    }
}

fn initial(molecule: &Molecule) -> Vec<u32> {
    let rings = molecule.rings();
    let key = |atom: usize| {
        let graph = molecule.graph();
        (
            (graph.heavy_degree(atom), graph.element(atom), graph.isotope(atom)),
            (graph.charge(atom), molecule.hydrogens(atom), molecule.implicit_hydrogens(atom)),
            (molecule.is_aromatic(atom), rings.smallest(atom), rings.of_atom(atom).len()),
        )
    };
    ranked((0..molecule.atom_count()).map(key).collect())
}

/// Ranks of keys: the number of keys that are less.
fn ranked<K: Ord>(keys: Vec<K>) -> Vec<u32> {
    let mut order: Vec<u32> = (0..keys.len() as u32).collect();
    order.sort_by(|&a, &b| keys[a as usize].cmp(&keys[b as usize]));
    let mut ranks = vec![0; keys.len()];
    let mut rank = 0;
    for (place, &atom) in (0u32..).zip(&order) {
        if place > 0 && keys[atom as usize] != keys[order[place as usize - 1] as usize] {
            rank = place;
        }
        ranks[atom as usize] = rank;
    }
    ranks
}

fn refine(molecule: &Molecule, classes: &mut Vec<u32>) {
    let distinct = |classes: &[u32]| {
        let mut sorted = classes.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        sorted.len()
    };
    let mut count = distinct(classes);
    loop {
        let key = |atom: usize| {
            let around = molecule.neighbors(atom).iter().map(|n| {
                let bond = n.bond as usize;
                let order = if molecule.bond_is_aromatic(bond) { 5 } else { molecule.order(bond) };
                (classes[n.atom as usize], order)
            });
            let mut around: Vec<_> = around.collect();
            around.sort_unstable();
            (classes[atom], around)
        };
        let finer = ranked((0..molecule.atom_count()).map(key).collect());
        let finer_count = distinct(&finer);
        *classes = finer;
        if finer_count == count {
            return;
        }
        count = finer_count;
    }
}
