//! What a reader has to say about a file: diagnostics it went on after, and errors it could not.

use crate::UnknownFormat;
use std::fmt;

/// Something odd in a file, and what the reader did about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Line, from 1; 0 if it concerns the whole file or the format has no lines.
    pub line: usize,
    /// Column, from 1; 0 if it concerns the whole line.
    pub column: usize,
    /// What is odd.
    pub what: String,
    /// What the reader did.
    pub done: String,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (0, _) => {}
            (line, 0) => write!(f, "line {line}: ")?,
            (line, column) => write!(f, "line {line}, column {column}: ")?,
        }
        write!(f, "{}; {}", self.what, self.done)
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The format is not known or not supported.
    #[error(transparent)]
    Format(#[from] UnknownFormat),
    /// The content cannot be what it should be.
    #[error("{}{what}", place(.line, .column))]
    Damaged {
        /// Line, from 1; 0 if none.
        line: usize,
        /// Column, from 1; 0 if none.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// Something odd, in strict mode.
    #[error("{0} (refused because reading is strict)")]
    Strict(Diagnostic),
    /// The (decompressed) content is larger than allowed.
    #[error("the content is larger than {limit} bytes; raise the limit if this is meant")]
    TooLarge {
        /// The limit of [`crate::Options::max_bytes`].
        limit: u64,
    },
}

fn place(line: &usize, column: &usize) -> String {
    match (line, column) {
        (0, _) => String::new(),
        (line, 0) => format!("line {line}: "),
        (line, column) => format!("line {line}, column {column}: "),
    }
}

impl ReadError {
    pub(crate) fn damaged(line: usize, column: usize, what: impl Into<String>) -> ReadError {
        ReadError::Damaged { line, column, what: what.into() }
    }
}

/// How many diagnostics a file may collect: a damaged file must not fill the memory with them.
const MOST: usize = 1000;

/// Collects diagnostics while a file is read.
#[derive(Debug, Default)]
pub(crate) struct Log {
    diagnostics: Vec<Diagnostic>,
    hidden: usize,
}

impl Log {
    /// Notes something odd; line and column from 1, 0 for none.
    pub(crate) fn note(
        &mut self,
        line: usize,
        column: usize,
        what: impl Into<String>,
        done: impl Into<String>,
    ) {
        if self.diagnostics.len() < MOST {
            self.diagnostics.push(Diagnostic { line, column, what: what.into(), done: done.into() });
        } else {
            self.hidden += 1;
        }
    }

    /// Whether nothing was noted.
    pub(crate) fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Moves what was noted to another log.
    pub(crate) fn move_to(self, other: &mut Log) {
        self.move_shifted(0, other);
    }

    /// Moves what was noted, of a piece of the text, to the log of the whole.
    pub(crate) fn move_shifted(self, lines: usize, other: &mut Log) {
        other.hidden += self.hidden;
        for d in self.diagnostics {
            other.note(d.line + lines, d.column, d.what, d.done);
        }
    }

    /// Notes that a record cannot be read.
    pub(crate) fn refuse(&mut self, record_line: usize, error: &ReadError) {
        match error {
            ReadError::Damaged { line, column, what } => {
                let done = format!("the record of line {record_line} is left out");
                self.note(*line, *column, what.clone(), done);
            }
            other => self.note(record_line, 0, other.to_string(), "the record is left out"),
        }
    }

    /// The diagnostics, or the first of them as an error if reading is strict.
    pub(crate) fn finish(mut self, strict: bool) -> Result<Vec<Diagnostic>, ReadError> {
        if strict && !self.diagnostics.is_empty() {
            return Err(ReadError::Strict(self.diagnostics.swap_remove(0)));
        }
        if self.hidden > 0 {
            self.diagnostics.push(Diagnostic {
                line: 0,
                column: 0,
                what: format!("{} further diagnostics", self.hidden),
                done: "not listed".to_owned(),
            });
        }
        Ok(self.diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnostics_are_bounded_and_strict_refuses_the_first() {
        let mut log = Log::default();
        (1..=MOST + 5).for_each(|line| log.note(line, 3, "odd", "ignored"));
        let listed = log.finish(false).unwrap();
        assert_eq!((listed.len(), listed[MOST].what.as_str()), (MOST + 1, "5 further diagnostics"));
        assert_eq!(listed[0].to_string(), "line 1, column 3: odd; ignored");

        let mut log = Log::default();
        log.note(7, 0, "odd", "ignored");
        assert!(matches!(log.finish(true), Err(ReadError::Strict(d)) if d.line == 7));
    }
}
