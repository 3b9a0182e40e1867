//! The calculation: contacts of a scene as the settings want them.

use super::appearance::row_of;
use super::settings::Whose;
use crate::Scene;
use geminal_interactions::{Entities, Perceived, Rules};
use geminal_spatial::SpatialError;
use geminal_structure::{AtomSet, Point, Selection};
use std::collections::HashSet;

/// An interaction to show; atoms are those of the scene.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its row of the kinds.
    pub row: usize,
    /// The atoms at one end.
    pub a: Vec<u32>,
    /// The atoms at the other.
    pub b: Vec<u32>,
    /// Distance of the ends in Å.
    pub distance: f64,
    /// Where the ends stand to the selection.
    pub entities: Entities,
}

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub enum NoInteractions {
    /// Nothing is in the room that shows.
    #[error("There is no visible structure. Load one, or show one that is hidden.")]
    Empty,
    /// Nothing is selected.
    #[error("Select the atoms whose interactions you want, or choose ligands or everything in the settings.")]
    NothingSelected,
    /// All that is selected is hidden.
    #[error("The {0} selected atoms are all hidden. Show their entry, or select others.")]
    AllHidden(usize),
    /// The structure chosen is gone or does not show.
    #[error("The structure chosen in the settings does not show. Choose another one.")]
    NoStructure,
    /// No ligand.
    #[error("There is no ligand. Select the atoms whose interactions you want.")]
    NoLigand,
    /// A position is no number.
    #[error("An atom has no valid position: {0}")]
    Position(#[from] SpatialError),
}

/// How far atoms may move before what is around them is looked at again, Å.
const SLACK: f64 = 4.0;

/// What of a scene has to be known before its interactions can be found.
///
/// # Errors
/// When there are no atoms to look at.
pub fn perceived(scene: &Scene, whose: Whose, rules: &Rules) -> Result<Perceived, NoInteractions> {
    if scene.atoms.is_empty() && scene.hidden_selected == 0 {
        return Err(NoInteractions::Empty);
    }
    let selected = selected(scene, whose)?;
    Ok(Perceived::new(&scene.structure, selected.as_ref(), rules, SLACK)?)
}

/// The interactions at some positions, whatever of them the settings show. Two rings that meet two
/// classes at once show once.
///
/// # Errors
/// When a position is no number.
pub fn shown(perceived: &Perceived, positions: &[Point], rules: &Rules) -> Result<Vec<Shown>, SpatialError> {
    let found = perceived.contacts(positions, rules)?;
    let mut seen = HashSet::new();
    let shown = found.iter().filter_map(|contact| {
        let row = row_of(contact.kind)?;
        let (a, b) = (contact.atoms_a.to_vec(), contact.atoms_b.to_vec());
        let (distance, entities) = (contact.distance, contact.entities);
        seen.insert((row, a.clone(), b.clone())).then_some(Shown { row, a, b, distance, entities })
    });
    Ok(shown.collect())
}

/// Whether a selection holds parts of polymers and others: what is between them is within the selection.
pub fn is_mixed(scene: &Scene) -> bool {
    let hetero = |atom: usize| scene.structure.atoms.hetero[atom];
    scene.selected.iter().any(hetero) && !scene.selected.iter().all(hetero)
}

/// The atoms whose interactions are wanted; none for all.
fn selected(scene: &Scene, whose: Whose) -> Result<Option<AtomSet>, NoInteractions> {
    match whose {
        Whose::Everything => Ok(None),
        Whose::Selection if !scene.selected.is_empty() => Ok(Some(scene.selected.clone())),
        Whose::Selection if scene.hidden_selected > 0 => {
            Err(NoInteractions::AllHidden(scene.hidden_selected))
        }
        Whose::Selection => Err(NoInteractions::NothingSelected),
        Whose::Structure(index) => {
            let of = |atom: &crate::Handle| scene.entries[atom.entry].index == index;
            let atoms = AtomSet::from_fn(scene.atoms.len(), |atom| of(&scene.atoms[atom]));
            if atoms.is_empty() { Err(NoInteractions::NoStructure) } else { Ok(Some(atoms)) }
        }
        Whose::Ligands => {
            let ligands = "ligand".parse::<Selection>().map(|ligand| ligand.atoms(&scene.structure));
            ligands.ok().filter(|atoms| !atoms.is_empty()).map(Some).ok_or(NoInteractions::NoLigand)
        }
    }
}
