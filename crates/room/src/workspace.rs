//! The workspace: what is in a room. The truth of which browsers and plugins hold views.
//!
//! Complexes are kept as the wire has them. Every object has an index of its own, unique over all kinds; inside the
//! workspace an atom's uid is its index.

use std::collections::{HashMap, HashSet};

use geminal_wire::structure::{
    Atom, AtomTable, Bond, Chain, Complex, Molecule, Residue, StructureLists, StructureUpdate, Uid,
    WithAtoms, Workspace as Snapshot,
};

/// Everything in a room.
#[derive(Debug, Clone, Default)]
pub struct Workspace {
    complexes: Vec<Complex>,
    atoms: HashMap<i64, Atom>,
    place: Snapshot,
    last_index: i64,
}

/// What an edit did to the list of complexes.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Edit {
    /// Complexes that are new.
    pub added: Vec<i64>,
    /// Complexes that changed.
    pub changed: Vec<i64>,
    /// Complexes that went.
    pub removed: Vec<i64>,
}

/// How the objects of a message are called here.
struct Names<'w> {
    known: &'w HashSet<i64>,
    atoms: HashMap<Uid, i64>,
    last_index: &'w mut i64,
}

impl Names<'_> {
    /// The index of an object: its own if the room knows it, else a new one.
    fn of(&mut self, index: i64) -> i64 {
        if self.known.contains(&index) {
            return index;
        }
        *self.last_index += 1;
        *self.last_index
    }

    fn bond(&mut self, bond: &mut Bond) -> bool {
        bond.index = self.of(bond.index);
        let ends = bond.atoms.map(|uid| self.atoms.get(&uid).copied());
        let [Some(a), Some(b)] = ends else { return false };
        bond.atoms = [Uid(a), Uid(b)];
        true
    }

    fn residue(&mut self, residue: &mut Residue) {
        residue.index = self.of(residue.index);
        let atoms = &self.atoms;
        residue.atoms =
            residue.atoms.iter().filter_map(|uid| atoms.get(uid).map(|&index| Uid(index))).collect();
        residue.bonds.retain_mut(|bond| self.bond(bond));
    }

    fn chain(&mut self, chain: &mut Chain) {
        chain.index = self.of(chain.index);
        chain.residues.iter_mut().for_each(|residue| self.residue(residue));
    }

    fn molecule(&mut self, molecule: &mut Molecule) {
        molecule.index = self.of(molecule.index);
        molecule.chains.iter_mut().for_each(|chain| self.chain(chain));
    }

    fn complex(&mut self, complex: &mut Complex) {
        complex.index = self.of(complex.index);
        complex.molecules.iter_mut().for_each(|molecule| self.molecule(molecule));
    }
}

impl Workspace {
    /// All complexes, the newest last.
    pub fn complexes(&self) -> &[Complex] {
        &self.complexes
    }

    /// A complex by index.
    pub fn complex(&self, index: i64) -> Option<&Complex> {
        self.complexes.iter().find(|complex| complex.index == index)
    }

    /// An atom by index.
    pub fn atom(&self, index: i64) -> Option<&Atom> {
        self.atoms.get(&index)
    }

    /// Number of atoms.
    pub fn atom_count(&self) -> usize {
        self.atoms.len()
    }

    /// Everything, deep.
    pub fn snapshot(&self) -> WithAtoms<Snapshot> {
        let complexes: Vec<Complex> = self.complexes.iter().map(|complex| self.told(complex)).collect();
        let atoms = self.table(complexes.iter());
        WithAtoms { atoms, structure: Snapshot { complexes, ..self.place.clone() } }
    }

    /// The complexes asked for, deep, in this order; one with index -1 for any that is not there.
    pub fn deep(&self, indices: &[i64]) -> WithAtoms<Vec<Complex>> {
        let complexes: Vec<Complex> = indices
            .iter()
            .map(|&index| self.complex(index).map_or_else(Complex::default, |c| self.told(c)))
            .collect();
        let mut seen = HashSet::new();
        let once: Vec<&Complex> = complexes.iter().filter(|complex| seen.insert(complex.index)).collect();
        WithAtoms { atoms: self.table(once), structure: complexes }
    }

    /// All complexes without molecules.
    pub fn list(&self) -> Vec<Complex> {
        self.complexes.iter().map(|complex| self.told(complex).shallow()).collect()
    }

    /// Adds complexes with new indices for everything; gives the indices in this order.
    pub fn add(&mut self, new: WithAtoms<Vec<Complex>>) -> Vec<i64> {
        let mut complexes = new.structure;
        self.enter(new.atoms, &HashSet::new(), |names| {
            complexes.iter_mut().for_each(|complex| names.complex(complex))
        });
        let indices = complexes.iter().map(|complex| complex.index).collect();
        for complex in &mut complexes {
            // As the room's users are used to: the last frame of what was added shows.
            complex.current_frame = complex.current_frame.max(complex.molecules.len() as i32 - 1);
        }
        self.complexes.extend(complexes);
        indices
    }

    /// Replaces everything; complexes with known indices keep them.
    pub fn replace(&mut self, new: WithAtoms<Snapshot>) -> Edit {
        let before: HashSet<i64> = self.complexes.iter().map(|complex| complex.index).collect();
        let known = self.indices();
        let mut snapshot = new.structure;
        let atoms = std::mem::take(&mut self.atoms);
        self.enter(new.atoms, &known, |names| {
            snapshot.complexes.iter_mut().for_each(|complex| names.complex(complex))
        });
        drop(atoms);
        self.complexes = std::mem::take(&mut snapshot.complexes);
        self.place = snapshot;
        let after: HashSet<i64> = self.complexes.iter().map(|complex| complex.index).collect();
        Edit {
            added: sorted(after.difference(&before)),
            changed: sorted(after.intersection(&before)),
            removed: sorted(before.difference(&after)),
        }
    }

    /// Removes a complex; whether it was there.
    pub fn remove(&mut self, index: i64) -> bool {
        let before = self.complexes.len();
        self.complexes.retain(|complex| complex.index != index);
        self.forget_unused_atoms();
        self.complexes.len() < before
    }

    /// Replaces structures and all below them; a complex without molecules goes.
    pub fn update_deep(&mut self, update: StructureUpdate) -> Edit {
        let known = self.indices();
        let WithAtoms { atoms, structure: mut lists } = update;
        let named: Vec<i64> = lists.atoms.iter().filter_map(|uid| atom_index(&atoms, *uid)).collect();
        self.enter(atoms, &known, |names| {
            lists.complexes.iter_mut().for_each(|complex| names.complex(complex));
            lists.molecules.iter_mut().for_each(|molecule| names.molecule(molecule));
            lists.chains.iter_mut().for_each(|chain| names.chain(chain));
            lists.residues.iter_mut().for_each(|residue| names.residue(residue));
            lists.bonds.retain_mut(|bond| names.bond(bond));
        });
        let mut edit = Edit::default();
        for complex in lists.complexes {
            self.put_complex(complex, &mut edit);
        }
        for (index, put) in lists.molecules.into_iter().map(|new| (new.index, Part::Molecule(new))) {
            self.put(index, put, &mut edit);
        }
        for (index, put) in lists.chains.into_iter().map(|new| (new.index, Part::Chain(new))) {
            self.put(index, put, &mut edit);
        }
        for (index, put) in lists.residues.into_iter().map(|new| (new.index, Part::Residue(new))) {
            self.put(index, put, &mut edit);
        }
        for (index, put) in lists.bonds.into_iter().map(|new| (new.index, Part::Bond(new))) {
            self.put(index, put, &mut edit);
        }
        self.mark_owners(&named, &mut edit);
        self.forget_unused_atoms();
        edit
    }

    /// Changes structures' own fields and leaves what is below them.
    pub fn update_shallow(&mut self, update: StructureUpdate) -> Edit {
        let WithAtoms { atoms, structure: lists } = update;
        let mut edit = Edit::default();
        let mut named = Vec::new();
        for (_, mut atom) in atoms {
            named.push(atom.index);
            if let Some(old) = self.atoms.get_mut(&atom.index) {
                atom.index = old.index;
                *old = atom;
            }
        }
        for new in &lists.complexes {
            let Some(old) = self.complexes.iter_mut().find(|old| old.index == new.index) else { continue };
            let molecules = std::mem::take(&mut old.molecules);
            *old = Complex { molecules, ..new.clone() };
            edit.changed.push(old.index);
        }
        for complex in &mut self.complexes {
            if change_parts(complex, &lists) {
                edit.changed.push(complex.index);
            }
        }
        self.mark_owners(&named, &mut edit);
        edit
    }

    /// Moves atoms of the conformer that shows: three coordinates each, in the frame of their complex.
    pub fn move_atoms(&mut self, indices: &[i64], coordinates: &[f32]) {
        let current: HashMap<i64, usize> = self.shown_conformers();
        for (index, place) in indices.iter().zip(coordinates.chunks_exact(3)) {
            let conformer = current.get(index).copied().unwrap_or(0);
            if let Some(atom) = self.atoms.get_mut(index) {
                let at = conformer.min(atom.positions.len().saturating_sub(1));
                if let (Some(position), &[x, y, z]) = (atom.positions.get_mut(at), place) {
                    *position = [x, y, z];
                }
            }
        }
    }

    /// Changes atoms by index.
    pub fn change_atoms(&mut self, indices: &[i64], mut change: impl FnMut(usize, &mut Atom)) {
        for (k, index) in indices.iter().enumerate() {
            if let Some(atom) = self.atoms.get_mut(index) {
                change(k, atom);
            }
        }
    }

    /// Changes a complex's own fields; whether it is there.
    pub fn change_complex(&mut self, index: i64, change: impl FnOnce(&mut Complex)) -> bool {
        let found = self.complexes.iter_mut().find(|complex| complex.index == index);
        found.map(change).is_some()
    }

    /// Complexes with an atom among these.
    pub fn owners(&self, atoms: &[i64]) -> Vec<i64> {
        let wanted: HashSet<i64> = atoms.iter().copied().collect();
        let holds = |complex: &&Complex| atoms_of(complex).any(|uid| wanted.contains(&uid.0));
        self.complexes.iter().filter(holds).map(|complex| complex.index).collect()
    }

    /// A complex as rooms tell it: selected if an atom of the frame that shows is.
    fn told(&self, complex: &Complex) -> Complex {
        let frame = usize::try_from(complex.current_frame).unwrap_or(0);
        let shown = complex.molecules.get(frame).into_iter().flat_map(|molecule| &molecule.chains);
        let mut atoms = shown.flat_map(|chain| &chain.residues).flat_map(|residue| &residue.atoms);
        let selected = atoms.any(|uid| self.atoms.get(&uid.0).is_some_and(|atom| atom.selected));
        Complex { selected, ..complex.clone() }
    }

    fn table<'c>(&self, complexes: impl IntoIterator<Item = &'c Complex>) -> AtomTable {
        let uids = complexes.into_iter().flat_map(atoms_of);
        uids.filter_map(|uid| self.atoms.get(&uid.0).map(|atom| (uid, atom.clone()))).collect()
    }

    /// Takes the atoms of a message in and names its objects.
    fn enter(&mut self, atoms: AtomTable, known: &HashSet<i64>, name: impl FnOnce(&mut Names<'_>)) {
        let mut names =
            Names { known, atoms: HashMap::with_capacity(atoms.len()), last_index: &mut self.last_index };
        for (uid, mut atom) in atoms {
            atom.index = names.of(atom.index);
            names.atoms.insert(uid, atom.index);
            self.atoms.insert(atom.index, atom);
        }
        name(&mut names);
    }

    /// The indices of all objects.
    fn indices(&self) -> HashSet<i64> {
        let mut all: HashSet<i64> = self.atoms.keys().copied().collect();
        for complex in &self.complexes {
            all.insert(complex.index);
            for molecule in &complex.molecules {
                all.insert(molecule.index);
                for chain in &molecule.chains {
                    all.insert(chain.index);
                    for residue in &chain.residues {
                        all.insert(residue.index);
                        all.extend(residue.bonds.iter().map(|bond| bond.index));
                    }
                }
            }
        }
        all
    }

    fn put_complex(&mut self, new: Complex, edit: &mut Edit) {
        let at = self.complexes.iter().position(|old| old.index == new.index);
        match (at, new.molecules.is_empty()) {
            (Some(at), true) => {
                edit.removed.push(new.index);
                self.complexes.remove(at);
            }
            (Some(at), false) => {
                edit.changed.push(new.index);
                self.complexes[at] = new;
            }
            (None, true) => {}
            (None, false) => {
                edit.added.push(new.index);
                self.complexes.push(new);
            }
        }
    }

    /// Replaces a part below a complex by index.
    fn put(&mut self, index: i64, part: Part, edit: &mut Edit) {
        for complex in &mut self.complexes {
            if part.put(index, complex) {
                edit.changed.push(complex.index);
                return;
            }
        }
    }

    fn mark_owners(&self, atoms: &[i64], edit: &mut Edit) {
        if !atoms.is_empty() {
            edit.changed.extend(self.owners(atoms));
        }
        edit.changed.sort_unstable();
        edit.changed.dedup();
        edit.changed.retain(|index| !edit.removed.contains(index) && !edit.added.contains(index));
    }

    fn forget_unused_atoms(&mut self) {
        let used: HashSet<i64> = self.complexes.iter().flat_map(atoms_of).map(|uid| uid.0).collect();
        self.atoms.retain(|index, _| used.contains(index));
    }

    /// Which conformer shows for the atoms of molecules that do not show their first.
    /// Where these atoms are, in the conformers that show.
    pub fn shown_positions(&self, indices: &[i64]) -> Vec<[f32; 3]> {
        let current = self.shown_conformers();
        let position = |index: &i64| {
            let atom = self.atoms.get(index)?;
            let conformer = current.get(index).copied().unwrap_or(0);
            atom.positions.get(conformer.min(atom.positions.len().saturating_sub(1))).copied()
        };
        indices.iter().filter_map(position).collect()
    }

    fn shown_conformers(&self) -> HashMap<i64, usize> {
        let molecules = self.complexes.iter().flat_map(|complex| &complex.molecules);
        let several = molecules.filter(|molecule| molecule.current_conformer > 0);
        let atoms = several.flat_map(|molecule| {
            let current = usize::try_from(molecule.current_conformer).unwrap_or(0);
            let residues = molecule.chains.iter().flat_map(|chain| &chain.residues);
            residues.flat_map(|residue| &residue.atoms).map(move |uid| (uid.0, current))
        });
        atoms.collect()
    }
}

/// Gives the parts below a complex the own fields of those with their indices; whether there were any.
fn change_parts(complex: &mut Complex, lists: &StructureLists) -> bool {
    let mut touched = false;
    for molecule in &mut complex.molecules {
        if let Some(new) = lists.molecules.iter().find(|new| new.index == molecule.index) {
            *molecule = Molecule { chains: std::mem::take(&mut molecule.chains), ..new.clone() };
            touched = true;
        }
        for chain in &mut molecule.chains {
            if let Some(new) = lists.chains.iter().find(|new| new.index == chain.index) {
                chain.name.clone_from(&new.name);
                touched = true;
            }
            for residue in &mut chain.residues {
                touched |= change_residue(residue, lists);
            }
        }
    }
    touched
}

fn change_residue(residue: &mut Residue, lists: &StructureLists) -> bool {
    let mut touched = false;
    if let Some(new) = lists.residues.iter().find(|new| new.index == residue.index) {
        let (atoms, bonds) = (std::mem::take(&mut residue.atoms), std::mem::take(&mut residue.bonds));
        *residue = Residue { atoms, bonds, ..new.clone() };
        touched = true;
    }
    for bond in &mut residue.bonds {
        if let Some(new) = lists.bonds.iter().find(|new| new.index == bond.index) {
            bond.kinds.clone_from(&new.kinds);
            bond.in_conformer.clone_from(&new.in_conformer);
            touched = true;
        }
    }
    touched
}

/// A part below a complex.
enum Part {
    Molecule(Molecule),
    Chain(Chain),
    Residue(Residue),
    Bond(Bond),
}

impl Part {
    /// Puts a copy in the place of the old part with this index; whether it is in this complex.
    fn put(&self, index: i64, complex: &mut Complex) -> bool {
        let molecules = &mut complex.molecules;
        let found = match self {
            Part::Molecule(new) => {
                molecules.iter_mut().find(|old| old.index == index).map(|old| *old = new.clone())
            }
            Part::Chain(new) => {
                let mut chains = molecules.iter_mut().flat_map(|molecule| &mut molecule.chains);
                chains.find(|old| old.index == index).map(|old| *old = new.clone())
            }
            Part::Residue(new) => {
                let mut residues = residues_mut(molecules);
                residues.find(|old| old.index == index).map(|old| *old = new.clone())
            }
            Part::Bond(new) => {
                let mut bonds = residues_mut(molecules).flat_map(|residue| &mut residue.bonds);
                bonds.find(|old| old.index == index).map(|old| *old = new.clone())
            }
        };
        found.is_some()
    }
}

fn residues_mut(molecules: &mut [Molecule]) -> impl Iterator<Item = &mut Residue> {
    molecules.iter_mut().flat_map(|molecule| &mut molecule.chains).flat_map(|chain| &mut chain.residues)
}

/// The atoms of a complex, in order.
pub fn atoms_of(complex: &Complex) -> impl Iterator<Item = Uid> + '_ {
    let chains = complex.molecules.iter().flat_map(|molecule| &molecule.chains);
    chains.flat_map(|chain| &chain.residues).flat_map(|residue| &residue.atoms).copied()
}

fn atom_index(atoms: &AtomTable, uid: Uid) -> Option<i64> {
    atoms.iter().find(|(known, _)| *known == uid).map(|(_, atom)| atom.index)
}

fn sorted<'a>(indices: impl Iterator<Item = &'a i64>) -> Vec<i64> {
    let mut list: Vec<i64> = indices.copied().collect();
    list.sort_unstable();
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A complex of one residue with so many atoms, as a plugin makes it.
    fn new_complex(name: &str, atoms: i64) -> WithAtoms<Vec<Complex>> {
        let table = (0..atoms).map(|k| (Uid(100 + k), Atom { index: -1, ..Atom::default() })).collect();
        let bonds = (1..atoms)
            .map(|k| Bond::new(geminal_wire::structure::BondKind::Single, [Uid(100), Uid(100 + k)]));
        let residue = Residue {
            atoms: (0..atoms).map(|k| Uid(100 + k)).collect(),
            bonds: bonds.collect(),
            ..Residue::default()
        };
        let chain = Chain { residues: vec![residue], ..Chain::default() };
        let molecule = Molecule { chains: vec![chain], ..Molecule::default() };
        let complex = Complex { name: name.into(), molecules: vec![molecule], ..Complex::default() };
        WithAtoms { atoms: table, structure: vec![complex] }
    }

    fn update(complexes: WithAtoms<Vec<Complex>>) -> StructureUpdate {
        let lists = StructureLists { complexes: complexes.structure, ..StructureLists::default() };
        StructureUpdate { atoms: complexes.atoms, structure: lists }
    }

    #[test]
    fn everything_added_gets_an_index_of_its_own() {
        let mut workspace = Workspace::default();
        let a = workspace.add(new_complex("a", 3));
        let b = workspace.add(new_complex("b", 2));
        let indices = workspace.indices();
        // Two each of complex, molecule, chain, residue; 5 atoms; 3 bonds.
        assert_eq!((indices.len(), indices.iter().min().copied()), (16, Some(1)));
        assert_eq!(workspace.list().iter().map(|c| c.index).collect::<Vec<_>>(), [a[0], b[0]]);
        let told = workspace.deep(&[b[0], 999, a[0]]);
        assert_eq!(told.structure.iter().map(|c| c.index).collect::<Vec<_>>(), [b[0], -1, a[0]]);
        assert_eq!(told.atoms.len(), 5);
        assert!(told.atoms.iter().all(|(uid, atom)| uid.0 == atom.index));
    }

    #[test]
    fn a_deep_update_replaces_creates_and_deletes() {
        let mut workspace = Workspace::default();
        let index = workspace.add(new_complex("a", 3))[0];
        let mut changed = workspace.deep(&[index]);
        // The last atom goes, a new one comes.
        let residue = &mut changed.structure[0].molecules[0].chains[0].residues[0];
        let gone = residue.atoms.pop().unwrap();
        residue.bonds.pop();
        residue.atoms.push(Uid(-77));
        changed.atoms.retain(|(uid, _)| *uid != gone);
        changed.atoms.push((Uid(-77), Atom { index: -1, name: "N".into(), ..Atom::default() }));
        let edit = workspace.update_deep(update(changed));
        assert_eq!(edit, Edit { changed: vec![index], ..Edit::default() });
        let now = workspace.deep(&[index]);
        assert_eq!(now.atoms.len(), 3);
        assert!(now.atoms.iter().all(|(uid, _)| *uid != gone) && now.atoms[2].1.name == "N");
        let empty = Complex { index, ..Complex::default() };
        let edit = workspace.update_deep(update(WithAtoms { atoms: vec![], structure: vec![empty] }));
        assert_eq!((edit.removed, workspace.atom_count()), (vec![index], 0));
    }

    #[test]
    fn a_shallow_update_keeps_the_children() {
        let mut workspace = Workspace::default();
        let index = workspace.add(new_complex("a", 2))[0];
        let shallow = Complex { index, name: "b".into(), position: [1.0, 2.0, 3.0], ..Complex::default() };
        let edit = workspace.update_shallow(update(WithAtoms { atoms: vec![], structure: vec![shallow] }));
        assert_eq!(edit.changed, [index]);
        let complex = workspace.complex(index).unwrap();
        assert_eq!(
            (complex.name.as_str(), complex.position, atoms_of(complex).count()),
            ("b", [1.0, 2.0, 3.0], 2)
        );
    }

    #[test]
    fn a_complex_is_selected_when_an_atom_of_it_is() {
        let mut workspace = Workspace::default();
        let index = workspace.add(new_complex("a", 2))[0];
        assert!(!workspace.list()[0].selected);
        let atom = workspace.deep(&[index]).atoms[1].1.index;
        workspace.change_atoms(&[atom], |_, atom| atom.selected = true);
        workspace.move_atoms(&[atom], &[1.0, 2.0, 3.0]);
        assert!(workspace.list()[0].selected);
        assert_eq!(workspace.atom(atom).unwrap().positions, [[1.0, 2.0, 3.0]]);
        assert_eq!(workspace.owners(&[atom]), [index]);
    }
}
