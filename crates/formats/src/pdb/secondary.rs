//! `HELIX` and `SHEET`.
//!
//! | record | id | first residue: chain, number, insertion | last residue | class or sense |
//! |---|---|---|---|---|
//! | `HELIX` | 12-14 | 20, 22-25, 26 | 32, 34-37, 38 | 39-40 |
//! | `SHEET` | 12-14, strand 8-10 | 22, 23-26, 27 | 33, 34-37, 38 | 39-40 |

use super::card::Card;
use crate::diagnostic::Log;
use crate::number::hybrid36;
use crate::secondary::{Range, apply};
use geminal_structure::{SecondaryStructure, Structure};

/// Lines that wait for the residues.
#[derive(Default)]
pub(super) struct SecondaryReader<'a> {
    lines: Vec<(usize, &'a str)>,
}

impl<'a> SecondaryReader<'a> {
    pub(super) fn line(&mut self, number: usize, line: &'a str) {
        self.lines.push((number, line));
    }

    pub(super) fn finish(self, structure: &mut Structure, log: &mut Log) {
        let mut ranges = Vec::new();
        for (number, line) in self.lines {
            match range(number, line, log) {
                Some(range) => ranges.push(range),
                None => log.note(number, 0, "a residue number cannot be read", "the line is left out"),
            }
        }
        apply(ranges, structure, crate::residue_index::Naming::Author, log);
    }
}

fn range(number: usize, line: &str, log: &mut Log) -> Option<Range> {
    let mut blank = [b' '; 80];
    let card = Card::new(number, line, &mut blank);
    let helix = card.record() == b"HELIX ";
    let columns = if helix { [(20, 22), (32, 34)] } else { [(22, 23), (33, 34)] };
    let end = |(chain, start): (usize, usize)| {
        let code = Some(card.byte(start + 4)).filter(|&b| b != b' ').unwrap_or(0);
        Some((card.name(chain, chain), hybrid36(card.field(start, start + 3), 4)?, code))
    };
    let strand = if helix { 0 } else { card.integer(8, 10, "a strand number", log).unwrap_or(0) };
    let last = card.integer(39, 40, "a class or a sense", log).unwrap_or(i32::from(helix));
    Some(Range {
        line: number,
        kind: if helix { SecondaryStructure::Helix } else { SecondaryStructure::Sheet },
        id: card.name(12, 14),
        first: end(columns[0])?,
        last: end(columns[1])?,
        class: if helix { last } else { strand },
        sense: if helix { 0 } else { last.signum() as i8 },
    })
}
