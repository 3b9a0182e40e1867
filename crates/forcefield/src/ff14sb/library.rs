//! The data file `data/ff14sb.txt`: residue templates and parameters by atom type.

use std::collections::HashMap;
use std::sync::LazyLock;

/// An atom type as an index into the names of the library.
pub(crate) type Kind = u8;

/// Any type.
pub(super) const ANY: Kind = Kind::MAX;

/// A residue as the force field knows it.
#[derive(Debug, Default)]
pub(crate) struct Template {
    pub name: &'static str,
    pub atoms: Vec<TemplateAtom>,
    /// Bonds within the residue, as indices of its atoms.
    pub bonds: Vec<[u8; 2]>,
    /// Atoms with a bond to another residue.
    pub external: Vec<u8>,
}

/// An atom of a template.
#[derive(Debug)]
pub(crate) struct TemplateAtom {
    pub name: &'static str,
    pub kind: Kind,
    pub charge: f64,
    pub hydrogen: bool,
}

/// One entry of the torsion tables.
#[derive(Debug)]
pub(crate) struct Series {
    pub kinds: [Kind; 4],
    /// Barrier (kcal/mol), periodicity, phase (rad) of each summand.
    pub summands: Vec<(f64, u8, f64)>,
}

impl Series {
    pub fn has_wildcard(&self) -> bool {
        self.kinds.contains(&ANY)
    }
}

/// Everything in the data file.
#[derive(Debug, Default)]
pub(crate) struct Library {
    pub names: Vec<&'static str>,
    pub templates: Vec<Template>,
    /// Templates by name, in upper case.
    pub by_name: HashMap<String, usize>,
    /// `σ` and `ε` of each type.
    pub lennard_jones: Vec<[f64; 2]>,
    /// `k` and `r0` by types.
    pub stretch: HashMap<[Kind; 2], [f64; 2]>,
    /// `k` and `θ0` by types.
    pub bend: HashMap<[Kind; 3], [f64; 2]>,
    pub propers: Vec<Series>,
    pub impropers: Vec<Series>,
}

/// The library, read once.
pub(crate) static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::read(include_str!("../../data/ff14sb.txt")));

impl Library {
    fn read(text: &'static str) -> Self {
        let mut library = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&'static str> = line.split(' ').collect();
            library.entry(words[0], &words[1..]);
        }
        library
    }

    fn entry(&mut self, what: &str, words: &[&'static str]) {
        match what {
            "residue" => {
                let template = Template { name: words[0], ..Template::default() };
                self.by_name.insert(words[0].to_ascii_uppercase(), self.templates.len());
                self.templates.push(template);
            }
            "atom" | "bond" | "external" => self.template_line(what, words),
            "lj" => {
                let kind = self.kind(words[0]);
                self.lennard_jones[kind as usize] = [number(words[1]), number(words[2])];
            }
            "stretch" => {
                let [i, j] = [words[0], words[1]].map(|word| self.kind(word));
                let values = [number(words[2]), number(words[3])];
                self.stretch.entry([i.min(j), i.max(j)]).or_insert(values);
            }
            "bend" => {
                let [i, j, k] = [words[0], words[1], words[2]].map(|word| self.kind(word));
                let values = [number(words[3]), number(words[4])];
                self.bend.entry([i.min(k), j, i.max(k)]).or_insert(values);
            }
            _ => {
                let kinds = [words[0], words[1], words[2], words[3]].map(|word| self.kind(word));
                let summands = words[4..]
                    .chunks_exact(3)
                    .map(|three| (number(three[0]), number(three[1]) as u8, number(three[2])))
                    .collect();
                let table = if what == "proper" { &mut self.propers } else { &mut self.impropers };
                table.push(Series { kinds, summands });
            }
        }
    }

    fn template_line(&mut self, what: &str, words: &[&'static str]) {
        let kind = if what == "atom" { self.kind(words[1]) } else { ANY };
        let Some(template) = self.templates.last_mut() else { return };
        let index = |name: &str| template.atoms.iter().position(|atom| atom.name == name);
        let found: Vec<u8> = words.iter().filter_map(|name| index(name)).map(|i| i as u8).collect();
        match what {
            "atom" => template.atoms.push(TemplateAtom {
                name: words[0],
                kind,
                charge: number(words[2]),
                // Types of hydrogens begin with H in Amber; mercury and hafnium are ions, with a sign.
                hydrogen: words[1].starts_with('H') && !words[1].ends_with('+'),
            }),
            "bond" => template.bonds.push([found[0], found[1]]),
            _ => template.external.push(found[0]),
        }
    }

    fn kind(&mut self, name: &'static str) -> Kind {
        if name == "*" {
            return ANY;
        }
        let known = self.names.iter().position(|&known| known == name);
        known.unwrap_or_else(|| {
            self.names.push(name);
            self.lennard_jones.push([0.0; 2]);
            self.names.len() - 1
        }) as Kind
    }
}

/// A number of the data file, which a test below reads whole.
fn number(word: &str) -> f64 {
    word.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_file_is_understood() {
        let library = &*LIBRARY;
        let template = |name: &str| &library.templates[library.by_name[name]];
        assert_eq!(template("ALA").atoms.len(), 10);
        assert_eq!(template("HOH").bonds, [[0, 1], [0, 2]]);
        assert!(!template("HG").atoms[0].hydrogen);
        let charges: f64 = template("NARG").atoms.iter().map(|atom| atom.charge).sum();
        assert!((charges - 2.0).abs() < 1e-9);
        assert!(library.lennard_jones.iter().flatten().all(|x| x.is_finite()));
        assert!(library.stretch.values().flatten().all(|x| x.is_finite()));
        assert!(library.bend.values().flatten().all(|x| x.is_finite()));
        let series = || library.propers.iter().chain(&library.impropers);
        assert!(series().all(|s| !s.summands.is_empty()));
        assert!(series().flat_map(|s| &s.summands).all(|s| s.0.is_finite() && (1..=6).contains(&s.1)));
        assert_eq!((library.propers.len(), library.impropers.len()), (202, 29));
    }
}
