//! Facts of the entry, unit cell, non-crystallographic symmetry.

use super::{Block, Category};
use geminal_structure::{Structure, Transform, UnitCell};

pub(super) fn apply(block: &Block<'_>, structure: &mut Structure) {
    let text = |category: &str, item: &str| {
        block.category(category).and_then(|table| table.get(0, item)).unwrap_or("").to_owned()
    };
    let list = |category: &str, item: &str| -> Vec<String> {
        let Some(table) = block.category(category) else { return Vec::new() };
        (0..table.rows()).filter_map(|row| table.get(row, item)).map(str::to_owned).collect()
    };
    let header = &mut structure.header;
    header.id = text("entry", "id");
    header.title = text("struct", "title");
    header.classification = text("struct_keywords", "pdbx_keywords");
    header.date = text("pdbx_database_status", "recvd_initial_deposition_date");
    header.methods = list("exptl", "method");
    header.authors = list("audit_author", "name");
    let number = |category: &str, item: &str| block.category(category)?.decimal(0, item);
    header.resolution =
        number("refine", "ls_d_res_high").or_else(|| number("em_3d_reconstruction", "resolution"));
    structure.cell = cell(block);
    structure.ncs = ncs(block);
}

fn cell(block: &Block<'_>) -> Option<UnitCell> {
    let table = block.category("cell")?;
    let number = |item: &str| table.decimal(0, item);
    let lengths = [number("length_a")?, number("length_b")?, number("length_c")?];
    let angle = |item: &str| number(item).unwrap_or(90.0);
    let angles = [angle("angle_alpha"), angle("angle_beta"), angle("angle_gamma")];
    let space_group = block.category("symmetry").and_then(|table| table.get(0, "space_group_name_H-M"));
    crate::pdb::is_cell(lengths, angles).then(|| UnitCell {
        lengths,
        angles,
        space_group: space_group.unwrap_or("").to_owned(),
        z: table.integer(0, "Z_PDB").and_then(|z| u32::try_from(z).ok()),
    })
}

/// `struct_ncs_oper`: code `given` means that the copies are in the file.
fn ncs(block: &Block<'_>) -> Vec<(Transform, bool)> {
    let Some(table) = block.category("struct_ncs_oper") else { return Vec::new() };
    let row = |row| Some((transform(table, row)?, table.get(row, "code") == Some("given")));
    (0..table.rows()).filter_map(row).collect()
}

/// `matrix[1][1]` to `matrix[3][3]` and `vector[1]` to `vector[3]` of a row.
pub(super) fn transform(table: &Category<'_>, row: usize) -> Option<Transform> {
    let mut transform = Transform::IDENTITY;
    for i in 0..3 {
        for j in 0..3 {
            transform.rotation[i][j] = table.decimal(row, &format!("matrix[{}][{}]", i + 1, j + 1))?;
        }
        transform.translation[i] = table.decimal(row, &format!("vector[{}]", i + 1))?;
    }
    Some(transform)
}
