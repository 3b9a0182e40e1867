//! Random values of every layout, for tests.

use crate::structure::Uid;

/// SplitMix64, and what the values of one structure have in common. A seed gives the same values everywhere.
pub struct Random {
    state: u64,
    /// How many conformers the structure has.
    pub conformers: usize,
    atoms: Vec<Uid>,
    texts: u64,
    lists: usize,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed, conformers: 1, atoms: Vec::new(), texts: 0, lists: 0 }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number under `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// How long a list is: short, and empty after many, so that what contains itself ends.
    pub fn count(&mut self) -> usize {
        self.lists += 1;
        if self.lists > 60 { 0 } else { [0, 1, 1, 2, 3][self.below(5) as usize] }
    }

    /// A text unlike any other, so that it can be a key.
    pub fn text(&mut self) -> String {
        self.texts += 1;
        let stem = ["CA", "été ", "N'", "a longer text than any name ", "水"][self.below(5) as usize];
        format!("{stem}{}", self.texts)
    }

    /// Begins a structure with atoms of its own.
    pub fn start_structure(&mut self) {
        self.atoms.clear();
        self.conformers = 1 + self.below(3) as usize;
    }

    /// An atom that nothing refers to yet.
    pub fn new_atom(&mut self) -> Uid {
        let uid = Uid(100 + self.atoms.len() as i64);
        self.atoms.push(uid);
        uid
    }

    /// In which conformers something exists; one alone has to exist.
    pub fn in_conformer(&mut self) -> Vec<bool> {
        (0..self.conformers).map(|_| self.below(2) == 1 || self.conformers == 1).collect()
    }

    /// Any atom.
    pub fn any_atom(&mut self) -> Uid {
        if self.atoms.is_empty() {
            return self.new_atom();
        }
        let index = self.below(self.atoms.len() as u64) as usize;
        self.atoms[index]
    }

    /// The structure's atoms in the order in which they were first mentioned.
    pub fn atoms(&self) -> Vec<Uid> {
        self.atoms.clone()
    }
}
