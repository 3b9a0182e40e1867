//! The parameter files `data/gaff/gaff.txt` and `gaff2.txt`, and what takes the place of a missing parameter.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Version;

/// A type as an index into the names of the library.
pub(crate) type Kind = u8;

/// Any type.
const ANY: Kind = Kind::MAX;

/// Depth of the van der Waals well of types that have no radius, kcal/mol.
///
/// Such a hydrogen would fall onto an acceptor without end. This little is felt nowhere but there: with an oxygen it
/// weighs 2e-6 kcal/mol at 1.7 Å, and turns the attraction over below 0.5 Å.
const GUARD: f64 = 1e-8;

/// Barrier (kcal/mol), periodicity, phase (rad).
pub(crate) type Summand = (f64, u8, f64);

/// An improper: its types with the centre third, and its only summand.
struct Improper {
    kinds: [Kind; 4],
    summand: Summand,
}

/// Everything in a parameter file.
#[derive(Default)]
pub(crate) struct Library {
    names: Vec<&'static str>,
    lennard_jones: HashMap<Kind, [f64; 2]>,
    stretch: HashMap<[Kind; 2], [f64; 2]>,
    bend: HashMap<[Kind; 3], [f64; 2]>,
    propers: HashMap<[Kind; 4], Vec<Summand>>,
    impropers: Vec<Improper>,
    /// Of each type its substitutes, the nearest first.
    similar: HashMap<Kind, Vec<Kind>>,
    /// Centres that stay planar, and how firmly where no entry says it.
    planar: Vec<Kind>,
    barrier: Option<Summand>,
    /// Outer types of impropers, and what they are taken for.
    likened: HashMap<Kind, Kind>,
}

static GAFF: LazyLock<Library> = LazyLock::new(|| Library::read(include_str!("../../data/gaff/gaff.txt")));
static GAFF2: LazyLock<Library> = LazyLock::new(|| Library::read(include_str!("../../data/gaff/gaff2.txt")));

impl Library {
    pub fn of(version: Version) -> &'static Library {
        match version {
            Version::Gaff => &GAFF,
            Version::Gaff2 => &GAFF2,
        }
    }

    fn read(text: &'static str) -> Library {
        let mut library = Library::default();
        for words in lines(text) {
            let number = |k: usize| words.get(k).map_or(0.0, |word| number(word));
            match words[..] {
                ["lj", a, ..] => {
                    let kind = library.add(a);
                    let depth = if number(2) == 0.0 { GUARD } else { number(3) };
                    library.lennard_jones.insert(kind, [number(2), depth]);
                }
                ["stretch", a, b, ..] => {
                    let kinds = [library.add(a), library.add(b)];
                    library.stretch.insert(either_way(kinds), [number(3), number(4)]);
                }
                ["bend", a, b, c, ..] => {
                    let kinds = [library.add(a), library.add(b), library.add(c)];
                    library.bend.insert(either_way(kinds), [number(4), number(5) * LEAP_DEGREE]);
                }
                ["proper", a, b, c, d, ..] => {
                    let kinds = [a, b, c, d].map(|name| library.add(name));
                    library.propers.insert(either_way(kinds), summands(&words[5..]).collect());
                }
                ["improper", a, b, c, d, ..] => {
                    let kinds = [a, b, c, d].map(|name| library.add(name));
                    let improper = summands(&words[5..]).next().map(|summand| Improper { kinds, summand });
                    library.impropers.extend(improper);
                }
                _ => {}
            }
        }
        for words in lines(include_str!("../../data/gaff/similar.txt")) {
            let mut kinds = words.into_iter().filter_map(|name| library.kind(name));
            if let Some(kind) = kinds.next() {
                let substitutes = kinds.collect();
                library.similar.insert(kind, substitutes);
            }
        }
        library.read_planar(include_str!("../../data/gaff/planar.txt"));
        library
    }

    fn read_planar(&mut self, text: &'static str) {
        for words in lines(text) {
            let kinds: Vec<Kind> = words[1..].iter().filter_map(|name| self.kind(name)).collect();
            match words[0] {
                "centres" => self.planar = kinds,
                "barrier" => self.barrier = summands(&words[1..]).next(),
                _ => self.likened.extend(kinds.iter().skip(1).map(|&kind| (kind, kinds[0]))),
            }
        }
    }

    fn add(&mut self, name: &'static str) -> Kind {
        if name == "*" {
            return ANY;
        }
        self.kind(name).unwrap_or_else(|| {
            self.names.push(name);
            (self.names.len() - 1) as Kind
        })
    }

    /// A type by name.
    pub fn kind(&self, name: &str) -> Option<Kind> {
        self.names.iter().position(|known| *known == name).map(|index| index as Kind)
    }

    /// The name of a type.
    pub fn name(&self, kind: Kind) -> &'static str {
        self.names.get(kind as usize).copied().unwrap_or("*")
    }

    /// Distance (Å) and depth (kcal/mol) of the van der Waals term of a type or of what is like it.
    pub fn lennard_jones(&self, kind: Kind) -> Option<[f64; 2]> {
        self.nearest([kind], |[kind]| self.lennard_jones.get(&kind).copied()).map(|found| found.0)
    }

    /// Force constant (kcal/mol/Å²) and length (Å), and whether they are a substitute's.
    pub fn stretch(&self, kinds: [Kind; 2]) -> Option<([f64; 2], bool)> {
        self.nearest(kinds, |kinds| self.stretch.get(&either_way(kinds)).copied())
    }

    /// Force constant (kcal/mol/rad²) and angle (rad), and whether they are a substitute's.
    pub fn bend(&self, kinds: [Kind; 3]) -> Option<([f64; 2], bool)> {
        self.nearest(kinds, |kinds| self.bend.get(&either_way(kinds)).copied())
    }

    /// The summands of a torsion, and whether they are a substitute's: those of the four types, else of the inner two.
    pub fn proper(&self, kinds: [Kind; 4]) -> Option<(&[Summand], bool)> {
        let of = |kinds: [Kind; 4]| self.propers.get(&either_way(kinds)).map(Vec::as_slice);
        let general = |[b, c]: [Kind; 2]| of([ANY, b, c, ANY]);
        let [_, b, c, _] = kinds;
        of(kinds)
            .or_else(|| general([b, c]))
            .map(|found| (found, false))
            .or_else(|| self.nearest(kinds, of))
            .or_else(|| self.nearest([b, c], general))
    }

    /// The improper of a centre with three neighbours, which stand in the order of their types' names: the places of
    /// the neighbours in the term, and its summand.
    ///
    /// Of an entry that names all types each atom takes its place. One with wildcards, of which that with the fewest
    /// rules, gives the barrier alone; and where none fits, planar centres have that of `data/gaff/planar.txt`. So
    /// parmchk2 has it.
    pub fn improper(&self, centre: Kind, outer: [Kind; 3]) -> Option<([usize; 3], Summand)> {
        // Of entries for the same types the last holds.
        let entries = || self.impropers.iter().rev().filter(|entry| entry.kinds[2] == centre);
        let wildcards = |entry: &&Improper| entry.kinds.iter().filter(|&&kind| kind == ANY).count();
        let placed = |entry: &Improper| {
            let named = !entry.kinds.contains(&ANY);
            let order = if named { places(entry, outer)? } else { [0, 1, 2] };
            Some((order, entry.summand))
        };
        let exact = entries().filter(|entry| places(entry, outer).is_some()).min_by_key(wildcards);
        let likened = outer.map(|kind| self.likened.get(&kind).copied().unwrap_or(kind));
        if likened != outer
            && let Some(entry) =
                entries().filter(|entry| places(entry, likened).is_some()).min_by_key(wildcards)
        {
            return Some(([0, 1, 2], entry.summand));
        }
        let planar = self.barrier.filter(|_| self.planar.contains(&centre));
        exact.and_then(placed).or_else(|| Some(([0, 1, 2], planar?)))
    }

    /// What a lookup gives for these types, or for the substitutes that are nearest to them; and whether it was for
    /// substitutes.
    fn nearest<const N: usize, T>(
        &self,
        kinds: [Kind; N],
        lookup: impl Fn([Kind; N]) -> Option<T>,
    ) -> Option<(T, bool)> {
        if let Some(found) = lookup(kinds) {
            return Some((found, false));
        }
        let mut candidates = vec![(0, kinds)];
        for place in 0..N {
            for index in 0..candidates.len() {
                let (cost, kinds) = candidates[index];
                let substitutes = self.similar.get(&kinds[place]).into_iter().flatten();
                candidates.extend((1..).zip(substitutes).map(|(more, &kind)| {
                    let mut other = kinds;
                    other[place] = kind;
                    (cost + more, other)
                }));
            }
        }
        candidates.sort();
        candidates.into_iter().find_map(|(_, kinds)| lookup(kinds)).map(|found| (found, true))
    }
}

/// A degree as Amber's LEaP takes it for reference angles, rad: so energies are Amber's to the last digit told.
const LEAP_DEGREE: f64 = 0.017_453_3;

/// The words of each line that is no remark.
fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect())
}

/// A number of a data file, which a test reads whole.
fn number(word: &str) -> f64 {
    word.parse().unwrap_or(0.0)
}

/// Barriers, periodicities and phases (degrees) in threes.
fn summands<'a>(words: &'a [&str]) -> impl Iterator<Item = Summand> + 'a {
    words
        .chunks_exact(3)
        .map(|three| (number(three[0]), number(three[1]) as u8, number(three[2]).to_radians()))
}

/// Types in the order that is the same read from either end.
fn either_way<const N: usize>(kinds: [Kind; N]) -> [Kind; N] {
    let mut back = kinds;
    back.reverse();
    kinds.min(back)
}

/// Which of the outer atoms goes to each place of an improper's entry, if they fit it.
fn places(entry: &Improper, outer: [Kind; 3]) -> Option<[usize; 3]> {
    let slots = [entry.kinds[0], entry.kinds[1], entry.kinds[3]];
    let mut left = vec![0, 1, 2];
    let mut order = [usize::MAX; 3];
    for (slot, place) in slots.iter().zip(&mut order).filter(|(slot, _)| **slot != ANY) {
        let at = left.iter().position(|&atom| outer[atom] == *slot)?;
        *place = left.remove(at);
    }
    for place in order.iter_mut().filter(|place| **place == usize::MAX) {
        *place = left.remove(0);
    }
    Some(order)
}
