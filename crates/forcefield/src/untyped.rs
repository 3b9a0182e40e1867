//! The error of a force field that has no parameters for some atoms.

use std::fmt;

/// An atom that a force field cannot describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UntypedAtom {
    /// Its index.
    pub index: u32,
    /// What people call it: name, residue, chain, number (`FE of HEM A 154`).
    pub name: String,
    /// Why it has no type (`iron with 5 bonds`).
    pub why: String,
}

/// Why a structure could not be parametrized: it names every atom without a type; no atom where none is at fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Untyped {
    /// The force field.
    pub forcefield: &'static str,
    /// The atoms, in order.
    pub atoms: Vec<UntypedAtom>,
    /// What to do about it (`try UFF`).
    pub advice: &'static str,
}

/// How many atoms a message names before it only counts.
const NAMED: usize = 20;

impl fmt::Display for Untyped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.atoms.len();
        if count == 0 {
            return write!(f, "{}: {}", self.forcefield, self.advice);
        }
        write!(f, "{} has no type for {count} atom(s): ", self.forcefield)?;
        for (index, atom) in self.atoms.iter().take(NAMED).enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{} ({})", atom.name, atom.why)?;
        }
        if count > NAMED {
            write!(f, " and {} more", count - NAMED)?;
        }
        write!(f, "; {}", self.advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_why_and_what_to_do() {
        let error = Untyped {
            forcefield: "mmff94",
            atoms: vec![UntypedAtom {
                index: 7,
                name: "FE of HEM A 154".into(),
                why: "iron with 5 bonds".into(),
            }],
            advice: "try UFF",
        };
        let expected = "mmff94 has no type for 1 atom(s): FE of HEM A 154 (iron with 5 bonds); try UFF";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn names_no_atoms_where_none_is_at_fault() {
        let error = Untyped { forcefield: "gaff", atoms: Vec::new(), advice: "use uff" };
        assert_eq!(error.to_string(), "gaff: use uff");
    }
}
