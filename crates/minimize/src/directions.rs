//! Where to go next: steepest descent, conjugate gradients, L-BFGS.

use crate::preconditioner::Preconditioner;
use crate::run::Run;
use crate::vectors::{add_scaled, dot, longest};

/// A rule for the direction of the next step.
pub(crate) trait Direction {
    /// Writes the direction at this gradient, as long as the step is expected to be.
    fn direction(&mut self, gradient: &[f64], direction: &mut [f64]);

    /// Learns from a step taken: how coordinates and gradient changed.
    fn learn(&mut self, step: &[f64], change: &[f64]);

    /// Forgets what it learned.
    fn forget(&mut self);

    /// Looks at where the run is, before a direction is asked for.
    fn prepare(&mut self, _run: &mut Run<'_, '_>) {}

    /// How much flatter than at its start the energy must be at the end of a line search, as a fraction.
    fn flatness(&self) -> f64;
}

/// Steps of steepest descent that follow each other begin at this length, Å for the atom that moves most.
const FIRST_MOVE: f64 = 0.02;

/// Down the gradient, scaled so that the fastest atom moves [`FIRST_MOVE`].
fn down(gradient: &[f64], direction: &mut [f64]) {
    let scale = FIRST_MOVE / longest(gradient).max(1e-300);
    for (d, g) in direction.iter_mut().zip(gradient) {
        *d = -scale * g;
    }
}

/// Along the gradient.
#[derive(Default)]
pub(crate) struct SteepestDescent {
    /// The ratio of step to gradient that the last step suggests.
    rate: Option<f64>,
}

impl Direction for SteepestDescent {
    fn direction(&mut self, gradient: &[f64], direction: &mut [f64]) {
        let Some(rate) = self.rate else {
            return down(gradient, direction);
        };
        for (d, g) in direction.iter_mut().zip(gradient) {
            *d = -rate * g;
        }
    }

    fn learn(&mut self, step: &[f64], change: &[f64]) {
        // The step that would have ended on the bottom of a parabola with this curvature (Barzilai and Borwein 1988).
        let curvature = dot(step, change);
        self.rate = (curvature > 0.0).then(|| curvature / dot(change, change));
    }

    fn forget(&mut self) {
        self.rate = None;
    }

    fn flatness(&self) -> f64 {
        0.9
    }
}

/// Conjugate gradients after Polak and Ribière, restarted when they stop being conjugate.
#[derive(Default)]
pub(crate) struct ConjugateGradients {
    /// The last conjugate direction, unscaled, and the gradient it was made at.
    conjugate: Vec<f64>,
    gradient: Vec<f64>,
    /// The slope along it at its start.
    slope: f64,
    /// How many times itself was taken.
    taken: f64,
}

impl Direction for ConjugateGradients {
    fn direction(&mut self, gradient: &[f64], direction: &mut [f64]) {
        let size = longest(gradient).max(1e-300);
        let mut length = FIRST_MOVE / size;
        if self.conjugate.is_empty() {
            self.conjugate.extend(gradient.iter().map(|g| -g));
        } else {
            let now = dot(gradient, gradient);
            let across = dot(gradient, &self.gradient);
            // Powell's test: gradients in a row should be nearly perpendicular.
            let conjugate = across.abs() <= 0.5 * now;
            let beta = if conjugate { (now - across) / dot(&self.gradient, &self.gradient) } else { 0.0 };
            for (c, g) in self.conjugate.iter_mut().zip(gradient) {
                *c = beta.max(0.0) * *c - g;
            }
            if dot(&self.conjugate, gradient) >= 0.0 {
                self.conjugate.clear();
                self.conjugate.extend(gradient.iter().map(|g| -g));
            }
            // Expect the decrease that the last step brought.
            length = self.taken * self.slope / dot(&self.conjugate, gradient);
        }
        self.slope = dot(&self.conjugate, gradient);
        self.gradient.clear();
        self.gradient.extend_from_slice(gradient);
        for (d, c) in direction.iter_mut().zip(&self.conjugate) {
            *d = length * c;
        }
    }

    fn learn(&mut self, step: &[f64], _change: &[f64]) {
        self.taken = dot(step, &self.conjugate) / dot(&self.conjugate, &self.conjugate);
    }

    fn forget(&mut self) {
        self.conjugate.clear();
    }

    fn flatness(&self) -> f64 {
        0.1
    }
}

/// The stiffness is looked at anew after so many steps.
const STIFFNESS_SERVES: usize = 20;

/// Limited-memory BFGS (Nocedal 1980), preconditioned where the objective tells its stiffness.
pub(crate) struct Lbfgs {
    memory: usize,
    preconditioner: Option<Preconditioner>,
    /// Steps since the stiffness was looked at.
    age: usize,
    /// Steps, changes of the gradient, and one over their products: the oldest at `oldest` once full.
    steps: Vec<Vec<f64>>,
    changes: Vec<Vec<f64>>,
    inverses: Vec<f64>,
    oldest: usize,
    /// `s·y / y·P⁻¹y` of the last step, `P` the stiffness or 1: how long a step calls for. Contacts make valleys stiffer
    /// than springs know, and without this each step would be tried at two or three times its length.
    scale: f64,
    weights: Vec<f64>,
}

impl Lbfgs {
    pub fn new(memory: usize) -> Self {
        Self {
            memory: memory.max(1),
            preconditioner: None,
            age: 0,
            steps: Vec::new(),
            changes: Vec::new(),
            inverses: Vec::new(),
            oldest: 0,
            scale: 1.0,
            weights: vec![0.0; memory.max(1)],
        }
    }
}

impl Direction for Lbfgs {
    fn direction(&mut self, gradient: &[f64], direction: &mut [f64]) {
        let count = self.inverses.len();
        if count == 0 && self.preconditioner.is_none() {
            return down(gradient, direction);
        }
        for (d, g) in direction.iter_mut().zip(gradient) {
            *d = -g;
        }
        for age in (0..count).rev() {
            let n = (self.oldest + age) % count;
            self.weights[n] = self.inverses[n] * dot(&self.steps[n], direction);
            add_scaled(direction, -self.weights[n], &self.changes[n]);
        }
        if let Some(preconditioner) = &mut self.preconditioner {
            preconditioner.solve(direction);
        }
        direction.iter_mut().for_each(|d| *d *= self.scale);
        for age in 0..count {
            let n = (self.oldest + age) % count;
            let other = self.inverses[n] * dot(&self.changes[n], direction);
            add_scaled(direction, self.weights[n] - other, &self.steps[n]);
        }
    }

    fn learn(&mut self, step: &[f64], change: &[f64]) {
        let product = dot(step, change);
        let square = dot(change, change);
        // Only where the energy curves upward does the step tell of a valley.
        if product <= 1e-10 * square || !square.is_finite() {
            return;
        }
        self.scale = match &mut self.preconditioner {
            Some(preconditioner) => product / preconditioner.square(change),
            None => product / square,
        };
        if self.inverses.len() < self.memory {
            self.steps.push(step.to_vec());
            self.changes.push(change.to_vec());
            self.inverses.push(1.0 / product);
        } else {
            let n = self.oldest;
            self.steps[n].copy_from_slice(step);
            self.changes[n].copy_from_slice(change);
            self.inverses[n] = 1.0 / product;
            self.oldest = (n + 1) % self.memory;
        }
    }

    fn forget(&mut self) {
        self.steps.clear();
        self.changes.clear();
        self.inverses.clear();
        self.oldest = 0;
        self.age = 0;
        self.scale = 1.0;
    }

    fn prepare(&mut self, run: &mut Run<'_, '_>) {
        if self.age.is_multiple_of(STIFFNESS_SERVES) {
            self.preconditioner = run.preconditioner();
        }
        self.age += 1;
    }

    fn flatness(&self) -> f64 {
        0.9
    }
}
