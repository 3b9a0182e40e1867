//! Tripos atom types of atoms that were not read with one: by element and bonds.

use geminal_structure::{Adjacency, BondOrder, Element, Neighbor, Structure};
use std::ops::Range;

/// The type of each atom of a range.
pub(super) fn kinds(s: &Structure, atoms: Range<usize>) -> Vec<String> {
    if let Some(kinds) = &s.atoms.kind {
        let own = kinds[atoms.clone()].iter();
        return own.map(|kind| if kind.is_empty() { "Du".to_owned() } else { kind.to_string() }).collect();
    }
    let adjacency = s.adjacency();
    atoms.map(|atom| kind(s, &adjacency, atom)).collect()
}

fn kind(s: &Structure, adjacency: &Adjacency, atom: usize) -> String {
    let element = s.atoms.element[atom];
    let symbol = element.symbol();
    let neighbors = adjacency.of(atom);
    let order = |n: &Neighbor| s.bonds.order[n.bond as usize];
    let count = |wanted: BondOrder| neighbors.iter().filter(|n| order(n) == wanted).count();
    let aromatic = neighbors.iter().any(|n| s.bonds.aromatic[n.bond as usize]);
    let (double, triple) = (count(BondOrder::Double), count(BondOrder::Triple));
    let suffix = match element {
        Element::UNKNOWN => return "Du".to_owned(),
        Element::C if aromatic => "ar",
        Element::N if aromatic && neighbors.len() == 2 => "ar",
        Element::N if neighbors.iter().any(|n| is_carbonyl(s, adjacency, n.atom as usize)) => "am",
        Element::N if neighbors.len() == 4 => "4",
        Element::C | Element::N if triple > 0 || double > 1 => "1",
        Element::C | Element::N | Element::O if double > 0 => "2",
        Element::S if double > 1 => "o2",
        Element::S if double == 1 && neighbors.len() > 1 => "o",
        Element::S if double == 1 => "2",
        Element::C | Element::N | Element::O | Element::S | Element::P => "3",
        _ => return symbol.to_owned(),
    };
    format!("{symbol}.{suffix}")
}

/// A carbon with a double bond to oxygen or sulphur.
fn is_carbonyl(s: &Structure, adjacency: &Adjacency, atom: usize) -> bool {
    s.atoms.element[atom] == Element::C
        && adjacency.of(atom).iter().any(|n| {
            let other = s.atoms.element[n.atom as usize];
            s.bonds.order[n.bond as usize] == BondOrder::Double && matches!(other, Element::O | Element::S)
        })
}
