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
        fixed::<W, P>(columns).or_else(|| number::decimal(columns.trim_ascii()))
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

/// A fixed-point number: blanks, perhaps a minus, digits, the point, digits. Written without branches on the
/// digits, whose number is hard to predict.
#[inline]
fn fixed<const W: usize, const P: usize>(columns: &[u8; W]) -> Option<f64> {
    let (mut value, mut begun, mut negative, mut wrong) = (0u32, false, false, columns[P] != b'.');
    for &byte in &columns[..P] {
        let digit = byte.wrapping_sub(b'0');
        let is_digit = digit < 10;
        wrong |= !is_digit & (begun | negative | ((byte != b' ') & (byte != b'-')));
        negative |= byte == b'-';
        begun |= is_digit;
        value = value * 10 + if is_digit { u32::from(digit) } else { 0 };
    }
    for &byte in &columns[P + 1..] {
        let digit = byte.wrapping_sub(b'0');
        wrong |= digit > 9;
        value = value.wrapping_mul(10).wrapping_add(u32::from(digit));
    }
    if wrong {
        return None;
    }
    // Both are exact, so the quotient is the nearest double.
    let value = f64::from(value) / [1.0, 10.0, 100.0, 1000.0, 1e4, 1e5][W - P - 1];
    Some(if negative { -value } else { value })
}

/// Bytes of a field as a name.
#[inline]
pub(super) fn name(bytes: &[u8]) -> Name {
    match std::str::from_utf8(bytes) {
        Ok(text) => Name::from(text),
        Err(_) => Name::from(String::from_utf8_lossy(bytes).as_ref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn fixed_numbers_are_the_nearest_doubles(text in "[ -]{0,3}[0-9]{0,4}\\.[0-9 -]{3}") {
            let field = format!("{text:>8}");
            let value = field.as_bytes().first_chunk::<8>().filter(|_| field.len() == 8).and_then(fixed::<8, 4>);
            if value.is_some() {
                prop_assert_eq!(value, number::decimal(field.trim().as_bytes()));
            }
        }
    }

    #[test]
    fn fixed_numbers() {
        for (field, value) in [
            (b"  11.104", Some(11.104)),
            (b"-999.999", Some(-999.999)),
            (b"    .500", Some(0.5)),
            (b"  -0.001", Some(-0.001)),
            (b"1 23.456", None),
            (b"  --.456", None),
            (b"  11,104", None),
            (b"  11.1  ", None),
        ] {
            assert_eq!(fixed::<8, 4>(field), value, "{field:?}");
        }
    }
}
