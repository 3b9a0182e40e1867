//! Entries that follow a change: of the structure (an edit) or of the wire (an update).
//!
//! Both sides hold what the other lacks, so neither replaces an entry: an edit keeps the appearance of the atoms that
//! stay, an update keeps of the structure what the wire has no place for.

use std::collections::HashMap;

use geminal_structure::{Bonds, Name, Structure};

use crate::appearance::Appearance;
use crate::convert::{ConvertError, Entry, narrow, wire_order};
use crate::structure::{Complex, WithAtoms};

impl Entry {
    /// The entry after an edit: `structure` in place of its own, `origin` the number that each atom had before. What is
    /// new has no index yet ([`Appearance::assign_indices`]).
    pub fn edited(&self, structure: Structure, origin: &[Option<usize>]) -> Self {
        Self { appearance: self.appearance.following(&self.structure, &structure, origin), structure }
    }

    /// The entry after a deep update by `complex`. Of atoms, residues and bonds whose indices it knows it keeps what the
    /// wire cannot say.
    ///
    /// # Errors
    /// As [`Entry::from_wire`].
    pub fn updated(&self, complex: &WithAtoms<Complex>) -> Result<Self, ConvertError> {
        let mut entry = Self::from_wire(complex)?;
        let old = &self.appearance;
        let origins = Origins {
            atoms: same(entry.appearance.atoms.iter().map(|a| a.index), old.atoms.iter().map(|a| a.index)),
            residues: same(
                entry.appearance.residues.iter().map(|r| r.index),
                old.residues.iter().map(|r| r.index),
            ),
            models: same(
                entry.appearance.molecules.iter().map(|m| m.index),
                old.molecules.iter().map(|m| m.index),
            ),
        };
        entry.order_bonds(&self.structure, &origins.atoms);
        keep_atoms(&self.structure, &mut entry.structure, &origins.atoms);
        keep_residues(&self.structure, &mut entry.structure, &origins.residues);
        keep_chains(&self.structure, &mut entry.structure, &origins.residues);
        keep_bonds(&self.structure, &mut entry.structure, &origins.atoms);
        keep_whole(&self.structure, &mut entry.structure, &origins);
        Ok(entry)
    }

    /// Puts the bonds into the order that they had, new ones last.
    fn order_bonds(&mut self, old: &Structure, origin: &[Option<usize>]) {
        let known = bond_numbers(&old.bonds);
        let bonds = &self.structure.bonds;
        let mut numbers: Vec<_> = (0..bonds.len()).collect();
        numbers.sort_by_key(|&b| {
            before(bonds.atoms[b], origin).and_then(|pair| known.get(&pair)).map_or(usize::MAX, |&b| b)
        });
        let mut ordered = Bonds::default();
        for &b in &numbers {
            let [first, second] = bonds.atoms[b];
            ordered.push_kind(first as usize, second as usize, bonds.order[b], bonds.kind[b]);
        }
        self.appearance.bonds = numbers.iter().map(|&b| self.appearance.bonds[b].clone()).collect();
        self.structure.bonds = ordered;
    }
}

impl Appearance {
    /// The appearance of `new`, each of whose atoms had the number `origin` in `old`, if it is not new.
    pub fn following(&self, old: &Structure, new: &Structure, origin: &[Option<usize>]) -> Self {
        let mut look = Self { complex: self.complex.shallow(), ..Self::of(new) };
        for (row, from) in look.atoms.iter_mut().zip(origin) {
            if let Some(from) = from.and_then(|from| self.atoms.get(from)) {
                row.clone_from(from);
            }
        }
        let of_atom = |holding: &dyn Fn(usize) -> usize, mut atoms: std::ops::Range<usize>| {
            atoms.find_map(|atom| origin.get(atom).copied().flatten()).map(holding)
        };
        let mut taken = vec![false; self.residues.len()];
        let residue_before: Vec<_> = (0..new.residues.len())
            .map(|r| of_atom(&|atom| old.residues.holding(atom), new.residues.atoms(r)))
            .collect();
        for (row, from) in look.residues.iter_mut().zip(&residue_before) {
            take(row, &self.residues, *from, &mut taken);
        }
        let mut taken = vec![false; self.molecules.len()];
        for (model, row) in look.molecules.iter_mut().enumerate() {
            let from = new.model_residues(model).find_map(|r| residue_before[r]);
            let from = from.map(|r| old.models.holding(old.chains.holding(r)));
            take(row, &self.molecules, from, &mut taken);
        }
        self.chains_following(&mut look, &residue_before);
        self.bonds_following(&mut look, old, new, origin);
        look
    }

    /// Chains keep index and name: each takes these from the chain that its first known residue was in.
    fn chains_following(&self, look: &mut Self, residue_before: &[Option<usize>]) {
        let chain_of: Vec<_> = self
            .chains
            .iter()
            .enumerate()
            .flat_map(|(c, chain)| std::iter::repeat_n(c, chain.residue_count))
            .collect();
        let mut taken = vec![false; self.chains.len()];
        let mut first = 0;
        for row in &mut look.chains {
            let residues = first..first + row.residue_count;
            first = residues.end;
            let from = residues.filter_map(|r| residue_before[r]).find_map(|r| chain_of.get(r).copied());
            if let Some(from) = from.filter(|&from| !std::mem::replace(&mut taken[from], true)) {
                row.chain.clone_from(&self.chains[from].chain);
            }
        }
    }

    fn bonds_following(&self, look: &mut Self, old: &Structure, new: &Structure, origin: &[Option<usize>]) {
        let known = bond_numbers(&old.bonds);
        for (row, &atoms) in look.bonds.iter_mut().zip(&new.bonds.atoms) {
            let from = before(atoms, origin).and_then(|pair| self.bonds.get(*known.get(&pair)?));
            if let Some(from) = from {
                row.index = from.index;
                if from.conformers.len() == row.conformers.len() {
                    row.conformers.clone_from(&from.conformers);
                }
            }
        }
    }
}

/// Gives `row` what it was before, unless another row has taken that.
fn take<T: Clone>(row: &mut T, rows: &[T], from: Option<usize>, taken: &mut [bool]) {
    if let Some(from) = from.filter(|&from| from < rows.len() && !std::mem::replace(&mut taken[from], true)) {
        row.clone_from(&rows[from]);
    }
}

/// Which number each part of an updated entry had before.
struct Origins {
    atoms: Vec<Option<usize>>,
    residues: Vec<Option<usize>>,
    models: Vec<Option<usize>>,
}

/// Where each index was before.
fn same(now: impl Iterator<Item = i64>, before: impl Iterator<Item = i64>) -> Vec<Option<usize>> {
    let before: HashMap<_, _> =
        before.enumerate().filter(|&(_, index)| index >= 0).map(|(number, index)| (index, number)).collect();
    now.map(|index| before.get(&index).copied()).collect()
}

/// The number of each bond by its atoms, the lower first.
fn bond_numbers(bonds: &Bonds) -> HashMap<[usize; 2], usize> {
    bonds
        .atoms
        .iter()
        .enumerate()
        .map(|(number, &atoms)| (pair(atoms.map(|atom| atom as usize)), number))
        .collect()
}

fn pair([a, b]: [usize; 2]) -> [usize; 2] {
    [a.min(b), a.max(b)]
}

/// What a bond's atoms were called before; none if one is new.
fn before([first, second]: [u32; 2], origin: &[Option<usize>]) -> Option<[usize; 2]> {
    let of = |atom: u32| origin.get(atom as usize).copied().flatten();
    Some(pair([of(first)?, of(second)?]))
}

/// A column of the old structure in the order of the new one.
fn carried<T: Clone + Default>(old: &Option<Vec<T>>, origin: &[Option<usize>]) -> Option<Vec<T>> {
    let old = old.as_ref()?;
    Some(origin.iter().map(|from| from.map_or_else(T::default, |from| old[from].clone())).collect())
}

fn keep_atoms(old: &Structure, new: &mut Structure, origin: &[Option<usize>]) {
    let positions = std::iter::once((&old.atoms.position, &mut new.atoms.position)).chain(
        old.conformers.iter().map(|c| &c.position).zip(new.conformers.iter_mut().map(|c| &mut c.position)),
    );
    for (old, new) in positions {
        for (position, from) in new.iter_mut().zip(origin) {
            // The wire has single precision: a position that did not move there did not move.
            if let Some(exact) =
                from.map(|from| old[from]).filter(|&exact| narrow(exact) == narrow(*position))
            {
                *position = exact;
            }
        }
    }
    new.atoms.isotope = carried(&old.atoms.isotope, origin);
    new.atoms.kind = carried(&old.atoms.kind, origin);
    new.atoms.segment = carried(&old.atoms.segment, origin);
    new.atoms.anisotropic = carried(&old.atoms.anisotropic, origin);
    new.atoms.radical = carried(&old.atoms.radical, origin);
    if old.atoms.partial_charge.is_some() && new.atoms.partial_charge.is_none() {
        new.atoms.partial_charge = Some(vec![0.0; new.atoms.len()]);
    }
    let mut columns = std::mem::take(&mut new.atoms.other);
    for (name, _) in &old.atoms.other {
        let column = match columns.iter().position(|(known, _)| known == name) {
            Some(place) => columns.remove(place),
            None => (name.clone(), vec![Name::new(); new.atoms.len()]),
        };
        new.atoms.other.push(column);
    }
    new.atoms.other.append(&mut columns);
}

fn keep_residues(old: &Structure, new: &mut Structure, origin: &[Option<usize>]) {
    for (r, from) in origin.iter().enumerate() {
        if let Some(from) = *from {
            new.residues.insertion_code[r] = old.residues.insertion_code[from];
            new.residues.label_number[r] = old.residues.label_number[from];
            new.residues.entity_kind[r] = old.residues.entity_kind[from];
        }
    }
}

/// Chains take labels and entities from those that their residues were in, and part where these part.
fn keep_chains(old: &Structure, new: &mut Structure, origin: &[Option<usize>]) {
    let chain_before = |residue: usize| origin[residue].map(|from| old.chains.holding(from));
    let read = std::mem::take(&mut new.chains);
    let models = std::mem::take(&mut new.models.offset);
    let (chains, mut offsets) = (&mut new.chains, vec![0]);
    chains.offset.push(0);
    for model in models.windows(2) {
        for chain in model[0] as usize..model[1] as usize {
            let residues = read.residues(chain);
            let mut starts = vec![residues.start];
            let inner = residues.clone().skip(1);
            starts.extend(inner.filter(|&r| match (chain_before(r - 1), chain_before(r)) {
                (Some(before), Some(now)) => before != now,
                _ => false,
            }));
            for (k, &start) in starts.iter().enumerate() {
                let end = starts.get(k + 1).copied().unwrap_or(residues.end);
                let from = (start..end).find_map(chain_before);
                chains.id.push(read.id[chain].clone());
                chains.label_id.push(from.map_or_else(Name::new, |from| old.chains.label_id[from].clone()));
                chains.entity.push(from.map_or_else(Name::new, |from| old.chains.entity[from].clone()));
                chains.offset.push(end as u32);
            }
        }
        offsets.push(chains.id.len() as u32);
    }
    new.models.offset = offsets;
}

fn keep_bonds(old: &Structure, new: &mut Structure, origin: &[Option<usize>]) {
    let known = bond_numbers(&old.bonds);
    for b in 0..new.bonds.len() {
        let Some(&from) = before(new.bonds.atoms[b], origin).and_then(|pair| known.get(&pair)) else {
            continue;
        };
        if wire_order(old.bonds.order[from]) == wire_order(new.bonds.order[b]) {
            new.bonds.order[b] = old.bonds.order[from];
            new.bonds.aromatic[b] = old.bonds.aromatic[from];
        }
        new.bonds.kind[b] = old.bonds.kind[from];
        new.bonds.stereo[b] = old.bonds.stereo[from];
    }
}

fn keep_whole(old: &Structure, new: &mut Structure, origins: &Origins) {
    let remarks = std::mem::take(&mut new.header.other);
    new.header.clone_from(&old.header);
    new.header.other = remarks;
    new.cell.clone_from(&old.cell);
    new.assemblies.clone_from(&old.assemblies);
    new.ncs.clone_from(&old.ncs);
    for (number, from) in new.models.number.iter_mut().zip(&origins.models) {
        if let Some(from) = *from {
            *number = old.models.number[from];
        }
    }
    let now: HashMap<_, _> = origins
        .residues
        .iter()
        .enumerate()
        .filter_map(|(now, from)| Some(((*from)? as u32, now as u32)))
        .collect();
    new.secondary = old
        .secondary
        .iter()
        .filter_map(|element| {
            let [first, last] = element.residues;
            let residues = [*now.get(&first)?, *now.get(&last)?];
            Some(geminal_structure::SecondaryElement { residues, ..element.clone() })
        })
        .collect();
}
