//! The table of atom types.

use std::sync::LazyLock;

/// One line of the table: the parameters of an atom type.
#[derive(Clone, Debug)]
pub struct AtomType {
    /// Name: element, geometry, oxidation state (`Fe3+2`).
    pub name: &'static str,
    /// Atomic number.
    pub element: u8,
    /// Bond radius, Å.
    pub radius: f64,
    /// Angle, rad.
    pub angle: f64,
    /// Van der Waals distance, Å.
    pub distance: f64,
    /// Well depth, kcal/mol.
    pub depth: f64,
    /// Effective charge, e.
    pub charge: f64,
    /// Barrier about bonds between sp3 atoms, kcal/mol.
    pub sp3_barrier: f64,
    /// Barrier about bonds between sp2 atoms, kcal/mol.
    pub sp2_barrier: f64,
    /// Electronegativity, eV.
    pub electronegativity: f64,
}

impl AtomType {
    /// Geometry by the third letter of the name: 1 linear, R or 2 trigonal, 3 tetrahedral, 4 square, 5, 6 octahedral.
    pub fn geometry(&self) -> Option<char> {
        self.name.chars().nth(2)
    }

    /// Oxidation state, where the name says it.
    pub fn oxidation(&self) -> Option<u8> {
        self.name.split_once('+')?.1.parse().ok()
    }
}

/// All types, in the order of the table: by element, the preferred geometry first.
pub static TYPES: LazyLock<Vec<AtomType>> = LazyLock::new(|| {
    let text: &'static str = include_str!("../../data/uff.tsv");
    text.lines().filter(|line| !line.starts_with('#')).filter_map(line).collect()
});

/// Where the types of each element are in [`TYPES`].
pub static OF_ELEMENT: LazyLock<Vec<&'static [AtomType]>> = LazyLock::new(|| {
    let mut of = vec![&TYPES[..0]; 119];
    for same in TYPES.chunk_by(|a, b| a.element == b.element) {
        of[same[0].element as usize] = same;
    }
    of
});

fn line(line: &'static str) -> Option<AtomType> {
    let mut cells = line.split('\t');
    let name = cells.next()?;
    let element = cells.next()?.parse().ok()?;
    let mut number = || cells.next()?.parse::<f64>().ok();
    Some(AtomType {
        name,
        element,
        radius: number()?,
        angle: number()?.to_radians(),
        distance: number()?,
        depth: number()?,
        charge: {
            // ζ is not used: it belongs to a form of the van der Waals term that was given up.
            number()?;
            number()?
        },
        sp3_barrier: number()?,
        sp2_barrier: number()?,
        electronegativity: number()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_up_to_lawrencium_has_a_type() {
        assert_eq!(TYPES.len(), 127);
        for element in 1..=103 {
            assert!(!OF_ELEMENT[element].is_empty(), "{element}");
        }
        let iron = &OF_ELEMENT[26];
        assert_eq!((iron[0].name, iron[1].geometry(), iron[0].oxidation()), ("Fe3+2", Some('6'), Some(2)));
    }
}
