//! Selections: a small language for sets of atoms.
//!
//! | words | atoms |
//! |---|---|
//! | `all`, `none` | every atom, no atom |
//! | `protein`, `nucleic`, `water`, `ion`, `ligand`, `saccharide` | of residues of that kind; saccharides are ligands too |
//! | `backbone`, `hydrogen`, `hetero` | heavy atoms of a polymer's backbone; hydrogens of any isotope; `HETATM` |
//! | `chain A B` | of chains with these author ids |
//! | `resname TYL`, `name CA CB`, `element C N O` | of residues, atoms, elements so named |
//! | `resid 10-20 -5 52A` | of residues so numbered (see below) |
//! | `altloc A`, `altloc ""` | in that alternate location; in none |
//! | `model 1`, `index 0-99`, `serial 1-100` | of models by number; by index from 0; by the file's number |
//! | `within 5 of ligand` | at most 5 Å from any atom of the ligands, in the same model; themselves among them |
//! | `byres (within 7 of resname TYL)` | all atoms of the residues that hold any of these |
//! | `not`, `and`, `or`, parentheses | as in logic; `not` binds closest, then `and`, then `or` |
//!
//! Names are matched as written, elements in any case. `resid 52` is the residue without insertion code, `resid 52A` the
//! one with it; `resid 50-54` takes in all insertion codes from 50 to 54, that of 54 too. Ranges may be negative
//! (`-5--1`) or be written with a colon. A value that is a word of the language stands in quotes.

mod error;
mod evaluate;
mod expression;
mod parse;
mod token;

pub use error::SelectionError;

use crate::{AtomSet, Structure};
use expression::Expression;

/// A selection that has been understood.
///
/// ```
/// use geminal_structure::{AtomRecord, Builder, Element, Selection};
///
/// let mut builder = Builder::default();
/// builder.chain("A", "");
/// builder.residue("GLY", -5, 0);
/// for name in ["N", "CA", "C", "O"] {
///     builder.atom(AtomRecord { name: name.into(), ..AtomRecord::default() });
/// }
/// let structure = builder.finish();
/// let selection: Selection = "chain A and resid -10--1 and not name O".parse()?;
/// assert_eq!(selection.atoms(&structure).count(), 3);
///
/// let error = "chain A and resnane GLY".parse::<Selection>().unwrap_err();
/// assert_eq!(error.to_string(), "\
/// selection, column 13: `resnane` is not a word of the selection language; is it `resname`?
///   chain A and resnane GLY
///               ^");
/// # Ok::<(), geminal_structure::SelectionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    expression: Expression,
}

impl Selection {
    /// Reads a selection.
    pub fn parse(text: &str) -> Result<Self, SelectionError> {
        Ok(Selection { expression: parse::parse(text)? })
    }

    /// The atoms of a structure that it selects.
    pub fn atoms(&self, structure: &Structure) -> AtomSet {
        evaluate::evaluate(&self.expression, structure)
    }
}

impl std::str::FromStr for Selection {
    type Err = SelectionError;

    fn from_str(text: &str) -> Result<Self, SelectionError> {
        Selection::parse(text)
    }
}

impl std::fmt::Display for Selection {
    /// The selection with every parenthesis written: it reads back as the same.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.expression.fmt(f)
    }
}

impl Structure {
    /// The atoms that a selection names: short for [`Selection::parse`] and [`Selection::atoms`].
    pub fn select(&self, selection: &str) -> Result<AtomSet, SelectionError> {
        Ok(Selection::parse(selection)?.atoms(self))
    }
}
