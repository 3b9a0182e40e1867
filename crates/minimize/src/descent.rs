//! The loop of the methods that choose a direction and search along it.

use crate::directions::Direction;
use crate::run::Run;
use crate::vectors::{dot, longest, sum_scaled};

/// Above this gradient on one atom (kcal/mol/Å) atoms clash, and nothing learned from the past helps: each atom then
/// goes down its own gradient, none further than allowed.
const CLASH: f64 = 1000.0;
/// The step such an atom takes per gradient, Å²·mol/kcal: about one over the stiffness of a bond.
const CLASH_RATE: f64 = 1e-3;
/// How much of the expected decrease a step must bring.
const SUFFICIENT: f64 = 1e-4;
/// So many steps in a row may not make the smallest gradient smaller where energies differ by rounding only.
const PATIENCE: usize = 10;
/// How often a step is shortened before the direction is given up.
const SHORTENINGS: usize = 25;

/// Takes steps until the run stops.
pub(crate) fn descend(run: &mut Run<'_, '_>, method: &mut dyn Direction) {
    let mut search = Search::new(run.at.len());
    let mut fresh = true;
    while run.goes_on() {
        let clashed = longest(&run.gradient) > CLASH;
        if clashed {
            method.forget();
            each_down(&run.gradient, run.settings.max_move, &mut search.direction);
        } else {
            method.prepare(run);
            method.direction(&run.gradient, &mut search.direction);
        }
        let slope = dot(&run.gradient, &search.direction);
        let flatness = if clashed { f64::INFINITY } else { method.flatness() };
        if slope < 0.0 && search.along(run, slope, flatness) {
            if !clashed {
                method.learn(&search.step, &search.change);
            }
            fresh = false;
        } else if fresh || clashed {
            run.give_up();
        } else {
            method.forget();
            fresh = true;
        }
    }
}

/// Each atom down its own gradient, none further than `max_move`.
fn each_down(gradient: &[f64], max_move: f64, direction: &mut [f64]) {
    for (d, g) in direction.as_chunks_mut::<3>().0.iter_mut().zip(gradient.as_chunks::<3>().0) {
        let length = (g[0] * g[0] + g[1] * g[1] + g[2] * g[2]).sqrt();
        let rate = CLASH_RATE.min(max_move / length.max(1e-300));
        *d = g.map(|g| -rate * g);
    }
}

/// Scratch of the line search, and the step it took.
struct Search {
    direction: Vec<f64>,
    start: Vec<f64>,
    start_gradient: Vec<f64>,
    trial: Vec<f64>,
    trial_gradient: Vec<f64>,
    /// How the coordinates changed by the last step, and how the gradient did.
    step: Vec<f64>,
    change: Vec<f64>,
    /// The square of the smallest gradient found where energies differ by rounding only.
    flattest: f64,
    /// How many more steps there may not find a smaller one.
    patience: usize,
}

impl Search {
    fn new(size: usize) -> Self {
        let zeros = || vec![0.0; size];
        Self {
            direction: zeros(),
            start: zeros(),
            start_gradient: zeros(),
            trial: zeros(),
            trial_gradient: zeros(),
            step: zeros(),
            change: zeros(),
            flattest: f64::INFINITY,
            patience: PATIENCE,
        }
    }

    /// Goes down along the direction, whose slope at the start this is, until the energy is low enough and the slope at
    /// most `flatness` times what it was. `false`, and nothing changed, if no place is lower.
    fn along(&mut self, run: &mut Run<'_, '_>, slope: f64, flatness: f64) -> bool {
        let start_energy = run.energy;
        std::mem::swap(&mut self.start, &mut run.at);
        std::mem::swap(&mut self.start_gradient, &mut run.gradient);
        let furthest = run.settings.max_move / longest(&self.direction).max(1e-300);
        let mut length = furthest.min(1.0);
        let mut taken = false;
        for _ in 0..SHORTENINGS {
            sum_scaled(&mut self.trial, &self.start, length, &self.direction);
            let energy = run.evaluate(&self.trial, &mut self.trial_gradient);
            let now = dot(&self.trial_gradient, &self.direction);
            let rise = energy - start_energy;
            let flat = rise.abs() <= run.rounding() * start_energy.abs().max(1.0);
            let low = rise <= SUFFICIENT * length * slope || flat && self.levels_out(slope, now);
            if !low && !taken {
                length *= shortening(length, rise, slope);
                continue;
            }
            if !low || (taken && energy > run.energy) {
                break;
            }
            std::mem::swap(&mut self.trial, &mut run.at);
            std::mem::swap(&mut self.trial_gradient, &mut run.gradient);
            run.energy = energy;
            taken = true;
            if now.abs() <= -flatness * slope {
                break;
            }
            let next = (length * stretching(slope, now)).min(furthest);
            if (next - length).abs() < 0.01 * length {
                break;
            }
            length = next;
        }
        if taken {
            sum_scaled(&mut self.step, &run.at, -1.0, &self.start);
            sum_scaled(&mut self.change, &run.gradient, -1.0, &self.start_gradient);
            run.stepped(start_energy);
        } else {
            std::mem::swap(&mut self.start, &mut run.at);
            std::mem::swap(&mut self.start_gradient, &mut run.gradient);
            run.energy = start_energy;
        }
        taken
    }

    /// Near the bottom energies differ by rounding only. There a step is good if the slope does not rise as steeply as it
    /// fell (Hager and Zhang 2005), and as long as the gradient becomes smaller now and then.
    fn levels_out(&mut self, slope: f64, now: f64) -> bool {
        if now > (2.0 * SUFFICIENT - 1.0) * slope {
            return false;
        }
        let square = dot(&self.trial_gradient, &self.trial_gradient);
        if square < 0.99 * self.flattest {
            self.flattest = square;
            self.patience = PATIENCE;
        }
        self.patience = self.patience.saturating_sub(1);
        self.patience > 0
    }
}

/// By what a step that went up by `rise` is multiplied: to the bottom of the parabola through both energies and the
/// slope, between a tenth and a half.
fn shortening(length: f64, rise: f64, slope: f64) -> f64 {
    let bottom = -0.5 * slope * length / (rise - slope * length);
    if bottom.is_finite() { bottom.clamp(0.1, 0.5) } else { 0.1 }
}

/// By what a step is multiplied whose slope is still `now`: to where the slope, taken as linear, vanishes.
fn stretching(slope: f64, now: f64) -> f64 {
    let root = slope / (slope - now);
    if root.is_finite() && root > 0.0 { root.clamp(0.1, 4.0) } else { 2.0 }
}
