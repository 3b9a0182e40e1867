//! Memory for pairs, zeroed.
//!
//! A long list is written once, and for that its pages must first be got from the system: with 4 kB pages this takes
//! longer than finding the pairs. Where the system has huge pages for the asking, long lists ask.

#[cfg(target_os = "linux")]
use memmap2::{Advice, MmapMut};

/// Lists from this many pairs on are worth a mapping of their own (16 MB).
#[cfg(target_os = "linux")]
const LONG: usize = 1 << 21;

/// A list of pairs of fixed length.
pub(crate) enum Store {
    /// Ordinary memory.
    Plain(Vec<[u32; 2]>),
    /// A mapping with huge pages.
    #[cfg(target_os = "linux")]
    Mapped(MmapMut, usize),
}

impl Store {
    /// `length` pairs of zeros.
    pub(crate) fn new(length: usize) -> Self {
        #[cfg(target_os = "linux")]
        if length >= LONG
            && let Ok(map) = MmapMut::map_anon(length * size_of::<[u32; 2]>())
        {
            // Without huge pages the mapping is as good as any memory.
            let _ = map.advise(Advice::HugePage);
            return Store::Mapped(map, length);
        }
        Store::Plain(vec![[0; 2]; length])
    }

    pub(crate) fn as_slice(&self) -> &[[u32; 2]] {
        match self {
            Store::Plain(pairs) => pairs,
            #[cfg(target_os = "linux")]
            Store::Mapped(map, length) => &bytemuck::cast_slice(map)[..*length],
        }
    }

    pub(crate) fn as_mut_slice(&mut self) -> &mut [[u32; 2]] {
        match self {
            Store::Plain(pairs) => pairs,
            #[cfg(target_os = "linux")]
            Store::Mapped(map, length) => &mut bytemuck::cast_slice_mut(map)[..*length],
        }
    }

    pub(crate) fn into_vec(self) -> Vec<[u32; 2]> {
        match self {
            Store::Plain(pairs) => pairs,
            #[cfg(target_os = "linux")]
            Store::Mapped(..) => self.as_slice().to_vec(),
        }
    }
}

impl Clone for Store {
    fn clone(&self) -> Self {
        let mut copy = Store::new(self.as_slice().len());
        copy.as_mut_slice().copy_from_slice(self.as_slice());
        copy
    }
}

impl Default for Store {
    fn default() -> Self {
        Store::Plain(Vec::new())
    }
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Store {}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_slice().fmt(f)
    }
}
