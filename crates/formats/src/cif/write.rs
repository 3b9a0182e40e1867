//! Writing CIF text: a data block for each structure.

use crate::WriteError;
use crate::number::{push_exact, push_exact_f32, push_integer};
use crate::pdbx::{Column, Labels, Values, block, push_quoted, write_text};
use geminal_structure::Structure;
use std::io::Write;

/// How much text is gathered before it is written.
const CHUNK: usize = 1 << 16;

pub(crate) fn write(structures: &[Structure], out: &mut impl Write) -> Result<(), WriteError> {
    for structure in structures {
        let labels = Labels::new(structure);
        let block = block(structure, &labels);
        let mut text = format!("data_{}\n#\n", block.name);
        for category in &block.before {
            write_text(category, &mut text);
            text.push_str("#\n");
        }
        table("atom_site", &block.atoms, structure.atom_count(), &mut text, out)?;
        table("atom_site_anisotrop", &block.anisotropic, block.anisotropic_rows, &mut text, out)?;
        for kept in &block.kept {
            text.push_str(kept);
            text.push_str("\n#\n");
        }
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

/// A table of atoms as a loop.
fn table(
    name: &str,
    columns: &[Column<'_>],
    rows: usize,
    text: &mut String,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    if rows == 0 {
        return Ok(());
    }
    text.push_str("loop_\n");
    for column in columns {
        text.push_str(&format!("_{name}.{}\n", column.item));
    }
    for row in 0..rows {
        for (k, column) in columns.iter().enumerate() {
            if k > 0 {
                text.push(' ');
            }
            value(column, row, text);
        }
        text.push('\n');
        if text.len() > CHUNK {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    text.push_str("#\n");
    Ok(())
}

#[inline]
fn value(column: &Column<'_>, row: usize, text: &mut String) {
    match &column.values {
        Values::Integers(of) => match of(row) {
            Some(value) => push_integer(value, text),
            None => text.push(char::from(column.null)),
        },
        Values::Floats(of, least) => push_exact(of(row), *least, text),
        Values::Singles(of, least) => push_exact_f32(of(row), *least, text),
        Values::Texts(of) => match of(row).as_ref() {
            "" => text.push(char::from(column.null)),
            value => push_quoted(value, text),
        },
    }
}
