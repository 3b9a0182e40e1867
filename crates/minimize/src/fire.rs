//! Fast inertial relaxation (Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006)).
//!
//! Atoms of unit mass slide down; their velocity is turned towards the force, and when they go uphill they stop and
//! begin anew with a shorter time step.

use crate::run::Run;
use crate::vectors::{dot, longest};

/// Time step at the start and at most, in units of Å √(mol/kcal): half and six of the fastest bond's periods over 1000.
const FIRST_STEP: f64 = 0.005;
const LONGEST_STEP: f64 = 0.06;
/// Steps downhill before the time step grows.
const PATIENCE: usize = 5;
const GROWTH: f64 = 1.1;
const SHRINKAGE: f64 = 0.5;
/// How much of the velocity is turned towards the force, at the start, and how that fades.
const TURNING: f64 = 0.1;
const FADING: f64 = 0.99;

/// Takes steps until the run stops.
pub(crate) fn relax(run: &mut Run<'_, '_>) {
    let mut velocity = vec![0.0; run.at.len()];
    let mut next = run.at.clone();
    let (mut time, mut turning, mut downhill) = (FIRST_STEP, TURNING, 0);
    while run.goes_on() {
        let power = -dot(&run.gradient, &velocity);
        if power > 0.0 {
            let turned = turning * (dot(&velocity, &velocity) / dot(&run.gradient, &run.gradient)).sqrt();
            for (v, g) in velocity.iter_mut().zip(&run.gradient) {
                *v = (1.0 - turning) * *v - turned * g;
            }
            downhill += 1;
            if downhill > PATIENCE {
                time = (time * GROWTH).min(LONGEST_STEP);
                turning *= FADING;
            }
        } else {
            velocity.fill(0.0);
            (downhill, turning) = (0, TURNING);
            // Not at the very start, where nothing moves yet.
            time = if power < 0.0 { time * SHRINKAGE } else { time };
        }
        for (v, g) in velocity.iter_mut().zip(&run.gradient) {
            *v -= time * g;
        }
        let furthest = time * longest(&velocity);
        if furthest > run.settings.max_move {
            let slower = run.settings.max_move / furthest;
            velocity.iter_mut().for_each(|v| *v *= slower);
        }
        if furthest < 1e-14 {
            return run.give_up();
        }
        for ((n, x), v) in next.iter_mut().zip(&run.at).zip(&velocity) {
            *n = x + time * v;
        }
        std::mem::swap(&mut next, &mut run.at);
        run.step_anywhere();
    }
}
