//! A chemical component of the dictionary (`chem_comp_atom` without `atom_site`) as a structure of one
//! residue: model coordinates, or ideal ones where an atom has none.

use super::{AtomSite, Block, Row, Run};
use crate::diagnostic::Log;
use geminal_structure::Element;

/// The atoms of a block's component.
pub(super) fn atoms(block: &Block<'_>, log: &mut Log) -> AtomSite {
    let mut site = AtomSite::default();
    let Some(table) = block.category("chem_comp_atom") else { return site };
    let coordinates = |row: usize, items: [&str; 3]| {
        let [x, y, z] = items.map(|item| table.decimal(row, item));
        Some([x?, y?, z?])
    };
    let model = ["model_Cartn_x", "model_Cartn_y", "model_Cartn_z"];
    let ideal = ["pdbx_model_Cartn_x_ideal", "pdbx_model_Cartn_y_ideal", "pdbx_model_Cartn_z_ideal"];
    // Coordinates of the two kinds do not go together.
    let all = |items| (0..table.rows()).all(|row| coordinates(row, items).is_some());
    let items = if all(model) || !all(ideal) { model } else { ideal };
    let mut lost = 0;
    for row in 0..table.rows() {
        let Some(position) = coordinates(row, items) else {
            lost += 1;
            continue;
        };
        let component = table.get(row, "comp_id").unwrap_or("");
        if site.runs.last().is_none_or(|run| run.name != component) {
            site.runs.push(Run { model: 1, name: component.into(), number: 1, ..Run::default() });
        }
        let symbol = table.get(row, "type_symbol").unwrap_or("");
        site.push(Row {
            element: Element::from_symbol(symbol).unwrap_or_default(),
            isotope: if symbol == "D" { 2 } else { 0 },
            name: table.get(row, "atom_id").unwrap_or("").into(),
            position,
            formal_charge: table.integer(row, "charge").and_then(|q| i8::try_from(q).ok()).unwrap_or(0),
            occupancy: 1.0,
            serial: row as i32 + 1,
            hetero: true,
            ..Row::default()
        });
    }
    if lost > 0 && lost < table.rows() {
        log.note(table.line, 0, format!("{lost} atoms of a component have no coordinates"), "left out");
    }
    site
}
