//! Every method on functions whose minimum is known, on clashes, under an observer and for any number of threads.

use std::ops::ControlFlow;

use geminal_forcefield::Potential;
use geminal_forcefield::nonbonded::{LennardJones, Pairs, SpecialPair};
use geminal_forcefield::terms::harmonic_bond::{HarmonicBond, HarmonicBonds};
use geminal_minimize::{Method, Objective, Settings, Stop, minimize, minimize_observed};
use proptest::prelude::*;

const METHODS: [Method; 4] =
    [Method::SteepestDescent, Method::ConjugateGradients, Method::Lbfgs { memory: 8 }, Method::Fire];

/// Rosenbrock's valley in pairs of coordinates: (1 - x)² + 100 (y - x²)².
struct Valley(usize);

impl Objective for Valley {
    fn atoms(&self) -> usize {
        self.0
    }

    fn energy_and_gradient(&mut self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]]) -> f64 {
        let at = positions.as_flattened();
        let slopes = gradient.as_flattened_mut();
        let mut energy = 0.0;
        for n in (0..at.len()).step_by(2) {
            let (x, y) = (at[n], at[n + 1]);
            energy += (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
            slopes[n] = 2.0 * (x - 1.0) - 400.0 * x * (y - x * x);
            slopes[n + 1] = 200.0 * (y - x * x);
        }
        energy
    }
}

#[test]
fn the_curved_valley_is_followed() {
    for method in METHODS {
        let mut positions = [[-1.2, 1.0, -0.5], [0.3, 1.4, 2.0]];
        let settings = Settings { method, max_steps: 100_000, rms_gradient: 1e-6, ..Settings::default() };
        let outcome = minimize(&mut Valley(2), &mut positions, &settings);
        assert_eq!(outcome.stop, Stop::RmsGradient, "{method:?} {outcome:?}");
        for x in positions.iter().flatten() {
            assert!((x - 1.0).abs() < 1e-4, "{method:?} {positions:?}");
        }
        if method == (Method::Lbfgs { memory: 8 }) {
            assert!(outcome.evaluations < 150, "{outcome:?}");
        }
    }
}

/// A drop of argon-like atoms, every fourth of them bonded to the one before.
fn drop(count: usize) -> Potential {
    let mut potential = Potential::new(count);
    let bonded = || (0..count as u32 / 4).map(|i| [4 * i, 4 * i + 1]);
    let bonds = bonded().map(|atoms| (atoms, [300.0, 1.1]));
    potential.push(Box::new(HarmonicBonds::new(HarmonicBond, bonds)));
    potential.set_nonbonded(Pairs {
        kernel: LennardJones::default(),
        atoms: vec![LennardJones::atom(0.0, 3.4, 0.24, 332.06); count],
        special: bonded().map(|atoms| SpecialPair { atoms, vdw: 0.0, electrostatic: 0.0 }).collect(),
        cutoff: None,
    });
    potential
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn clashes_relax(positions in prop::collection::vec(prop::array::uniform3(-1.5..1.5_f64), 2..16)) {
        for method in METHODS {
            let mut relaxed = positions.clone();
            // Some exactly on top of each other.
            relaxed[1] = relaxed[0];
            let settings = Settings { method, max_steps: 400, ..Settings::default() };
            let outcome = minimize(&mut drop(relaxed.len()), &mut relaxed, &settings);
            prop_assert!(relaxed.iter().flatten().all(|x| x.is_finite()));
            prop_assert!(outcome.energy < 10.0, "{method:?}: {outcome:?}");
            prop_assert!(relaxed.iter().flatten().all(|x| x.abs() < 200.0));
        }
    }
}

#[test]
fn fixed_atoms_keep_their_bits() {
    for method in METHODS {
        let mut potential = drop(5);
        let fixed = [false, true, false, true, false];
        potential.set_fixed(&fixed);
        let start = [[0.0; 3], [1.0, -0.0, 0.1], [0.5, 0.2, 0.3], [-0.0, 2.0, 1.0], [1.0, 1.0, 1.0]];
        let mut positions = start;
        minimize(&mut potential, &mut positions, &Settings { method, ..Settings::default() });
        for atom in 0..5 {
            let same = positions[atom].map(f64::to_bits) == start[atom].map(f64::to_bits);
            assert_eq!(same, fixed[atom], "{method:?}, atom {atom}");
        }
    }
}

#[test]
fn each_stop_is_named() {
    let start = [[0.0; 3], [1.3, 0.1, 0.0], [5.0, 0.0, 0.0], [0.0, 5.0, 0.0]];
    let base = Settings { rms_gradient: 0.0, max_steps: 10_000, ..Settings::default() };
    for (settings, expected) in [
        (Settings { rms_gradient: 0.01, ..base }, Stop::RmsGradient),
        (Settings { energy_change: 1e-6, ..base }, Stop::EnergyChange),
        (Settings { max_steps: 3, ..base }, Stop::Steps),
        (Settings { max_steps: 0, ..base }, Stop::Steps),
        (base, Stop::NoProgress),
        (Settings { report_every: 2, ..base }, Stop::Observer),
    ] {
        let mut positions = start;
        let mut seen = Vec::new();
        let outcome = minimize_observed(&mut drop(4), &mut positions, &settings, &mut |progress| {
            seen.push(progress.step);
            assert_eq!(progress.positions.len(), 4);
            if progress.step < 6 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert_eq!(outcome.stop, expected, "{outcome:?}");
        assert!(outcome.energy <= outcome.start_energy);
        let expected: &[usize] = if settings.report_every > 0 { &[2, 4, 6] } else { &[] };
        assert_eq!(seen, expected);
        let mut gradient = [[0.0; 3]; 4];
        let found = drop(4).energy_and_gradient(&positions, &mut gradient).total();
        assert_eq!(found.to_bits(), outcome.energy.to_bits(), "the best positions are left");
    }
}
