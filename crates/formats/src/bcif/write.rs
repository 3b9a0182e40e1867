//! Writing BinaryCIF: a data block for each structure.

use super::encode;
use super::pack::Pack;
use crate::WriteError;
use crate::pdbx::{Category, Column, Labels, OutputBlock, Value, Values, block};
use geminal_structure::Structure;
use rayon::prelude::*;
use std::borrow::Cow;
use std::io::Write;

/// The version of the format that the files keep to.
const VERSION: &str = "0.3.0";

pub(crate) fn write(structures: &[Structure], out: &mut impl Write) -> Result<(), WriteError> {
    let mut bytes = Vec::new();
    bytes.map(3);
    bytes.text("encoder");
    bytes.text(concat!("geminal ", env!("CARGO_PKG_VERSION")));
    bytes.text("version");
    bytes.text(VERSION);
    bytes.text("dataBlocks");
    bytes.array(structures.len());
    out.write_all(&bytes)?;
    for structure in structures {
        let labels = Labels::new(structure);
        let block = block(structure, &labels);
        out.write_all(&data_block(&block, structure.atom_count()))?;
    }
    Ok(())
}

fn data_block(block: &OutputBlock<'_>, atoms: usize) -> Vec<u8> {
    let mut categories: Vec<Vec<u8>> = block.before.iter().map(category).collect();
    if atoms > 0 {
        categories.push(columns("atom_site", &block.atoms, atoms));
    }
    if block.anisotropic_rows > 0 {
        categories.push(columns("atom_site_anisotrop", &block.anisotropic, block.anisotropic_rows));
    }
    for text in &block.kept {
        categories.extend(crate::cif::categories(text).iter().filter(|kept| kept.rows() > 0).map(category));
    }
    let mut out = Vec::new();
    out.map(2);
    out.text("header");
    out.text(&block.name);
    out.text("categories");
    out.array(categories.len());
    categories.iter().for_each(|category| out.extend_from_slice(category));
    out
}

fn head(name: &str, rows: usize, columns: usize) -> Vec<u8> {
    let mut out = Vec::new();
    out.map(3);
    out.text("name");
    out.text(&format!("_{name}"));
    out.text("rowCount");
    out.integer(rows as i64);
    out.text("columns");
    out.array(columns);
    out
}

/// A column; the mask says for each row 0 a value, 1 `.`, 2 `?`.
fn column(name: &str, data: &[u8], mask: &[i32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() + 64);
    out.map(3);
    out.text("name");
    out.text(name);
    out.text("data");
    out.extend_from_slice(data);
    out.text("mask");
    if mask.iter().all(|&null| null == 0) {
        out.nil();
    } else {
        out.extend_from_slice(&encode::integers(mask));
    }
    out
}

/// A table of atoms.
fn columns(name: &str, columns: &[Column<'_>], rows: usize) -> Vec<u8> {
    let encoded: Vec<Vec<u8>> = columns.par_iter().map(|column| encoded(column, rows)).collect();
    let mut out = head(name, rows, columns.len());
    encoded.iter().for_each(|column| out.extend_from_slice(column));
    out
}

fn encoded(source: &Column<'_>, rows: usize) -> Vec<u8> {
    let null = if source.null == b'.' { 1 } else { 2 };
    match &source.values {
        Values::Integers(of) => {
            let values: Vec<Option<i32>> = (0..rows).map(of).collect();
            let mask: Vec<i32> = values.iter().map(|value| if value.is_some() { 0 } else { null }).collect();
            let values: Vec<i32> = values.into_iter().map(|value| value.unwrap_or(0)).collect();
            column(&source.item, &encode::integers(&values), &mask)
        }
        Values::Floats(of, _) => {
            let values: Vec<f64> = (0..rows).map(of).collect();
            column(&source.item, &encode::floats(&values), &[])
        }
        Values::Singles(of, _) => {
            let values: Vec<f32> = (0..rows).map(of).collect();
            column(&source.item, &encode::floats(&decimal(&values)), &[])
        }
        Values::Texts(of) => {
            let (data, nulls) = encode::texts((0..rows).map(of));
            let mask: Vec<i32> = nulls.into_iter().map(|is_null| is_null * null).collect();
            column(&source.item, &data, &mask)
        }
    }
}

/// Single-precision numbers as the doubles nearest to their shortest decimals (12.34, not
/// 12.340000152587891), which are the numbers that were meant and take fewer bytes.
fn decimal(values: &[f32]) -> Vec<f64> {
    let hundredth = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
    values
        .iter()
        .map(|&value| {
            let short = hundredth(value);
            if short as f32 == value {
                return short;
            }
            value.to_string().parse().unwrap_or(f64::from(value))
        })
        .collect()
}

/// A small table: columns of whole numbers as integers, others as texts.
fn category(category: &Category<'_>) -> Vec<u8> {
    let (rows, width) = (category.rows(), category.items.len());
    let mut out = head(&category.name, rows, width);
    for (k, item) in category.items.iter().enumerate() {
        let values: Vec<&Value<'_>> = category.values.iter().skip(k).step_by(width).collect();
        let mask: Vec<i32> = values
            .iter()
            .map(|value| match value {
                Value::Null(b'.') => 1,
                Value::Null(_) => 2,
                Value::Text(_) => 0,
            })
            .collect();
        let data = match whole_numbers(&values) {
            Some(numbers) => encode::integers(&numbers),
            None => {
                let text = |value: &&Value<'_>| match value {
                    Value::Text(text) => Cow::Owned(text.to_string()),
                    Value::Null(_) => Cow::Borrowed(""),
                };
                encode::texts(values.iter().map(text)).0
            }
        };
        out.extend_from_slice(&column(item, &data, &mask));
    }
    out
}

/// The values as integers, if that is what they are and their texts come back the same.
fn whole_numbers(values: &[&Value<'_>]) -> Option<Vec<i32>> {
    let mut some = false;
    let numbers = values.iter().map(|value| match value {
        Value::Null(_) => Some(0),
        Value::Text(text) => {
            some = true;
            let number: i32 = text.parse().ok()?;
            (number.to_string() == **text).then_some(number)
        }
    });
    let numbers: Option<Vec<i32>> = numbers.collect();
    numbers.filter(|_| some)
}
