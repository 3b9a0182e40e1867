//! Building biological assemblies.

use std::ops::Range;

use super::transform::turned;
use crate::{Assembly, AssemblyPart, ChainIds, SecondaryElement, Structure, Transform};

/// Why an assembly could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssemblyError {
    /// No assembly of this id.
    #[error("there is no assembly `{id}`; {}", listed(.known))]
    Unknown {
        /// The id asked for.
        id: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// More atoms than 32-bit indices can name.
    #[error("assembly `{id}` would have {atoms} atoms, more than 32-bit indices can name")]
    TooLarge {
        /// The assembly.
        id: String,
        /// The atoms it would have.
        atoms: u64,
    },
}

fn listed(ids: &[String]) -> String {
    if ids.is_empty() { "the file tells of none".to_owned() } else { format!("there is {}", ids.join(", ")) }
}

/// One copy: the chains that one operator takes along.
struct Copy<'a> {
    transform: &'a Transform,
    /// For each chain of the structure, whether it is copied.
    chains: Vec<bool>,
}

impl Structure {
    /// Builds an assembly: for each of its operators a copy of the chains it applies to, with the bonds among them.
    ///
    /// The first copy of a chain keeps its name, the `n`-th is called `A-n`. Every model is built. The result has no
    /// cell and no assemblies of its own.
    pub fn assembly(&self, id: &str) -> Result<Structure, AssemblyError> {
        let Some(assembly) = self.assemblies.iter().find(|a| a.id == id) else {
            let known = self.assemblies.iter().map(|a| a.id.clone()).collect();
            return Err(AssemblyError::Unknown { id: id.to_owned(), known });
        };
        let copies = self.copies(assembly);
        let atoms_of = |copy: &Copy<'_>| -> u64 {
            (0..self.chains.len()).filter(|c| copy.chains[*c]).map(|c| self.chain_atoms(c).len() as u64).sum()
        };
        let atoms: u64 = copies.iter().map(atoms_of).sum();
        if atoms >= u64::from(u32::MAX) {
            return Err(AssemblyError::TooLarge { id: id.to_owned(), atoms });
        }

        let mut built = self.emptied();
        built.cell = None;
        built.assemblies.clear();
        built.ncs.clear();
        built.atoms.reserve(atoms as usize);
        for conformer in &mut built.conformers {
            conformer.position.reserve_exact(atoms as usize);
        }
        // Where the atoms and residues of each chain of each copy begin.
        let mut places = vec![vec![None; self.chains.len()]; copies.len()];
        for model in 0..self.models.len() {
            let mut times = vec![0usize; self.chains.len()];
            for (copy, places) in copies.iter().zip(&mut places) {
                for chain in self.models.chains(model).filter(|c| copy.chains[*c]) {
                    places[chain] = Some((built.atom_count(), built.residues.len()));
                    times[chain] += 1;
                    let suffix = (times[chain] > 1).then(|| format!("-{}", times[chain]));
                    self.copy_chain(chain, copy.transform, suffix.as_deref(), &mut built);
                }
            }
            built.models.number.push(self.models.number[model]);
            built.models.offset.push(built.chains.len() as u32);
        }
        self.copy_bonds(&copies, &places, &mut built);
        for places in &places {
            built.secondary.extend(self.secondary.iter().filter_map(|e| self.moved(e, places)));
        }
        Ok(built)
    }

    /// The operators of an assembly, each once, with the chains it applies to.
    fn copies<'a>(&self, assembly: &'a Assembly) -> Vec<Copy<'a>> {
        let mut copies: Vec<Copy<'a>> = Vec::new();
        for part in &assembly.parts {
            let chains: Vec<bool> = (0..self.chains.len()).map(|c| self.is_in(c, part)).collect();
            for transform in &part.transforms {
                // Parts that share an operator make one copy, so that bonds between them are kept. A chain that a file
                // lists twice under one operator is one chain.
                match copies.iter_mut().find(|copy| copy.transform == transform) {
                    Some(copy) => copy.chains.iter_mut().zip(&chains).for_each(|(a, b)| *a |= b),
                    None => copies.push(Copy { transform, chains: chains.clone() }),
                }
            }
        }
        copies
    }

    fn is_in(&self, chain: usize, part: &AssemblyPart) -> bool {
        match &part.chains {
            ChainIds::Author(ids) => ids.contains(&self.chains.id[chain]),
            ChainIds::Label(ids) => ids.contains(&self.chains.label_id[chain]),
        }
    }

    /// Appends a copy of a chain.
    fn copy_chain(&self, chain: usize, transform: &Transform, suffix: Option<&str>, to: &mut Structure) {
        let run: Range<usize> = self.chain_atoms(chain);
        let start = to.atom_count();
        for residue in self.chains.residues(chain) {
            let end = start + self.residues.offset[residue + 1] as usize - run.start;
            to.residues.push(&self.residues, residue, end);
        }
        to.chains.push(&self.chains, chain, suffix, to.residues.len());
        to.atoms.extend(&self.atoms, run.clone());
        to.atoms.position[start..].iter_mut().for_each(|p| *p = transform.apply(*p));
        if let Some(column) = &mut to.atoms.anisotropic {
            column[start..].iter_mut().for_each(|u| *u = turned(transform, *u));
        }
        for (new, old) in to.conformers.iter_mut().zip(&self.conformers) {
            new.position.extend(old.position[run.clone()].iter().map(|p| transform.apply(*p)));
        }
    }

    /// Appends the bonds of all copies.
    fn copy_bonds(&self, copies: &[Copy<'_>], places: &[Vec<Option<(usize, usize)>>], to: &mut Structure) {
        let chain_of_residues = self.chain_of_residues();
        let chain_of: Vec<u32> =
            self.residue_of_atoms().iter().map(|r| chain_of_residues[*r as usize]).collect();
        let starts: Vec<usize> = (0..self.chains.len()).map(|c| self.chain_atoms(c).start).collect();
        to.bonds.reserve(self.bonds.len() * copies.len());
        for places in places {
            let moved = |atom: u32| {
                let chain = chain_of[atom as usize] as usize;
                places[chain].map(|(start, _)| (start + atom as usize - starts[chain]) as u32)
            };
            for (bond, [i, j]) in self.bonds.atoms.iter().enumerate() {
                if let (Some(i), Some(j)) = (moved(*i), moved(*j)) {
                    to.bonds.push_copy(&self.bonds, bond, [i, j]);
                }
            }
        }
    }

    /// A helix or strand of a copied chain.
    fn moved(
        &self,
        element: &SecondaryElement,
        places: &[Option<(usize, usize)>],
    ) -> Option<SecondaryElement> {
        let moved = |residue: u32| {
            let chain = self.chains.holding(residue as usize);
            let (_, start) = places[chain]?;
            Some((start + residue as usize - self.chains.residues(chain).start) as u32)
        };
        let residues = [moved(element.residues[0])?, moved(element.residues[1])?];
        Some(SecondaryElement { residues, ..element.clone() })
    }
}
