//! What a pattern asks of atoms and bonds, and the order in which it is asked.

use crate::{Hybridization, Molecule};
use std::ops::RangeInclusive;

/// A question about one atom.
#[derive(Clone, Debug)]
pub(super) enum Test {
    True,
    Element(u8),
    Aromatic(bool),
    Isotope(u16),
    Charge(RangeInclusive<i8>),
    Count(Property, RangeInclusive<u8>),
    InRingOfSize(u8),
    Hybridization(Hybridization),
    /// A pattern whose first atom is this one; its number within the whole pattern.
    Environment(usize, Box<Query>),
    Not(Box<Test>),
    All(Vec<Test>),
    Either(Vec<Test>),
}

/// A number an atom has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Property {
    Degree,
    Connectivity,
    Hydrogens,
    ImplicitHydrogens,
    Valence,
    Rings,
    SmallestRing,
    RingBonds,
}

impl Property {
    pub(super) fn of(self, molecule: &Molecule, atom: usize) -> usize {
        match self {
            Property::Degree => molecule.graph().degree(atom),
            Property::Connectivity => molecule.connectivity(atom),
            Property::Hydrogens => usize::from(molecule.hydrogens(atom)),
            Property::ImplicitHydrogens => usize::from(molecule.implicit_hydrogens(atom)),
            Property::Valence => usize::from(molecule.valence(atom)),
            Property::Rings => molecule.rings().of_atom(atom).len(),
            Property::SmallestRing => molecule.rings().smallest(atom).unwrap_or(0),
            Property::RingBonds => molecule.rings().ring_bond_count(molecule.graph(), atom),
        }
    }
}

/// The bonds that a pattern's bond can be: a bit for each class of bond, outside rings and inside.
///
/// Logic on bonds is logic on these bits, so that a test is one `and`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BondSet(pub(super) u16);

impl BondSet {
    const ALL: u16 = 0x3f3f;
    pub(super) const ANY: BondSet = BondSet(Self::ALL);
    pub(super) const DATIVE: BondSet = BondSet::class(0);
    pub(super) const SINGLE: BondSet = BondSet::class(1);
    pub(super) const DOUBLE: BondSet = BondSet::class(2);
    pub(super) const TRIPLE: BondSet = BondSet::class(3);
    pub(super) const QUADRUPLE: BondSet = BondSet::class(4);
    pub(super) const AROMATIC: BondSet = BondSet::class(5);
    pub(super) const RING: BondSet = BondSet(0x3f00);
    /// What a bond left out means.
    pub(super) const DEFAULT: BondSet = BondSet(Self::SINGLE.0 | Self::AROMATIC.0);

    const fn class(bit: u8) -> BondSet {
        BondSet(0x0101 << bit)
    }

    pub(super) fn not(self) -> BondSet {
        BondSet(!self.0 & Self::ALL)
    }

    pub(super) fn has(self, molecule: &Molecule, bond: u32) -> bool {
        let bond = bond as usize;
        let class = if molecule.bond_is_aromatic(bond) { 5 } else { molecule.order(bond) };
        let shift = if molecule.rings().bond_in_ring(bond) { 8 } else { 0 };
        self.0 >> (class + shift) & 1 != 0
    }
}

/// An atom of a pattern: the whole question, and which elements can answer it at all.
#[derive(Clone, Debug)]
pub(super) struct AtomQuery {
    pub(super) test: Test,
    aliphatic: u128,
    aromatic: u128,
    degree: usize,
}

impl AtomQuery {
    fn new(mut test: Test, degree: usize) -> AtomQuery {
        test.cheapest_first();
        let elements = |aromatic: bool| {
            let able = |&n: &u8| outcome(&test, n, aromatic).0;
            (0..=118).filter(able).fold(0u128, |set, n| set | 1 << n)
        };
        let (aliphatic, aromatic) = (elements(false), elements(true));
        AtomQuery { test, aliphatic, aromatic, degree }
    }

    /// A quick look that rules most atoms out.
    pub(super) fn may_be(&self, molecule: &Molecule, atom: usize) -> bool {
        let set = if molecule.is_aromatic(atom) { self.aromatic } else { self.aliphatic };
        set >> molecule.element(atom).number() & 1 != 0 && molecule.graph().degree(atom) >= self.degree
    }

    /// How common the atoms are that it can be: per cent of a protein with hydrogens, roughly.
    fn frequency(&self) -> u32 {
        let common = [(1, 49, 0), (6, 29, 3), (7, 8, 1), (8, 9, 1)];
        let share = |n: u8, weight: u32, set: u128| if set >> n & 1 != 0 { weight } else { 0 };
        let sum = |&(n, a, b): &(u8, u32, u32)| share(n, a, self.aliphatic) + share(n, b, self.aromatic);
        common.iter().map(sum).sum()
    }
}

impl Test {
    /// Puts searches of environments behind what is looked up.
    fn cheapest_first(&mut self) {
        match self {
            Test::Not(inner) => inner.cheapest_first(),
            Test::All(tests) | Test::Either(tests) => {
                tests.iter_mut().for_each(Test::cheapest_first);
                tests.sort_by_key(Test::searches);
            }
            _ => {}
        }
    }

    /// Whether any pattern is searched for.
    fn searches(&self) -> bool {
        match self {
            Test::Environment(..) => true,
            Test::Not(inner) => inner.searches(),
            Test::All(tests) | Test::Either(tests) => tests.iter().any(Test::searches),
            _ => false,
        }
    }
}

/// Whether a test can come out true, and whether false, for some atom of an element.
fn outcome(test: &Test, element: u8, aromatic: bool) -> (bool, bool) {
    let both = |tests: &[Test]| tests.iter().map(|t| outcome(t, element, aromatic)).collect::<Vec<_>>();
    let certain = |truth: bool| (truth, !truth);
    match test {
        Test::True => (true, false),
        Test::Element(n) => certain(*n == element),
        Test::Aromatic(wanted) => certain(*wanted == aromatic),
        Test::Not(inner) => {
            let (yes, no) = outcome(inner, element, aromatic);
            (no, yes)
        }
        Test::All(tests) => {
            let all = both(tests);
            (all.iter().all(|o| o.0), all.iter().any(|o| o.1))
        }
        Test::Either(tests) => {
            let all = both(tests);
            (all.iter().any(|o| o.0), all.iter().all(|o| o.1))
        }
        _ => (true, true),
    }
}

/// Atoms and bonds of a pattern, with the orders in which to search them.
#[derive(Clone, Debug)]
pub(super) struct Query {
    pub(super) atoms: Vec<AtomQuery>,
    /// From the first atom on.
    pub(super) from_first: Plan,
    /// From the rarest atom on.
    pub(super) from_rarest: Plan,
}

/// Pattern atoms in the order they are laid on the molecule.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// The step at which each pattern atom is laid.
    pub(super) step_of: Vec<usize>,
}

/// One pattern atom: reached over a bond from an earlier step, or anywhere; with bonds to further earlier steps.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) atom: usize,
    pub(super) from: Option<(usize, BondSet)>,
    pub(super) closures: Vec<(usize, BondSet)>,
}

impl Query {
    pub(super) fn new(tests: Vec<Test>, bonds: &[(usize, usize, BondSet)]) -> Query {
        let degree = |atom: usize| bonds.iter().filter(|b| b.0 == atom || b.1 == atom).count();
        let atoms: Vec<AtomQuery> =
            tests.into_iter().enumerate().map(|(k, test)| AtomQuery::new(test, degree(k))).collect();
        let rarest = (0..atoms.len()).min_by_key(|&k| atoms[k].frequency()).unwrap_or(0);
        Query {
            from_first: Plan::new(&atoms, bonds, 0),
            from_rarest: Plan::new(&atoms, bonds, rarest),
            atoms,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.atoms.len()
    }
}

impl Plan {
    /// Bonded atoms next, closing rings as soon as possible and rare atoms before common ones; then other components.
    fn new(atoms: &[AtomQuery], bonds: &[(usize, usize, BondSet)], start: usize) -> Plan {
        let mut plan = Plan { steps: Vec::new(), step_of: vec![usize::MAX; atoms.len()] };
        let mut next = Some(start);
        while let Some(atom) = next {
            let mut links: Vec<(usize, BondSet)> = Vec::new();
            for &(i, j, set) in bonds {
                let other = if i == atom {
                    j
                } else if j == atom {
                    i
                } else {
                    continue;
                };
                if plan.step_of[other] != usize::MAX {
                    links.push((plan.step_of[other], set));
                }
            }
            links.sort_by_key(|link| std::cmp::Reverse(link.0));
            let from = (!links.is_empty()).then(|| links.remove(0));
            plan.step_of[atom] = plan.steps.len();
            plan.steps.push(Step { atom, from, closures: links });
            let laid = |k: usize| plan.step_of[k] != usize::MAX;
            let ties = |k: usize| {
                let tie = |b: &&(usize, usize, BondSet)| (b.0 == k && laid(b.1)) || (b.1 == k && laid(b.0));
                bonds.iter().filter(tie).count()
            };
            let open = (0..atoms.len()).filter(|&k| !laid(k));
            next = open.min_by_key(|&k| (std::cmp::Reverse(ties(k)), atoms[k].frequency()));
        }
        plan
    }
}
