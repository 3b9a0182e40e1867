//! A part of a structure around atoms that will move: whole residues, complete with hydrogens.
//!
//! ```
//! use geminal_chemistry::pocket::Pocket;
//! use geminal_structure::{AtomRecord, AtomSet, Builder, Element};
//!
//! // Two waters 20 Å apart: the second is out of reach of the first.
//! let mut builder = Builder::default();
//! for (number, x) in [(1, 0.0), (2, 20.0)] {
//!     builder.residue("HOH", number, 0);
//!     builder.atom(AtomRecord { name: "O".into(), element: Element::O, position: [x, 0.0, 0.0], ..AtomRecord::default() });
//! }
//! let structure = builder.finish();
//! let pocket = Pocket::around(&structure, &AtomSet::from_indices(2, [0]), 7.0)?;
//! assert_eq!((pocket.structure.atom_count(), pocket.added), (3, 2));
//! assert!(pocket.fixed.iter().all(|&fixed| !fixed));
//! # Ok::<(), geminal_spatial::SpatialError>(())
//! ```

use crate::hydrogens;
use geminal_spatial::{CellGrid, SpatialError, distance_squared};
use geminal_structure::{AtomSet, Element, Point, Structure};

/// The longest bond that links two residues of a chain, in Å.
const LONGEST_LINK: f64 = 2.0;
/// The longest disulfide bridge, in Å.
const LONGEST_BRIDGE: f64 = 2.5;

/// What becomes of a chain where it is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// As [`hydrogens::add`] ends a chain whose next residue is not in the model: the nitrogen gets a hydrogen more, the
    /// carbonyl stays open. For force fields that know atoms by their bonds.
    Capped,
    /// Nothing takes the place of what is cut off: for force fields that know residues.
    Open,
}

/// Atoms that move and what surrounds them.
#[derive(Clone, Debug)]
pub struct Pocket {
    /// Whole residues, with their bonds and hydrogens.
    pub structure: Structure,
    /// Which of its atoms do not move.
    pub fixed: Vec<bool>,
    /// For each atom the one it was in the structure it was made of; none for a hydrogen that was added.
    pub origin: Vec<Option<u32>>,
    /// How many hydrogens were added.
    pub added: usize,
}

impl Pocket {
    /// The residues with an atom within `shell` Å of a free one, and their neighbours in the chain, so that none in the
    /// shell is cut open. Of alternate locations the first of each residue is taken. Hydrogens that are missing are added; those of free atoms are free.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn around(structure: &Structure, free: &AtomSet, shell: f64) -> Result<Pocket, SpatialError> {
        let near = residues_near(structure, free, shell)?.intersection(&structure.first_alternates());
        let kept: Vec<usize> = near.iter().collect();
        let free_here = AtomSet::from_fn(kept.len(), |atom| free.contains(kept[atom]));
        let mut pocket = Pocket::completed(&structure.subset(&near), &free_here);
        for atom in pocket.origin.iter_mut().flatten() {
            *atom = kept[*atom as usize] as u32;
        }
        Ok(pocket)
    }

    /// The same of a structure whose hydrogens are all there and whose bonds are known: none is added but where the chain
    /// is cut, if its ends are to be capped.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn cut_from(
        structure: &Structure,
        free: &AtomSet,
        shell: f64,
        ends: Ends,
    ) -> Result<Pocket, SpatialError> {
        let mut near = residues_near(structure, free, shell)?;
        if ends == Ends::Open {
            add_bridged(structure, &mut near);
        }
        let near = near.intersection(&structure.first_alternates());
        let open = Pocket::of(structure, &near, free);
        if ends == Ends::Open {
            return Ok(open);
        }
        let cut = |[i, j]: &[u32; 2]| match [i, j].map(|&atom| near.contains(atom as usize)) {
            [true, false] => Some(*i),
            [false, true] => Some(*j),
            _ => None,
        };
        let metal = |atom: &u32| structure.atoms.element[*atom as usize].is_metal();
        let bonds = structure.bonds.atoms.iter().filter(|bond| !bond.iter().any(metal));
        let cut =
            AtomSet::from_indices(structure.atom_count(), bonds.filter_map(cut).map(|atom| atom as usize));
        let completed = hydrogens::add(&open.structure, &hydrogens::Options::default());
        let adjacency = completed.structure.adjacency();
        let origin = |atom: usize| completed.origin[atom].and_then(|here| open.origin[here as usize]);
        let caps = |atom: usize| {
            let mut neighbors = adjacency.of(atom).iter();
            neighbors.any(|neighbor| {
                origin(neighbor.atom as usize).is_some_and(|whole| cut.contains(whole as usize))
            })
        };
        let stays = AtomSet::from_fn(completed.origin.len(), |atom| origin(atom).is_some() || caps(atom));
        let origin: Vec<Option<u32>> = stays.iter().map(origin).collect();
        let structure = completed.structure.subset(&stays);
        let fixed = fixed_atoms(&structure, &origin, free);
        let added = origin.iter().filter(|whole| whole.is_none()).count();
        Ok(Pocket { structure, fixed, origin, added })
    }

    /// All of a structure. Hydrogens that are missing are added; those of free atoms are free.
    pub fn completed(structure: &Structure, free: &AtomSet) -> Pocket {
        let completed = hydrogens::add(structure, &hydrogens::Options::default());
        let fixed = fixed_atoms(&completed.structure, &completed.origin, free);
        let added = completed.count();
        Pocket { structure: completed.structure, fixed, origin: completed.origin, added }
    }

    /// All of a structure as it is, of alternate locations the first of each residue.
    pub fn as_is(structure: &Structure, free: &AtomSet) -> Pocket {
        Pocket::of(structure, &structure.first_alternates(), free)
    }

    /// These atoms of a structure.
    fn of(structure: &Structure, kept: &AtomSet, free: &AtomSet) -> Pocket {
        Pocket {
            structure: structure.subset(kept),
            fixed: kept.iter().map(|atom| !free.contains(atom)).collect(),
            origin: kept.iter().map(|atom| Some(atom as u32)).collect(),
            added: 0,
        }
    }

    /// The atoms that move and were in the whole structure: their places here and there.
    pub fn moving(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let atoms = self.origin.iter().enumerate().filter(|&(atom, _)| !self.fixed[atom]);
        atoms.filter_map(|(atom, origin)| origin.map(|whole| (atom, whole as usize)))
    }
}

fn residues_near(structure: &Structure, free: &AtomSet, shell: f64) -> Result<AtomSet, SpatialError> {
    let positions = structure.positions();
    let points: Vec<Point> = free.iter().map(|atom| positions[atom]).collect();
    let grid = CellGrid::new(&points, shell)?;
    let within = |residue: usize| {
        structure.residues.atoms(residue).any(|atom| grid.any_within(positions[atom], shell))
    };
    let near: Vec<bool> = (0..structure.residues.len()).map(within).collect();
    let mut kept = near.clone();
    let chain = structure.chain_of_residues();
    for residue in 1..near.len() {
        let together = chain[residue] == chain[residue - 1] && near[residue] != near[residue - 1];
        if together && linked(structure, residue - 1, residue) {
            kept[residue] = true;
            kept[residue - 1] = true;
        }
    }
    let residue_of = structure.residue_of_atoms();
    Ok(AtomSet::from_fn(structure.atom_count(), |atom| kept[residue_of[atom] as usize]))
}

/// Adds the residues that a disulfide bridge ties to those kept: half a bridge is another residue to a force field.
fn add_bridged(structure: &Structure, kept: &mut AtomSet) {
    let (positions, elements) = (structure.positions(), &structure.atoms.element);
    let residue_of = structure.residue_of_atoms();
    let sulfurs: Vec<usize> =
        (0..structure.atom_count()).filter(|&atom| elements[atom] == Element::S).collect();
    let (here, there): (Vec<usize>, Vec<usize>) = sulfurs.into_iter().partition(|&atom| kept.contains(atom));
    let near =
        |a: usize, b: usize| distance_squared(positions[a], positions[b]) < LONGEST_BRIDGE * LONGEST_BRIDGE;
    for &other in there.iter().filter(|&&other| here.iter().any(|&atom| near(atom, other))) {
        structure.residues.atoms(residue_of[other] as usize).for_each(|atom| kept.insert(atom));
    }
}

/// Whether two residues are as near as a bond.
fn linked(structure: &Structure, first: usize, second: usize) -> bool {
    let positions = structure.positions();
    let heavy = |residue: usize| {
        structure.residues.atoms(residue).filter(|&atom| !structure.atoms.element[atom].is_hydrogen())
    };
    heavy(first).any(|a| {
        heavy(second).any(|b| distance_squared(positions[a], positions[b]) < LONGEST_LINK * LONGEST_LINK)
    })
}

/// Everything but the free atoms and the hydrogens added to them.
fn fixed_atoms(structure: &Structure, origin: &[Option<u32>], free: &AtomSet) -> Vec<bool> {
    let adjacency = structure.adjacency();
    let moves = |atom: usize| origin[atom].is_some_and(|whole| free.contains(whole as usize));
    let fixed = |atom: usize| match origin[atom] {
        Some(_) => !moves(atom),
        None => !adjacency.of(atom).iter().any(|neighbor| moves(neighbor.atom as usize)),
    };
    (0..origin.len()).map(fixed).collect()
}

#[cfg(test)]
mod tests {
    use geminal_structure::{AtomRecord, Builder, Element};

    use super::*;

    /// Glycines in a row along x, 3.8 Å apart, with their hydrogens.
    fn glycines(count: i32) -> Structure {
        let mut builder = Builder::default();
        for number in 0..count {
            builder.residue("GLY", number + 1, 0);
            for (name, element, [x, y, z]) in [
                ("N", Element::N, [0.0, 0.0, 0.0]),
                ("CA", Element::C, [1.2, 0.8, 0.0]),
                ("C", Element::C, [2.5, 0.0, 0.0]),
                ("O", Element::O, [2.5, -1.2, 0.0]),
                ("H", Element::H, [0.0, -1.0, 0.0]),
                ("HA2", Element::H, [1.2, 1.4, 0.9]),
                ("HA3", Element::H, [1.2, 1.4, -0.9]),
            ] {
                let position = [x + 3.8 * f64::from(number), y, z];
                builder.atom(AtomRecord { name: name.into(), element, position, ..AtomRecord::default() });
            }
        }
        let mut chain = builder.finish();
        crate::bonds::perceive_bonds(&mut chain, crate::residues::Components::embedded());
        chain
    }

    #[test]
    fn nothing_is_added_but_where_the_chain_is_cut() {
        let chain = glycines(9);
        let free = AtomSet::from_indices(chain.atom_count(), chain.residues.atoms(4));
        for (ends, added) in [(Ends::Open, 0), (Ends::Capped, 1)] {
            let pocket = Pocket::cut_from(&chain, &free, 3.0, ends).unwrap();
            // The free residue, one within reach on each side, and their neighbours.
            let residues = pocket.structure.residues.len();
            assert_eq!(residues, 5, "{ends:?}");
            assert_eq!(
                (pocket.added, pocket.structure.atom_count()),
                (added, 7 * residues + added),
                "{ends:?}"
            );
            let moving: Vec<usize> = pocket.moving().map(|(_, whole)| whole).collect();
            assert_eq!(moving, chain.residues.atoms(4).collect::<Vec<_>>());
            let kept = pocket.origin.iter().flatten().map(|&atom| atom as usize);
            assert_eq!(kept.min(), Some(chain.residues.atoms(2).start));
        }
    }

    #[test]
    fn a_disulfide_bridge_is_not_halved_where_residues_count() {
        let mut builder = Builder::default();
        for (number, nitrogen, sulfur) in [(1, 0.0, 3.0), (20, 8.0, 5.05)] {
            builder.residue("CYS", number, 0);
            for (name, element, x) in [("N", Element::N, nitrogen), ("SG", Element::S, sulfur)] {
                let position = [x, 0.0, 0.0];
                builder.atom(AtomRecord { name: name.into(), element, position, ..AtomRecord::default() });
            }
        }
        let structure = builder.finish();
        let free = AtomSet::from_indices(4, [0]);
        for (ends, residues) in [(Ends::Open, 2), (Ends::Capped, 1)] {
            let pocket = Pocket::cut_from(&structure, &free, 1.0, ends).unwrap();
            assert_eq!(pocket.structure.residues.len(), residues, "{ends:?}");
        }
    }
}
