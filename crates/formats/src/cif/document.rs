//! Data blocks and their categories.

use super::columns::Columns;
use super::rows;
use super::tokens::{Token, Tokens};
use crate::ReadError;
use crate::diagnostic::Log;
use crate::pdbx::{Block, Category, Value};
use std::borrow::Cow;

/// Reads all data blocks of a text.
pub(crate) fn read<'a>(text: &'a str, log: &mut Log) -> Result<Vec<Block<'a>>, ReadError> {
    let mut reader = Reader { tokens: Tokens::new(text), blocks: Vec::new(), open: None, all: false };
    while let Some(token) = reader.tokens.next() {
        reader.token(token, log);
    }
    reader.close();
    if let Some(at) = reader.tokens.unclosed {
        let line = reader.tokens.line_of(at);
        log.note(line, 0, "a quoted value has no end", "taken up to the end of the line or the text");
    }
    if reader.blocks.is_empty() && !text.trim().is_empty() {
        return Err(ReadError::damaged(1, 0, "no data block; is it another format?"));
    }
    Ok(reader.blocks)
}

/// The categories of a text without `data_`, every one with its values.
pub(crate) fn categories(text: &str) -> Vec<Category<'_>> {
    let mut reader = Reader { tokens: Tokens::new(text), blocks: Vec::new(), open: None, all: true };
    while let Some(token) = reader.tokens.next() {
        reader.token(token, &mut Log::default());
    }
    reader.close();
    reader.blocks.into_iter().flat_map(|block| block.categories).collect()
}

struct Reader<'a> {
    /// Keep the values of categories that nothing is read from.
    all: bool,
    tokens: Tokens<'a>,
    blocks: Vec<Block<'a>>,
    /// The category that is told item by item.
    open: Option<Open<'a>>,
}

/// A category that is told item by item, and its text. One that others interrupted has no text of its own.
struct Open<'a> {
    category: Category<'a>,
    start: usize,
    end: usize,
    whole: bool,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: Token<'a>, log: &mut Log) {
        match token {
            Token::Data(name) => {
                self.close();
                self.blocks.push(Block { name: name.to_owned(), ..Block::default() });
            }
            // Save frames are for dictionaries; their items are read like those of the block.
            Token::Save(_) => self.close(),
            Token::Loop => {
                self.close();
                self.table(log);
            }
            Token::Tag(tag) => self.item(tag, log),
            Token::Value(text) => {
                let (line, column) = self.tokens.place();
                let text: String = text.chars().take(40).collect();
                log.note(line, column, format!("the value {text:?} belongs to no item"), "ignored");
            }
            Token::Null(_) => {
                let (line, column) = self.tokens.place();
                log.note(line, column, "a value that belongs to no item", "ignored");
            }
        }
    }

    /// The open block; one without a name if the text has begun without `data_`.
    fn block(&mut self) -> &mut Block<'a> {
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// Ends the category that is told item by item.
    fn close(&mut self) {
        let Some(Open { mut category, start, end, whole }) = self.open.take() else { return };
        category.text = whole.then(|| &self.tokens.text()[start..end]);
        if category.name.eq_ignore_ascii_case("atom_site") && category.rows() == 1 {
            self.single_atom(&category);
        }
        self.add(category);
    }

    fn add(&mut self, category: Category<'a>) {
        self.block().categories.push(category);
    }

    /// `_category.item value`
    fn item(&mut self, tag: &'a str, log: &mut Log) {
        let start = self.tokens.start;
        let (name, item) = split(tag);
        if self.open.as_ref().is_some_and(|open| !open.category.name.eq_ignore_ascii_case(name)) {
            self.close();
        }
        let before = self.tokens.clone();
        let value = match self.tokens.next() {
            Some(Token::Value(text)) => Value::Text(Cow::Borrowed(text)),
            Some(Token::Null(byte)) => Value::Null(byte),
            _ => {
                self.tokens = before;
                let (line, column) = self.tokens.place();
                log.note(line, column, format!("{tag} has no value"), "ignored");
                return;
            }
        };
        let end = self.tokens.at;
        let mut open = self.open.take().unwrap_or_else(|| self.reopen(name, start));
        open.end = end;
        if open.category.column(item).is_some() {
            let line = self.tokens.line_of(start);
            log.note(line, 1, format!("{tag} is given twice"), "the first value is kept");
            open.whole = false;
        } else {
            open.category.items.push(item.to_owned());
            open.category.values.push(value);
        }
        self.open = Some(open);
    }

    /// A category whose items go on after others, else a new one.
    fn reopen(&mut self, name: &str, start: usize) -> Open<'a> {
        let line = self.tokens.line_of(start);
        let block = self.block();
        let same = |known: &Category<'a>| known.name.eq_ignore_ascii_case(name) && known.rows() == 1;
        match block.categories.iter().position(same) {
            Some(at) => Open { category: block.categories.remove(at), start, end: start, whole: false },
            None => {
                let category = Category { name: name.to_owned(), line, ..Category::default() };
                Open { category, start, end: start, whole: true }
            }
        }
    }

    /// `loop_`, tags, values.
    fn table(&mut self, log: &mut Log) {
        let start = self.tokens.start;
        let line = self.tokens.place().0;
        let mut tags = Vec::new();
        while let Some(Token::Tag(tag)) = self.tokens.peek() {
            self.tokens.next();
            tags.push((tag, self.tokens.place()));
        }
        let Some(&(first, _)) = tags.first() else {
            log.note(line, 0, "loop_ without items", "ignored");
            return;
        };
        let name = split(first).0;
        let mut items: Vec<&'a str> = Vec::new();
        for &(tag, (line, column)) in &tags {
            let (category, item) = split(tag);
            // Small-molecule CIF has no dots, and so no categories, in its tags.
            if tag.contains('.') && !category.eq_ignore_ascii_case(name) {
                log.note(line, column, format!("{tag} in a loop of _{name}"), "read as an item of it");
            }
            if items.iter().any(|known| known.eq_ignore_ascii_case(item)) {
                log.note(line, column, format!("{tag} is given twice"), "the first column is kept");
                // The column stays, under a name that nothing asks for.
                items.push("");
            } else {
                items.push(item);
            }
        }
        if name.eq_ignore_ascii_case("atom_site") {
            let columns = Columns::new(&items);
            if columns.has_positions() && self.block().atom_site.len() == 0 {
                let site = rows::read(&mut self.tokens, &columns, log);
                self.block().atom_site = site;
                return;
            }
        }
        let category = Category {
            name: name.to_owned(),
            items: items.into_iter().map(str::to_owned).collect(),
            values: Vec::new(),
            line,
            text: None,
        };
        self.values(category, start, log);
    }

    /// The values of a loop.
    fn values(&mut self, mut category: Category<'a>, start: usize, log: &mut Log) {
        // Tables that nothing is read from are only kept as text.
        let wanted = self.all || crate::pdbx::is_read(&category.name);
        let mut count = 0usize;
        let mut end = self.tokens.at;
        loop {
            let before = self.tokens.clone();
            let value = match self.tokens.next() {
                Some(Token::Value(text)) => Value::Text(Cow::Borrowed(text)),
                Some(Token::Null(byte)) => Value::Null(byte),
                _ => {
                    self.tokens = before;
                    break;
                }
            };
            end = self.tokens.at;
            count += 1;
            if wanted {
                category.values.push(value);
            }
        }
        let width = category.items.len();
        if !count.is_multiple_of(width) {
            let line = self.tokens.line_of(end);
            let what = format!("the last row of _{} has {} of {width} values", category.name, count % width);
            log.note(line, 0, what, "the row is left out");
            category.values.truncate(count / width * width);
        }
        category.text = Some(&self.tokens.text()[start..end]);
        let atoms_twice = category.name.eq_ignore_ascii_case("atom_site") && self.block().atom_site.len() > 0;
        if atoms_twice || self.block().category(&category.name).is_some() {
            log.note(category.line, 0, format!("_{} is given twice", category.name), "the first is used");
        }
        self.add(category);
    }

    /// A structure of one atom may have its items one by one.
    fn single_atom(&mut self, category: &Category<'a>) {
        let mut text = String::from("loop_\n");
        crate::pdbx::write_loop(category, &mut text);
        let mut tokens = Tokens::new(&text);
        tokens.next();
        let items: Vec<&str> = category.items.iter().map(String::as_str).collect();
        while let Some(Token::Tag(_)) = tokens.peek() {
            tokens.next();
        }
        let columns = Columns::new(&items);
        if columns.has_positions() {
            let site = rows::read(&mut tokens, &columns, &mut Log::default());
            self.block().atom_site = site;
        }
    }
}

/// `_category.item` as category and item; a tag of small-molecule CIF, without a dot, is split at the
/// category names that matter here.
fn split(tag: &str) -> (&str, &str) {
    let tag = &tag[1..];
    match tag.split_once('.') {
        Some(parts) => parts,
        None => match tag.get(..10) {
            Some(start) if start.eq_ignore_ascii_case("atom_site_") && !tag[10..].contains("aniso") => {
                (&tag[..9], &tag[10..])
            }
            _ => (tag, tag),
        },
    }
}
