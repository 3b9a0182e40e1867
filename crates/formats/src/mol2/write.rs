//! Writing MOL2: a record for each model.

use super::{CHARGES, COMMENT, KIND, REMARKS, SECTION, STATUS, atoms, tripos_type};
use crate::WriteError;
use crate::number::{push_exact, push_exact_f32};
use geminal_structure::{BondOrder, Structure};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;
use std::io::Write;
use std::ops::Range;

pub(crate) fn write(structure: &Structure, out: &mut impl Write) -> Result<(), WriteError> {
    for model in 0..structure.models.len().max(1) {
        let mut text = String::new();
        record(structure, model, &mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

fn record(s: &Structure, model: usize, out: &mut String) {
    let none = s.models.is_empty();
    let atoms = if none { 0..0 } else { s.model_atoms(model) };
    let residues = if none { 0..0 } else { s.model_residues(model) };
    let fact =
        |key: &str| s.header.other.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str());
    let inside = |&bond: &usize| atoms.contains(&(s.bonds.atoms[bond][0] as usize));
    let bonds: Vec<usize> = (0..s.bonds.len()).filter(inside).collect();
    if let Some(remarks) = fact(REMARKS) {
        let _ = writeln!(out, "{remarks}");
    }
    let name = if s.name.is_empty() { &s.header.title } else { &s.name };
    let _ = writeln!(out, "{SECTION}MOLECULE");
    free_line(&name.replace(['\n', '\r'], " "), out);
    let _ = writeln!(out, "{} {} {} 0 0", atoms.len(), bonds.len(), residues.len());
    let polymer = s.atoms.hetero[atoms.clone()].iter().any(|hetero| !hetero);
    free_line(fact(KIND).unwrap_or(if polymer { "PROTEIN" } else { "SMALL" }), out);
    let charges = if s.atoms.partial_charge.is_some() { "USER_CHARGES" } else { "NO_CHARGES" };
    for text in [fact(CHARGES).unwrap_or(charges), fact(STATUS).unwrap_or(""), fact(COMMENT).unwrap_or("")] {
        free_line(text, out);
    }
    let ids = ids(s, atoms.clone());
    let kinds = tripos_type::kinds(s, atoms.clone());
    atom_section(s, residues.clone(), &ids, &kinds, atoms.start, out);
    let _ = writeln!(out, "{SECTION}BOND");
    for (k, &bond) in bonds.iter().enumerate() {
        let [i, j] = s.bonds.atoms[bond].map(|atom| atom as usize - atoms.start);
        let kind = bond_type(s.bonds.order[bond], &kinds[i], &kinds[j]);
        let _ = writeln!(out, "{:>6} {:>5} {:>5} {kind}", k + 1, ids[i], ids[j]);
    }
    let _ = writeln!(out, "{SECTION}SUBSTRUCTURE");
    for (k, r) in residues.enumerate() {
        let root = ids[(s.residues.offset[r] as usize).min(atoms.end - 1) - atoms.start];
        let known = |text: &str| if text.is_empty() { "****".to_owned() } else { text.to_owned() };
        let chain = known(&s.chains.id[s.chains.holding(r)]);
        let name = known(&s.residues.name[r]);
        let _ = writeln!(out, "{:>6} {} {root} RESIDUE 0 {chain} {name} 0", k + 1, substructure_name(s, r));
    }
    if let Some(cell) = &s.cell {
        let _ = writeln!(out, "{SECTION}CRYSIN");
        for value in cell.lengths.into_iter().chain(cell.angles) {
            push_exact(value, 4, out);
            out.push(' ');
        }
        let group = cell.space_group.replace(' ', "");
        let _ = writeln!(out, "{} 1", if group.is_empty() { "1" } else { &group });
    }
    for (key, text) in s.header.other.iter().filter(|(key, _)| key.starts_with(SECTION)) {
        let _ = writeln!(out, "{key}\n{text}");
    }
}

/// A line of any text: a blank keeps it from being a section or a comment.
fn free_line(text: &str, out: &mut String) {
    let start = if text.starts_with(['@', '#']) { " " } else { "" };
    let _ = writeln!(out, "{start}{text}{}", end_of(text));
}

/// A backslash at the end of a line would join the next one to it.
fn end_of(text: &str) -> &'static str {
    if text.ends_with('\\') { " " } else { "" }
}

fn atom_section(
    s: &Structure,
    residues: Range<usize>,
    ids: &[i32],
    kinds: &[String],
    first: usize,
    out: &mut String,
) {
    let _ = writeln!(out, "{SECTION}ATOM");
    let status = s.atoms.other.iter().find(|(key, _)| key == atoms::STATUS).map(|(_, column)| column);
    for (k, r) in residues.enumerate() {
        let substructure = substructure_name(s, r);
        for atom in s.residues.atoms(r) {
            let id = ids[atom - first];
            let own = s.atoms.name[atom].as_str();
            let name = if own.is_empty() {
                format!("{}{}", s.atoms.element[atom].symbol(), atom + 1 - first)
            } else {
                own.replace(char::is_whitespace, "_")
            };
            let _ = write!(out, "{id:>7} {name:<8}");
            for value in s.atoms.position[atom] {
                let start = out.len();
                push_exact(value, 4, out);
                let width = out.len() - start;
                out.insert_str(start, &" ".repeat(11usize.saturating_sub(width).max(1)));
            }
            let _ = write!(out, " {:<6} {:>3} {substructure:<8} ", kinds[atom - first], k + 1);
            push_exact_f32(s.atoms.partial_charge.as_ref().map_or(0.0, |charge| charge[atom]), 4, out);
            let status = status.map_or("", |column| column[atom].as_str());
            let _ = writeln!(out, "{}{status}{}", if status.is_empty() { "" } else { " " }, end_of(status));
        }
    }
}

/// The serials, if each is there once; else counted from 1.
fn ids(s: &Structure, atoms: Range<usize>) -> Vec<i32> {
    let serials = &s.atoms.serial[atoms.clone()];
    let mut seen = FxHashSet::default();
    let unique = serials.iter().all(|&serial| serial > 0 && seen.insert(serial));
    if unique { serials.to_vec() } else { (1..=atoms.len() as i32).collect() }
}

fn substructure_name(s: &Structure, residue: usize) -> String {
    let r = &s.residues;
    let name = if r.name[residue].is_empty() { "UNL" } else { &r.name[residue] };
    let code = match r.insertion_code[residue] {
        0 => String::new(),
        code => char::from(code).to_string(),
    };
    format!("{name}{}{code}", r.number[residue])
}

/// An amide bond is a single bond of an amide nitrogen.
fn bond_type(order: BondOrder, first: &str, second: &str) -> &'static str {
    let amide = |n: &str, c: &str| n == "N.am" && c == "C.2";
    match order {
        BondOrder::Single if amide(first, second) || amide(second, first) => "am",
        BondOrder::Single | BondOrder::Dative => "1",
        BondOrder::Double => "2",
        BondOrder::Triple | BondOrder::Quadruple => "3",
        BondOrder::Aromatic => "ar",
        BondOrder::Unknown => "un",
    }
}
