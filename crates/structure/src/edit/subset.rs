//! Some of the atoms as a structure of their own.

use crate::{AtomSet, SecondaryElement, Structure};

/// No index.
const GONE: u32 = u32::MAX;

impl Structure {
    /// A structure of the selected atoms alone, in their order: with their residues, chains and models, the bonds among
    /// them, all conformers, and what belongs to the whole. Residues, chains and models left without atoms are gone.
    ///
    /// The atom `i` of the result is the `i`-th of `atoms.iter()`.
    pub fn subset(&self, atoms: &AtomSet) -> Structure {
        let mut subset = self.emptied();
        let mut renumbered = vec![GONE; self.atom_count()];
        let mut residues = vec![GONE; self.residues.len()];
        let count = atoms.count();
        subset.atoms.reserve(count);
        for conformer in &mut subset.conformers {
            conformer.position.reserve_exact(count);
        }

        for model in 0..self.models.len() {
            for chain in self.models.chains(model) {
                for residue in self.chains.residues(chain) {
                    let before = subset.atom_count();
                    self.copy_chosen(residue, atoms, &mut subset, &mut renumbered);
                    let end = subset.atom_count();
                    if end > before {
                        residues[residue] = subset.residues.len() as u32;
                        subset.residues.push(&self.residues, residue, end);
                    }
                }
                let end = subset.residues.len();
                if end > subset.chains.offset[subset.chains.len()] as usize {
                    subset.chains.push(&self.chains, chain, None, end);
                }
            }
            let end = subset.chains.len();
            if end > subset.models.offset[subset.models.len()] as usize {
                subset.models.number.push(self.models.number[model]);
                subset.models.offset.push(end as u32);
            }
        }

        for (bond, pair) in self.bonds.atoms.iter().enumerate() {
            let pair = pair.map(|atom| renumbered[atom as usize]);
            if !pair.contains(&GONE) {
                subset.bonds.push_copy(&self.bonds, bond, pair);
            }
        }
        subset.secondary =
            self.secondary.iter().filter_map(|element| shortened(element, &residues)).collect();
        subset
    }

    /// Takes atoms out, with their bonds.
    pub fn remove_atoms(&mut self, atoms: &AtomSet) {
        *self = self.subset(&atoms.clone().complement());
    }

    /// Each model as a structure of its own.
    pub fn split_models(&self) -> Vec<Structure> {
        (0..self.models.len()).map(|model| self.subset_of(self.model_atoms(model))).collect()
    }

    /// Each chain of each model as a structure of its own; the runs of an interrupted chain are kept together.
    pub fn split_chains(&self) -> Vec<Structure> {
        let mut sets: Vec<(usize, &str, AtomSet)> = Vec::new();
        for model in 0..self.models.len() {
            for chain in self.models.chains(model) {
                let id = self.chains.id[chain].as_str();
                let found = sets.iter().position(|(m, other, _)| *m == model && *other == id);
                let place = found.unwrap_or_else(|| {
                    sets.push((model, id, AtomSet::none(self.atom_count())));
                    sets.len() - 1
                });
                self.chain_atoms(chain).for_each(|atom| sets[place].2.insert(atom));
            }
        }
        sets.iter().map(|(_, _, atoms)| self.subset(atoms)).collect()
    }

    fn subset_of(&self, atoms: std::ops::Range<usize>) -> Structure {
        self.subset(&AtomSet::from_indices(self.atom_count(), atoms))
    }

    /// Copies the chosen atoms of a residue, run by run.
    fn copy_chosen(&self, residue: usize, atoms: &AtomSet, to: &mut Structure, renumbered: &mut [u32]) {
        let all = self.residues.atoms(residue);
        let mut start = all.start;
        while start < all.end {
            let end = (start..all.end).find(|atom| !atoms.contains(*atom)).unwrap_or(all.end);
            for (new, old) in (to.atom_count()..).zip(start..end) {
                renumbered[old] = new as u32;
            }
            if end > start {
                to.atoms.extend(&self.atoms, start..end);
                for (new, old) in to.conformers.iter_mut().zip(&self.conformers) {
                    new.position.extend_from_slice(&old.position[start..end]);
                }
            }
            start = end + 1;
        }
    }
}

/// A helix or strand from the first to the last of its residues that are left.
fn shortened(element: &SecondaryElement, residues: &[u32]) -> Option<SecondaryElement> {
    let [first, last] = element.residues.map(|r| r as usize);
    let mut left = residues.get(first..=last)?.iter().copied().filter(|r| *r != GONE);
    let first = left.next()?;
    Some(SecondaryElement { residues: [first, left.next_back().unwrap_or(first)], ..element.clone() })
}
