//! From the columns of a file to blocks of categories.

use super::atoms;
use super::decode::{self, Column};
use super::msgpack::{self, Item};
use crate::ReadError;
use crate::pdbx::{Block, Category, Value};
use std::borrow::Cow;

/// Reads all data blocks.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Block<'_>>, ReadError> {
    let file = msgpack::decode(bytes)?;
    let Some(blocks) = file.get("dataBlocks").and_then(Item::array) else {
        return Err(ReadError::damaged(0, 0, "BinaryCIF: no dataBlocks; is it another format?"));
    };
    // A run-length column can claim any number of rows; no real one is so much smaller than its rows.
    let most = (1 << 20) + 64 * bytes.len();
    blocks.iter().map(|item| block(item, most)).collect()
}

fn block<'a>(item: &Item<'a>, most: usize) -> Result<Block<'a>, ReadError> {
    let name = item.get("header").and_then(Item::text).unwrap_or("").to_owned();
    let mut block = Block { name, ..Block::default() };
    for item in item.get("categories").and_then(Item::array).unwrap_or_default() {
        let name = item.get("name").and_then(Item::text).unwrap_or("");
        let name = name.strip_prefix('_').unwrap_or(name);
        let rows = item.get("rowCount").and_then(Item::integer).and_then(|rows| usize::try_from(rows).ok());
        let Some(rows) = rows.filter(|&rows| rows <= most) else {
            let what = format!("BinaryCIF: _{name} has no row count, or one that its bytes cannot hold");
            return Err(ReadError::damaged(0, 0, what));
        };
        let columns = item.get("columns").and_then(Item::array).unwrap_or_default();
        if name.eq_ignore_ascii_case("atom_site") && atoms::has_positions(columns) {
            block.atom_site = atoms::read(columns, rows)?;
        } else if !columns.is_empty() && rows > 0 {
            block.categories.push(category(name, columns, rows)?);
        }
    }
    Ok(block)
}

/// A column with its mask, both as long as the table.
pub(super) struct Masked<'a> {
    pub(super) column: Column<'a>,
    pub(super) mask: Option<Vec<i32>>,
}

impl Masked<'_> {
    /// 0 a value, 1 `.`, 2 `?`.
    #[inline]
    pub(super) fn null(&self, row: usize) -> i32 {
        self.mask.as_ref().map_or(0, |mask| mask[row])
    }
}

/// Decodes a column of a table of `rows` rows.
pub(super) fn masked<'a>(item: &Item<'a>, rows: usize) -> Result<Masked<'a>, ReadError> {
    let name = item.get("name").and_then(Item::text).unwrap_or("");
    let Some(data) = item.get("data") else {
        return Err(ReadError::damaged(0, 0, format!("BinaryCIF: column {name} has no data")));
    };
    let column = decode::column(data, rows)?;
    let length = match &column {
        Column::Integers(values) => values.len(),
        Column::Floats(values) => values.len(),
        Column::Texts(indices, _) => indices.len(),
    };
    let mask = match item.get("mask") {
        None | Some(Item::Nil) => None,
        Some(mask) => match decode::column(mask, rows)? {
            Column::Integers(mask) => Some(mask),
            _ => None,
        },
    };
    let short = |found: usize| {
        let what = format!("BinaryCIF: column {name} has {found} values for {rows} rows");
        Err(ReadError::damaged(0, 0, what))
    };
    match &mask {
        _ if length != rows => short(length),
        Some(mask) if mask.len() != rows => short(mask.len()),
        _ => Ok(Masked { column, mask }),
    }
}

fn category<'a>(name: &str, columns: &[Item<'a>], rows: usize) -> Result<Category<'a>, ReadError> {
    let mut category = Category { name: name.to_owned(), ..Category::default() };
    let mut decoded = Vec::with_capacity(columns.len());
    for item in columns {
        category.items.push(item.get("name").and_then(Item::text).unwrap_or("").to_owned());
        decoded.push(masked(item, rows)?);
    }
    category.values.reserve(rows * columns.len());
    for row in 0..rows {
        category.values.extend(decoded.iter().map(|column| value(column, row)));
    }
    Ok(category)
}

fn value<'a>(column: &Masked<'a>, row: usize) -> Value<'a> {
    match column.null(row) {
        0 => {}
        1 => return Value::Null(b'.'),
        _ => return Value::Null(b'?'),
    }
    match &column.column {
        Column::Integers(values) => Value::Text(Cow::Owned(values[row].to_string())),
        Column::Floats(values) => Value::Text(Cow::Owned(values[row].to_string())),
        Column::Texts(indices, texts) => match texts.get(indices[row] as usize) {
            Some(&text) if indices[row] >= 0 => Value::Text(Cow::Borrowed(text)),
            _ => Value::Null(b'?'),
        },
    }
}
