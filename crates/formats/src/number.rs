//! Numbers in text: decimals exact to the nearest double, integers, PDB's hybrid-36.

use std::fmt::Write;

/// Powers of ten that a double holds exactly.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// A finite decimal number without blanks around it (a leading `+` is allowed), to the nearest double.
///
/// Up to 15 digits without an exponent, as nearly all files have, take the short way: digits as an integer
/// (exact), divided by a power of ten (exact), rounds once.
#[inline]
pub(crate) fn decimal(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 16 {
        return general(text);
    }
    let mut mantissa = 0u64;
    let mut point = None;
    for (at, &byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            mantissa = mantissa * 10 + u64::from(digit);
        } else if byte == b'.' && point.is_none() {
            point = Some(at);
        } else {
            return general(text);
        }
    }
    let decimals = match point {
        None if digits.len() == 16 => return general(text),
        None => 0,
        Some(_) if digits.len() == 1 => return None,
        Some(at) => digits.len() - 1 - at,
    };
    let value = mantissa as f64 / TENS[decimals];
    Some(if negative { -value } else { value })
}

#[cold]
fn general(text: &[u8]) -> Option<f64> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let value: f64 = fast_float2::parse(text).ok()?;
    value.is_finite().then_some(value)
}

/// Appends a number in as few digits as tell it exactly, but at least `least` decimals.
pub(crate) fn push_exact(value: f64, least: usize, out: &mut String) {
    let start = out.len();
    let _ = write!(out, "{value}");
    pad(start, least, out);
}

/// The same for a number of single precision.
pub(crate) fn push_exact_f32(value: f32, least: usize, out: &mut String) {
    let start = out.len();
    let _ = write!(out, "{value}");
    pad(start, least, out);
}

/// Appends an integer.
pub(crate) fn push_integer(value: i32, out: &mut String) {
    let _ = write!(out, "{value}");
}

fn pad(start: usize, least: usize, out: &mut String) {
    let decimals = match out[start..].find('.') {
        Some(point) => out.len() - start - point - 1,
        None if least == 0 => 0,
        None => {
            out.push('.');
            0
        }
    };
    out.extend(std::iter::repeat_n('0', least.saturating_sub(decimals)));
}

/// A decimal integer without blanks around it.
#[inline]
pub(crate) fn integer(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0i64;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    i32::try_from(if negative { -value } else { value }).ok()
}

/// A fixed-point number with its point in column `P` (from 0) of `W`: blanks, perhaps a minus, digits, the
/// point, digits, nine columns at most. Its bytes are handled at once, as
/// one word: how many are blank is hard to predict.
#[inline]
pub(crate) fn fixed<const W: usize, const P: usize>(columns: &[u8; W]) -> Option<f64> {
    let mut bytes = [b' '; 8];
    let decimals = W - P - 1;
    bytes[8 - decimals - P..8 - decimals].copy_from_slice(&columns[..P]);
    bytes[8 - decimals..].copy_from_slice(&columns[P + 1..]);
    let value = right_justified(bytes, decimals).filter(|_| columns[P] == b'.')?;
    // Both are exact, so the quotient is the nearest double.
    Some(value / [1.0, 10.0, 100.0, 1000.0, 1e4, 1e5][decimals])
}

/// An integer of eight columns, all at once: blanks, perhaps a minus, `least` digits or more.
#[inline]
pub(crate) fn right_justified(columns: [u8; 8], least: usize) -> Option<f64> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(columns);
    let digits = word ^ (u64::from(b'0') * EACH);
    // The high bit of each byte that is no digit.
    let others = (((digits & (0x7f * EACH)) + 0x76 * EACH) | digits) & (0x80 * EACH);
    let blanks = (!others & (0x80 * EACH)).trailing_zeros() / 8;
    if blanks as usize > 8 - least {
        return None;
    }
    let blank = if blanks == 8 { u64::MAX } else { (1 << (8 * blanks)) - 1 };
    let sign = (word ^ (u64::from(b' ') * EACH)) & blank;
    let minus = u64::from(b'-' ^ b' ').checked_shl(blanks.wrapping_sub(1).wrapping_mul(8)).unwrap_or(0);
    if others & !blank != 0 || (sign != 0 && sign != minus) {
        return None;
    }
    // Neighbours are added up: digits to pairs, pairs to fours, fours to the number.
    let pairs = (digits & !blank).wrapping_mul(1 + (10 << 8)) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(1 + (100 << 16)) >> 16;
    let value = (fours & 0x0000_ffff_0000_ffff).wrapping_mul(1 + (10_000 << 32)) >> 32;
    let value = value as u32 as f64;
    Some(if sign != 0 { -value } else { value })
}

/// An integer of a field `width` wide: decimal, or hybrid-36 where decimals overflow (`A0000` is 100000).
///
/// Upper case goes on after the decimals, lower case after `ZZZZZ`. The field comes trimmed.
pub(crate) fn hybrid36(field: &[u8], width: usize) -> Option<i32> {
    let first = *field.first()?;
    if !first.is_ascii_alphabetic() {
        return integer(field);
    }
    if field.len() != width || !field.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let upper = first.is_ascii_uppercase();
    let mut value = 0i64;
    for &byte in field {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'A'..=b'Z' if upper => byte - b'A' + 10,
            b'a'..=b'z' if !upper => byte - b'a' + 10,
            _ => return None,
        };
        value = value * 36 + i64::from(digit);
    }
    let power = |base: i64| base.pow(width as u32 - 1);
    let start = if upper { 0 } else { 26 * power(36) };
    i32::try_from(value - 10 * power(36) + 10 * power(10) + start).ok()
}

/// The field for an integer: decimal, right-justified, or hybrid-36; `None` beyond that.
pub(crate) fn to_hybrid36(value: i32, width: usize) -> Option<String> {
    let decimal = format!("{value:>width$}");
    if decimal.len() == width {
        return Some(decimal);
    }
    let power = |base: i64| base.pow(width as u32 - 1);
    let rest = i64::from(value) - 10 * power(10);
    if !(0..52 * power(36)).contains(&rest) {
        return None;
    }
    let (rest, letter) = if rest < 26 * power(36) { (rest, b'A') } else { (rest - 26 * power(36), b'a') };
    let mut rest = rest + 10 * power(36);
    let mut field = vec![b' '; width];
    for slot in field.iter_mut().rev() {
        let digit = (rest % 36) as u8;
        *slot = if digit < 10 { b'0' + digit } else { letter + digit - 10 };
        rest /= 36;
    }
    String::from_utf8(field).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals() {
        for (text, expected) in [
            ("1.5", Some(1.5)),
            ("-12.345", Some(-12.345)),
            ("+.5", Some(0.5)),
            ("5.", Some(5.0)),
            ("1e3", Some(1000.0)),
            ("123456789012345678901234567890", Some(1.2345678901234568e29)),
            ("0.1234567890123456789", Some(0.12345678901234568)),
            ("", None),
            (".", None),
            ("-", None),
            ("1.2.3", None),
            ("nan", None),
            ("inf", None),
            ("1e999", None),
            ("?", None),
        ] {
            assert_eq!(decimal(text.as_bytes()), expected, "{text}");
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

    #[test]
    fn right_justified_integers() {
        for (columns, least, expected) in [
            (b"    1234", 1, Some(1234.0)),
            (b"12345678", 1, Some(12_345_678.0)),
            (b"   -1234", 3, Some(-1234.0)),
            (b"      -0", 1, Some(-0.0)),
            (b"        ", 0, Some(0.0)),
            (b"       5", 3, None),
            (b"  - 1234", 1, None),
            (b"  --1234", 1, None),
            (b"   12 34", 1, None),
            (b"   1234 ", 1, None),
            (b"   x1234", 1, None),
            (b"   \x801234", 1, None),
            (b"\xff234:234", 1, None),
            (b"-       ", 0, None),
        ] {
            let value = right_justified(*columns, least);
            assert_eq!(value.map(f64::to_bits), expected.map(f64::to_bits), "{columns:?}");
        }
    }

    #[test]
    fn exact_numbers() {
        for (value, least, expected) in [
            (1.5, 3, "1.500"),
            (-0.1234567, 3, "-0.1234567"),
            (2.0, 0, "2"),
            (7.0, 2, "7.00"),
            (1e-7, 1, "0.0000001"),
        ] {
            let mut out = String::new();
            push_exact(value, least, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn hybrid_36_fields() {
        for (width, field, value) in [
            (5, "A0000", 100_000),
            (5, "A000Z", 100_035),
            (5, "ZZZZZ", 43_770_015),
            (5, "a0000", 43_770_016),
            (5, "zzzzz", 87_440_031),
            (4, "A000", 10_000),
            (4, "-999", -999),
            (4, "  12", 12),
        ] {
            assert_eq!(hybrid36(field.trim().as_bytes(), width), Some(value), "{field}");
            assert_eq!(to_hybrid36(value, width).as_deref(), Some(field), "{value}");
        }
        assert_eq!(to_hybrid36(87_440_032, 5), None);
        assert_eq!(hybrid36(b"A00", 4), None);
    }

    proptest! {
        #[test]
        fn fixed_numbers_are_the_nearest_doubles(text in "[ -]{0,3}[0-9]{0,4}\\.[0-9 -]{3}") {
            let field = format!("{text:>8}");
            let value = field.as_bytes().first_chunk().filter(|_| field.len() == 8).and_then(fixed::<8, 4>);
            if value.is_some() {
                prop_assert_eq!(value, decimal(field.trim().as_bytes()));
            }
        }

        #[test]
        fn decimals_equal_the_standard_library(text in "[-+]?[0-9]{0,20}(\\.[0-9]{0,12})?(e-?[0-9]{1,2})?") {
            let expected = text.strip_prefix('+').unwrap_or(&text).parse::<f64>().ok().filter(|v| v.is_finite());
            prop_assert_eq!(decimal(text.as_bytes()), expected);
        }

        #[test]
        fn hybrid_36_round_trips(value in -9999i32..87_440_031) {
            let field = to_hybrid36(value, 5).unwrap();
            prop_assert_eq!(hybrid36(field.trim().as_bytes(), 5), Some(value));
        }

        #[test]
        fn integers_equal_the_standard_library(text in "[-+]?[0-9]{0,12}") {
            prop_assert_eq!(integer(text.as_bytes()), text.parse::<i32>().ok());
        }
    }
}
