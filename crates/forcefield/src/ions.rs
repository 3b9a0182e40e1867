//! Ions as Amber has them: their charge and a van der Waals radius, whatever holds them in their place.
//!
//! Parameters of the 12-6 sets for TIP3P water that Amber ships beside ff14SB (`data/ff14sb.txt`): Joung and Cheatham
//! 2008 for one charge, Li, Merz and others 2013 to 2015 for more. Bonds to a metal, as files list them for
//! coordination, are no terms.

use geminal_chemistry::Molecule;
use geminal_structure::Element;

use crate::ff14sb::LIBRARY;

/// An ion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ion {
    /// Amber's type: symbol and charge, such as `Zn2+`.
    pub kind: &'static str,
    /// Its charge, e.
    pub charge: f64,
    /// `σ` (Å) and `ε` (kcal/mol).
    pub lennard_jones: [f64; 2],
}

impl Ion {
    /// The ion of an element with this charge, or with the least of its usual ones if that is unknown (0).
    pub fn of(element: Element, charge: i8) -> Option<Ion> {
        let of_element =
            |ion: &Ion| ion.kind.trim_end_matches(|c: char| !c.is_alphabetic()) == element.symbol();
        let fits = |ion: &Ion| charge == 0 || ion.charge == f64::from(charge);
        all().filter(|ion| of_element(ion) && fits(ion)).min_by(|a, b| a.charge.total_cmp(&b.charge))
    }

    /// The ion that a metal of a molecule is, or why it is none.
    pub fn at(molecule: &Molecule, atom: usize) -> Result<Ion, String> {
        let (element, charge) = (molecule.element(atom), molecule.charge(atom));
        let mut neighbors = molecule.neighbors(atom).iter();
        if neighbors.any(|neighbor| molecule.element(neighbor.atom as usize) == Element::C) {
            return Err(format!("{element} bonded to carbon is no ion"));
        }
        Ion::of(element, charge)
            .ok_or_else(|| format!("Amber has no ion {element} of formal charge {charge}"))
    }

    /// The ion of this type.
    pub fn named(kind: &str) -> Option<Ion> {
        all().find(|ion| ion.kind == kind)
    }
}

/// The templates of one charged atom.
fn all() -> impl Iterator<Item = Ion> {
    let library = &*LIBRARY;
    library.templates.iter().filter(|template| template.atoms.len() == 1).map(|template| {
        let atom = &template.atoms[0];
        let kind = atom.kind as usize;
        Ion { kind: library.names[kind], charge: atom.charge, lennard_jones: library.lennard_jones[kind] }
    })
}

/// The bonds of a molecule that are terms: not those of ions.
pub(crate) fn bonds_of_others(molecule: &Molecule) -> Vec<[u32; 2]> {
    let to_metal = |&atom: &u32| molecule.element(atom as usize).is_metal();
    molecule.graph().bonds().iter().filter(|bond| !bond.iter().any(to_metal)).copied().collect()
}

/// What is to be told, beside estimated terms, of ions whose bonds are no terms.
pub(crate) fn without_bonds(molecule: &Molecule) -> impl Iterator<Item = String> + '_ {
    let metals = (0..molecule.atom_count()).filter(|&atom| molecule.element(atom).is_metal());
    let told = |atom: usize| match molecule.neighbors(atom).len() {
        0 => None,
        bonds => Some(format!("{} as an ion without its {bonds} bond(s)", molecule.element(atom))),
    };
    metals.filter_map(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ions_by_element_and_charge() {
        for (symbol, charge, expected) in [
            ("Zn", 0, Some(("Zn2+", 2.0))),
            ("Zn", 2, Some(("Zn2+", 2.0))),
            ("Fe", 0, Some(("Fe2+", 2.0))),
            ("Fe", 3, Some(("Fe3+", 3.0))),
            ("Na", 0, Some(("Na+", 1.0))),
            ("Zn", 1, None),
            ("Os", 0, None),
        ] {
            let found = Ion::of(Element::from_symbol(symbol).unwrap(), charge);
            assert_eq!(found.map(|ion| (ion.kind, ion.charge)), expected, "{symbol} {charge}");
            assert_eq!(found, expected.and_then(|(kind, _)| Ion::named(kind)));
        }
    }
}
