//! The state that every method shares: where it is, what it counts, and when it must stop.

use std::ops::ControlFlow;

use crate::objective::Landscape;
use crate::preconditioner::Preconditioner;
use crate::settings::{Outcome, Progress, Settings, Stop};
use crate::vectors::dot;

/// More free atoms than this are not preconditioned: the factor would take more memory than all else.
const MOST_PRECONDITIONED: usize = 5000;

/// A minimization on its way.
pub(crate) struct Run<'a, 'b> {
    landscape: &'a mut Landscape<'b>,
    pub settings: &'a Settings,
    observer: &'a mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    /// The current free coordinates, their energy and gradient.
    pub at: Vec<f64>,
    pub energy: f64,
    pub gradient: Vec<f64>,
    best_energy: f64,
    best_rms: f64,
    start_energy: f64,
    steps: usize,
    evaluations: usize,
    /// Steps in a row that changed the energy by less than the limit.
    still: usize,
    stop: Option<Stop>,
}

impl<'a, 'b> Run<'a, 'b> {
    pub fn new(
        landscape: &'a mut Landscape<'b>,
        settings: &'a Settings,
        observer: &'a mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
    ) -> Self {
        let at = landscape.best.clone();
        let mut gradient = vec![0.0; at.len()];
        let energy = landscape.evaluate(&at, &mut gradient);
        let mut run = Self {
            landscape,
            settings,
            observer,
            at,
            energy,
            gradient,
            best_energy: energy,
            best_rms: 0.0,
            start_energy: energy,
            steps: 0,
            evaluations: 1,
            still: 0,
            stop: None,
        };
        run.best_rms = run.rms();
        if run.best_rms <= settings.rms_gradient {
            run.stop = Some(Stop::RmsGradient);
        } else if settings.max_steps == 0 {
            run.stop = Some(Stop::Steps);
        }
        run
    }

    /// Root mean square of the components of the current gradient.
    pub fn rms(&self) -> f64 {
        (dot(&self.gradient, &self.gradient) / self.gradient.len().max(1) as f64).sqrt()
    }

    /// Whether it goes on.
    pub fn goes_on(&self) -> bool {
        self.stop.is_none()
    }

    /// Energy and gradient somewhere.
    pub fn evaluate(&mut self, at: &[f64], gradient: &mut [f64]) -> f64 {
        self.evaluations += 1;
        self.landscape.evaluate(at, gradient)
    }

    /// The preconditioner here, if the objective tells its stiffness and is not too large for it.
    pub fn preconditioner(&mut self) -> Option<Preconditioner> {
        (self.at.len() <= 3 * MOST_PRECONDITIONED).then(|| Preconditioner::new(self.landscape, &self.at))?
    }

    /// How much of an energy may be rounding.
    pub fn rounding(&self) -> f64 {
        self.landscape.rounding()
    }

    /// Takes the step to the current coordinates, up or down.
    pub fn step_anywhere(&mut self) {
        let before = self.energy;
        self.evaluations += 1;
        self.energy = self.landscape.evaluate(&self.at, &mut self.gradient);
        self.stepped(before);
    }

    /// Ends because nothing goes further down.
    pub fn give_up(&mut self) {
        self.stop = Some(Stop::NoProgress);
    }

    /// Counts a step to the current coordinates, tells the observer, and sees whether to stop.
    pub fn stepped(&mut self, previous_energy: f64) {
        self.steps += 1;
        let rms = self.rms();
        if self.energy < self.best_energy || !self.best_energy.is_finite() {
            self.best_energy = self.energy;
            self.best_rms = rms;
            self.landscape.best.copy_from_slice(&self.at);
        }
        let change = (self.energy - previous_energy).abs();
        self.still = if change < self.settings.energy_change { self.still + 1 } else { 0 };
        let observed =
            self.settings.report_every > 0 && self.steps.is_multiple_of(self.settings.report_every);
        if rms <= self.settings.rms_gradient {
            self.stop = Some(Stop::RmsGradient);
            // A flat place may lie a rounding above the best.
            self.best_energy = self.energy;
            self.best_rms = rms;
            self.landscape.best.copy_from_slice(&self.at);
        } else if self.still >= 3 {
            self.stop = Some(Stop::EnergyChange);
        } else if self.steps >= self.settings.max_steps {
            self.stop = Some(Stop::Steps);
        }
        if observed {
            let (step, energy) = (self.steps, self.energy);
            let positions = self.landscape.place(&self.at);
            let progress = Progress { step, energy, rms_gradient: rms, positions };
            if (self.observer)(&progress).is_break() && self.stop.is_none() {
                self.stop = Some(Stop::Observer);
            }
        }
    }

    /// What came of it.
    pub fn outcome(&self) -> Outcome {
        Outcome {
            stop: self.stop.unwrap_or(Stop::NoProgress),
            steps: self.steps,
            evaluations: self.evaluations,
            start_energy: self.start_energy,
            energy: self.best_energy,
            rms_gradient: self.best_rms,
        }
    }
}
