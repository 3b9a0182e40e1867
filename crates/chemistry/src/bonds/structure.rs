//! Bonds of a whole structure: templates for what is known, geometry for the rest.

use super::{PerceivedBonds, connect, order};
use crate::residues::{self, Components, TemplateReport, compatible};
use geminal_structure::{BondOrder, Element, Point, Structure};

/// What [`perceive_bonds`] did.
#[derive(Clone, Debug, PartialEq)]
pub struct PerceptionReport {
    /// What the templates gave.
    pub templates: TemplateReport,
    /// Number of bonds found by distance.
    pub added: usize,
    /// Number of bonds whose order was found from geometry.
    pub ordered: usize,
}

/// Bonds, orders and charges from coordinates alone, whatever bonds the structure has.
///
/// Atoms of different models and of alternate locations that exclude each other are not bonded.
pub fn perceive(structure: &Structure) -> PerceivedBonds {
    let bonds = connected(structure);
    let atoms = &structure.atoms;
    let (orders, charges) = by_location(&atoms.element, &atoms.position, &atoms.alt_loc, &bonds);
    PerceivedBonds { bonds, orders, charges }
}

/// Orders and charges with the alternate locations taken one by one; what is common to several comes from the first.
fn by_location(
    elements: &[Element],
    positions: &[Point],
    alt_loc: &[u8],
    bonds: &[[u32; 2]],
) -> (Vec<BondOrder>, Vec<i8>) {
    let mut letters: Vec<u8> = alt_loc.iter().copied().filter(|&letter| letter != 0).collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.is_empty() {
        return order::assign_orders(elements, positions, bonds);
    }
    let mut orders = vec![BondOrder::Unknown; bonds.len()];
    let mut charges = vec![None; elements.len()];
    for letter in letters {
        let here = |atom: u32| compatible(alt_loc[atom as usize], letter);
        let mut number = vec![u32::MAX; elements.len()];
        let atoms: Vec<usize> = (0..elements.len()).filter(|&atom| here(atom as u32)).collect();
        for (new, &atom) in (0u32..).zip(&atoms) {
            number[atom] = new;
        }
        let kept: Vec<usize> =
            (0..bonds.len()).filter(|&bond| bonds[bond].iter().all(|&a| here(a))).collect();
        let pairs: Vec<[u32; 2]> = kept.iter().map(|&bond| bonds[bond].map(|a| number[a as usize])).collect();
        let some_elements: Vec<Element> = atoms.iter().map(|&atom| elements[atom]).collect();
        let some_positions: Vec<Point> = atoms.iter().map(|&atom| positions[atom]).collect();
        let (found, found_charges) = order::assign_orders(&some_elements, &some_positions, &pairs);
        for (&bond, &order) in kept.iter().zip(&found) {
            if orders[bond] == BondOrder::Unknown {
                orders[bond] = order;
            }
        }
        for (&atom, &charge) in atoms.iter().zip(&found_charges) {
            charges[atom].get_or_insert(charge);
        }
    }
    (orders, charges.into_iter().map(|charge| charge.unwrap_or(0)).collect())
}

fn connected(structure: &Structure) -> Vec<[u32; 2]> {
    let atoms = &structure.atoms;
    let mut bonds = Vec::new();
    for model in 0..structure.models.len() {
        let range = structure.model_atoms(model);
        let start = range.start;
        let allowed = |i: usize, j: usize| compatible(atoms.alt_loc[start + i], atoms.alt_loc[start + j]);
        let found = connect::bonds(&atoms.element[range.clone()], &atoms.position[range], allowed);
        bonds.extend(found.into_iter().map(|pair| pair.map(|atom| atom + start as u32)));
    }
    bonds
}

/// Completes the bonds of a structure: known residues from their templates, others by distance, and orders from geometry
/// where none is given. Bonds and charges that are there stay.
pub fn perceive_bonds(structure: &mut Structure, components: &Components) -> PerceptionReport {
    let templates = residues::template_bonds(structure, components);
    let before = structure.bonds.len();
    // An atom the file gives bonds of known order (a record of an SDF) has all of its bonds.
    let mut told = vec![false; structure.atom_count()];
    for (pair, &order) in structure.bonds.atoms.iter().zip(&structure.bonds.order) {
        for &atom in pair {
            told[atom as usize] |= order != BondOrder::Unknown && templates.unknown.contains(atom as usize);
        }
    }
    let open = |atom: u32| templates.unknown.contains(atom as usize) && !told[atom as usize];
    let is_open = |pair: &[u32; 2]| pair.iter().any(|&atom| open(atom));
    if !templates.unknown.is_empty() {
        let present = structure.bonds.atoms.iter().copied().filter(is_open).map(sorted);
        let mut present: rustc_hash::FxHashSet<[u32; 2]> = present.collect();
        for pair in connected(structure) {
            if is_open(&pair) && present.insert(sorted(pair)) {
                structure.bonds.push(pair[0] as usize, pair[1] as usize, BondOrder::Unknown);
            }
        }
    }
    let ordered = order_unknown(structure);
    PerceptionReport { templates, added: structure.bonds.len() - before, ordered }
}

/// Gives orders to the bonds of unknown order and charges to their atoms; how many bonds.
fn order_unknown(structure: &mut Structure) -> usize {
    let bonds = &structure.bonds;
    let unknown: Vec<usize> =
        (0..bonds.len()).filter(|&bond| bonds.order[bond] == BondOrder::Unknown).collect();
    if unknown.is_empty() {
        return 0;
    }
    // The atoms concerned, and those they are bonded to as their surroundings.
    let mut number = vec![u32::MAX; structure.atom_count()];
    let mut atoms: Vec<usize> = Vec::new();
    let mut inside = vec![false; structure.atom_count()];
    for &bond in &unknown {
        for atom in bonds.atoms[bond] {
            inside[atom as usize] = true;
        }
    }
    let touches = |pair: &[u32; 2]| pair.iter().any(|&atom| inside[atom as usize]);
    let around: Vec<usize> = (0..bonds.len()).filter(|&bond| touches(&bonds.atoms[bond])).collect();
    for &bond in &around {
        for atom in bonds.atoms[bond] {
            if number[atom as usize] == u32::MAX {
                number[atom as usize] = atoms.len() as u32;
                atoms.push(atom as usize);
            }
        }
    }
    let elements: Vec<_> = atoms.iter().map(|&atom| structure.atoms.element[atom]).collect();
    let positions: Vec<_> = atoms.iter().map(|&atom| structure.atoms.position[atom]).collect();
    let pairs: Vec<_> =
        around.iter().map(|&bond| bonds.atoms[bond].map(|atom| number[atom as usize])).collect();
    let alt_loc: Vec<u8> = atoms.iter().map(|&atom| structure.atoms.alt_loc[atom]).collect();
    let (orders, charges) = by_location(&elements, &positions, &alt_loc, &pairs);
    for (&bond, &order) in around.iter().zip(&orders) {
        if structure.bonds.order[bond] == BondOrder::Unknown {
            structure.bonds.order[bond] = order;
        }
    }
    for (&atom, &charge) in atoms.iter().zip(&charges) {
        let all_unknown = inside[atom] && structure.atoms.formal_charge[atom] == 0;
        if all_unknown {
            structure.atoms.formal_charge[atom] = charge;
        }
    }
    unknown.len()
}

fn sorted([i, j]: [u32; 2]) -> [u32; 2] {
    [i.min(j), i.max(j)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use geminal_structure::{AtomRecord, Builder};

    fn atom(builder: &mut Builder, name: &str, position: Point, alt_loc: u8) -> usize {
        let element = Element::from_symbol(&name[..1]).unwrap();
        builder.atom(AtomRecord { name: name.into(), element, position, alt_loc, ..AtomRecord::default() })
    }

    /// Water from its template, and a nameless acetaldehyde whose oxygen has two places.
    fn structure() -> Structure {
        let mut builder = Builder::default();
        builder.chain("A", "");
        builder.residue("HOH", 1, 0);
        atom(&mut builder, "O", [9.0, 0.0, 0.0], 0);
        atom(&mut builder, "H1", [9.96, 0.0, 0.0], 0);
        builder.residue("UNX?", 2, 0);
        atom(&mut builder, "C1", [-1.5, 0.0, 0.0], 0);
        atom(&mut builder, "C2", [0.0, 0.0, 0.0], 0);
        atom(&mut builder, "O1", [0.6, 1.05, 0.0], b'A');
        atom(&mut builder, "O1", [0.6, 1.0, 0.2], b'B');
        builder.finish()
    }

    #[test]
    fn templates_first_then_geometry() {
        let mut found = structure();
        let report = perceive_bonds(&mut found, Components::embedded());
        assert_eq!((report.templates.added, report.added, report.ordered), (1, 3, 3));
        assert_eq!(found.bonds.atoms, [[0, 1], [2, 3], [3, 4], [3, 5]]);
        assert_eq!(found.bonds.order[..2], [BondOrder::Single; 2]);
    }

    #[test]
    fn orders_that_are_given_stay() {
        let mut given = structure();
        given.bonds.push(2, 3, BondOrder::Triple);
        given.bonds.push(3, 4, BondOrder::Unknown);
        perceive_bonds(&mut given, Components::embedded());
        assert_eq!(given.bonds.order[0], BondOrder::Triple);
        assert!(!given.bonds.order.contains(&BondOrder::Unknown));
    }

    #[test]
    fn alternate_locations_are_not_bonded_to_each_other() {
        let found = perceive(&structure());
        assert_eq!(found.bonds, [[0, 1], [2, 3], [3, 4], [3, 5]]);
    }
}
