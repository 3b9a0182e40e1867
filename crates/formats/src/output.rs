//! Writing: to a file or a stream, plain or gzip.

use crate::Format;
use flate2::Compression;
use flate2::write::GzEncoder;
use geminal_structure::Structure;
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

/// Writes structures to a stream: records of SDF, MOL2 and XYZ, data blocks of mmCIF and BinaryCIF, models
/// of a PDB file.
pub fn write(structures: &[Structure], format: Format, out: &mut impl Write) -> Result<(), WriteError> {
    let _ = (structures, out);
    Err(WriteError::NotExpressible { format, what: "anything yet".to_owned(), hint: "wait for its writer" })
}

/// Writes structures to a file, packed if its name ends in `.gz`.
pub fn write_file(
    structures: &[Structure],
    format: Format,
    path: impl AsRef<Path>,
) -> Result<(), WriteError> {
    let path = path.as_ref();
    let named = |source| WriteError::Io { path: Some(path.display().to_string()), source };
    let file = std::fs::File::create(path).map_err(named)?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz")) {
        let mut packed = GzEncoder::new(&mut out, Compression::default());
        write(structures, format, &mut packed)?;
        packed.finish().map_err(named)?;
    } else {
        write(structures, format, &mut out)?;
    }
    out.flush().map_err(named)
}
