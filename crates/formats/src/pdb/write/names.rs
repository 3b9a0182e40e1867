//! Names and numbers that fit the columns.

use super::cannot;
use crate::WriteError;
use crate::number::to_hybrid36;
use geminal_structure::{Name, Structure};
use rustc_hash::FxHashMap;

/// What each chain is called in the file: one letter, its own if it has one.
pub(super) struct Chains {
    letters: FxHashMap<Name, char>,
    /// Chains whose own name is longer.
    pub(super) renamed: Vec<(Name, char)>,
}

impl Chains {
    /// Gives chains of long names letters that no other chain has.
    pub(super) fn new(structures: &[Structure]) -> Result<Chains, WriteError> {
        let mut chains = Chains { letters: FxHashMap::default(), renamed: Vec::new() };
        let mut long: Vec<&Name> = Vec::new();
        for id in structures.iter().flat_map(|structure| &structure.chains.id) {
            let mut letters = id.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) if letter.is_ascii_graphic() => {
                    chains.letters.insert(id.clone(), letter);
                }
                (None, _) => {}
                _ if long.contains(&id) => {}
                _ => long.push(id),
            }
        }
        let mut free = ('A'..='Z')
            .chain('a'..='z')
            .chain('0'..='9')
            .filter(|letter| !chains.letters.values().any(|used| used == letter));
        let mut renamed = Vec::new();
        for id in long {
            match free.next() {
                Some(letter) => renamed.push((id.clone(), letter)),
                None => return cannot(format!("more than 62 chains ({id} is one too many)")),
            }
        }
        chains.letters.extend(renamed.iter().cloned());
        chains.renamed = renamed;
        Ok(chains)
    }

    /// The letter of a chain, a blank for one without a name.
    pub(super) fn letter(&self, id: &str) -> char {
        self.letters.get(id).copied().unwrap_or(' ')
    }
}

/// Columns 18 to 27 of an atom: residue name, chain, number, insertion code.
pub(super) fn residue(structure: &Structure, residue: usize, chain: char) -> Result<String, WriteError> {
    let name = residue_name(&structure.residues.name[residue])?;
    let number = residue_number(structure.residues.number[residue])?;
    let code = letter(structure.residues.insertion_code[residue]);
    Ok(format!("{name}{chain}{number}{code}"))
}

/// Text at the left of columns, which are bytes; blanks after it.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(text.len()))
}

/// Four columns: three letters at the right of the first three, or four letters.
pub(super) fn residue_name(name: &str) -> Result<String, WriteError> {
    match name.len() {
        0..=3 => Ok(format!("{:1$}{name} ", "", 3 - name.len())),
        4 => Ok(name.to_owned()),
        _ => cannot(format!("the residue name {name}")),
    }
}

/// Four columns.
pub(super) fn residue_number(number: i32) -> Result<String, WriteError> {
    match to_hybrid36(number, 4) {
        Some(field) => Ok(field),
        None => cannot(format!("the residue number {number}")),
    }
}

/// A letter, a blank for none.
pub(super) fn letter(byte: u8) -> char {
    if byte.is_ascii_graphic() { char::from(byte) } else { ' ' }
}

/// Names of atoms that have none, or one that does not fit: symbol and number, new in each residue.
pub(super) struct AtomNames {
    residue: usize,
    used: Vec<String>,
    counts: FxHashMap<&'static str, usize>,
}

impl AtomNames {
    pub(super) fn new() -> AtomNames {
        AtomNames { residue: usize::MAX, used: Vec::new(), counts: FxHashMap::default() }
    }

    /// Columns 13 to 16: the element's symbol ends in column 14.
    pub(super) fn field(&mut self, structure: &Structure, atom: usize, residue: usize) -> String {
        let name = structure.atoms.name[atom].as_str();
        let symbol = structure.atoms.element[atom].symbol();
        let fits = (1..=4).contains(&name.len());
        if fits {
            return align(name, symbol);
        }
        if self.residue != residue {
            self.residue = residue;
            self.counts.clear();
            let names = structure.residues.atoms(residue).map(|i| structure.atoms.name[i].to_string());
            self.used = names.filter(|name| !name.is_empty()).collect();
        }
        loop {
            let count = self.counts.entry(symbol).or_default();
            *count += 1;
            let name = short_name(symbol, *count);
            if !self.used.contains(&name) {
                return align(&name, symbol);
            }
        }
    }
}

/// `C1` ... `C999`, then with letters; four characters hold no more.
fn short_name(symbol: &str, count: usize) -> String {
    let decimal = format!("{symbol}{count}");
    if decimal.len() <= 4 {
        return decimal;
    }
    let width = 4 - symbol.len();
    let digit = |value: usize| char::from_digit((value % 36) as u32, 36).unwrap_or('0').to_ascii_uppercase();
    let mut digits: Vec<char> = (0..width as u32).map(|k| digit(count / 36usize.pow(k))).collect();
    digits.reverse();
    symbol.chars().chain(digits).collect()
}

fn align(name: &str, symbol: &str) -> String {
    let two = symbol.len() == 2 && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(symbol));
    if two || name.len() >= 4 { padded(name, 4) } else { format!(" {}", padded(name, 3)) }
}
