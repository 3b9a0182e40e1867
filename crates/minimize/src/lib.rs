//! Minimization: steepest descent, conjugate gradients, L-BFGS and FIRE over any potential.
//!
//! [`minimize`] moves the free atoms downhill until the gradient is small, the energy stands still, the steps are used
//! up or the observer says stop; [`Outcome`] says which. Fixed atoms keep their bits. No step moves an atom further
//! than [`Settings::max_move`], and atoms exactly on top of each other are first moved apart by a thousandth of an
//! ångström, so that even badly clashed structures relax. The same input gives the same bits for any number of threads.
//!
//! ```
//! use geminal_forcefield::Potential;
//! use geminal_forcefield::terms::harmonic_bond::{HarmonicBond, HarmonicBonds};
//! use geminal_minimize::{Settings, Stop, minimize};
//!
//! let mut potential = Potential::new(2);
//! potential.push(Box::new(HarmonicBonds::new(HarmonicBond, [([0, 1], [300.0, 1.5])])));
//! let mut positions = [[0.0; 3], [2.0, 0.0, 0.0]];
//! let outcome = minimize(&mut potential, &mut positions, &Settings::default());
//! assert_eq!(outcome.stop, Stop::RmsGradient);
//! assert!((positions[1][0] - positions[0][0] - 1.5).abs() < 1e-5);
//! ```
//!
//! | module | holds |
//! |---|---|
//! | `objective` | what can be minimized, and its free atoms as one vector |
//! | `settings` | method, stops, observer, outcome |
//! | `descent` | the loop of the methods with a line search, and the line search |
//! | `directions` | steepest descent, conjugate gradients, L-BFGS |
//! | `preconditioner` | the stiffness of the terms as a matrix to start L-BFGS from |
//! | `fire` | fast inertial relaxation |

mod coincident;
mod descent;
mod directions;
mod fire;
mod objective;
mod preconditioner;
mod run;
mod settings;
mod vectors;

use std::ops::ControlFlow;

pub use objective::Objective;
pub use settings::{Method, Outcome, Progress, Settings, Stop};

use objective::Landscape;
use run::Run;

/// Minimizes the energy by moving the free atoms. Leaves the best positions found.
pub fn minimize(objective: &mut dyn Objective, positions: &mut [[f64; 3]], settings: &Settings) -> Outcome {
    minimize_observed(objective, positions, settings, &mut |_| ControlFlow::Continue(()))
}

/// The same under an observer, who sees every [`Settings::report_every`]-th step and may stop.
pub fn minimize_observed(
    objective: &mut dyn Objective,
    positions: &mut [[f64; 3]],
    settings: &Settings,
    observer: &mut dyn FnMut(&Progress<'_>) -> ControlFlow<()>,
) -> Outcome {
    coincident::separate(positions, objective.fixed());
    let mut landscape = Landscape::new(objective, positions);
    let mut run = Run::new(&mut landscape, settings, observer);
    match settings.method {
        Method::Fire => fire::relax(&mut run),
        Method::SteepestDescent => descent::descend(&mut run, &mut directions::SteepestDescent::default()),
        Method::ConjugateGradients => {
            descent::descend(&mut run, &mut directions::ConjugateGradients::default())
        }
        Method::Lbfgs { memory } => descent::descend(&mut run, &mut directions::Lbfgs::new(memory)),
    }
    let outcome = run.outcome();
    landscape.write(positions);
    outcome
}
