//! Contacts per residue: counts, and fingerprints that can be compared.

use crate::{Contacts, Kind};
use geminal_structure::Structure;
use std::collections::{BTreeMap, BTreeSet};

/// How many contacts of each kind each pair of residues makes.
///
/// The key is the residue of the first end, the residue of the second, and the kind.
pub fn residue_counts(contacts: &Contacts, structure: &Structure) -> BTreeMap<(usize, usize, Kind), usize> {
    let mut counts = BTreeMap::new();
    for contact in contacts.iter() {
        let ends = [contact.atoms_a, contact.atoms_b]
            .map(|end| end.last().map(|&atom| structure.residues.holding(atom as usize)));
        if let [Some(a), Some(b)] = ends {
            *counts.entry((a, b, contact.kind)).or_insert(0) += 1;
        }
    }
    counts
}

/// An interaction fingerprint: which residues make which kinds of contact with a selection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    bits: BTreeSet<(String, Kind)>,
}

impl Fingerprint {
    /// The fingerprint of contacts whose first ends are the selection's; residues are told by name, chain and number,
    /// so that fingerprints of different files can be compared.
    pub fn new(contacts: &Contacts, structure: &Structure) -> Fingerprint {
        let counts = residue_counts(contacts, structure);
        Fingerprint {
            bits: counts
                .into_keys()
                .map(|(_, residue, kind)| (structure.residue(residue).to_string(), kind))
                .collect(),
        }
    }

    /// The bits that are set: residue and kind.
    pub fn bits(&self) -> impl Iterator<Item = (&str, Kind)> {
        self.bits.iter().map(|(residue, kind)| (residue.as_str(), *kind))
    }

    /// Tanimoto similarity: bits in both over bits in either; 1 for two empty ones.
    pub fn tanimoto(&self, other: &Fingerprint) -> f64 {
        let both = self.bits.intersection(&other.bits).count();
        let either = self.bits.len() + other.bits.len() - both;
        if either == 0 { 1.0 } else { both as f64 / either as f64 }
    }
}
