//! Columns to bytes, in whichever encoding is the smallest.

use super::pack::{self, Pack};
use rustc_hash::FxHashMap;

/// `{data, encoding}` as MessagePack.
pub(super) fn integers(values: &[i32]) -> Vec<u8> {
    let (bytes, encodings) = best(values);
    data(&bytes, &encodings)
}

fn data(bytes: &[u8], encodings: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    out.map(2);
    out.text("data");
    out.bytes(bytes);
    out.text("encoding");
    out.array(encodings.len());
    encodings.iter().for_each(|encoding| out.extend_from_slice(encoding));
    out
}

/// The smallest of: as they are, differences, runs, runs of differences; each packed.
fn best(values: &[i32]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut candidates: Vec<(Vec<u8>, Vec<Vec<u8>>)> = Vec::new();
    let deltas = deltas(values);
    for (steps, origin) in [(values, None), (deltas.as_slice(), values.first().copied())] {
        let mut before = Vec::new();
        if let Some(origin) = origin {
            before.push(pack::delta(origin));
        }
        if let Some(runs) = runs(steps) {
            let mut before = before.clone();
            before.push(pack::run_length(steps.len()));
            candidates.push(packed(&runs, before));
        }
        candidates.push(packed(steps, before));
    }
    candidates
        .into_iter()
        .min_by_key(|(bytes, encodings)| bytes.len() + 24 * encodings.len())
        .unwrap_or_default()
}

/// Differences; the first value is the origin. Without an overflow none where they would wrap.
fn deltas(values: &[i32]) -> Vec<i32> {
    let first = values.first().copied().unwrap_or(0);
    let mut last = first;
    values.iter().map(|&value| value.wrapping_sub(std::mem::replace(&mut last, value))).collect()
}

/// Pairs of value and count; none if that is no shorter.
fn runs(values: &[i32]) -> Option<Vec<i32>> {
    let mut runs = Vec::new();
    for same in values.chunk_by(|a, b| a == b) {
        if runs.len() + 2 > values.len() {
            return None;
        }
        runs.push(same[0]);
        runs.push(same.len() as i32);
    }
    Some(runs)
}

/// The values in one, two or four bytes each.
fn packed(values: &[i32], mut encodings: Vec<Vec<u8>>) -> (Vec<u8>, Vec<Vec<u8>>) {
    let unsigned = values.iter().all(|&value| value >= 0);
    let size = |high: i64, low: i64| -> usize {
        values.iter().map(|&value| 1 + (i64::from(value) / if value < 0 { low } else { high }) as usize).sum()
    };
    let (one, two) = if unsigned {
        (size(0xff, -1), 2 * size(0xffff, -1))
    } else {
        (size(0x7f, -0x80), 2 * size(0x7fff, -0x8000))
    };
    let four = 4 * values.len();
    let mut bytes = Vec::with_capacity(one.min(two).min(four));
    if four <= one.min(two) {
        values.iter().for_each(|value| bytes.extend_from_slice(&value.to_le_bytes()));
        encodings.push(pack::byte_array(3));
        return (bytes, encodings);
    }
    let narrow = one <= two;
    encodings.push(pack::integer_packing(if narrow { 1 } else { 2 }, unsigned, values.len()));
    let (high, low) = match (narrow, unsigned) {
        (true, true) => (0xff, 0),
        (true, false) => (0x7f, -0x80),
        (false, true) => (0xffff, 0),
        (false, false) => (0x7fff, -0x8000),
    };
    for &value in values {
        let mut rest = value;
        let limit = if rest < 0 { low } else { high };
        loop {
            let step = if rest.unsigned_abs() >= i32::unsigned_abs(limit) { limit } else { rest };
            if narrow {
                bytes.push(step as u8);
            } else {
                bytes.extend_from_slice(&(step as u16).to_le_bytes());
            }
            if step != limit {
                break;
            }
            rest -= limit;
        }
    }
    encodings.push(pack::byte_array(match (narrow, unsigned) {
        (true, true) => 4,
        (true, false) => 1,
        (false, true) => 5,
        (false, false) => 2,
    }));
    (bytes, encodings)
}

/// Decimal numbers of few digits as integers, others as they are.
pub(super) fn floats(values: &[f64]) -> Vec<u8> {
    for factor in [1.0, 10.0, 100.0, 1000.0, 1e4, 1e5, 1e6] {
        if let Some(integers) = fixed(values, factor) {
            let (bytes, mut encodings) = best(&integers);
            encodings.insert(0, pack::fixed_point(factor));
            return data(&bytes, &encodings);
        }
    }
    // What single precision holds need not take eight bytes.
    if values.iter().all(|&value| f64::from(value as f32) == value) {
        let bytes: Vec<u8> = values.iter().flat_map(|&value| (value as f32).to_le_bytes()).collect();
        return data(&bytes, &[pack::byte_array(32)]);
    }
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    data(&bytes, &[pack::byte_array(33)])
}

/// The values times the factor, if that loses nothing.
fn fixed(values: &[f64], factor: f64) -> Option<Vec<i32>> {
    let one = |&value: &f64| {
        let scaled = (value * factor).round();
        let exact =
            scaled.abs() < 2e9 && scaled / factor == value && !(value == 0.0 && value.is_sign_negative());
        exact.then_some(scaled as i32)
    };
    values.iter().map(one).collect()
}

/// Texts by index; each is stored once. An empty text is no value.
pub(super) fn texts<'a>(values: impl Iterator<Item = std::borrow::Cow<'a, str>>) -> (Vec<u8>, Vec<i32>) {
    let mut index = FxHashMap::<String, i32>::default();
    let mut data_text = String::new();
    let mut offsets = vec![0];
    let mut indices = Vec::new();
    let mut nulls = Vec::new();
    let mut last: Option<(String, i32)> = None;
    for text in values {
        if text.is_empty() {
            indices.push(-1);
            nulls.push(1);
            continue;
        }
        nulls.push(0);
        // Neighbours are often the same.
        if let Some((same, number)) = &last
            && *same == *text
        {
            indices.push(*number);
            continue;
        }
        let next = index.len() as i32;
        let number = match index.get(text.as_ref()) {
            Some(&number) => number,
            None => {
                index.insert(text.to_string(), next);
                data_text.push_str(&text);
                offsets.push(data_text.len() as i32);
                next
            }
        };
        indices.push(number);
        last = Some((text.into_owned(), number));
    }
    let (index_bytes, index_encodings) = best(&indices);
    let (offset_bytes, offset_encodings) = best(&offsets);
    let encoding = pack::string_array(&index_encodings, &data_text, &offset_encodings, &offset_bytes);
    (data(&index_bytes, &[encoding]), nulls)
}

#[cfg(test)]
mod tests {
    use super::super::decode::{Column, column};
    use super::super::msgpack::decode;
    use super::*;
    use proptest::prelude::*;

    fn back(bytes: &[u8], most: usize) -> Column<'_> {
        let item = decode(bytes).unwrap();
        column(&item, most).unwrap()
    }

    proptest! {
        #[test]
        fn integers_round_trip(values in prop_oneof![
            prop::collection::vec(any::<i32>(), 0..40),
            prop::collection::vec(-300i32..300, 0..80),
            prop::collection::vec(0i32..2, 0..80),
            (0i32..70000, 0usize..90).prop_map(|(start, n)| (start..).take(n).collect()),
        ]) {
            let bytes = integers(&values);
            prop_assert_eq!(back(&bytes, values.len()), Column::Integers(values));
        }

        #[test]
        fn floats_round_trip(values in prop_oneof![
            prop::collection::vec(-1e6f64..1e6, 1..40),
            prop::collection::vec((-99999i32..99999).prop_map(|v| f64::from(v) / 1000.0), 1..80),
            prop::collection::vec(any::<f32>().prop_filter("finite", |v| v.is_finite()).prop_map(f64::from), 1..20),
        ]) {
            let bytes = floats(&values);
            prop_assert_eq!(back(&bytes, values.len()), Column::Floats(values));
        }

        #[test]
        fn texts_round_trip(values in prop::collection::vec("[A-Cé]{0,3}", 0..40)) {
            let (bytes, nulls) = texts(values.iter().map(|text| text.as_str().into()));
            let Column::Texts(indices, table) = back(&bytes, values.len().max(16)) else { panic!() };
            let text = |&index: &i32| if index < 0 { "" } else { table[index as usize] };
            let texts: Vec<&str> = indices.iter().map(text).collect();
            prop_assert_eq!(&texts, &values);
            prop_assert_eq!(nulls.iter().map(|&null| null == 1).collect::<Vec<_>>(), texts.iter().map(|text| text.is_empty()).collect::<Vec<_>>());
        }
    }
}
