//! What is minimized: the selected atoms, free, in a fixed shell of their surroundings.

use crate::Scene;
use geminal_chemistry::pocket::Pocket;
use geminal_spatial::SpatialError;
use geminal_structure::AtomSet;

/// Atoms this near to a selected one act on it, in Å; they are fixed.
pub const SHELL: f64 = 7.0;

/// Why there is nothing to minimize.
#[derive(Debug, thiserror::Error)]
pub enum NoPocket {
    /// Nothing is selected.
    #[error("Select the atoms to minimize first.")]
    NothingSelected,
    /// All that is selected is hidden.
    #[error("The {0} selected atoms are all hidden. Show their entry, or select others.")]
    AllHidden(usize),
    /// All that is selected is locked.
    #[error("The selected atoms are in locked entries ({0}). Unlock them, or select others.")]
    AllLocked(String),
    /// A position is no number.
    #[error("An atom has no valid position: {0}")]
    Position(#[from] SpatialError),
}

/// Cuts the pocket of a scene's selection out. Atoms of locked entries do not move.
///
/// # Errors
/// When nothing is selected that can move.
pub fn pocket_of(scene: &Scene) -> Result<Pocket, NoPocket> {
    Ok(Pocket::around(&scene.structure, &movable(scene)?, SHELL)?)
}

/// The selected atoms that are not locked.
fn movable(scene: &Scene) -> Result<AtomSet, NoPocket> {
    if scene.selected.is_empty() {
        return Err(match scene.hidden_selected {
            0 => NoPocket::NothingSelected,
            count => NoPocket::AllHidden(count),
        });
    }
    let locked = |atom: usize| scene.entries[scene.atoms[atom].entry].locked;
    let free = AtomSet::from_fn(scene.atoms.len(), |atom| scene.selected.contains(atom) && !locked(atom));
    if free.is_empty() {
        let entries = scene.entries.iter().filter(|entry| entry.locked);
        return Err(NoPocket::AllLocked(
            entries.map(|entry| entry.name.as_str()).collect::<Vec<_>>().join(", "),
        ));
    }
    Ok(free)
}
