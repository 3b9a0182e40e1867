//! The V3000 connection table: lines `M  V30 ...`, words, any number of atoms.
//!
//! ```text
//! M  V30 BEGIN CTAB
//! M  V30 COUNTS atoms bonds sgroups 3d chiral
//! M  V30 BEGIN ATOM
//! M  V30 index symbol x y z mapping [CHG=n] [RAD=n] [CFG=n] [MASS=n] [VAL=n]
//! M  V30 END ATOM
//! M  V30 BEGIN BOND
//! M  V30 index type atom atom [CFG=n]
//! ```
//!
//! A line that ends in `-` goes on in the next. Other blocks (substance groups, collections) are kept as
//! they are.

use super::Molecule;
use super::v2000::{add_bond, set_charge};
use crate::ReadError;
use crate::diagnostic::Log;
use crate::lines::Lines;
use crate::number::{decimal, integer};
use rustc_hash::FxHashMap;

/// Which block a line is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    Table,
    Atom,
    Bond,
    Other,
}

/// Reads up to `M  END`.
pub(super) fn read(lines: &mut Lines<'_>, log: &mut Log) -> Result<Molecule, ReadError> {
    let mut molecule = Molecule::default();
    let mut counts = None;
    let mut block = Block::Table;
    let mut depth = 0usize;
    let mut kept = String::new();
    let mut atoms = FxHashMap::<i32, usize>::default();
    let mut ended = false;
    while let Some(line) = next(lines) {
        let line = line?;
        let Some(text) = line else {
            ended = true;
            break;
        };
        let mut words = text.split_whitespace();
        match (words.next(), block) {
            (Some("BEGIN"), Block::Table) => match words.next() {
                Some("CTAB") => {}
                Some("ATOM") => block = Block::Atom,
                Some("BOND") => block = Block::Bond,
                _ => {
                    (block, depth) = (Block::Other, 1);
                    keep(&mut kept, &text);
                }
            },
            (Some(word @ ("BEGIN" | "END")), Block::Other) => {
                keep(&mut kept, &text);
                depth = if word == "BEGIN" { depth + 1 } else { depth - 1 };
                if depth == 0 {
                    block = Block::Table;
                }
            }
            (Some("END"), _) => block = Block::Table,
            (Some("COUNTS"), Block::Table) => {
                let numbers: Vec<i32> = words.filter_map(|word| integer(word.as_bytes())).collect();
                if numbers.get(4) == Some(&1) {
                    molecule.other.push((super::CHIRAL.to_owned(), "1".to_owned()));
                }
                counts = numbers.first().zip(numbers.get(1)).map(|(&atoms, &bonds)| (atoms, bonds));
            }
            (Some(_), Block::Atom) => atom(&text, lines.number, &mut molecule, &mut atoms)?,
            (Some(_), Block::Bond) => bond(&text, lines.number, &mut molecule, &atoms, log)?,
            (Some(_), _) => keep(&mut kept, &text),
            (None, _) => {}
        }
    }
    let found = molecule.builder.structure();
    let (atoms, bonds) = (found.atom_count(), found.bonds.len());
    let Some((expected, expected_bonds)) = counts else {
        return Err(ReadError::damaged(lines.number, 0, "the table has no COUNTS"));
    };
    if !ended || usize::try_from(expected) != Ok(atoms) {
        let what = format!("the table ends after {atoms} of {expected} atoms");
        return Err(ReadError::damaged(lines.number, 0, what));
    }
    if usize::try_from(expected_bonds) != Ok(bonds) {
        let what = format!("{bonds} bonds where COUNTS says {expected_bonds}");
        log.note(lines.number, 0, what, "taken as they are");
    }
    molecule.other.push((super::BLOCKS.to_owned(), kept));
    Ok(molecule)
}

fn keep(kept: &mut String, line: &str) {
    if !kept.is_empty() {
        kept.push('\n');
    }
    kept.push_str(line);
}

/// The next line without its `M  V30 `, continued lines joined; the inner `None` is `M  END`.
fn next(lines: &mut Lines<'_>) -> Option<Result<Option<String>, ReadError>> {
    let mut text = String::new();
    loop {
        let line = lines.next()?;
        if line.starts_with("M  END") {
            return Some(Ok(None));
        }
        let Some(part) = line.strip_prefix("M  V30 ") else {
            if line.trim().is_empty() {
                continue;
            }
            let what = format!("{line:?} inside a V3000 table");
            return Some(Err(ReadError::damaged(lines.number, 1, what)));
        };
        match part.trim_end().strip_suffix('-') {
            Some(part) => text.push_str(part),
            None => {
                text.push_str(part.trim_end());
                return Some(Ok(Some(text)));
            }
        }
    }
}

fn atom(
    text: &str,
    line: usize,
    molecule: &mut Molecule,
    index: &mut FxHashMap<i32, usize>,
) -> Result<(), ReadError> {
    let damaged = |what: &str| ReadError::damaged(line, 1, format!("{what} in atom {text:?}"));
    let mut words = text.split_whitespace();
    let mut word = || words.next().ok_or_else(|| damaged("a value is missing"));
    let id = integer(word()?.as_bytes()).ok_or_else(|| damaged("no index"))?;
    let symbol = word()?;
    let mut position = [0.0; 3];
    for value in &mut position {
        *value = decimal(word()?.as_bytes()).ok_or_else(|| damaged("no coordinate"))?;
    }
    let mapping = word()?;
    let atom = molecule.atom(symbol.as_bytes(), position);
    if index.insert(id, atom).is_some() {
        return Err(damaged("an index used twice"));
    }
    molecule.mapping.set(atom, mapping.parse().unwrap_or(0));
    for (key, value) in words.filter_map(|word| word.split_once('=')) {
        let number = integer(value.as_bytes()).unwrap_or(0);
        match key {
            "CHG" => set_charge(molecule, atom, number),
            "RAD" => molecule.radical.set(atom, u8::try_from(number).unwrap_or(0)),
            "MASS" => molecule.isotope.set(atom, u16::try_from(number).unwrap_or(0)),
            "CFG" => molecule.parity.set(atom, u32::try_from(number).unwrap_or(0)),
            // Zero valence is -1 here and 15 in V2000.
            "VAL" => molecule.valence.set(atom, u32::try_from(number).unwrap_or(15)),
            _ => {}
        }
    }
    Ok(())
}

fn bond(
    text: &str,
    line: usize,
    molecule: &mut Molecule,
    index: &FxHashMap<i32, usize>,
    log: &mut Log,
) -> Result<(), ReadError> {
    let mut words = text.split_whitespace();
    let mut number = || words.next().and_then(|word| integer(word.as_bytes()));
    let (Some(_), Some(kind), Some(i), Some(j)) = (number(), number(), number(), number()) else {
        return Err(ReadError::damaged(line, 1, format!("{text:?} is not a bond")));
    };
    let ends = [i, j].map(|id| index.get(&id).map_or(0, |&atom| atom as i32 + 1));
    if !add_bond(molecule, ends, kind, index.len(), line, log) {
        return Ok(());
    }
    let configuration = words.filter_map(|word| word.strip_prefix("CFG=")).next();
    let stereo = match (configuration, kind) {
        (Some("1"), _) => 1,
        (Some("2"), 2) => 3,
        (Some("2"), _) => 4,
        (Some("3"), _) => 6,
        _ => 0,
    };
    if let Some(last) = molecule.builder.structure().bonds.stereo.last_mut() {
        *last = stereo;
    }
    Ok(())
}
