//! Ghemical's force field, after Tripos 5.2 (Hassinen and Peräkylä, J. Comput. Chem. 2001, 22, 1229), as Open Babel
//! evaluates it.
//!
//! `E = Σ k (r - r0)² + Σ k (θ - θ0)² + Σ V (1 ± cos n φ) + Σ ε ((R/r)¹² - 2 (R/r)⁶) + Σ q q / r`, with `R` the sum of the
//! radii and `ε` the geometric mean of the depths; pairs three bonds apart count half. No term keeps planar centres
//! planar. Charges are sums of nineteen bond increments, which the file itself calls unchecked: take another force
//! field where charges matter. A bond or angle without parameters gets 500 kcal/mol/Å² and 1.1 Å, or 0.020
//! kcal/mol/deg² and 120°, as in Open Babel; [`Parametrized::estimated`] tells them.
//!
//! ```
//! use geminal_chemistry::{BondOrder, Element, Graph, Molecule};
//! use geminal_forcefield::ghemical;
//!
//! let water = Molecule::new(Graph::from_parts(
//!     vec![Element::O, Element::H, Element::H],
//!     vec![0; 3],
//!     vec![[0, 1], [0, 2]],
//!     vec![BondOrder::Single; 2],
//! ));
//! let typed = ghemical::parametrize(&water).unwrap();
//! assert_eq!(typed.types, ["0800", "0100", "0100"]);
//! assert_eq!(typed.charges, [-0.5, 0.25, 0.25]);
//! ```

mod parameters;
mod typing;

use std::f64::consts::PI;

use geminal_chemistry::Molecule;
use geminal_structure::{Name, Structure};

use crate::nonbonded::{Coulomb, LennardJones, Pairs};
use crate::terms::Term;
use crate::terms::harmonic_angle::{HarmonicAngle, HarmonicAngles};
use crate::terms::harmonic_bond::{HarmonicBond, HarmonicBonds};
use crate::terms::periodic_torsion::{PeriodicTorsions, Torsion};
use crate::topology::Topology;
use crate::{Parametrized, Potential, Untyped};
use parameters::{LIBRARY, Order};

/// Energy of two unit charges 1 Å apart, kcal/mol.
pub const COULOMB_CONSTANT: f64 = 332.17;

/// Factor of pairs three bonds apart.
const SCALED: f64 = 0.5;

/// Length (Å) and force constant (kcal/mol/Å²) of a bond without parameters.
const DEFAULT_BOND: [f64; 2] = [1.1, 500.0];
/// Angle (degrees) and force constant (kcal/mol/deg²) of an angle without parameters.
const DEFAULT_ANGLE: [f64; 2] = [120.0, 0.020];
/// The type whose radius those without one have.
const HYDROGEN: &str = "0100";

/// Types, charges and potential of a structure, whose bonds must be there and whose hydrogens are atoms.
///
/// # Errors
/// Atoms without a type, each named with the reason.
pub fn parametrize_structure(structure: &Structure) -> Result<Parametrized, Untyped> {
    parametrize(&Molecule::of(structure)).map_err(|mut untyped| {
        for atom in &mut untyped.atoms {
            atom.name = structure.atom(atom.index as usize).to_string();
        }
        untyped
    })
}

/// The same from a molecule as perceived.
///
/// # Errors
/// Atoms without a type, each named by element and index, with the reason.
pub fn parametrize(molecule: &Molecule) -> Result<Parametrized, Untyped> {
    let types = typing::types(molecule).map_err(|atoms| Untyped {
        forcefield: "ghemical",
        atoms,
        advice: "try UFF, which knows every element",
    })?;
    let charges = charges(molecule, &types);
    Ok(parametrize_with(molecule, (types.into_iter().map(Name::from).collect(), charges)))
}

/// The potential of a molecule with types and charges given, one each an atom; types that are unknown get what stands for any.
pub fn parametrize_with(molecule: &Molecule, (types, charges): (Vec<Name>, Vec<f64>)) -> Parametrized {
    let topology = Topology::new(molecule.atom_count(), molecule.graph().bonds().to_vec());
    let mut assembly = Assembly { molecule, topology: &topology, types: &types, estimated: Vec::new() };
    let mut potential = Potential::new(molecule.atom_count());
    potential.extend(assembly.terms());
    let mut estimated = assembly.estimated;
    estimated.sort();
    estimated.dedup();
    let atom = |(kind, &charge): (&Name, &f64)| {
        let [radius, depth] = LIBRARY.vdw(kind).or_else(|| LIBRARY.vdw(HYDROGEN)).unwrap_or_default();
        // From half the distance of the minimum to the distance where the energy is zero.
        LennardJones::atom(charge, 2.0 * radius / 2f64.powf(1.0 / 6.0), depth, COULOMB_CONSTANT)
    };
    potential.set_nonbonded(Pairs {
        kernel: LennardJones { coulomb: Coulomb::Constant },
        atoms: types.iter().zip(&charges).map(atom).collect(),
        special: topology.special_pairs(SCALED, SCALED),
        cutoff: None,
    });
    Parametrized { types, charges, potential, estimated }
}

fn charges(molecule: &Molecule, types: &[&'static str]) -> Vec<f64> {
    let mut charges = vec![0.0; types.len()];
    for (bond, &[i, j]) in molecule.graph().bonds().iter().enumerate() {
        let kinds = [types[i as usize], types[j as usize]];
        let delta = LIBRARY.charge(kinds, order(molecule, bond));
        charges[i as usize] -= delta;
        charges[j as usize] += delta;
    }
    charges
}

fn order(molecule: &Molecule, bond: usize) -> Order {
    match molecule.order(bond) {
        _ if molecule.bond_is_aromatic(bond) => Order::Aromatic,
        2 => Order::Double,
        3 => Order::Triple,
        _ => Order::Single,
    }
}

/// The bonded terms of a typed molecule.
struct Assembly<'a> {
    molecule: &'a Molecule,
    topology: &'a Topology,
    types: &'a [Name],
    estimated: Vec<String>,
}

impl Assembly<'_> {
    fn terms(&mut self) -> Vec<Box<dyn Term>> {
        let bonds: Vec<_> = (0..self.topology.bonds().len()).map(|bond| self.bond(bond)).collect();
        let angles: Vec<_> = self.topology.angles().map(|atoms| self.angle(atoms)).collect();
        let mut terms: Vec<Box<dyn Term>> = vec![
            Box::new(HarmonicBonds::new(HarmonicBond, bonds)),
            Box::new(HarmonicAngles::new(HarmonicAngle, angles)),
        ];
        let torsions: Vec<Torsion> =
            self.topology.torsions().filter_map(|atoms| self.torsion(atoms)).collect();
        terms.extend(PeriodicTorsions::new(&torsions).torsions());
        terms
    }

    fn of<const N: usize>(&self, atoms: [u32; N]) -> [&str; N] {
        atoms.map(|atom| self.types[atom as usize].as_str())
    }

    fn bond(&mut self, bond: usize) -> ([u32; 2], [f64; 2]) {
        let atoms = self.topology.bonds()[bond];
        let found = LIBRARY.bond(self.of(atoms), order(self.molecule, bond));
        if found.is_none() {
            self.estimated.push(self.of(atoms).join("-"));
        }
        let [length, constant] = found.unwrap_or(DEFAULT_BOND);
        (atoms, [constant, length])
    }

    fn angle(&mut self, atoms: [u32; 3]) -> ([u32; 3], [f64; 2]) {
        let found = LIBRARY.angle(self.of(atoms));
        if found.is_none() {
            self.estimated.push(self.of(atoms).join("-"));
        }
        let [angle, constant] = found.unwrap_or(DEFAULT_ANGLE);
        let degrees = 1f64.to_degrees();
        (atoms, [constant * degrees * degrees, angle.to_radians()])
    }

    fn torsion(&self, atoms: [u32; 4]) -> Option<Torsion> {
        let [_, b, c, _] = atoms;
        let bond = self.molecule.graph().bond_between(b as usize, c as usize)?;
        let [barrier, signed] = LIBRARY.torsion(self.of(atoms), order(self.molecule, bond))?;
        // +3: V (1 + cos 3φ); +2: -V (1 - cos 2φ); +1: V (1 + cos φ); a negative sign turns each over.
        let even = signed.abs() == 2.0;
        let positive = (signed > 0.0) != even;
        let barrier = if positive { barrier } else { -barrier };
        let phase = if even { PI } else { 0.0 };
        Some(Torsion { atoms, periodicity: signed.abs() as u8, barrier, phase })
    }
}
