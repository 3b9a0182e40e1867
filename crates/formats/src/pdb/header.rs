//! The records above the coordinates that the model has a place for, and the rest kept as they are.
//!
//! `HEADER` (classification 11-50, date 51-59, id 63-66), `TITLE`, `EXPDTA`, `AUTHOR` (text from column 11,
//! going on over lines), `CRYST1`, and the resolution of `REMARK 2`. Every other record of the format is
//! kept in [`geminal_structure::Header::other`] under its name, lines joined; so are those of which the model
//! holds a part, to be written again while they still say what it says.

use super::card::Card;
use crate::diagnostic::Log;
use geminal_structure::{Header, Structure, UnitCell};
use rustc_hash::FxHashSet;

/// Gathers the header.
#[derive(Default)]
pub(super) struct HeaderReader {
    header: Header,
    methods: String,
    authors: String,
    cell: Option<UnitCell>,
    /// The record that the last entry of `other` is of.
    open: [u8; 6],
}

/// Records kept as they are.
const KEPT: &[&[u8; 6]] = &[
    b"OBSLTE", b"SPLIT ", b"CAVEAT", b"COMPND", b"SOURCE", b"KEYWDS", b"NUMMDL", b"MDLTYP", b"REVDAT",
    b"SPRSDE", b"JRNL  ", b"REMARK", b"DBREF ", b"DBREF1", b"DBREF2", b"SEQADV", b"SEQRES", b"MODRES",
    b"HET   ", b"HETNAM", b"HETSYN", b"FORMUL", b"CISPEP", b"SITE  ", b"ORIGX1", b"ORIGX2", b"ORIGX3",
    b"SCALE1", b"SCALE2", b"SCALE3", b"TURN  ", b"HYDBND", b"SLTBRG", b"LINKR ", b"TVECT ", b"USER  ",
    b"SIGATM", b"SIGUIJ", b"FTNOTE", b"MODRE ", b"HELIX ", b"SHEET ", b"SSBOND", b"LINK  ",
];

/// Whether a record is kept as it is.
pub(super) fn is_kept(record: &str) -> bool {
    record.len() <= 6 && KEPT.iter().any(|known| known.trim_ascii_end() == record.as_bytes())
}

impl HeaderReader {
    /// Takes a line of the header; false if its record is none of the format.
    pub(super) fn line(&mut self, record: &[u8; 6], line: &str) -> bool {
        let text = line.get(10..).unwrap_or("").trim_end();
        match record {
            b"HEADER" => self.head(line),
            b"TITLE " => go_on(&mut self.header.title, text),
            b"EXPDTA" => go_on(&mut self.methods, text),
            b"AUTHOR" => go_on(&mut self.authors, text),
            _ if KEPT.contains(&record) => {
                if record == b"REMARK" {
                    self.header.resolution = resolution(line).or(self.header.resolution);
                }
                self.keep(record, line);
            }
            _ => return false,
        }
        true
    }

    /// Keeps a line under the name of its record.
    pub(super) fn keep(&mut self, record: &[u8; 6], line: &str) {
        let rest = line.get(6..).unwrap_or("").trim_end();
        match self.header.other.last_mut() {
            Some((_, lines)) if self.open == *record => {
                lines.push('\n');
                lines.push_str(rest);
            }
            _ => {
                let name = String::from_utf8_lossy(record).trim_end().to_owned();
                self.header.other.push((name, rest.to_owned()));
                self.open = *record;
            }
        }
    }

    fn head(&mut self, line: &str) {
        let part = |range| line.get(range).unwrap_or("").trim().to_owned();
        let end = line.len();
        self.header.classification = part(10.min(end)..50.min(end));
        self.header.date = part(50.min(end)..59.min(end));
        self.header.id = part(62.min(end)..66.min(end));
    }

    /// `CRYST1`: a, b, c, alpha, beta, gamma, space group, Z. Programs that have no cell leave it blank or
    /// write 1 Å and 90 degrees; both mean none.
    pub(super) fn cell(&mut self, card: &Card<'_>, log: &mut Log) {
        let mut number = |first, last| card.decimal(first, last, "a cell parameter", log);
        let lengths = [number(7, 15), number(16, 24), number(25, 33)];
        let angles = [number(34, 40), number(41, 47), number(48, 54)];
        let [Some(a), Some(b), Some(c)] = lengths else { return };
        let angles = angles.map(|angle| angle.unwrap_or(90.0));
        if !is_cell([a, b, c], angles) {
            return;
        }
        let z = card.integer(67, 70, "a Z value", log).and_then(|z| u32::try_from(z).ok());
        self.cell = Some(UnitCell { lengths: [a, b, c], angles, space_group: card.text(56, 66), z });
    }

    pub(super) fn finish(self, structure: &mut Structure, _log: &mut Log) {
        structure.header = self.header;
        structure.header.methods = list(&self.methods, ';');
        structure.header.authors = list(&self.authors, ',');
        structure.name = structure.header.id.clone();
        structure.cell = self.cell;
    }
}

/// Forgets lines that were kept: they say nothing of this structure.
pub(super) fn forget(lines: &FxHashSet<&str>, header: &mut Header) {
    if lines.is_empty() {
        return;
    }
    for (record, text) in &mut header.other {
        let stays = |rest: &&str| !lines.contains(format!("{record:<6}{rest}").as_str());
        let left: Vec<&str> = text.lines().filter(stays).collect();
        *text = left.join("\n");
    }
    header.other.retain(|(_, text)| !text.is_empty());
}

/// `REMARK   2 RESOLUTION.    1.74 ANGSTROMS.`
pub(super) fn resolution(line: &str) -> Option<f64> {
    let mut words = line.get(6..)?.trim_start().strip_prefix("2 ")?.split_whitespace();
    if words.next() != Some("RESOLUTION.") {
        return None;
    }
    words.next()?.parse().ok()
}

/// Whether lengths and angles span a cell that means something.
pub(crate) fn is_cell(lengths: [f64; 3], angles: [f64; 3]) -> bool {
    lengths.iter().all(|&x| x > 0.0)
        && angles.iter().all(|&x| x > 0.0 && x < 180.0)
        && !(lengths == [1.0; 3] && angles == [90.0; 3])
}

fn list(text: &str, separator: char) -> Vec<String> {
    text.split(separator).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Appends a line of a text that goes on: the blank after the line number belongs to it.
fn go_on(text: &mut String, line: &str) {
    let line = line.trim_end();
    if text.is_empty() {
        text.push_str(line.trim_start());
    } else if line.starts_with(' ') || text.ends_with([',', ';', '-']) {
        text.push_str(line);
    } else {
        text.push(' ');
        text.push_str(line);
    }
}
