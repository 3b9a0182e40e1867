//! Substructure patterns in SMARTS.
//!
//! The language is Daylight's with the readings of RDKit: atoms by element (`C` aliphatic, `c` aromatic, `#6` either), `*`,
//! `A`, `a`, `D` degree, `X` connectivity, `H` and `h` hydrogens (all, implicit), `v` valence, `R` rings, `r` smallest ring,
//! `k` ring of a size, `x` ring bonds, charge, isotope, `^` hybridization, `$(...)` an environment; counts also as ranges
//! (`D{2-3}`); bonds `-` `=` `#` `$` `:` `~` `@`; logic `!` `&` `,` `;`. A bond left out is single or aromatic.
//! Chirality and the direction of bonds are read and have no effect, which [`Pattern::diagnostics`] tells.
//!
//! ```
//! use geminal_chemistry::{BondOrder, Element, Graph, Molecule, pattern::Pattern};
//!
//! let acid = Pattern::parse("[CX3](=O)[OX2H1,OX1-]").unwrap();
//! let acetate = Molecule::new(Graph::from_parts(
//!     vec![Element::C, Element::C, Element::O, Element::O],
//!     vec![0, 0, 0, -1],
//!     vec![[0, 1], [1, 2], [1, 3]],
//!     vec![BondOrder::Single, BondOrder::Double, BondOrder::Single],
//! ));
//! assert_eq!(acid.matches(&acetate).iter().collect::<Vec<_>>(), [[1, 2, 3]]);
//!
//! let error = Pattern::parse("C(=O").unwrap_err();
//! assert_eq!(error.to_string(), "column 2 of `C(=O`: this parenthesis is not closed");
//! ```

mod parse;
mod query;
mod search;

use crate::Molecule;
use query::Query;
use search::Context;

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    query: Query,
    environments: usize,
    maps: Vec<u16>,
    diagnostics: Vec<String>,
}

/// What is wrong with a pattern, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column} of `{pattern}`: {message}")]
pub struct PatternError {
    /// The pattern.
    pub pattern: String,
    /// Column of the offending character, from 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

/// Matches of a pattern: for each one the atoms, in the order of the pattern's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    width: usize,
    atoms: Vec<u32>,
}

impl Pattern {
    /// Reads SMARTS.
    pub fn parse(smarts: &str) -> Result<Pattern, PatternError> {
        parse::parse(smarts)
    }

    /// The text it was read from.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of atoms.
    #[expect(clippy::len_without_is_empty, reason = "a pattern has at least one atom")]
    pub fn len(&self) -> usize {
        self.query.len()
    }

    /// What was read and has no effect.
    pub fn diagnostics(&self) -> &[String] {
        &self.diagnostics
    }

    /// Number each atom carries (`[C:2]`), 0 for none.
    pub fn atom_maps(&self) -> &[u16] {
        &self.maps
    }

    /// Every way to lay the pattern on the molecule.
    pub fn matches(&self, molecule: &Molecule) -> Matches {
        let mut found = Matches { width: self.len(), atoms: Vec::new() };
        self.for_each(molecule, |atoms| {
            found.atoms.extend_from_slice(atoms);
            false
        });
        found
    }

    /// One match for each set of atoms.
    pub fn unique_matches(&self, molecule: &Molecule) -> Matches {
        let mut found = Matches { width: self.len(), atoms: Vec::new() };
        let mut seen = rustc_hash::FxHashSet::default();
        self.for_each(molecule, |atoms| {
            let mut set = atoms.to_vec();
            set.sort_unstable();
            if seen.insert(set) {
                found.atoms.extend_from_slice(atoms);
            }
            false
        });
        found
    }

    /// A match, if there is one.
    pub fn first_match(&self, molecule: &Molecule) -> Option<Vec<u32>> {
        let mut found = None;
        self.for_each(molecule, |atoms| {
            found = Some(atoms.to_vec());
            true
        });
        found
    }

    /// Whether the molecule holds the pattern.
    pub fn is_in(&self, molecule: &Molecule) -> bool {
        let mut found = false;
        self.for_each(molecule, |_| {
            found = true;
            true
        });
        found
    }

    /// Whether the pattern matches with its first atom on this one.
    pub fn matches_at(&self, molecule: &Molecule, atom: usize) -> bool {
        self.query.matches_at(atom as u32, &mut Context::new(molecule, 0))
    }

    /// Atoms that the pattern's first atom can be, in ascending order.
    pub fn atoms(&self, molecule: &Molecule) -> Vec<u32> {
        self.atoms_among(molecule, 0..molecule.atom_count() as u32).collect()
    }

    /// Those of some atoms that the pattern's first atom can be.
    pub fn atoms_among(
        &self,
        molecule: &Molecule,
        atoms: impl IntoIterator<Item = u32>,
    ) -> impl Iterator<Item = u32> {
        let mut context = Context::new(molecule, self.environments);
        atoms.into_iter().filter(move |&atom| self.query.matches_at(atom, &mut context))
    }

    /// Calls `visit` with the atoms of every match until it returns true.
    pub fn for_each(&self, molecule: &Molecule, visit: impl FnMut(&[u32]) -> bool) {
        self.query.for_each(&mut Context::new(molecule, self.environments), visit);
    }
}

impl std::str::FromStr for Pattern {
    type Err = PatternError;

    fn from_str(smarts: &str) -> Result<Pattern, PatternError> {
        Pattern::parse(smarts)
    }
}

impl Matches {
    /// Number of matches.
    pub fn len(&self) -> usize {
        self.atoms.len() / self.width.max(1)
    }

    /// Whether nothing matches.
    pub fn is_empty(&self) -> bool {
        self.atoms.is_empty()
    }

    /// The atoms of each match, in the order of the pattern's atoms.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        self.atoms.chunks_exact(self.width.max(1))
    }
}

#[cfg(test)]
mod tests;
