//! Arrays in NumPy's `.npy` files (version 1.0): coordinates in, lists of pairs out.

use std::io::Write;

use anyhow::{Context as _, bail, ensure};
use geminal_structure::Point;

/// Begins a file of `rows` x `columns` little-endian uint32 in C order; the numbers follow.
pub fn write_u32_header(out: &mut impl Write, rows: u64, columns: u64) -> std::io::Result<()> {
    let dictionary = format!("{{'descr': '<u4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    // Magic, version and length take 10 bytes; all of it is padded to a multiple of 64 and ends with a new line.
    let length = (10 + dictionary.len() + 1).next_multiple_of(64) - 10;
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&(length as u16).to_le_bytes())?;
    writeln!(out, "{dictionary:<width$}", width = length - 1)
}

/// The pairs as bytes of such a file.
pub fn write_pairs(out: &mut impl Write, pairs: &[[u32; 2]]) -> std::io::Result<()> {
    if cfg!(target_endian = "little") {
        return out.write_all(bytemuck::cast_slice(pairs));
    }
    pairs.iter().flatten().try_for_each(|index| out.write_all(&index.to_le_bytes()))
}

/// Reads N x 3 coordinates, float32 or float64, in C order.
pub fn read_points(bytes: &[u8]) -> anyhow::Result<Vec<Point>> {
    ensure!(bytes.starts_with(b"\x93NUMPY\x01"), "not an .npy file of version 1.0");
    let length = bytes.get(8..10).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes);
    let (header, data) = bytes
        .get(10..)
        .and_then(|rest| rest.split_at_checked(length.into()))
        .context("the header is cut short")?;
    let header = String::from_utf8_lossy(header);
    let value = |key: &str| header.split_once(&format!("'{key}':")).map(|(_, rest)| rest.trim_start());
    let shape = value("shape").and_then(|v| v.strip_prefix('(')).and_then(|v| v.split_once(')'));
    let shape: Vec<usize> =
        shape.map_or(Vec::new(), |(v, _)| v.split(',').filter_map(|n| n.trim().parse().ok()).collect());
    let [rows, 3] = shape[..] else { bail!("the array is not N x 3") };
    ensure!(value("fortran_order").is_some_and(|v| v.starts_with("False")), "the array is not in C order");
    let kind = value("descr").unwrap_or_default();
    let numbers: Vec<f64> = if kind.starts_with("'<f4'") {
        data.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b).into()).collect()
    } else if kind.starts_with("'<f8'") {
        data.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b)).collect()
    } else {
        bail!("the array holds neither float32 nor float64 (little-endian)");
    };
    ensure!(Some(numbers.len()) == rows.checked_mul(3), "the data is not as long as the header says");
    Ok(numbers.as_chunks().0.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn points_are_read() {
        let f4: Vec<u8> = [1.0f32, 2.0, 3.5].iter().flat_map(|v| v.to_le_bytes()).collect();
        let header = |kind: &str, order: &str, shape: &str| {
            format!("{{'descr': '{kind}', 'fortran_order': {order}, 'shape': {shape}, }}\n")
        };
        for (kind, order, shape, expected) in [
            ("<f4", "False", "(1, 3)", Ok(vec![[1.0, 2.0, 3.5]])),
            ("<f4", "False", "(2, 3)", Err("not as long")),
            ("<f4", "False", "(3,)", Err("not N x 3")),
            ("<f4", "True", "(1, 3)", Err("not in C order")),
            ("<i4", "False", "(1, 3)", Err("neither float32")),
        ] {
            let found = read_points(&file(&header(kind, order, shape), &f4)).map_err(|e| e.to_string());
            match expected {
                Ok(points) => assert_eq!(found, Ok(points)),
                Err(what) => assert!(found.as_ref().is_err_and(|e| e.contains(what)), "{what}: {found:?}"),
            }
        }
        assert!(read_points(b"\x93NUMPY\x01\x00\xff\xff{").is_err());
        assert!(read_points(b"").is_err());
    }

    #[test]
    fn the_header_is_aligned() {
        let mut out = Vec::new();
        write_u32_header(&mut out, 12_345_678_901, 2).unwrap();
        assert_eq!(out.len() % 64, 0);
        assert_eq!(out.last(), Some(&b'\n'));
        write_pairs(&mut out, &[[1, 256]]).unwrap();
        assert_eq!(out[out.len() - 8..], [1, 0, 0, 0, 0, 1, 0, 0]);
    }
}
