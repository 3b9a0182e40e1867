//! Adding atoms to residues that exist, such as hydrogens.

use crate::{AtomRecord, BondOrder, Structure};

/// An atom to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAtom {
    /// The residue it joins, at its end.
    pub residue: usize,
    /// What it is.
    pub atom: AtomRecord,
    /// Existing atoms it is bonded to.
    pub bonds: Vec<(usize, BondOrder)>,
}

/// Where atoms are after some were added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// For each atom that was there, its index now.
    pub moved: Vec<u32>,
    /// For each new atom, as they were given, its index.
    pub new: Vec<u32>,
}

impl Structure {
    /// Adds atoms, each at the end of its residue, several of one residue in the order given. Conformers get the
    /// position of the record.
    pub fn add_atoms(&mut self, additions: &[NewAtom]) -> Added {
        let old = std::mem::take(self);
        let mut by_residue: Vec<u32> = (0..additions.len() as u32).collect();
        by_residue.sort_by_key(|k| additions[*k as usize].residue);
        let mut added = Added { moved: vec![0; old.atom_count()], new: vec![0; additions.len()] };

        let mut structure = old.emptied();
        structure.atoms.reserve(old.atom_count() + additions.len());
        let mut pending = by_residue.into_iter().peekable();
        for residue in 0..old.residues.len() {
            let run = old.residues.atoms(residue);
            for (new, atom) in (structure.atom_count()..).zip(run.clone()) {
                added.moved[atom] = new as u32;
            }
            for (new, old) in structure.conformers.iter_mut().zip(&old.conformers) {
                new.position.extend_from_slice(&old.position[run.clone()]);
            }
            structure.atoms.extend(&old.atoms, run);
            while let Some(k) = pending.next_if(|k| additions[*k as usize].residue == residue) {
                added.new[k as usize] = structure.atom_count() as u32;
                let record = &additions[k as usize].atom;
                structure.conformers.iter_mut().for_each(|c| c.position.push(record.position));
                structure.atoms.push(record);
            }
            structure.residues.push(&old.residues, residue, structure.atoms.len());
        }
        structure.chains = old.chains;
        structure.models = old.models;
        structure.secondary = old.secondary;
        structure.bonds = old.bonds;
        for pair in &mut structure.bonds.atoms {
            *pair = pair.map(|atom| added.moved[atom as usize]);
        }
        for (addition, new) in additions.iter().zip(&added.new) {
            for (atom, order) in &addition.bonds {
                structure.bonds.push(added.moved[*atom] as usize, *new as usize, *order);
            }
        }
        *self = structure;
        added
    }
}

impl crate::Atoms {
    /// Appends an atom; columns that a record has no field for get their default.
    pub(crate) fn push(&mut self, record: &AtomRecord) {
        let one = crate::Atoms {
            element: vec![record.element],
            name: vec![record.name.clone()],
            position: vec![record.position],
            formal_charge: vec![record.formal_charge],
            occupancy: vec![record.occupancy],
            b_factor: vec![record.b_factor],
            alt_loc: vec![record.alt_loc],
            serial: vec![record.serial],
            hetero: vec![record.hetero],
            ..crate::Atoms::default()
        };
        self.extend(&one, 0..1);
    }
}
