//! Laying a pattern on a molecule: backtracking along the bonds, after Ullmann and VF2.

use super::query::{Plan, Query, Test};
use crate::Molecule;

/// A molecule being searched.
pub(super) struct Context<'m> {
    molecule: &'m Molecule,
    /// Atoms laid so far; searches of environments stack theirs on top.
    laid: Vec<u32>,
    /// What is known of each environment at each atom: 0 nothing, 1 absent, 2 present.
    known: Vec<Vec<u8>>,
}

impl<'m> Context<'m> {
    /// Remembers the first `environments` environments for all atoms.
    pub(super) fn new(molecule: &'m Molecule, environments: usize) -> Context<'m> {
        Context { molecule, laid: Vec::new(), known: vec![Vec::new(); environments] }
    }
}

impl Query {
    /// Whether it matches with its first atom on this one.
    pub(super) fn matches_at(&self, atom: u32, context: &mut Context<'_>) -> bool {
        let first = &self.atoms[0];
        if !first.may_be(context.molecule, atom as usize) || !first.test.holds(atom, context) {
            return false;
        }
        if self.len() == 1 {
            return true;
        }
        let base = context.laid.len();
        context.laid.push(atom);
        let found = self.extend(&self.from_first, 1, base, context, &mut |_| true);
        context.laid.truncate(base);
        found
    }

    /// Calls `visit` with the atoms of every match until it returns true.
    pub(super) fn for_each(&self, context: &mut Context<'_>, mut visit: impl FnMut(&[u32]) -> bool) {
        let plan = &self.from_rarest;
        let mut match_atoms = vec![0; self.len()];
        self.extend(plan, 0, 0, context, &mut |laid| {
            for (atom, &step) in match_atoms.iter_mut().zip(&plan.step_of) {
                *atom = laid[step];
            }
            visit(&match_atoms)
        });
    }

    /// Lays the steps from `step` on in every way; whether `visit` ended the search.
    fn extend(
        &self,
        plan: &Plan,
        step: usize,
        base: usize,
        context: &mut Context<'_>,
        visit: &mut dyn FnMut(&[u32]) -> bool,
    ) -> bool {
        let Some(next) = plan.steps.get(step) else { return visit(&context.laid[base..]) };
        let molecule = context.molecule;
        let Some((from, bonds)) = next.from else {
            return (0..molecule.atom_count() as u32)
                .any(|atom| self.try_atom(plan, step, atom, base, context, visit));
        };
        let from = context.laid[base + from] as usize;
        molecule.neighbors(from).iter().any(|neighbor| {
            bonds.has(molecule, neighbor.bond)
                && self.try_atom(plan, step, neighbor.atom, base, context, visit)
        })
    }

    fn try_atom(
        &self,
        plan: &Plan,
        step: usize,
        atom: u32,
        base: usize,
        context: &mut Context<'_>,
        visit: &mut dyn FnMut(&[u32]) -> bool,
    ) -> bool {
        let next = &plan.steps[step];
        if !self.atoms[next.atom].may_be(context.molecule, atom as usize)
            || context.laid[base..].contains(&atom)
        {
            return false;
        }
        let closes = next.closures.iter().all(|&(other, bonds)| {
            let other = context.laid[base + other] as usize;
            let bond = context.molecule.graph().bond_between(atom as usize, other);
            bond.is_some_and(|bond| bonds.has(context.molecule, bond as u32))
        });
        if !closes || !self.atoms[next.atom].test.holds(atom, context) {
            return false;
        }
        context.laid.push(atom);
        let ended = self.extend(plan, step + 1, base, context, visit);
        context.laid.truncate(base + step);
        ended
    }
}

impl Test {
    fn holds(&self, atom: u32, context: &mut Context<'_>) -> bool {
        let (molecule, index) = (context.molecule, atom as usize);
        match self {
            Test::True => true,
            Test::Element(number) => molecule.element(index).number() == *number,
            Test::Aromatic(wanted) => molecule.is_aromatic(index) == *wanted,
            Test::Isotope(mass) => molecule.graph().isotope(index) == *mass,
            Test::Charge(range) => range.contains(&molecule.charge(index)),
            Test::Count(property, range) => {
                let value = property.of(molecule, index);
                (usize::from(*range.start())..=usize::from(*range.end())).contains(&value)
            }
            Test::InRingOfSize(size) => molecule.rings().in_ring_of_size(index, usize::from(*size)),
            Test::Hybridization(wanted) => molecule.hybridization(index) == *wanted,
            Test::Environment(number, query) => environment(*number, query, atom, context),
            Test::Not(test) => !test.holds(atom, context),
            Test::All(tests) => tests.iter().all(|test| test.holds(atom, context)),
            Test::Either(tests) => tests.iter().any(|test| test.holds(atom, context)),
        }
    }
}

/// Whether an atom has an environment, looked up if it was asked before.
fn environment(number: usize, query: &Query, atom: u32, context: &mut Context<'_>) -> bool {
    let Some(known) = context.known.get_mut(number) else { return query.matches_at(atom, context) };
    if known.is_empty() {
        known.resize(context.molecule.atom_count(), 0);
    }
    match known[atom as usize] {
        0 => {
            let present = query.matches_at(atom, context);
            context.known[number][atom as usize] = 1 + u8::from(present);
            present
        }
        answer => answer == 2,
    }
}
