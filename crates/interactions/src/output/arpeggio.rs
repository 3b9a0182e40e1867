//! The rows that pdbe-arpeggio 1.4 writes: one a pair of atoms with all its kinds, one a pair of groups.

use crate::{Contact, Contacts, Entities, Kind};
use geminal_structure::{EntityKind, Structure};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Atoms of both ends.
type Ends<'a> = (&'a [u32], &'a [u32]);

/// Contacts as Arpeggio's JSON array.
pub fn arpeggio_json(contacts: &Contacts, structure: &Structure) -> Value {
    let mut rows: BTreeMap<Ends<'_>, (Contact<'_>, Vec<String>)> = BTreeMap::new();
    let all: Vec<Contact<'_>> = contacts.iter().collect();
    for contact in &all {
        let Some(name) = name(contact) else { continue };
        let ends = if contact.atoms_a <= contact.atoms_b || contact.atoms_a.len() != contact.atoms_b.len() {
            (contact.atoms_a, contact.atoms_b)
        } else {
            (contact.atoms_b, contact.atoms_a)
        };
        rows.entry(ends).or_insert_with(|| (contact.clone(), Vec::new())).1.push(name);
    }
    Value::Array(
        rows.into_iter().map(|((a, b), (contact, names))| row(&contact, [a, b], names, structure)).collect(),
    )
}

/// Arpeggio's name of a kind; none for the kinds it does not have.
fn name(contact: &Contact<'_>) -> Option<String> {
    Some(match contact.kind {
        Kind::HydrogenBond => "hbond".into(),
        Kind::WeakHydrogenBond => "weak_hbond".into(),
        Kind::HalogenBond => "xbond".into(),
        Kind::CarbonPi => "CARBONPI".into(),
        Kind::CationPi => "CATIONPI".into(),
        Kind::DonorPi => "DONORPI".into(),
        Kind::HalogenPi => "HALOGENPI".into(),
        Kind::SulphurPi => "METSULPHURPI".into(),
        Kind::AmideRing => "AMIDERING".into(),
        Kind::AmideAmide => "AMIDEAMIDE".into(),
        Kind::RingRing => contact.class.to_owned(),
        Kind::SaltBridge | Kind::WaterBridge => return None,
        other => other.name().to_owned(),
    })
}

fn row(contact: &Contact<'_>, ends: [&[u32]; 2], names: Vec<String>, structure: &Structure) -> Value {
    let planes = (ends[0].len() > 1, ends[1].len() > 1);
    let kind = match (planes, contact.kind) {
        (_, Kind::AmideRing) => "group-plane",
        (_, Kind::AmideAmide) => "group-group",
        ((true, true), _) => "plane-plane",
        ((false, false), _) => "atom-atom",
        _ => "atom-plane",
    };
    let [begin, end] = if planes == (true, false) { [ends[1], ends[0]] } else { ends };
    let entities = match contact.entities {
        Entities::IntraNonSelection if kind != "atom-atom" => "INTRA_BINDING_SITE",
        other => other.name(),
    };
    json!({
        "bgn": end_value(begin, structure),
        "end": end_value(end, structure),
        "type": kind,
        "distance": (contact.distance * 100.0).round() / 100.0,
        "contact": names,
        "interacting_entities": entities,
    })
}

fn end_value(atoms: &[u32], structure: &Structure) -> Value {
    let residue = structure.atom(atoms.first().map_or(0, |&atom| atom as usize)).residue();
    let mut names: Vec<&str> = atoms.iter().map(|&atom| structure.atom(atom as usize).name()).collect();
    names.sort_unstable();
    json!({
        "label_comp_id": residue.name(),
        "auth_seq_id": residue.number(),
        "auth_asym_id": residue.chain().id(),
        "auth_atom_id": names.join(","),
        "pdbx_PDB_ins_code": residue.insertion_code().unwrap_or(' ').to_string(),
        "label_comp_type": component_type(residue.entity_kind()),
    })
}

/// Arpeggio's letter for the type of a component: peptide, nucleic acid (DNA and RNA together), sugar, water, else.
fn component_type(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Protein => "P",
        EntityKind::NucleicAcid => "R",
        EntityKind::Saccharide => "S",
        EntityKind::Water => "W",
        _ => "B",
    }
}
