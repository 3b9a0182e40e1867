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
