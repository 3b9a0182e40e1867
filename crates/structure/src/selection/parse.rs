//! From words to a tree.
//!
//! ```text
//! or      = and { "or" and }
//! and     = unary { "and" unary }
//! unary   = "not" unary | "byres" unary | "within" number "of" unary | "(" or ")" | term
//! term    = class | property value { value }
//! ```
//!
//! So `within 5 of ligand and protein` is `(within 5 of ligand) and protein`. The values of a property end at the next
//! keyword; a value that is a keyword stands in quotes.

use super::SelectionError;
use super::expression::{CLASSES, Expression, ResidueRange};
use super::token::{Token, TokenKind, tokens};
use crate::Element;

/// Deeper nesting is refused rather than overflowing the stack.
const MAX_DEPTH: usize = 200;

const OPERATORS: [&str; 8] = ["and", "or", "not", "within", "of", "byres", "all", "none"];
const PROPERTIES: [&str; 9] =
    ["chain", "resid", "resname", "name", "element", "model", "altloc", "index", "serial"];

/// Reads a whole selection.
pub(super) fn parse(text: &str) -> Result<Expression, SelectionError> {
    let mut parser = Parser { text, tokens: tokens(text)?, next: 0, depth: 0 };
    let expression = parser.or()?;
    match parser.peek().kind {
        TokenKind::End => Ok(expression),
        TokenKind::Close => Err(parser.error("this parenthesis closes nothing")),
        _ => Err(parser.error("`and` or `or` is missing before this")),
    }
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        // The end token is never passed.
        &self.tokens[self.next.min(self.tokens.len() - 1)]
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    /// Takes the next word if it is this one.
    fn accept(&mut self, word: &str) -> bool {
        let found = matches!(&self.peek().kind, TokenKind::Word(w) if w == word);
        self.next += usize::from(found);
        found
    }

    /// An error at the next token.
    fn error(&self, what: impl Into<String>) -> SelectionError {
        SelectionError::at(self.text, self.peek().start, what)
    }

    fn or(&mut self) -> Result<Expression, SelectionError> {
        let mut parts = vec![self.and()?];
        while self.accept("or") {
            parts.push(self.and()?);
        }
        Ok(joined(parts, Expression::Or))
    }

    fn and(&mut self) -> Result<Expression, SelectionError> {
        let mut parts = vec![self.unary()?];
        while self.accept("and") {
            parts.push(self.unary()?);
        }
        Ok(joined(parts, Expression::And))
    }

    fn unary(&mut self) -> Result<Expression, SelectionError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested more than {MAX_DEPTH} deep")));
        }
        self.depth += 1;
        let expression = self.unary_unguarded()?;
        self.depth -= 1;
        Ok(expression)
    }

    fn unary_unguarded(&mut self) -> Result<Expression, SelectionError> {
        if self.accept("not") {
            return Ok(Expression::Not(Box::new(self.unary()?)));
        }
        if self.accept("byres") {
            return Ok(Expression::ByResidue(Box::new(self.unary()?)));
        }
        if self.accept("within") {
            let distance = self.distance()?;
            if !self.accept("of") {
                return Err(self.error("`of` is missing: `within 5 of ligand`"));
            }
            return Ok(Expression::Within(distance, Box::new(self.unary()?)));
        }
        if self.peek().kind == TokenKind::Open {
            let open = self.take();
            let inner = self.or()?;
            return match self.peek().kind {
                TokenKind::Close => {
                    self.take();
                    Ok(inner)
                }
                TokenKind::End => {
                    Err(SelectionError::at(self.text, open.start, "this parenthesis is never closed"))
                }
                _ => Err(self.error("`and` or `or` is missing before this")),
            };
        }
        self.term()
    }

    fn distance(&mut self) -> Result<f64, SelectionError> {
        if let TokenKind::Word(word) = &self.peek().kind
            && let Ok(distance) = word.parse::<f64>()
            && distance.is_finite()
            && distance >= 0.0
        {
            self.next += 1;
            return Ok(distance);
        }
        Err(self.error("`within` needs a distance in Å, a number of 0 or more"))
    }

    fn term(&mut self) -> Result<Expression, SelectionError> {
        let word = match &self.peek().kind {
            TokenKind::Word(word) => word.clone(),
            TokenKind::Quoted(_) => {
                return Err(self.error("a value without a property, such as `chain` or `name`"));
            }
            TokenKind::Close => return Err(self.error("a selection is missing before this parenthesis")),
            _ => return Err(self.error("a selection is missing here")),
        };
        if let Some((_, class)) = CLASSES.iter().find(|(name, _)| *name == word) {
            self.next += 1;
            return Ok(Expression::Class(*class));
        }
        match word.as_str() {
            "all" | "none" => {
                self.next += 1;
                return Ok(if word == "all" { Expression::All } else { Expression::Nothing });
            }
            word if PROPERTIES.contains(&word) => {}
            word if OPERATORS.contains(&word) => {
                return Err(self.error(format!("a selection is missing before `{word}`")));
            }
            word => return Err(self.error(unknown(word))),
        }
        self.next += 1;
        let values = self.values(&word)?;
        Ok(match word.as_str() {
            "chain" => Expression::Chain(texts(values)),
            "resname" => Expression::ResidueName(texts(values)),
            "name" => Expression::AtomName(texts(values)),
            "element" => Expression::Element(self.each(values, |v| {
                Element::from_symbol(v)
                    .or_else(|| (v == "X").then_some(Element::UNKNOWN))
                    .ok_or_else(|| format!("`{v}` is not the symbol of an element"))
            })?),
            "altloc" => Expression::AltLoc(self.each(values, |v| match v.as_bytes() {
                [] => Ok(0),
                [code] => Ok(*code),
                _ => Err("an alternate location is one letter, or \"\" for none".to_owned()),
            })?),
            "resid" => Expression::ResidueNumber(self.each(values, residue_range)?),
            "model" => Expression::Model(self.each(values, integers)?),
            "serial" => Expression::Serial(self.each(values, integers)?),
            _ => Expression::Index(self.each(values, integers)?),
        })
    }

    /// The values of a property, at least one.
    fn values(&mut self, property: &str) -> Result<Vec<(String, usize)>, SelectionError> {
        let mut values = Vec::new();
        loop {
            let token = self.peek();
            let value = match &token.kind {
                TokenKind::Word(word) if !is_keyword(word) => word,
                TokenKind::Quoted(word) => word,
                _ if values.is_empty() => {
                    return Err(
                        self.error(format!("`{property}` needs a value, such as `{}`", example(property)))
                    );
                }
                _ => return Ok(values),
            };
            values.push((value.clone(), token.start));
            self.next += 1;
        }
    }

    /// Each value read; an error points at its value.
    fn each<T>(
        &self,
        values: Vec<(String, usize)>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, SelectionError> {
        let one = |(value, start): (String, usize)| {
            read(&value).map_err(|what| SelectionError::at(self.text, start, what))
        };
        values.into_iter().map(one).collect()
    }
}

fn texts(values: Vec<(String, usize)>) -> Vec<String> {
    values.into_iter().map(|(value, _)| value).collect()
}

fn is_keyword(word: &str) -> bool {
    OPERATORS.contains(&word) || PROPERTIES.contains(&word) || CLASSES.iter().any(|(name, _)| *name == word)
}

fn example(property: &str) -> &'static str {
    match property {
        "chain" => "chain A",
        "resid" => "resid 10-20",
        "resname" => "resname TYL",
        "name" => "name CA",
        "element" => "element C N O",
        "model" => "model 1",
        "altloc" => "altloc A",
        "serial" => "serial 1-100",
        _ => "index 0-99",
    }
}

/// What to say of an unknown word: the keyword that is likely meant, if any.
fn unknown(word: &str) -> String {
    let keywords = || {
        let classes = CLASSES.iter().map(|(name, _)| *name);
        OPERATORS.into_iter().chain(PROPERTIES).chain(classes)
    };
    let lower = word.to_lowercase();
    let near = keywords().map(|k| (edits(&lower, k), k)).min();
    match near {
        Some((distance, keyword)) if distance <= 2 && distance < keyword.len() => {
            format!("`{word}` is not a word of the selection language; is it `{keyword}`?")
        }
        _ => format!(
            "`{word}` is not a word of the selection language, which are {}",
            keywords().collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Letters to insert, remove or change from one word to the other (Levenshtein's distance).
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// `5`, `-5`, `-5--1`, `1:9`: one number or two.
fn integers(text: &str) -> Result<[i64; 2], String> {
    let wrong = || format!("`{text}` is not a whole number or a range such as `0-99`");
    let number = |part: &str| part.parse::<i64>().map_err(|_| wrong());
    match split_range(text) {
        None => number(text).map(|n| [n, n]),
        Some((first, last)) => ordered([number(first)?, number(last)?], text),
    }
}

/// `52`, `-5`, `52A`, `10-20`, `-5--1`, `52A-52C`.
fn residue_range(text: &str) -> Result<ResidueRange, String> {
    let one = |part: &str| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let code = &part[digits.len()..];
        let number = digits.parse::<i32>().ok().filter(|_| code.len() <= 1);
        number.map(|n| (n, code.bytes().next().unwrap_or(0))).ok_or_else(|| {
            format!("`{text}` is not a residue number such as `10`, `-5`, `52A`, or a range such as `10-20`")
        })
    };
    match split_range(text) {
        None => one(text).map(|(number, code)| ResidueRange::One(number, code)),
        Some((first, last)) => {
            let [first, last] = [one(first)?, one(last)?];
            let range = ResidueRange::Span(first, last);
            if range.contains(first.0, first.1) { Ok(range) } else { Err(backwards(text)) }
        }
    }
}

/// Cuts a range at `:`, or at the `-` that is not the sign of its first number.
fn split_range(text: &str) -> Option<(&str, &str)> {
    if let Some(parts) = text.split_once(':') {
        return Some(parts);
    }
    let sign = usize::from(text.starts_with('-'));
    let dash = text.get(sign..)?.find('-')? + sign;
    Some((&text[..dash], &text[dash + 1..]))
}

fn ordered(range: [i64; 2], text: &str) -> Result<[i64; 2], String> {
    if range[0] <= range[1] { Ok(range) } else { Err(backwards(text)) }
}

fn backwards(text: &str) -> String {
    format!("the range `{text}` runs backwards")
}

/// Parts joined in pairs, then pairs of pairs: a chain of any length makes a tree that recursion can walk.
fn joined(
    mut parts: Vec<Expression>,
    join: fn(Box<Expression>, Box<Expression>) -> Expression,
) -> Expression {
    while parts.len() > 1 {
        let mut rest = parts.into_iter();
        parts = Vec::with_capacity(rest.len().div_ceil(2));
        while let Some(left) = rest.next() {
            parts.push(match rest.next() {
                Some(right) => join(Box::new(left), Box::new(right)),
                None => left,
            });
        }
    }
    parts.pop().unwrap_or(Expression::Nothing)
}
