//! The small tables: header, entities, cell, secondary structure, assemblies.

use super::{Labels, is_kept, number, some, table};
use crate::pdbx::Category;
use geminal_structure::{ChainIds, EntityKind, SecondaryStructure, Structure, Transform};

type Tables = Vec<Category<'static>>;

pub(super) fn header(s: &Structure) -> Tables {
    let h = &s.header;
    let one = |name: &str, item: &str, text: &str| {
        table(name, &[item], vec![vec![some(text)]]).filter(|_| !text.is_empty())
    };
    let id = || if h.id.is_empty() { None } else { some(&h.id) };
    let mut tables: Vec<Option<Category<'static>>> =
        vec![one("entry", "id", &h.id), one("struct", "title", &h.title)];
    if !is_kept(s, "struct_keywords") {
        tables.push(one("struct_keywords", "pdbx_keywords", &h.classification));
    }
    if !is_kept(s, "pdbx_database_status") {
        tables.push(one("pdbx_database_status", "recvd_initial_deposition_date", &h.date));
    }
    if !is_kept(s, "exptl") {
        let rows = h.methods.iter().map(|method| vec![id(), some(method)]).collect();
        tables.push(table("exptl", &["entry_id", "method"], rows));
    }
    if let Some(resolution) = h.resolution
        && !is_kept(s, "refine")
        && !is_kept(s, "em_3d_reconstruction")
    {
        tables.push(table("refine", &["entry_id", "ls_d_res_high"], vec![vec![id(), number(resolution)]]));
    }
    let authors = (1..).zip(&h.authors);
    let rows =
        authors.map(|(ordinal, name): (u32, _)| vec![some(name), some(&ordinal.to_string())]).collect();
    tables.push(table("audit_author", &["name", "pdbx_ordinal"], rows));
    tables.into_iter().flatten().collect()
}

pub(super) fn entities(s: &Structure, labels: &Labels) -> Tables {
    let mut tables = Vec::new();
    if !is_kept(s, "entity") {
        let kind = |kind: EntityKind| match kind {
            EntityKind::Protein | EntityKind::NucleicAcid => "polymer",
            EntityKind::Saccharide => "branched",
            EntityKind::Water => "water",
            EntityKind::Ion | EntityKind::Ligand => "non-polymer",
            EntityKind::Unknown => "",
        };
        let rows = labels.entities.iter().map(|(id, of)| vec![some(id), some(kind(*of))]).collect();
        tables.push(table("entity", &["id", "type"], rows));
    }
    if !is_kept(s, "entity_poly") {
        let polymers = labels.entities.iter().filter_map(|(id, kind)| match kind {
            EntityKind::Protein => Some(vec![some(id), some("polypeptide(L)")]),
            EntityKind::NucleicAcid => Some(vec![some(id), some(nucleic_kind(s, labels, id))]),
            _ => None,
        });
        tables.push(table("entity_poly", &["entity_id", "type"], polymers.collect()));
    }
    let rows = labels.chains.iter().map(|(chain, entity)| vec![some(chain), some(entity)]).collect();
    tables.push(table("struct_asym", &["id", "entity_id"], rows));
    tables.into_iter().flatten().collect()
}

fn nucleic_kind(s: &Structure, labels: &Labels, entity: &str) -> &'static str {
    let mut residues = (0..s.residues.len()).filter(|&r| labels.entity[r] == entity);
    let deoxy = residues.next().is_some_and(|r| s.residues.name[r].starts_with('D'));
    if deoxy { "polydeoxyribonucleotide" } else { "polyribonucleotide" }
}

pub(super) fn cell(s: &Structure) -> Tables {
    let Some(cell) = &s.cell else { return ncs(s) };
    let id = some(&s.header.id);
    let [a, b, c] = cell.lengths.map(number);
    let [alpha, beta, gamma] = cell.angles.map(number);
    let items =
        ["entry_id", "length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma", "Z_PDB"];
    let z = cell.z.map(|z| z.to_string());
    let mut tables = ncs(s);
    tables.extend(table("cell", &items, vec![vec![id.clone(), a, b, c, alpha, beta, gamma, z]]));
    if !cell.space_group.is_empty() {
        let row = vec![id, some(&cell.space_group)];
        tables.extend(table("symmetry", &["entry_id", "space_group_name_H-M"], vec![row]));
    }
    tables
}

fn ncs(s: &Structure) -> Tables {
    let mut items = vec!["id", "code"];
    items.extend(MATRIX);
    let rows = (1..).zip(&s.ncs).map(|(id, (transform, given)): (u32, _)| {
        let mut row = vec![Some(id.to_string()), some(if *given { "given" } else { "generate" })];
        row.extend(values(transform));
        row
    });
    table("struct_ncs_oper", &items, rows.collect()).into_iter().collect()
}

const MATRIX: [&str; 12] = [
    "matrix[1][1]",
    "matrix[1][2]",
    "matrix[1][3]",
    "vector[1]",
    "matrix[2][1]",
    "matrix[2][2]",
    "matrix[2][3]",
    "vector[2]",
    "matrix[3][1]",
    "matrix[3][2]",
    "matrix[3][3]",
    "vector[3]",
];

/// The values of a transform in the order of [`MATRIX`].
fn values(transform: &Transform) -> impl Iterator<Item = Option<String>> + '_ {
    let rows = transform.rotation.iter().zip(transform.translation);
    rows.flat_map(|(&[x, y, z], t)| [x, y, z, t].map(number))
}

pub(super) fn secondary(s: &Structure, labels: &Labels) -> Tables {
    let end = |r: u32| {
        let r = r as usize;
        let code = s.residues.insertion_code[r];
        [
            some(&labels.component[r]),
            some(&labels.chain[r]),
            labels.number[r].map(|number| number.to_string()),
            some(&labels.component[r]),
            some(&labels.author[s.chains.holding(r)]),
            Some(s.residues.number[r].to_string()),
            (code != 0).then(|| char::from(code).to_string()),
        ]
    };
    let mut items: Vec<String> = Vec::new();
    for which in ["beg", "end"] {
        for item in
            ["label_comp_id", "label_asym_id", "label_seq_id", "auth_comp_id", "auth_asym_id", "auth_seq_id"]
        {
            items.push(format!("{which}_{item}"));
        }
        items.push(format!("pdbx_{which}_PDB_ins_code"));
    }
    let of = |kind| s.secondary.iter().filter(move |element| element.kind == kind);
    let (mut helices, mut strands, mut order) = (Vec::new(), Vec::new(), Vec::new());
    for (k, element) in (1..).zip(of(SecondaryStructure::Helix)) {
        let id: u32 = k;
        let mut row = vec![
            some("HELX_P"),
            Some(format!("HELX_P{id}")),
            some(&element.id),
            Some(element.class.to_string()),
            Some((element.residues[1] + 1 - element.residues[0]).to_string()),
        ];
        row.extend(end(element.residues[0]).into_iter().chain(end(element.residues[1])));
        helices.push(row);
    }
    let mut before: Option<&geminal_structure::SecondaryElement> = None;
    for element in of(SecondaryStructure::Sheet) {
        let mut row = vec![some(&element.id), Some(element.class.to_string())];
        row.extend(end(element.residues[0]).into_iter().chain(end(element.residues[1])));
        strands.push(row);
        if let Some(before) = before.filter(|before| before.id == element.id && element.sense != 0) {
            let sense = if element.sense > 0 { "parallel" } else { "anti-parallel" };
            let (first, second) = (before.class.to_string(), element.class.to_string());
            order.push(vec![some(&element.id), Some(first), Some(second), some(sense)]);
        }
        before = Some(element);
    }
    let all = |start: &[&'static str]| -> Vec<String> {
        start.iter().map(|&item| item.to_owned()).chain(items.iter().cloned()).collect()
    };
    let helix_items =
        all(&["conf_type_id", "id", "pdbx_PDB_helix_id", "pdbx_PDB_helix_class", "pdbx_PDB_helix_length"]);
    let strand_items = all(&["sheet_id", "id"]);
    let refs = |items: &[String], rows, name: &str| {
        let items: Vec<&str> = items.iter().map(String::as_str).collect();
        table(name, &items, rows)
    };
    let order = table("struct_sheet_order", &["sheet_id", "range_id_1", "range_id_2", "sense"], order);
    [refs(&helix_items, helices, "struct_conf"), refs(&strand_items, strands, "struct_sheet_range"), order]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn assemblies(s: &Structure, labels: &Labels) -> Tables {
    let mut operators: Vec<&Transform> = Vec::new();
    let (mut list, mut parts) = (Vec::new(), Vec::new());
    for assembly in &s.assemblies {
        list.push(vec![some(&assembly.id), some(&assembly.details)]);
        for part in &assembly.parts {
            let ids = part.transforms.iter().map(|transform| {
                let known = operators.iter().position(|known| *known == transform);
                let index = known.unwrap_or_else(|| {
                    operators.push(transform);
                    operators.len() - 1
                });
                (index + 1).to_string()
            });
            let ids: Vec<String> = ids.collect();
            let chains = label_chains(&part.chains, s, labels).join(",");
            parts.push(vec![some(&assembly.id), some(&ids.join(",")), some(&chains)]);
        }
    }
    let mut items = vec!["id"];
    items.extend(MATRIX);
    let rows = (1..).zip(&operators).map(|(id, transform): (u32, _)| {
        std::iter::once(Some(id.to_string())).chain(values(transform)).collect()
    });
    let rows = rows.collect();
    [
        table("pdbx_struct_assembly", &["id", "oligomeric_details"], list),
        table("pdbx_struct_assembly_gen", &["assembly_id", "oper_expression", "asym_id_list"], parts),
        table("pdbx_struct_oper_list", &items, rows),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Label ids of an assembly's chains; an author chain stands for all its label chains.
fn label_chains(ids: &ChainIds, s: &Structure, labels: &Labels) -> Vec<String> {
    match ids {
        ChainIds::Label(ids) => ids.iter().map(ToString::to_string).collect(),
        ChainIds::Author(ids) => {
            let mut found: Vec<String> = Vec::new();
            for chain in 0..s.chains.len() {
                if ids.contains(&s.chains.id[chain]) {
                    for r in s.chains.residues(chain) {
                        let label = labels.chain[r].as_str();
                        if found.last().map(String::as_str) != Some(label)
                            && !found.iter().any(|known| known == label)
                        {
                            found.push(label.to_owned());
                        }
                    }
                }
            }
            found
        }
    }
}
