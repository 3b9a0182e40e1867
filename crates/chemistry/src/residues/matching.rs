//! Which atom of a residue is which atom of its component, by name.
//!
//! Heavy atoms are matched by name, in the dictionary's new or old naming or one of the other programs' names
//! listed here; hydrogens by the heavy atom they sit on, because hydrogens carry more naming schemes than
//! residues carry hydrogens.

use super::component::{Component, ComponentKind};
use super::table::Components;
use super::{compatible, distance_squared};
use geminal_structure::{Element, Structure};
use std::ops::Range;

/// A residue's atoms as atoms of a component.
#[derive(Clone, Debug)]
pub(crate) struct Match<'c> {
    /// The component.
    pub component: &'c Component,
    /// The residue's atoms in the structure.
    pub atoms: Range<usize>,
    /// For each of these, the heavy atom of the component; none for hydrogens and what the component lacks.
    pub heavy: Vec<Option<u16>>,
    /// For each of these, if a hydrogen, the structure's atom it sits on.
    pub parent: Vec<Option<u32>>,
}

impl Match<'_> {
    /// Atoms of the structure (one, or one an alternate location) that are this atom of the component.
    pub fn copies(&self, component_atom: usize) -> impl Iterator<Item = usize> + '_ {
        let wanted = Some(component_atom as u16);
        self.heavy.iter().zip(self.atoms.clone()).filter(move |(t, _)| **t == wanted).map(|(_, i)| i)
    }
}

/// Matches a residue with its component; none if there is no such component or the atoms are not its atoms.
pub(crate) fn match_residue<'c>(
    structure: &Structure,
    residue: usize,
    components: &'c Components,
) -> Option<Match<'c>> {
    let name = structure.residues.name[residue].as_str();
    let component = components.get(name).or_else(|| components.get(&name.to_ascii_uppercase()))?;
    let atoms = structure.residues.atoms(residue);
    let mut heavy = vec![None; atoms.len()];
    let mut cursor = 0;
    let (mut matched, mut foreign) = (0, 0);
    for (slot, i) in heavy.iter_mut().zip(atoms.clone()) {
        if structure.atoms.element[i].is_hydrogen() {
            continue;
        }
        *slot = component_atom(structure, i, component, cursor);
        match slot {
            Some(t) => {
                cursor = *t as usize + 1;
                matched += 1;
            }
            None => foreign += 1,
        }
    }
    let mut found = Match { component, atoms, heavy, parent: Vec::new() };
    if matched == 0
        || foreign > 0 && (!is_polymer(component) || foreign > matched)
        || has_twins(structure, &found)
    {
        return None;
    }
    if !is_polymer(component) && component.heavy_count() > 1 && !looks_like(structure, &found) {
        return None;
    }
    found.parent = hydrogen_parents(structure, &found);
    Some(found)
}

fn is_polymer(component: &Component) -> bool {
    matches!(component.kind, ComponentKind::Peptide | ComponentKind::Dna | ComponentKind::Rna)
}

/// The component's heavy atom for an atom of the structure, looked for from `cursor` on first.
fn component_atom(structure: &Structure, atom: usize, component: &Component, cursor: usize) -> Option<u16> {
    let element = structure.atoms.element[atom];
    let name = structure.atoms.name[atom].as_str();
    let fits = |t: usize| {
        let other = component.atoms[t].element;
        !other.is_hydrogen() && (other == element || element == Element::UNKNOWN)
    };
    if component.atoms.get(cursor).is_some_and(|t| t.name == name) && fits(cursor) {
        return Some(cursor as u16);
    }
    if component.heavy_count() == 1 {
        return (0..component.atoms.len()).find(|&t| fits(t)).map(|t| t as u16);
    }
    let named = |name: &str| component.atom_named(name).filter(|&t| fits(t));
    let found = named(name).or_else(|| named(other_name(component, name)?));
    found.map(|t| t as u16)
}

/// What the dictionary calls an atom that some programs and old files call otherwise.
fn other_name(component: &Component, name: &str) -> Option<&'static str> {
    match (component.kind, component.id.as_str(), name) {
        (ComponentKind::Peptide, "ILE", "CD") => Some("CD1"),
        (ComponentKind::Peptide, _, "OT" | "OT1" | "O1" | "OC1" | "O'") => Some("O"),
        (ComponentKind::Peptide, _, "OT2" | "O2" | "OC2" | "O''" | "OT3") => Some("OXT"),
        (ComponentKind::Peptide, "ACE" | "NME", "CH3" | "CA" | "C1" | "CAT" | "CAY") => {
            Some(if component.id == "ACE" { "CH3" } else { "C" })
        }
        (ComponentKind::Dna, _, "C5M") => Some("C7"),
        (ComponentKind::Dna | ComponentKind::Rna, ..) => sugar_name(name),
        _ => None,
    }
}

/// Starred names of sugar atoms in components whose old names are something else.
fn sugar_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "O5*" => "O5'",
        "C5*" => "C5'",
        "C4*" => "C4'",
        "O4*" => "O4'",
        "C3*" => "C3'",
        "O3*" => "O3'",
        "C2*" => "C2'",
        "O2*" => "O2'",
        "C1*" => "C1'",
        "O1P" => "OP1",
        "O2P" => "OP2",
        _ => return None,
    })
}

/// Whether two atoms that can be present at once are the same atom of the component.
fn has_twins(structure: &Structure, found: &Match<'_>) -> bool {
    let mut first = vec![None; found.component.atoms.len()];
    for (t, i) in found.heavy.iter().zip(found.atoms.clone()) {
        let Some(t) = *t else { continue };
        match first[t as usize] {
            None => first[t as usize] = Some(i),
            Some(_) => {
                let alt = structure.atoms.alt_loc[i];
                let twin = |j: usize| j != i && compatible(alt, structure.atoms.alt_loc[j]);
                if found.copies(t as usize).any(twin) {
                    return true;
                }
            }
        }
    }
    false
}

/// Whether the distances agree with the component's bonds: a ligand's name often means another molecule.
fn looks_like(structure: &Structure, found: &Match<'_>) -> bool {
    let atoms = &structure.atoms;
    let mut bonds = 0;
    for (a, &s) in found.heavy.iter().enumerate() {
        for (b, &t) in found.heavy.iter().enumerate().take(a) {
            let (Some(s), Some(t)) = (s, t) else { continue };
            let (i, j) = (found.atoms.start + a, found.atoms.start + b);
            if !compatible(atoms.alt_loc[i], atoms.alt_loc[j]) {
                continue;
            }
            let bonded = found.component.neighbors(s as usize).iter().any(|&(other, _)| other == t);
            let radii = atoms.element[i].covalent_radius() + atoms.element[j].covalent_radius();
            let ratio = distance_squared(atoms.position[i], atoms.position[j]).sqrt() / radii;
            if bonded && ratio > 1.4 || !bonded && ratio < 0.95 {
                return false;
            }
            bonds += usize::from(bonded);
        }
    }
    bonds > 0
}

/// The heavy atom that each hydrogen sits on: the one of its name if it is near, else the nearest within 1.6 Å.
fn hydrogen_parents(structure: &Structure, found: &Match<'_>) -> Vec<Option<u32>> {
    let atoms = &structure.atoms;
    let parent = |i: usize| {
        if !atoms.element[i].is_hydrogen() {
            return None;
        }
        let near = |j: usize| {
            let d = distance_squared(atoms.position[i], atoms.position[j]);
            (compatible(atoms.alt_loc[i], atoms.alt_loc[j]) && d < 1.6 * 1.6).then_some((d, j))
        };
        let named =
            found.component.atom_named(&atoms.name[i]).and_then(|t| found.component.hydrogen_parent(t));
        let by_name = named.and_then(|t| found.copies(t).filter_map(near).min_by(|a, b| a.0.total_cmp(&b.0)));
        let by_name = by_name.filter(|(d, _)| *d < 1.45 * 1.45);
        let nearest = || {
            let heavy = found.atoms.clone().filter(|&j| !atoms.element[j].is_hydrogen());
            heavy.filter_map(near).min_by(|a, b| a.0.total_cmp(&b.0))
        };
        by_name.or_else(nearest).map(|(_, j)| j as u32)
    };
    found.atoms.clone().map(parent).collect()
}
