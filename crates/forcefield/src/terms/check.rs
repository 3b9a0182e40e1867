//! The three checks that every term passes: value by hand, gradient against finite differences, lanes equal scalar.

use super::Term;
use crate::{Energies, Potential};

/// Checks a term at some positions: its total energy (kcal/mol) if given, its gradient against finite differences
/// (1e-6 relative), and that lanes and scalar agree.
pub(crate) fn check(term: Box<dyn Term>, positions: &[[f64; 3]], energy: Option<f64>) {
    let mut potential = Potential::new(positions.len());
    potential.push(term);
    let found = check_potential(&mut potential, positions).total();
    if let Some(energy) = energy {
        assert!((found - energy).abs() < 1e-9 * energy.abs().max(1.0), "{found} is not {energy}");
    }
}

/// The same for a whole potential without cutoff.
pub(crate) fn check_potential(potential: &mut Potential, positions: &[[f64; 3]]) -> Energies {
    let mut gradient = vec![[0.0; 3]; positions.len()];
    let mut plain = gradient.clone();
    let energies = potential.energy_and_gradient(positions, &mut gradient);
    let reference = potential.reference(positions, &mut plain);
    for ((kind, a), (_, b)) in energies.iter().zip(reference.iter()) {
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1.0), "{kind}: {a} in lanes, {b} in scalars");
    }
    let scale = plain.iter().flatten().fold(1.0, |max: f64, g| max.max(g.abs()));
    for (a, b) in gradient.iter().flatten().zip(plain.iter().flatten()) {
        assert!((a - b).abs() <= 1e-9 * scale, "gradient {a} in lanes, {b} in scalars");
    }
    for (found, expected) in gradient.iter().flatten().zip(slopes(potential, positions)) {
        let close = 1e-6 * scale;
        assert!((found - expected).abs() <= close, "gradient {found}, finite difference {expected}");
    }
    energies
}

/// The gradient by central differences of fourth order.
fn slopes(potential: &mut Potential, positions: &[[f64; 3]]) -> Vec<f64> {
    let step = 2e-4;
    let mut moved = positions.to_vec();
    let mut slopes = Vec::new();
    for atom in 0..positions.len() {
        for axis in 0..3 {
            let mut at = |offset: f64| {
                moved[atom][axis] = positions[atom][axis] + offset;
                let energy = potential.energy(&moved).total();
                moved[atom][axis] = positions[atom][axis];
                energy
            };
            let near = at(step) - at(-step);
            let far = at(2.0 * step) - at(-2.0 * step);
            slopes.push((8.0 * near - far) / (12.0 * step));
        }
    }
    slopes
}
