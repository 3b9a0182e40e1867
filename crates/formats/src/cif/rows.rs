//! The loop `_atom_site`, a row a line, read in pieces by all threads.
//!
//! A row that does not keep to one line (a comment, a text of lines) is read token by token, and lines are
//! taken up again behind it. The pieces have a fixed size, so the result does not depend on the threads.

use super::tokens::{Token, Tokens};
use crate::diagnostic::Log;
use crate::number::{decimal, integer};
use crate::pdbx::{AtomSite, Row, Run};
use geminal_structure::{Element, Name};
use rayon::prelude::*;

/// How much text one task reads.
const PIECE: usize = 1 << 18;

/// Which column of the loop holds what; a column that is not there points behind the last, at a `?`.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    width: usize,
    group: usize,
    id: usize,
    symbol: usize,
    name: usize,
    alt: usize,
    comp: usize,
    chain: usize,
    label_chain: usize,
    entity: usize,
    label_number: usize,
    insertion_code: usize,
    position: [usize; 3],
    occupancy: usize,
    b_factor: usize,
    charge: usize,
    number: usize,
    author_comp: usize,
    author_name: usize,
    model: usize,
    /// Columns without a place in the model.
    other: Vec<usize>,
    /// Names of the further columns: those of `other`, then the author's names.
    pub(super) other_names: Vec<String>,
}

impl Columns {
    /// From the items of the loop, without `_atom_site.`.
    pub(super) fn new(items: &[&str]) -> Columns {
        let width = items.len();
        let mut used = vec![false; width];
        let mut find = |names: &[&str]| {
            let at = |name: &&str| items.iter().position(|item| item.eq_ignore_ascii_case(name));
            let column = names.iter().find_map(at);
            column.inspect(|&column| used[column] = true).unwrap_or(width)
        };
        let mut columns = Columns {
            width,
            group: find(&["group_PDB"]),
            id: find(&["id"]),
            symbol: find(&["type_symbol"]),
            name: find(&["label_atom_id", "auth_atom_id"]),
            alt: find(&["label_alt_id"]),
            comp: find(&["label_comp_id", "auth_comp_id"]),
            chain: find(&["auth_asym_id", "label_asym_id"]),
            label_chain: find(&["label_asym_id"]),
            entity: find(&["label_entity_id"]),
            label_number: find(&["label_seq_id"]),
            insertion_code: find(&["pdbx_PDB_ins_code"]),
            position: [find(&["Cartn_x"]), find(&["Cartn_y"]), find(&["Cartn_z"])],
            occupancy: find(&["occupancy"]),
            b_factor: find(&["B_iso_or_equiv"]),
            charge: find(&["pdbx_formal_charge"]),
            number: find(&["auth_seq_id", "label_seq_id"]),
            author_comp: find(&["auth_comp_id"]),
            author_name: find(&["auth_atom_id"]),
            model: find(&["pdbx_PDB_model_num"]),
            other: Vec::new(),
            other_names: Vec::new(),
        };
        columns.other = (0..width).filter(|&column| !used[column]).collect();
        let names = columns.other.iter().map(|&column| items[column]).chain(["auth_comp_id", "auth_atom_id"]);
        columns.other_names = names.map(str::to_owned).collect();
        columns
    }

    /// Whether there are coordinates to read.
    pub(super) fn has_positions(&self) -> bool {
        self.position.iter().all(|&column| column < self.width)
    }
}

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
    site.reserve(done.iter().map(|(reader, _)| reader.site.len()).sum());
    let mut stop = Stop { at, reason: Reason::NoRow };
    let mut line = line;
    for (reader, end) in done {
        reader.log.move_shifted(line, log);
        line += reader.line;
        site.append(reader.site);
        stop = end;
    }
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
        let mut row = vec!["?"; self.columns.width + 1];
        let mut last = vec![""; self.columns.width + 1];
        let mut open = false;
        let mut at = start;
        while at < end {
            match cut_row(text, bytes, at, &mut row[..self.columns.width]) {
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

/// What a line is.
enum Cut {
    /// A row; the next line begins there.
    Row(usize),
    /// Nothing but blanks.
    Blank(usize),
    /// The end of the loop.
    NoRow,
    /// Something that has to be read token by token.
    Irregular,
}

/// Cuts a line into exactly as many values as `row` has.
#[inline]
fn cut_row<'a>(text: &'a str, bytes: &[u8], start: usize, row: &mut [&'a str]) -> Cut {
    match bytes[start] {
        b'#' | b'_' => return Cut::NoRow,
        b';' => return Cut::Irregular,
        b'd' | b'D' | b'l' | b'L' | b's' | b'S' if is_keyword(&bytes[start..]) => return Cut::NoRow,
        _ => {}
    }
    let mut at = start;
    let mut count = 0;
    loop {
        while at < bytes.len() && bytes[at] <= b' ' {
            if bytes[at] == b'\n' {
                return match count {
                    0 => Cut::Blank(at + 1),
                    _ if count == row.len() => Cut::Row(at + 1),
                    _ => Cut::Irregular,
                };
            }
            at += 1;
        }
        if at == bytes.len() {
            return match count {
                0 => Cut::Blank(at),
                _ if count == row.len() => Cut::Row(at),
                _ => Cut::Irregular,
            };
        }
        if count == row.len() {
            return Cut::Irregular;
        }
        let first = bytes[at];
        if matches!(first, b'\'' | b'"' | b'#') {
            let Some(end) = quoted(bytes, at) else { return Cut::Irregular };
            row[count] = &text[at + 1..end];
            at = end + 1;
        } else {
            let from = at;
            while at < bytes.len() && bytes[at] > b' ' {
                at += 1;
            }
            row[count] = &text[from..at];
        }
        count += 1;
    }
}

/// The end of a quoted value within its line. A quoted `?` or `.` is rare enough to be irregular.
fn quoted(bytes: &[u8], start: usize) -> Option<usize> {
    let quote = bytes[start];
    if quote == b'#' {
        return None;
    }
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'\n' {
        if bytes[at] == quote && bytes.get(at + 1).is_none_or(|&next| next <= b' ') {
            let null = at == start + 2 && matches!(bytes[start + 1], b'?' | b'.');
            return (!null).then_some(at);
        }
        at += 1;
    }
    None
}

fn is_keyword(bytes: &[u8]) -> bool {
    let begins = |key: &[u8]| bytes.len() >= key.len() && bytes[..key.len()].eq_ignore_ascii_case(key);
    begins(b"loop_") || begins(b"data_") || begins(b"save_")
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
    let mut row = vec!["?"; columns.width + 1];
    let mut line = 0;
    for (k, slot) in row[..columns.width].iter_mut().enumerate() {
        let before = tokens.clone();
        match tokens.next() {
            Some(Token::Value(text)) => *slot = text,
            Some(Token::Null(_)) => *slot = "?",
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
fn same_residue(columns: &Columns, row: &[&str], last: &[&str]) -> bool {
    let c = columns;
    [c.number, c.label_number, c.comp, c.chain, c.label_chain, c.insertion_code, c.model, c.entity]
        .iter()
        .all(|&column| row[column] == last[column])
}

/// A value that is neither `?` nor `.`.
#[inline]
fn known(text: &str) -> Option<&str> {
    if matches!(text, "?" | ".") { None } else { Some(text) }
}

fn run(columns: &Columns, row: &[&str], line: usize, log: &mut Log) -> Run {
    let number = |column: usize, what: &str, log: &mut Log| {
        let text = known(row[column])?;
        let number = integer(text.as_bytes());
        if number.is_none() {
            log.note(line, 0, format!("{text:?} is not {what}"), "taken as not given");
        }
        number
    };
    let name = |column: usize| known(row[column]).map(Name::from).unwrap_or_default();
    let code = known(row[columns.insertion_code]).unwrap_or("");
    if code.len() > 1 {
        log.note(line, 0, format!("the insertion code {code:?} is longer than a letter"), "cut");
    }
    let label_number = number(columns.label_number, "a residue number", log);
    Run {
        model: number(columns.model, "a model number", log).unwrap_or(1),
        chain: name(columns.chain),
        label_chain: name(columns.label_chain),
        entity: name(columns.entity),
        name: name(columns.comp),
        number: number(columns.number, "a residue number", log).or(label_number).unwrap_or(0),
        insertion_code: code.bytes().next().unwrap_or(0),
        label_number,
        atoms: 0,
    }
}

/// Adds the atom of a row to the open run.
#[inline]
fn add(columns: &Columns, row: &[&str], line: usize, site: &mut AtomSite, log: &mut Log) {
    let mut position = [0.0; 3];
    for (value, &column) in position.iter_mut().zip(&columns.position) {
        match float(row[column]) {
            Some(number) => *value = number,
            None => {
                log.note(line, 0, format!("{:?} is not a coordinate", row[column]), "the atom is left out");
                return;
            }
        }
    }
    let atom = site.len() as u32;
    let (element, isotope) = element(row[columns.symbol], row[columns.name]);
    let alt = known(row[columns.alt]).unwrap_or("");
    if alt.len() > 1 {
        log.note(line, 0, format!("the alternate location {alt:?} is longer than a letter"), "cut");
    }
    let last = site.atoms.serial.last().copied().unwrap_or(0);
    let name = row[columns.name];
    site.push(Row {
        element,
        isotope,
        name: Name::from(name),
        position,
        formal_charge: charge(row[columns.charge], line, log),
        occupancy: optional(row[columns.occupancy], 1.0, line, log),
        b_factor: optional(row[columns.b_factor], 0.0, line, log),
        alt_loc: alt.bytes().next().unwrap_or(0),
        serial: integer(row[columns.id].as_bytes()).unwrap_or(last.saturating_add(1)),
        hetero: row[columns.group].starts_with(['H', 'h']),
    });
    for (k, &column) in (0..).zip(&columns.other) {
        if let Some(value) = known(row[column]) {
            site.other.push((k, atom, value.into()));
        }
    }
    let further = columns.other.len() as u32;
    for (k, author, label) in [(0, columns.author_comp, columns.comp), (1, columns.author_name, columns.name)]
    {
        if row[author] != row[label]
            && let Some(value) = known(row[author])
        {
            site.other.push((further + k, atom, value.into()));
        }
    }
}

#[inline]
fn float(text: &str) -> Option<f64> {
    decimal(text.as_bytes()).or_else(|| with_uncertainty(text))
}

/// `1.234(5)`
#[cold]
fn with_uncertainty(text: &str) -> Option<f64> {
    decimal(text.strip_suffix(')')?.split('(').next()?.as_bytes())
}

#[inline]
fn optional(text: &str, default: f32, line: usize, log: &mut Log) -> f32 {
    match (float(text), known(text)) {
        (Some(value), _) => value as f32,
        (None, None) => default,
        (None, Some(_)) => {
            log.note(line, 0, format!("{text:?} is not a number"), format!("taken as {default}"));
            default
        }
    }
}

#[inline]
fn charge(text: &str, line: usize, log: &mut Log) -> i8 {
    let Some(text) = known(text) else { return 0 };
    let charge = integer(text.as_bytes()).and_then(|charge| i8::try_from(charge).ok());
    charge.unwrap_or_else(|| {
        log.note(line, 0, format!("{text:?} is not a charge"), "taken as 0");
        0
    })
}

/// The element and its isotope; without a symbol the first letter of the atom's name.
#[inline]
fn element(symbol: &str, name: &str) -> (Element, u16) {
    let isotope = match symbol {
        "D" => 2,
        "T" => 3,
        _ => 0,
    };
    let letter = || {
        let first = name.find(|c: char| c.is_ascii_alphabetic())?;
        Element::from_symbol(&name[first..=first])
    };
    let element = match known(symbol) {
        Some(symbol) => Element::from_symbol(symbol),
        None => letter(),
    };
    (element.unwrap_or_default(), isotope)
}
