//! PDB, mmCIF, BinaryCIF, SDF, MOL2 and XYZ, in and out.
//!
//! [`read`] and [`read_file`] give the structures of a file and a list of [`Diagnostic`]s: what was odd and
//! what was done about it. With [`Options::strict`] the first oddity is an error.
//!
//! ```
//! use geminal_formats::{Format, Options, read};
//!
//! let line = "HETATM    1 ZN    ZN B  31      10.000  20.500 -30.250  1.00 19.42          ZN2+\n";
//! let input = read(line.as_bytes(), Format::Pdb, &Options::default()).unwrap();
//! let structure = &input.structures[0];
//! assert!(input.diagnostics.is_empty());
//! assert_eq!(structure.atom(0).to_string(), "ZN of ZN B 31");
//! assert_eq!(structure.atoms.formal_charge, [2]);
//! ```

mod bcif;
mod bond_table;
mod cif;
mod counts;
mod diagnostic;
mod entity_kind;
mod format;
mod input;
mod lines;
mod mdl;
mod mol2;
mod number;
mod output;
mod pdb;
mod pdbx;
mod records;
mod residue_index;
mod secondary;
mod xyz;

pub use counts::Counts;
pub use diagnostic::{Diagnostic, ReadError};
pub use format::{Format, UnknownFormat};
pub use input::{Input, Options, read, read_file};
pub use output::{OutputOptions, WriteError, write, write_file, write_file_with, write_with};
pub use records::{Record, Records, records_of_file};
