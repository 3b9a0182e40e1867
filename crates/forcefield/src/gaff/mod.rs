//! GAFF, the general Amber force field for organic molecules: version 1.81 and the second generation, 2.2.20
//! (Wang et al., J. Comput. Chem. 2004, 25, 1157).
//!
//! `E = Σ k (r - r0)² + Σ k (θ - θ0)² + Σ V (1 + cos(n φ - δ)) + Σ 12-6 + Σ q q / r`. Pairs three bonds apart count half
//! (van der Waals) and 1/1.2 (electrostatics). Impropers are torsions with the centre third; the outer atoms stand in
//! the order of their types and then of the molecule, the first of its types in that of the table's entry, as in Amber's
//! LEaP. Charges are Gasteiger's as antechamber makes
//! them, unless they are given.
//!
//! Types are found by patterns (`data/gaff/types.tsv`); a parameter that is missing is taken from the nearest similar
//! types (`data/gaff/similar.txt`), which [`Parametrized::estimated`] tells, with torsions that have none.
//!
//! Against AmberTools on 127 molecules: types as antechamber's in 124 (the nitrogen of nitrosamines and the start of one
//! alternation differ); with its types and charges bonds, van der Waals and electrostatics within 1e-4 kcal/mol in all,
//! angles in 126, torsions and impropers in 125 each. Of the five that differ three have another substitute of equal
//! rank, one Amber's π of seven digits as a phase, and one an improper by 0.01 kcal/mol for a reason not known.
//!
//! A metal is an ion beside the molecule, with Amber's charge and radius for it (as in ff14SB): its bonds are no terms,
//! which [`Parametrized::estimated`] tells as well. A metal on carbon is no ion, and refused.
//!
//! Hydroxyl hydrogens have no van der Waals radius in GAFF, so that nothing keeps them from falling onto an acceptor.
//! Here such types have a well of 1e-8 kcal/mol, which no bonded geometry feels and which stops that fall.
//!
//! ```
//! use geminal_chemistry::{BondOrder, Element, Graph, Molecule};
//! use geminal_forcefield::gaff::{self, Version};
//!
//! let water = Molecule::new(Graph::from_parts(
//!     vec![Element::O, Element::H, Element::H],
//!     vec![0; 3],
//!     vec![[0, 1], [0, 2]],
//!     vec![BondOrder::Single; 2],
//! ));
//! let typed = gaff::parametrize(&water, Version::Gaff).unwrap();
//! assert_eq!(typed.types, ["ow", "hw", "hw"]);
//! ```

mod parameters;
mod typing;

use std::collections::HashSet;

use geminal_chemistry::Molecule;
use geminal_chemistry::charges::{GasteigerModel, gasteiger_charges};
use geminal_structure::{Name, Structure};

use crate::ff14sb::SCALED;
use crate::ions::{self, Ion};
use crate::nonbonded::{Coulomb, LennardJones, Pairs};
use crate::terms::Term;
use crate::terms::harmonic_angle::{HarmonicAngle, HarmonicAngles};
use crate::terms::harmonic_bond::{HarmonicBond, HarmonicBonds};
use crate::terms::periodic_torsion::{PeriodicTorsions, Torsion};
use crate::topology::Topology;
use crate::{Parametrized, Potential, Untyped, UntypedAtom};
pub(crate) use parameters::{Kind, Library};

/// Energy of two unit charges 1 Å apart, kcal/mol: the square of Amber's 18.2223.
pub const COULOMB_CONSTANT: f64 = 18.2223 * 18.2223;

/// Which generation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Version {
    /// GAFF 1.81.
    #[default]
    Gaff,
    /// GAFF 2.2.20.
    Gaff2,
}

impl Version {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Version::Gaff => "gaff",
            Version::Gaff2 => "gaff2",
        }
    }
}

/// Types, charges and potential of a structure, whose bonds must be there and whose hydrogens are atoms.
///
/// # Errors
/// Atoms without a type, charge or parameter, each named with the reason.
pub fn parametrize_structure(structure: &Structure, version: Version) -> Result<Parametrized, Untyped> {
    parametrize(&Molecule::of(structure), version).map_err(|untyped| named(untyped, structure))
}

/// The same with types and charges given, one each an atom.
///
/// # Errors
/// Types that are not GAFF's, and bonds and angles without parameters.
pub fn parametrize_structure_with(
    structure: &Structure,
    version: Version,
    given: (Vec<Name>, Vec<f64>),
) -> Result<Parametrized, Untyped> {
    assembled(&Molecule::of(structure), version, given).map_err(|untyped| named(untyped, structure))
}

/// Types, charges and potential of a molecule.
///
/// # Errors
/// Atoms without a type, charge or parameter, each named by element and index, with the reason.
pub fn parametrize(molecule: &Molecule, version: Version) -> Result<Parametrized, Untyped> {
    let (types, charges) = typed(molecule, version)?;
    assembled(molecule, version, (types.into_iter().map(Name::from).collect(), charges))
}

/// Types and charges of a molecule; metals are ions.
pub(crate) fn typed(molecule: &Molecule, version: Version) -> Result<(Vec<&'static str>, Vec<f64>), Untyped> {
    let (metals, rest): (Vec<usize>, Vec<usize>) =
        (0..molecule.atom_count()).partition(|&atom| molecule.element(atom).is_metal());
    if metals.is_empty() {
        return organic(molecule, version);
    }
    let whole = |atom: &UntypedAtom| at_fault(molecule, rest[atom.index as usize] as u32, atom.why.clone());
    let part = Molecule::new(molecule.graph().subset(&rest));
    let (part_types, part_charges) =
        organic(&part, version).map_err(|error| untyped(version, error.atoms.iter().map(whole).collect()))?;
    let (mut types, mut charges) = (vec![""; molecule.atom_count()], vec![0.0; molecule.atom_count()]);
    for (&atom, (kind, charge)) in rest.iter().zip(part_types.into_iter().zip(part_charges)) {
        (types[atom], charges[atom]) = (kind, charge);
    }
    let mut unknown = Vec::new();
    for atom in metals {
        match Ion::at(molecule, atom) {
            Ok(ion) => (types[atom], charges[atom]) = (ion.kind, ion.charge),
            Err(why) => unknown.push(at_fault(molecule, atom as u32, why)),
        }
    }
    if unknown.is_empty() { Ok((types, charges)) } else { Err(untyped(version, unknown)) }
}

/// Types and charges of a molecule without metals.
fn organic(molecule: &Molecule, version: Version) -> Result<(Vec<&'static str>, Vec<f64>), Untyped> {
    let types = typing::types(molecule, version).map_err(|atoms| untyped(version, atoms))?;
    let charges = gasteiger_charges(molecule, GasteigerModel::Antechamber).map_err(|error| {
        let why = "no Gasteiger charge";
        untyped(version, error.atoms.iter().map(|&atom| at_fault(molecule, atom, why.to_owned())).collect())
    })?;
    Ok((types, charges))
}

/// What pairs of atoms of a type take part with, `σ` (Å) and `ε` (kcal/mol); `None` if it is no type.
pub(crate) fn lennard_jones(version: Version, kind: &str) -> Option<[f64; 2]> {
    let library = Library::of(version);
    match library.kind(kind) {
        Some(kind) => Some(library.lennard_jones(kind).unwrap_or_default()),
        None => Ion::named(kind).map(|ion| ion.lennard_jones),
    }
}

fn named(mut untyped: Untyped, structure: &Structure) -> Untyped {
    for atom in &mut untyped.atoms {
        atom.name = structure.atom(atom.index as usize).to_string();
    }
    untyped
}

fn untyped(version: Version, atoms: Vec<UntypedAtom>) -> Untyped {
    Untyped { forcefield: version.name(), atoms, advice: "check bond orders and hydrogens, or try UFF" }
}

fn at_fault(molecule: &Molecule, atom: u32, why: String) -> UntypedAtom {
    UntypedAtom { index: atom, name: format!("{}{atom}", molecule.element(atom as usize)), why }
}

fn assembled(
    molecule: &Molecule,
    version: Version,
    (types, charges): (Vec<Name>, Vec<f64>),
) -> Result<Parametrized, Untyped> {
    let radii: Vec<Option<[f64; 2]>> = types.iter().map(|name| lennard_jones(version, name)).collect();
    let unknown = |(atom, name): (usize, &Name)| {
        let why = format!("type `{name}` is not one of {}", version.name());
        radii[atom].is_none().then(|| at_fault(molecule, atom as u32, why))
    };
    let missing: Vec<UntypedAtom> = types.iter().enumerate().filter_map(unknown).collect();
    if !missing.is_empty() {
        return Err(untyped(version, missing));
    }
    // Ions have no kind, nor terms that would ask for it.
    let library = Library::of(version);
    let kinds: Vec<Kind> = types.iter().map(|name| library.kind(name).unwrap_or_default()).collect();
    let topology = Topology::new(molecule.atom_count(), ions::bonds_of_others(molecule));
    let bonded = Bonded::new(version, &kinds, &topology)
        .map_err(|(atom, why)| untyped(version, vec![at_fault(molecule, atom, why)]))?;
    let mut potential = Potential::new(molecule.atom_count());
    potential.extend(bonded.terms);
    let atom = |(radius, &charge): (&Option<[f64; 2]>, &f64)| {
        let [distance, depth] = radius.unwrap_or_default();
        LennardJones::atom(charge, distance, depth, COULOMB_CONSTANT)
    };
    potential.set_nonbonded(Pairs {
        kernel: LennardJones { coulomb: Coulomb::Constant },
        atoms: radii.iter().zip(&charges).map(atom).collect(),
        special: topology.special_pairs(SCALED[0], SCALED[1]),
        cutoff: None,
    });
    let estimated = bonded.estimated.into_iter().chain(ions::without_bonds(molecule)).collect();
    Ok(Parametrized { types, charges, potential, estimated })
}

/// The bonded terms of the atoms that a topology bonds, and which of them are estimated.
pub(crate) struct Bonded {
    pub terms: Vec<Box<dyn Term>>,
    pub estimated: Vec<String>,
}

impl Bonded {
    /// An atom of the first bond or angle without parameters, and why, where there is one.
    pub fn new(version: Version, kinds: &[Kind], topology: &Topology) -> Result<Bonded, (u32, String)> {
        let mut assembly = Assembly { library: Library::of(version), kinds, topology, estimated: Vec::new() };
        let terms = assembly.terms()?;
        let mut estimated = assembly.estimated;
        estimated.sort();
        estimated.dedup();
        Ok(Bonded { terms, estimated })
    }
}

/// The bonded terms of a typed molecule.
struct Assembly<'a> {
    library: &'static Library,
    kinds: &'a [Kind],
    topology: &'a Topology,
    estimated: Vec<String>,
}

/// An atom of a term that has no parameters, and why.
type Missing = (u32, String);

impl Assembly<'_> {
    fn terms(&mut self) -> Result<Vec<Box<dyn Term>>, Missing> {
        let topology = self.topology;
        let mut bonds = Vec::new();
        for &atoms in topology.bonds() {
            let found = self.library.stretch(self.of(atoms));
            bonds.push((atoms, self.required(found, "bond", atoms)?));
        }
        let mut angles = Vec::new();
        for atoms in topology.angles() {
            let found = self.library.bend(self.of(atoms));
            angles.push((atoms, self.required(found, "angle", atoms)?));
        }
        let mut terms: Vec<Box<dyn Term>> = vec![
            Box::new(HarmonicBonds::new(HarmonicBond, bonds)),
            Box::new(HarmonicAngles::new(HarmonicAngle, angles)),
        ];
        terms.extend(self.torsions().torsions());
        terms.extend(self.impropers().impropers());
        Ok(terms)
    }

    fn of<const N: usize>(&self, atoms: [u32; N]) -> [Kind; N] {
        atoms.map(|atom| self.kinds[atom as usize])
    }

    fn label<const N: usize>(&self, atoms: [u32; N]) -> String {
        self.of(atoms).map(|kind| self.library.name(kind)).join("-")
    }

    /// A parameter that must be there; a substitute's is noted.
    fn required<const N: usize, T>(
        &mut self,
        found: Option<(T, bool)>,
        what: &str,
        atoms: [u32; N],
    ) -> Result<T, Missing> {
        match found {
            Some((value, false)) => Ok(value),
            Some((value, true)) => {
                self.estimated.push(self.label(atoms));
                Ok(value)
            }
            None => Err((atoms[N / 2], format!("no parameters for the {what} {}", self.label(atoms)))),
        }
    }

    fn torsions(&mut self) -> PeriodicTorsions {
        let mut torsions = Vec::new();
        for atoms in self.topology.torsions() {
            let found = self.library.proper(self.of(atoms));
            if found.is_none_or(|(_, substitute)| substitute) {
                self.estimated.push(self.label(atoms));
            }
            let summands = found.map_or(&[][..], |(summands, _)| summands);
            torsions.extend(summands.iter().map(|&(barrier, periodicity, phase)| Torsion {
                atoms,
                periodicity,
                barrier,
                phase,
            }));
        }
        PeriodicTorsions::new(&torsions)
    }

    fn impropers(&self) -> PeriodicTorsions {
        let mut torsions = Vec::new();
        let mut before = HashSet::new();
        for (centre, mut outer) in self.topology.trios() {
            if self.topology.neighbors(centre).len() != 3 {
                continue;
            }
            outer.sort_by_key(|&atom| (self.library.name(self.kinds[atom as usize]), atom));
            let kinds = (self.kinds[centre as usize], self.of(outer));
            if let Some((order, (barrier, periodicity, phase))) = self.library.improper(kinds.0, kinds.1) {
                // LEaP keeps the order of a table's entry for the first improper of its types, and sorts later ones.
                let [a, b, c] = if before.insert(kinds) { order } else { [0, 1, 2] };
                let atoms = [outer[a], outer[b], centre, outer[c]];
                torsions.push(Torsion { atoms, periodicity, barrier, phase });
            }
        }
        PeriodicTorsions::new(&torsions)
    }
}
