//! The PDB format: lines of fixed columns, the first six naming the record.
//!
//! Columns here are written as in the format's documentation, from 1, both ends included. What the format
//! leaves open is read as the common programs write it: hybrid-36 numbers and others where decimals
//! overflow, names that are not aligned, missing elements, lines that end early.

mod assemblies;
mod atoms;
mod card;
mod header;
mod links;
mod pieces;
mod secondary;
mod write;

pub(crate) use header::is_cell;
pub(crate) use write::write;

use crate::ReadError;
use crate::diagnostic::Log;
use card::Card;
use geminal_structure::Structure;

/// Whether a line begins as a line of a PDB file does.
pub(crate) fn looks_like(line: &str) -> bool {
    const FIRST: &[&str] = &[
        "HEADER", "TITLE ", "COMPND", "REMARK", "ATOM  ", "HETATM", "MODEL ", "CRYST1", "AUTHOR", "OBSLTE",
        "SPLIT ", "CAVEAT", "EXPDTA", "SEQRES", "HET   ", "USER  ", "LINK  ", "SSBOND", "HELIX ", "ORIGX1",
        "NUMMDL", "MDLTYP", "SCALE1", "DBREF ", "MASTER",
    ];
    FIRST.iter().any(|record| line.starts_with(record)) || line.trim_end() == "END"
}

/// Reads a file.
pub(crate) fn read(bytes: &[u8], log: &mut Log) -> Result<Structure, ReadError> {
    let Some((mut structure, others)) = pieces::read(bytes, log) else {
        return read(crate::input::text(bytes, log).as_bytes(), log);
    };
    let mut reader = Reader::default();
    let mut unknown = Vec::new();
    let mut known = structure.atom_count() > 0 || !structure.models.is_empty();
    for &(number, line) in &others {
        let of_the_format = reader.line(number, line, log);
        if !of_the_format && !line.trim().is_empty() {
            unknown.push((number, line));
        }
        known |= of_the_format;
    }
    if !known && !unknown.is_empty() {
        return Err(ReadError::damaged(1, 0, "no PDB record in the file; is it another format?"));
    }
    for (number, line) in unknown {
        let record: String = line.chars().take(6).collect();
        log.note(
            number,
            1,
            format!("{:?} is no record of the format", record.trim_end()),
            "the line is left out",
        );
    }
    reader.finish(&mut structure, log);
    Ok(structure)
}

/// What is gathered from the records that are no coordinates; links and the like need all atoms.
#[derive(Default)]
struct Reader<'a> {
    header: header::HeaderReader,
    links: links::LinkReader<'a>,
    secondary: secondary::SecondaryReader<'a>,
    assemblies: assemblies::AssemblyReader,
}

impl<'a> Reader<'a> {
    /// Takes one line; false if its record is no record of the format.
    fn line(&mut self, number: usize, line: &'a str, log: &mut Log) -> bool {
        let mut blank = [b' '; 80];
        let card = Card::new(number, line, &mut blank);
        match card.record() {
            b"CONECT" => self.links.connect(&card, log),
            record @ (b"LINK  " | b"SSBOND") => {
                self.links.link(number, line);
                self.header.keep(record, line);
            }
            record @ (b"HELIX " | b"SHEET ") => {
                self.secondary.line(number, line);
                self.header.keep(record, line);
            }
            b"CRYST1" => self.header.cell(&card, log),
            b"MTRIX1" | b"MTRIX2" | b"MTRIX3" => self.assemblies.ncs(&card, log),
            b"MASTER" => {}
            record @ b"REMARK" if line.get(7..10) == Some("350") => {
                self.assemblies.remark(&card, line, log);
                self.header.keep(record, line);
            }
            record => return self.header.line(record, line),
        }
        true
    }

    fn finish(self, structure: &mut Structure, log: &mut Log) {
        self.header.finish(structure, log);
        let mut left_out = self.links.finish(structure, log);
        crate::entity_kind::assign(structure);
        left_out.extend(self.secondary.finish(structure, log));
        let left_out = left_out.into_iter().map(str::trim_end).collect();
        header::forget(&left_out, &mut structure.header);
        self.assemblies.finish(structure);
    }
}
