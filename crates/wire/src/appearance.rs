//! Appearance: what a room knows about a structure that no kernel sees.
//!
//! Rows beside the tables of a [`Structure`], one a model, wire chain, residue, bond and atom: indices, selection,
//! colours, labels, ways of drawing. They are the wire's own types, and what the structure holds itself is empty or
//! ignored in them, except where the wire can say the same thing in several ways (`.` and 0 for no alternative
//! location): then the row keeps how it was said, and is believed as long as it means what the structure holds.

use geminal_structure::Structure;

use crate::convert::wire_order;
use crate::structure::{Atom, BondKind, Chain, Complex, Molecule, NEW, Residue};
use crate::values::Tags;

/// What a room knows about a structure beside its atoms and bonds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Appearance {
    /// The entry: index, flags, place in the workspace. Without molecules.
    pub complex: Complex,
    /// One a model. Without chains.
    pub molecules: Vec<Molecule>,
    /// The chains of the wire, which puts the hetero atoms of a chain into one of their own.
    pub chains: Vec<ChainLook>,
    /// One a residue. Without atoms and bonds.
    pub residues: Vec<Residue>,
    /// One a bond.
    pub bonds: Vec<BondLook>,
    /// One an atom. Without positions; `in_conformer` is empty for an atom that has one conformer.
    pub atoms: Vec<Atom>,
}

/// A chain of the wire: a run of residues.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainLook {
    /// Index and name. Without residues.
    pub chain: Chain,
    /// Which model it belongs to.
    pub model: usize,
    /// How many residues it has; they begin where the chain before ends.
    pub residue_count: usize,
}

/// What a room knows about a bond.
#[derive(Debug, Clone, PartialEq)]
pub struct BondLook {
    /// What the room knows it by.
    pub index: i64,
    /// The residue that lists it.
    pub residue: usize,
    /// Its order in every conformer, and whether it exists there.
    pub conformers: Vec<(BondKind, bool)>,
}

impl Appearance {
    /// How a room shows a structure that it does not know: everything new, drawn by the room's own choice.
    pub fn of(structure: &Structure) -> Self {
        let residue_of = structure.residue_of_atoms();
        let residues = (0..structure.residues.len())
            .map(|r| Residue { type_name: structure.residues.name[r].to_string(), ..Residue::default() })
            .collect();
        let conformers = 1 + structure.conformers.len();
        let bonds =
            structure.bonds.atoms.iter().zip(&structure.bonds.order).map(|(&[first, _], &order)| BondLook {
                index: NEW,
                residue: residue_of[first as usize] as usize,
                conformers: vec![(wire_order(order), true); conformers],
            });
        let molecule = Molecule {
            conformer_count: conformers as i32,
            names: vec![String::new(); conformers],
            associateds: vec![Tags::new(); conformers],
            ..Molecule::default()
        };
        let atom = Atom {
            positions: Vec::new(),
            in_conformer: if conformers > 1 { vec![true; conformers] } else { Vec::new() },
            name: String::new(),
            ..Atom::default()
        };
        Self {
            complex: Complex { name: structure.name.clone(), ..Complex::default() },
            molecules: vec![molecule; structure.models.len()],
            chains: chain_looks(structure),
            residues,
            bonds: bonds.collect(),
            atoms: vec![atom; structure.atom_count()],
        }
    }

    /// The atoms the user selected.
    pub fn selected(&self) -> impl Iterator<Item = usize> + '_ {
        self.atoms.iter().enumerate().filter(|(_, atom)| atom.selected).map(|(index, _)| index)
    }

    /// Which frame shows.
    pub fn current_model(&self) -> usize {
        usize::try_from(self.complex.current_frame).unwrap_or(0)
    }

    /// Gives everything that is new an index from `next` on, and moves `next` behind the last.
    pub fn assign_indices(&mut self, next: &mut i64) {
        let mut assign = |index: &mut i64| {
            if *index < 0 {
                *index = *next;
                *next += 1;
            }
        };
        assign(&mut self.complex.index);
        self.molecules.iter_mut().for_each(|molecule| assign(&mut molecule.index));
        self.chains.iter_mut().for_each(|look| assign(&mut look.chain.index));
        self.residues.iter_mut().for_each(|residue| assign(&mut residue.index));
        self.bonds.iter_mut().for_each(|bond| assign(&mut bond.index));
        self.atoms.iter_mut().for_each(|atom| assign(&mut atom.index));
    }
}

/// A chain's residues, but its hetero residues at the end in a chain of their own, `H` before its name.
fn chain_looks(structure: &Structure) -> Vec<ChainLook> {
    let hetero = |residue: usize| {
        let atoms = structure.residues.atoms(residue);
        !atoms.is_empty() && structure.atoms.hetero[atoms].iter().all(|&hetero| hetero)
    };
    let mut looks = Vec::new();
    for model in 0..structure.models.len() {
        for chain in structure.models.chains(model) {
            let residues = structure.chains.residues(chain);
            let tail = residues.clone().rev().take_while(|&residue| hetero(residue)).count();
            let id = &structure.chains.id[chain];
            let body = residues.len() - tail;
            for (name, residue_count) in [(id.to_string(), body), (format!("H{id}"), tail)] {
                if residue_count > 0 || (residues.is_empty() && name == id.as_str()) {
                    looks.push(ChainLook { chain: Chain { name, ..Chain::default() }, model, residue_count });
                }
            }
        }
    }
    looks
}
