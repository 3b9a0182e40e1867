//! Contacts of a selection from end to end: cut out what is around it, complete its bonds, perceive, detect.

use crate::{Contacts, Detector, Features, Rules};
use geminal_spatial::{CellGrid, SpatialError};
use geminal_structure::{AtomSet, Structure};

/// Contacts, and what had to be guessed to find them.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The contacts; atoms are those of the structure asked about.
    pub contacts: Contacts,
    /// What had to be guessed, in words.
    pub notes: Vec<String>,
}

/// The part of a structure that rules can reach from a selection: whole residues, with their bonds completed.
pub struct Site {
    /// The part.
    pub structure: Structure,
    /// The selection in it.
    pub selected: AtomSet,
    /// Index in the whole structure of each of its atoms.
    pub atoms: Vec<u32>,
}

/// How far beyond the reach of the rules residues are taken along, in Å: the bonds of the outermost atoms.
const MARGIN: f64 = 2.0;

impl Site {
    /// Cuts out the residues with an atom within reach of the selection, in the selection's models; of their atoms
    /// those that are present.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn around(
        structure: &Structure,
        present: &AtomSet,
        selected: &AtomSet,
        reach: f64,
    ) -> Result<Site, SpatialError> {
        let positions = structure.positions();
        let points: Vec<_> = selected.iter().map(|atom| positions[atom]).collect();
        let grid = CellGrid::new(&points, reach + MARGIN)?;
        let mut near = AtomSet::none(structure.atom_count());
        for model in 0..structure.models.len() {
            if !structure.model_atoms(model).any(|atom| selected.contains(atom)) {
                continue;
            }
            for residue in structure.model_residues(model) {
                let atoms = structure.residues.atoms(residue);
                if atoms.clone().any(|atom| grid.any_within(positions[atom], reach + MARGIN)) {
                    atoms.for_each(|atom| near.insert(atom));
                }
            }
        }
        Ok(Site::of(structure, &near.intersection(present), selected))
    }

    /// The part made of these atoms.
    fn of(structure: &Structure, kept: &AtomSet, selected: &AtomSet) -> Site {
        let atoms: Vec<u32> = kept.iter().map(|atom| atom as u32).collect();
        let selected = AtomSet::from_fn(atoms.len(), |k| selected.contains(atoms[k] as usize));
        Site { structure: structure.subset(kept), selected, atoms }
    }
}

/// The contacts of a selection, or of the whole structure with `None`, by a rule set.
///
/// Bonds and charges that the structure lacks are perceived. Of alternate locations the first of each residue counts.
///
/// # Errors
/// A position that is not finite.
pub fn interactions(
    structure: &Structure,
    selected: Option<&AtomSet>,
    rules: &Rules,
) -> Result<Found, SpatialError> {
    let present = first_alternates(structure);
    let mut site = match selected {
        Some(selected) => Site::around(structure, &present, selected, rules.set.reach())?,
        None => Site::of(structure, &present, &present),
    };
    geminal_chemistry::bonds::perceive_bonds(
        &mut site.structure,
        geminal_chemistry::residues::Components::embedded(),
    );
    let features = Features::perceive(&site.structure, rules);
    let within = selected.is_some().then_some(&site.selected);
    let mut contacts = Detector::new(&rules.set, &features, within).detect(site.structure.positions())?;
    contacts.rename_atoms(&site.atoms);
    Ok(Found { contacts, notes: features.notes })
}

/// The atoms without alternate location, and of each residue with some those of the first.
fn first_alternates(structure: &Structure) -> AtomSet {
    let mut set = AtomSet::none(structure.atom_count());
    for residue in 0..structure.residues.len() {
        let atoms = structure.residues.atoms(residue);
        let codes = &structure.atoms.alt_loc;
        let first = atoms.clone().map(|atom| codes[atom]).find(|&code| code != 0).unwrap_or(0);
        atoms.filter(|&atom| codes[atom] == 0 || codes[atom] == first).for_each(|atom| set.insert(atom));
    }
    set
}
