//! Cutting a line of a loop into its values.

use wide::u8x32;

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// A row; the next line begins there.
    Row(usize),
    /// Nothing but blanks.
    Blank(usize),
    /// The end of the loop.
    NoRow,
    /// Something that has to be read token by token.
    Irregular,
}

/// Cuts the line that begins at `start` into exactly as many values as `row` has.
#[inline]
pub(super) fn cut_row<'a>(bytes: &'a [u8], start: usize, row: &mut [&'a [u8]]) -> Cut {
    match bytes[start] {
        b'#' | b'_' => Cut::NoRow,
        b';' => Cut::Irregular,
        b'd' | b'D' | b'l' | b'L' | b's' | b'S' if is_keyword(&bytes[start..]) => Cut::NoRow,
        _ => by_masks(bytes, start, row),
    }
}

/// Cuts by the positions of blanks, found in 64 bytes at once: where values have a few letters each, a
/// branch for every letter would be mostly mispredicted.
#[inline]
fn by_masks<'a>(bytes: &'a [u8], start: usize, row: &mut [&'a [u8]]) -> Cut {
    let mut count = 0;
    // Where a value began that goes on into the next 64 bytes.
    let mut open = None;
    let mut base = start;
    loop {
        let Some(window) = bytes[base..].first_chunk() else { return byte_by_byte(bytes, start, row) };
        let (blank, newline) = masks(window);
        // Everything behind the line's end counts as blank.
        let blank = if newline == 0 { blank } else { blank | !(newline.wrapping_sub(1) & !newline) };
        let before = blank << 1 | u64::from(open.is_none());
        let (mut begins, mut ends) = (!blank & before, blank & !before);
        while ends != 0 {
            let from = match open.take() {
                Some(from) => from,
                None => {
                    let from = base + begins.trailing_zeros() as usize;
                    begins &= begins - 1;
                    from
                }
            };
            let to = base + ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let Some(slot) = row.get_mut(count) else { return Cut::Irregular };
            let Some(value) = unquoted(&bytes[from..to]) else { return Cut::Irregular };
            *slot = value;
            count += 1;
        }
        if newline != 0 {
            let next = base + newline.trailing_zeros() as usize + 1;
            return match count {
                0 => Cut::Blank(next),
                _ if count == row.len() => Cut::Row(next),
                _ => Cut::Irregular,
            };
        }
        if begins != 0 {
            open = Some(base + begins.trailing_zeros() as usize);
        }
        base += 64;
    }
}

/// A bit for each byte that is a blank, and for each that is a line's end.
#[inline]
fn masks(window: &[u8; 64]) -> (u64, u64) {
    let (halves, _) = window.as_chunks::<32>();
    let half = |bytes: [u8; 32]| {
        let bytes = u8x32::from(bytes);
        let blank = bytes.min(u8x32::splat(b' ')).simd_eq(bytes).to_bitmask();
        (u64::from(blank), u64::from(bytes.simd_eq(u8x32::splat(b'\n')).to_bitmask()))
    };
    let ((low, low_newline), (high, high_newline)) = (half(halves[0]), half(halves[1]));
    (low | high << 32, low_newline | high_newline << 32)
}

/// A value without blanks in it, out of its quotes; none if it has to be read otherwise.
#[inline]
fn unquoted(value: &[u8]) -> Option<&[u8]> {
    match value {
        [b'#', ..] => None,
        // A quoted `?` or `.` is a text, which a row cannot tell from the plain one.
        [b'\'' | b'"', b'?' | b'.', _] => None,
        [quote @ (b'\'' | b'"'), inner @ .., last] => (quote == last).then_some(inner),
        [b'\'' | b'"'] => None,
        plain => Some(plain),
    }
}

/// The same byte by byte, for the last bytes of a text.
fn byte_by_byte<'a>(bytes: &'a [u8], start: usize, row: &mut [&'a [u8]]) -> Cut {
    let mut at = start;
    let mut count = 0;
    loop {
        while at < bytes.len() && bytes[at] <= b' ' {
            if bytes[at] == b'\n' {
                return match count {
                    0 => Cut::Blank(at + 1),
                    _ if count == row.len() => Cut::Row(at + 1),
                    _ => Cut::Irregular,
                };
            }
            at += 1;
        }
        if at == bytes.len() {
            return match count {
                0 => Cut::Blank(at),
                _ if count == row.len() => Cut::Row(at),
                _ => Cut::Irregular,
            };
        }
        if count == row.len() {
            return Cut::Irregular;
        }
        let first = bytes[at];
        if matches!(first, b'\'' | b'"' | b'#') {
            let Some(end) = quoted(bytes, at) else { return Cut::Irregular };
            row[count] = &bytes[at + 1..end];
            at = end + 1;
        } else {
            let from = at;
            while at < bytes.len() && bytes[at] > b' ' {
                at += 1;
            }
            row[count] = &bytes[from..at];
        }
        count += 1;
    }
}

/// The end of a quoted value within its line. A quoted `?` or `.` is rare enough to be irregular.
fn quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    if quote == b'#' {
        return None;
    }
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'\n' {
        if bytes[at] == quote && bytes.get(at + 1).is_none_or(|&next| next <= b' ') {
            let null = at == start + 2 && matches!(bytes[start + 1], b'?' | b'.');
            return (!null).then_some(at);
        }
        at += 1;
    }
    None
}

fn is_keyword(bytes: &[u8]) -> bool {
    let begins = |key: &[u8]| bytes.len() >= key.len() && bytes[..key.len()].eq_ignore_ascii_case(key);
    begins(b"loop_") || begins(b"data_") || begins(b"save_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Both ways of cutting agree, on lines with quotes, comments and blanks of every kind. A quoted
        /// value with a blank inside is left to the tokens by one of them.
        #[test]
        fn masks_cut_as_bytes_do(
            values in prop::collection::vec("[a-z0-9.?'\"#;_-]{1,40}", 0..9),
            blanks in prop::collection::vec("[ \t\r]{1,3}", 10),
            width in 1usize..9,
        ) {
            let mut text: String = values.iter().zip(&blanks).map(|(value, blank)| format!("{value}{blank}")).collect();
            text.push('\n');
            // More text than the masks need to look at.
            let text = format!("{text}{}", "x ".repeat(100));
            let (mut one, mut other) = (vec![&b"?"[..]; width], vec![&b"?"[..]; width]);
            let cut = by_masks(text.as_bytes(), 0, &mut one);
            let expected = byte_by_byte(text.as_bytes(), 0, &mut other);
            if cut != Cut::Irregular {
                prop_assert_eq!(cut, expected);
                prop_assert_eq!(one, other);
            } else {
                let quoted = values.iter().any(|value| value.starts_with(['\'', '"']));
                prop_assert!(expected == Cut::Irregular || quoted);
            }
        }
    }
}
