//! What a room shows, as one structure in the frame of the workspace.

use geminal_structure::{AtomSet, Point, Structure, Transform};
use geminal_wire::structure::{WithAtoms, Workspace};
use geminal_wire::{ConvertError, Entry};

/// All visible entries of a room: current frame, current conformer, one frame of reference.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    /// Everything as one model.
    pub structure: Structure,
    /// What the room calls each atom.
    pub atoms: Vec<Handle>,
    /// The atoms the user has selected.
    pub selected: AtomSet,
    /// The entries the atoms come from.
    pub entries: Vec<Place>,
    /// How many selected atoms are in entries that do not show.
    pub hidden_selected: usize,
}

/// An atom as the room knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    /// The room's index.
    pub index: i64,
    /// Which of the scene's entries it belongs to.
    pub entry: usize,
}

/// An entry of the room.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The room's index.
    pub index: i64,
    /// Its name.
    pub name: String,
    /// Whether the user has fixed it in its place.
    pub locked: bool,
    /// From its own frame to the workspace's.
    pub to_workspace: Transform,
}

impl Scene {
    /// The scene of a workspace.
    ///
    /// # Errors
    /// When the workspace refers to atoms that it does not hold.
    pub fn new(workspace: &WithAtoms<Workspace>) -> Result<Scene, ConvertError> {
        let mut scene = Scene::default();
        let mut selected = Vec::new();
        for entry in Entry::from_workspace(workspace)? {
            let shown = shown_atoms(&entry);
            let chosen = shown.iter().map(|atom| entry.appearance.atoms[atom].selected);
            if !entry.appearance.complex.visible {
                scene.hidden_selected += chosen.filter(|&selected| selected).count();
                continue;
            }
            selected.extend(chosen);
            scene.add(&entry, &shown);
        }
        scene.selected = AtomSet::from_fn(selected.len(), |atom| selected[atom]);
        Ok(scene)
    }

    fn add(&mut self, entry: &Entry, shown: &AtomSet) {
        let complex = &entry.appearance.complex;
        let place = Place {
            index: complex.index,
            name: complex.name.clone(),
            locked: complex.locked,
            to_workspace: placed(complex.position, complex.rotation),
        };
        let number = self.entries.len();
        let handle = |atom: usize| Handle { index: entry.appearance.atoms[atom].index, entry: number };
        self.atoms.extend(shown.iter().map(handle));
        let mut part = current_conformer(entry).subset(shown);
        part.conformers.clear();
        part.transform(&place.to_workspace);
        self.structure.merge(&part);
        self.entries.push(place);
    }

    /// Where a place in the frame of an atom's entry is in the workspace.
    pub fn placed(&self, atom: usize, place: Point) -> Point {
        self.entries[self.atoms[atom].entry].to_workspace.apply(place)
    }

    /// Where an atom is in the frame of its own entry.
    pub fn local(&self, atom: usize, position: Point) -> Point {
        self.entries[self.atoms[atom].entry].to_workspace.inverse().apply(position)
    }
}

/// The atoms of the frame that shows.
fn shown_atoms(entry: &Entry) -> AtomSet {
    let structure = &entry.structure;
    let frame = usize::try_from(entry.appearance.complex.current_frame).unwrap_or(0);
    if structure.models.is_empty() {
        return AtomSet::none(structure.atom_count());
    }
    let model = structure.model_atoms(frame.min(structure.models.len() - 1));
    AtomSet::from_indices(structure.atom_count(), model)
}

/// The structure with the positions of the conformer that shows.
fn current_conformer(entry: &Entry) -> Structure {
    let mut structure = entry.structure.clone();
    let current = entry.appearance.molecules.first().map_or(0, |molecule| molecule.current_conformer);
    let further = usize::try_from(current).ok().and_then(|current| current.checked_sub(1));
    if let Some(conformer) = further.and_then(|index| entry.structure.conformers.get(index)) {
        structure.atoms.position.clone_from(&conformer.position);
    }
    structure
}

/// The transform of a position and a quaternion (x, y, z, w; all zero for no rotation).
fn placed(position: [f32; 3], rotation: [f32; 4]) -> Transform {
    let [x, y, z, w] = rotation.map(f64::from);
    let norm = x * x + y * y + z * z + w * w;
    let s = if norm > 0.0 { 2.0 / norm } else { 0.0 };
    let rotation = [
        [1.0 - s * (y * y + z * z), s * (x * y - z * w), s * (x * z + y * w)],
        [s * (x * y + z * w), 1.0 - s * (x * x + z * z), s * (y * z - x * w)],
        [s * (x * z - y * w), s * (y * z + x * w), 1.0 - s * (x * x + y * y)],
    ];
    Transform { rotation, translation: position.map(f64::from) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geminal_structure::{AtomRecord, Builder, Element};

    fn entry(name: &str, x: f64, selected: bool) -> Entry {
        let mut builder = Builder::default();
        builder.residue("LIG", 1, 0);
        builder.atom(AtomRecord { element: Element::C, position: [x, 0.0, 0.0], ..AtomRecord::default() });
        let mut entry = Entry::new(builder.finish());
        entry.appearance.complex.name = name.into();
        entry.appearance.atoms[0].selected = selected;
        entry.appearance.atoms[0].index = 40 + x as i64;
        entry
    }

    fn workspace(entries: &[Entry]) -> WithAtoms<Workspace> {
        Entry::to_workspace(entries, &Workspace::default()).unwrap()
    }

    #[test]
    fn entries_meet_in_the_workspace_and_hidden_ones_do_not() {
        let (a, mut b, mut c) = (entry("a", 1.0, true), entry("b", 2.0, false), entry("c", 3.0, true));
        // A quarter turn about z, then two along y.
        b.appearance.complex.rotation = [0.0, 0.0, 0.5f32.sqrt(), 0.5f32.sqrt()];
        b.appearance.complex.position = [0.0, 2.0, 0.0];
        c.appearance.complex.visible = false;
        let scene = Scene::new(&workspace(&[a, b, c])).unwrap();
        assert_eq!(
            (scene.atoms.len(), scene.selected.iter().collect::<Vec<_>>(), scene.hidden_selected),
            (2, vec![0], 1)
        );
        let there = scene.structure.positions()[1];
        assert!((there[0]).abs() < 1e-6 && (there[1] - 4.0).abs() < 1e-6, "{there:?}");
        let back = scene.local(1, there);
        assert!((back[0] - 2.0).abs() < 1e-6 && back[1].abs() < 1e-6, "{back:?}");
        assert_eq!(scene.atoms[1], Handle { index: 42, entry: 1 });
    }
}
