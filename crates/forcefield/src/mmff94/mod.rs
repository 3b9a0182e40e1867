//! MMFF94 and MMFF94s, the force fields of T. A. Halgren.
//!
//! J. Comput. Chem. 17, 490 to 641 (1996), parts I to V, and 20, 720 and 730 (1999), parts VI and VII. Every atom with
//! explicit hydrogens gets one of 95 types from its bonds; types give parameters, by equivalent types or empirical
//! rules where a table has none; partial charges come from bond charge increments. MMFF94s differs in the
//! out-of-plane and torsion tables: it keeps delocalized trigonal nitrogens planar.
//!
//! | file | holds |
//! |---|---|
//! | `molecule` | bonds, small rings, MMFF94's aromaticity |
//! | `typing` | atom types |
//! | `charges` | formal and partial charges |
//! | `parameters`, `table` | the tables of `data/mmff94` and their fallbacks |
//! | `empirical` | rules for what no table has |
//! | `assembly` | terms and special pairs |
//!
//! Bond orders may be drawn with dative or with hypervalent bonds: both give the same result. They must be given as
//! single, double and triple bonds. Metals count as lone ions.

mod assembly;
mod charges;
mod empirical;
mod molecule;
mod parameters;
mod table;
mod typing;

use geminal_chemistry::Graph;
use geminal_structure::Structure;

use crate::nonbonded::{Buffered, COULOMB_MMFF94, Coulomb, HydrogenBonding, Pairs};
use crate::{Potential, Untyped, UntypedAtom};
use assembly::Assembly;
use molecule::Molecule;
use parameters::Parameters;

/// Which of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// MMFF94.
    #[default]
    Mmff94,
    /// MMFF94s, for planar delocalized nitrogens.
    Mmff94s,
}

impl Variant {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mmff94 => "mmff94",
            Self::Mmff94s => "mmff94s",
        }
    }
}

/// What to parametrize with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// MMFF94 or MMFF94s.
    pub variant: Variant,
    /// How the dielectric depends on distance.
    pub coulomb: Coulomb,
    /// The dielectric constant.
    pub dielectric: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { variant: Variant::Mmff94, coulomb: Coulomb::Constant, dielectric: 1.0 }
    }
}

/// A molecule with types, charges, and its potential.
pub struct Parametrized {
    /// MMFF94 type of each atom, 1 to 99.
    pub types: Vec<u8>,
    /// Partial charge of each atom in e.
    pub charges: Vec<f64>,
    /// The potential.
    pub potential: Potential,
}

/// Types, charges and potential of a structure, whose bonds must have orders and whose hydrogens must be there.
///
/// # Errors
/// Atoms without a type, each named with the reason.
pub fn parametrize_structure(structure: &Structure, options: Options) -> Result<Parametrized, Untyped> {
    parametrize(&Graph::new(structure), options).map_err(|mut untyped| {
        for atom in &mut untyped.atoms {
            atom.name = structure.atom(atom.index as usize).to_string();
        }
        untyped
    })
}

/// The same from a molecular graph; atoms in errors are then named by element and index.
///
/// # Errors
/// Atoms without a type, each named with the reason.
pub fn parametrize(graph: &Graph, options: Options) -> Result<Parametrized, Untyped> {
    let untyped = |atoms: Vec<UntypedAtom>| Untyped {
        forcefield: options.variant.name(),
        atoms,
        advice: "check bond orders and hydrogens, or try UFF",
    };
    let molecule = Molecule::new(graph).map_err(|bonds| {
        let atoms = bonds.into_iter().flat_map(|bond| bond.0);
        untyped(atoms.map(|atom| because(graph, atom, "a bond without an order".into())).collect())
    })?;
    let parameters = Parameters::of_variant(options.variant);
    let types = typing::types(&molecule, graph.charges());
    if types.contains(&0) {
        let atoms = (0..types.len()).filter(|&atom| types[atom] == 0);
        return Err(untyped(atoms.map(|atom| because(graph, atom, why(&molecule, graph, atom))).collect()));
    }
    let assembly = Assembly::new(&molecule, &types, parameters).map_err(|bonds| {
        let atoms = bonds.into_iter().flatten().map(|atom| atom as usize);
        untyped(atoms.map(|atom| because(graph, atom, "a bond without parameters".into())).collect())
    })?;
    let charges = charges::partial_charges(&molecule, &types, parameters);
    let mut potential = Potential::new(types.len());
    potential.extend(assembly.terms());
    let coulomb_constant = COULOMB_MMFF94 / options.dielectric;
    potential.set_nonbonded(Pairs {
        kernel: Buffered { coulomb: options.coulomb },
        atoms: types
            .iter()
            .zip(&charges)
            .map(|(&kind, &charge)| {
                let kind = parameters.of(kind);
                let bonding = match kind.donor {
                    1 => HydrogenBonding::Donor,
                    2 => HydrogenBonding::Acceptor,
                    _ => HydrogenBonding::None,
                };
                Buffered::atom(
                    charge,
                    [kind.alpha, kind.electrons, kind.a, kind.g],
                    bonding,
                    coulomb_constant,
                )
            })
            .collect(),
        special: assembly.special_pairs(),
        cutoff: None,
    });
    Ok(Parametrized { types, charges, potential })
}

fn because(graph: &Graph, atom: usize, why: String) -> UntypedAtom {
    UntypedAtom { index: atom as u32, name: format!("{}{atom}", graph.element(atom)), why }
}

/// Why an atom has no type.
fn why(molecule: &Molecule, graph: &Graph, atom: usize) -> String {
    let name = graph.element(atom).facts().name;
    match molecule.degree(atom as u32) {
        0 => format!("{name} without a bond"),
        1 if name == "hydrogen" => "hydrogen on an atom without a type".to_owned(),
        count => format!("{name} with {count} bond(s) of {} in all", molecule.valence(atom as u32)),
    }
}
