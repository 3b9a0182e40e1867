//! Maximum matching in a general graph (Edmonds 1965), one atom at a time.
//!
//! An augmenting path is searched breadth first from the atom to be covered; odd cycles met on the way (blossoms) are
//! shrunk to their base. What is covered stays covered but for atoms declared spare, so the order of the calls is an order of preference.

const NONE: u32 = u32::MAX;

pub(super) struct Matching {
    partner: Vec<u32>,
    /// The atom before in the search tree, through which an outer atom was reached.
    parent: Vec<u32>,
    base: Vec<u32>,
    outer: Vec<bool>,
    touched: Vec<u32>,
    queue: Vec<u32>,
}

impl Matching {
    pub(super) fn new(atom_count: usize) -> Matching {
        Matching {
            partner: vec![NONE; atom_count],
            parent: vec![NONE; atom_count],
            base: (0..atom_count as u32).collect(),
            outer: vec![false; atom_count],
            touched: Vec::new(),
            queue: Vec::new(),
        }
    }

    pub(super) fn partner(&self, atom: u32) -> Option<u32> {
        Some(self.partner[atom as usize]).filter(|&partner| partner != NONE)
    }

    /// Matches an atom, moving earlier partners as needed, at the cost of a `spare` atom if there is no other way;
    /// whether it could.
    pub(super) fn cover<I>(
        &mut self,
        atom: u32,
        partners: &impl Fn(u32) -> I,
        spare: &impl Fn(u32) -> bool,
    ) -> bool
    where
        I: Iterator<Item = u32>,
    {
        if self.partner[atom as usize] != NONE {
            return true;
        }
        let free = self.search(atom, partners).or_else(|| self.release(atom, spare));
        if let Some(mut end) = free {
            while end != NONE {
                let before = self.parent[end as usize];
                let next = self.partner[before as usize];
                self.partner[end as usize] = before;
                self.partner[before as usize] = end;
                end = next;
            }
        }
        for atom in self.touched.drain(..) {
            self.parent[atom as usize] = NONE;
            self.base[atom as usize] = atom;
            self.outer[atom as usize] = false;
        }
        free.is_some()
    }

    /// A free atom at the end of an alternating path from `root`.
    fn search<I>(&mut self, root: u32, partners: &impl Fn(u32) -> I) -> Option<u32>
    where
        I: Iterator<Item = u32>,
    {
        self.queue.clear();
        self.reach(root);
        let mut next = 0;
        while let Some(&atom) = self.queue.get(next) {
            next += 1;
            for other in partners(atom) {
                if self.base[atom as usize] == self.base[other as usize]
                    || self.partner[atom as usize] == other
                {
                    continue;
                }
                let mate = self.partner[other as usize];
                if other == root || (mate != NONE && self.parent[mate as usize] != NONE) {
                    self.shrink(atom, other);
                } else if self.parent[other as usize] == NONE {
                    self.parent[other as usize] = atom;
                    self.touched.push(other);
                    if mate == NONE {
                        return Some(other);
                    }
                    self.reach(mate);
                }
            }
        }
        None
    }

    /// Frees a spare atom at the end of an alternating path; the atom that was its partner ends the path now.
    fn release(&mut self, root: u32, spare: &impl Fn(u32) -> bool) -> Option<u32> {
        let free =
            self.touched.iter().find(|&&a| a != root && self.outer[a as usize] && spare(a)).copied()?;
        let end = std::mem::replace(&mut self.partner[free as usize], NONE);
        Some(end)
    }

    fn reach(&mut self, atom: u32) {
        self.outer[atom as usize] = true;
        self.touched.push(atom);
        self.queue.push(atom);
    }

    /// Shrinks the odd cycle closed by two outer atoms.
    fn shrink(&mut self, first: u32, second: u32) {
        let base = self.common_base(first, second);
        let mut inside = Vec::new();
        self.mark(first, base, second, &mut inside);
        self.mark(second, base, first, &mut inside);
        for atom in self.touched.clone() {
            if inside.contains(&self.base[atom as usize]) {
                self.base[atom as usize] = base;
                if !self.outer[atom as usize] {
                    self.reach(atom);
                }
            }
        }
    }

    /// Notes the bases from an outer atom up to the base of its blossom, and turns the path round.
    fn mark(&mut self, mut atom: u32, base: u32, mut child: u32, inside: &mut Vec<u32>) {
        while self.base[atom as usize] != base {
            let mate = self.partner[atom as usize];
            inside.extend([self.base[atom as usize], self.base[mate as usize]]);
            self.parent[atom as usize] = child;
            child = mate;
            atom = self.parent[mate as usize];
        }
    }

    fn common_base(&self, first: u32, second: u32) -> u32 {
        let mut passed = Vec::new();
        let mut atom = first;
        loop {
            atom = self.base[atom as usize];
            passed.push(atom);
            let mate = self.partner[atom as usize];
            if mate == NONE {
                break;
            }
            atom = self.parent[mate as usize];
        }
        atom = second;
        loop {
            atom = self.base[atom as usize];
            if passed.contains(&atom) {
                return atom;
            }
            atom = self.parent[self.partner[atom as usize] as usize];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Size of a largest matching by trying everything.
    fn largest(bonds: &[[u32; 2]], used: u32) -> usize {
        let Some((&[i, j], rest)) = bonds.split_first() else { return 0 };
        let without = largest(rest, used);
        if used & (1 << i | 1 << j) == 0 {
            without.max(1 + largest(rest, used | 1 << i | 1 << j))
        } else {
            without
        }
    }

    fn partners(bonds: &[[u32; 2]]) -> impl Fn(u32) -> std::vec::IntoIter<u32> {
        move |atom| {
            let other = |&[i, j]: &[u32; 2]| (i == atom).then_some(j).or((j == atom).then_some(i));
            bonds.iter().filter_map(other).collect::<Vec<_>>().into_iter()
        }
    }

    /// Whether some matching covers all of `wanted` (a set of bits).
    fn coverable(bonds: &[[u32; 2]], used: u32, wanted: u32) -> bool {
        let Some((&[i, j], rest)) = bonds.split_first() else { return used & wanted == wanted };
        let both = 1 << i | 1 << j;
        coverable(rest, used, wanted) || (used & both == 0 && coverable(rest, used | both, wanted))
    }

    fn simple(pairs: Vec<(u32, u32)>) -> Vec<[u32; 2]> {
        pairs.into_iter().filter(|(i, j)| i != j).map(|(i, j)| [i, j]).collect()
    }

    proptest! {
        #[test]
        fn matching_is_largest(pairs in prop::collection::vec((0u32..9, 0u32..9), 1..14)) {
            let bonds = simple(pairs);
            let partners = partners(&bonds);
            let mut matching = Matching::new(9);
            for atom in 0..9 {
                matching.cover(atom, &partners, &|_| false);
            }
            let matched = (0..9).filter(|&atom| matching.partner(atom).is_some()).count();
            for atom in 0..9 {
                if let Some(partner) = matching.partner(atom) {
                    prop_assert_eq!(matching.partner(partner), Some(atom));
                    prop_assert!(partners(atom).any(|other| other == partner));
                }
            }
            prop_assert_eq!(matched, 2 * largest(&bonds, 0));
        }

        #[test]
        fn wanted_atoms_are_covered_if_any_matching_does(
            pairs in prop::collection::vec((0u32..9, 0u32..9), 1..14),
            wanted in 0u32..512,
        ) {
            let bonds = simple(pairs);
            let partners = partners(&bonds);
            let mut matching = Matching::new(9);
            let mut all = true;
            for atom in (0..9).filter(|atom| wanted & 1 << atom != 0) {
                all &= matching.cover(atom, &partners, &|other| wanted & 1 << other == 0);
            }
            prop_assert_eq!(all, coverable(&bonds, 0, wanted));
        }
    }
}
