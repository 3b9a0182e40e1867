//! Tripos MOL2: sections that begin with `@<TRIPOS>`, words parted by blanks.
//!
//! | section | line |
//! |---|---|
//! | `MOLECULE` | name; counts of atoms, bonds, substructures; type; kind of charges; status; comment |
//! | `ATOM` | id, name, x, y, z, type, substructure id, its name, charge, status |
//! | `BOND` | id, atom, atom, type (`1 2 3 am ar du un nc`), status |
//! | `SUBSTRUCTURE` | id, name, root atom, kind, dictionary, chain, residue name, ... |
//! | `CRYSIN` | a, b, c, alpha, beta, gamma, space group, setting |
//!
//! A line that ends in `\` goes on in the next; `#` begins a comment.

mod atoms;
mod records;
mod tripos_type;
mod write;

pub(crate) use records::records;
pub(crate) use write::write;

use crate::ReadError;
use crate::diagnostic::Log;
use crate::lines::Lines;
use atoms::{AtomLine, Substructure};
use geminal_structure::{BondOrder, Structure, UnitCell};
use rustc_hash::FxHashMap;

/// Keys of [`geminal_structure::Header::other`]: type of the molecule, kind of charges, status, comment.
pub(crate) const KIND: &str = "MOL2 type";
/// `GASTEIGER`, `USER_CHARGES` ...
pub(crate) const CHARGES: &str = "MOL2 charges";
/// The status line of `MOLECULE`.
pub(crate) const STATUS: &str = "MOL2 status";
/// The comment line of `MOLECULE`.
pub(crate) const COMMENT: &str = "MOL2 comment";
/// Comments before the molecule.
pub(crate) const REMARKS: &str = "MOL2 remarks";
/// Prefix of the keys under which other sections are kept.
pub(crate) const SECTION: &str = "@<TRIPOS>";

/// Reads one record, beginning at line `first` of its file.
pub(crate) fn read_record(text: &str, first: usize, log: &mut Log) -> Result<Structure, ReadError> {
    let mut reader = Reader::default();
    let mut lines = Lines::new(text, first);
    let mut section = String::new();
    let mut continued = String::new();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix(SECTION) {
            section = name.trim().to_owned();
            reader.molecule_line = 0;
            if !matches!(section.as_str(), "MOLECULE" | "ATOM" | "BOND" | "SUBSTRUCTURE" | "CRYSIN") {
                reader.other.push((format!("{SECTION}{section}"), String::new()));
            }
            continue;
        }
        if line.starts_with('#') && section != "COMMENT" {
            reader.remark(line);
            continue;
        }
        if let Some(part) = line.strip_suffix('\\') {
            continued.push_str(part);
            continue;
        }
        let number = lines.number;
        if continued.is_empty() {
            reader.line(&section, line, number, log)?;
        } else {
            continued.push_str(line);
            reader.line(&section, &std::mem::take(&mut continued), number, log)?;
        }
    }
    reader.finish(lines.number, log)
}

#[derive(Default)]
struct Reader {
    name: String,
    other: Vec<(String, String)>,
    molecule_line: usize,
    expected: Option<(usize, usize)>,
    atoms: Vec<AtomLine>,
    bonds: Vec<(usize, [i32; 2], BondOrder)>,
    bond_lines: usize,
    substructures: FxHashMap<i32, Substructure>,
    cell: Option<UnitCell>,
}

impl Reader {
    fn remark(&mut self, line: &str) {
        match self.other.iter_mut().find(|(key, _)| key == REMARKS) {
            Some((_, text)) => {
                text.push('\n');
                text.push_str(line);
            }
            None => self.other.push((REMARKS.to_owned(), line.to_owned())),
        }
    }

    fn line(&mut self, section: &str, line: &str, number: usize, log: &mut Log) -> Result<(), ReadError> {
        if section == "MOLECULE" {
            return self.molecule(line, number);
        }
        if line.trim().is_empty() {
            return Ok(());
        }
        match section {
            "ATOM" => self.atoms.push(AtomLine::read(line, number)?),
            "BOND" => self.bond(line, number, log)?,
            "SUBSTRUCTURE" => {
                if let Some((id, substructure)) = Substructure::read(line) {
                    self.substructures.insert(id, substructure);
                }
            }
            "CRYSIN" => self.cell = cell(line),
            "" => log.note(number, 0, "text before the first section", "ignored"),
            _ => {
                if let Some((_, text)) = self.other.last_mut() {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(line);
                }
            }
        }
        Ok(())
    }

    /// The lines of `MOLECULE` count, blank ones too.
    fn molecule(&mut self, line: &str, number: usize) -> Result<(), ReadError> {
        self.molecule_line += 1;
        let text = line.trim();
        let key = match self.molecule_line {
            1 => {
                self.name = text.to_owned();
                return Ok(());
            }
            2 => {
                let mut counts = text.split_whitespace().map(|word| word.parse::<usize>().ok());
                let atoms = counts.next().flatten();
                let Some(atoms) = atoms else {
                    return Err(ReadError::damaged(number, 1, "the number of atoms is missing"));
                };
                self.expected = Some((atoms, counts.next().flatten().unwrap_or(0)));
                return Ok(());
            }
            3 => KIND,
            4 => CHARGES,
            5 => STATUS,
            6 => COMMENT,
            _ => return Ok(()),
        };
        if !text.is_empty() {
            self.other.push((key.to_owned(), text.to_owned()));
        }
        Ok(())
    }

    fn bond(&mut self, line: &str, number: usize, log: &mut Log) -> Result<(), ReadError> {
        self.bond_lines += 1;
        let mut words = line.split_whitespace().skip(1);
        let mut end = || words.next().and_then(|word| word.parse::<i32>().ok());
        let ends = end().zip(end());
        let (Some((first, second)), Some(kind)) = (ends, words.next()) else {
            return Err(ReadError::damaged(number, 1, format!("{line:?} is not a bond")));
        };
        let order = match kind {
            "1" | "am" => BondOrder::Single,
            "2" => BondOrder::Double,
            "3" => BondOrder::Triple,
            "4" => BondOrder::Quadruple,
            "ar" => BondOrder::Aromatic,
            "un" | "du" => BondOrder::Unknown,
            // "Not connected" is no bond.
            "nc" => return Ok(()),
            _ => {
                log.note(number, 0, format!("{kind:?} is no bond type"), "taken as unknown");
                BondOrder::Unknown
            }
        };
        self.bonds.push((number, [first, second], order));
        Ok(())
    }

    fn finish(mut self, line: usize, log: &mut Log) -> Result<Structure, ReadError> {
        let (atoms, bonds) = (self.atoms.len(), self.bond_lines);
        let Some((expected_atoms, expected_bonds)) = self.expected else {
            return Err(ReadError::damaged(line, 0, "the record has no MOLECULE section with its counts"));
        };
        if atoms < expected_atoms {
            let what = format!("the record has {atoms} of {expected_atoms} atoms");
            return Err(ReadError::damaged(line, 0, what));
        }
        if atoms > expected_atoms || bonds != expected_bonds {
            let what = format!(
                "{atoms} atoms and {bonds} bonds where the record says {expected_atoms} and {expected_bonds}"
            );
            log.note(line, 0, what, "taken as they are");
        }
        let charged = self.other.iter().any(|(key, kind)| key == CHARGES && kind != "NO_CHARGES");
        let index = atoms::index(&self.atoms);
        let mut structure = atoms::build(std::mem::take(&mut self.atoms), &self.substructures, charged);
        for (line, [first, second], order) in self.bonds {
            match (index.get(&first), index.get(&second)) {
                (Some(&i), Some(&j)) if i != j => structure.bonds.push(i, j, order),
                _ => {
                    let what = format!("no bond can be between atoms {first} and {second}");
                    log.note(line, 0, what, "left out");
                }
            }
        }
        structure.name = self.name;
        structure.cell = self.cell;
        structure.header.other = self.other;
        Ok(structure)
    }
}

/// `CRYSIN`: the space group is a number of the International Tables.
fn cell(line: &str) -> Option<UnitCell> {
    let mut words = line.split_whitespace();
    let mut number = || crate::number::decimal(words.next()?.as_bytes());
    let lengths = [number()?, number()?, number()?];
    let angles = [number()?, number()?, number()?];
    let space_group = words.next().unwrap_or("").to_owned();
    crate::pdb::is_cell(lengths, angles).then_some(UnitCell { lengths, angles, space_group, z: None })
}
