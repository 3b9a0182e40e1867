//! Reading and writing structures as all commands do: `-` for stdin and stdout, messages to stderr.

use std::io::{BufWriter, Read, Write};
use std::path::Path;

use anyhow::Context as _;
use geminal_formats::{Format, Input, Options, ReadError, read, read_file, write, write_file};
use geminal_structure::Structure;

/// Diagnostics printed for a file before the rest is only counted.
const PRINTED: usize = 10;

/// How input is read.
#[derive(Debug, Clone, clap::Args)]
pub struct Reading {
    /// Format of the input, if its name does not tell: pdb, mmcif, bcif, sdf, mol2, xyz
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<Format>,
    /// Refuse what is odd in the input instead of reporting it
    #[arg(long)]
    pub strict: bool,
}

impl Reading {
    /// Reads a file, or stdin for `-`; what is odd goes to stderr.
    pub fn read(&self, path: &Path) -> Result<Input, FileError> {
        let options = Options { strict: self.strict, ..Options::default() };
        let name = display(path);
        let input = if is_stream(path) {
            let mut bytes = Vec::new();
            let io = |source| ReadError::Io { path: name.clone(), source };
            let limit = options.max_bytes.saturating_add(1);
            let taken = std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(io);
            taken.and_then(|_| read(&bytes, self.from.map_or_else(|| of_content(&bytes), Ok)?, &options))
        } else {
            read_file(path, self.from, &options)
        };
        let input = input.map_err(|error| FileError { name: name.clone(), error })?;
        for diagnostic in input.diagnostics.iter().take(PRINTED) {
            eprintln!("{name}: {diagnostic}");
        }
        if input.diagnostics.len() > PRINTED {
            eprintln!("{name}: {} more like these", input.diagnostics.len() - PRINTED);
        }
        Ok(input)
    }

    /// The format a file is read as, when its name or the arguments tell.
    pub fn format_of(&self, path: &Path) -> Option<Format> {
        self.from.or_else(|| Format::from_path(path).ok())
    }
}

/// A file that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", described(.name, .error))]
pub struct FileError {
    name: String,
    /// Why; the message has it already, so it is no source that would be told again.
    pub error: ReadError,
}

/// The message with the file's name in front, which errors of the system have already.
fn described(name: &str, error: &ReadError) -> String {
    match error {
        ReadError::Io { .. } => error.to_string(),
        _ => format!("{name}: {error}"),
    }
}

/// The format of what stdin gave, packed or not.
fn of_content(bytes: &[u8]) -> Result<Format, ReadError> {
    let mut head = Vec::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        // A damaged stream is reported by the reader.
        let _ = flate2::read::MultiGzDecoder::new(bytes).take(4096).read_to_end(&mut head);
        return Ok(Format::from_content(&head)?);
    }
    Ok(Format::from_content(bytes)?)
}

/// How output is written.
#[derive(Debug, Clone, clap::Args)]
pub struct Writing {
    /// Format of the output, if its name does not tell: pdb, mmcif, bcif, sdf, mol2, xyz
    #[arg(long, value_name = "FORMAT")]
    pub to: Option<Format>,
}

impl Writing {
    /// The format of the output, by `--to` or its name.
    pub fn format_of(&self, path: &Path) -> anyhow::Result<Format> {
        match self.to {
            Some(format) => Ok(format),
            None if is_stream(path) => {
                anyhow::bail!("stdout has no name to tell a format by; say it with --to")
            }
            None => Ok(Format::from_path(path)?),
        }
    }

    /// Writes structures to a file, or to stdout for `-`.
    pub fn write(&self, structures: &[Structure], path: &Path) -> anyhow::Result<()> {
        let format = self.format_of(path)?;
        if is_stream(path) {
            let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
            write(structures, format, &mut out).context("stdout")?;
            return Ok(out.flush()?);
        }
        write_file(structures, format, path).with_context(|| display(path))
    }
}

/// Whether a path is `-`: stdin or stdout.
pub fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A path as messages and results name it.
pub fn display(path: &Path) -> String {
    if is_stream(path) { "stdin".to_owned() } else { path.display().to_string() }
}
