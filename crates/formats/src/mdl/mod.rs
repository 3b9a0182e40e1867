//! MDL molfiles and structure-data files.
//!
//! A record is three lines (name, program, comment), the connection table ([`v2000`], [`v3000`]), data
//! (`> <tag>`, lines, a blank line) and `$$$$`; a molfile is one record without data.

mod data;
mod v2000;
mod v3000;
mod write;

pub(crate) use write::write;

use crate::ReadError;
use crate::diagnostic::Log;
use crate::lines::Lines;
use geminal_structure::{AtomRecord, Builder, Element, EntityKind, Name, Structure};

/// Keys of [`geminal_structure::Header::other`] for what only MDL files have.
pub(crate) const PROGRAM: &str = "MDL program";
/// The comment line.
pub(crate) const COMMENT: &str = "MDL comment";
/// The chiral flag, if it is set.
pub(crate) const CHIRAL: &str = "MDL chiral";
/// Lines of V2000 properties that have no place in the model.
pub(crate) const PROPERTIES: &str = "MDL properties";
/// Lines of V3000 blocks that have no place in the model.
pub(crate) const BLOCKS: &str = "MDL V3000 blocks";
/// Keys of [`geminal_structure::Atoms::other`]: stereo parity, valence, atom-atom mapping number.
pub(crate) const PARITY: &str = "MDL parity";
/// Valence as MDL counts it (15 is zero).
pub(crate) const VALENCE: &str = "MDL valence";
/// Atom-atom mapping number of reactions.
pub(crate) const MAPPING: &str = "MDL mapping";

/// Cuts a text into its records (with the number of their first lines).
pub(crate) fn records(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    let mut line = 1;
    std::iter::from_fn(move || {
        if rest.trim_start().is_empty() {
            return None;
        }
        let (record, after) = rest.split_at(record_end(rest.as_bytes()));
        let first = line;
        line += memchr::memchr_iter(b'\n', record.as_bytes()).count();
        rest = after;
        Some((first, record))
    })
}

/// Where the record ends that the text begins with: behind the line that begins with `$$$$`.
fn record_end(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&text[at..], b"$$$$").map(|found| at + found) {
        let end = memchr::memchr(b'\n', &text[found..]).map_or(text.len(), |end| found + end + 1);
        if found == 0 || text[found - 1] == b'\n' {
            return end;
        }
        at = end;
    }
    text.len()
}

/// Reads one record, beginning at line `first` of its file.
pub(crate) fn read_record(text: &str, first: usize, log: &mut Log) -> Result<Structure, ReadError> {
    let mut lines = Lines::new(text, first);
    let mut head = || lines.next().unwrap_or("").trim_end().to_owned();
    let (name, program, comment) = (head(), head(), head());
    let counts =
        lines.next().ok_or_else(|| ReadError::damaged(lines.number, 0, "the counts line is missing"))?;
    let mut molecule = if counts.contains("V3000") {
        v3000::read(&mut lines, log)?
    } else {
        v2000::read(counts, &mut lines, log)?
    };
    molecule.other.retain(|(_, value)| !value.is_empty());
    let mut structure = molecule.finish();
    structure.name = name;
    let facts = [(PROGRAM, program), (COMMENT, comment)];
    let facts = facts.into_iter().filter(|(_, text)| !text.is_empty());
    structure.header.other.splice(0..0, facts.map(|(key, text)| (key.to_owned(), text)));
    structure.data = data::read(&mut lines, log);
    Ok(structure)
}

/// A connection table as it is read: atoms with what a molfile says of them, bonds, further facts.
#[derive(Default)]
struct Molecule {
    builder: Builder,
    isotope: Sparse<u16>,
    radical: Sparse<u8>,
    parity: Sparse<u32>,
    valence: Sparse<u32>,
    mapping: Sparse<u32>,
    other: Vec<(String, String)>,
}

/// A column of which few atoms have a value.
#[derive(Default)]
struct Sparse<T>(Vec<(usize, T)>);

impl<T: Copy + Default + PartialEq> Sparse<T> {
    fn set(&mut self, atom: usize, value: T) {
        if value != T::default() {
            self.0.push((atom, value));
        }
    }

    fn column(&self, count: usize) -> Option<Vec<T>> {
        if self.0.is_empty() {
            return None;
        }
        let mut column = vec![T::default(); count];
        self.0.iter().for_each(|&(atom, value)| column[atom] = value);
        Some(column)
    }
}

impl Molecule {
    /// Adds an atom by the symbol the file has; one that is no element keeps the symbol as its name.
    fn atom(&mut self, symbol: &[u8], position: [f64; 3]) -> usize {
        let symbol = std::str::from_utf8(symbol).unwrap_or("?");
        let element = Element::from_symbol(symbol);
        let name = if element.is_none() { Name::from(symbol) } else { Name::new() };
        let element = element.unwrap_or_default();
        let atom =
            self.builder.atom(AtomRecord { element, name, position, hetero: true, ..Default::default() });
        let isotope = match symbol {
            "D" => 2,
            "T" => 3,
            _ => 0,
        };
        self.isotope.set(atom, isotope);
        let serial = atom as i32 + 1;
        self.builder.structure().atoms.serial[atom] = serial;
        atom
    }

    fn finish(mut self) -> Structure {
        let count = self.builder.structure().atom_count();
        let s = self.builder.structure();
        s.atoms.isotope = self.isotope.column(count);
        s.atoms.radical = self.radical.column(count);
        for (key, column) in [(PARITY, &self.parity), (VALENCE, &self.valence), (MAPPING, &self.mapping)] {
            if let Some(column) = column.column(count) {
                let text = |&value: &u32| if value == 0 { Name::new() } else { value.to_string().into() };
                s.atoms.other.push((key.into(), column.iter().map(text).collect()));
            }
        }
        s.residues.entity_kind.fill(EntityKind::Ligand);
        s.header.other = self.other;
        self.builder.finish()
    }
}

/// What a bond type of MDL says: 1 to 3, 4 aromatic, 9 dative; the others are queries.
fn bond_order(kind: i32) -> Option<geminal_structure::BondOrder> {
    use geminal_structure::BondOrder::*;
    match kind {
        1 => Some(Single),
        2 => Some(Double),
        3 => Some(Triple),
        4 => Some(Aromatic),
        8 => Some(Unknown),
        9 => Some(Dative),
        _ => None,
    }
}
