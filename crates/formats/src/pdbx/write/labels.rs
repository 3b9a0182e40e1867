//! Label chains, entities and numbers: those of the structure, or made for one that has none.
//!
//! In mmCIF every polymer, every ligand and the waters of a chain are label chains of their own, copies of
//! one entity; PDB files know only the chains of the authors.

use geminal_structure::{EntityKind, Name, Structure};
use rustc_hash::FxHashMap;

/// The labels of each residue, and the entities.
pub(crate) struct Labels {
    /// Label chain id of each residue.
    pub(crate) chain: Vec<Name>,
    /// Entity id of each residue.
    pub(crate) entity: Vec<Name>,
    /// Number within the polymer.
    pub(crate) number: Vec<Option<i32>>,
    /// Entities in the order found, with the kind of their residues.
    pub(crate) entities: Vec<(Name, EntityKind)>,
    /// Label chains in the order found, with their entities.
    pub(crate) chains: Vec<(Name, Name)>,
    /// Author id of each chain; a chain without one is called by its label.
    pub(crate) author: Vec<Name>,
    /// Component of each residue; `UNL`, an unknown ligand, for one without a name.
    pub(crate) component: Vec<Name>,
}

impl Labels {
    pub(crate) fn new(s: &Structure) -> Labels {
        let told = !s.chains.is_empty() && s.chains.label_id.iter().all(|id| !id.is_empty());
        let mut labels = Labels {
            chain: Vec::with_capacity(s.residues.len()),
            entity: Vec::with_capacity(s.residues.len()),
            number: s.residues.label_number.clone(),
            entities: Vec::new(),
            chains: Vec::new(),
            author: s.chains.id.clone(),
            component: s.residues.name.clone(),
        };
        if told {
            labels.take(s)
        } else {
            labels.make(s)
        }
        for (chain, id) in labels.author.iter_mut().enumerate().filter(|(_, id)| id.is_empty()) {
            if let Some(r) = s.chains.residues(chain).next() {
                *id = labels.chain[r].clone();
            }
        }
        labels.component.iter_mut().filter(|name| name.is_empty()).for_each(|name| *name = "UNL".into());
        labels
    }

    /// The structure's own labels; entities it does not name are made.
    fn take(&mut self, s: &Structure) {
        let mut chains = FxHashMap::<Name, ()>::default();
        let mut entities = Entities::default();
        for chain in 0..s.chains.len() {
            let residues = s.chains.residues(chain);
            let entity = match &s.chains.entity[chain] {
                told if !told.is_empty() => {
                    let kind =
                        residues.clone().next().map_or(EntityKind::Unknown, |r| s.residues.entity_kind[r]);
                    entities.told(told, kind)
                }
                _ => entities.of(s, residues.clone()),
            };
            let id = &s.chains.label_id[chain];
            if chains.insert(id.clone(), ()).is_none() {
                self.chains.push((id.clone(), entity.clone()));
            }
            self.chain.extend(residues.clone().map(|_| id.clone()));
            self.entity.extend(residues.map(|_| entity.clone()));
        }
        self.entities = entities.list;
    }

    fn make(&mut self, s: &Structure) {
        let mut entities = Entities::default();
        let mut next = 0;
        let mut first_model: Vec<Name> = Vec::new();
        for model in 0..s.models.len() {
            // The chains of every model are called alike, as far as the models are alike.
            let mut in_model = 0;
            for chain in s.models.chains(model) {
                for part in parts(s, chain) {
                    let entity = entities.of(s, part.clone());
                    let id = match first_model.get(in_model) {
                        Some(id)
                            if self.chains.iter().any(|known| known == &(id.clone(), entity.clone())) =>
                        {
                            id.clone()
                        }
                        _ => {
                            next += 1;
                            let id = letters(next);
                            self.chains.push((id.clone(), entity.clone()));
                            id
                        }
                    };
                    if model == 0 {
                        first_model.push(id.clone());
                    }
                    in_model += 1;
                    let polymer = is_polymer(s.residues.entity_kind[part.start]);
                    for (k, r) in (1..).zip(part) {
                        self.chain.push(id.clone());
                        self.entity.push(entity.clone());
                        self.number[r] = polymer.then_some(k);
                    }
                }
            }
        }
        self.entities = entities.list;
    }
}

/// The runs of a chain's residues that are label chains: polymers, waters, and each other residue alone.
fn parts(s: &Structure, chain: usize) -> Vec<std::ops::Range<usize>> {
    let kind = |r: usize| s.residues.entity_kind[r];
    let mut parts: Vec<std::ops::Range<usize>> = Vec::new();
    for r in s.chains.residues(chain) {
        match parts.last_mut() {
            Some(open)
                if kind(open.start) == kind(r) && (is_polymer(kind(r)) || kind(r) == EntityKind::Water) =>
            {
                open.end = r + 1;
            }
            _ => parts.push(r..r + 1),
        }
    }
    parts
}

pub(super) fn is_polymer(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Protein | EntityKind::NucleicAcid)
}

/// Entities by what they are made of.
#[derive(Default)]
struct Entities {
    list: Vec<(Name, EntityKind)>,
    by_content: FxHashMap<Vec<Name>, Name>,
    by_id: FxHashMap<Name, ()>,
}

impl Entities {
    fn told(&mut self, id: &Name, kind: EntityKind) -> Name {
        if self.by_id.insert(id.clone(), ()).is_none() {
            self.list.push((id.clone(), kind));
        }
        id.clone()
    }

    /// The entity of residues: the same names in the same order are the same entity.
    fn of(&mut self, s: &Structure, residues: std::ops::Range<usize>) -> Name {
        let Some(first) = residues.clone().next() else { return Name::new() };
        let kind = s.residues.entity_kind[first];
        let content: Vec<Name> = match kind {
            EntityKind::Water => vec!["HOH".into()],
            _ => residues.map(|r| s.residues.name[r].clone()).collect(),
        };
        if let Some(id) = self.by_content.get(&content) {
            return id.clone();
        }
        let mut number = self.list.len() + 1;
        while self.by_id.contains_key(number.to_string().as_str()) {
            number += 1;
        }
        let id: Name = number.to_string().into();
        self.by_content.insert(content, id.clone());
        self.told(&id, kind)
    }
}

/// `A` ... `Z`, `AA`, `BA` ...: the first letter runs fastest, as the PDB names its chains.
fn letters(mut number: usize) -> Name {
    let mut id = Name::new();
    while number > 0 {
        number -= 1;
        id.push(char::from(b'A' + (number % 26) as u8));
        number /= 26;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_lettered() {
        for (number, expected) in [(1, "A"), (26, "Z"), (27, "AA"), (28, "BA"), (53, "AB"), (703, "AAA")] {
            assert_eq!(letters(number), expected, "{number}");
        }
    }
}
