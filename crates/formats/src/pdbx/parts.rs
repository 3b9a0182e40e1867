//! Parts of the model that files say more of than it holds: who assigned a helix, how far apart linked atoms are.
//! Their categories are kept as they were read, and written again while they still say what the model says.

use super::{Block, Category, Labels, assemblies, bonds, header, secondary};
use crate::diagnostic::Log;
use geminal_structure::Structure;

/// A part of the model that some categories say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Entry,
    Cell,
    Ncs,
    Authors,
    Chains,
    Bonds,
    Secondary,
    Assemblies,
}

/// Categories with their part and the items that the model holds, but for those of [`SHARED`].
const CATEGORIES: &[(&str, Part, &[&str])] = &[
    ("entry", Part::Entry, &["id"]),
    ("struct", Part::Entry, &["title"]),
    (
        "cell",
        Part::Cell,
        &["length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma", "Z_PDB"],
    ),
    ("symmetry", Part::Cell, &["space_group_name_H-M"]),
    ("struct_ncs_oper", Part::Ncs, &["id", "code"]),
    ("audit_author", Part::Authors, &["name", "pdbx_ordinal"]),
    ("struct_asym", Part::Chains, &["id", "entity_id"]),
    (
        "chem_comp_bond",
        Part::Bonds,
        &["comp_id", "atom_id_1", "atom_id_2", "value_order", "pdbx_aromatic_flag"],
    ),
    ("struct_conn", Part::Bonds, bonds::LINK_ITEMS),
    ("struct_conn_type", Part::Bonds, &["id"]),
    (
        "struct_conf",
        Part::Secondary,
        &["conf_type_id", "id", "pdbx_PDB_helix_id", "pdbx_PDB_helix_class", "pdbx_PDB_helix_length"],
    ),
    ("struct_conf_type", Part::Secondary, &["id"]),
    ("struct_sheet", Part::Secondary, &["id"]),
    ("struct_sheet_range", Part::Secondary, &["sheet_id", "id"]),
    ("struct_sheet_order", Part::Secondary, &["sheet_id", "range_id_1", "range_id_2", "sense"]),
    ("pdbx_struct_assembly", Part::Assemblies, &["id", "oligomeric_details"]),
    ("pdbx_struct_assembly_gen", Part::Assemblies, &["assembly_id", "oper_expression", "asym_id_list"]),
    ("pdbx_struct_oper_list", Part::Assemblies, &["id"]),
];

/// Beginnings of items that the model holds in every category that has them.
const SHARED: &[&str] =
    &["entry_id", "beg_", "end_", "pdbx_beg_PDB_ins_code", "pdbx_end_PDB_ins_code", "matrix[", "vector["];

/// The part that a category belongs to.
pub(crate) fn part_of(category: &str) -> Option<Part> {
    entry(category).map(|(_, part, _)| *part)
}

fn entry(category: &str) -> Option<&'static (&'static str, Part, &'static [&'static str])> {
    CATEGORIES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(category))
}

/// Whether a category says more of its part than the model holds.
fn says_more(category: &Category<'_>) -> bool {
    let held = |item: &str, items: &[&str]| {
        items.contains(&item) || SHARED.iter().any(|start| item.starts_with(start))
    };
    entry(&category.name).is_some_and(|(_, _, items)| category.items.iter().any(|item| !held(item, items)))
}

/// The parts of a block of which its categories are kept.
pub(super) fn parts_to_keep(block: &Block<'_>) -> Vec<Part> {
    let more = block.categories.iter().filter(|category| says_more(category));
    let mut parts: Vec<Part> = more.filter_map(|category| part_of(&category.name)).collect();
    parts.dedup();
    parts
}

/// The parts whose kept categories say what the structure says.
pub(super) fn parts_that_hold(s: &Structure, labels: &Labels) -> Vec<Part> {
    let mut parts: Vec<(Part, Block<'_>)> = Vec::new();
    for (key, text) in &s.header.other {
        let Some(part) = key.strip_prefix('_').and_then(part_of) else { continue };
        let categories = crate::cif::categories(text);
        match parts.iter_mut().find(|(known, _)| *known == part) {
            Some((_, block)) => block.categories.extend(categories),
            None => parts.push((part, Block { categories, ..Block::default() })),
        }
    }
    parts.retain(|(part, block)| labelled_alike(block, labels) && part.is_said_by(block, s, labels));
    parts.into_iter().map(|(part, _)| part).collect()
}

/// Whether the categories know the label chains.
fn labelled_alike(block: &Block<'_>, labels: &Labels) -> bool {
    block.categories.iter().all(|category| {
        let columns = (0..category.items.len()).filter(|&k| category.items[k].ends_with("label_asym_id"));
        let mut ids =
            columns.flat_map(|k| (0..category.rows()).filter_map(move |row| category.at(row, Some(k))));
        ids.all(|id| labels.chains.iter().any(|(known, _)| known == id))
    })
}

impl Part {
    /// Whether a block, read again, says of this part what the structure says, and nothing that is not there.
    fn is_said_by(self, block: &Block<'_>, s: &Structure, labels: &Labels) -> bool {
        let mut log = Log::default();
        let mut read = Structure::default();
        header::apply(block, &mut read);
        let same = match self {
            Part::Entry => (&read.header.id, &read.header.title) == (&s.header.id, &s.header.title),
            Part::Cell => read.cell == s.cell,
            Part::Ncs => read.ncs == s.ncs,
            Part::Authors => read.header.authors == s.header.authors,
            Part::Chains => chains(block) == sorted(labels.chains.iter().map(|(id, e)| (&**id, &**e))),
            Part::Bonds => bonds::read(block, s, &mut log).0 == s.bonds,
            Part::Secondary => secondary::elements(block, s).as_ref() == Some(&s.secondary),
            Part::Assemblies => {
                assemblies::apply(block, &mut read, &mut log);
                read.assemblies == s.assemblies
            }
        };
        same && log.is_empty()
    }
}

/// `struct_asym`
fn chains<'a>(block: &'a Block<'_>) -> Vec<(&'a str, &'a str)> {
    let Some(table) = block.category("struct_asym") else { return Vec::new() };
    sorted((0..table.rows()).filter_map(|row| Some((table.get(row, "id")?, table.get(row, "entity_id")?))))
}

fn sorted<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    let mut rows: Vec<(&str, &str)> = rows.collect();
    rows.sort_unstable();
    rows
}
