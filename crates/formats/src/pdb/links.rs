//! `CONECT`, `LINK` and `SSBOND`: the bonds a file tells.
//!
//! `CONECT` names atoms by serial (columns 7-11, then 12-16, 17-21, 22-26, 27-31 its partners). A partner
//! named twice means a double bond, where a file does so at all; elsewhere the order is unknown. Serials
//! that each model begins anew stand for the bond in each of them.

use super::atoms::serial;
use super::card::Card;
use crate::bond_table::BondTable;
use crate::diagnostic::Log;
use crate::residue_index::{Address, ResidueIndex};
use geminal_structure::{BondKind, BondOrder, Structure};
use rustc_hash::FxHashMap;

/// Lines that wait for the last atom.
#[derive(Default)]
pub(super) struct LinkReader<'a> {
    /// Line, serial, serial of the partner.
    pairs: Vec<(usize, i32, i32)>,
    links: Vec<(usize, &'a str)>,
}

impl<'a> LinkReader<'a> {
    /// `CONECT`.
    pub(super) fn connect(&mut self, card: &Card<'_>, log: &mut Log) {
        let Some(first) = serial(card.field(7, 11)) else {
            card.complain(7, 11, "a serial", "the line is left out", log);
            return;
        };
        for start in [12, 17, 22, 27] {
            let field = card.field(start, start + 4);
            match serial(field) {
                Some(partner) => self.pairs.push((card.number, first, partner)),
                None if field.is_empty() => {}
                None => card.complain(start, start + 4, "a serial", "left out", log),
            }
        }
    }

    /// `LINK` or `SSBOND`.
    pub(super) fn link(&mut self, number: usize, line: &'a str) {
        self.links.push((number, line));
    }

    /// Sets the bonds of the structure; gives back the lines of links that are left out.
    pub(super) fn finish(self, structure: &mut Structure, log: &mut Log) -> Vec<&'a str> {
        let mut table = BondTable::default();
        connect(&self.pairs, structure, &mut table, log);
        let left_out = link(&self.links, structure, &mut table, log);
        structure.bonds = table.finish();
        left_out
    }
}

fn connect(pairs: &[(usize, i32, i32)], structure: &Structure, table: &mut BondTable, log: &mut Log) {
    if pairs.is_empty() {
        return;
    }
    let mut times = FxHashMap::<(i32, i32), usize>::default();
    for &(_, first, partner) in pairs {
        *times.entry((first, partner)).or_default() += 1;
    }
    let repeated = times.values().any(|&count| count > 1);
    let models = BySerial::of_each_model(structure);
    for &(line, first, partner) in pairs {
        let count = |i, j| times.get(&(i, j)).copied().unwrap_or(0);
        let order = match count(first, partner).max(count(partner, first)) {
            2 => BondOrder::Double,
            3 => BondOrder::Triple,
            4 => BondOrder::Quadruple,
            _ if repeated => BondOrder::Single,
            _ => BondOrder::Unknown,
        };
        let mut found = false;
        for atoms in &models {
            if let (Some(i), Some(j)) = (atoms.get(first), atoms.get(partner)) {
                table.add(i, j, order, kind(structure, i, j));
                found = true;
            }
        }
        if !found {
            log.note(line, 0, format!("no atoms with serials {first} and {partner}"), "the bond is left out");
        }
    }
}

/// The atoms of a model in the order of their serials, which mostly is their own.
struct BySerial(Vec<(i32, u32)>);

impl BySerial {
    fn of_each_model(structure: &Structure) -> Vec<BySerial> {
        let model = |m| {
            let mut atoms: Vec<(i32, u32)> =
                structure.model_atoms(m).map(|i| (structure.atoms.serial[i], i as u32)).collect();
            atoms.sort_by_key(|&(serial, _)| serial);
            BySerial(atoms)
        };
        (0..structure.models.len()).map(model).collect()
    }

    /// Of atoms that share a serial the first.
    fn get(&self, serial: i32) -> Option<usize> {
        let at = self.0.partition_point(|&(known, _)| known < serial);
        self.0.get(at).filter(|&&(known, _)| known == serial).map(|&(_, atom)| atom as usize)
    }
}

/// A bond to a metal is a coordination.
fn kind(structure: &Structure, i: usize, j: usize) -> BondKind {
    let element = &structure.atoms.element;
    if element[i].is_metal() || element[j].is_metal() { BondKind::Metal } else { BondKind::Covalent }
}

/// Adds what `LINK` and `SSBOND` say; gives back the lines that are left out.
fn link<'a>(
    links: &[(usize, &'a str)],
    structure: &Structure,
    table: &mut BondTable,
    log: &mut Log,
) -> Vec<&'a str> {
    let mut left_out = Vec::new();
    if links.is_empty() {
        return left_out;
    }
    let index = ResidueIndex::new(structure);
    for &(number, line) in links {
        let Some((pairs, disulphide)) = linked(number, line, &index, log) else { continue };
        if pairs.is_empty() {
            left_out.push(line);
        }
        for (i, j) in pairs {
            let kind = if disulphide { BondKind::Disulphide } else { kind(structure, i, j) };
            table.add(i, j, if disulphide { BondOrder::Single } else { BondOrder::Unknown }, kind);
        }
    }
    left_out
}

/// The atoms that a line of `LINK` (two atoms) or `SSBOND` (two cysteines, whose `SG` is meant) links, a pair for
/// each model, and whether it is a disulphide; none for a symmetry copy (operators in columns 60-65 and 67-72),
/// which is not in the file.
pub(super) fn linked(
    number: usize,
    line: &str,
    index: &ResidueIndex<'_>,
    log: &mut Log,
) -> Option<(Vec<(usize, usize)>, bool)> {
    let mut blank = [b' '; 80];
    let card = Card::new(number, line, &mut blank);
    let disulphide = card.record() == b"SSBOND";
    let columns = if disulphide { [(12, 16), (26, 30)] } else { [(13, 22), (43, 52)] };
    let operators = [card.field(60, 65), card.field(67, 72)];
    if operators[0] != operators[1] && operators.iter().all(|o| !o.is_empty()) {
        return None;
    }
    let names = columns.map(|(first, last)| card.text(first, last));
    let partners = [0, 1].map(|k| {
        if disulphide { disulphide_end(&card, columns[k].0) } else { link_end(&card, columns[k].0) }
    });
    let [Some(a), Some(b)] = &partners else {
        log.note(number, 0, "a residue number cannot be read", "the link is left out");
        return Some((Vec::new(), disulphide));
    };
    let pairs = index.pairs(&a.address(), &b.address());
    if pairs.is_empty() {
        let what = format!("no atoms {} and {}", names[0], names[1]);
        log.note(number, 0, what, "the link is left out");
    }
    Some((pairs, disulphide))
}

/// One end of a link, with its own text.
struct End {
    chain: String,
    number: i32,
    insertion_code: u8,
    residue: String,
    atom: String,
    alt_loc: u8,
}

impl End {
    fn address(&self) -> Address<'_> {
        Address {
            chain: &self.chain,
            number: self.number,
            insertion_code: self.insertion_code,
            residue: &self.residue,
            atom: &self.atom,
            alt_loc: self.alt_loc,
        }
    }
}

/// `LINK`: name, alternate location, residue, chain, number and insertion code from column 13 or 43.
fn link_end(card: &Card<'_>, start: usize) -> Option<End> {
    let byte = |column: usize| Some(card.byte(column)).filter(|&b| b != b' ').unwrap_or(0);
    Some(End {
        atom: card.text(start, start + 3),
        alt_loc: byte(start + 4),
        residue: card.text(start + 5, start + 7),
        chain: card.text(start + 9, start + 9),
        number: crate::number::hybrid36(card.field(start + 10, start + 13), 4)?,
        insertion_code: byte(start + 14),
    })
}

/// `SSBOND`: residue, chain, number and insertion code from column 12 or 26.
fn disulphide_end(card: &Card<'_>, start: usize) -> Option<End> {
    let byte = |column: usize| Some(card.byte(column)).filter(|&b| b != b' ').unwrap_or(0);
    Some(End {
        atom: "SG".to_owned(),
        alt_loc: 0,
        residue: card.text(start, start + 2),
        chain: card.text(start + 4, start + 4),
        number: crate::number::hybrid36(card.field(start + 6, start + 9), 4)?,
        insertion_code: byte(start + 10),
    })
}
