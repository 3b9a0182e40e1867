//! Interactions that plugins put into the room, and the room's own hydrogen bonds.

use std::collections::HashSet;

use geminal_interactions::{Kind, Rules, interactions};
use geminal_wire::interactions::{GetInteractions, Interaction, InteractionKind};
use geminal_wire::structure::Uid;
use geminal_wire::{Command, Entry};

use crate::event::Event;
use crate::room::Room;

impl Room {
    /// Makes interactions (index -1) or changes them; one index each.
    pub(crate) fn create_interactions(&mut self, list: Vec<Interaction>) -> Vec<i64> {
        let mut indices = Vec::with_capacity(list.len());
        for mut interaction in list {
            if interaction.index < 0 {
                self.last_interaction += 1;
                interaction.index = self.last_interaction;
            }
            indices.push(interaction.index);
            self.interactions.insert(interaction.index, interaction);
        }
        self.tell(Event::Interactions);
        indices
    }

    /// The interactions of the objects named, or all.
    pub(crate) fn get_interactions(&self, of: &GetInteractions) -> Vec<Interaction> {
        let atoms = self.atoms_named(of);
        let of_kind = |i: &&Interaction| of.kind == InteractionKind::All || i.kind == of.kind;
        let touches = |i: &&Interaction| {
            atoms
                .as_ref()
                .is_none_or(|atoms| i.atoms1.iter().chain(&i.atoms2).any(|atom| atoms.contains(atom)))
        };
        self.interactions.values().filter(of_kind).filter(touches).cloned().collect()
    }

    /// The atoms of the objects named; none where nothing is named.
    fn atoms_named(&self, of: &GetInteractions) -> Option<HashSet<i64>> {
        let lists = [&of.complexes, &of.molecules, &of.chains, &of.residues, &of.atoms];
        if lists.iter().all(|list| list.is_empty()) {
            return None;
        }
        let mut atoms: HashSet<i64> = of.atoms.iter().copied().collect();
        for complex in self.workspace.complexes() {
            let in_complex = of.complexes.contains(&complex.index);
            for molecule in &complex.molecules {
                let in_molecule = in_complex || of.molecules.contains(&molecule.index);
                for chain in &molecule.chains {
                    let in_chain = in_molecule || of.chains.contains(&chain.index);
                    for residue in
                        chain.residues.iter().filter(|r| in_chain || of.residues.contains(&r.index))
                    {
                        atoms.extend(residue.atoms.iter().map(|uid: &Uid| uid.0));
                    }
                }
            }
        }
        Some(atoms)
    }

    pub(crate) fn delete_interactions(&mut self, indices: &[i64]) -> Option<Command> {
        indices.iter().for_each(|index| {
            self.interactions.remove(index);
        });
        self.tell(Event::Interactions);
        None
    }

    /// Finds the hydrogen bonds of every visible complex and shows them.
    pub(crate) fn compute_hydrogen_bonds(&mut self) {
        let Ok(rules) = Rules::named("arpeggio") else { return };
        let visible: Vec<i64> =
            self.workspace.complexes().iter().filter(|c| c.visible).map(|c| c.index).collect();
        let mut found = Vec::new();
        for index in visible {
            let complex = super::one(self.workspace.deep(&[index]));
            let Ok(entry) = Entry::from_wire(&complex) else { continue };
            let Ok(contacts) = interactions(&entry.structure, None, &rules) else { continue };
            let room_index = |atoms: &[u32]| {
                atoms.iter().map(|&atom| entry.appearance.atoms[atom as usize].index).collect()
            };
            let bonds = contacts.contacts.iter().filter(|contact| contact.kind == Kind::HydrogenBond);
            found.extend(bonds.map(|contact| Interaction {
                kind: InteractionKind::HydrogenBond,
                atoms1: room_index(contact.atoms_a),
                atoms2: room_index(contact.atoms_b),
                ..Interaction::default()
            }));
        }
        self.create_interactions(found);
    }
}
