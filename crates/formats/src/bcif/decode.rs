//! The encodings of BinaryCIF, undone.
//!
//! | kind | makes | from |
//! |---|---|---|
//! | `ByteArray` | bytes, little-endian | numbers of a type |
//! | `FixedPoint` | integers | floats times `factor` |
//! | `IntervalQuantization` | integers | floats in `numSteps` steps from `min` to `max` |
//! | `RunLength` | pairs of value and count | integers |
//! | `Delta` | differences, the first to `origin` | integers |
//! | `IntegerPacking` | bytes or words; the limits mean "add and go on" | integers |
//! | `StringArray` | indices | texts, stored once each in `stringData` between `offsets` |

use super::msgpack::Item;
use crate::ReadError;

/// A decoded column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Column<'a> {
    Integers(Vec<i32>),
    Floats(Vec<f64>),
    /// Indices into the texts; negative for no value.
    Texts(Vec<i32>, Vec<&'a str>),
}

/// Numbers between two encodings.
enum Numbers {
    Integers(Vec<i32>),
    Floats(Vec<f64>),
}

fn fail<T>(what: impl Into<String>) -> Result<T, ReadError> {
    Err(ReadError::damaged(0, 0, format!("BinaryCIF: {}", what.into())))
}

/// Decodes `{data, encoding}`; `most` is how many values there may be.
pub(super) fn column<'a>(data: &Item<'a>, most: usize) -> Result<Column<'a>, ReadError> {
    let (bytes, encodings) = parts(data)?;
    if let Some(first) = encodings.first()
        && first.get("kind").and_then(Item::text) == Some("StringArray")
    {
        return texts(bytes, first, most);
    }
    Ok(match numbers(bytes, encodings, most)? {
        Numbers::Integers(values) => Column::Integers(values),
        Numbers::Floats(values) => Column::Floats(values),
    })
}

fn parts<'a, 'b>(data: &'b Item<'a>) -> Result<(&'a [u8], &'b [Item<'a>]), ReadError> {
    let bytes = data.get("data").and_then(Item::bytes);
    let encodings = data.get("encoding").and_then(Item::array);
    bytes
        .zip(encodings)
        .ok_or_else(|| ReadError::damaged(0, 0, "BinaryCIF: a column without data or encoding"))
}

fn numbers(bytes: &[u8], encodings: &[Item<'_>], most: usize) -> Result<Numbers, ReadError> {
    let Some((last, before)) = encodings.split_last() else { return fail("a column without an encoding") };
    let mut numbers = byte_array(bytes, last)?;
    for encoding in before.iter().rev() {
        let kind = encoding.get("kind").and_then(Item::text).unwrap_or("");
        let Numbers::Integers(values) = numbers else { return fail(format!("{kind} of floats")) };
        let number = |key: &str| encoding.get(key).and_then(Item::float);
        numbers = match kind {
            "FixedPoint" => Numbers::Floats(fixed_point(&values, number("factor"))?),
            "IntervalQuantization" => {
                let limits = number("min").zip(number("max")).zip(number("numSteps"));
                let Some(((min, max), steps)) = limits else { return fail("a quantization without limits") };
                let step = (max - min) / (steps - 1.0).max(1.0);
                Numbers::Floats(values.iter().map(|&value| min + f64::from(value) * step).collect())
            }
            "RunLength" => Numbers::Integers(run_length(&values, most)?),
            "Delta" => {
                let origin = encoding.get("origin").and_then(Item::integer).unwrap_or(0);
                Numbers::Integers(delta(values, origin as i32))
            }
            "IntegerPacking" => {
                let width = encoding.get("byteCount").and_then(Item::integer);
                let unsigned = matches!(encoding.get("isUnsigned"), Some(Item::Bool(true)));
                Numbers::Integers(unpack(&values, width, unsigned)?)
            }
            other => return fail(format!("the encoding {other:?} is not known")),
        };
    }
    Ok(numbers)
}

fn byte_array(bytes: &[u8], encoding: &Item<'_>) -> Result<Numbers, ReadError> {
    let kind = encoding.get("kind").and_then(Item::text).unwrap_or("");
    if kind != "ByteArray" {
        return fail(format!("the last encoding is {kind:?}, not ByteArray"));
    }
    fn read<const N: usize, T>(bytes: &[u8], one: impl Fn([u8; N]) -> T) -> Vec<T> {
        bytes.as_chunks::<N>().0.iter().map(|&chunk| one(chunk)).collect()
    }
    let integers = match encoding.get("type").and_then(Item::integer) {
        Some(1) => read(bytes, |b| i32::from(i8::from_le_bytes(b))),
        Some(2) => read(bytes, |b| i32::from(i16::from_le_bytes(b))),
        Some(3) => read(bytes, i32::from_le_bytes),
        Some(4) => read(bytes, |b| i32::from(u8::from_le_bytes(b))),
        Some(5) => read(bytes, |b| i32::from(u16::from_le_bytes(b))),
        Some(6) => {
            let values = read(bytes, u32::from_le_bytes);
            let values: Result<Vec<i32>, _> = values.into_iter().map(i32::try_from).collect();
            return match values {
                Ok(values) => Ok(Numbers::Integers(values)),
                Err(_) => fail("an integer beyond 31 bits"),
            };
        }
        Some(32) => return Ok(Numbers::Floats(read(bytes, |b| f64::from(f32::from_le_bytes(b))))),
        Some(33) => return Ok(Numbers::Floats(read(bytes, f64::from_le_bytes))),
        other => return fail(format!("the type {other:?} is not known")),
    };
    Ok(Numbers::Integers(integers))
}

/// Divides rather than multiplies: thousandths come out as the nearest double to the decimal number.
fn fixed_point(values: &[i32], factor: Option<f64>) -> Result<Vec<f64>, ReadError> {
    match factor {
        Some(factor) if factor > 0.0 => Ok(values.iter().map(|&value| f64::from(value) / factor).collect()),
        _ => fail("a fixed point without a factor"),
    }
}

fn run_length(values: &[i32], most: usize) -> Result<Vec<i32>, ReadError> {
    let (pairs, rest) = values.as_chunks::<2>();
    let counts = pairs.iter().map(|&[_, count]| usize::try_from(count).ok());
    let total = counts.sum::<Option<usize>>().filter(|&total| total <= most && rest.is_empty());
    let Some(total) = total else { return fail("the runs are longer than the column or cut off") };
    let mut all = Vec::with_capacity(total);
    for &[value, count] in pairs {
        all.resize(all.len() + count as usize, value);
    }
    Ok(all)
}

fn delta(mut values: Vec<i32>, origin: i32) -> Vec<i32> {
    let mut sum = origin;
    for value in &mut values {
        sum = sum.wrapping_add(*value);
        *value = sum;
    }
    values
}

/// A value at the limit of the packed type is added to the next one.
fn unpack(values: &[i32], width: Option<i64>, unsigned: bool) -> Result<Vec<i32>, ReadError> {
    let (high, low) = match (width, unsigned) {
        (Some(1), true) => (0xff, -1),
        (Some(2), true) => (0xffff, -1),
        (Some(1), false) => (0x7f, -0x80),
        (Some(2), false) => (0x7fff, -0x8000),
        (Some(4), _) => return Ok(values.to_vec()),
        _ => return fail("a packing into other than 1, 2 or 4 bytes"),
    };
    let mut all = Vec::with_capacity(values.len());
    let mut sum = 0i32;
    for &value in values {
        sum = sum.wrapping_add(value);
        if value != high && value != low {
            all.push(sum);
            sum = 0;
        }
    }
    Ok(all)
}

fn texts<'a>(bytes: &[u8], encoding: &Item<'a>, most: usize) -> Result<Column<'a>, ReadError> {
    let list = |key: &str| encoding.get(key).and_then(Item::array).unwrap_or_default();
    let indices = numbers(bytes, list("dataEncoding"), most)?;
    let offset_bytes = encoding.get("offsets").and_then(Item::bytes).unwrap_or_default();
    let offsets = numbers(offset_bytes, list("offsetEncoding"), most.saturating_add(1))?;
    let (Numbers::Integers(indices), Numbers::Integers(offsets)) = (indices, offsets) else {
        return fail("texts by fractional index");
    };
    let data = encoding.get("stringData").and_then(Item::text).unwrap_or("");
    let mut texts = Vec::with_capacity(offsets.len());
    for pair in offsets.windows(2) {
        let range = usize::try_from(pair[0]).ok().zip(usize::try_from(pair[1]).ok());
        match range.and_then(|(start, end)| data.get(start..end)) {
            Some(text) => texts.push(text),
            None => return fail("a text outside the string data"),
        }
    }
    let count = texts.len();
    if indices.iter().any(|&index| index >= 0 && index as usize >= count) {
        return fail("an index of no text");
    }
    Ok(Column::Texts(indices, texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_undone() {
        assert_eq!(run_length(&[7, 3, -1, 2], 5).unwrap(), [7, 7, 7, -1, -1]);
        assert!(run_length(&[7, 6], 5).is_err());
        assert!(run_length(&[7, -1], 5).is_err());
        assert_eq!(delta(vec![0, 1, 1, -5], 1000), [1000, 1001, 1002, 997]);
        assert_eq!(unpack(&[1, 127, 2, -128, -128, -3], Some(1), false).unwrap(), [1, 129, -259]);
        assert_eq!(unpack(&[255, 0, 255, 255, 1], Some(1), true).unwrap(), [255, 511]);
        assert_eq!(fixed_point(&[1234, -5], Some(1000.0)).unwrap(), [1.234, -0.005]);
    }
}
