//! Parameters of torsions and impropers by atom types, with Amber's wildcards and order of outer atoms.

use std::collections::HashMap;

use super::library::{ANY, Kind, Library, Series};

fn fits(pattern: Kind, kind: Kind) -> bool {
    pattern == ANY || pattern == kind
}

/// The series of a torsion, cached by types: the first entry without wildcards, else the first with.
pub(super) struct Propers<'a> {
    library: &'a Library,
    found: HashMap<[Kind; 4], Option<&'a Series>>,
}

impl<'a> Propers<'a> {
    pub fn of(library: &'a Library) -> Self {
        Self { library, found: HashMap::new() }
    }

    pub fn find(&mut self, kinds: [Kind; 4]) -> Option<&'a Series> {
        let library = self.library;
        *self.found.entry(kinds).or_insert_with(|| {
            let [i, j, k, l] = kinds;
            let matching = |series: &&Series| {
                let fit = |order: [Kind; 4]| (0..4).all(|n| fits(series.kinds[n], order[n]));
                fit([i, j, k, l]) || fit([l, k, j, i])
            };
            let mut all = library.propers.iter().filter(matching);
            let first = all.next()?;
            if first.has_wildcard() { all.find(|s| !s.has_wildcard()).or(Some(first)) } else { Some(first) }
        })
    }
}

/// An outer atom of an improper.
#[derive(Clone, Copy)]
pub(super) struct Outer {
    pub kind: Kind,
    pub element: u8,
    /// Index of its residue and place in the residue's template: the order in which Amber sees the atoms.
    pub rank: (u32, u8),
}

/// The series of an improper and the order of its three outer atoms, the third being the centre: `[a, b, centre, c]`.
///
/// An entry without wildcards rules over one with. The order of outer atoms among equal types (or, with wildcards,
/// elements) follows the order of residues and templates, and is the same for all impropers of the same types in the
/// same order in a system: the first one's, as in OpenMM.
pub(super) struct Impropers<'a> {
    library: &'a Library,
    found: HashMap<[Kind; 4], Option<([usize; 3], &'a Series)>>,
}

impl<'a> Impropers<'a> {
    pub fn of(library: &'a Library) -> Self {
        Self { library, found: HashMap::new() }
    }

    /// The order of the outer atoms (indices into `outer`), and the series.
    pub fn find(&mut self, centre: Kind, outer: [Outer; 3]) -> Option<([usize; 3], &'a Series)> {
        let library = self.library;
        let kinds = [centre, outer[0].kind, outer[1].kind, outer[2].kind];
        *self.found.entry(kinds).or_insert_with(|| search(library, centre, outer))
    }
}

/// In the order in which permutations are usually generated.
const PERMUTATIONS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

fn search(library: &Library, centre: Kind, outer: [Outer; 3]) -> Option<([usize; 3], &Series)> {
    let mut found: Option<([usize; 3], &Series)> = None;
    for series in library.impropers.iter().filter(|series| fits(series.kinds[0], centre)) {
        if found.is_some() && series.has_wildcard() {
            continue;
        }
        let fit = |p: &&[usize; 3]| (0..3).all(|n| fits(series.kinds[n + 1], outer[p[n]].kind));
        if let Some(&permutation) = PERMUTATIONS.iter().find(fit) {
            found = Some((ordered(permutation, outer, series.has_wildcard()), series));
        }
    }
    found
}

/// Sorts outer atoms that count as equal by their rank.
fn ordered([a, b, c]: [usize; 3], outer: [Outer; 3], wildcard: bool) -> [usize; 3] {
    let later = |x: usize, y: usize| outer[x].rank > outer[y].rank;
    // Types are compared as they stood before any exchange, elements as they stand.
    let types = [a, b, c].map(|n| outer[n].kind);
    let [mut first, mut second, mut last] = [a, b, c];
    let same = |x: usize, y: usize| outer[x].element == outer[y].element;
    if (if wildcard { same(first, last) } else { types[0] == types[2] }) && later(first, last) {
        (first, last) = (last, first);
    }
    let elements = [outer[b].element, outer[c].element];
    if (if wildcard { elements[0] == elements[1] } else { types[1] == types[2] }) && later(second, last) {
        (second, last) = (last, second);
    }
    if (wildcard || types[0] == types[1]) && later(first, second) {
        (first, second) = (second, first);
    }
    [first, second, last]
}
