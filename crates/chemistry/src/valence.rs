//! Valence: outer electrons, usual valences, and the hydrogens an atom lacks.
//!
//! A charged atom has the valences of the neutral element with as many electrons (`N+` those of carbon, `O-` those of
//! fluorine), the rule of Daylight and of MDL for the elements of organic chemistry. Metals lack no hydrogens.

use geminal_structure::Element;

/// Number of electrons in the outer shell of a main-group element; 0 for the others.
pub fn outer_electrons(element: Element) -> u8 {
    match element.number() {
        1 => 1,
        2 => 2,
        n @ 3..=10 => n - 2,
        n @ 11..=18 => n - 10,
        n @ (19 | 20) => n - 18,
        n @ 31..=36 => n - 28,
        n @ (37 | 38) => n - 36,
        n @ 49..=54 => n - 46,
        n @ (55 | 56) => n - 54,
        n @ 81..=86 => n - 78,
        _ => 0,
    }
}

/// Usual valences of a neutral atom, least first; empty where any goes (metals).
pub fn usual_valences(element: Element) -> &'static [u8] {
    match element.number() {
        1 | 9 | 17 | 35 | 85 => &[1],
        2 | 10 | 18 | 36 | 54 | 86 => &[0],
        5 => &[3],
        6 | 14 | 32 => &[4],
        7 => &[3],
        8 => &[2],
        15 | 33 | 51 => &[3, 5, 7],
        16 | 34 | 52 => &[2, 4, 6],
        53 => &[1, 3, 5],
        _ => &[],
    }
}

/// Usual valences of an atom with a formal charge, least first; empty where any goes.
pub fn charged_valences(element: Element, charge: i8) -> &'static [u8] {
    let electrons = i16::from(element.number()) - i16::from(charge);
    match u8::try_from(electrons).ok().and_then(Element::from_number) {
        // A cation of a metal has an empty shell: the rule is for those that bond by pairs.
        Some(alike) if !usual_valences(element).is_empty() => match alike.number() {
            0 => &[0],
            // Beyond the noble gas of its row a shell has no place for further electrons.
            _ if outer_electrons(element) as i16 - i16::from(charge) > 8 => &[0],
            _ => usual_valences(alike),
        },
        _ => &[],
    }
}

/// Hydrogens to be added to an atom whose bonds have this sum of orders.
///
/// ```
/// use geminal_chemistry::{Element, valence::missing_hydrogens};
/// assert_eq!(missing_hydrogens(Element::N, 1, 2), 2); // CC=[NH2+] at its nitrogen
/// assert_eq!(missing_hydrogens(Element::S, 0, 5), 1); // [SH](=O)(=O)C
/// ```
pub fn missing_hydrogens(element: Element, charge: i8, order_sum: u8) -> u8 {
    let valences = charged_valences(element, charge);
    valences.iter().find(|&&valence| valence >= order_sum).map_or(0, |valence| valence - order_sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hydrogens_of_common_atoms() {
        for (symbol, charge, sum, expected) in [
            ("C", 0, 0, 4),
            ("C", 1, 2, 1),
            ("C", -1, 2, 1),
            ("N", 0, 2, 1),
            ("N", 1, 1, 3),
            ("N", -1, 2, 0),
            ("N", 0, 5, 0),
            ("O", -1, 1, 0),
            ("O", 1, 2, 1),
            ("S", 0, 1, 1),
            ("S", -1, 1, 0),
            ("S", 1, 3, 0),
            ("P", 0, 4, 1),
            ("B", 0, 2, 1),
            ("B", -1, 4, 0),
            ("Cl", -1, 0, 0),
            ("Cl", 0, 7, 0),
            ("Na", 1, 0, 0),
            ("Zn", 2, 0, 0),
            ("H", 1, 0, 0),
        ] {
            let element = Element::from_symbol(symbol).unwrap();
            assert_eq!(missing_hydrogens(element, charge, sum), expected, "{symbol} {charge} {sum}");
        }
    }
}
