//! Atoms and substructures: from words to residues and chains.

use crate::ReadError;
use crate::number::decimal;
use geminal_structure::{AtomRecord, Builder, Element, EntityKind, Name, Structure};
use rustc_hash::FxHashMap;

/// Key of [`geminal_structure::Atoms::other`] for the status of an atom (`BACKBONE|DICT`).
pub(crate) const STATUS: &str = "MOL2 status";

/// A line of `ATOM`.
pub(super) struct AtomLine {
    id: i32,
    name: Name,
    position: [f64; 3],
    kind: Name,
    substructure: i32,
    substructure_name: Name,
    charge: Option<f32>,
    status: Name,
}

impl AtomLine {
    pub(super) fn read(line: &str, number: usize) -> Result<AtomLine, ReadError> {
        let damaged = || ReadError::damaged(number, 1, format!("{line:?} is not an atom"));
        let mut words = line.split_whitespace();
        let id = words.next().and_then(|word| word.parse().ok()).ok_or_else(damaged)?;
        let name = words.next().ok_or_else(damaged)?.into();
        let mut position = [0.0; 3];
        for value in &mut position {
            *value = words.next().and_then(|word| decimal(word.as_bytes())).ok_or_else(damaged)?;
        }
        let kind = words.next().ok_or_else(damaged)?.into();
        let substructure = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
        let substructure_name = words.next().unwrap_or("").into();
        let charge = words.next().and_then(|word| decimal(word.as_bytes())).map(|charge| charge as f32);
        let status = words.next().unwrap_or("").into();
        Ok(AtomLine { id, name, position, kind, substructure, substructure_name, charge, status })
    }

    /// The element that begins the type: `C.ar`, `Cl`, `Co.oh`; `Du`, `LP`, `Hal` ... are none.
    fn element(&self) -> Element {
        let symbol = self.kind.split('.').next().unwrap_or("");
        Element::from_symbol(symbol).unwrap_or_default()
    }
}

/// A line of `SUBSTRUCTURE`, as much as tells a residue.
#[derive(Default)]
pub(super) struct Substructure {
    chain: Name,
    residue: Name,
}

impl Substructure {
    /// Its id and what it says; `****` stands for nothing.
    pub(super) fn read(line: &str) -> Option<(i32, Substructure)> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let id = words.first()?.parse().ok()?;
        let word = |k: usize| words.get(k).filter(|word| **word != "****").map_or("", |word| word);
        Some((id, Substructure { chain: word(5).into(), residue: word(6).into() }))
    }
}

/// Indices of atoms by their ids.
pub(super) fn index(atoms: &[AtomLine]) -> FxHashMap<i32, usize> {
    atoms.iter().zip(0..).map(|(atom, index)| (atom.id, index)).collect()
}

/// A structure with a residue for each run of atoms of one substructure.
pub(super) fn build(
    atoms: Vec<AtomLine>,
    substructures: &FxHashMap<i32, Substructure>,
    charged: bool,
) -> Structure {
    let mut builder = Builder::default();
    let mut open: Option<(i32, &str)> = None;
    let mut open_chain: Option<&str> = None;
    let none = Substructure::default();
    let mut hetero = true;
    for atom in &atoms {
        if open != Some((atom.substructure, &atom.substructure_name)) {
            let told = substructures.get(&atom.substructure).unwrap_or(&none);
            if open_chain != Some(&told.chain) {
                builder.chain(&told.chain, "");
                open_chain = Some(&told.chain);
            }
            let (name, number, code) = residue(&atom.substructure_name, &told.residue, atom.substructure);
            builder.residue(name, number, code);
            hetero = !crate::entity_kind::is_polymer(name);
            open = Some((atom.substructure, &atom.substructure_name));
        }
        builder.atom(AtomRecord {
            element: atom.element(),
            name: atom.name.clone(),
            position: atom.position,
            serial: atom.id,
            hetero,
            ..AtomRecord::default()
        });
    }
    let mut structure = builder.finish();
    if charged && atoms.iter().any(|atom| atom.charge.is_some()) {
        let charges = atoms.iter().map(|atom| atom.charge.unwrap_or(0.0));
        structure.atoms.partial_charge = Some(charges.collect());
    }
    structure.atoms.kind = Some(atoms.iter().map(|atom| atom.kind.clone()).collect());
    if atoms.iter().any(|atom| !atom.status.is_empty()) {
        let status = atoms.into_iter().map(|atom| atom.status);
        structure.atoms.other.push((STATUS.into(), status.collect()));
    }
    crate::entity_kind::assign(&mut structure);
    for kind in &mut structure.residues.entity_kind {
        if *kind == EntityKind::Unknown {
            *kind = EntityKind::Ligand;
        }
    }
    structure
}

/// Name, number and insertion code of a residue: a substructure's name is the residue's name and number
/// (`ALA12`, `SER52A`); where that leaves no name or no number, the substructure's id is the number.
fn residue<'a>(name: &'a str, residue: &'a str, id: i32) -> (&'a str, i32, u8) {
    if let Some(rest) = name.strip_prefix(residue).filter(|_| !residue.is_empty()) {
        let letter = rest.bytes().last().filter(u8::is_ascii_alphabetic).unwrap_or(0);
        let digits = if letter == 0 { rest } else { &rest[..rest.len() - 1] };
        return match digits.parse() {
            Ok(number) => (residue, number, letter),
            Err(_) => (residue, id, 0),
        };
    }
    let letters = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let letters = letters.strip_suffix('-').unwrap_or(letters);
    match name[letters.len()..].parse() {
        Ok(number) if !letters.is_empty() => (letters, number, 0),
        _ => (name, id, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substructure_names_hold_residue_names_and_numbers() {
        for (name, told, id, expected) in [
            ("ALA12", "", 3, ("ALA", 12, 0)),
            ("SER52A", "SER", 3, ("SER", 52, b'A')),
            ("SO4301", "SO4", 3, ("SO4", 301, 0)),
            ("LIG", "", 1, ("LIG", 1, 0)),
            ("123", "", 7, ("123", 7, 0)),
            ("GLY-3", "", 7, ("GLY", -3, 0)),
            ("<0>", "", 1, ("<0>", 1, 0)),
            ("", "", 2, ("", 2, 0)),
        ] {
            assert_eq!(residue(name, told, id), expected, "{name}");
        }
    }
}
