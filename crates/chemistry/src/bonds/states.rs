//! Valence states: formal charges that follow from bonds, and what they cost where the hydrogens are known.

use geminal_structure::Element;

/// Cost of a valence that the element does not have.
pub(super) const IMPOSSIBLE: f64 = 20.0;

/// An atom with its bonds: neighbours that are heavy, pairs beyond single bonds, hydrogens if known.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) element: Element,
    pub(super) neighbors: u8,
    pub(super) pairs: u8,
    pub(super) hydrogens: Option<u8>,
}

impl State {
    /// Formal charge in e. Without hydrogens only what no hydrogen can mend is charged.
    pub(super) fn charge(self) -> i8 {
        let sum = self.neighbors + self.pairs + self.hydrogens.unwrap_or(0);
        let short = self.hydrogens.is_some();
        match (self.element.number(), sum) {
            (6 | 14, 5) | (7, 4) | (8, 3) => 1,
            (5 | 13, 4) => -1,
            (6, 3) | (7, 2) | (8, 1) | (9 | 17 | 35 | 53, 0) | (16 | 34, 1) if short => -1,
            (16 | 34, 3) if short || self.neighbors + self.pairs == 3 => 1,
            (15 | 33, 4) if short || self.neighbors == 4 => 1,
            (15 | 33, 6) => -1,
            (16 | 34, 5) if short => 1,
            _ => 0,
        }
    }

    /// What a state costs that has its hydrogens: nothing for the neutral one, least for the usual ions.
    pub(super) fn cost(self) -> f64 {
        let charge = self.charge();
        let sum = self.neighbors + self.pairs + self.hydrogens.unwrap_or(0);
        let usual = crate::valence::charged_valences(self.element, charge);
        if !usual.is_empty() && !usual.contains(&sum) && !self.element.is_halogen() {
            return IMPOSSIBLE;
        }
        match (self.element.number(), charge) {
            (_, 0) => 0.0,
            (7, 1) => 2.0,
            (8, -1) => 4.0,
            (16 | 34, -1) => 3.0,
            (16 | 34, 1) => 4.0,
            (15 | 33, 1) => 6.0,
            (7, -1) => 6.0,
            (8, 1) => 7.0,
            _ => 12.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charges_follow_from_bonds() {
        for (symbol, neighbors, pairs, hydrogens, charge) in [
            ("C", 3, 1, None, 0),
            ("N", 4, 0, None, 1),
            ("N", 3, 1, None, 1),
            ("N", 1, 0, None, 0),
            ("N", 1, 0, Some(3), 1),
            ("N", 1, 1, Some(2), 1),
            ("N", 2, 0, Some(0), -1),
            ("O", 1, 0, None, 0),
            ("O", 1, 0, Some(0), -1),
            ("O", 2, 1, None, 1),
            ("S", 3, 0, None, 1),
            ("S", 3, 1, None, 0),
            ("S", 4, 2, None, 0),
            ("P", 4, 1, None, 0),
            ("P", 4, 0, None, 1),
            ("B", 4, 0, None, -1),
            ("B", 3, 0, None, 0),
            ("Cl", 4, 3, None, 0),
        ] {
            let element = Element::from_symbol(symbol).unwrap();
            let state = State { element, neighbors, pairs, hydrogens };
            assert_eq!(state.charge(), charge, "{state:?}");
        }
    }
}
