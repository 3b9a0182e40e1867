//! Everything above the coordinates. Records that were kept as they were keep their order; what is made
//! anew goes where the format's documentation has it.

use super::kept::Kept;
use super::names::{self, Chains};
use super::{atoms::number_field, bonds, line};
use crate::WriteError;
use crate::pdb::header::is_kept;
use geminal_structure::{ChainIds, SecondaryStructure, Structure, Transform};

/// The order of records.
const ORDER: &[&str] = &[
    "HEADER", "OBSLTE", "TITLE", "SPLIT", "CAVEAT", "COMPND", "SOURCE", "KEYWDS", "EXPDTA", "NUMMDL",
    "MDLTYP", "AUTHOR", "REVDAT", "SPRSDE", "JRNL", "REMARK", "DBREF", "DBREF1", "DBREF2", "SEQADV",
    "SEQRES", "MODRES", "HET", "HETNAM", "HETSYN", "FORMUL", "HELIX", "SHEET", "SSBOND", "LINK", "CISPEP",
    "SITE", "CRYST1", "ORIGX1", "ORIGX2", "ORIGX3", "SCALE1", "SCALE2", "SCALE3", "MTRIX1",
];

fn rank(record: &str) -> usize {
    ORDER.iter().position(|known| *known == record).unwrap_or(ORDER.len())
}

/// Records that are made from the model.
const MADE: &[&str] =
    &["HEADER", "TITLE", "EXPDTA", "AUTHOR", "REMARK", "HELIX", "SHEET", "SSBOND", "CRYST1", "MTRIX1"];

pub(super) fn write(structure: &Structure, chains: &Chains, out: &mut String) -> Result<(), WriteError> {
    let kept = Kept::of(structure);
    // Remarks that are made stand among those that were kept, by their numbers.
    let mut remarks_due = structure.header.other.iter().any(|(record, _)| record == "REMARK");
    let remarks_kept = remarks_due;
    let made = MADE.iter().filter(|&&record| match record {
        "REMARK" => !remarks_kept,
        "HELIX" | "SHEET" => !kept.secondary,
        _ => true,
    });
    let mut made = made.peekable();
    for (record, lines) in structure.header.other.iter().filter(|(record, _)| is_kept(record)) {
        while let Some(next) = made.next_if(|next| rank(next) <= rank(record)) {
            make(next, structure, chains, &kept, out)?;
        }
        if record == "REMARK" && std::mem::take(&mut remarks_due) {
            kept_remarks(lines, structure, chains, &kept, out);
            continue;
        }
        for text in lines.lines() {
            let text = format!("{record:<6}{text}");
            if kept.holds(record, &text) {
                line(&text, out);
            }
        }
    }
    made.try_for_each(|next| make(next, structure, chains, &kept, out))
}

fn make(
    record: &str,
    s: &Structure,
    chains: &Chains,
    kept: &Kept,
    out: &mut String,
) -> Result<(), WriteError> {
    let h = &s.header;
    match record {
        "HEADER" if !(h.id.is_empty() && h.classification.is_empty() && h.date.is_empty()) => {
            line(&format!("HEADER    {:<40.40}{:<9.9}   {:<4}", h.classification, h.date, h.id), out);
        }
        "TITLE" => flowing("TITLE ", title(s), ' ', out),
        "EXPDTA" => flowing("EXPDTA", &h.methods.join("; "), ' ', out),
        "AUTHOR" => flowing("AUTHOR", &h.authors.join(","), ',', out),
        "REMARK" => {
            resolution(s, kept, out);
            assemblies(s, chains, kept, out);
        }
        "HELIX" => secondary(s, SecondaryStructure::Helix, chains, out)?,
        "SHEET" => secondary(s, SecondaryStructure::Sheet, chains, out)?,
        "SSBOND" => bonds::links(s, chains, &kept.linked, out)?,
        "CRYST1" => cell(s, out)?,
        "MTRIX1" => {
            for (k, (transform, given)) in s.ncs.iter().enumerate() {
                for (row, (r, t)) in transform.rotation.iter().zip(transform.translation).enumerate() {
                    let [x, y, z] = r;
                    let given = if *given { "    1" } else { "" };
                    let text = format!("{x:>10.6}{y:>10.6}{z:>10.6}     {t:>10.5}{given}");
                    line(&format!("MTRIX{} {:>3}{text}", row + 1, k + 1), out);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// The title; of a molecule without one its name.
fn title(structure: &Structure) -> &str {
    let header = &structure.header;
    if header.title.is_empty() && header.id.is_empty() { &structure.name } else { &header.title }
}

/// A text that goes on over lines, broken at blanks or behind commas.
fn flowing(record: &str, text: &str, at: char, out: &mut String) {
    let mut rest = text.trim();
    let mut number = 1;
    while !rest.is_empty() {
        let most = if number == 1 { 70 } else { 69 };
        let mut end = rest.char_indices().nth(most).map_or(rest.len(), |(end, _)| end);
        if end < rest.len() {
            let kept = if at == ',' { 1 } else { 0 };
            end = rest[..end].rfind(at).map(|found| found + kept).filter(|&found| found > 0).unwrap_or(end);
        }
        let (now, next) = rest.split_at(end);
        let count = if number == 1 { "    ".to_owned() } else { format!("{number:>4}") };
        // A line that goes on begins with the blank it was broken at.
        let blank = if number > 1 && at == ' ' { " " } else { "" };
        line(&format!("{record}{count}{blank}{}", now.trim_start()), out);
        rest = next.trim_start();
        number += 1;
    }
}

/// Remarks as they were kept, and between them those that are made.
fn kept_remarks(lines: &str, s: &Structure, chains: &Chains, kept: &Kept, out: &mut String) {
    let (mut resolution_due, mut assemblies_due) = (true, true);
    for text in lines.lines() {
        let number = text.get(1..4).and_then(|number| number.trim().parse::<u32>().ok()).unwrap_or(0);
        if number > 2 && std::mem::take(&mut resolution_due) {
            resolution(s, kept, out);
        }
        if number > 350 && std::mem::take(&mut assemblies_due) {
            assemblies(s, chains, kept, out);
        }
        let text = format!("REMARK{text}");
        if kept.holds("REMARK", &text) {
            line(&text, out);
        }
    }
    if resolution_due {
        resolution(s, kept, out);
    }
    if assemblies_due {
        assemblies(s, chains, kept, out);
    }
}

/// `REMARK   2`
fn resolution(s: &Structure, kept: &Kept, out: &mut String) {
    if let Some(resolution) = s.header.resolution.filter(|_| !kept.resolution) {
        let mut text = String::new();
        crate::number::push_exact(resolution, 2, &mut text);
        line("REMARK   2", out);
        line(&format!("REMARK   2 RESOLUTION. {text:>7} ANGSTROMS."), out);
    }
}

/// `REMARK 350`, and which chains are called other than they are.
fn assemblies(s: &Structure, chains: &Chains, kept: &Kept, out: &mut String) {
    for (name, letter) in &chains.renamed {
        line(&format!("REMARK 250 CHAIN {name} IS WRITTEN AS {letter}"), out);
    }
    for assembly in s.assemblies.iter().filter(|_| !kept.assemblies) {
        line("REMARK 350", out);
        line(&format!("REMARK 350 BIOMOLECULE: {}", assembly.id), out);
        if !assembly.details.is_empty() {
            let unit = assembly.details.to_ascii_uppercase();
            line(&format!("REMARK 350 AUTHOR DETERMINED BIOLOGICAL UNIT: {unit}"), out);
        }
        let mut number = 0;
        for part in &assembly.parts {
            chain_list(&letters(&part.chains, s, chains), out);
            for transform in &part.transforms {
                number += 1;
                operator(transform, number, out);
            }
        }
    }
}

/// The author letters of chains; mmCIF names chains by label, of which one author chain has several.
fn letters(ids: &ChainIds, s: &Structure, chains: &Chains) -> Vec<char> {
    let mut letters: Vec<char> = match ids {
        ChainIds::Author(ids) => ids.iter().map(|id| first_letter(chains.letter(id), id)).collect(),
        ChainIds::Label(ids) => {
            let author = |label| {
                let chain = s.chains.label_id.iter().position(|known| known == label)?;
                Some(chains.letter(&s.chains.id[chain]))
            };
            ids.iter().filter_map(author).collect()
        }
    };
    let mut seen = Vec::new();
    letters.retain(|letter| {
        !seen.contains(letter) && {
            seen.push(*letter);
            true
        }
    });
    letters
}

/// An assembly may name chains that the file does not have.
fn first_letter(letter: char, id: &str) -> char {
    if letter == ' ' { id.chars().next().unwrap_or(' ') } else { letter }
}

fn chain_list(letters: &[char], out: &mut String) {
    for (k, some) in letters.chunks(12).enumerate() {
        let list: Vec<String> = some.iter().map(char::to_string).collect();
        let more = if (k + 1) * 12 < letters.len() { "," } else { "" };
        let head = if k == 0 { "APPLY THE FOLLOWING TO CHAINS:" } else { "                   AND CHAINS:" };
        line(&format!("REMARK 350 {head} {}{more}", list.join(", ")), out);
    }
    if letters.is_empty() {
        line("REMARK 350 APPLY THE FOLLOWING TO CHAINS: NULL", out);
    }
}

fn operator(transform: &Transform, number: usize, out: &mut String) {
    for (row, ([x, y, z], t)) in transform.rotation.iter().zip(transform.translation).enumerate() {
        line(
            &format!("REMARK 350   BIOMT{} {number:>3}{x:>10.6}{y:>10.6}{z:>10.6}     {t:>10.5}", row + 1),
            out,
        );
    }
}

fn secondary(
    s: &Structure,
    kind: SecondaryStructure,
    chains: &Chains,
    out: &mut String,
) -> Result<(), WriteError> {
    let elements: Vec<_> = s.secondary.iter().filter(|element| element.kind == kind).collect();
    for (k, element) in elements.iter().enumerate() {
        let [a, b] = element.residues.map(|r| r as usize);
        let letter = |r: usize| chains.letter(&s.chains.id[s.chains.holding(r)]);
        let name = |r: usize| names::residue_name(&s.residues.name[r]);
        let number = |r: usize| names::residue_number(s.residues.number[r]);
        let code = |r: usize| names::letter(s.residues.insertion_code[r]);
        let (class, id) = (element.class, &element.id);
        let text = if kind == SecondaryStructure::Helix {
            let first = format!("{}{} {}{}", name(a)?, letter(a), number(a)?, code(a));
            let last = format!("{}{} {}{}", name(b)?, letter(b), number(b)?, code(b));
            let length = b + 1 - a;
            format!("HELIX  {:>3} {id:>3.3} {first} {last}{class:>2}{:30} {length:>5}", (k + 1) % 1000, "")
        } else {
            let strands = elements.iter().filter(|other| other.id == element.id).count();
            let first = format!("{}{}{}{}", name(a)?, letter(a), number(a)?, code(a));
            let last = format!("{}{}{}{}", name(b)?, letter(b), number(b)?, code(b));
            let sense = element.sense;
            format!("SHEET  {class:>3} {id:>3.3}{:>2} {first} {last}{sense:>2}", strands % 100)
        };
        line(&text, out);
    }
    Ok(())
}

fn cell(s: &Structure, out: &mut String) -> Result<(), WriteError> {
    let Some(cell) = &s.cell else { return Ok(()) };
    let mut text = String::from("CRYST1");
    for length in cell.lengths {
        text.push_str(&number_field(length, 9, 3)?);
    }
    for angle in cell.angles {
        text.push_str(&number_field(angle, 7, 2)?);
    }
    let z = cell.z.map_or_else(String::new, |z| z.to_string());
    line(&format!("{text} {:<11.11}{z:>4}", cell.space_group), out);
    Ok(())
}
