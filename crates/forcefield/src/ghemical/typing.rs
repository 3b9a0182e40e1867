//! Atom types: by element, bonds and aromaticity.

use std::sync::LazyLock;

use geminal_chemistry::{Molecule, pattern::Pattern};

use crate::UntypedAtom;

/// Number of a type and its pattern; the first that fits gives the type.
static RULES: LazyLock<Vec<(&str, Pattern)>> = LazyLock::new(|| {
    let table = include_str!("../../data/ghemical_types.tsv").lines().filter(|line| !line.starts_with('#'));
    let rule = |(kind, smarts): (&'static str, &str)| Some((kind, Pattern::parse(smarts).ok()?));
    table.filter_map(|line| line.split_once('\t')).filter_map(rule).collect()
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
