//! What kind of entity a residue belongs to, by its name alone.
//!
//! Enough to tell polymers, water and ions apart when a file does not; the residue templates of the
//! chemistry crate know many more components.

use geminal_structure::{EntityKind, Structure};

/// The kind that a residue's name and its number of atoms tell.
pub(crate) fn by_name(name: &str, atoms: usize) -> EntityKind {
    match name {
        "ALA" | "ARG" | "ASN" | "ASP" | "CYS" | "GLN" | "GLU" | "GLY" | "HIS" | "ILE" | "LEU" | "LYS"
        | "MET" | "PHE" | "PRO" | "SER" | "THR" | "TRP" | "TYR" | "VAL" | "MSE" | "SEC" | "PYL" | "ASX"
        | "GLX" | "UNK" | "HID" | "HIE" | "HIP" | "HSD" | "HSE" | "HSP" | "CYX" | "CYM" | "ASH" | "GLH"
        | "LYN" | "ACE" | "NME" | "NH2" => EntityKind::Protein,
        "A" | "C" | "G" | "U" | "I" | "N" | "DA" | "DC" | "DG" | "DT" | "DU" | "DI" | "DN" | "DA3"
        | "DA5" | "DC3" | "DC5" | "DG3" | "DG5" | "DT3" | "DT5" | "A3" | "A5" | "C3" | "C5" | "G3" | "G5"
        | "U3" | "U5" | "RA" | "RC" | "RG" | "RU" => EntityKind::NucleicAcid,
        // In old files and in many programs thymidine is `T`; alone it is too short to be sure of.
        "T" if atoms > 5 => EntityKind::NucleicAcid,
        "HOH" | "WAT" | "DOD" | "H2O" | "TIP" | "TIP3" | "TIP4" | "TIP5" | "SOL" | "SPC" => EntityKind::Water,
        _ => EntityKind::Unknown,
    }
}

/// Whether the name is that of an amino acid or a nucleotide.
pub(crate) fn is_polymer(name: &str) -> bool {
    matches!(by_name(name, usize::MAX), EntityKind::Protein | EntityKind::NucleicAcid)
}

/// Sets the kind of every residue that has none: by name, ions and ligands by what they hold.
pub(crate) fn assign(structure: &mut Structure) {
    for r in 0..structure.residues.len() {
        if structure.residues.entity_kind[r] != EntityKind::Unknown {
            continue;
        }
        let atoms = structure.residues.atoms(r);
        structure.residues.entity_kind[r] = match by_name(&structure.residues.name[r], atoms.len()) {
            EntityKind::Unknown => loner(structure, r),
            known => known,
        };
    }
}

/// The kind of a residue whose name says nothing: a lone atom is an ion, other hetero residues are ligands.
fn loner(structure: &Structure, residue: usize) -> EntityKind {
    let atoms = structure.residues.atoms(residue);
    let first = atoms.start;
    if atoms.is_empty() || !structure.atoms.hetero[first] {
        return EntityKind::Unknown;
    }
    let element = structure.atoms.element[first];
    if atoms.len() == 1 && (element.is_metal() || element.is_halogen()) {
        EntityKind::Ion
    } else {
        EntityKind::Ligand
    }
}
