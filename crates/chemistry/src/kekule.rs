//! Kekulé structures: single and double bonds in place of bonds of order aromatic.
//!
//! Which atoms of an aromatic system take part in a double bond follows from their valence: carbon must unless an
//! outer double bond or a charge has its electron; nitrogen with two bonds and no known hydrogen may (pyridine) or
//! may not (pyrrole); furan's oxygen does not. The double bonds are a matching that covers all that must, then
//! as many as possible of those that may (`matching`, Edmonds' blossoms).

mod matching;

use crate::{Graph, valence};
use geminal_structure::{BondOrder, Element};

/// Aromatic bonds for which no Kekulé structure exists.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no Kekulé structure: no double bond is left for atom(s) {atoms:?}; a charge or a hydrogen is missing there"
)]
pub struct NoKekule {
    /// Atoms that need a double bond and get none.
    pub atoms: Vec<u32>,
    /// The best there is: the orders with those atoms left short.
    pub orders: Vec<BondOrder>,
}

/// How an atom takes part in the double bonds of an aromatic system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Share {
    Must,
    May,
    Never,
}

/// Orders of all bonds, those of order aromatic replaced by single and double ones.
pub fn kekule_orders(graph: &Graph) -> Result<Vec<BondOrder>, NoKekule> {
    let mut orders = graph.orders().to_vec();
    let aromatic = |bond: u32| graph.order(bond as usize) == BondOrder::Aromatic;
    if !(0..graph.bond_count() as u32).any(aromatic) {
        return Ok(orders);
    }
    let shares: Vec<Share> = (0..graph.atom_count()).map(|atom| share(graph, atom)).collect();
    let takes_part = |atom: u32| shares[atom as usize] != Share::Never;
    let partners = |atom: u32| {
        let around = graph.neighbors(atom as usize).iter();
        around.filter(|n| aromatic(n.bond) && takes_part(n.atom)).map(|n| n.atom)
    };
    let mut matching = matching::Matching::new(graph.atom_count());
    let spare = |atom: u32| shares[atom as usize] == Share::May;
    for wanted in [Share::Must, Share::May] {
        for atom in (0..graph.atom_count() as u32).filter(|&atom| shares[atom as usize] == wanted) {
            matching.cover(atom, &partners, &|other| wanted == Share::Must && spare(other));
        }
    }
    for (order, &[i, j]) in orders.iter_mut().zip(graph.bonds()) {
        if *order == BondOrder::Aromatic {
            let double = matching.partner(i) == Some(j);
            *order = if double { BondOrder::Double } else { BondOrder::Single };
        }
    }
    let short = |&atom: &u32| shares[atom as usize] == Share::Must && matching.partner(atom).is_none();
    let atoms: Vec<u32> = (0..graph.atom_count() as u32).filter(short).collect();
    if atoms.is_empty() { Ok(orders) } else { Err(NoKekule { atoms, orders }) }
}

fn share(graph: &Graph, atom: usize) -> Share {
    let (mut aromatic, mut sum) = (0, 0);
    for neighbor in graph.neighbors(atom) {
        match graph.order(neighbor.bond as usize) {
            BondOrder::Aromatic => aromatic += 1,
            order => sum += order.value() as i32,
        }
    }
    if aromatic == 0 {
        return Share::Never;
    }
    let (element, charge) = (graph.element(atom), graph.charge(atom));
    let usual = valence::charged_valences(element, charge).first().map_or(0, |&v| i32::from(v));
    let free = usual - sum - aromatic;
    match (element.number(), charge) {
        (6 | 14, 0) | (7 | 15 | 33, 1) if free > 0 => Share::Must,
        (8 | 16 | 34 | 52, 1) if free > 0 => Share::Must,
        // Nitrogen with five bonds, as in an N-oxide drawn without charges.
        (7, 0) if aromatic >= 2 && sum == 2 => Share::Must,
        (7 | 15 | 33, 0) if free > 0 => Share::May,
        // One end of a carboxylate or the like whose bonds are all called aromatic.
        (8 | 16, 0 | -1) if aromatic == 1 && sum == 0 => Share::May,
        (0, _) => Share::May,
        (5, -1) if element == Element::B && free > 0 => Share::Must,
        _ => Share::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BondOrder::{Aromatic, Double, Single};

    /// A graph whose bonds are all aromatic but those given as single.
    fn aromatic(symbols: &str, charges: &[(usize, i8)], bonds: &[[u32; 2]], single: &[[u32; 2]]) -> Graph {
        let elements: Vec<Element> =
            symbols.chars().map(|c| Element::from_symbol(&c.to_string()).unwrap()).collect();
        let mut columns = vec![0; elements.len()];
        for &(atom, charge) in charges {
            columns[atom] = charge;
        }
        let orders = [vec![Aromatic; bonds.len()], vec![Single; single.len()]].concat();
        Graph::from_parts(elements, columns, [bonds, single].concat(), orders)
    }

    fn doubles(orders: &[BondOrder]) -> usize {
        assert!(!orders.contains(&Aromatic));
        orders.iter().filter(|&&order| order == Double).count()
    }

    #[test]
    fn rings_get_their_double_bonds() {
        let five = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]];
        let six = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5], [5, 0]];
        let azulene = [
            &[[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]][..],
            &[[4, 5], [5, 6], [6, 7], [7, 8], [8, 9], [9, 3]],
        ]
        .concat();
        for (name, symbols, charges, bonds, single, expected) in [
            ("benzene", "CCCCCC", vec![], &six[..], vec![], 3),
            ("pyrazine", "NCCNCC", vec![], &six, vec![], 3),
            ("pyridinium", "NCCCCC", vec![(0, 1)], &six, vec![], 3),
            ("pyrrole without hydrogens", "NCCCC", vec![], &five, vec![], 2),
            ("imidazole without hydrogens", "NCNCC", vec![], &five, vec![], 2),
            ("furan", "OCCCC", vec![], &five, vec![], 2),
            ("N-methylpyrazole", "NNCCCC", vec![], &five, vec![[0, 5]], 2),
            ("cyclopentadienide", "CCCCC", vec![(2, -1)], &five, vec![], 2),
            ("tropylium-like", "CCCCC", vec![(2, 1)], &five, vec![], 2),
            ("azulene", "CCCCCCCCCC", vec![], &azulene, vec![], 5),
            ("carboxylate", "CCOO", vec![], &[[1, 2], [1, 3]], vec![[0, 1]], 1),
            ("guanidinium", "CNNN", vec![], &[[0, 1], [0, 2], [0, 3]], vec![], 1),
        ] {
            let graph = aromatic(symbols, &charges, bonds, &single);
            assert_eq!(doubles(&kekule_orders(&graph).unwrap()), expected, "{name}");
        }
    }

    #[test]
    fn the_atoms_left_short_are_named() {
        let graph = aromatic("CCCCC", &[], &[[0, 1], [1, 2], [2, 3], [3, 4], [4, 0]], &[]);
        let error = kekule_orders(&graph).unwrap_err();
        assert_eq!((error.atoms.len(), doubles(&error.orders)), (1, 2));
    }
}
