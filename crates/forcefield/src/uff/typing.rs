//! Atom types: by element, hybridization, and for some elements oxidation state.

use geminal_chemistry::{Hybridization, Molecule};

use super::parameters::{AtomType, OF_ELEMENT};
use crate::UntypedAtom;

/// The type of every atom, or those that have none.
pub fn types(molecule: &Molecule) -> Result<Vec<&'static AtomType>, Vec<UntypedAtom>> {
    let mut types = Vec::with_capacity(molecule.atom_count());
    let mut untyped = Vec::new();
    for atom in 0..molecule.atom_count() {
        match kind(molecule, atom) {
            Ok(kind) => types.push(kind),
            Err(why) => untyped.push(UntypedAtom {
                index: atom as u32,
                name: format!("{}{atom}", molecule.element(atom)),
                why,
            }),
        }
    }
    if untyped.is_empty() { Ok(types) } else { Err(untyped) }
}

fn kind(molecule: &Molecule, atom: usize) -> Result<&'static AtomType, String> {
    let element = molecule.element(atom);
    match OF_ELEMENT[element.number() as usize] {
        [] => Err(format!("no parameters for {}", element.facts().name)),
        [only] => Ok(only),
        [plain, ..] if element.is_hydrogen() => Ok(plain),
        several => Ok(by_geometry(molecule, atom, several)),
    }
}

/// Of several types that with the right geometry, then that with the right oxidation state, then the first.
fn by_geometry(molecule: &Molecule, atom: usize, types: &'static [AtomType]) -> &'static AtomType {
    let geometry = if molecule.element(atom).is_metal() {
        if molecule.connectivity(atom) > 4 { '6' } else { '3' }
    } else {
        letter(molecule, atom)
    };
    let oxidation = Some(molecule.valence(atom));
    let fits = |kind: &&AtomType| kind.geometry() == Some(geometry);
    types
        .iter()
        .filter(fits)
        .find(|kind| kind.oxidation() == oxidation)
        .or_else(|| types.iter().find(fits))
        .unwrap_or(&types[0])
}

fn letter(molecule: &Molecule, atom: usize) -> char {
    match molecule.hybridization(atom) {
        Hybridization::Sp => '1',
        Hybridization::Sp2 => {
            let resonant = molecule.is_aromatic(atom)
                || molecule.neighbors(atom).iter().any(|n| molecule.is_conjugated(n.bond as usize));
            if resonant && matches!(molecule.element(atom).number(), 6..=8 | 16) { 'R' } else { '2' }
        }
        _ => '3',
    }
}
