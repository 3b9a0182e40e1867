//! The columns of a structure: one contiguous array a property.
//!
//! The columns are public so that kernels take slices and readers fill them; all columns of one table have
//! the same length ([`crate::Structure::check`] tells). Build with [`crate::Builder`] rather than by hand.

use crate::{Element, Name, Point};
use std::ops::Range;

/// Properties of atoms. A column that few files have is `None` until something sets it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Atoms {
    /// Chemical element.
    pub element: Vec<Element>,
    /// Atom name, trimmed (`CA`, `O5'`).
    pub name: Vec<Name>,
    /// Position in Å.
    pub position: Vec<Point>,
    /// Formal charge in e.
    pub formal_charge: Vec<i8>,
    /// Occupancy, 1 where the file has none.
    pub occupancy: Vec<f32>,
    /// Isotropic displacement (B factor) in Å², 0 where the file has none.
    pub b_factor: Vec<f32>,
    /// Alternate location, 0 for none.
    pub alt_loc: Vec<u8>,
    /// Number of the atom in its file.
    pub serial: Vec<i32>,
    /// Marked as a hetero atom (`HETATM`).
    pub hetero: Vec<bool>,
    /// Partial charge in e.
    pub partial_charge: Option<Vec<f32>>,
    /// Mass number of the isotope, 0 for the natural mixture (deuterium is hydrogen with 2).
    pub isotope: Option<Vec<u16>>,
    /// Atom type as the file names it (Tripos `C.ar`).
    pub kind: Option<Vec<Name>>,
    /// Segment identifier of old PDB files.
    pub segment: Option<Vec<Name>>,
    /// Anisotropic displacement U11, U22, U33, U12, U13, U23 in Å².
    pub anisotropic: Option<Vec<[f32; 6]>>,
    /// Number of unpaired electrons given by the file (MDL `RAD`: 0 none, 1 singlet, 2 doublet, 3 triplet).
    pub radical: Option<Vec<u8>>,
    /// Further columns that only one format has, under its own names (`auth_atom_id`, `MDL parity`);
    /// an empty text is no value.
    pub other: Vec<(Name, Vec<Name>)>,
}

impl Atoms {
    /// Number of atoms.
    pub fn len(&self) -> usize {
        self.element.len()
    }

    /// Whether there is no atom.
    pub fn is_empty(&self) -> bool {
        self.element.is_empty()
    }
}

/// Properties of residues (a water, an ion or a ligand is a residue too).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Residues {
    /// Component name (`ALA`, `HOH`).
    pub name: Vec<Name>,
    /// Sequence number of the authors.
    pub number: Vec<i32>,
    /// Insertion code, 0 for none.
    pub insertion_code: Vec<u8>,
    /// Sequence number within the entity (`label_seq_id`); none for what is no polymer.
    pub label_number: Vec<Option<i32>>,
    /// Secondary structure the residue belongs to.
    pub secondary: Vec<SecondaryStructure>,
    /// What kind of entity it belongs to.
    pub entity_kind: Vec<EntityKind>,
    /// Where its atoms begin; one entry more than there are residues.
    pub offset: Vec<u32>,
}

/// Properties of chains: runs of residues with one author id and one label id.
///
/// A chain that a file interrupts (waters of chain A after chain B) is two runs with one id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chains {
    /// Chain id of the authors.
    pub id: Vec<Name>,
    /// Chain id in the mmCIF sense (`label_asym_id`), empty where there is none.
    pub label_id: Vec<Name>,
    /// Entity id of mmCIF, empty where there is none.
    pub entity: Vec<Name>,
    /// Where its residues begin; one entry more than there are chains.
    pub offset: Vec<u32>,
}

/// Models (molecules, frames): ranges of chains.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Models {
    /// Model number in the file.
    pub number: Vec<i32>,
    /// Where its chains begin; one entry more than there are models.
    pub offset: Vec<u32>,
}

macro_rules! ranges {
    ($table:ident, $what:literal, $inner:literal, $name:ident) => {
        impl $table {
            #[doc = concat!("Number of ", $what, ".")]
            pub fn len(&self) -> usize {
                self.offset.len().saturating_sub(1)
            }

            #[doc = concat!("Whether there are no ", $what, ".")]
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            #[doc = concat!("Indices of the ", $inner, " of one of the ", $what, ".")]
            pub fn $name(&self, index: usize) -> Range<usize> {
                self.offset[index] as usize..self.offset[index + 1] as usize
            }

            #[doc = concat!("Which of the ", $what, " holds this one of the ", $inner, ".")]
            pub fn holding(&self, index: usize) -> usize {
                self.offset.partition_point(|&start| start as usize <= index) - 1
            }
        }
    };
}

ranges!(Residues, "residues", "atoms", atoms);
ranges!(Chains, "chains", "residues", residues);
ranges!(Models, "models", "chains", chains);

/// Secondary structure of a residue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SecondaryStructure {
    /// Not told by the file and not computed.
    #[default]
    Unknown,
    /// Neither helix nor strand.
    Coil,
    /// Strand of a sheet.
    Sheet,
    /// Helix of any class.
    Helix,
}

/// What a residue is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// Not known.
    #[default]
    Unknown,
    /// Peptide or protein.
    Protein,
    /// DNA or RNA.
    NucleicAcid,
    /// Oligosaccharide.
    Saccharide,
    /// Water.
    Water,
    /// Single-atom ion.
    Ion,
    /// Any other small molecule.
    Ligand,
}
