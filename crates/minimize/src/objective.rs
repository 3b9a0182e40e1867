//! What can be minimized, and its free atoms as one vector.

use geminal_forcefield::terms::Spring;
use geminal_forcefield::{Potential, Precision};

use crate::preconditioner::Springs;

/// A function of positions with a gradient.
pub trait Objective {
    /// Number of atoms.
    fn atoms(&self) -> usize;

    /// Energy (kcal/mol) and gradient (kcal/mol/Å) at these positions (Å). The gradient of fixed atoms is not used.
    fn energy_and_gradient(&mut self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]]) -> f64;

    /// Which atoms are fixed; all are free if `None`.
    fn fixed(&self) -> Option<&[bool]> {
        None
    }

    /// How much of an energy may be rounding, as a fraction: below that, a smaller gradient tells which place is lower.
    fn rounding(&self) -> f64 {
        1e-13
    }

    /// Tells how the energy curves at these positions: roughly, as springs; none by default.
    fn stiffness(&self, _positions: &[[f64; 3]], _tell: &mut dyn FnMut(Spring<'_>)) {}
}

impl Objective for Potential {
    fn atoms(&self) -> usize {
        Potential::atoms(self)
    }

    fn energy_and_gradient(&mut self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]]) -> f64 {
        Potential::energy_and_gradient(self, positions, gradient).total()
    }

    fn fixed(&self) -> Option<&[bool]> {
        Potential::fixed(self)
    }

    fn rounding(&self) -> f64 {
        match self.precision() {
            Precision::Double => 1e-13,
            Precision::Mixed => 1e-6,
        }
    }

    fn stiffness(&self, positions: &[[f64; 3]], tell: &mut dyn FnMut(Spring<'_>)) {
        Potential::stiffness(self, positions, tell);
    }
}

/// An objective as a function of its free coordinates only. Fixed atoms are never written to.
pub(crate) struct Landscape<'a> {
    objective: &'a mut dyn Objective,
    /// The free atoms, unless all are free.
    free: Option<Vec<u32>>,
    positions: Vec<[f64; 3]>,
    gradient: Vec<[f64; 3]>,
    /// The best coordinates so far.
    pub best: Vec<f64>,
}

impl<'a> Landscape<'a> {
    pub fn new(objective: &'a mut dyn Objective, positions: &[[f64; 3]]) -> Self {
        let free: Option<Vec<u32>> = objective
            .fixed()
            .filter(|fixed| fixed.contains(&true))
            .map(|fixed| (0..).zip(fixed).filter(|&(_, &fixed)| !fixed).map(|(atom, _)| atom).collect());
        let best = match &free {
            Some(free) => free.iter().flat_map(|&atom| positions[atom as usize]).collect(),
            None => positions.as_flattened().to_vec(),
        };
        let gradient = vec![[0.0; 3]; positions.len()];
        Self { objective, free, positions: positions.to_vec(), gradient, best }
    }

    /// Energy and gradient at these free coordinates. An energy that is no number counts as infinite.
    pub fn evaluate(&mut self, at: &[f64], gradient: &mut [f64]) -> f64 {
        self.place(at);
        let energy = self.objective.energy_and_gradient(&self.positions, &mut self.gradient);
        match &self.free {
            Some(free) => {
                for (row, &atom) in gradient.chunks_exact_mut(3).zip(free) {
                    row.copy_from_slice(&self.gradient[atom as usize]);
                }
            }
            None => gradient.copy_from_slice(self.gradient.as_flattened()),
        }
        if energy.is_nan() { f64::INFINITY } else { energy }
    }

    /// How much of an energy may be rounding, as a fraction.
    pub fn rounding(&self) -> f64 {
        self.objective.rounding()
    }

    /// The springs at these free coordinates, of which only the free atoms count.
    pub fn springs(&mut self, at: &[f64]) -> Springs {
        self.place(at);
        let mut springs = Springs::default();
        let number = |atom: u32| match &self.free {
            Some(free) => free.binary_search(&atom).ok().map(|number| number as u32),
            None => Some(atom),
        };
        self.objective.stiffness(&self.positions, &mut |spring| springs.push(spring, number));
        springs
    }

    /// Positions of all atoms with these free coordinates.
    pub fn place(&mut self, at: &[f64]) -> &[[f64; 3]] {
        match &self.free {
            Some(free) => {
                for (row, &atom) in at.chunks_exact(3).zip(free) {
                    self.positions[atom as usize].copy_from_slice(row);
                }
            }
            None => self.positions.as_flattened_mut().copy_from_slice(at),
        }
        &self.positions
    }

    /// Writes the best coordinates into the free atoms.
    pub fn write(&self, positions: &mut [[f64; 3]]) {
        match &self.free {
            Some(free) => {
                for (row, &atom) in self.best.chunks_exact(3).zip(free) {
                    positions[atom as usize].copy_from_slice(row);
                }
            }
            None => positions.as_flattened_mut().copy_from_slice(&self.best),
        }
    }
}
