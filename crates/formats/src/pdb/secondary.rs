//! `HELIX` and `SHEET`.
//!
//! | record | id | first residue: chain, number, insertion | last residue | class or sense |
//! |---|---|---|---|---|
//! | `HELIX` | 12-14 | 20, 22-25, 26 | 32, 34-37, 38 | 39-40 |
//! | `SHEET` | 12-14, strand 8-10 | 22, 23-26, 27 | 33, 34-37, 38 | 39-40 |

use super::card::Card;
use crate::diagnostic::Log;
use crate::number::hybrid36;
use crate::residue_index::ResidueIndex;
use crate::secondary::{Range, apply};
use geminal_structure::{SecondaryElement, SecondaryStructure, Structure};

/// Lines that wait for the residues.
#[derive(Default)]
pub(super) struct SecondaryReader<'a> {
    lines: Vec<(usize, &'a str)>,
}

impl<'a> SecondaryReader<'a> {
    pub(super) fn line(&mut self, number: usize, line: &'a str) {
        self.lines.push((number, line));
    }

    /// Gives back the lines that are left out.
    pub(super) fn finish(self, structure: &mut Structure, log: &mut Log) -> Vec<&'a str> {
        let mut left_out = Vec::new();
        let (mut ranges, mut lines) = (Vec::new(), Vec::new());
        for (number, line) in self.lines {
            match range(number, line, log) {
                Some(range) => {
                    ranges.push(range);
                    lines.push(line);
                }
                None => {
                    log.note(number, 0, "a residue number cannot be read", "the line is left out");
                    left_out.push(line);
                }
            }
        }
        left_out.extend(apply(&ranges, structure, log).into_iter().map(|k| lines[k]));
        left_out
    }
}

/// What lines say of a structure; none if one of them cannot be said of it.
pub(super) fn elements(lines: &[String], structure: &Structure) -> Option<Vec<SecondaryElement>> {
    let index = ResidueIndex::new(structure);
    lines.iter().map(|line| range(0, line, &mut Log::default())?.found(&index)).collect()
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
