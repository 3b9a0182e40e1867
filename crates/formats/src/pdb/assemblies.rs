//! `REMARK 350`, the biological assemblies, and `MTRIX`, the non-crystallographic symmetry.
//!
//! ```text
//! REMARK 350 BIOMOLECULE: 1
//! REMARK 350 AUTHOR DETERMINED BIOLOGICAL UNIT: HEXAMERIC
//! REMARK 350 APPLY THE FOLLOWING TO CHAINS: A, B, C,
//! REMARK 350                    AND CHAINS: D
//! REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        0.00000
//! REMARK 350   BIOMT2   1  0.000000  1.000000  0.000000        0.00000
//! REMARK 350   BIOMT3   1  0.000000  0.000000  1.000000        0.00000
//! ```

use super::card::Card;
use crate::diagnostic::Log;
use crate::number::decimal;
use geminal_structure::{Assembly, AssemblyPart, ChainIds, Name, Structure, Transform};

/// Gathers both.
#[derive(Default)]
pub(super) struct AssemblyReader {
    assemblies: Vec<Assembly>,
    ncs: Vec<(Transform, bool)>,
    rows: Vec<[f64; 4]>,
    /// The chains of the open part come over several lines.
    chains: Vec<Name>,
    chains_done: bool,
}

impl AssemblyReader {
    /// A line of `REMARK 350`.
    pub(super) fn remark(&mut self, card: &Card<'_>, line: &str, log: &mut Log) {
        let text = line.get(10..).unwrap_or("").trim();
        if let Some(id) = text.strip_prefix("BIOMOLECULE:") {
            let id = id.trim().to_owned();
            self.assemblies.push(Assembly { id, ..Assembly::default() });
            self.chains.clear();
        } else if let Some(unit) = text.strip_prefix("AUTHOR DETERMINED BIOLOGICAL UNIT:") {
            self.details(unit);
        } else if let Some(unit) = text.strip_prefix("SOFTWARE DETERMINED QUATERNARY STRUCTURE:") {
            self.details(unit);
        } else if let Some(chains) = text.strip_prefix("APPLY THE FOLLOWING TO CHAINS:") {
            self.chains.clear();
            self.chains_done = false;
            self.more_chains(chains);
        } else if let Some(chains) = text.strip_prefix("AND CHAINS:") {
            self.more_chains(chains);
        } else if text.starts_with("BIOMT") {
            self.operator(card, text, log);
        }
    }

    fn details(&mut self, unit: &str) {
        if let Some(assembly) = self.assemblies.last_mut()
            && assembly.details.is_empty()
        {
            assembly.details = unit.trim().to_ascii_lowercase();
        }
    }

    fn more_chains(&mut self, chains: &str) {
        let ids = chains.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty() && *id != "NULL");
        self.chains.extend(ids.map(Name::from));
    }

    fn operator(&mut self, card: &Card<'_>, text: &str, log: &mut Log) {
        let Some((row, values)) = row(text) else {
            log.note(card.number, 0, "a row of an assembly's transform cannot be read", "left out");
            return;
        };
        let Some(transform) = self.collect(row, values) else { return };
        let Some(assembly) = self.assemblies.last_mut() else {
            log.note(card.number, 0, "a transform before any BIOMOLECULE", "left out");
            return;
        };
        if !self.chains_done {
            let chains = ChainIds::Author(std::mem::take(&mut self.chains));
            assembly.parts.push(AssemblyPart { chains, transforms: Vec::new() });
            self.chains_done = true;
        }
        if let Some(part) = assembly.parts.last_mut() {
            part.transforms.push(transform);
        }
    }

    /// `MTRIX1` to `MTRIX3`: a row each; a 1 in column 60 says that the copies are in the file.
    pub(super) fn ncs(&mut self, card: &Card<'_>, log: &mut Log) {
        let mut number =
            |first, last| card.decimal(first, last, "an element of a matrix", log).unwrap_or(0.0);
        let values = [number(11, 20), number(21, 30), number(31, 40), number(46, 55)];
        let row = usize::from(card.byte(6) - b'0');
        if let Some(transform) = self.collect(row, values) {
            self.ncs.push((transform, card.byte(60) == b'1'));
        }
    }

    /// A transform as soon as its third row is there.
    fn collect(&mut self, row: usize, values: [f64; 4]) -> Option<Transform> {
        if row == 1 {
            self.rows.clear();
        }
        self.rows.push(values);
        let [x, y, z] = *self.rows.as_slice() else { return None };
        self.rows.clear();
        let turn = |r: [f64; 4]| [r[0], r[1], r[2]];
        Some(Transform { rotation: [turn(x), turn(y), turn(z)], translation: [x[3], y[3], z[3]] })
    }

    /// The assemblies that say something of any chain.
    pub(super) fn assemblies(&mut self) -> Vec<Assembly> {
        let mut assemblies = std::mem::take(&mut self.assemblies);
        assemblies.retain(|assembly| !assembly.parts.is_empty());
        assemblies
    }

    pub(super) fn finish(mut self, structure: &mut Structure) {
        structure.assemblies = self.assemblies();
        structure.ncs = self.ncs;
    }
}

/// `BIOMT2   1  0.0 1.0 0.0  0.0`: the row's number and its four values.
fn row(text: &str) -> Option<(usize, [f64; 4])> {
    let mut words = text.split_whitespace();
    let row = words.next()?.strip_prefix("BIOMT")?.parse().ok().filter(|row| (1..=3).contains(row))?;
    words.next()?;
    let mut values = [0.0; 4];
    for value in &mut values {
        *value = decimal(words.next()?.as_bytes())?;
    }
    Some((row, values))
}
