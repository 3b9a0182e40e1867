//! What a selection says, as a tree.

use std::fmt;

use crate::Element;

/// A selection as a tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    All,
    /// Nothing; `none`.
    Nothing,
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    /// Atoms at most so far (Å) from any of these, of the same model.
    Within(f64, Box<Expression>),
    /// All atoms of the residues that hold any of these.
    ByResidue(Box<Expression>),
    Class(Class),
    Chain(Vec<String>),
    ResidueName(Vec<String>),
    AtomName(Vec<String>),
    Element(Vec<Element>),
    AltLoc(Vec<u8>),
    ResidueNumber(Vec<ResidueRange>),
    Model(Vec<[i64; 2]>),
    Index(Vec<[i64; 2]>),
    Serial(Vec<[i64; 2]>),
}

/// Words that need no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Protein,
    Nucleic,
    Water,
    Ligand,
    Ion,
    Saccharide,
    Backbone,
    Hydrogen,
    Hetero,
}

/// The words of the classes.
pub(super) const CLASSES: [(&str, Class); 9] = [
    ("protein", Class::Protein),
    ("nucleic", Class::Nucleic),
    ("water", Class::Water),
    ("ligand", Class::Ligand),
    ("ion", Class::Ion),
    ("saccharide", Class::Saccharide),
    ("backbone", Class::Backbone),
    ("hydrogen", Class::Hydrogen),
    ("hetero", Class::Hetero),
];

/// Residues from one number and insertion code to another, both included.
///
/// One number alone means the residue without insertion code; a range takes in all codes of the numbers between, and
/// where its end has no code, all codes of that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResidueRange {
    One(i32, u8),
    Span((i32, u8), (i32, u8)),
}

impl ResidueRange {
    pub(super) fn contains(self, number: i32, code: u8) -> bool {
        match self {
            ResidueRange::One(n, c) => (n, c) == (number, code),
            ResidueRange::Span(first, (last, last_code)) => {
                let last_code = if last_code == 0 { u8::MAX } else { last_code };
                (first..=(last, last_code)).contains(&(number, code))
            }
        }
    }
}

impl fmt::Display for Expression {
    /// The selection in a form that reads back as the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges = |ranges: &[[i64; 2]]| {
            let one = |[first, last]: &[i64; 2]| {
                if first == last { format!(" {first}") } else { format!(" {first}-{last}") }
            };
            ranges.iter().map(one).collect::<String>()
        };
        let words = |words: &[String]| words.iter().map(|w| format!(" {}", quoted(w))).collect::<String>();
        match self {
            Expression::All => write!(f, "all"),
            Expression::Nothing => write!(f, "none"),
            Expression::Not(inner) => write!(f, "not {}", Operand(inner)),
            Expression::And(a, b) => write!(f, "{} and {}", Operand(a), Operand(b)),
            Expression::Or(a, b) => write!(f, "{} or {}", Operand(a), Operand(b)),
            Expression::Within(distance, inner) => write!(f, "within {distance} of {}", Operand(inner)),
            Expression::ByResidue(inner) => write!(f, "byres {}", Operand(inner)),
            Expression::Class(class) => {
                CLASSES.iter().filter(|(_, c)| c == class).try_for_each(|(word, _)| f.write_str(word))
            }
            Expression::Chain(names) => write!(f, "chain{}", words(names)),
            Expression::ResidueName(names) => write!(f, "resname{}", words(names)),
            Expression::AtomName(names) => write!(f, "name{}", words(names)),
            Expression::Element(elements) => {
                write!(f, "element")?;
                elements.iter().try_for_each(|element| write!(f, " {element}"))
            }
            Expression::AltLoc(codes) => {
                write!(f, "altloc")?;
                let text = |code: u8| if code == 0 { String::new() } else { char::from(code).to_string() };
                codes.iter().try_for_each(|code| write!(f, " {}", quoted(&text(*code))))
            }
            Expression::ResidueNumber(ranges) => {
                let code = |c: u8| if c == 0 { String::new() } else { char::from(c).to_string() };
                write!(f, "resid")?;
                ranges.iter().try_for_each(|range| match range {
                    ResidueRange::One(n, c) => write!(f, " {n}{}", code(*c)),
                    ResidueRange::Span((n, c), (m, d)) => write!(f, " {n}{}-{m}{}", code(*c), code(*d)),
                })
            }
            Expression::Model(numbers) => write!(f, "model{}", ranges(numbers)),
            Expression::Index(numbers) => write!(f, "index{}", ranges(numbers)),
            Expression::Serial(numbers) => write!(f, "serial{}", ranges(numbers)),
        }
    }
}

/// A part of an expression, in parentheses if it has parts of its own: more of them than the parser saw could be
/// more than it takes.
struct Operand<'a>(&'a Expression);

impl fmt::Display for Operand<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Expression::And(..) | Expression::Or(..) => write!(f, "({})", self.0),
            one => write!(f, "{one}"),
        }
    }
}

/// A value in the quotes it does not hold; one that holds both was read as a bare word, and is written as one.
fn quoted(word: &str) -> String {
    match (word.contains('"'), word.contains('\'')) {
        (false, _) => format!("\"{word}\""),
        (true, false) => format!("'{word}'"),
        (true, true) => word.to_owned(),
    }
}
