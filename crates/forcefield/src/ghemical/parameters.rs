//! The parameter file `data/ghemical.txt`.

use std::sync::LazyLock;

/// How two atoms are bonded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Single,
    Double,
    Triple,
    Aromatic,
}

impl Order {
    fn read(word: &str) -> Option<Order> {
        Some(match word {
            "S" => Order::Single,
            "D" => Order::Double,
            "T" => Order::Triple,
            "C" => Order::Aromatic,
            _ => return None,
        })
    }
}

/// Parameters of some types in a row, `*` for any; the order of the bond they are for, where that matters.
struct Entry<const N: usize, const M: usize> {
    kinds: [&'static str; N],
    order: Option<Order>,
    values: [f64; M],
}

/// Everything in the file.
#[derive(Default)]
pub(super) struct Library {
    bonds: Vec<Entry<2, 2>>,
    angles: Vec<Entry<3, 2>>,
    torsions: Vec<Entry<4, 2>>,
    vdw: Vec<Entry<1, 2>>,
    charges: Vec<Entry<2, 1>>,
}

pub(super) static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::read(include_str!("../../data/ghemical.txt")));

impl Library {
    fn read(text: &'static str) -> Library {
        let mut library = Library::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&'static str> = line.split(' ').collect();
            let number = |k: usize| words.get(k).and_then(|word| word.parse().ok()).unwrap_or(0.0);
            match words[..] {
                ["bond", a, b, order, ..] => {
                    let values = [number(4), number(5)];
                    library.bonds.push(Entry { kinds: [a, b], order: Order::read(order), values });
                }
                ["angle", a, b, c, ..] => {
                    let values = [number(4), number(5)];
                    library.angles.push(Entry { kinds: [a, b, c], order: None, values });
                }
                ["torsion", a, b, c, d, order, ..] => {
                    let values = [number(6), number(7)];
                    library.torsions.push(Entry { kinds: [a, b, c, d], order: Order::read(order), values });
                }
                ["vdw", a, ..] => {
                    library.vdw.push(Entry { kinds: [a], order: None, values: [number(2), number(3)] });
                }
                ["charge", a, b, order, ..] => {
                    library.charges.push(Entry {
                        kinds: [a, b],
                        order: Order::read(order),
                        values: [number(4)],
                    });
                }
                _ => {}
            }
        }
        library
    }

    /// Length (Å) and force constant (kcal/mol/Å²).
    pub fn bond(&self, kinds: [&str; 2], order: Order) -> Option<[f64; 2]> {
        find(&self.bonds, kinds, Some(order))
    }

    /// Angle (degrees) and force constant (kcal/mol/deg²).
    pub fn angle(&self, kinds: [&str; 3]) -> Option<[f64; 2]> {
        find(&self.angles, kinds, None)
    }

    /// Barrier (kcal/mol) and periodicity with its sign.
    pub fn torsion(&self, kinds: [&str; 4], order: Order) -> Option<[f64; 2]> {
        find(&self.torsions, kinds, Some(order))
    }

    /// Radius (Å) and depth (kcal/mol).
    pub fn vdw(&self, kind: &str) -> Option<[f64; 2]> {
        find(&self.vdw, [kind], None)
    }

    /// What the second of two bonded atoms gets from the first, in e.
    pub fn charge(&self, [a, b]: [&str; 2], order: Order) -> f64 {
        let of = |pair: [&str; 2]| {
            let found = self.charges.iter().find(|entry| entry.kinds == pair && entry.order == Some(order));
            found.map(|entry| entry.values[0])
        };
        of([a, b]).or_else(|| of([b, a]).map(|delta| -delta)).unwrap_or(0.0)
    }
}

/// The first entry for these types, read either way: one without wildcards, else any.
fn find<const N: usize, const M: usize>(
    entries: &[Entry<N, M>],
    kinds: [&str; N],
    order: Option<Order>,
) -> Option<[f64; M]> {
    let mut back = kinds;
    back.reverse();
    let fits = |entry: &Entry<N, M>, kinds: &[&str; N]| {
        entry.kinds.iter().zip(kinds).all(|(&wanted, &kind)| wanted == "*" || wanted == kind)
    };
    let mut fitting =
        entries.iter().filter(|entry| entry.order == order && (fits(entry, &kinds) || fits(entry, &back)));
    let first = fitting.next()?;
    let named = |entry: &Entry<N, M>| !entry.kinds.contains(&"*");
    let exact = if named(first) { Some(first) } else { fitting.find(|entry| named(entry)) };
    Some(exact.unwrap_or(first).values)
}
