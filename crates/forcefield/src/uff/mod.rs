//! UFF, the universal force field of Rappé and co-workers, J. Am. Chem. Soc. 114, 10024 (1992).
//!
//! Every element has parameters; types, geometry and the order of each bond give the rest by formulas ([`formulas`]'s
//! equations carry the paper's numbers). No charges are used. Where the paper leaves room, or programs differ:
//!
//! * Hybridization, aromaticity and conjugation are those of the chemistry crate. Aromatic bonds have order 1.5, all
//!   others the order of their Kekulé structure. An amide bond has order 1: the paper's 1.41 needs a notion of amide
//!   that it does not define. Conjugated sp2 atoms of C, N, O, S are resonant (`_R`).
//! * The barrier of a bond is divided by its number of torsions.
//! * The twofold barrier of group 16 needs both atoms of the bond to be sp3 of that group; next to one, an sp2 atom of
//!   another group gets the rule of equation 17 turned by 90°.
//! * An sp3-sp2 bond whose torsion ends in a further sp2 atom has V 2, n 3; else V 1, n 6.
//! * Inversions: K 6 at sp2 carbon, nitrogen and oxygen, 50 at carbon doubly bonded to oxygen, 22 with the paper's
//!   angles at P, As, Sb, Bi; a third of it for each of the three angles. None at sp3 nitrogen.
//! * Angles at sp2 atoms in rings of three and four have the angle of the ring (60°, 90°; 150°, 135° outside it) and
//!   the general form, as the threefold one would open the ring.
//! * Centres of five bonds, of which the paper says nothing: the two most opposite bonds are axial (twofold form), the
//!   other three equatorial (threefold), with the general form between the two sets, as RDKit does. Which bonds these
//!   are is read from the positions.
//! * Sulphur with one bond, as in a thiolate, is `S_3+2`; RDKit takes `S_3+6` there.
//! * No term is added that keeps angles from closing; van der Waals repulsion does.

mod assembly;
pub mod formulas;
mod parameters;
mod typing;

use geminal_chemistry::Molecule;
use geminal_structure::Structure;

use crate::nonbonded::{Geometric, Pairs};
use crate::topology::Topology;
use crate::{Potential, Untyped};
use assembly::Assembly;

/// A molecule with types and its potential.
pub struct Parametrized {
    /// UFF type of each atom (`C_3`, `Zn3+2`).
    pub types: Vec<&'static str>,
    /// The potential.
    pub potential: Potential,
}

/// Types and potential of a structure, whose bonds must be there and whose hydrogens are atoms.
///
/// # Errors
/// Atoms without a type, each named with the reason.
pub fn parametrize_structure(structure: &Structure) -> Result<Parametrized, Untyped> {
    parametrize(&Molecule::of(structure), structure.positions()).map_err(|mut untyped| {
        for atom in &mut untyped.atoms {
            atom.name = structure.atom(atom.index as usize).to_string();
        }
        untyped
    })
}

/// The same from a molecule as perceived. Positions (Å) are read at centres of five bonds only.
///
/// # Errors
/// Atoms without a type, each named by element and index, with the reason.
pub fn parametrize(molecule: &Molecule, positions: &[[f64; 3]]) -> Result<Parametrized, Untyped> {
    let types = typing::types(molecule).map_err(|atoms| Untyped {
        forcefield: "uff",
        atoms,
        advice: "check the elements and the bonds of these atoms",
    })?;
    let topology = Topology::new(molecule.atom_count(), molecule.graph().bonds().to_vec());
    let assembly = Assembly::new(molecule, &topology, &types, positions);
    let mut potential = Potential::new(molecule.atom_count());
    potential.extend(assembly.terms());
    let mut special = topology.special_pairs(1.0, 1.0);
    special.retain(|pair| pair.vdw == 0.0);
    potential.set_nonbonded(Pairs {
        kernel: Geometric,
        atoms: types.iter().map(|kind| Geometric::atom(kind.distance, kind.depth)).collect(),
        special,
        cutoff: None,
    });
    Ok(Parametrized { types: types.iter().map(|kind| kind.name).collect(), potential })
}
