//! How much is in a structure, counted the way structure databases do.

use geminal_structure::{Element, Structure};
use rustc_hash::FxHashSet;

/// Numbers of things in a structure; of the first model unless said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Models.
    pub models: usize,
    /// Different author chain ids.
    pub chains: usize,
    /// Different residues: chain, number, insertion code and name. A chain that comes back later in the file
    /// with the same numbers has residues of its own.
    pub residues: usize,
    /// Atoms, every alternate location counted.
    pub atoms: usize,
    /// Atoms of all models.
    pub atoms_all_models: usize,
    /// Hydrogens of any isotope.
    pub hydrogens: usize,
    /// Atoms that have an alternate location.
    pub altlocs: usize,
}

impl Counts {
    /// Counts what is in a structure.
    pub fn of(structure: &Structure) -> Counts {
        let mut counts = Counts {
            models: structure.models.len(),
            atoms_all_models: structure.atom_count(),
            ..Counts::default()
        };
        if structure.models.is_empty() {
            return counts;
        }
        let (chains, residues) = (&structure.chains, &structure.residues);
        let mut ids = FxHashSet::default();
        let mut seen = FxHashSet::default();
        for chain in structure.models.chains(0) {
            if structure.chain_atoms(chain).is_empty() {
                continue;
            }
            ids.insert(&chains.id[chain]);
            for r in chains.residues(chain) {
                let key = (residues.number[r], residues.insertion_code[r], &residues.name[r]);
                seen.insert((chain, key));
            }
        }
        let atoms = structure.model_atoms(0);
        counts.chains = ids.len();
        counts.residues = seen.len();
        counts.atoms = atoms.len();
        counts.hydrogens =
            structure.atoms.element[atoms.clone()].iter().filter(|&&e| e == Element::H).count();
        counts.altlocs = structure.atoms.alt_loc[atoms].iter().filter(|&&a| a != 0).count();
        counts
    }
}
