//! What each residue is part of.

use super::component::ComponentKind;
use super::matching::Match;
use geminal_structure::{EntityKind, Structure};

/// Sets the entity kind of residues of which nothing is known yet.
pub(super) fn assign_entity_kinds(structure: &mut Structure, matches: &[Option<Match<'_>>]) {
    for (residue, found) in matches.iter().enumerate() {
        if structure.residues.entity_kind[residue] == EntityKind::Unknown {
            let kind = match found {
                Some(found) => known_kind(structure, found),
                None => guessed_kind(structure, residue),
            };
            structure.residues.entity_kind[residue] = kind;
        }
    }
}

fn known_kind(structure: &Structure, found: &Match<'_>) -> EntityKind {
    // A lone amino acid or nucleotide among hetero atoms is a ligand; in a chain it has linked atoms to lose.
    let polymer = |kind| if is_lone_hetero(structure, found) { EntityKind::Ligand } else { kind };
    match found.component.kind {
        ComponentKind::Peptide => polymer(EntityKind::Protein),
        ComponentKind::Dna | ComponentKind::Rna => polymer(EntityKind::NucleicAcid),
        ComponentKind::Saccharide => EntityKind::Saccharide,
        ComponentKind::Water => EntityKind::Water,
        ComponentKind::Ion => EntityKind::Ion,
        ComponentKind::Other => EntityKind::Ligand,
    }
}

/// Marked as hetero atoms and without the bonds that a residue within a chain has.
fn is_lone_hetero(structure: &Structure, found: &Match<'_>) -> bool {
    let Some((start, end)) = super::links::chain_ends(found.component) else { return false };
    let hetero = found.atoms.clone().all(|i| structure.atoms.hetero[i]);
    let linked = || {
        [start, end].into_iter().any(|name| {
            let atom = found.component.atom_named(name);
            atom.is_some_and(|t| found.copies(t).any(|i| is_linked(structure, found, i)))
        })
    };
    hetero && !linked()
}

fn is_linked(structure: &Structure, found: &Match<'_>, atom: usize) -> bool {
    structure.bonds.atoms.iter().any(|&[i, j]| {
        let (i, j) = (i as usize, j as usize);
        i == atom && !found.atoms.contains(&j) || j == atom && !found.atoms.contains(&i)
    })
}

/// The kind of a residue without template, from its atoms' names.
fn guessed_kind(structure: &Structure, residue: usize) -> EntityKind {
    let atoms = structure.residues.atoms(residue);
    let has =
        |names: &[&str]| names.iter().all(|name| atoms.clone().any(|i| structure.atoms.name[i] == *name));
    let hetero = atoms.clone().all(|i| structure.atoms.hetero[i]);
    let lone_metal = atoms.len() == 1 && {
        let element = structure.atoms.element[atoms.start];
        element.is_metal() || element.is_halogen()
    };
    if lone_metal {
        EntityKind::Ion
    } else if has(&["N", "CA", "C", "O"]) && !hetero {
        EntityKind::Protein
    } else if (has(&["C1'", "C3'", "C4'", "O4'"]) || has(&["C1*", "C3*", "C4*", "O4*"])) && !hetero {
        EntityKind::NucleicAcid
    } else if structure.residues.name[residue].is_empty() {
        EntityKind::Unknown
    } else {
        EntityKind::Ligand
    }
}
