//! A potential: a list of terms and the pair interactions. The only public way to an energy.

use crate::energies::Energies;
use crate::nonbonded::{Cutoff, Nonbonded, Precision};
use crate::plan::Plan;
use crate::terms::{Spring, Term};

/// The potential energy of a system as a function of its atoms' positions.
///
/// Built once from terms and pair interactions; then [`Potential::energy_and_gradient`] can be called as often as
/// needed and allocates nothing after the first call (with a cutoff: except when its pair list is made anew).
pub struct Potential {
    atoms: usize,
    terms: Vec<Box<dyn Term>>,
    nonbonded: Option<Box<dyn Nonbonded>>,
    fixed: Option<Vec<bool>>,
    precision: Precision,
    plan: Option<Plan>,
}

impl Potential {
    /// A potential of so many atoms without any term.
    pub fn new(atoms: usize) -> Self {
        Self {
            atoms,
            terms: Vec::new(),
            nonbonded: None,
            fixed: None,
            precision: Precision::Double,
            plan: None,
        }
    }

    /// Adds a term. Empty terms are dropped.
    pub fn push(&mut self, term: Box<dyn Term>) {
        if !term.is_empty() {
            self.terms.push(term);
            self.plan = None;
        }
    }

    /// Adds several terms.
    pub fn extend(&mut self, terms: impl IntoIterator<Item = Box<dyn Term>>) {
        for term in terms {
            self.push(term);
        }
    }

    /// Sets the pair interactions.
    pub fn set_nonbonded(&mut self, pairs: impl Nonbonded + 'static) {
        debug_assert_eq!(pairs.atoms(), self.atoms);
        self.nonbonded = Some(Box::new(pairs));
        self.plan = None;
    }

    /// Cuts the pair interactions off, or not.
    pub fn set_cutoff(&mut self, cutoff: Option<Cutoff>) {
        if let Some(pairs) = &mut self.nonbonded {
            pairs.set_cutoff(cutoff);
        }
        self.plan = None;
    }

    /// Sets how precisely pair interactions are computed.
    pub fn set_precision(&mut self, precision: Precision) {
        self.precision = precision;
        self.plan = None;
    }

    /// How precisely pair interactions are computed.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Fixes the atoms for which this is true: their gradient is zero, and what happens among fixed atoms only is not
    /// evaluated. One value an atom.
    pub fn set_fixed(&mut self, fixed: &[bool]) {
        debug_assert_eq!(fixed.len(), self.atoms);
        self.fixed = fixed.contains(&true).then(|| fixed.to_vec());
        self.plan = None;
    }

    /// Which atoms are fixed, if any.
    pub fn fixed(&self) -> Option<&[bool]> {
        self.fixed.as_deref()
    }

    /// Number of atoms.
    pub fn atoms(&self) -> usize {
        self.atoms
    }

    /// The terms of few atoms.
    pub fn terms(&self) -> &[Box<dyn Term>] {
        &self.terms
    }

    /// Energies by kind of term (kcal/mol) and the gradient (kcal/mol/Å, overwritten) at these positions (Å).
    ///
    /// The same positions give the same bits for any number of threads.
    pub fn energy_and_gradient(&mut self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]]) -> Energies {
        assert_eq!(positions.len(), self.atoms, "one position an atom");
        assert_eq!(gradient.len(), self.atoms, "one gradient an atom");
        let mut plan = self.plan.take().unwrap_or_else(|| self.plan());
        let energies = plan.evaluate(&self.terms, positions);
        for (index, (out, row)) in gradient.iter_mut().zip(&plan.gradient).enumerate() {
            let [x, y, z, _] = row.to_array();
            let held = self.fixed.as_ref().is_some_and(|fixed| fixed[index]);
            *out = if held { [0.0; 3] } else { [x, y, z] };
        }
        self.plan = Some(plan);
        energies
    }

    /// Energies by kind of term, kcal/mol, at these positions (Å).
    pub fn energy(&mut self, positions: &[[f64; 3]]) -> Energies {
        assert_eq!(positions.len(), self.atoms, "one position an atom");
        let mut plan = self.plan.take().unwrap_or_else(|| self.plan());
        let energies = plan.evaluate(&self.terms, positions);
        self.plan = Some(plan);
        energies
    }

    /// The same as [`Potential::energy_and_gradient`] without cutoff and fixed atoms, interaction by interaction in
    /// plain `f64`: slow, and what tests compare against.
    pub fn reference(&self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]]) -> Energies {
        gradient.fill([0.0; 3]);
        let mut energies = Energies::default();
        for term in &self.terms {
            term.reference(positions, gradient, &mut energies);
        }
        if let Some(pairs) = &self.nonbonded {
            pairs.reference(positions, gradient, &mut energies);
        }
        energies
    }

    /// Tells the springs of all terms of few atoms at these positions: roughly how the energy curves, without what pairs
    /// add to it.
    pub fn stiffness(&self, positions: &[[f64; 3]], tell: &mut dyn FnMut(Spring<'_>)) {
        for term in &self.terms {
            term.stiffness(positions, tell);
        }
    }

    fn plan(&self) -> Plan {
        let engine = self.nonbonded.as_ref().map(|pairs| pairs.engine(self.fixed(), self.precision));
        Plan::new(&self.terms, engine, self.fixed(), self.atoms)
    }
}
