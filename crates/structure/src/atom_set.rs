//! A set of atoms as bits: what a selection evaluates to.

/// Some of the atoms of a structure, a bit each.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AtomSet {
    words: Vec<u64>,
    len: usize,
}

impl AtomSet {
    /// No atom of `atom_count`.
    pub fn none(atom_count: usize) -> AtomSet {
        AtomSet { words: vec![0; atom_count.div_ceil(64)], len: atom_count }
    }

    /// Every atom of `atom_count`.
    pub fn all(atom_count: usize) -> AtomSet {
        let mut set = AtomSet { words: vec![u64::MAX; atom_count.div_ceil(64)], len: atom_count };
        set.trim();
        set
    }

    /// The atoms for which `holds` is true.
    pub fn from_fn(atom_count: usize, mut holds: impl FnMut(usize) -> bool) -> AtomSet {
        let mut set = AtomSet::none(atom_count);
        (0..atom_count).filter(|&i| holds(i)).for_each(|i| set.insert(i));
        set
    }

    /// The atoms listed.
    pub fn from_indices(atom_count: usize, indices: impl IntoIterator<Item = usize>) -> AtomSet {
        let mut set = AtomSet::none(atom_count);
        indices.into_iter().for_each(|i| set.insert(i));
        set
    }

    /// Number of atoms of the structure (selected or not).
    pub fn atom_count(&self) -> usize {
        self.len
    }

    /// Number of atoms in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    /// Whether no atom is in the set.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&w| w == 0)
    }

    /// Whether an atom is in the set.
    pub fn contains(&self, atom: usize) -> bool {
        self.words.get(atom / 64).is_some_and(|w| w >> (atom % 64) & 1 == 1)
    }

    /// Adds an atom.
    pub fn insert(&mut self, atom: usize) {
        assert!(atom < self.len, "atom {atom} of {}", self.len);
        self.words[atom / 64] |= 1 << (atom % 64);
    }

    /// Takes an atom out.
    pub fn remove(&mut self, atom: usize) {
        if atom < self.len {
            self.words[atom / 64] &= !(1 << (atom % 64));
        }
    }

    /// The atoms in the set, in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(k, &word)| {
            std::iter::successors((word != 0).then_some(word), |w| Some(w & (w - 1)).filter(|&w| w != 0))
                .map(move |w| k * 64 + w.trailing_zeros() as usize)
        })
    }

    /// Atoms in this set or the other.
    pub fn union(mut self, other: &AtomSet) -> AtomSet {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a |= b);
        self
    }

    /// Atoms in both sets.
    pub fn intersection(mut self, other: &AtomSet) -> AtomSet {
        self.words.iter_mut().zip(&other.words).for_each(|(a, b)| *a &= b);
        self
    }

    /// Atoms not in this set.
    pub fn complement(mut self) -> AtomSet {
        self.words.iter_mut().for_each(|w| *w = !*w);
        self.trim();
        self
    }

    fn trim(&mut self) {
        if let Some(last) = self.words.last_mut()
            && !self.len.is_multiple_of(64)
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_bits_behave_like_sets() {
        for n in [0, 1, 63, 64, 65, 200] {
            let thirds = AtomSet::from_fn(n, |i| i % 3 == 0);
            assert_eq!(thirds.iter().collect::<Vec<_>>(), (0..n).step_by(3).collect::<Vec<_>>());
            assert_eq!(thirds.count() + thirds.clone().complement().count(), n);
            assert_eq!(thirds.clone().union(&thirds.clone().complement()), AtomSet::all(n));
            assert!(thirds.clone().intersection(&thirds.complement()).is_empty());
        }
    }
}
