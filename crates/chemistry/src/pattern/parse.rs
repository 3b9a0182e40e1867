//! Reading SMARTS by recursive descent.
//!
//! ```text
//! pattern  = chain { "." chain }
//! chain    = atom { [bond] ( atom | closure | "(" chain ")" ) }
//! atom     = organic | "[" low { } "]"
//! low      = or { ";" or }      or = high { "," high }      high = not { ["&"] not }      not = "!" not | primitive
//! ```

use super::query::{BondSet, Property, Query, Test};
use super::{Pattern, PatternError};
use crate::Hybridization;
use geminal_structure::Element;
use std::ops::RangeInclusive;

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    environments: usize,
    diagnostics: Vec<String>,
}

/// A position and what is wrong there.
type Wrong = (usize, String);

/// Atoms and bonds read so far on one level.
#[derive(Default)]
struct Parts {
    tests: Vec<Test>,
    maps: Vec<u16>,
    bonds: Vec<(usize, usize, BondSet)>,
    /// Open ring closures: number, atom, bond if given, column.
    open: Vec<(u32, usize, Option<BondSet>, usize)>,
}

pub(super) fn parse(smarts: &str) -> Result<Pattern, PatternError> {
    let mut parser = Parser { text: smarts.as_bytes(), at: 0, environments: 0, diagnostics: Vec::new() };
    match parser.pattern() {
        Ok((query, maps)) => Ok(Pattern {
            text: smarts.to_owned(),
            query,
            maps,
            environments: parser.environments,
            diagnostics: parser.diagnostics,
        }),
        Err((at, message)) => Err(PatternError { pattern: smarts.to_owned(), column: at + 1, message }),
    }
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn eat(&mut self, expected: u8) -> bool {
        let found = self.peek() == Some(expected);
        self.at += usize::from(found);
        found
    }

    fn wrong<T>(&self, message: &str) -> Result<T, Wrong> {
        Err((self.at, message.to_owned()))
    }

    fn note(&mut self, what: &str) {
        let column = self.at + 1;
        self.diagnostics.push(format!("column {column}: {what} has no effect"));
    }

    /// A pattern up to the end of the text or a closing parenthesis that is not its own.
    fn pattern(&mut self) -> Result<(Query, Vec<u16>), Wrong> {
        let mut parts = Parts::default();
        let nested = self.at > 0;
        // Atoms to return to, with the column of the parenthesis.
        let mut branches: Vec<(usize, usize)> = Vec::new();
        let mut last: Option<usize> = None;
        while let Some(c) = self.peek() {
            match c {
                b'(' => match last {
                    Some(atom) => {
                        branches.push((atom, self.at));
                        self.at += 1;
                    }
                    None => {
                        return self
                            .wrong("a branch needs an atom before it (groups of components are not read)");
                    }
                },
                b')' => {
                    let Some((atom, _)) = branches.pop() else {
                        if nested {
                            break;
                        }
                        return self.wrong("this parenthesis was not opened");
                    };
                    last = Some(atom);
                    self.at += 1;
                }
                b'.' => {
                    if last.take().is_none() {
                        return self.wrong("an atom is missing before the dot");
                    }
                    self.at += 1;
                }
                _ => last = Some(self.link(last, &mut parts)?),
            }
        }
        if let Some(&(_, column)) = branches.last() {
            return Err((column, "this parenthesis is not closed".to_owned()));
        }
        if let Some(&(number, _, _, column)) = parts.open.first() {
            return Err((column, format!("ring closure {number} is not closed")));
        }
        if last.is_none() {
            return self.wrong("an atom is missing");
        }
        Ok((Query::new(parts.tests, &parts.bonds), parts.maps))
    }

    /// A bond, if any, and the atom or ring closure behind it; the atom to go on from.
    fn link(&mut self, last: Option<usize>, parts: &mut Parts) -> Result<usize, Wrong> {
        let column = self.at;
        let bond = self.bond()?;
        if bond.is_some() && last.is_none() {
            return Err((column, "a bond needs an atom before it".to_owned()));
        }
        if let Some(c) = self.peek().filter(|c| c.is_ascii_digit() || *c == b'%') {
            let Some(atom) = last else { return self.wrong("a ring closure needs an atom before it") };
            let column = self.at;
            self.at += 1;
            let number = if c == b'%' { self.closure_number()? } else { u32::from(c - b'0') };
            return close_ring(number, atom, bond, column, parts);
        }
        let (test, map) = self.atom()?;
        let atom = parts.tests.len();
        parts.tests.push(test);
        parts.maps.push(map);
        if let Some(before) = last {
            parts.bonds.push((before, atom, bond.unwrap_or(BondSet::DEFAULT)));
        }
        Ok(atom)
    }

    /// The number behind `%`: two digits, or any in parentheses.
    fn closure_number(&mut self) -> Result<u32, Wrong> {
        if self.eat(b'(') {
            let number = self.number().filter(|_| self.eat(b')'));
            return number.map_or_else(|| self.wrong("a number and `)` are expected here"), Ok);
        }
        match (self.peek(), self.peek_at(1)) {
            (Some(a @ b'0'..=b'9'), Some(b @ b'0'..=b'9')) => {
                self.at += 2;
                Ok(u32::from(a - b'0') * 10 + u32::from(b - b'0'))
            }
            _ => self.wrong("two digits are expected behind %"),
        }
    }

    fn number(&mut self) -> Option<u32> {
        let start = self.at;
        let mut value = 0u32;
        while let Some(c @ b'0'..=b'9') = self.peek() {
            value = value.saturating_mul(10).saturating_add(u32::from(c - b'0'));
            self.at += 1;
        }
        (self.at > start).then_some(value)
    }

    // Bonds.

    fn bond(&mut self) -> Result<Option<BondSet>, Wrong> {
        if !self.peek().is_some_and(|c| b"-=#$:~@/\\!".contains(&c)) {
            return Ok(None);
        }
        let mut all = self.bond_or()?;
        while self.eat(b';') {
            all.0 &= self.bond_or()?.0;
        }
        Ok(Some(all))
    }

    fn bond_or(&mut self) -> Result<BondSet, Wrong> {
        let mut any = self.bond_and()?;
        while self.eat(b',') {
            any.0 |= self.bond_and()?.0;
        }
        Ok(any)
    }

    fn bond_and(&mut self) -> Result<BondSet, Wrong> {
        let mut all = self.bond_not()?;
        while self.eat(b'&') || self.peek().is_some_and(|c| b"-=#$:~@/\\!".contains(&c)) {
            all.0 &= self.bond_not()?.0;
        }
        Ok(all)
    }

    fn bond_not(&mut self) -> Result<BondSet, Wrong> {
        let set = match self.peek() {
            Some(b'!') => {
                self.at += 1;
                return Ok(self.bond_not()?.not());
            }
            Some(b'-') if self.peek_at(1) == Some(b'>') => {
                self.at += 1;
                BondSet::DATIVE
            }
            Some(b'-') => BondSet::SINGLE,
            Some(b'=') => BondSet::DOUBLE,
            Some(b'#') => BondSet::TRIPLE,
            Some(b'$') => BondSet::QUADRUPLE,
            Some(b':') => BondSet::AROMATIC,
            Some(b'~') => BondSet::ANY,
            Some(b'@') => BondSet::RING,
            Some(b'/' | b'\\') => {
                self.note("the direction of a bond");
                BondSet(BondSet::SINGLE.0 | BondSet::AROMATIC.0)
            }
            _ => return self.wrong("a bond is expected here"),
        };
        self.at += 1;
        Ok(set)
    }

    // Atoms.

    fn atom(&mut self) -> Result<(Test, u16), Wrong> {
        let column = self.at;
        if self.eat(b'[') {
            let test = self.hydrogen_atom().map_or_else(|| self.low_and(), Ok)?;
            let map = if self.eat(b':') { self.number().unwrap_or(0) as u16 } else { 0 };
            return match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    Ok((test, map))
                }
                None => Err((column, "this bracket is not closed".to_owned())),
                Some(_) => self.wrong("this is no property of an atom"),
            };
        }
        let two = [self.peek(), self.peek_at(1)];
        let (length, test) = match two {
            [Some(b'C'), Some(b'l')] => (2, symbol("Cl")),
            [Some(b'B'), Some(b'r')] => (2, symbol("Br")),
            [Some(b'*'), _] => (1, Some(Test::True)),
            [Some(b'A'), _] => (1, Some(Test::Aromatic(false))),
            [Some(b'a'), _] => (1, Some(Test::Aromatic(true))),
            [Some(c), _] if b"BCNOPSFIbcnops".contains(&c) => (1, symbol(&char::from(c).to_string())),
            _ => (0, None),
        };
        self.at += length;
        test.map_or_else(|| self.wrong("an atom is expected here"), |test| Ok((test, 0)))
    }

    /// `[H]`, `[2H]`, `[H+]`: hydrogen itself, where `H` would else count hydrogens.
    fn hydrogen_atom(&mut self) -> Option<Test> {
        let start = self.at;
        let isotope = self.number();
        if self.eat(b'H') && matches!(self.peek(), Some(b']' | b'+' | b'-' | b':')) {
            let mut tests = vec![Test::Element(1)];
            tests.extend(isotope.map(|mass| Test::Isotope(mass as u16)));
            if matches!(self.peek(), Some(b'+' | b'-')) {
                tests.extend(self.charge());
            }
            if matches!(self.peek(), Some(b']' | b':')) {
                return Some(Test::All(tests));
            }
        }
        self.at = start;
        None
    }

    fn low_and(&mut self) -> Result<Test, Wrong> {
        let mut tests = vec![self.or()?];
        while self.eat(b';') {
            tests.push(self.or()?);
        }
        Ok(all(tests))
    }

    fn or(&mut self) -> Result<Test, Wrong> {
        let mut tests = vec![self.high_and()?];
        while self.eat(b',') {
            tests.push(self.high_and()?);
        }
        Ok(if tests.len() == 1 { tests.remove(0) } else { Test::Either(tests) })
    }

    fn high_and(&mut self) -> Result<Test, Wrong> {
        let mut tests = vec![self.not()?];
        loop {
            if self.eat(b'&') || !matches!(self.peek(), None | Some(b']' | b',' | b';' | b':')) {
                tests.push(self.not()?);
            } else {
                return Ok(all(tests));
            }
        }
    }

    fn not(&mut self) -> Result<Test, Wrong> {
        if self.eat(b'!') { Ok(Test::Not(Box::new(self.not()?))) } else { self.primitive() }
    }

    fn primitive(&mut self) -> Result<Test, Wrong> {
        let Some(c) = self.peek() else { return self.wrong("the pattern ends within a bracket") };
        if let Some(test) = self.element(c) {
            return Ok(test);
        }
        match c {
            b'+' | b'-' => return self.charge().map_or_else(|| self.wrong("a charge is expected here"), Ok),
            b'$' => return self.environment(),
            b'@' => return Ok(self.chirality()),
            b'0'..=b'9' => {
                let mass = self.number().unwrap_or(0);
                return Ok(Test::Isotope(mass as u16));
            }
            _ => {}
        }
        self.at += 1;
        match c {
            b'*' => Ok(Test::True),
            b'A' => Ok(Test::Aromatic(false)),
            b'a' => Ok(Test::Aromatic(true)),
            b'#' => match self.number() {
                Some(n @ 0..=118) => Ok(Test::Element(n as u8)),
                _ => self.wrong("an atomic number is expected here"),
            },
            b'D' => self.count(Property::Degree, 1..=1),
            b'X' => self.count(Property::Connectivity, 1..=1),
            b'H' => self.count(Property::Hydrogens, 1..=1),
            b'h' => self.count(Property::ImplicitHydrogens, 1..=u8::MAX),
            b'v' => self.count(Property::Valence, 1..=1),
            b'R' => self.count(Property::Rings, 1..=u8::MAX),
            b'r' => self.count(Property::SmallestRing, 1..=u8::MAX),
            b'x' => self.count(Property::RingBonds, 1..=u8::MAX),
            b'k' => match self.number() {
                Some(n @ 3..=255) => Ok(Test::InRingOfSize(n as u8)),
                _ => self.wrong("the size of a ring is expected here"),
            },
            b'^' => self.hybridization(),
            _ => {
                self.at -= 1;
                self.wrong("this is no property of an atom")
            }
        }
    }

    /// A symbol of an element: two letters before one, except where the two are primitives of their own.
    fn element(&mut self, first: u8) -> Option<Test> {
        if let Some(second) = self.peek_at(1).filter(u8::is_ascii_lowercase) {
            let text = [first, second].map(char::from).iter().collect::<String>();
            let aromatic = ["se", "as", "te", "si"].contains(&text.as_str());
            if aromatic || (first.is_ascii_uppercase() && Element::from_symbol(&text).is_some()) {
                self.at += 2;
                return symbol(&text);
            }
        }
        if b"BCNOFPSIKVYWU".contains(&first) || b"bcnops".contains(&first) {
            self.at += 1;
            return symbol(&char::from(first).to_string());
        }
        None
    }

    /// `{2-3}`, `{-3}`, `{2-}`, a number, or nothing for the default.
    fn count(&mut self, property: Property, default: RangeInclusive<u8>) -> Result<Test, Wrong> {
        let bound = |n: u32| n.min(255) as u8;
        if self.eat(b'{') {
            let low = self.number().map_or(0, bound);
            let high = if self.eat(b'-') { self.number().map_or(u8::MAX, bound) } else { low };
            if !self.eat(b'}') {
                return self.wrong("`}` is expected here");
            }
            return Ok(Test::Count(property, low..=high));
        }
        Ok(Test::Count(property, self.number().map_or(default, |n| bound(n)..=bound(n))))
    }

    fn charge(&mut self) -> Option<Test> {
        let sign = self.peek()?;
        let start = self.at;
        while self.eat(sign) {}
        let signs = (self.at - start) as i32;
        let size = if signs == 1 { self.number().map_or(1, |n| n as i32) } else { signs };
        let charge = i8::try_from(if sign == b'+' { size } else { -size }).ok()?;
        Some(Test::Charge(charge..=charge))
    }

    fn hybridization(&mut self) -> Result<Test, Wrong> {
        let kind = match self.number() {
            Some(0) => Hybridization::S,
            Some(1) => Hybridization::Sp,
            Some(2) => Hybridization::Sp2,
            Some(3) => Hybridization::Sp3,
            Some(4) => Hybridization::Sp3d,
            Some(5) => Hybridization::Sp3d2,
            _ => return self.wrong("a hybridization from 0 (s) to 5 (sp3d2) is expected here"),
        };
        Ok(Test::Hybridization(kind))
    }

    fn environment(&mut self) -> Result<Test, Wrong> {
        let column = self.at;
        self.at += 1;
        if !self.eat(b'(') {
            return self.wrong("`(` is expected behind $");
        }
        let number = self.environments;
        self.environments += 1;
        let (query, _) = self.pattern()?;
        if !self.eat(b')') {
            return Err((column, "this environment is not closed".to_owned()));
        }
        Ok(Test::Environment(number, Box::new(query)))
    }

    /// `@`, `@@`, `@TH1`, `@?`.
    fn chirality(&mut self) -> Test {
        self.note("chirality");
        while self.eat(b'@') {}
        let class = [self.peek(), self.peek_at(1)].map(|c| c.unwrap_or(0));
        if [*b"TH", *b"AL", *b"SP", *b"TB", *b"OH"].contains(&class) {
            self.at += 2;
            self.number();
        }
        self.eat(b'?');
        Test::True
    }
}

/// Opens a ring closure or closes it with a bond.
fn close_ring(
    number: u32,
    atom: usize,
    bond: Option<BondSet>,
    column: usize,
    parts: &mut Parts,
) -> Result<usize, Wrong> {
    let Some(place) = parts.open.iter().position(|open| open.0 == number) else {
        parts.open.push((number, atom, bond, column));
        return Ok(atom);
    };
    let (_, other, before, _) = parts.open.remove(place);
    let joined = parts.bonds.iter().any(|b| (b.0, b.1) == (other, atom) || (b.0, b.1) == (atom, other));
    if other == atom || joined {
        return Err((column, format!("ring closure {number} joins atoms that are joined already")));
    }
    let set = match (before, bond) {
        (Some(a), Some(b)) if a != b => {
            return Err((column, format!("the two ends of ring closure {number} name different bonds")));
        }
        (Some(set), _) | (None, Some(set)) => set,
        (None, None) => BondSet::DEFAULT,
    };
    parts.bonds.push((other, atom, set));
    Ok(atom)
}

/// An element by symbol: aliphatic in capitals, aromatic in small letters.
fn symbol(text: &str) -> Option<Test> {
    let element = Element::from_symbol(text)?;
    let aromatic = text.starts_with(|c: char| c.is_ascii_lowercase());
    Some(Test::All(vec![Test::Element(element.number()), Test::Aromatic(aromatic)]))
}

fn all(mut tests: Vec<Test>) -> Test {
    if tests.len() == 1 { tests.remove(0) } else { Test::All(tests) }
}
