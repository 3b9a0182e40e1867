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

use super::card::{Card, name};
use crate::diagnostic::Log;
use crate::number;
use crate::pdbx::{AtomSite, Row};
use geminal_structure::{Element, Name};

/// A serial that the file does not have: counted on from the atom before.
const UNKNOWN: i32 = i32::MIN;

/// The atoms of a piece of the file, and what happened between them.
#[derive(Default)]
pub(super) struct AtomReader {
    pub(super) site: AtomSite,
    pub(super) events: Vec<(u32, Event)>,
    pub(super) segments: Vec<(u32, Name)>,
    pub(super) displacements: Vec<Displacement>,
    /// Columns 18 to 27 of the open residue: name, chain, number and insertion code.
    open: Option<[u8; 10]>,
    /// Whether a serial is unknown.
    pub(super) uncounted: bool,
    names: NameCache,
}

/// What begins or ends before an atom.
pub(super) enum Event {
    /// A residue with this name, chain, number and insertion code; its columns 18 to 27.
    Residue([u8; 10], Residue),
    /// `TER`
    End,
    /// `MODEL`, with its number.
    Model(Option<i32>),
    /// `ENDMDL` or `END`
    EndModel,
}

/// A residue that begins.
pub(super) struct Residue {
    pub(super) name: Name,
    pub(super) chain: u8,
    /// None if it cannot be read: counted on from the residue before.
    pub(super) number: Option<i32>,
    pub(super) insertion_code: u8,
}

/// `ANISOU`: U in Å² of the atom with a serial, which mostly is the last one.
pub(super) struct Displacement {
    pub(super) line: usize,
    pub(super) serial: i32,
    pub(super) atom: Option<u32>,
    pub(super) u: [f32; 6],
}

impl AtomReader {
    fn count(&self) -> u32 {
        self.site.len() as u32
    }

    /// `ATOM` and `HETATM`.
    pub(super) fn atom(&mut self, card: &Card<'_>, hetero: bool, log: &mut Log) {
        let Some(position) = position(card, log) else { return };
        let key: [u8; 10] = card.raw(18, 27).first_chunk().copied().unwrap_or_default();
        if self.open != Some(key) {
            self.open = Some(key);
            let residue = residue(card, log);
            self.events.push((self.count(), Event::Residue(key, residue)));
        }
        let serial = atom_serial(card, log);
        self.uncounted |= serial == UNKNOWN;
        let (element, isotope) = element(card, hetero);
        let segment = card.raw(73, 76);
        if segment != b"    " {
            self.segments.push((self.count(), name(segment.trim_ascii())));
        }
        let number = |value: Option<f64>, default: f32| value.map_or(default, |value| value as f32);
        self.site.push(Row {
            element,
            isotope: if isotope { 2 } else { 0 },
            name: self.names.get(card),
            position,
            formal_charge: charge(card, element, log),
            occupancy: number(fixed_or::<6, 3>(card, 55, "an occupancy", log), 1.0),
            b_factor: number(fixed_or::<6, 3>(card, 61, "a B factor", log), 0.0),
            alt_loc: blank_is_none(card.byte(17)),
            serial,
            hetero,
        });
    }

    /// `ANISOU`: columns 29 to 70 hold U11, U22, U33, U12, U13, U23 in 1e-4 Å².
    pub(super) fn anisotropic(&mut self, card: &Card<'_>, log: &mut Log) {
        let Some(serial) = serial(card.field(7, 11)) else {
            card.complain(7, 11, "a serial", "the displacement is left out", log);
            return;
        };
        let mut u = [0.0; 6];
        for (k, value) in u.iter_mut().enumerate() {
            let number = card.decimal(29 + 7 * k, 35 + 7 * k, "a displacement", log);
            *value = (number.unwrap_or(0.0) * 1e-4) as f32;
        }
        let is_last = self.site.atoms.serial.last() == Some(&serial);
        let atom = is_last.then(|| self.count() - 1);
        self.displacements.push(Displacement { line: card.number, serial, atom, u });
    }

    /// Something that ends the open residue.
    pub(super) fn event(&mut self, event: Event) {
        self.open = None;
        self.events.push((self.count(), event));
    }
}

/// Names by the four columns they stand in: trimming them anew for each atom takes longer.
struct NameCache([(u32, Name); 64]);

impl Default for NameCache {
    fn default() -> Self {
        // The columns of this key are not blank, so that blank ones are not found before they are put in.
        NameCache(std::array::from_fn(|_| (0, Name::new())))
    }
}

impl NameCache {
    #[inline]
    fn get(&mut self, card: &Card<'_>) -> Name {
        let columns: [u8; 4] = card.raw(13, 16).first_chunk().copied().unwrap_or_default();
        let key = u32::from_le_bytes(columns);
        let slot = &mut self.0[(key.wrapping_mul(0x9e37_79b1) >> 26) as usize];
        if slot.0 != key {
            *slot = (key, name(columns.trim_ascii()));
        }
        slot.1.clone()
    }
}

fn residue(card: &Card<'_>, log: &mut Log) -> Residue {
    let field = card.field(23, 26);
    // A residue without a number is rare and harmless: coarse models, fragments.
    let number = if field.is_empty() { Some(0) } else { number::hybrid36(field, 4) };
    if number.is_none() {
        card.complain(23, 26, "a residue number", "counted on from the residue before", log);
    }
    // Some programs use column 21 for a fourth letter of the residue name.
    let name = if card.byte(21) == b' ' { card.name(18, 20) } else { card.name(18, 21) };
    Residue { name, chain: card.byte(22), number, insertion_code: blank_is_none(card.byte(27)) }
}

/// The serial: decimal of five or six digits, hybrid-36, hexadecimal; else unknown.
#[inline]
fn atom_serial(card: &Card<'_>, log: &mut Log) -> i32 {
    let six = card.byte(12).is_ascii_digit() && card.byte(7).is_ascii_digit();
    let field = card.field(7, if six { 12 } else { 11 });
    serial(field).unwrap_or_else(|| {
        if !field.is_empty() && field != b"*****" {
            card.complain(7, 11, "a serial", "counted on from the atom before", log);
        }
        UNKNOWN
    })
}

/// Counts on where serials are unknown.
pub(super) fn count_serials(serials: &mut [i32]) {
    let mut last = 0i32;
    for serial in serials {
        if *serial == UNKNOWN {
            *serial = last.saturating_add(1);
        }
        last = *serial;
    }
}

/// A number of `W` columns; none if they are blank; noted if they are something else.
#[inline]
fn fixed_or<const W: usize, const P: usize>(
    card: &Card<'_>,
    first: usize,
    what: &str,
    log: &mut Log,
) -> Option<f64> {
    card.fixed::<W, P>(first).or_else(|| card.decimal(first, first + W - 1, what, log))
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
fn position(card: &Card<'_>, log: &mut Log) -> Option<[f64; 3]> {
    let mut position = [0.0; 3];
    for (k, value) in position.iter_mut().enumerate() {
        let (first, last) = (31 + 8 * k, 38 + 8 * k);
        match card.fixed::<8, 4>(first) {
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
fn element(card: &Card<'_>, hetero: bool) -> (Element, bool) {
    let symbol = card.field(77, 78);
    let known = std::str::from_utf8(symbol).ok().and_then(Element::from_symbol);
    match known {
        Some(element) => (element, symbol == b"D"),
        None => element_of_name(card, hetero),
    }
}

/// The element that an atom name means: right-aligned in its first two columns, or as programs misalign it.
fn element_of_name(card: &Card<'_>, hetero: bool) -> (Element, bool) {
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
fn charge(card: &Card<'_>, element: Element, log: &mut Log) -> i8 {
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
