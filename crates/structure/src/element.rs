//! The chemical elements and the tables of their radii, masses and electronegativities.
//!
//! The numbers are in `data/elements.tsv`, whose head names the source of each column.

use std::fmt;
use std::sync::LazyLock;

/// A chemical element by its atomic number; 0 stands for an unknown element or a dummy atom.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Element(u8);

/// What the tables say of one element. Lengths in Å, mass in u.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementFacts {
    /// `C`, `Cl`, ...; `X` for the unknown element.
    pub symbol: &'static str,
    /// The English name in lower case.
    pub name: &'static str,
    /// Standard atomic weight (IUPAC).
    pub mass: f64,
    /// Covalent radius of Cordero et al. 2008; up to curium.
    pub covalent_radius: Option<f64>,
    /// Van der Waals radius of Bondi 1964; the elements of that paper only.
    pub bondi_radius: Option<f64>,
    /// Van der Waals radius of Alvarez 2013.
    pub alvarez_radius: Option<f64>,
    /// Electronegativity on Pauling's scale.
    pub electronegativity: Option<f64>,
}

static TABLE: LazyLock<Vec<ElementFacts>> = LazyLock::new(|| {
    let unknown = ElementFacts {
        symbol: "X",
        name: "unknown",
        mass: 0.0,
        covalent_radius: None,
        bondi_radius: None,
        alvarez_radius: None,
        electronegativity: None,
    };
    let lines = include_str!("../data/elements.tsv").lines().filter(|line| !line.starts_with('#'));
    std::iter::once(unknown).chain(lines.map(facts)).collect()
});

/// One line of the table: number, symbol, name, mass, three radii, electronegativity.
fn facts(line: &'static str) -> ElementFacts {
    let mut cells = line.split('\t').skip(1);
    let mut text = || cells.next().unwrap_or("");
    let (symbol, name) = (text(), text());
    let mut number = || text().parse().ok();
    ElementFacts {
        symbol,
        name,
        mass: number().unwrap_or(0.0),
        covalent_radius: number(),
        bondi_radius: number(),
        alvarez_radius: number(),
        electronegativity: number(),
    }
}

impl Element {
    /// No element, or one that the file does not tell.
    pub const UNKNOWN: Element = Element(0);
    /// Hydrogen (deuterium and tritium are hydrogen with an isotope number).
    pub const H: Element = Element(1);
    /// Boron.
    pub const B: Element = Element(5);
    /// Carbon.
    pub const C: Element = Element(6);
    /// Nitrogen.
    pub const N: Element = Element(7);
    /// Oxygen.
    pub const O: Element = Element(8);
    /// Fluorine.
    pub const F: Element = Element(9);
    /// Silicon.
    pub const SI: Element = Element(14);
    /// Phosphorus.
    pub const P: Element = Element(15);
    /// Sulphur.
    pub const S: Element = Element(16);
    /// Chlorine.
    pub const CL: Element = Element(17);
    /// Selenium.
    pub const SE: Element = Element(34);
    /// Bromine.
    pub const BR: Element = Element(35);
    /// Iodine.
    pub const I: Element = Element(53);

    /// The element with this atomic number, 0 (unknown) to 118.
    pub const fn from_number(number: u8) -> Option<Element> {
        if number <= 118 { Some(Element(number)) } else { None }
    }

    /// The element with this symbol in any case; `D` and `T` are hydrogen.
    ///
    /// ```
    /// use geminal_structure::Element;
    /// assert_eq!(Element::from_symbol("CL"), Some(Element::CL));
    /// assert_eq!(Element::from_symbol("Q"), None);
    /// ```
    pub fn from_symbol(symbol: &str) -> Option<Element> {
        match *symbol.as_bytes() {
            [a] => Self::from_letters(a, 0),
            [a, b] => Self::from_letters(a, b),
            _ => None,
        }
    }

    fn from_letters(first: u8, second: u8) -> Option<Element> {
        let first = first.to_ascii_uppercase();
        let second = second.to_ascii_lowercase();
        if !first.is_ascii_uppercase() || !(second == 0 || second.is_ascii_lowercase()) {
            return None;
        }
        let column = if second == 0 { 0 } else { (second - b'a' + 1) as usize };
        SYMBOLS[(first - b'A') as usize * 27 + column]
    }

    /// The atomic number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// All that the tables say of it.
    pub fn facts(self) -> &'static ElementFacts {
        &TABLE[self.0 as usize]
    }

    /// The symbol, `X` if unknown.
    pub fn symbol(self) -> &'static str {
        self.facts().symbol
    }

    /// Hydrogen, whatever its isotope.
    pub const fn is_hydrogen(self) -> bool {
        self.0 == 1
    }

    /// A metal (everything left of the line from boron to astatine; not boron, silicon, germanium,
    /// arsenic, antimony, tellurium, nor the non-metals).
    pub const fn is_metal(self) -> bool {
        !matches!(self.0, 0..=2 | 5..=10 | 14..=18 | 32..=36 | 51..=54 | 85 | 86 | 117 | 118)
    }

    /// Fluorine, chlorine, bromine, iodine or astatine.
    pub const fn is_halogen(self) -> bool {
        matches!(self.0, 9 | 17 | 35 | 53 | 85)
    }

    /// Covalent radius (Cordero 2008) in Å; 1.5 where the paper has none.
    pub fn covalent_radius(self) -> f64 {
        self.facts().covalent_radius.unwrap_or(1.5)
    }

    /// Van der Waals radius in Å: Bondi's, else Alvarez's, else 2.0.
    pub fn vdw_radius(self) -> f64 {
        let facts = self.facts();
        facts.bondi_radius.or(facts.alvarez_radius).unwrap_or(2.0)
    }
}

/// Element by first letter (rows of 27) and second letter (0 for none).
static SYMBOLS: LazyLock<[Option<Element>; 26 * 27]> = LazyLock::new(|| {
    let mut table = [None; 26 * 27];
    let known = TABLE.iter().map(|facts| facts.symbol).zip(0u8..).skip(1);
    for (symbol, number) in known.chain([("D", 1), ("T", 1)]) {
        let letters = symbol.as_bytes();
        let column = letters.get(1).map_or(0, |c| (c - b'a' + 1) as usize);
        table[(letters[0] - b'A') as usize * 27 + column] = Some(Element(number));
    }
    table
});

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.symbol())
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_element_at_its_number() {
        assert_eq!(TABLE.len(), 119);
        for (number, symbol, mass, covalent, vdw) in [
            (1, "H", 1.008, 0.31, 1.2),
            (6, "C", 12.011, 0.76, 1.7),
            (17, "Cl", 35.453, 1.02, 1.75),
            (30, "Zn", 65.39, 1.22, 1.39),
            (118, "Og", 294.0, 1.5, 2.0),
        ] {
            let element = Element::from_number(number).unwrap();
            assert_eq!(element.symbol(), symbol);
            assert_eq!(Element::from_symbol(symbol), Some(element));
            assert!((element.facts().mass - mass).abs() < 0.1, "{symbol}");
            assert_eq!((element.covalent_radius(), element.vdw_radius()), (covalent, vdw), "{symbol}");
        }
        assert_eq!(Element::from_number(119), None);
    }

    #[test]
    fn symbols_are_read_in_any_case() {
        for (symbol, number) in [
            ("c", Some(6)),
            ("CA", Some(20)),
            ("zn", Some(30)),
            ("D", Some(1)),
            ("", None),
            ("C1", None),
            ("Abc", None),
        ] {
            assert_eq!(Element::from_symbol(symbol).map(Element::number), number, "{symbol}");
        }
    }
}
