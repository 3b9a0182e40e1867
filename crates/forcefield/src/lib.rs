//! Force fields: typing, parameters, and the terms of a potential.
//!
//! A force field turns a structure into a [`Potential`]; a potential gives energies by kind of term and the gradient.
//! Energies are in kcal/mol, lengths in Å, angles in radians, charges in e.
//!
//! ```
//! use geminal_forcefield::terms::HarmonicBonds;
//! use geminal_forcefield::{Potential, TermKind, terms::HarmonicBond};
//!
//! // Two atoms held 1.5 Å apart by 300 kcal/mol/Å², 1.6 Å apart.
//! let mut potential = Potential::new(2);
//! potential.push(Box::new(HarmonicBonds::new(HarmonicBond, [([0, 1], [300.0, 1.5])])));
//! let mut gradient = [[0.0; 3]; 2];
//! let energies = potential.energy_and_gradient(&[[0.0; 3], [1.6, 0.0, 0.0]], &mut gradient);
//! assert!((energies[TermKind::Bond] - 3.0).abs() < 1e-12);
//! assert!((gradient[1][0] - 60.0).abs() < 1e-10);
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`lanes`], [`vector`] | the number types that kernels are written over |
//! | [`terms`] | terms of few atoms: bonds, angles, torsions, restraints |
//! | [`nonbonded`] | pair interactions: formulas, exclusions, cutoff |
//! | [`topology`] | what follows from the bonds: angles, torsions, pairs by number of bonds between |
//! | [`Potential`] | the sum of them |
//! | [`auto`] | proteins by ff14SB and all else by GAFF2 |
//! | [`ff14sb`] | proteins, water and ions |
//! | [`gaff`] | organic molecules beside them: GAFF and GAFF2 |
//! | [`ghemical`] | organic molecules, after Tripos 5.2 |
//! | [`mmff94`] | organic molecules: MMFF94 and MMFF94s |
//! | [`uff`] | the whole periodic table |

pub mod auto;
pub mod ff14sb;
pub mod gaff;
pub mod ghemical;
pub mod lanes;
pub mod mmff94;
pub mod nonbonded;
pub mod terms;
pub mod topology;
pub mod uff;
pub mod vector;

mod energies;
mod forcefield;
mod ions;
mod plan;
mod potential;
mod untyped;

pub use energies::{Energies, TermKind};
pub use forcefield::{ForceField, Parametrized, UnknownForceField};
pub use nonbonded::{Cutoff, Precision};
pub use potential::Potential;
pub use untyped::{Untyped, UntypedAtom};
