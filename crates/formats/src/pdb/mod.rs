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
mod secondary;
mod write;

pub(crate) use header::is_cell;
pub(crate) use write::write;

use crate::ReadError;
use crate::diagnostic::Log;
use crate::lines::Lines;
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
pub(crate) fn read(text: &str, log: &mut Log) -> Result<Structure, ReadError> {
    let mut reader = Reader::default();
    reader.atoms.reserve(text.len() / 81);
    let mut known = false;
    for (number, line) in (1..).zip(Lines::new(text, 1)) {
        known |= reader.line(number, line, log);
    }
    if !known && !text.trim().is_empty() {
        return Err(ReadError::damaged(1, 0, "no PDB record in the file; is it another format?"));
    }
    Ok(reader.finish(log))
}

/// What is gathered while the lines pass; links and the like wait until all atoms are there.
#[derive(Default)]
struct Reader<'a> {
    atoms: atoms::AtomReader,
    header: header::HeaderReader,
    links: links::LinkReader<'a>,
    secondary: secondary::SecondaryReader<'a>,
    assemblies: assemblies::AssemblyReader,
}

impl<'a> Reader<'a> {
    /// Takes one line; false if its record is no record of the format.
    fn line(&mut self, number: usize, line: &'a str, log: &mut Log) -> bool {
        let card = Card::new(number, line);
        match card.record() {
            b"ATOM  " => self.atoms.atom(&card, false, log),
            b"HETATM" => self.atoms.atom(&card, true, log),
            b"ANISOU" => self.atoms.anisotropic(&card, log),
            b"TER   " => self.atoms.terminate(),
            b"MODEL " => self.atoms.model(&card, log),
            b"ENDMDL" | b"END   " => self.atoms.end_model(),
            b"CONECT" => self.links.connect(&card, log),
            b"LINK  " | b"SSBOND" => self.links.link(number, line),
            b"HELIX " | b"SHEET " => self.secondary.line(number, line),
            b"CRYST1" => self.header.cell(&card, log),
            b"MTRIX1" | b"MTRIX2" | b"MTRIX3" => self.assemblies.ncs(&card, log),
            b"MASTER" => {}
            b"REMARK" if line.get(7..10) == Some("350") => self.assemblies.remark(&card, line, log),
            record => return self.header.line(record, line) || line.trim().is_empty(),
        }
        true
    }

    fn finish(self, log: &mut Log) -> Structure {
        let mut structure = self.atoms.finish();
        self.header.finish(&mut structure, log);
        self.links.finish(&mut structure, log);
        crate::entity_kind::assign(&mut structure);
        self.secondary.finish(&mut structure, log);
        self.assemblies.finish(&mut structure, log);
        structure
    }
}
