//! `struct_conf` (helices) and `struct_sheet_range` (strands).

use super::{Block, Category};
use crate::diagnostic::Log;
use crate::residue_index::ResidueIndex;
use crate::secondary::{Range, ResidueName};
use geminal_structure::{SecondaryElement, SecondaryStructure, Structure};
use rustc_hash::FxHashMap;

pub(super) fn apply(block: &Block<'_>, structure: &mut Structure, log: &mut Log) {
    crate::secondary::apply(&ranges(block), structure, log);
}

/// What a block says of a structure; none if some of it cannot be said of it.
pub(super) fn elements(block: &Block<'_>, structure: &Structure) -> Option<Vec<SecondaryElement>> {
    let index = ResidueIndex::new(structure);
    ranges(block).iter().map(|range| range.found(&index)).collect()
}

fn ranges(block: &Block<'_>) -> Vec<Range> {
    let mut ranges = Vec::new();
    if let Some(table) = block.category("struct_conf") {
        let helices = (0..table.rows())
            .filter(|&row| table.get(row, "conf_type_id").is_some_and(|kind| kind.starts_with("HELX")));
        ranges.extend(helices.filter_map(|row| {
            let class = table.integer(row, "pdbx_PDB_helix_class").unwrap_or(1);
            let id = table.get(row, "pdbx_PDB_helix_id").or(table.get(row, "id"));
            range(table, row, SecondaryStructure::Helix, id, class, 0)
        }));
    }
    if let Some(table) = block.category("struct_sheet_range") {
        let senses = senses(block);
        ranges.extend((0..table.rows()).filter_map(|row| {
            let (sheet, id) = (table.get(row, "sheet_id"), table.get(row, "id"));
            let sense = sheet.zip(id).and_then(|key| senses.get(&key)).copied().unwrap_or(0);
            let strand = table.integer(row, "id").unwrap_or(0);
            range(table, row, SecondaryStructure::Sheet, sheet, strand, sense)
        }));
    }
    ranges
}

/// Sense of a strand against the one before, by sheet and strand.
fn senses<'a>(block: &'a Block<'_>) -> FxHashMap<(&'a str, &'a str), i8> {
    let Some(table) = block.category("struct_sheet_order") else { return FxHashMap::default() };
    let sense = |row| {
        let key = (table.get(row, "sheet_id")?, table.get(row, "range_id_2")?);
        match table.get(row, "sense")? {
            "parallel" => Some((key, 1)),
            "anti-parallel" => Some((key, -1)),
            _ => None,
        }
    };
    (0..table.rows()).filter_map(sense).collect()
}

fn range(
    table: &Category<'_>,
    row: usize,
    kind: SecondaryStructure,
    id: Option<&str>,
    class: i32,
    sense: i8,
) -> Option<Range> {
    let end = |which: &str| -> Option<ResidueName> {
        let value = |item: &str| table.get(row, &format!("{which}_{item}"));
        let chain = value("auth_asym_id").or(value("label_asym_id"))?;
        let number = value("auth_seq_id").or(value("label_seq_id"))?;
        let code = table.get(row, &format!("pdbx_{which}_PDB_ins_code"));
        let code = code.and_then(|code| code.bytes().next()).unwrap_or(0);
        Some((chain.into(), crate::number::integer(number.as_bytes())?, code))
    };
    let (first, last) = (end("beg")?, end("end")?);
    Some(Range { line: table.line, kind, id: id.unwrap_or("").into(), first, last, class, sense })
}
