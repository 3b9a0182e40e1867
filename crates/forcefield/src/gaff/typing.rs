//! Atom types: patterns of `data/gaff/types.tsv`, and the alternation of conjugated types.

use std::collections::HashMap;
use std::sync::LazyLock;

use geminal_chemistry::{Molecule, pattern::Pattern};

use super::Version;
use crate::UntypedAtom;

struct Rule {
    version: Option<Version>,
    kind: &'static str,
    pattern: Pattern,
}

/// What the table says.
struct Table {
    rules: Vec<Rule>,
    /// Types whose atoms alternate along a conjugated system with a twin: over a double bond the twin, over a single
    /// bond the same.
    twins: HashMap<&'static str, &'static str>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| table(include_str!("../../data/gaff/types.tsv")));

/// Reads the table; lines that are no rule would show in the tests as missing types.
fn table(text: &'static str) -> Table {
    let mut names: HashMap<&str, String> = HashMap::new();
    let (mut rules, mut twins) = (Vec::new(), HashMap::new());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, pattern)) = line.split_once(" = ") {
            let pattern = expanded(pattern, &names);
            names.insert(name, pattern);
        } else if let ["twins", kind, twin] = line.split('\t').collect::<Vec<_>>()[..] {
            twins.insert(kind, twin);
        } else if let [version, kind, pattern] = line.split('\t').collect::<Vec<_>>()[..]
            && let Ok(pattern) = Pattern::parse(&expanded(pattern, &names))
        {
            let version = match version {
                "1" => Some(Version::Gaff),
                "2" => Some(Version::Gaff2),
                _ => None,
            };
            rules.push(Rule { version, kind, pattern });
        }
    }
    Table { rules, twins }
}

/// A pattern with what its names in braces stand for.
fn expanded(pattern: &str, names: &HashMap<&str, String>) -> String {
    names
        .iter()
        .fold(pattern.to_owned(), |text, (name, meaning)| text.replace(&format!("{{{name}}}"), meaning))
}

/// The type of every atom, or those that have none.
pub(super) fn types(molecule: &Molecule, version: Version) -> Result<Vec<&'static str>, Vec<UntypedAtom>> {
    let mut types = vec![""; molecule.atom_count()];
    let mut open: Vec<u32> = (0..molecule.atom_count() as u32).collect();
    for rule in TABLE.rules.iter().filter(|rule| rule.version.is_none_or(|wanted| wanted == version)) {
        for atom in rule.pattern.atoms_among(molecule, open.iter().copied()) {
            types[atom as usize] = rule.kind;
        }
        open.retain(|&atom| types[atom as usize].is_empty());
    }
    if open.is_empty() {
        alternate(molecule, &mut types);
        return Ok(types);
    }
    let untyped = |atom: u32| {
        let element = molecule.element(atom as usize);
        let bonds = molecule.connectivity(atom as usize);
        let why = format!("{} with {bonds} bond(s)", element.facts().name);
        UntypedAtom { index: atom, name: format!("{element}{atom}"), why }
    };
    Err(open.into_iter().map(untyped).collect())
}

/// Gives every other atom of a conjugated system its type's twin; the first atom of each system keeps its type.
fn alternate(molecule: &Molecule, types: &mut [&'static str]) {
    let twin = |kind: &str| TABLE.twins.get(kind).copied();
    let mut second: Vec<Option<bool>> = vec![None; types.len()];
    for first in 0..types.len() {
        if twin(types[first]).is_none() || second[first].is_some() {
            continue;
        }
        second[first] = Some(false);
        let mut queue = std::collections::VecDeque::from([(first, false)]);
        while let Some((atom, here)) = queue.pop_front() {
            for neighbor in molecule.neighbors(atom) {
                let next = neighbor.atom as usize;
                if twin(types[next]).is_some() && second[next].is_none() {
                    let there = here != (molecule.order(neighbor.bond as usize) >= 2);
                    second[next] = Some(there);
                    queue.push_back((next, there));
                }
            }
        }
    }
    for (kind, second) in types.iter_mut().zip(second) {
        if let Some(other) = twin(kind).filter(|_| second == Some(true)) {
            *kind = other;
        }
    }
}
