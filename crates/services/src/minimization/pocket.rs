//! What is minimized: the selected atoms, free, in a fixed shell of their surroundings.

use crate::Scene;
use geminal_chemistry::hydrogens;
use geminal_spatial::CellGrid;
use geminal_structure::{AtomSet, Point, Structure};

/// Atoms this near to a selected one act on it, in Å; they are fixed.
pub const SHELL: f64 = 7.0;

/// A selection and its surroundings, complete with hydrogens, ready to be typed.
#[derive(Debug, Clone)]
pub struct Pocket {
    /// Whole residues, in the frame of the workspace.
    pub structure: Structure,
    /// Which of its atoms do not move.
    pub fixed: Vec<bool>,
    /// For each atom the one of the scene; none for a hydrogen that was added.
    pub origin: Vec<Option<u32>>,
    /// How many hydrogens were added.
    pub added: usize,
}

/// Why there is nothing to minimize.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
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
    Position(String),
}

impl Pocket {
    /// Cuts the pocket of a scene's selection out. Atoms of locked entries do not move.
    ///
    /// # Errors
    /// When nothing is selected that can move.
    pub fn of(scene: &Scene) -> Result<Pocket, NoPocket> {
        let free = movable(scene)?;
        let near = residues_near(scene, &free)?;
        let kept: Vec<usize> = near.iter().collect();
        let completed = hydrogens::add(&scene.structure.subset(&near), &hydrogens::Options::default());
        let origin: Vec<Option<u32>> =
            completed.origin.iter().map(|origin| origin.map(|atom| kept[atom as usize] as u32)).collect();
        let fixed = fixed_atoms(&completed.structure, &origin, &free);
        let added = origin.iter().filter(|origin| origin.is_none()).count();
        Ok(Pocket { structure: completed.structure, fixed, origin, added })
    }

    /// The scene's atoms that move, in order, with their places here.
    pub fn moving(&self) -> Vec<(usize, usize)> {
        let atoms = self.origin.iter().enumerate().filter(|&(atom, _)| !self.fixed[atom]);
        atoms.filter_map(|(atom, origin)| origin.map(|scene| (atom, scene as usize))).collect()
    }
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
        let names: Vec<&str> =
            scene.entries.iter().filter(|entry| entry.locked).map(|entry| entry.name.as_str()).collect();
        return Err(NoPocket::AllLocked(names.join(", ")));
    }
    Ok(free)
}

/// The residues with an atom in the shell, and those bonded to them, so that no residue in the shell is cut open.
fn residues_near(scene: &Scene, free: &AtomSet) -> Result<AtomSet, NoPocket> {
    let structure = &scene.structure;
    let positions = structure.positions();
    let points: Vec<Point> = free.iter().map(|atom| positions[atom]).collect();
    let grid = CellGrid::new(&points, SHELL).map_err(|error| NoPocket::Position(error.to_string()))?;
    let within = |residue: usize| {
        structure.residues.atoms(residue).any(|atom| grid.any_within(positions[atom], SHELL))
    };
    let near: Vec<bool> = (0..structure.residues.len()).map(within).collect();
    let mut kept = near.clone();
    for residue in 1..near.len() {
        let neighbors = structure.chains.holding(residue) == structure.chains.holding(residue - 1);
        if neighbors && near[residue] != near[residue - 1] && linked(structure, residue - 1, residue) {
            kept[residue] = true;
            kept[residue - 1] = true;
        }
    }
    let residue_of = structure.residue_of_atoms();
    Ok(AtomSet::from_fn(structure.atom_count(), |atom| kept[residue_of[atom] as usize]))
}

/// Whether two residues are as near as a bond: a peptide or a nucleotide link.
fn linked(structure: &Structure, first: usize, second: usize) -> bool {
    const LONGEST_LINK: f64 = 2.0;
    let positions = structure.positions();
    let square = |a: Point, b: Point| (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>();
    let heavy = |residue: usize| {
        structure.residues.atoms(residue).filter(|&atom| !structure.atoms.element[atom].is_hydrogen())
    };
    heavy(first)
        .any(|a| heavy(second).any(|b| square(positions[a], positions[b]) < LONGEST_LINK * LONGEST_LINK))
}

/// Everything but the free atoms and the hydrogens added to them.
fn fixed_atoms(structure: &Structure, origin: &[Option<u32>], free: &AtomSet) -> Vec<bool> {
    let adjacency = structure.adjacency();
    let moves = |atom: usize| origin[atom].is_some_and(|scene| free.contains(scene as usize));
    (0..origin.len())
        .map(|atom| match origin[atom] {
            Some(_) => !moves(atom),
            None => !adjacency.of(atom).iter().any(|neighbor| moves(neighbor.atom as usize)),
        })
        .collect()
}
