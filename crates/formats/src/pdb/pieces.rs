//! The coordinates in pieces: read by all threads, then put together in the order of the file.
//!
//! The pieces have a fixed size, so the result does not depend on the threads.

use super::atoms::{AtomReader, Event, Residue, count_serials};
use super::card::Card;
use crate::diagnostic::Log;
use crate::lines::Lines;
use crate::pdbx::AtomSite;
use geminal_structure::{EntityKind, Name, SecondaryStructure, Structure};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// How much text one task reads.
const PIECE: usize = 1 << 17;

/// A piece that is read.
#[derive(Default)]
struct Piece<'a> {
    atoms: AtomReader,
    /// Lines of other records, by number in the piece.
    others: Vec<(usize, &'a str)>,
    log: Log,
    lines: usize,
}

/// Reads the coordinates; the lines of other records are given back with their numbers. None if some bytes are
/// not UTF-8.
pub(super) fn read<'a>(bytes: &'a [u8], log: &mut Log) -> Option<(Structure, Vec<(usize, &'a str)>)> {
    let pieces = cut(bytes);
    let pieces: Option<Vec<Piece<'a>>> = match pieces.as_slice() {
        [one] => read_piece(one).map(|piece| vec![piece]),
        many => many.par_iter().map(|bytes| read_piece(bytes)).collect(),
    };
    Some(join(pieces?, log))
}

/// Pieces of whole lines. None begins with `ANISOU`, which belongs to the atom above.
fn cut(bytes: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while rest.len() > PIECE {
        let mut at = PIECE;
        loop {
            at = memchr::memchr(b'\n', &rest[at..]).map_or(rest.len(), |end| at + end + 1);
            if !rest[at..].starts_with(b"ANISOU") {
                break;
            }
        }
        let (piece, after) = rest.split_at(at);
        pieces.push(piece);
        rest = after;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest);
    }
    pieces
}

fn read_piece(bytes: &[u8]) -> Option<Piece<'_>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut piece = Piece::default();
    piece.atoms.site.reserve(text.len() / 81 + 1);
    let mut blank = [b' '; 80];
    let mut lines = Lines::new(text, 1);
    while let Some(line) = lines.next() {
        let (atoms, log) = (&mut piece.atoms, &mut piece.log);
        let card = Card::new(lines.number, line, &mut blank);
        match card.record() {
            b"ATOM  " => atoms.atom(&card, false, log),
            b"HETATM" => atoms.atom(&card, true, log),
            b"ANISOU" => atoms.anisotropic(&card, log),
            b"TER   " => atoms.event(Event::End),
            b"MODEL " => {
                let number = card.integer(7, 14, "a model number", log);
                atoms.event(Event::Model(number));
            }
            b"ENDMDL" | b"END   " => atoms.event(Event::EndModel),
            _ => piece.others.push((lines.number, line)),
        }
    }
    piece.lines = lines.number;
    Some(piece)
}

fn join<'a>(pieces: Vec<Piece<'a>>, log: &mut Log) -> (Structure, Vec<(usize, &'a str)>) {
    let (mut line, mut first) = (0, 0);
    let mut hierarchy = Hierarchy::default();
    let (mut sites, mut others) = (Vec::new(), Vec::new());
    let (mut segments, mut displacements) = (Vec::new(), Vec::new());
    let mut uncounted = false;
    for piece in pieces {
        piece.log.move_shifted(line, log);
        others.extend(piece.others.into_iter().map(|(number, text)| (number + line, text)));
        let atoms = piece.atoms;
        atoms.events.into_iter().for_each(|(at, event)| hierarchy.event(first + at, event));
        segments.extend(atoms.segments.into_iter().map(|(atom, name)| (atom + first, name)));
        displacements.extend(atoms.displacements.into_iter().map(|mut d| {
            d.line += line;
            d.atom = d.atom.map(|atom| atom + first);
            d
        }));
        uncounted |= atoms.uncounted;
        first += atoms.site.len() as u32;
        line += piece.lines;
        sites.push(atoms.site);
    }
    let site = match sites.len() {
        1 => sites.swap_remove(0),
        _ => AtomSite::join(sites),
    };
    let mut s = hierarchy.finish(site);
    if uncounted {
        count_serials(&mut s.atoms.serial);
    }
    if !segments.is_empty() {
        let mut column = vec![Name::new(); s.atoms.len()];
        segments.into_iter().for_each(|(atom, name)| column[atom as usize] = name);
        s.atoms.segment = Some(column);
    }
    if !displacements.is_empty() {
        let mut column = vec![[0.0; 6]; s.atoms.len()];
        let mut by_serial = FxHashMap::default();
        for d in displacements {
            let atom = d.atom.or_else(|| {
                if by_serial.is_empty() {
                    by_serial.extend(s.atoms.serial.iter().copied().zip(0u32..));
                }
                by_serial.get(&d.serial).copied()
            });
            match atom {
                Some(atom) => column[atom as usize] = d.u,
                None => {
                    let what = format!("a displacement of the atom {}, which is not there", d.serial);
                    log.note(d.line, 7, what, "left out");
                }
            }
        }
        s.atoms.anisotropic = Some(column);
    }
    (s, others)
}

/// Models, chains and residues, opened by what happens between the atoms.
#[derive(Default)]
struct Hierarchy {
    structure: Structure,
    open_residue: Option<[u8; 10]>,
    open_chain: Option<u8>,
    model_open: bool,
    last_model: i32,
    last_number: i32,
}

impl Hierarchy {
    fn event(&mut self, at: u32, event: Event) {
        match event {
            // A piece begins with the columns of its residue, which may go on from the piece before.
            Event::Residue(key, residue) => {
                if self.open_residue != Some(key) {
                    self.residue(at, residue);
                    self.open_residue = Some(key);
                }
            }
            Event::End => self.close(),
            Event::Model(number) => self.model(number.unwrap_or(self.last_model.saturating_add(1))),
            Event::EndModel => {
                self.model_open = false;
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.open_residue = None;
        self.open_chain = None;
    }

    fn model(&mut self, number: i32) {
        let s = &mut self.structure;
        s.models.number.push(number);
        s.models.offset.push(s.chains.id.len() as u32);
        self.last_model = number;
        self.model_open = true;
        self.close();
    }

    fn residue(&mut self, at: u32, residue: Residue) {
        if !self.model_open {
            self.model(self.last_model.saturating_add(1));
        }
        let s = &mut self.structure;
        if self.open_chain != Some(residue.chain) {
            self.open_chain = Some(residue.chain);
            s.chains.id.push(super::card::name([residue.chain].trim_ascii()));
            s.chains.label_id.push(Name::new());
            s.chains.entity.push(Name::new());
            s.chains.offset.push(s.residues.name.len() as u32);
        }
        self.last_number = residue.number.unwrap_or(self.last_number.saturating_add(1));
        let r = &mut s.residues;
        r.name.push(residue.name);
        r.number.push(self.last_number);
        r.insertion_code.push(residue.insertion_code);
        r.label_number.push(None);
        r.secondary.push(SecondaryStructure::Unknown);
        r.entity_kind.push(EntityKind::Unknown);
        r.offset.push(at);
    }

    fn finish(self, site: AtomSite) -> Structure {
        let mut s = self.structure;
        s.residues.offset.push(site.len() as u32);
        s.chains.offset.push(s.residues.name.len() as u32);
        s.models.offset.push(s.chains.id.len() as u32);
        if !site.isotopes.is_empty() {
            let mut column = vec![0; site.len()];
            site.isotopes.iter().for_each(|&(atom, mass)| column[atom as usize] = mass);
            s.atoms.isotope = Some(column);
        }
        let isotope = s.atoms.isotope.take();
        s.atoms = site.atoms;
        s.atoms.isotope = isotope;
        s
    }
}
