//! From a structure to the categories of a data block, for text and binary alike.

mod atoms;
mod bonds;
mod labels;
mod tables;

pub(crate) use atoms::{Column, Values};
pub(crate) use labels::Labels;

use super::parts::{Part, part_of, parts_that_hold};
use super::{Category, Value};
use geminal_structure::Structure;
use std::borrow::Cow;

/// A data block to be written: small tables as texts, those of the atoms as columns that are asked for
/// their values row by row.
pub(crate) struct OutputBlock<'a> {
    pub(crate) name: String,
    pub(crate) before: Vec<Category<'static>>,
    pub(crate) atoms: Vec<Column<'a>>,
    pub(crate) anisotropic: Vec<Column<'a>>,
    pub(crate) anisotropic_rows: usize,
    /// Categories kept as text since they were read.
    pub(crate) kept: Vec<&'a str>,
}

/// The block of a structure.
pub(crate) fn block<'a>(s: &'a Structure, labels: &'a Labels) -> OutputBlock<'a> {
    let mut before = tables::header(s);
    before.extend(tables::entities(s, labels));
    before.extend(tables::cell(s));
    before.extend(tables::secondary(s, labels));
    let parts = parts_that_hold(s, labels);
    if !parts.contains(&Part::Bonds) {
        before.extend(bonds::tables(s, labels));
    }
    before.extend(tables::assemblies(s, labels));
    before.retain(|category| part_of(&category.name).is_none_or(|part| !parts.contains(&part)));
    let is_written = |key: &str| {
        let part = key.strip_prefix('_').and_then(part_of);
        is_category(key) && part.is_none_or(|part| parts.contains(&part))
    };
    let kept = s.header.other.iter().filter(|(key, _)| is_written(key)).map(|(_, text)| text.as_str());
    let (anisotropic, anisotropic_rows) = atoms::anisotropic(s);
    OutputBlock {
        name: block_name(s),
        before,
        atoms: atoms::columns(s, labels),
        anisotropic,
        anisotropic_rows,
        kept: kept.collect(),
    }
}

/// Whether a key of the header is a category kept as text (`_citation`).
pub(super) fn is_category(key: &str) -> bool {
    key.starts_with('_') && !key.contains(' ')
}

/// Whether a category is kept as text, so that it need not be made.
fn is_kept(s: &Structure, name: &str) -> bool {
    s.header
        .other
        .iter()
        .any(|(key, _)| key.strip_prefix('_').is_some_and(|key| key.eq_ignore_ascii_case(name)))
}

/// The structure's name without what a block's name may not have.
fn block_name(s: &Structure) -> String {
    let name = if s.name.is_empty() { &s.header.id } else { &s.name };
    let plain = |c: char| if c.is_ascii_graphic() { c } else { '_' };
    let name: String = name.trim().chars().map(plain).collect();
    if name.is_empty() { "structure".to_owned() } else { name }
}

/// A category from rows of optional texts; an empty text is unknown.
fn table(name: &str, items: &[&str], rows: Vec<Vec<Option<String>>>) -> Option<Category<'static>> {
    let value = |text: Option<String>| text.map_or(Value::Null(b'?'), |text| Value::Text(Cow::Owned(text)));
    (!rows.is_empty()).then(|| Category {
        name: name.to_owned(),
        items: items.iter().map(|&item| item.to_owned()).collect(),
        values: rows.into_iter().flatten().map(value).collect(),
        ..Category::default()
    })
}

/// A text that is there unless it is empty.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A number in as few digits as tell it.
fn number(value: f64) -> Option<String> {
    Some(value.to_string())
}
