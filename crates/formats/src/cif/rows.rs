//! The loop `_atom_site`, a row a line, read in pieces by all threads.
//!
//! A row that does not keep to one line (a comment, a text of lines) is read token by token, and lines are
//! taken up again behind it. The pieces have a fixed size, so the result does not depend on the threads.

use super::columns::Columns;
use super::cut::{Cut, cut_row};
use super::tokens::{Token, Tokens};
use crate::diagnostic::Log;
use crate::number::{decimal, integer};
use crate::pdbx::{AtomSite, Row, Run};
use geminal_structure::{Element, Name};
use rayon::prelude::*;
use std::borrow::Cow;

/// How much text one task reads.
const PIECE: usize = 1 << 18;

/// Reads the rows that follow the loop's head; `tokens` stands behind its last tag and is left behind the
/// last row.
pub(super) fn read(tokens: &mut Tokens<'_>, columns: &Columns, log: &mut Log) -> AtomSite {
    let text = tokens.text();
    let mut site = AtomSite::default();
    // The tags end somewhere in a line: rows of one line begin at the next.
    let mut at = tokens.at;
    at += memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len() - at, |end| end + 1);
    if text[tokens.at..at].trim().is_empty() {
        tokens.at = at;
    }
    let mut alone = false;
    loop {
        let line = tokens.line_of(tokens.at);
        let pieces = if alone { 1 } else { usize::MAX };
        let end = lines(text, tokens.at, line, pieces, columns, &mut site, log);
        tokens.at = end.at;
        if end.reason == Reason::NoRow || !by_tokens(tokens, columns, &mut site, log) {
            break;
        }
        // One odd row is rarely alone: what follows is not worth many tasks that stop at once.
        alone = true;
    }
    site.set_other(&columns.other_names);
    site
}

/// Why the reading of lines stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// The piece is at its end.
    End,
    /// What follows is no row of the loop.
    NoRow,
    /// A row that is not a line.
    Irregular,
}

#[derive(Clone, Copy, Debug)]
struct Stop {
    at: usize,
    reason: Reason,
}

/// Reads lines from `at`, at most `most` pieces at once, and joins what they give.
fn lines(
    text: &str,
    at: usize,
    line: usize,
    most: usize,
    columns: &Columns,
    site: &mut AtomSite,
    log: &mut Log,
) -> Stop {
    let pieces = cut(text.as_bytes(), at);
    if pieces.len() == 1 || most == 1 {
        let mut reader = LineReader::new(columns, std::mem::take(site), line);
        let stop = reader.read(text, at, text.len());
        reader.log.move_to(log);
        *site = reader.site;
        return Stop { reason: if stop.reason == Reason::End { Reason::NoRow } else { stop.reason }, ..stop };
    }
    let read = |&(start, end): &(usize, usize)| {
        let mut reader = LineReader::new(columns, AtomSite::default(), 0);
        reader.site.reserve(estimate(text, start, end));
        let stop = reader.read(text, start, end);
        (reader, stop)
    };
    let mut done: Vec<(LineReader<'_>, Stop)> = pieces.par_iter().map(read).collect();
    let last = done.iter().position(|(_, stop)| stop.reason != Reason::End).unwrap_or(done.len() - 1);
    done.truncate(last + 1);
    let mut stop = Stop { at, reason: Reason::NoRow };
    let mut line = line;
    let mut sites = vec![std::mem::take(site)];
    for (reader, end) in done {
        reader.log.move_shifted(line, log);
        line += reader.line;
        sites.push(reader.site);
        stop = end;
    }
    *site = AtomSite::join(sites);
    if stop.reason == Reason::End {
        stop.reason = Reason::NoRow;
    }
    stop
}

/// Pieces of whole lines.
fn cut(bytes: &[u8], at: usize) -> Vec<(usize, usize)> {
    let mut pieces = Vec::new();
    let mut start = at;
    while start < bytes.len() {
        let goal = (start + PIECE).min(bytes.len());
        let end = memchr::memchr(b'\n', &bytes[goal..]).map_or(bytes.len(), |line| goal + line + 1);
        pieces.push((start, end));
        start = end;
    }
    if pieces.is_empty() {
        pieces.push((at, at));
    }
    pieces
}

/// About how many rows a piece holds: by the length of its first line.
fn estimate(text: &str, start: usize, end: usize) -> usize {
    let first = memchr::memchr(b'\n', &text.as_bytes()[start..end]).unwrap_or(80).max(20);
    (end - start) / first + 1
}

/// Reads the lines of one piece.
struct LineReader<'c> {
    columns: &'c Columns,
    site: AtomSite,
    log: Log,
    line: usize,
}

impl<'c> LineReader<'c> {
    fn new(columns: &'c Columns, site: AtomSite, line: usize) -> LineReader<'c> {
        LineReader { columns, site, log: Log::default(), line }
    }

    fn read(&mut self, text: &str, start: usize, end: usize) -> Stop {
        let bytes = text.as_bytes();
        let mut row: Vec<&[u8]> = vec![b"?"; self.columns.width + 1];
        let mut last: Vec<&[u8]> = vec![b""; self.columns.width + 1];
        let mut open = false;
        let mut at = start;
        while at < end {
            match cut_row(bytes, at, &mut row[..self.columns.width]) {
                Cut::Row(next) => {
                    if !open || !same_residue(self.columns, &row, &last) {
                        self.site.runs.push(run(self.columns, &row, self.line, &mut self.log));
                        open = true;
                        last.copy_from_slice(&row);
                    }
                    add(self.columns, &row, self.line, &mut self.site, &mut self.log);
                    at = next;
                }
                Cut::Blank(next) => at = next,
                Cut::NoRow => return Stop { at, reason: Reason::NoRow },
                Cut::Irregular => return Stop { at, reason: Reason::Irregular },
            }
            self.line += 1;
        }
        Stop { at, reason: Reason::End }
    }
}

/// Reads rows token by token up to the end of a line; false if the loop ends.
fn by_tokens(tokens: &mut Tokens<'_>, columns: &Columns, site: &mut AtomSite, log: &mut Log) -> bool {
    loop {
        if !one_by_tokens(tokens, columns, site, log) {
            return false;
        }
        let (text, at) = (tokens.text(), tokens.at);
        let rest = text.as_bytes()[at..].iter().position(|&byte| byte == b'\n' || byte > b' ');
        match rest.map(|rest| at + rest) {
            Some(end) if text.as_bytes()[end] == b'\n' => {
                tokens.at = end + 1;
                return true;
            }
            Some(_) => {}
            None => return false,
        }
    }
}

/// Reads one row token by token; false if there is none.
fn one_by_tokens(tokens: &mut Tokens<'_>, columns: &Columns, site: &mut AtomSite, log: &mut Log) -> bool {
    let mut row: Vec<&[u8]> = vec![b"?"; columns.width + 1];
    let mut line = 0;
    for (k, slot) in row[..columns.width].iter_mut().enumerate() {
        let before = tokens.clone();
        match tokens.next() {
            Some(Token::Value(text)) => *slot = text.as_bytes(),
            Some(Token::Null(_)) => *slot = b"?",
            _ => {
                *tokens = before;
                if k > 0 {
                    log.note(line, 0, "the last row of the atoms is not complete", "the row is left out");
                }
                return false;
            }
        }
        if k == 0 {
            line = tokens.line_of(tokens.start);
        }
    }
    let mut one = AtomSite::default();
    one.runs.push(run(columns, &row, line, log));
    add(columns, &row, line, &mut one, log);
    site.append(one);
    true
}

#[inline]
fn same_residue(columns: &Columns, row: &[&[u8]], last: &[&[u8]]) -> bool {
    let c = columns;
    [c.number, c.label_number, c.comp, c.chain, c.label_chain, c.insertion_code, c.model, c.entity]
        .iter()
        .all(|&column| row[column] == last[column])
}

/// A value that is neither `?` nor `.`.
#[inline]
fn known(value: &[u8]) -> Option<&[u8]> {
    if matches!(value, b"?" | b".") { None } else { Some(value) }
}

/// The text of a value, for a message or a rare case.
fn text(value: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(value)
}

/// A value as a name. It was cut out of a text at blanks and quotes, so it is UTF-8.
#[inline]
fn name(value: &[u8]) -> Name {
    Name::from(std::str::from_utf8(value).unwrap_or("?"))
}

fn run(columns: &Columns, row: &[&[u8]], line: usize, log: &mut Log) -> Run {
    let number = |column: usize, what: &str, log: &mut Log| {
        let value = known(row[column])?;
        let number = integer(value);
        if number.is_none() {
            log.note(line, 0, format!("{:?} is not {what}", text(value)), "taken as not given");
        }
        number
    };
    let name = |column: usize| known(row[column]).map(name).unwrap_or_default();
    let code = known(row[columns.insertion_code]).unwrap_or_default();
    if code.len() > 1 {
        log.note(line, 0, format!("the insertion code {:?} is longer than a letter", text(code)), "cut");
    }
    let label_number = number(columns.label_number, "a residue number", log);
    Run {
        model: number(columns.model, "a model number", log).unwrap_or(1),
        chain: name(columns.chain),
        label_chain: name(columns.label_chain),
        entity: name(columns.entity),
        name: name(columns.comp),
        number: number(columns.number, "a residue number", log).or(label_number).unwrap_or(0),
        insertion_code: code.first().copied().unwrap_or(0),
        label_number,
        atoms: 0,
    }
}

/// Adds the atom of a row to the open run.
#[inline]
fn add(columns: &Columns, row: &[&[u8]], line: usize, site: &mut AtomSite, log: &mut Log) {
    let mut position = [0.0; 3];
    for (value, &column) in position.iter_mut().zip(&columns.position) {
        match float(row[column]) {
            Some(number) => *value = number,
            None => {
                let what = format!("{:?} is not a coordinate", text(row[column]));
                log.note(line, 0, what, "the atom is left out");
                return;
            }
        }
    }
    let atom = site.len() as u32;
    let (element, isotope) = element(row[columns.symbol], row[columns.name]);
    let alt = known(row[columns.alt]).unwrap_or_default();
    if alt.len() > 1 {
        log.note(line, 0, format!("the alternate location {:?} is longer than a letter", text(alt)), "cut");
    }
    let last = site.atoms.serial.last().copied().unwrap_or(0);
    site.push(Row {
        element,
        isotope,
        name: name(row[columns.name]),
        position,
        formal_charge: charge(row[columns.charge], line, log),
        occupancy: optional(row[columns.occupancy], 1.0, line, log),
        b_factor: optional(row[columns.b_factor], 0.0, line, log),
        alt_loc: alt.first().copied().unwrap_or(0),
        serial: integer(row[columns.id]).unwrap_or(last.saturating_add(1)),
        hetero: matches!(row[columns.group], [b'H' | b'h', ..]),
    });
    for (k, &column) in (0..).zip(&columns.other) {
        if let Some(value) = known(row[column]) {
            site.other.push((k, atom, name(value)));
        }
    }
    let further = columns.other.len() as u32;
    for (k, author, label) in [(0, columns.author_comp, columns.comp), (1, columns.author_name, columns.name)]
    {
        if row[author] != row[label]
            && let Some(value) = known(row[author])
        {
            site.other.push((further + k, atom, name(value)));
        }
    }
}

#[inline]
fn float(value: &[u8]) -> Option<f64> {
    decimal(value).or_else(|| with_uncertainty(value))
}

/// `1.234(5)`
#[cold]
fn with_uncertainty(value: &[u8]) -> Option<f64> {
    decimal(value.strip_suffix(b")")?.split(|&byte| byte == b'(').next()?)
}

#[inline]
fn optional(value: &[u8], default: f32, line: usize, log: &mut Log) -> f32 {
    match (float(value), known(value)) {
        (Some(number), _) => number as f32,
        (None, None) => default,
        (None, Some(_)) => {
            log.note(line, 0, format!("{:?} is not a number", text(value)), format!("taken as {default}"));
            default
        }
    }
}

#[inline]
fn charge(value: &[u8], line: usize, log: &mut Log) -> i8 {
    let Some(value) = known(value) else { return 0 };
    let charge = integer(value).and_then(|charge| i8::try_from(charge).ok());
    charge.unwrap_or_else(|| {
        log.note(line, 0, format!("{:?} is not a charge", text(value)), "taken as 0");
        0
    })
}

/// The element and its isotope; without a symbol the first letter of the atom's name.
#[inline]
fn element(symbol: &[u8], name: &[u8]) -> (Element, u16) {
    let isotope = match symbol {
        b"D" => 2,
        b"T" => 3,
        _ => 0,
    };
    let of = |symbol: &[u8]| Element::from_symbol(std::str::from_utf8(symbol).ok()?);
    let letter = || {
        let first = name.iter().position(u8::is_ascii_alphabetic)?;
        of(&name[first..=first])
    };
    let element = known(symbol).map_or_else(letter, of);
    (element.unwrap_or_default(), isotope)
}
