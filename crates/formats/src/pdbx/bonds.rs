//! Bonds: `struct_conn` (links between residues) and `chem_comp_bond` (within each residue of a component).

use super::{Block, Category, Value};
use crate::bond_table::BondTable;
use crate::diagnostic::Log;
use crate::residue_index::{Address, ResidueIndex};
use geminal_structure::{BondKind, BondOrder, Bonds, Name, Structure};
use rustc_hash::FxHashMap;

pub(super) fn apply(block: &Block<'_>, structure: &mut Structure, log: &mut Log) {
    let (bonds, further) = read(block, structure, log);
    structure.bonds = bonds;
    structure.header.other.extend(further);
}

/// The bonds, and as text the links that are none.
pub(super) fn read(
    block: &Block<'_>,
    structure: &Structure,
    log: &mut Log,
) -> (Bonds, Option<(String, String)>) {
    let mut table = BondTable::default();
    if let Some(components) = block.category("chem_comp_bond") {
        within_residues(components, structure, &mut table);
    }
    let links = block.category("struct_conn");
    let further = links.and_then(|links| between_residues(links, structure, &mut table, log));
    (table.finish(), further)
}

/// Bonds of a component by the names of their atoms.
type Template = Vec<(Name, Name, BondOrder, bool)>;

/// Two atoms of a residue and the template's bond between them.
type Pairs = Vec<(usize, usize, usize)>;

/// Applies the templates to every residue; residues with the same atoms in the same order share the search.
fn within_residues(components: &Category<'_>, structure: &Structure, table: &mut BondTable) {
    let templates = templates(components);
    let mut found = FxHashMap::<(&Name, &[Name]), Pairs>::default();
    for r in 0..structure.residues.len() {
        let name = &structure.residues.name[r];
        let Some(template) = templates.get(name.as_str()) else { continue };
        let atoms = structure.residues.atoms(r);
        let names = &structure.atoms.name[atoms.clone()];
        let alts = &structure.atoms.alt_loc[atoms.clone()];
        for &(i, j, bond) in found.entry((name, names)).or_insert_with(|| pairs(template, names)).iter() {
            // Alternate locations bond within themselves and to what has none.
            if alts[i] != 0 && alts[j] != 0 && alts[i] != alts[j] {
                continue;
            }
            let (_, _, order, aromatic) = template[bond];
            table.add_aromatic(atoms.start + i, atoms.start + j, order, aromatic);
        }
    }
}

/// The atoms of each bond of a template among a residue's atoms: several for alternate locations, but a
/// name that very many atoms share tells nothing.
fn pairs(template: &Template, names: &[Name]) -> Pairs {
    const MOST: usize = 64;
    let mut by_name = FxHashMap::<&Name, Vec<usize>>::default();
    for (i, name) in names.iter().enumerate() {
        by_name.entry(name).or_default().push(i);
    }
    let mut pairs = Vec::new();
    for (bond, (first, second, ..)) in template.iter().enumerate() {
        let (Some(firsts), Some(seconds)) = (by_name.get(first), by_name.get(second)) else { continue };
        if firsts.len().max(seconds.len()) <= MOST {
            for &i in firsts {
                pairs.extend(seconds.iter().map(|&j| (i, j, bond)));
            }
        }
    }
    pairs
}

fn templates<'a>(components: &'a Category<'_>) -> FxHashMap<&'a str, Template> {
    let column = |item: &str| components.column(item);
    let (comp, first, second) = (column("comp_id"), column("atom_id_1"), column("atom_id_2"));
    let (order, aromatic) = (column("value_order"), column("pdbx_aromatic_flag"));
    let mut templates = FxHashMap::<&str, Template>::default();
    for row in 0..components.rows() {
        let at = |column| components.at(row, column);
        let (Some(comp), Some(first), Some(second)) = (at(comp), at(first), at(second)) else { continue };
        let order = at(order).map_or(BondOrder::Unknown, bond_order);
        let aromatic = at(aromatic).is_some_and(|flag| flag.eq_ignore_ascii_case("y"));
        templates.entry(comp).or_default().push((first.into(), second.into(), order, aromatic));
    }
    templates
}

/// `SING`, `DOUB`, `TRIP`, `QUAD`, `AROM`, `DELO`.
fn bond_order(text: &str) -> BondOrder {
    match text.to_ascii_lowercase().as_str() {
        "sing" => BondOrder::Single,
        "doub" => BondOrder::Double,
        "trip" => BondOrder::Triple,
        "quad" => BondOrder::Quadruple,
        "arom" | "delo" => BondOrder::Aromatic,
        "dati" => BondOrder::Dative,
        _ => BondOrder::Unknown,
    }
}

/// Key under which links are kept that are no bonds between two atoms of the file.
pub(super) const FURTHER_LINKS: &str = "_struct_conn without bonds";

/// The items of a link that are kept and written.
pub(super) const LINK_ITEMS: &[&str] = &[
    "id",
    "conn_type_id",
    "pdbx_value_order",
    "ptnr1_label_asym_id",
    "ptnr1_label_comp_id",
    "ptnr1_label_seq_id",
    "ptnr1_label_atom_id",
    "pdbx_ptnr1_label_alt_id",
    "pdbx_ptnr1_PDB_ins_code",
    "ptnr1_auth_asym_id",
    "ptnr1_auth_comp_id",
    "ptnr1_auth_seq_id",
    "ptnr2_label_asym_id",
    "ptnr2_label_comp_id",
    "ptnr2_label_seq_id",
    "ptnr2_label_atom_id",
    "pdbx_ptnr2_label_alt_id",
    "pdbx_ptnr2_PDB_ins_code",
    "ptnr2_auth_asym_id",
    "ptnr2_auth_comp_id",
    "ptnr2_auth_seq_id",
    "ptnr1_symmetry",
    "ptnr2_symmetry",
];

/// Adds links; hydrogen bonds and links to symmetry copies, whose other end is not in the file, are given
/// back as text.
fn between_residues(
    links: &Category<'_>,
    structure: &Structure,
    table: &mut BondTable,
    log: &mut Log,
) -> Option<(String, String)> {
    let index = ResidueIndex::new(structure);
    let items = LINK_ITEMS.iter().map(|&item| item.to_owned()).collect();
    let mut further = Category { name: "struct_conn".to_owned(), items, ..Category::default() };
    for row in 0..links.rows() {
        let kind = match links.get(row, "conn_type_id").unwrap_or("covale") {
            "disulf" => Some(BondKind::Disulphide),
            "metalc" => Some(BondKind::Metal),
            kind if kind.starts_with("covale") || kind == "modres" => Some(BondKind::Covalent),
            _ => None,
        };
        let symmetry = |k: usize| links.get(row, &format!("ptnr{k}_symmetry"));
        let copy = symmetry(1).zip(symmetry(2)).is_some_and(|(first, second)| first != second);
        let Some(kind) = kind.filter(|_| !copy) else {
            let value = |item: &&str| match links.get(row, item) {
                Some(text) => Value::Text(text.to_owned().into()),
                None => Value::Null(b'?'),
            };
            further.values.extend(LINK_ITEMS.iter().map(value));
            continue;
        };
        let order = links.get(row, "pdbx_value_order").map_or(BondOrder::Unknown, bond_order);
        let order = match (order, kind) {
            (BondOrder::Unknown, BondKind::Disulphide) => BondOrder::Single,
            (order, _) => order,
        };
        let (Some(first), Some(second)) = (address(links, row, 1), address(links, row, 2)) else {
            log.note(links.line, 0, format!("link {} does not name two atoms", row + 1), "left out");
            continue;
        };
        let pairs = index.pairs(&first, &second);
        if pairs.is_empty() {
            let what = format!(
                "link {}: no atoms {} of {} {} {} and {} of {} {} {}",
                row + 1,
                first.atom,
                first.residue,
                first.chain,
                first.number,
                second.atom,
                second.residue,
                second.chain,
                second.number
            );
            log.note(links.line, 0, what, "left out");
        }
        pairs.into_iter().for_each(|(i, j)| table.add(i, j, order, kind));
    }
    (further.rows() > 0).then(|| (FURTHER_LINKS.to_owned(), further.into_text()))
}

/// One of the two atoms of a link.
fn address<'a>(links: &'a Category<'_>, row: usize, k: usize) -> Option<Address<'a>> {
    let value = |item: &str| links.get(row, &format!("ptnr{k}_{item}"));
    let special = |item: &str| {
        let text = links.get(row, &format!("pdbx_ptnr{k}_{item}")).unwrap_or("");
        text.bytes().next().unwrap_or(0)
    };
    let number = value("auth_seq_id").or(value("label_seq_id"))?;
    Some(Address {
        chain: value("auth_asym_id").or(value("label_asym_id"))?,
        number: crate::number::integer(number.as_bytes())?,
        insertion_code: special("PDB_ins_code"),
        residue: value("label_comp_id").or(value("auth_comp_id")).unwrap_or(""),
        atom: value("label_atom_id").or(value("auth_atom_id"))?,
        alt_loc: special("label_alt_id"),
    })
}
