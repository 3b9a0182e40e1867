//! XYZ: the number of atoms, a comment, and a line with a symbol and three coordinates for each atom.
//!
//! Frames follow each other; each is a structure of its own, named by its comment. A symbol may be an atomic
//! number or have more letters or digits behind (`C12`); what follows the coordinates is kept as it is.

use crate::diagnostic::Log;
use crate::lines::Lines;
use crate::number::decimal;
use crate::{ReadError, WriteError};
use geminal_structure::{AtomRecord, Builder, Element, EntityKind, Name, Structure};
use std::io::Write;

/// Key of [`geminal_structure::Atoms::other`] for what stands behind the coordinates.
pub(crate) const FURTHER: &str = "XYZ columns";

/// Key for a symbol that is more than that of the element (`C12`, `6`).
pub(crate) const SYMBOL: &str = "XYZ symbol";

/// Cuts a text into frames, with the numbers of their first lines.
pub(crate) fn records(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut lines = Lines::new(text, 1);
    std::iter::from_fn(move || {
        let mut start = lines.rest();
        let mut count = None;
        while let Some(line) = lines.next() {
            if !line.trim().is_empty() {
                count = Some(line.trim().parse::<usize>().unwrap_or(usize::MAX));
                break;
            }
            start = lines.rest();
        }
        let first = lines.number;
        // Without a count the frames cannot be told apart: all of the rest is one, and damaged.
        let mut rest = count?.saturating_add(1);
        while rest > 0 && lines.next().is_some() {
            rest -= 1;
        }
        Some((first, &start[..start.len() - lines.rest().len()]))
    })
}

/// Reads one frame, beginning at line `first` of its file.
pub(crate) fn read_record(text: &str, first: usize, _log: &mut Log) -> Result<Structure, ReadError> {
    let mut lines = Lines::new(text, first);
    let count = lines.next().and_then(|line| line.trim().parse::<usize>().ok());
    let Some(count) = count else {
        return Err(ReadError::damaged(first, 1, "a frame does not begin with the number of its atoms"));
    };
    let name = lines.next().unwrap_or("").trim_end().to_owned();
    let mut builder = Builder::default();
    let (mut symbols, mut further) = (Vec::new(), Vec::new());
    for k in 0..count {
        let Some(line) = lines.next() else {
            let what = format!("atom {} of {count} is missing", k + 1);
            return Err(ReadError::damaged(lines.number, 0, what));
        };
        let (atom, symbol, rest) = atom(line, k).ok_or_else(|| {
            ReadError::damaged(lines.number, 1, format!("{line:?} is not a symbol and three coordinates"))
        })?;
        if atom.element.symbol() != symbol {
            symbols.push((k, Name::from(symbol)));
        }
        if !rest.is_empty() {
            further.push((k, Name::from(rest)));
        }
        builder.atom(atom);
    }
    let mut structure = builder.finish();
    structure.name = name;
    structure.residues.entity_kind.fill(EntityKind::Ligand);
    for (key, values) in [(SYMBOL, symbols), (FURTHER, further)] {
        if !values.is_empty() {
            let mut column = vec![Name::new(); count];
            values.into_iter().for_each(|(k, text)| column[k] = text);
            structure.atoms.other.push((key.into(), column));
        }
    }
    Ok(structure)
}

fn atom(line: &str, index: usize) -> Option<(AtomRecord, &str, &str)> {
    let mut rest = line.trim();
    let mut word = || {
        let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        rest = after.trim_start();
        word
    };
    let symbol = word();
    let mut position = [0.0; 3];
    for value in &mut position {
        *value = decimal(word().as_bytes())?;
    }
    let record = AtomRecord {
        element: element(symbol),
        position,
        serial: index as i32 + 1,
        hetero: true,
        ..AtomRecord::default()
    };
    Some((record, symbol, rest))
}

fn element(symbol: &str) -> Element {
    if let Ok(number) = symbol.parse::<u8>() {
        return Element::from_number(number).unwrap_or_default();
    }
    let end = symbol.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(symbol.len());
    let letters = &symbol[..end];
    let shorter = || Element::from_symbol(letters.get(..1)?);
    Element::from_symbol(letters).or_else(shorter).unwrap_or_default()
}

/// Writes a frame for each model.
pub(crate) fn write(structure: &Structure, out: &mut impl Write) -> Result<(), WriteError> {
    let column = |key: &str| structure.atoms.other.iter().find(|(known, _)| known == key);
    let (symbols, further) = (column(SYMBOL), column(FURTHER));
    let name = if structure.name.is_empty() { &structure.header.title } else { &structure.name };
    for model in 0..structure.models.len() {
        let atoms = structure.model_atoms(model);
        let mut text = format!("{}\n{}\n", atoms.len(), name.replace(['\n', '\r'], " "));
        for atom in atoms {
            let own = symbols.map_or("", |(_, column)| &column[atom]);
            let deuterium = structure.atoms.isotope.as_ref().is_some_and(|isotope| isotope[atom] == 2);
            let symbol = structure.atoms.element[atom].symbol();
            let symbol = match own {
                "" if deuterium => "D",
                "" => symbol,
                own => own,
            };
            text.push_str(&format!("{symbol:<2}"));
            for value in structure.atoms.position[atom] {
                let start = text.len();
                crate::number::push_exact(value, 6, &mut text);
                let width = text.len() - start;
                text.insert_str(start, &" ".repeat(14usize.saturating_sub(width).max(1)));
            }
            let further = further.map_or("", |(_, column)| &column[atom]);
            text.push_str(if further.is_empty() { "" } else { " " });
            text.push_str(further);
            text.push('\n');
        }
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_structures() {
        let text = "2\nfirst\nC 0 0 0\nO 1.13 0 0 -0.1 x\n\n1\n\n6 1 2 3\n";
        let frames: Vec<_> =
            records(text).map(|(line, text)| read_record(text, line, &mut Log::default()).unwrap()).collect();
        assert_eq!(frames.len(), 2);
        assert_eq!((frames[0].name.as_str(), frames[1].name.as_str()), ("first", ""));
        assert_eq!(frames[0].atoms.element, [Element::C, Element::O]);
        assert_eq!(frames[0].atoms.other[0].1, ["", "-0.1 x"].map(Name::from));
        assert_eq!(frames[1].atoms.position, [[1.0, 2.0, 3.0]]);
    }

    #[test]
    fn damage_is_an_error() {
        for text in ["x", "3\n\nC 0 0 0\n", "1\n\nC 0 0\n", "1\n\nC 0 0 nan\n"] {
            let first = records(text).map(|(line, text)| read_record(text, line, &mut Log::default())).next();
            assert!(first.unwrap().is_err(), "{text}");
        }
    }
}
