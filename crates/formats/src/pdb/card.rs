//! A line as its columns.

use crate::diagnostic::Log;
use crate::number;
use geminal_structure::Name;

/// One line, filled with blanks to 80 columns.
pub(super) struct Card<'a> {
    pub(super) number: usize,
    columns: &'a [u8; 80],
}

/// Where a short line is filled.
pub(super) type Blank = [u8; 80];

impl<'a> Card<'a> {
    /// The columns of a line; a short one is filled in `blank`.
    #[inline]
    pub(super) fn new(number: usize, line: &'a str, blank: &'a mut Blank) -> Card<'a> {
        let bytes = line.as_bytes();
        if let Some(columns) = bytes.first_chunk() {
            return Card { number, columns };
        }
        blank.fill(b' ');
        blank[..bytes.len()].copy_from_slice(bytes);
        Card { number, columns: blank }
    }

    /// Columns 1 to 6.
    pub(super) fn record(&self) -> &'a [u8; 6] {
        self.columns.first_chunk().unwrap_or(b"      ")
    }

    /// One column, from 1.
    #[inline]
    pub(super) fn byte(&self, column: usize) -> u8 {
        self.columns[column - 1]
    }

    /// Columns as they are, from 1, both included.
    #[inline]
    pub(super) fn raw(&self, first: usize, last: usize) -> &'a [u8] {
        &self.columns[first - 1..last]
    }

    /// Columns without blanks around.
    #[inline]
    pub(super) fn field(&self, first: usize, last: usize) -> &'a [u8] {
        self.raw(first, last).trim_ascii()
    }

    /// Columns as a name.
    #[inline]
    pub(super) fn name(&self, first: usize, last: usize) -> Name {
        name(self.field(first, last))
    }

    /// Columns as text.
    pub(super) fn text(&self, first: usize, last: usize) -> String {
        String::from_utf8_lossy(self.field(first, last)).into_owned()
    }

    /// A number of `W` columns from `first` with its point in column `P` of them (from 0), as nearly every
    /// file has it; otherwise any decimal number.
    #[inline]
    pub(super) fn fixed<const W: usize, const P: usize>(&self, first: usize) -> Option<f64> {
        let columns = self.columns[first - 1..].first_chunk::<W>()?;
        number::fixed::<W, P>(columns).or_else(|| number::decimal(columns.trim_ascii()))
    }

    /// A decimal number; none if blank; noted if it is something else.
    #[inline]
    pub(super) fn decimal(&self, first: usize, last: usize, what: &str, log: &mut Log) -> Option<f64> {
        let field = self.field(first, last);
        if field.is_empty() {
            return None;
        }
        let value = number::decimal(field);
        if value.is_none() {
            self.complain(first, last, what, "ignored", log);
        }
        value
    }

    /// An integer; none if blank; noted if it is something else.
    pub(super) fn integer(&self, first: usize, last: usize, what: &str, log: &mut Log) -> Option<i32> {
        let field = self.field(first, last);
        if field.is_empty() {
            return None;
        }
        let value = number::hybrid36(field, last + 1 - first);
        if value.is_none() {
            self.complain(first, last, what, "ignored", log);
        }
        value
    }

    /// Notes that columns do not hold what they should.
    #[cold]
    pub(super) fn complain(&self, first: usize, last: usize, what: &str, done: &str, log: &mut Log) {
        let field = String::from_utf8_lossy(self.raw(first, last));
        log.note(self.number, first, format!("{field:?} is not {what}"), done);
    }
}

/// Bytes of a field as a name.
#[inline]
pub(super) fn name(bytes: &[u8]) -> Name {
    match std::str::from_utf8(bytes) {
        Ok(text) => Name::from(text),
        Err(_) => Name::from(String::from_utf8_lossy(bytes).as_ref()),
    }
}
