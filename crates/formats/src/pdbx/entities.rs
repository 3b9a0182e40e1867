//! What kind of entity each residue belongs to, by the tables of entities and components.

use super::Block;
use geminal_structure::{EntityKind, Structure};
use rustc_hash::FxHashMap;

pub(super) fn apply(block: &Block<'_>, structure: &mut Structure) {
    let mut kinds = FxHashMap::<&str, EntityKind>::default();
    if let Some(table) = block.category("entity") {
        for row in 0..table.rows() {
            let kind = match table.get(row, "type") {
                Some("water") => EntityKind::Water,
                Some("branched") => EntityKind::Saccharide,
                Some("non-polymer") => EntityKind::Ligand,
                _ => continue,
            };
            table.get(row, "id").map(|id| kinds.insert(id, kind));
        }
    }
    if let Some(table) = block.category("entity_poly") {
        for row in 0..table.rows() {
            let kind = table.get(row, "type").map_or(EntityKind::Unknown, polymer);
            table.get(row, "entity_id").map(|id| kinds.insert(id, kind));
        }
    }
    for chain in 0..structure.chains.len() {
        let Some(&kind) = kinds.get(structure.chains.entity[chain].as_str()) else { continue };
        for r in structure.chains.residues(chain) {
            structure.residues.entity_kind[r] = match kind {
                EntityKind::Ligand => by_atoms(structure, r),
                other => other,
            };
        }
    }
    crate::entity_kind::assign(structure);
}

/// `polypeptide(L)`, `polyribonucleotide`, `polydeoxyribonucleotide/polyribonucleotide hybrid` ...
fn polymer(kind: &str) -> EntityKind {
    if kind.starts_with("polypeptide") || kind.starts_with("cyclic-pseudo-peptide") {
        EntityKind::Protein
    } else if kind.contains("nucleotide") || kind == "peptide nucleic acid" {
        EntityKind::NucleicAcid
    } else if kind.starts_with("polysaccharide") {
        EntityKind::Saccharide
    } else {
        EntityKind::Unknown
    }
}

/// A non-polymer of one metal or halogen atom is an ion.
fn by_atoms(structure: &Structure, residue: usize) -> EntityKind {
    let atoms = structure.residues.atoms(residue);
    let element = structure.atoms.element.get(atoms.start).copied().unwrap_or_default();
    let ion = atoms.len() == 1 && (element.is_metal() || element.is_halogen());
    if ion { EntityKind::Ion } else { EntityKind::Ligand }
}
