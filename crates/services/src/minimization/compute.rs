//! The computation, in a thread of its own: typing, then steps downhill, positions out as they come.

use geminal_chemistry::pocket::Pocket;
use geminal_forcefield::{Cutoff, ForceField, Precision, Untyped};
use geminal_minimize::{Method, Outcome, Settings, minimize_observed};
use geminal_structure::Point;
use geminal_wire::integration::StartMinimization;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::watch;

/// How far a minimization has got.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Steps taken.
    pub step: usize,
    /// Energy in kcal/mol.
    pub energy: f64,
    /// Positions of the pocket's atoms in Å; empty before the first step.
    pub positions: Vec<Point>,
}

/// What the service asks of a minimization: the integration's request, in our terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Request {
    /// The force field.
    pub forcefield: ForceField,
    /// How to minimize and when to stop.
    pub settings: Settings,
    /// Cutoff of pair interactions in Å, if any.
    pub cutoff: Option<f64>,
}

/// Gradients below this count as relaxed, kcal/mol/Å.
const RELAXED: f64 = 0.01;

/// The most steps of one run.
const MOST_STEPS: i32 = 1_000_000;

/// A force field by its number in the integration.
pub fn forcefield(number: u8) -> Option<ForceField> {
    Some(match number {
        0 => ForceField::Uff,
        1 => ForceField::Gaff,
        2 => ForceField::Ghemical,
        3 => ForceField::Mmff94,
        4 => ForceField::Mmff94s,
        _ => return None,
    })
}

impl Request {
    /// What a request means; none if its force field has no number here.
    pub fn new(asked: &StartMinimization) -> Option<Request> {
        let method =
            if asked.steepest_descent { Method::SteepestDescent } else { Method::ConjugateGradients };
        let settings = Settings {
            method,
            max_steps: asked.steps.clamp(0, MOST_STEPS) as usize,
            rms_gradient: RELAXED,
            report_every: 1,
            ..Settings::default()
        };
        let cutoff = (asked.cutoff > 0.0).then(|| f64::from(asked.cutoff));
        Some(Request { forcefield: forcefield(asked.force_field)?, settings, cutoff })
    }
}

/// Minimizes until it is done or `stop` is set. Newer frames replace older ones that nobody took.
///
/// # Errors
/// When the force field has no type for some atom.
pub fn run(
    pocket: &Pocket,
    request: &Request,
    frames: &watch::Sender<Frame>,
    stop: &Arc<AtomicBool>,
) -> Result<Outcome, Untyped> {
    let mut potential = request.forcefield.parametrize(&pocket.structure)?.potential;
    potential.set_fixed(&pocket.fixed);
    potential.set_cutoff(request.cutoff.map(Cutoff::at));
    potential.set_precision(Precision::for_minimization(potential.atoms(), request.settings.rms_gradient));
    let mut positions = pocket.structure.positions().to_vec();
    let outcome = minimize_observed(&mut potential, &mut positions, &request.settings, &mut |progress| {
        let frame =
            Frame { step: progress.step, energy: progress.energy, positions: progress.positions.to_vec() };
        frames.send_replace(frame);
        if stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    frames.send_replace(Frame { step: outcome.steps, energy: outcome.energy, positions });
    Ok(outcome)
}
