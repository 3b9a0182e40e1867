//! Atom types: by element, bonds and aromaticity.

use std::sync::LazyLock;

use geminal_chemistry::{Molecule, pattern::Pattern};

use crate::UntypedAtom;

/// Number of a type and its pattern; the first that fits gives the type.
const PATTERNS: [(&str, &str); 24] = [
    ("0100", "[#1]"),
    ("0603", "c"),
    ("0602", "[C;$(C#*),$(C(=*)=*)]"),
    ("0601", "C=*"),
    ("0600", "C"),
    ("0705", "[#7;$([#7]C=O)]"),
    ("0704", "[ND4]"),
    ("0703", "n"),
    ("0702", "N#*"),
    ("0701", "N=*"),
    ("0700", "N"),
    ("0801", "O=*"),
    ("0800", "O"),
    ("0900", "F*"),
    ("0F00", "P"),
    ("1003", "S(=O)=O"),
    ("1002", "S=[#8]"),
    ("1001", "S=*"),
    ("1000", "S"),
    ("1100", "Cl*"),
    ("2300", "Br*"),
    ("3500", "I*"),
    // Rings that Ghemical has no aromatic type for.
    ("0800", "o"),
    ("1000", "s"),
];

static RULES: LazyLock<Vec<(&str, Pattern)>> = LazyLock::new(|| {
    PATTERNS.iter().filter_map(|&(kind, smarts)| Some((kind, Pattern::parse(smarts).ok()?))).collect()
});

/// The type of every atom, or those that have none.
pub(super) fn types(molecule: &Molecule) -> Result<Vec<&'static str>, Vec<UntypedAtom>> {
    let mut types = vec![""; molecule.atom_count()];
    let mut open: Vec<u32> = (0..molecule.atom_count() as u32).collect();
    for (kind, pattern) in RULES.iter() {
        for atom in pattern.atoms_among(molecule, open.iter().copied()) {
            types[atom as usize] = kind;
        }
        open.retain(|&atom| types[atom as usize].is_empty());
    }
    let untyped = |atom: u32| {
        let element = molecule.element(atom as usize);
        UntypedAtom {
            index: atom,
            name: format!("{element}{atom}"),
            why: format!("no parameters for {}", element.facts().name),
        }
    };
    if open.is_empty() { Ok(types) } else { Err(open.into_iter().map(untyped).collect()) }
}
