//! Finding residues and atoms by what links and secondary structure call them.

use geminal_structure::Structure;
use rustc_hash::FxHashMap;

/// Residues of a structure by the author's chain id, number and insertion code, for each model.
pub(crate) struct ResidueIndex<'a> {
    structure: &'a Structure,
    /// Chain ids by number: a key of numbers is found with text of any origin.
    chains: FxHashMap<&'a str, u32>,
    /// Sorted; residues of one key in file order.
    by_key: Vec<(Key, u32)>,
}

/// Number of the chain id, residue number, insertion code.
type Key = (u32, i32, u8);

impl<'a> ResidueIndex<'a> {
    /// Indexes all residues of all models.
    pub(crate) fn new(structure: &'a Structure) -> Self {
        let mut chains = FxHashMap::default();
        let mut by_key = Vec::with_capacity(structure.residues.len());
        let residues = &structure.residues;
        for chain in 0..structure.chains.len() {
            let id = structure.chains.id[chain].as_str();
            let next = chains.len() as u32;
            let id = *chains.entry(id).or_insert(next);
            for r in structure.chains.residues(chain) {
                let key = (id, residues.number[r], residues.insertion_code[r]);
                by_key.push((key, r as u32));
            }
        }
        // Stable, and quick where chains come in their order.
        by_key.sort_by_key(|&(key, _)| key);
        ResidueIndex { structure, chains, by_key }
    }

    /// Residues of this key in all models, in file order.
    pub(crate) fn residues<'s>(
        &'s self,
        chain: &str,
        number: i32,
        insertion_code: u8,
    ) -> impl Iterator<Item = usize> + use<'s, 'a> {
        let key = self.chains.get(chain).map(|&id| (id, number, insertion_code));
        let first = key.map_or(self.by_key.len(), |key| self.by_key.partition_point(|&(k, _)| k < key));
        let run = self.by_key[first..].iter().take_while(move |&&(k, _)| Some(k) == key);
        run.map(|&(_, r)| r as usize)
    }

    /// Atoms of this name (and alternate location, if given) in the residues of this key, with their model.
    pub(crate) fn atoms(&self, address: &Address<'_>) -> Vec<(usize, usize)> {
        let s = self.structure;
        let mut found = Vec::new();
        for r in self.residues(address.chain, address.number, address.insertion_code) {
            if !address.residue.is_empty() && s.residues.name[r] != address.residue {
                continue;
            }
            let model = s.models.holding(s.chains.holding(r));
            let wanted = |&i: &usize| {
                s.atoms.name[i] == address.atom
                    && (address.alt_loc == 0 || s.atoms.alt_loc[i] == address.alt_loc)
            };
            if let Some(atom) = s.residues.atoms(r).find(wanted) {
                found.push((model, atom));
            }
        }
        found
    }

    /// Pairs of atoms that two addresses mean, one for each model that has both.
    pub(crate) fn pairs(&self, first: &Address<'_>, second: &Address<'_>) -> Vec<(usize, usize)> {
        let (first, second) = (self.atoms(first), self.atoms(second));
        let partner = |&(model, i): &(usize, usize)| {
            second.iter().find(|&&(other, j)| other == model && i != j).map(|&(_, j)| (i, j))
        };
        let mut last = None;
        // One pair for each model, although a chain may come in several runs.
        first.iter().filter(|&&(model, _)| last.replace(model) != Some(model)).filter_map(partner).collect()
    }
}

/// An atom as a link names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Address<'a> {
    /// Chain id.
    pub(crate) chain: &'a str,
    /// Residue number.
    pub(crate) number: i32,
    /// Insertion code, 0 for none.
    pub(crate) insertion_code: u8,
    /// Residue name; empty for any.
    pub(crate) residue: &'a str,
    /// Atom name.
    pub(crate) atom: &'a str,
    /// Alternate location, 0 for any.
    pub(crate) alt_loc: u8,
}
