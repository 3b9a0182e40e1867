//! From a tree to the atoms it selects.

use geminal_spatial::CellGrid;

use super::expression::{Class, Expression};
use crate::{AtomSet, EntityKind, Structure};

/// Heavy atoms of a protein's backbone.
const PROTEIN_BACKBONE: [&str; 5] = ["N", "CA", "C", "O", "OXT"];
/// Heavy atoms of a nucleic acid's backbone, by the names of today and of old files.
const NUCLEIC_BACKBONE: [&str; 17] = [
    "P", "OP1", "OP2", "OP3", "O1P", "O2P", "O3P", "O5'", "C5'", "C4'", "C3'", "O3'", "O5*", "C5*", "C4*",
    "C3*", "O3*",
];

/// The atoms of a structure that the expression selects.
pub(super) fn evaluate(expression: &Expression, structure: &Structure) -> AtomSet {
    let count = structure.atom_count();
    let atoms = &structure.atoms;
    let set = |inner: &Expression| evaluate(inner, structure);
    let by_atom = |holds: &dyn Fn(usize) -> bool| AtomSet::from_fn(count, holds);
    match expression {
        Expression::All => AtomSet::all(count),
        Expression::Nothing => AtomSet::none(count),
        Expression::Not(inner) => set(inner).complement(),
        Expression::And(a, b) => {
            let first = set(a);
            // What is selected by nothing needs no second search.
            if first.is_empty() { first } else { first.intersection(&set(b)) }
        }
        Expression::Or(a, b) => set(a).union(&set(b)),
        Expression::Within(distance, inner) => within(structure, *distance, &set(inner)),
        Expression::ByResidue(inner) => {
            let chosen = set(inner);
            by_residue(structure, |r| structure.residues.atoms(r).any(|atom| chosen.contains(atom)))
        }
        Expression::Class(class) => of_class(structure, *class),
        Expression::Chain(ids) => {
            let mut chosen = AtomSet::none(count);
            for chain in (0..structure.chains.len()).filter(|c| holds(ids, &structure.chains.id[*c])) {
                structure.chain_atoms(chain).for_each(|atom| chosen.insert(atom));
            }
            chosen
        }
        Expression::ResidueName(names) => {
            by_residue(structure, |r| holds(names, &structure.residues.name[r]))
        }
        Expression::ResidueNumber(ranges) => by_residue(structure, |r| {
            let (number, code) = (structure.residues.number[r], structure.residues.insertion_code[r]);
            ranges.iter().any(|range| range.contains(number, code))
        }),
        Expression::AtomName(names) => by_atom(&|atom| holds(names, &atoms.name[atom])),
        Expression::Element(elements) => by_atom(&|atom| elements.contains(&atoms.element[atom])),
        Expression::AltLoc(codes) => by_atom(&|atom| codes.contains(&atoms.alt_loc[atom])),
        Expression::Model(ranges) => {
            let mut chosen = AtomSet::none(count);
            for model in 0..structure.models.len() {
                if among(ranges, structure.models.number[model].into()) {
                    structure.model_atoms(model).for_each(|atom| chosen.insert(atom));
                }
            }
            chosen
        }
        Expression::Index(ranges) => by_atom(&|atom| among(ranges, atom as i64)),
        Expression::Serial(ranges) => by_atom(&|atom| among(ranges, atoms.serial[atom].into())),
    }
}

fn holds(names: &[String], name: &str) -> bool {
    names.iter().any(|n| n == name)
}

fn among(ranges: &[[i64; 2]], number: i64) -> bool {
    ranges.iter().any(|[first, last]| (*first..=*last).contains(&number))
}

/// All atoms of the residues that hold.
fn by_residue(structure: &Structure, holds: impl Fn(usize) -> bool) -> AtomSet {
    let mut chosen = AtomSet::none(structure.atom_count());
    for residue in (0..structure.residues.len()).filter(|r| holds(*r)) {
        structure.residues.atoms(residue).for_each(|atom| chosen.insert(atom));
    }
    chosen
}

/// Atoms at most `distance` from any of the centers, each model for itself. Atoms without a finite place are near
/// nothing.
fn within(structure: &Structure, distance: f64, centers: &AtomSet) -> AtomSet {
    let mut chosen = AtomSet::none(structure.atom_count());
    let position = &structure.atoms.position;
    let is_placed = |atom: &usize| position[*atom].iter().all(|c| c.is_finite());
    for model in 0..structure.models.len() {
        let atoms = structure.model_atoms(model);
        let centers: Vec<_> =
            atoms.clone().filter(|a| centers.contains(*a)).filter(is_placed).map(|a| position[a]).collect();
        let Ok(grid) = CellGrid::new(&centers, distance) else { continue };
        if !grid.is_empty() {
            atoms.filter(|a| grid.any_within(position[*a], distance)).for_each(|a| chosen.insert(a));
        }
    }
    chosen
}

fn of_class(structure: &Structure, class: Class) -> AtomSet {
    let of_kind = |kinds: &[EntityKind]| by_residue(structure, |r| kinds.contains(&kind_of(structure, r)));
    match class {
        Class::Protein => of_kind(&[EntityKind::Protein]),
        Class::Nucleic => of_kind(&[EntityKind::NucleicAcid]),
        Class::Water => of_kind(&[EntityKind::Water]),
        Class::Ligand => of_kind(&[EntityKind::Ligand, EntityKind::Saccharide]),
        Class::Ion => of_kind(&[EntityKind::Ion]),
        Class::Saccharide => of_kind(&[EntityKind::Saccharide]),
        Class::Hydrogen => {
            AtomSet::from_fn(structure.atom_count(), |atom| structure.atoms.element[atom].is_hydrogen())
        }
        Class::Hetero => AtomSet::from_fn(structure.atom_count(), |atom| structure.atoms.hetero[atom]),
        Class::Backbone => backbone(structure),
    }
}

fn backbone(structure: &Structure) -> AtomSet {
    let mut chosen = AtomSet::none(structure.atom_count());
    for residue in 0..structure.residues.len() {
        let names: &[&str] = match kind_of(structure, residue) {
            EntityKind::Protein => &PROTEIN_BACKBONE,
            EntityKind::NucleicAcid => &NUCLEIC_BACKBONE,
            _ => continue,
        };
        let atoms = structure.residues.atoms(residue);
        atoms.filter(|a| names.contains(&structure.atoms.name[*a].as_str())).for_each(|a| chosen.insert(a));
    }
    chosen
}

/// What a residue is part of: as the reader or the chemistry has said, else by the atoms it holds.
fn kind_of(structure: &Structure, residue: usize) -> EntityKind {
    let known = structure.residues.entity_kind[residue];
    if known != EntityKind::Unknown {
        return known;
    }
    let atoms = structure.residues.atoms(residue);
    let has =
        |names: &[&str]| names.iter().all(|name| atoms.clone().any(|a| structure.atoms.name[a] == *name));
    let element = |atom: usize| structure.atoms.element[atom];
    if atoms.is_empty() {
        EntityKind::Unknown
    } else if has(&["N", "CA", "C"]) {
        EntityKind::Protein
    } else if has(&["C1'", "C3'", "C4'"]) || has(&["C1*", "C3*", "C4*"]) {
        EntityKind::NucleicAcid
    } else if atoms.len() == 1 && (element(atoms.start).is_metal() || element(atoms.start).is_halogen()) {
        EntityKind::Ion
    } else {
        EntityKind::Ligand
    }
}
