//! All force fields behind one name: what commands and services choose from.

use geminal_chemistry::Molecule;
use geminal_structure::{Name, Structure};
use std::fmt;
use std::str::FromStr;

use crate::{Potential, Untyped, auto, ff14sb, gaff, ghemical, mmff94, uff};

/// A force field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ForceField {
    /// Universal force field (Rappé 1992).
    Uff,
    /// General Amber force field, version 1.81.
    Gaff,
    /// General Amber force field, second generation.
    Gaff2,
    /// Ghemical's force field, after Tripos 5.2.
    Ghemical,
    /// Merck molecular force field (Halgren 1996).
    Mmff94,
    /// The same with planar delocalized nitrogens (Halgren 1999).
    Mmff94s,
    /// Amber ff14SB for proteins, TIP3P water and ions.
    Ff14sb,
    /// ff14SB for protein, water and ions, GAFF2 for everything else.
    Auto,
}

/// A structure typed by a force field.
pub struct Parametrized {
    /// The potential.
    pub potential: Potential,
    /// Each atom's type as the force field calls it.
    pub types: Vec<Name>,
    /// Each atom's partial charge in e; zeros where the force field has none.
    pub charges: Vec<f64>,
    /// Terms whose parameters are a substitute's or a default, by their types (`ca-cc-ss`).
    pub estimated: Vec<String>,
}

impl ForceField {
    /// Every force field.
    pub const ALL: [ForceField; 8] = [
        ForceField::Uff,
        ForceField::Gaff,
        ForceField::Gaff2,
        ForceField::Ghemical,
        ForceField::Mmff94,
        ForceField::Mmff94s,
        ForceField::Ff14sb,
        ForceField::Auto,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            ForceField::Uff => "uff",
            ForceField::Gaff => "gaff",
            ForceField::Gaff2 => "gaff2",
            ForceField::Ghemical => "ghemical",
            ForceField::Mmff94 => "mmff94",
            ForceField::Mmff94s => "mmff94s",
            ForceField::Ff14sb => "ff14sb",
            ForceField::Auto => "auto",
        }
    }

    /// Types a structure, whose bonds and hydrogens must be complete.
    ///
    /// # Errors
    /// Names every atom that has no type.
    pub fn parametrize(self, structure: &Structure) -> Result<Parametrized, Untyped> {
        match self {
            ForceField::Uff => universal(structure),
            ForceField::Mmff94 => mmff(structure, mmff94::Variant::Mmff94),
            ForceField::Mmff94s => mmff(structure, mmff94::Variant::Mmff94s),
            ForceField::Ff14sb => amber(structure),
            ForceField::Gaff => gaff::parametrize_structure(structure, gaff::Version::Gaff),
            ForceField::Gaff2 => gaff::parametrize_structure(structure, gaff::Version::Gaff2),
            ForceField::Ghemical => ghemical::parametrize_structure(structure),
            ForceField::Auto => auto::parametrize_structure(structure),
        }
    }
}

impl ForceField {
    /// The same with types and charges given, one each an atom, so that terms can be compared with another program's.
    ///
    /// # Errors
    /// As [`ForceField::parametrize`], where a type or charge is missing, and where a force field takes no types from
    /// outside.
    pub fn parametrize_with(
        self,
        structure: &Structure,
        types: &[String],
        charges: &[f64],
    ) -> Result<Parametrized, Untyped> {
        let refused = |advice| Untyped { forcefield: self.name(), atoms: Vec::new(), advice };
        if [types.len(), charges.len()] != [structure.atom_count(); 2] {
            return Err(refused("give one type and one charge for each atom"));
        }
        let types: Vec<Name> = types.iter().map(|name| Name::from(name.as_str())).collect();
        let given = (types, charges.to_vec());
        match self {
            ForceField::Gaff => gaff::parametrize_structure_with(structure, gaff::Version::Gaff, given),
            ForceField::Gaff2 => gaff::parametrize_structure_with(structure, gaff::Version::Gaff2, given),
            ForceField::Ghemical => Ok(ghemical::parametrize_with(&Molecule::of(structure), given)),
            _ => Err(refused("it takes no types from outside")),
        }
    }
}

fn mmff(structure: &Structure, variant: mmff94::Variant) -> Result<Parametrized, Untyped> {
    let options = mmff94::Options { variant, ..mmff94::Options::default() };
    let typed = mmff94::parametrize_structure(structure, options)?;
    let types = typed.types.iter().map(|number| Name::from(number.to_string())).collect();
    Ok(Parametrized { potential: typed.potential, types, charges: typed.charges, estimated: Vec::new() })
}

fn universal(structure: &Structure) -> Result<Parametrized, Untyped> {
    let typed = uff::parametrize_structure(structure)?;
    let types = typed.types.iter().map(|&name| Name::from(name)).collect();
    let charges = vec![0.0; structure.atom_count()];
    Ok(Parametrized { potential: typed.potential, types, charges, estimated: Vec::new() })
}

fn amber(structure: &Structure) -> Result<Parametrized, Untyped> {
    let typed = ff14sb::Typed::whole(structure)?;
    Ok(Parametrized {
        potential: typed.potential(),
        types: typed.types().into_iter().map(Name::from).collect(),
        charges: typed.charges(),
        estimated: Vec::new(),
    })
}

impl fmt::Display for ForceField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No force field has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no force field is called `{0}`; there are uff, gaff, gaff2, ghemical, mmff94, mmff94s, ff14sb and auto"
)]
pub struct UnknownForceField(String);

impl FromStr for ForceField {
    type Err = UnknownForceField;

    fn from_str(name: &str) -> Result<ForceField, UnknownForceField> {
        let lower = name.to_ascii_lowercase();
        ForceField::ALL
            .into_iter()
            .find(|known| known.name() == lower)
            .ok_or_else(|| UnknownForceField(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case() {
        for known in ForceField::ALL {
            assert_eq!(known.name().to_ascii_uppercase().parse(), Ok(known));
        }
        assert!("charmm".parse::<ForceField>().unwrap_err().to_string().contains("`charmm`"));
    }
}
