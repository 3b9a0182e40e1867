//! Records one after the other from a stream, in memory for one of them.

use crate::diagnostic::Log;
use crate::{Diagnostic, Format, Options, ReadError};
use flate2::read::MultiGzDecoder;
use geminal_structure::Structure;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A record of a file, and what was odd in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// The structure.
    pub structure: Structure,
    /// What was odd; lines are those of the file.
    pub diagnostics: Vec<Diagnostic>,
}

/// The records of an SDF, MOL2 or XYZ stream. A damaged record is an error, and the next one follows.
///
/// ```
/// use geminal_formats::{Format, Options, Records};
///
/// let frames = "1\nhelium\nHe 0 0 0\n1\nneon\nNe 0 0 0\n";
/// let names: Vec<String> = Records::new(frames.as_bytes(), Format::Xyz, &Options::default())
///     .unwrap()
///     .map(|record| record.unwrap().structure.name)
///     .collect();
/// assert_eq!(names, ["helium", "neon"]);
/// ```
pub struct Records<R> {
    input: R,
    format: Format,
    options: Options,
    /// Number of the last line read.
    line: usize,
    /// A line read too far: the first of the next record.
    ahead: Vec<u8>,
    done: bool,
}

impl<R: BufRead> Records<R> {
    /// Of a stream of plain text. Other formats are not made of records that could be read one by one.
    pub fn new(input: R, format: Format, options: &Options) -> Result<Records<R>, ReadError> {
        match format {
            Format::Sdf | Format::Mol2 | Format::Xyz => Ok(Records {
                input,
                format,
                options: options.clone(),
                line: 0,
                ahead: Vec::new(),
                done: false,
            }),
            other => Err(ReadError::damaged(0, 0, format!("{other} files are read whole, not by records"))),
        }
    }

    /// Reads a line to the end of `record`; false at the end of the stream.
    fn read_line(&mut self, record: &mut Vec<u8>) -> Result<bool, ReadError> {
        if !self.ahead.is_empty() {
            record.append(&mut self.ahead);
            return Ok(true);
        }
        let limit = self.options.max_bytes.saturating_sub(record.len() as u64);
        let mut input = self.input.by_ref().take(limit.saturating_add(1));
        let count = input
            .read_until(b'\n', record)
            .map_err(|source| ReadError::Io { path: "the input".to_owned(), source })?;
        if record.len() as u64 > self.options.max_bytes {
            return Err(ReadError::TooLarge { limit: self.options.max_bytes });
        }
        self.line += usize::from(count > 0);
        Ok(count > 0)
    }

    /// The text of the next record and the number of its first line; none at the end.
    fn text(&mut self) -> Result<Option<(usize, Vec<u8>)>, ReadError> {
        let mut record = Vec::new();
        let first = self.line + usize::from(self.ahead.is_empty());
        let mut begun = false;
        let mut rest = None;
        loop {
            let start = record.len();
            if !self.read_line(&mut record)? {
                break;
            }
            let line = record[start..].trim_ascii_end();
            match self.format {
                Format::Sdf if line.starts_with(b"$$$$") => break,
                Format::Mol2 if line == b"@<TRIPOS>MOLECULE" => {
                    if begun {
                        self.ahead = record.split_off(start);
                        break;
                    }
                    begun = true;
                }
                Format::Xyz => {
                    let left = match rest {
                        None if line.is_empty() => continue,
                        None => {
                            let count =
                                std::str::from_utf8(line).ok().and_then(|text| text.trim().parse().ok());
                            count.map_or(usize::MAX, |count: usize| count.saturating_add(1))
                        }
                        Some(left) => left - 1,
                    };
                    rest = Some(left);
                    if left == 0 {
                        break;
                    }
                }
                _ => {}
            }
        }
        Ok(record.iter().any(|byte| !byte.is_ascii_whitespace()).then_some((first, record)))
    }

    fn record(&mut self) -> Result<Option<Record>, ReadError> {
        let Some((first, bytes)) = self.text()? else { return Ok(None) };
        let mut log = Log::default();
        let text = crate::input::text(&bytes, &mut log);
        let mut structures = match self.format {
            Format::Sdf => crate::input::each_record([(first, &*text)], &mut log, crate::mdl::read_record)?,
            Format::Mol2 => crate::input::each_record([(first, &*text)], &mut log, crate::mol2::read_record)?,
            // Blank lines before a frame do not belong to it.
            _ => {
                let frames = crate::xyz::records(&text).map(|(line, text)| (line + first - 1, text));
                crate::input::each_record(frames, &mut log, crate::xyz::read_record)?
            }
        };
        let diagnostics = log.finish(self.options.strict)?;
        Ok(structures.pop().map(|structure| Record { structure, diagnostics }))
    }
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Record, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let record = self.record();
        self.done = matches!(record, Ok(None) | Err(ReadError::Io { .. } | ReadError::TooLarge { .. }));
        record.transpose()
    }
}

/// The records of a file, plain or gzip; the format from its name if it is not given.
pub fn records_of_file(
    path: impl AsRef<Path>,
    format: Option<Format>,
    options: &Options,
) -> Result<Records<Box<dyn BufRead + Send>>, ReadError> {
    let path = path.as_ref();
    let format = format.map_or_else(|| Format::from_path(path), Ok)?;
    let io = |source| ReadError::Io { path: path.display().to_string(), source };
    let mut plain = BufReader::with_capacity(1 << 16, std::fs::File::open(path).map_err(io)?);
    let packed = plain.fill_buf().map_err(io)?.starts_with(&[0x1f, 0x8b]);
    let input: Box<dyn BufRead + Send> =
        if packed { Box::new(BufReader::new(MultiGzDecoder::new(plain))) } else { Box::new(plain) };
    Records::new(input, format, options)
}
