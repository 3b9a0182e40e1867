//! Writing: to a file or a stream, plain or gzip.

use crate::Format;
use flate2::Compression;
use flate2::write::GzEncoder;
use geminal_structure::{Conformer, Structure};
use std::io::{BufWriter, Write};
use std::path::Path;

/// Why structures could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The stream refused.
    #[error("cannot write{}: {source}", .path.as_ref().map(|p| format!(" {p}")).unwrap_or_default())]
    Io {
        /// The file, if it is one.
        path: Option<String>,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The format has no way to say something.
    #[error("{format} cannot hold {what}; {hint}")]
    NotExpressible {
        /// The format.
        format: Format,
        /// What it cannot hold.
        what: String,
        /// What to do.
        hint: &'static str,
    },
}

impl From<std::io::Error> for WriteError {
    fn from(source: std::io::Error) -> Self {
        WriteError::Io { path: None, source }
    }
}

/// How to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputOptions {
    /// Write SDF as V3000 even where V2000 would do.
    pub v3000: bool,
}

/// Writes structures to a stream: records of SDF, MOL2 and XYZ, data blocks of mmCIF and BinaryCIF, models
/// of a PDB file. Conformers are written as further ones.
pub fn write(structures: &[Structure], format: Format, out: &mut impl Write) -> Result<(), WriteError> {
    write_with(structures, format, &OutputOptions::default(), out)
}

/// The same with options.
pub fn write_with(
    structures: &[Structure],
    format: Format,
    options: &OutputOptions,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    let expanded;
    let structures = if structures.iter().any(|structure| !structure.conformers.is_empty()) {
        expanded = structures.iter().flat_map(frames).collect::<Vec<_>>();
        &expanded
    } else {
        structures
    };
    match format {
        Format::Pdb => crate::pdb::write(structures, out),
        Format::Mmcif => crate::cif::write(structures, out),
        Format::BinaryCif => crate::bcif::write(structures, out),
        Format::Sdf => structures.iter().try_for_each(|s| crate::mdl::write(s, options.v3000, out)),
        Format::Mol2 => structures.iter().try_for_each(|s| crate::mol2::write(s, out)),
        Format::Xyz => structures.iter().try_for_each(|s| crate::xyz::write(s, out)),
    }
}

/// The structure and one for each further conformer.
fn frames(structure: &Structure) -> Vec<Structure> {
    let first = Structure { conformers: Vec::new(), ..structure.clone() };
    let frame = |conformer: &Conformer| {
        let mut frame = first.clone();
        frame.atoms.position.clone_from(&conformer.position);
        if !conformer.name.is_empty() {
            frame.name.clone_from(&conformer.name);
        }
        if !conformer.data.is_empty() {
            frame.data.clone_from(&conformer.data);
        }
        frame
    };
    let further: Vec<Structure> = structure.conformers.iter().map(frame).collect();
    std::iter::once(first).chain(further).collect()
}

/// Writes structures to a file, packed if its name ends in `.gz`.
pub fn write_file(
    structures: &[Structure],
    format: Format,
    path: impl AsRef<Path>,
) -> Result<(), WriteError> {
    write_file_with(structures, format, &OutputOptions::default(), path)
}

/// The same with options.
pub fn write_file_with(
    structures: &[Structure],
    format: Format,
    options: &OutputOptions,
    path: impl AsRef<Path>,
) -> Result<(), WriteError> {
    let path = path.as_ref();
    let named = |source| WriteError::Io { path: Some(path.display().to_string()), source };
    let file = std::fs::File::create(path).map_err(named)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        let mut packed = GzEncoder::new(&mut out, Compression::default());
        write_with(structures, format, options, &mut packed)?;
        packed.finish().map_err(named)?;
    } else {
        write_with(structures, format, options, &mut out)?;
    }
    out.flush().map_err(named)
}
