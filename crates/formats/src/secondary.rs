//! Helices and strands: from the ranges a file lists to the residues.

use crate::diagnostic::Log;
use crate::residue_index::{Naming, ResidueIndex};
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

/// Lists the elements (residues of the first model) and marks their residues in every model; the other
/// residues of proteins are coil, since the file lists what is not.
pub(crate) fn apply(ranges: Vec<Range>, structure: &mut Structure, naming: Naming, log: &mut Log) {
    if ranges.is_empty() {
        return;
    }
    let mut elements = Vec::new();
    let mut marks = Vec::new();
    let index = ResidueIndex::new(structure, naming);
    for range in &ranges {
        let ends = |(chain, number, code): &ResidueName| index.residues(chain, *number, *code);
        let (first, last) = (ends(&range.first), ends(&range.last));
        let in_order = first.zip(last).filter(|(first, last)| first <= last);
        let spans: Vec<[u32; 2]> = in_order.map(|(first, last)| [first as u32, last as u32]).collect();
        let Some(&residues) = spans.first() else {
            let what = format!(
                "residues {} {} to {} {} are not in the file",
                range.first.0, range.first.1, range.last.0, range.last.1
            );
            log.note(range.line, 0, what, "the helix or strand is left out");
            continue;
        };
        marks.extend(spans.into_iter().map(|span| (span, range.kind)));
        elements.push(SecondaryElement {
            kind: range.kind,
            id: range.id.clone(),
            residues,
            class: range.class,
            sense: range.sense,
        });
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
}
