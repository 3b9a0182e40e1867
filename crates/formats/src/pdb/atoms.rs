//! `ATOM`, `HETATM`, `ANISOU`, `TER`, `MODEL`, `ENDMDL`: the coordinates.
//!
//! | columns | what | columns | what |
//! |---|---|---|---|
//! | 7-11 | serial | 31-38, 39-46, 47-54 | x, y, z in Å |
//! | 13-16 | atom name | 55-60 | occupancy |
//! | 17 | alternate location | 61-66 | B factor in Å² |
//! | 18-20 (21) | residue name | 73-76 | segment |
//! | 22 | chain | 77-78 | element |
//! | 23-26, 27 | residue number, insertion code | 79-80 | charge (`2+`) |
//!
//! A chain is a run of atoms with one chain id that no `TER` interrupts.

use super::card::Card;
use crate::diagnostic::Log;
use crate::number;
use geminal_structure::{AtomRecord, Builder, Element, Name, Structure};
use rustc_hash::FxHashMap;

/// Builds models, chains, residues and atoms as the lines come.
#[derive(Default)]
pub(super) struct AtomReader {
    builder: Builder,
    /// Residue name, chain, number and insertion code (columns 18 to 27) of the open residue.
    open_residue: Option<[u8; 10]>,
    open_chain: Option<u8>,
    model_open: bool,
    last_model: i32,
    /// Number and insertion code as the reader took them, to go on counting where they overflow.
    last_number: i32,
    last_serial: i32,
    serials: Serials,
    isotopes: Vec<usize>,
    segments: bool,
}

/// Atoms by model and serial, made when the first line needs them.
#[derive(Default)]
struct Serials {
    index: FxHashMap<i32, Vec<u32>>,
    done: usize,
}

impl AtomReader {
    /// Makes room for this many atoms.
    pub(super) fn reserve(&mut self, count: usize) {
        let atoms = &mut self.builder.structure().atoms;
        atoms.element.reserve(count);
        atoms.name.reserve(count);
        atoms.position.reserve(count);
        atoms.formal_charge.reserve(count);
        atoms.occupancy.reserve(count);
        atoms.b_factor.reserve(count);
        atoms.alt_loc.reserve(count);
        atoms.serial.reserve(count);
        atoms.hetero.reserve(count);
    }

    /// `ATOM` and `HETATM`.
    pub(super) fn atom(&mut self, card: &Card, hetero: bool, log: &mut Log) {
        let Some(position) = position(card, log) else { return };
        self.open(card, log);
        let serial = self.serial(card, log);
        let (element, isotope) = element(card, hetero);
        let atom = AtomRecord {
            element,
            name: card.name(13, 16),
            position,
            formal_charge: charge(card, element, log),
            occupancy: card.decimal(55, 60, "an occupancy", log).unwrap_or(1.0) as f32,
            b_factor: card.decimal(61, 66, "a B factor", log).unwrap_or(0.0) as f32,
            alt_loc: blank_is_none(card.byte(17)),
            serial,
            hetero,
        };
        let index = self.builder.atom(atom);
        if isotope {
            self.isotopes.push(index);
        }
        if self.segments || card.len > 72 && card.raw(73, 76) != b"    " {
            self.segment(index, card.name(73, 76));
        }
    }

    fn segment(&mut self, index: usize, segment: Name) {
        self.segments = true;
        let segments = self.builder.structure().atoms.segment.get_or_insert_default();
        segments.resize(index, Name::new());
        segments.push(segment);
    }

    /// Opens the model, the chain and the residue of a line if they are not open.
    #[inline]
    fn open(&mut self, card: &Card, log: &mut Log) {
        if !self.model_open {
            self.last_model += 1;
            self.open_model(self.last_model);
        }
        let key: [u8; 10] = card.raw(18, 27).first_chunk().copied().unwrap_or_default();
        if self.open_residue == Some(key) {
            return;
        }
        let chain = card.byte(22);
        if self.open_chain != Some(chain) {
            self.open_chain = Some(chain);
            self.builder.chain(&super::card::name(card.field(22, 22)), "");
        }
        self.open_residue = Some(key);
        // Some programs use column 21 for a fourth letter of the residue name.
        let name = if card.byte(21) == b' ' { card.name(18, 20) } else { card.name(18, 21) };
        self.last_number = self.residue_number(card, log);
        self.builder.residue(&name, self.last_number, blank_is_none(card.byte(27)));
    }

    fn residue_number(&self, card: &Card, log: &mut Log) -> i32 {
        let field = card.field(23, 26);
        // A residue without a number is rare and harmless: coarse models, fragments.
        if field.is_empty() {
            return 0;
        }
        number::hybrid36(field, 4).unwrap_or_else(|| {
            card.complain(23, 26, "a residue number", "counted on from the residue before", log);
            self.last_number.saturating_add(1)
        })
    }

    /// The serial: decimal of five or six digits, hybrid-36, hexadecimal; else counted on.
    fn serial(&mut self, card: &Card, log: &mut Log) -> i32 {
        let six = card.byte(12).is_ascii_digit() && card.byte(7).is_ascii_digit();
        let field = card.field(7, if six { 12 } else { 11 });
        self.last_serial = serial(field).unwrap_or_else(|| {
            if !field.is_empty() && field != b"*****" {
                card.complain(7, 11, "a serial", "counted on from the atom before", log);
            }
            self.last_serial.saturating_add(1)
        });
        self.last_serial
    }

    /// `ANISOU`: columns 29 to 70 hold U11, U22, U33, U12, U13, U23 in 1e-4 Å².
    pub(super) fn anisotropic(&mut self, card: &Card, log: &mut Log) {
        let serial = serial(card.field(7, 11));
        let last = self.builder.structure().atom_count().checked_sub(1);
        let is_last = serial == Some(self.last_serial);
        let atom = match (serial, last) {
            (Some(_), Some(last)) if is_last => Some(last),
            (Some(serial), _) => self.in_open_model(serial),
            _ => None,
        };
        let Some(atom) = atom else {
            card.complain(7, 11, "the serial of an atom above", "the displacement is left out", log);
            return;
        };
        let mut u = [0.0; 6];
        for (k, value) in u.iter_mut().enumerate() {
            let columns = (29 + 7 * k, 35 + 7 * k);
            let number = card.decimal(columns.0, columns.1, "a displacement", log);
            *value = (number.unwrap_or(0.0) * 1e-4) as f32;
        }
        let count = self.builder.structure().atom_count();
        let all = self.builder.structure().atoms.anisotropic.get_or_insert_default();
        all.resize(count, [0.0; 6]);
        all[atom] = u;
    }

    fn in_open_model(&mut self, serial: i32) -> Option<usize> {
        self.index_serials();
        let found = self.serials.index.get(&serial)?;
        found.last().map(|&atom| atom as usize)
    }

    fn index_serials(&mut self) {
        let atoms = &self.builder.structure().atoms;
        for (i, &serial) in atoms.serial.iter().enumerate().skip(self.serials.done) {
            self.serials.index.entry(serial).or_default().push(i as u32);
        }
        self.serials.done = atoms.len();
    }

    /// `TER`: what follows is another chain, be it of the same id.
    pub(super) fn terminate(&mut self) {
        self.open_chain = None;
        self.open_residue = None;
    }

    /// `MODEL`: columns 11 to 14 hold its number.
    pub(super) fn model(&mut self, card: &Card, log: &mut Log) {
        let number = card.integer(7, 14, "a model number", log).unwrap_or(self.last_model.saturating_add(1));
        self.open_model(number);
    }

    fn open_model(&mut self, number: i32) {
        self.builder.model(number);
        self.last_model = number;
        self.model_open = true;
        self.terminate();
    }

    /// `ENDMDL` or `END`: what follows is another model.
    pub(super) fn end_model(&mut self) {
        self.model_open = false;
        self.terminate();
    }

    pub(super) fn finish(mut self) -> Structure {
        let s = self.builder.structure();
        let n = s.atom_count();
        if let Some(segments) = &mut s.atoms.segment {
            segments.resize(n, Name::new());
        }
        if let Some(all) = &mut s.atoms.anisotropic {
            all.resize(n, [0.0; 6]);
        }
        if !self.isotopes.is_empty() {
            let mut isotope = vec![0; n];
            self.isotopes.iter().for_each(|&i| isotope[i] = 2);
            s.atoms.isotope = Some(isotope);
        }
        self.builder.finish()
    }
}

/// A serial in any way that programs write it.
pub(super) fn serial(field: &[u8]) -> Option<i32> {
    let hexadecimal = || {
        let text = std::str::from_utf8(field).ok()?;
        if field.len() == 5 { i32::from_str_radix(text, 16).ok() } else { None }
    };
    number::integer(field).or_else(|| number::hybrid36(field, 5)).or_else(hexadecimal)
}

fn blank_is_none(byte: u8) -> u8 {
    if byte == b' ' { 0 } else { byte }
}

#[inline]
fn position(card: &Card, log: &mut Log) -> Option<[f64; 3]> {
    let mut position = [0.0; 3];
    for (k, value) in position.iter_mut().enumerate() {
        let (first, last) = (31 + 8 * k, 38 + 8 * k);
        match number::decimal(card.field(first, last)) {
            Some(number) => *value = number,
            None => {
                card.complain(first, last, "a coordinate", "the atom is left out", log);
                return None;
            }
        }
    }
    Some(position)
}

/// The element of columns 77 and 78, else of the name; whether it is deuterium.
#[inline]
fn element(card: &Card, hetero: bool) -> (Element, bool) {
    let symbol = card.field(77, 78);
    let known = std::str::from_utf8(symbol).ok().and_then(Element::from_symbol);
    match known {
        Some(element) => (element, symbol == b"D"),
        None => element_of_name(card, hetero),
    }
}

/// The element that an atom name means: right-aligned in its first two columns, or as programs misalign it.
fn element_of_name(card: &Card, hetero: bool) -> (Element, bool) {
    let name = card.raw(13, 16);
    let one = |byte: u8| Element::from_symbol(char::from(byte).encode_utf8(&mut [0; 4]));
    let two = || std::str::from_utf8(&name[..2]).ok().and_then(Element::from_symbol);
    let letters = card.field(13, 16);
    let first = letters.iter().copied().find(u8::is_ascii_alphabetic).unwrap_or(b' ');
    let deuterium = first == b'D' && !hetero;
    if name[0] == b' ' || name[0].is_ascii_digit() {
        return (one(first).unwrap_or_default(), first == b'D');
    }
    // `HG21`, `HO5'` fill the field but are hydrogens; `CA` at the left edge of a protein is still carbon.
    let full = name[3] != b' ' && matches!(first, b'H' | b'D');
    let polymer = !hetero && crate::entity_kind::is_polymer(&card.name(18, 20));
    if full || polymer {
        return (one(first).unwrap_or_default(), deuterium);
    }
    (two().or_else(|| one(first)).unwrap_or_default(), false)
}

/// The charge of columns 79 and 80: `2+`, `1-`, or written as `+2`.
#[inline]
fn charge(card: &Card, element: Element, log: &mut Log) -> i8 {
    let [first, second] = [card.byte(79), card.byte(80)];
    let digit = |byte: u8| byte.is_ascii_digit().then(|| (byte - b'0') as i8);
    let charge = match (first, second) {
        (b' ', b' ') => return 0,
        (d, b'+') | (b'+', d) => digit(d),
        (d, b'-') | (b'-', d) => digit(d).map(|d| -d),
        (b' ', b'0') | (b'0', b' ') => Some(0),
        _ => None,
    };
    // Files older than 1996 number their lines in columns 73 to 80 and have no element.
    let modern = element != Element::UNKNOWN && card.raw(77, 78).iter().any(u8::is_ascii_alphabetic);
    charge.unwrap_or_else(|| {
        if modern {
            card.complain(79, 80, "a charge", "taken as 0", log);
        }
        0
    })
}
