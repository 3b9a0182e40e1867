//! Records kept since the file was read of which the model holds a part: they say more (comments, registration of
//! strands, symmetry operators), so they are written again where they still say what the model says.

use crate::diagnostic::Log;
use crate::pdb::{assemblies::AssemblyReader, card::Card, header, links, secondary};
use crate::residue_index::ResidueIndex;
use geminal_structure::Structure;
use rustc_hash::FxHashSet;

/// What of the kept records is written.
pub(super) struct Kept {
    /// `HELIX` and `SHEET`.
    pub(super) secondary: bool,
    /// `REMARK 2`
    pub(super) resolution: bool,
    /// `REMARK 350`
    pub(super) assemblies: bool,
    /// Lines of `LINK` and `SSBOND`.
    pub(super) links: FxHashSet<String>,
    /// The bonds they tell, smaller atom first.
    pub(super) linked: FxHashSet<(usize, usize)>,
}

impl Kept {
    pub(super) fn of(structure: &Structure) -> Kept {
        let secondary = lines(structure, &["HELIX", "SHEET"]);
        let remarks = lines(structure, &["REMARK"]);
        let resolution = remarks.iter().filter_map(|line| header::resolution(line)).next_back();
        let (links, linked) = links_that_hold(structure);
        Kept {
            secondary: secondary::elements(&secondary, structure).as_ref() == Some(&structure.secondary),
            resolution: resolution == structure.header.resolution,
            assemblies: assemblies_hold(&remarks, structure),
            links,
            linked,
        }
    }

    /// Whether a kept line is written.
    pub(super) fn holds(&self, record: &str, line: &str) -> bool {
        match record {
            "HELIX" | "SHEET" => self.secondary,
            "SSBOND" | "LINK" => self.links.contains(line),
            "REMARK" if is_remark(line, "2") => self.resolution,
            "REMARK" if is_remark(line, "350") => self.assemblies,
            _ => true,
        }
    }
}

/// Whether a line is one of the remarks of a number.
fn is_remark(line: &str, number: &str) -> bool {
    line.get(7..10).or(line.get(7..)).is_some_and(|text| text.trim() == number)
}

/// The kept lines of some records, whole.
fn lines(structure: &Structure, records: &[&str]) -> Vec<String> {
    let kept = structure.header.other.iter().filter(|(record, _)| records.contains(&record.as_str()));
    kept.flat_map(|(record, text)| text.lines().map(move |line| format!("{record:<6}{line}"))).collect()
}

fn assemblies_hold(remarks: &[String], structure: &Structure) -> bool {
    let mut reader = AssemblyReader::default();
    let mut log = Log::default();
    for line in remarks.iter().filter(|line| is_remark(line, "350")) {
        let mut blank = [b' '; 80];
        reader.remark(&Card::new(0, line, &mut blank), line, &mut log);
    }
    log.is_empty() && reader.assemblies() == structure.assemblies
}

/// The lines of links that are bonds of the structure or go to symmetry copies, and the bonds.
fn links_that_hold(structure: &Structure) -> (FxHashSet<String>, FxHashSet<(usize, usize)>) {
    let (mut kept, mut linked) = (FxHashSet::default(), FxHashSet::default());
    let lines = lines(structure, &["LINK", "SSBOND"]);
    if lines.is_empty() {
        return (kept, linked);
    }
    let ordered = |i: usize, j: usize| (i.min(j), i.max(j));
    let bonds: FxHashSet<(usize, usize)> =
        structure.bonds.atoms.iter().map(|&[i, j]| ordered(i as usize, j as usize)).collect();
    let index = ResidueIndex::new(structure);
    for line in lines {
        let pairs = links::linked(0, &line, &index, &mut Log::default()).map(|(pairs, _)| pairs);
        let holds = pairs.as_ref().is_none_or(|pairs| {
            !pairs.is_empty() && pairs.iter().all(|&(i, j)| bonds.contains(&ordered(i, j)))
        });
        if holds {
            linked.extend(pairs.unwrap_or_default().into_iter().map(|(i, j)| ordered(i, j)));
            kept.insert(line);
        }
    }
    (kept, linked)
}
