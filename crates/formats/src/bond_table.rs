//! Bonds collected from several places of a file, each pair once.

use geminal_structure::{BondKind, BondOrder, Bonds};
use rustc_hash::FxHashMap;

/// Bonds by the pair of atoms, so that a pair told twice (`CONECT` and `SSBOND`) stays one bond.
#[derive(Debug, Default)]
pub(crate) struct BondTable {
    bonds: Bonds,
    index: FxHashMap<(u32, u32), usize>,
}

impl BondTable {
    /// Adds a bond; of a pair that is there already, completes what was not known.
    pub(crate) fn add(&mut self, first: usize, second: usize, order: BondOrder, kind: BondKind) {
        if first == second {
            return;
        }
        let key = (first.min(second) as u32, first.max(second) as u32);
        let next = self.bonds.len();
        let bond = *self.index.entry(key).or_insert(next);
        if bond == next {
            self.bonds.push_kind(first, second, order, kind);
            return;
        }
        if self.bonds.order[bond] == BondOrder::Unknown {
            self.bonds.order[bond] = order;
            self.bonds.aromatic[bond] |= order == BondOrder::Aromatic;
        }
        if self.bonds.kind[bond] == BondKind::Covalent {
            self.bonds.kind[bond] = kind;
        }
    }

    /// Adds a covalent bond that may be part of an aromatic system.
    pub(crate) fn add_aromatic(&mut self, first: usize, second: usize, order: BondOrder, aromatic: bool) {
        let before = self.bonds.len();
        self.add(first, second, order, BondKind::Covalent);
        if aromatic && self.bonds.len() > before {
            self.bonds.aromatic[before] = true;
        }
    }

    /// The bonds, in the order they were told first.
    pub(crate) fn finish(self) -> Bonds {
        self.bonds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_one_bond() {
        let mut table = BondTable::default();
        table.add(1, 2, BondOrder::Unknown, BondKind::Disulphide);
        table.add(2, 1, BondOrder::Single, BondKind::Covalent);
        table.add(3, 3, BondOrder::Single, BondKind::Covalent);
        let bonds = table.finish();
        assert_eq!((bonds.atoms, bonds.order), (vec![[1, 2]], vec![BondOrder::Single]));
        assert_eq!(bonds.kind, [BondKind::Disulphide]);
    }
}
