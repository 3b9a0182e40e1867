//! Contacts as a Parquet file: the columns of the CSV.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use geminal_interactions::output;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

const SCHEMA: &str = "message contacts {
    required binary kind (UTF8); required binary class (UTF8);
    required binary chain_a (UTF8); required binary residue_a (UTF8); required int32 number_a;
    required binary atom_names_a (UTF8); required binary atoms_a (UTF8);
    required binary chain_b (UTF8); required binary residue_b (UTF8); required int32 number_b;
    required binary atom_names_b (UTF8); required binary atoms_b (UTF8);
    required double distance; optional double angle; required binary entities (UTF8);
    required int32 frame;
}";

/// Writes the rows as one group. Lists of atoms are separated by spaces.
pub fn write_parquet(rows: &[output::Row], path: &Path) -> Result<()> {
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    let mut file = SerializedFileWriter::new(File::create(path)?, schema, properties)?;
    let mut group = file.next_row_group()?;
    let indices = |atoms: &[u32]| atoms.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
    text(&mut group, rows.iter().map(|row| row.kind.to_owned()))?;
    text(&mut group, rows.iter().map(|row| row.class.clone()))?;
    for second in [false, true] {
        let ends = || {
            rows.iter().map(move |row| if second { (&row.b, &row.atoms_b) } else { (&row.a, &row.atoms_a) })
        };
        text(&mut group, ends().map(|(end, _)| end.chain.clone()))?;
        text(&mut group, ends().map(|(end, _)| end.residue.clone()))?;
        let numbers: Vec<i32> = ends().map(|(end, _)| end.number).collect();
        column::<Int32Type>(&mut group, &numbers, None)?;
        text(&mut group, ends().map(|(end, _)| end.atoms.join(" ")))?;
        text(&mut group, ends().map(|(_, atoms)| indices(atoms)))?;
    }
    column::<DoubleType>(&mut group, &rows.iter().map(|row| row.distance).collect::<Vec<_>>(), None)?;
    let angles: Vec<f64> = rows.iter().filter_map(|row| row.angle).collect();
    let present: Vec<i16> = rows.iter().map(|row| i16::from(row.angle.is_some())).collect();
    column::<DoubleType>(&mut group, &angles, Some(&present))?;
    text(&mut group, rows.iter().map(|row| row.entities.to_owned()))?;
    let frames: Vec<i32> = rows.iter().map(|row| i32::try_from(row.frame)).collect::<Result<_, _>>()?;
    column::<Int32Type>(&mut group, &frames, None)?;
    group.close()?;
    file.close()?;
    Ok(())
}

fn text(group: &mut SerializedRowGroupWriter<'_, File>, values: impl Iterator<Item = String>) -> Result<()> {
    let values: Vec<ByteArray> = values.map(|value| ByteArray::from(value.as_str())).collect();
    column::<ByteArrayType>(group, &values, None)
}

/// Writes the next column; `present` says which values of an optional one there are.
fn column<T: parquet::data_type::DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &[T::T],
    present: Option<&[i16]>,
) -> Result<()> {
    if let Some(mut writer) = group.next_column()? {
        writer.typed::<T>().write_batch(values, present, None)?;
        writer.close()?;
    }
    Ok(())
}
