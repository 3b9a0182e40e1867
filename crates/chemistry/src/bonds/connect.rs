//! Which atoms are bonded: distances, thinned where atoms have more neighbours than they can.
//!
//! Two atoms are bonded if they are no farther apart than the sum of their covalent radii (Cordero 2008) and 0.35 Å, and
//! no closer than 0.4 Å: the rule of Meng and Lewis (J. Comput. Chem. 1991, 12, 891) with newer radii, and a tolerance that
//! makes the fewest errors over the deposited coordinates of the Chemical Component Dictionary. A hydrogen keeps
//! its nearest atom only. An atom with more bonds than its element can have loses the most stretched ones, and of two
//! bonds that make less than 45 degrees the longer goes. Metals get no bonds here: coordination is no matter of
//! electron pairs.

use super::geometry;
use geminal_spatial::PairSearch;
use geminal_structure::{Adjacency, Element, Neighbor, Point};
use std::cmp::Reverse;

/// Distance allowed beyond the sum of the covalent radii, Å.
const TOLERANCE: f64 = 0.35;
/// The same for bonds of hydrogen, whose radius varies less.
const HYDROGEN_TOLERANCE: f64 = 0.25;
/// Up to so many atoms all pairs are looked at, which takes less time than making cells.
const FEW: usize = 128;
/// Atoms closer than this are the same atom twice, Å.
const CLOSEST: f64 = 0.4;

/// Bonds between atoms that `compatible` allows, in the order of their first atoms.
pub(super) fn bonds(
    elements: &[Element],
    positions: &[Point],
    compatible: impl Fn(usize, usize) -> bool,
) -> Vec<[u32; 2]> {
    let able = |k: usize| !elements[k].is_metal() && elements[k] != Element::UNKNOWN;
    let largest = (0..elements.len()).filter(|&k| able(k)).map(|k| elements[k].covalent_radius());
    let largest = largest.fold(0.0, f64::max);
    let mut found: Vec<Candidate> = Vec::new();
    let mut close = |i: u32, j: u32, square: f64| {
        let (i, j) = (i as usize, j as usize);
        let stretch = stretch(elements[i], elements[j], square.sqrt());
        if let Some(stretch) = stretch.filter(|_| able(i) && able(j) && compatible(i, j)) {
            found.push(Candidate { atoms: [i.min(j) as u32, i.max(j) as u32], stretch });
        }
    };
    let reach = 2.0 * largest + TOLERANCE;
    if elements.len() <= FEW {
        for (j, &place) in positions.iter().enumerate() {
            for (i, &other) in positions[..j].iter().enumerate() {
                let square = (0..3).map(|k| (place[k] - other[k]) * (place[k] - other[k])).sum::<f64>();
                if square <= reach * reach {
                    close(i as u32, j as u32, square);
                }
            }
        }
    } else if PairSearch::within(reach).for_each(positions, close).is_err() {
        // Coordinates that are no numbers have no neighbours.
        return Vec::new();
    }
    found.sort_unstable_by_key(|candidate| candidate.atoms);
    thin(elements, positions, &compatible, &mut found);
    found.into_iter().map(|candidate| candidate.atoms).collect()
}

struct Candidate {
    atoms: [u32; 2],
    /// Length beyond the sum of the radii, Å.
    stretch: f64,
}

/// How far two atoms are beyond the sum of their radii, if that is near enough for a bond.
fn stretch(a: Element, b: Element, distance: f64) -> Option<f64> {
    let hydrogens = a.is_hydrogen() || b.is_hydrogen();
    let tolerance = if hydrogens { HYDROGEN_TOLERANCE } else { TOLERANCE };
    let stretch = distance - a.covalent_radius() - b.covalent_radius();
    (distance >= CLOSEST && stretch <= tolerance).then_some(stretch)
}

/// Most bonds an atom can have.
fn most_bonds(element: Element) -> usize {
    match element.number() {
        1 => 1,
        9 => 1,
        8 => 2,
        6 | 7 | 5 | 14 | 17 | 35 | 53 => 4,
        15 => 6,
        _ => 6,
    }
}

/// Drops bonds of hydrogens but the shortest, bonds too many and bonds at too sharp an angle.
///
/// Atoms that are not compatible (alternate locations) do not crowd each other.
fn thin(
    elements: &[Element],
    positions: &[Point],
    compatible: &impl Fn(usize, usize) -> bool,
    found: &mut Vec<Candidate>,
) {
    let pairs: Vec<[u32; 2]> = found.iter().map(|candidate| candidate.atoms).collect();
    let adjacency = Adjacency::new(elements.len(), &pairs);
    let mut dropped = vec![false; found.len()];
    // Hydrogens first: an atom crowded by hydrogens of others is not crowded. Then from the most crowded down.
    let mut order: Vec<usize> = (0..elements.len()).filter(|&atom| adjacency.of(atom).len() > 1).collect();
    order.sort_by_key(|&atom| (!elements[atom].is_hydrogen(), Reverse(adjacency.of(atom).len()), atom));
    let mut kept: Vec<Neighbor> = Vec::new();
    for atom in order {
        kept.clear();
        kept.extend(adjacency.of(atom).iter().filter(|neighbor| !dropped[neighbor.bond as usize]));
        let stretch = |neighbor: &Neighbor| found[neighbor.bond as usize].stretch;
        kept.sort_by(|a, b| stretch(a).total_cmp(&stretch(b)));
        if elements[atom].is_hydrogen() {
            // A heavy atom before another hydrogen.
            kept.sort_by_key(|neighbor| elements[neighbor.atom as usize].is_hydrogen());
        }
        // Shortest first: each bond against those before it.
        for (k, second) in kept.iter().enumerate() {
            let end = second.atom as usize;
            let stays = |first: &&Neighbor| !dropped[first.bond as usize];
            let before = kept[..k].iter().filter(stays).map(|first| first.atom as usize);
            let mut rivals = before.filter(|&other| compatible(other, end));
            let sharp = |other: usize| geometry::is_sharp(positions[other], positions[atom], positions[end]);
            let crowded = rivals.clone().count() >= most_bonds(elements[atom]);
            dropped[second.bond as usize] = crowded || rivals.any(sharp);
        }
    }
    let mut index = 0;
    found.retain(|_| {
        index += 1;
        !dropped[index - 1]
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(atoms: &[(&str, Point)], expected: &[[u32; 2]]) {
        let elements: Vec<Element> = atoms.iter().map(|a| Element::from_symbol(a.0).unwrap()).collect();
        let positions: Vec<Point> = atoms.iter().map(|a| a.1).collect();
        assert_eq!(bonds(&elements, &positions, |_, _| true), expected);
    }

    #[test]
    fn distances_decide_and_crowds_are_thinned() {
        check(&[("O", [0.0; 3]), ("H", [0.96, 0.0, 0.0]), ("H", [-0.24, 0.93, 0.0])], &[[0, 1], [0, 2]]);
        // A hydrogen between two oxygens belongs to the nearer.
        check(&[("O", [0.0; 3]), ("H", [1.0, 0.0, 0.0]), ("O", [2.1, 0.0, 0.0])], &[[0, 1]]);
        // Hydrogen molecule; two atoms in one place; sodium.
        check(&[("H", [0.0; 3]), ("H", [0.74, 0.0, 0.0])], &[[0, 1]]);
        check(&[("C", [0.0; 3]), ("C", [0.2, 0.0, 0.0])], &[]);
        check(&[("Na", [0.0; 3]), ("O", [2.0, 0.0, 0.0])], &[]);
        // A sulphur near a bond does not join in.
        check(&[("C", [0.0; 3]), ("C", [1.5, 0.0, 0.0]), ("F", [1.9, 0.3, 0.0])], &[[0, 1], [1, 2]]);
        check(&[("C", [f64::NAN; 3]), ("C", [1.5, 0.0, 0.0])], &[]);
    }
}
