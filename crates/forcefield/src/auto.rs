//! Protein, water and ions by ff14SB, everything else by GAFF2 with Gasteiger charges, in one potential.
//!
//! A residue with a template of ff14SB is ff14SB's; all its atoms must be there. What is left must not be bonded to it: a
//! covalent ligand or a modified residue needs parameters across the bond that neither has. Metals are ions, and what
//! coordinates them is not bonded to them.

use geminal_chemistry::Molecule;
use geminal_structure::{AtomSet, Name, Structure};

use crate::ff14sb::{self, SCALED};
use crate::gaff::{self, Bonded, Library, Version};
use crate::ions;
use crate::nonbonded::{Coulomb, LennardJones, Pairs};
use crate::topology::Topology;
use crate::{Parametrized, Potential, Untyped, UntypedAtom};

/// Types, charges and potential of a structure, whose bonds must be there and whose hydrogens are atoms.
///
/// # Errors
/// Atoms that neither force field knows, and those bonded across, each named with the reason.
pub fn parametrize_structure(structure: &Structure) -> Result<Parametrized, Untyped> {
    let residue_of = structure.residue_of_atoms();
    let known: Vec<bool> =
        (0..structure.residues.len()).map(|residue| ff14sb::knows(structure, residue)).collect();
    let is_known = |atom: u32| known[residue_of[atom as usize] as usize];
    refuse_bonds_across(structure, &is_known)?;
    let advice = "add hydrogens first (geminal hydrogens), or try UFF";
    let protein = ff14sb::Typed::residues(structure, &|residue| known[residue]).complete("auto", advice)?;
    let count = structure.atom_count();
    let rest = AtomSet::from_fn(count, |atom| !is_known(atom as u32));
    let ligands = Ligands::of(structure, &rest)?;

    let (mut types, mut charges, mut atoms) = (protein.types(), protein.charges(), protein.atoms());
    for (&atom, (&kind, &charge)) in ligands.atoms.iter().zip(ligands.types.iter().zip(&ligands.charges)) {
        let [distance, depth] = gaff::lennard_jones(Version::Gaff2, kind).unwrap_or_default();
        (types[atom], charges[atom]) = (kind, charge);
        atoms[atom] = LennardJones::atom(charge, distance, depth, ff14sb::COULOMB_CONSTANT);
    }
    let mut potential = Potential::new(count);
    potential.extend(protein.terms());
    potential.extend(ligands.bonded.terms);
    let mut special = protein.topology.special_pairs(SCALED[0], SCALED[1]);
    special.extend(ligands.topology.special_pairs(SCALED[0], SCALED[1]));
    let kernel = LennardJones { coulomb: Coulomb::Constant };
    potential.set_nonbonded(Pairs { kernel, atoms, special, cutoff: None });
    let types = types.into_iter().map(Name::from).collect();
    Ok(Parametrized { types, charges, potential, estimated: ligands.bonded.estimated })
}

/// Everything that ff14SB has no template for.
struct Ligands {
    /// Their atoms in the structure.
    atoms: Vec<usize>,
    types: Vec<&'static str>,
    charges: Vec<f64>,
    /// Their bonds, by the structure's atoms.
    topology: Topology,
    bonded: Bonded,
}

impl Ligands {
    fn of(structure: &Structure, rest: &AtomSet) -> Result<Ligands, Untyped> {
        let atoms: Vec<usize> = rest.iter().collect();
        let whole = |atom: u32| atoms[atom as usize] as u32;
        let refused = |atoms: Vec<UntypedAtom>| Untyped {
            forcefield: "auto",
            atoms,
            advice: "check bond orders and hydrogens, or try UFF",
        };
        let named = |atom: u32, why: String| UntypedAtom {
            index: whole(atom),
            name: structure.atom(whole(atom) as usize).to_string(),
            why,
        };
        let molecule = Molecule::of(&structure.subset(rest));
        let (types, charges) = gaff::typed(&molecule, Version::Gaff2).map_err(|error| {
            refused(error.atoms.into_iter().map(|atom| named(atom.index, atom.why)).collect())
        })?;
        let bonds = ions::bonds_of_others(&molecule).into_iter().map(|bond| bond.map(whole)).collect();
        let topology = Topology::new(structure.atom_count(), bonds);
        let library = Library::of(Version::Gaff2);
        let mut kinds = vec![0; structure.atom_count()];
        for (&atom, kind) in atoms.iter().zip(&types) {
            kinds[atom] = library.kind(kind).unwrap_or_default();
        }
        let mut bonded = Bonded::new(Version::Gaff2, &kinds, &topology).map_err(|(atom, why)| {
            let name = structure.atom(atom as usize).to_string();
            refused(vec![UntypedAtom { index: atom, name, why }])
        })?;
        bonded.estimated.extend(ions::without_bonds(&molecule));
        Ok(Ligands { atoms, types, charges, topology, bonded })
    }
}

fn refuse_bonds_across(structure: &Structure, is_known: &impl Fn(u32) -> bool) -> Result<(), Untyped> {
    let to_metal = |&atom: &u32| structure.atoms.element[atom as usize].is_metal();
    let terms = structure.bonds.atoms.iter().filter(|bond| !bond.iter().any(to_metal));
    let across = terms.filter(|[i, j]| is_known(*i) != is_known(*j));
    let named = |&[i, j]: &[u32; 2]| {
        let (here, there) = if is_known(i) { (j, i) } else { (i, j) };
        UntypedAtom {
            index: here,
            name: structure.atom(here as usize).to_string(),
            why: format!("bonded to {}", structure.atom(there as usize)),
        }
    };
    let atoms: Vec<UntypedAtom> = across.map(named).collect();
    let advice = "auto has no parameters across such bonds; try UFF or MMFF94";
    if atoms.is_empty() { Ok(()) } else { Err(Untyped { forcefield: "auto", atoms, advice }) }
}
