//! Reading: from a file or from memory, plain or gzip.

use crate::diagnostic::Log;
use crate::{Diagnostic, Format, ReadError};
use flate2::read::MultiGzDecoder;
use geminal_structure::Structure;
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

/// How to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Refuse a file at its first oddity instead of noting it and going on.
    pub strict: bool,
    /// Most bytes to read (after decompression), against files that unpack without end.
    pub max_bytes: u64,
}

impl Default for Options {
    /// Lenient, up to 4 GiB.
    fn default() -> Self {
        Options { strict: false, max_bytes: 4 << 30 }
    }
}

/// What was in a file: a structure per record (SDF, MOL2, data block of mmCIF), and what was odd.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    /// The structures, in the order of the file.
    pub structures: Vec<Structure>,
    /// What was odd, in the order found.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file; the format from its extension, or from its content if the extension says nothing.
///
/// Gzip is unpacked whatever the file's name.
pub fn read_file(
    path: impl AsRef<Path>,
    format: Option<Format>,
    options: &Options,
) -> Result<Input, ReadError> {
    let path = path.as_ref();
    let io = |source| ReadError::Io { path: path.display().to_string(), source };
    let by_name = format.map_or_else(|| Format::from_path(path), Ok);
    if let Err(refused @ crate::UnknownFormat::Refused { .. }) = by_name {
        return Err(refused.into());
    }
    let file = std::fs::File::open(path).map_err(io)?;
    let size = file.metadata().map_or(0, |data| data.len());
    on_worker(size, || read_open(file, size, path, by_name, options))
}

fn read_open(
    file: std::fs::File,
    size: u64,
    path: &Path,
    by_name: Result<Format, crate::UnknownFormat>,
    options: &Options,
) -> Result<Input, ReadError> {
    let bytes = match whole(&file, size.min(options.max_bytes)) {
        Some(bytes) => bytes,
        None => bounded(file, size, options.max_bytes).map_err(|error| error.named(path))?,
    };
    let bytes = unpacked(&bytes, options.max_bytes).map_err(|error| error.named(path))?;
    let format = by_name.or_else(|error| Format::from_content(&bytes).map_err(|_| error))?;
    read(&bytes, format, options)
}

/// Does work over so many bytes on a worker thread, which shares it with the others: handing over each part from
/// outside takes as long as reading a hundred atoms.
fn on_worker<T: Send>(bytes: u64, work: impl FnOnce() -> T + Send) -> T {
    if bytes < 1 << 17 { work() } else { rayon::join(work, || ()).0 }
}

/// Reads what is in memory, plain or gzip.
pub fn read(bytes: &[u8], format: Format, options: &Options) -> Result<Input, ReadError> {
    on_worker(bytes.len() as u64, || read_bytes(bytes, format, options))
}

fn read_bytes(bytes: &[u8], format: Format, options: &Options) -> Result<Input, ReadError> {
    let bytes = unpacked(bytes, options.max_bytes)?;
    let mut log = Log::default();
    let structures = match format {
        Format::Pdb => vec![crate::pdb::read(without_mark(&bytes), &mut log)?],
        Format::Sdf => {
            let text = text(&bytes, &mut log);
            each_record(crate::mdl::records(&text), &mut log, crate::mdl::read_record)?
        }
        Format::Mmcif => {
            let text = text(&bytes, &mut log);
            let blocks = crate::cif::read(&text, &mut log)?;
            blocks.into_iter().map(|block| block.into_structure(&mut log)).collect()
        }
        Format::BinaryCif => {
            let blocks = crate::bcif::read(&bytes)?;
            blocks.into_iter().map(|block| block.into_structure(&mut log)).collect()
        }
        Format::Mol2 => {
            let text = text(&bytes, &mut log);
            each_record(crate::mol2::records(&text), &mut log, crate::mol2::read_record)?
        }
        Format::Xyz => {
            let text = text(&bytes, &mut log);
            each_record(crate::xyz::records(&text), &mut log, crate::xyz::read_record)?
        }
    };
    Ok(Input { structures, diagnostics: log.finish(options.strict)? })
}

/// Reads records, all threads sharing them; a damaged one is noted and left out, unless nothing else is there.
pub(crate) fn each_record<'a>(
    records: impl IntoIterator<Item = (usize, &'a str)>,
    log: &mut Log,
    read: impl Fn(&str, usize, &mut Log) -> Result<Structure, ReadError> + Sync,
) -> Result<Vec<Structure>, ReadError> {
    let records: Vec<(usize, &str)> = records.into_iter().collect();
    let one = |&(line, text): &(usize, &str)| {
        let mut own = Log::default();
        let result = read(text, line, &mut own);
        (line, result, own)
    };
    let read: Vec<_> = match records.as_slice() {
        [record] => vec![one(record)],
        many => many.par_iter().with_min_len(16).map(one).collect(),
    };
    let mut structures = Vec::with_capacity(read.len());
    let mut refused = None;
    for (line, result, own) in read {
        own.move_to(log);
        match result {
            Ok(structure) => structures.push(structure),
            Err(error) => {
                log.refuse(line, &error);
                refused.get_or_insert(error);
            }
        }
    }
    match refused {
        Some(error) if structures.is_empty() => Err(error),
        _ => Ok(structures),
    }
}

impl ReadError {
    /// The same with the file's name, for errors of the system.
    fn named(self, path: &Path) -> ReadError {
        match self {
            ReadError::Io { source, .. } => ReadError::Io { path: path.display().to_string(), source },
            other => other,
        }
    }
}

/// The content of a large file of known size, read by all threads; none where that is not possible.
#[cfg(unix)]
fn whole(file: &std::fs::File, size: u64) -> Option<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    const PIECE: usize = 4 << 20;
    let size = usize::try_from(size).ok().filter(|&size| size >= 2 * PIECE)?;
    // A file that is not there up to its end, or goes on behind it, is read as a stream instead.
    let mut bytes = vec![0; size];
    let read = |(k, piece): (usize, &mut [u8])| file.read_exact_at(piece, (k * PIECE) as u64);
    bytes.par_chunks_mut(PIECE).enumerate().try_for_each(read).ok()?;
    let more = file.read_at(&mut [0], size as u64).ok()?;
    (more == 0).then_some(bytes)
}

/// Elsewhere files are read as streams.
#[cfg(not(unix))]
fn whole(_: &std::fs::File, _: u64) -> Option<Vec<u8>> {
    None
}

/// The content of a reader, no more than `limit` bytes of it.
fn bounded(reader: impl Read, expected: u64, limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::with_capacity(expected.min(limit) as usize + 1);
    let io = |source| ReadError::Io { path: "the input".to_owned(), source };
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { limit });
    }
    Ok(bytes)
}

/// The bytes, unpacked if they are gzip.
fn unpacked(bytes: &[u8], limit: u64) -> Result<Cow<'_, [u8]>, ReadError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLarge { limit });
        }
        return Ok(Cow::Borrowed(bytes));
    }
    match bounded(MultiGzDecoder::new(bytes), bytes.len() as u64 * 4, limit) {
        Err(ReadError::Io { source, .. }) => {
            Err(ReadError::damaged(0, 0, format!("the gzip stream is damaged: {source}")))
        }
        other => other.map(Cow::Owned),
    }
}

/// The bytes without the mark that some editors begin UTF-8 with.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The bytes as text; what is not UTF-8 is replaced and noted.
pub(crate) fn text<'a>(bytes: &'a [u8], log: &mut Log) -> Cow<'a, str> {
    let bytes = without_mark(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let line = 1 + memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count();
            log.note(line, 0, "bytes that are not UTF-8", "replaced by question marks");
            let plain = bytes.iter().map(|&b| if b.is_ascii() { b as char } else { '?' });
            Cow::Owned(plain.collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = gzip(&vec![b' '; 1 << 20]);
        let options = Options { max_bytes: 1 << 16, ..Options::default() };
        assert!(matches!(read(&bomb, Format::Pdb, &options), Err(ReadError::TooLarge { limit: 65536 })));
    }

    #[test]
    fn a_cut_gzip_stream_is_an_error() {
        let cut = gzip(b"END\n");
        let error = read(&cut[..cut.len() - 6], Format::Pdb, &Options::default()).unwrap_err();
        assert!(error.to_string().contains("gzip stream is damaged"), "{error}");
    }

    #[test]
    fn text_that_is_not_utf8_is_noted() {
        let mut log = Log::default();
        assert_eq!(text(b"a\nb\xff", &mut log), "a\nb?");
        assert_eq!(log.finish(false).unwrap()[0].line, 2);
    }
}
