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

/// Checks the springs of a term at its minimum, or where it is flat: along each internal coordinate the gradient grows as
/// the springs say, to 1 %.
pub(crate) fn check_stiffness(term: Box<dyn Term>, positions: &[[f64; 3]]) {
    let mut springs: Vec<(f64, Vec<[f64; 3]>)> = Vec::new();
    term.stiffness(positions, &mut |spring| {
        let mut direction = vec![[0.0; 3]; positions.len()];
        for (&atom, &gradient) in spring.atoms.iter().zip(spring.gradient) {
            direction[atom as usize] = gradient;
        }
        springs.push((spring.curvature, direction));
    });
    assert!(!springs.is_empty(), "no springs");
    let kind = term.kinds()[0];
    let mut potential = Potential::new(positions.len());
    potential.push(term);
    let direction = springs[0].1.clone();
    let along = |vectors: &[[f64; 3]]| -> f64 {
        vectors.as_flattened().iter().zip(direction.as_flattened()).map(|(a, b)| a * b).sum()
    };
    let mut slope = |step: f64| {
        let moved = |(at, d): (&[f64; 3], &[f64; 3])| std::array::from_fn(|k| at[k] + step * d[k]);
        let moved: Vec<[f64; 3]> = positions.iter().zip(&direction).map(moved).collect();
        let mut gradient = vec![[0.0; 3]; positions.len()];
        potential.energy_and_gradient(&moved, &mut gradient);
        along(&gradient)
    };
    let found: f64 = springs.iter().map(|(curvature, other)| curvature * along(other).powi(2)).sum();
    let expected = (slope(1e-5) - slope(-1e-5)) / 2e-5;
    assert!((found - expected).abs() < 0.01 * expected.abs(), "{kind}: {found}, not {expected}");
}
