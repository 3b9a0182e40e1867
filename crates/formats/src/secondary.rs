//! Helices and strands: from the ranges a file lists to the residues.

use crate::diagnostic::Log;
use crate::residue_index::ResidueIndex;
use geminal_structure::{EntityKind, Name, SecondaryElement, SecondaryStructure, Structure};

/// A residue as a list of helices names it: chain, number, insertion code.
pub(crate) type ResidueName = (Name, i32, u8);

/// A helix or a strand as a file lists it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Range {
    pub(crate) line: usize,
    pub(crate) kind: SecondaryStructure,
    pub(crate) id: Name,
    pub(crate) first: ResidueName,
    pub(crate) last: ResidueName,
    pub(crate) class: i32,
    pub(crate) sense: i8,
}

/// Lists the elements and marks their residues in every model; the other residues of proteins are coil, since
/// the file lists what is not. Gives back which ranges are left out, for want of their residues.
pub(crate) fn apply(ranges: &[Range], structure: &mut Structure, log: &mut Log) -> Vec<usize> {
    if ranges.is_empty() {
        return Vec::new();
    }
    let mut left_out = Vec::new();
    let mut elements = Vec::new();
    let mut marks = Vec::new();
    let index = ResidueIndex::new(structure);
    for (k, range) in ranges.iter().enumerate() {
        let spans = range.spans(&index);
        let Some(&residues) = spans.first() else {
            let what = format!(
                "residues {} {} to {} {} are not in the file",
                range.first.0, range.first.1, range.last.0, range.last.1
            );
            log.note(range.line, 0, what, "the helix or strand is left out");
            left_out.push(k);
            continue;
        };
        marks.extend(spans.into_iter().map(|span| (span, range.kind)));
        elements.push(range.element(residues));
    }
    let residues = &mut structure.residues;
    for (kind, secondary) in residues.entity_kind.iter().zip(&mut residues.secondary) {
        if *kind == EntityKind::Protein {
            *secondary = SecondaryStructure::Coil;
        }
    }
    for ([first, last], kind) in marks {
        residues.secondary[first as usize..=last as usize].fill(kind);
    }
    structure.secondary = elements;
    left_out
}

impl Range {
    /// First and last residue, in each model that has them.
    fn spans(&self, index: &ResidueIndex<'_>) -> Vec<[u32; 2]> {
        let ends = |(chain, number, code): &ResidueName| index.residues(chain, *number, *code);
        let in_order = ends(&self.first).zip(ends(&self.last)).filter(|(first, last)| first <= last);
        in_order.map(|(first, last)| [first as u32, last as u32]).collect()
    }

    /// The element, of the first model that has its residues.
    pub(crate) fn found(&self, index: &ResidueIndex<'_>) -> Option<SecondaryElement> {
        self.spans(index).first().map(|&residues| self.element(residues))
    }

    fn element(&self, residues: [u32; 2]) -> SecondaryElement {
        SecondaryElement {
            kind: self.kind,
            id: self.id.clone(),
            residues,
            class: self.class,
            sense: self.sense,
        }
    }
}
