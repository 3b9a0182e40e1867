//! A table of numbers found by an integer key: open addressing, half empty, never changed after it is read.

/// Rows of numbers by key. Keys are not zero.
pub(super) struct Table<V> {
    slots: Vec<(u32, V)>,
    shift: u32,
}

impl<V: Copy> Table<V> {
    #[inline]
    fn slot(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9e37_79b1) >> self.shift) as usize
    }

    /// The row of a key.
    #[inline]
    pub fn get(&self, key: u32) -> Option<V> {
        let mut slot = self.slot(key);
        loop {
            match self.slots[slot] {
                (0, _) => return None,
                (found, value) if found == key => return Some(value),
                _ => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// Of two rows with the same key the first counts.
    fn insert(&mut self, key: u32, value: V) {
        let mut slot = self.slot(key);
        while self.slots[slot].0 != 0 && self.slots[slot].0 != key {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        if self.slots[slot].0 == 0 {
            self.slots[slot] = (key, value);
        }
    }
}

impl<const N: usize> Table<[f64; N]> {
    /// Reads lines of `K` integers that make the key and `N` numbers, separated by tabs; `#` begins a comment.
    pub fn read<const K: usize>(text: &str, key: impl Fn([u8; K]) -> u32) -> Self {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let size = (2 * lines.len()).next_power_of_two().max(2);
        let mut table = Self { slots: vec![(0, [0.0; N]); size], shift: 32 - size.trailing_zeros() };
        for line in lines {
            let mut cells = line.split('\t');
            let integers = std::array::from_fn(|_| cells.next().and_then(|c| c.parse().ok()).unwrap_or(0));
            let numbers = std::array::from_fn(|_| cells.next().and_then(|c| c.parse().ok()).unwrap_or(0.0));
            table.insert(key(integers), numbers);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_key_and_the_first_counts() {
        let table: Table<[f64; 2]> =
            Table::read("# head\n1\t2\t0.5\t-1\n3\t4\t7\t8\n1\t2\t9\t9\n", |[a, b]| {
                u32::from(a) << 8 | u32::from(b)
            });
        assert_eq!(table.get(1 << 8 | 2), Some([0.5, -1.0]));
        assert_eq!(table.get(3 << 8 | 4), Some([7.0, 8.0]));
        assert_eq!(table.get(5), None);
    }
}
