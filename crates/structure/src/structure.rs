//! The structure: tables of atoms, residues, chains and models, with bonds and what belongs to the whole.

use crate::{
    Adjacency, Assembly, AtomSet, Atoms, Bonds, Chains, Models, Name, Point, Residues, Transform, UnitCell,
};
use std::ops::Range;

/// Molecules as columns: what every reader gives and every kernel takes slices of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// Name of the record (MOL file's first line, CIF block, PDB id).
    pub name: String,
    /// Facts of the file's header.
    pub header: Header,
    /// Atoms.
    pub atoms: Atoms,
    /// Residues, as ranges of atoms.
    pub residues: Residues,
    /// Chains, as ranges of residues.
    pub chains: Chains,
    /// Models, as ranges of chains.
    pub models: Models,
    /// Bonds.
    pub bonds: Bonds,
    /// Further positions of all atoms (frames, conformers); the first set is `atoms.position`.
    pub conformers: Vec<Conformer>,
    /// Helices and strands as the file lists them.
    pub secondary: Vec<SecondaryElement>,
    /// Unit cell of a crystal.
    pub cell: Option<UnitCell>,
    /// Biological assemblies.
    pub assemblies: Vec<Assembly>,
    /// Non-crystallographic symmetry operators (`MTRIX`), and whether the copies are in the file.
    pub ncs: Vec<(Transform, bool)>,
    /// Data of the record, in order: tags of an SDF, comments of a MOL2.
    pub data: Vec<(String, String)>,
}

/// Facts of a file's header.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Header {
    /// Entry id (`1TYL`).
    pub id: String,
    /// Title.
    pub title: String,
    /// Classification or keywords.
    pub classification: String,
    /// Deposition date as written.
    pub date: String,
    /// Experimental methods.
    pub methods: Vec<String>,
    /// Resolution in Å.
    pub resolution: Option<f64>,
    /// Authors.
    pub authors: Vec<String>,
    /// Further facts, by name as the format calls them.
    pub other: Vec<(String, String)>,
}

/// One further set of positions of all atoms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conformer {
    /// Its name.
    pub name: String,
    /// Position of each atom in Å.
    pub position: Vec<Point>,
    /// Its data.
    pub data: Vec<(String, String)>,
}

/// A helix or a strand as a file lists it.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondaryElement {
    /// Helix or strand of a sheet.
    pub kind: crate::SecondaryStructure,
    /// Id of the helix or the sheet.
    pub id: Name,
    /// First and last residue (indices, both included).
    pub residues: [u32; 2],
    /// Class of the helix (PDB: 1 alpha, 3 pi, 5 3-10 ...), or the number of the strand in its sheet.
    pub class: i32,
    /// Sense of a strand against the one before: 0 first, 1 parallel, -1 antiparallel.
    pub sense: i8,
}

impl Structure {
    /// Number of atoms of all models.
    pub fn atom_count(&self) -> usize {
        self.atoms.len()
    }

    /// Positions of all atoms in Å.
    pub fn positions(&self) -> &[Point] {
        &self.atoms.position
    }

    /// Bonds of each atom, compressed.
    pub fn adjacency(&self) -> Adjacency {
        self.bonds.adjacency(self.atom_count())
    }

    /// Residue index of each atom.
    pub fn residue_of_atoms(&self) -> Vec<u32> {
        spread(&self.residues.offset)
    }

    /// Chain index of each residue.
    pub fn chain_of_residues(&self) -> Vec<u32> {
        spread(&self.chains.offset)
    }

    /// Atoms of a chain.
    pub fn chain_atoms(&self, chain: usize) -> Range<usize> {
        let residues = self.chains.residues(chain);
        self.residues.offset[residues.start] as usize..self.residues.offset[residues.end] as usize
    }

    /// Atoms of a model.
    pub fn model_atoms(&self, model: usize) -> Range<usize> {
        let residues = self.model_residues(model);
        self.residues.offset[residues.start] as usize..self.residues.offset[residues.end] as usize
    }

    /// The atoms without alternate location, and of each residue with some those of the first.
    pub fn first_alternates(&self) -> AtomSet {
        let mut set = AtomSet::none(self.atom_count());
        for residue in 0..self.residues.len() {
            let atoms = self.residues.atoms(residue);
            let codes = &self.atoms.alt_loc;
            let first = atoms.clone().map(|atom| codes[atom]).find(|&code| code != 0).unwrap_or(0);
            atoms.filter(|&atom| codes[atom] == 0 || codes[atom] == first).for_each(|atom| set.insert(atom));
        }
        set
    }

    /// Residues of a model.
    pub fn model_residues(&self, model: usize) -> Range<usize> {
        let chains = self.models.chains(model);
        self.chains.offset[chains.start] as usize..self.chains.offset[chains.end] as usize
    }

    /// Whether the tables fit together; the message says what does not.
    pub fn check(&self) -> Result<(), Inconsistent> {
        let fail = |what: &str, found: usize, expected: usize| {
            Err(Inconsistent { what: what.to_owned(), found, expected })
        };
        let n = self.atom_count();
        let atoms = &self.atoms;
        let optional = |len: Option<usize>| len.unwrap_or(n);
        for (what, len) in [
            ("atoms.name", atoms.name.len()),
            ("atoms.position", atoms.position.len()),
            ("atoms.formal_charge", atoms.formal_charge.len()),
            ("atoms.occupancy", atoms.occupancy.len()),
            ("atoms.b_factor", atoms.b_factor.len()),
            ("atoms.alt_loc", atoms.alt_loc.len()),
            ("atoms.serial", atoms.serial.len()),
            ("atoms.hetero", atoms.hetero.len()),
            ("atoms.partial_charge", optional(atoms.partial_charge.as_ref().map(Vec::len))),
            ("atoms.isotope", optional(atoms.isotope.as_ref().map(Vec::len))),
            ("atoms.kind", optional(atoms.kind.as_ref().map(Vec::len))),
            ("atoms.segment", optional(atoms.segment.as_ref().map(Vec::len))),
            ("atoms.anisotropic", optional(atoms.anisotropic.as_ref().map(Vec::len))),
            ("atoms.radical", optional(atoms.radical.as_ref().map(Vec::len))),
        ] {
            if len != n {
                return fail(what, len, n);
            }
        }
        for (name, column) in &atoms.other {
            if column.len() != n {
                return fail(&format!("atoms.other {name}"), column.len(), n);
            }
        }
        for (what, offset, total) in [
            ("residues.offset", &self.residues.offset, n),
            ("chains.offset", &self.chains.offset, self.residues.len()),
            ("models.offset", &self.models.offset, self.chains.len()),
        ] {
            let last = offset.last().map_or(0, |&last| last as usize);
            if last != total || !offset.is_sorted() || offset.first().is_some_and(|&first| first != 0) {
                return fail(what, last, total);
            }
        }
        let r = self.residues.len();
        for (what, len) in [
            ("residues.name", self.residues.name.len()),
            ("residues.number", self.residues.number.len()),
            ("residues.insertion_code", self.residues.insertion_code.len()),
            ("residues.label_number", self.residues.label_number.len()),
            ("residues.secondary", self.residues.secondary.len()),
            ("residues.entity_kind", self.residues.entity_kind.len()),
        ] {
            if len != r {
                return fail(what, len, r);
            }
        }
        for conformer in &self.conformers {
            if conformer.position.len() != n {
                return fail("conformers.position", conformer.position.len(), n);
            }
        }
        match self.bonds.atoms.iter().flatten().find(|&&i| i as usize >= n) {
            Some(&i) => fail("bonds.atoms", i as usize, n),
            None => Ok(()),
        }
    }
}

/// Tables of a structure that do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the structure's tables do not fit together: {what} has or names {found}, expected {expected}")]
pub struct Inconsistent {
    /// The column.
    pub what: String,
    /// Its length or the index it names.
    pub found: usize,
    /// What it should be.
    pub expected: usize,
}

/// For every inner index the outer one that holds it.
fn spread(offset: &[u32]) -> Vec<u32> {
    let mut outer = Vec::with_capacity(offset.last().map_or(0, |&n| n as usize));
    for (index, pair) in (0u32..).zip(offset.windows(2)) {
        outer.resize(pair[1] as usize, index);
    }
    outer
}
