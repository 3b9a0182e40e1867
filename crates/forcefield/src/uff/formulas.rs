//! The formulas that make UFF's parameters from its atom types. Numbers of equations are the paper's.

use super::parameters::AtomType;

/// `G` of Badger's rule, kcal/mol·Å/e².
const G: f64 = 332.06;
/// Proportionality of the bond order correction.
const LAMBDA: f64 = 0.1332;

/// Natural length of a bond of this order, Å (2, 3, 4).
pub(super) fn bond_length(i: &AtomType, j: &AtomType, order: f64) -> f64 {
    let sum = i.radius + j.radius;
    let by_order = -LAMBDA * sum * order.ln();
    let difference = i.electronegativity.sqrt() - j.electronegativity.sqrt();
    let by_electronegativity = i.radius * j.radius * difference * difference
        / (i.electronegativity * i.radius + j.electronegativity * j.radius);
    sum + by_order - by_electronegativity
}

/// Force constant of a bond, kcal/mol/Å² (6), for `E = ½ k (r - r0)²`.
pub(super) fn bond_force(i: &AtomType, j: &AtomType, length: f64) -> f64 {
    2.0 * G * i.charge * j.charge / length.powi(3)
}

/// Force constant of an angle, kcal/mol/rad² (13), from the natural lengths of its bonds and its angle.
pub(super) fn angle_force(i: &AtomType, k: &AtomType, [r_ij, r_jk]: [f64; 2], theta0: f64) -> f64 {
    let cosine = theta0.cos();
    let r_ik2 = r_ij * r_ij + r_jk * r_jk - 2.0 * r_ij * r_jk * cosine;
    let inner = 3.0 * r_ij * r_jk * (1.0 - cosine * cosine) - r_ik2 * cosine;
    2.0 * G * i.charge * k.charge / r_ik2.powf(2.5) * inner
}

/// The shape of an angle's energy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// The general one, with its minimum at this angle, rad (11, 12).
    General(f64),
    /// `(1 - cos nθ) / n²` (10); for n = 1, linear centres, `1 + cos θ`.
    Fold(u8),
}

/// The angle's energy as powers of `cos θ`.
pub(super) fn angle_powers(shape: Shape, k: f64) -> [f64; 5] {
    let powers = match shape {
        Shape::General(theta0) => {
            let (sine, cosine) = theta0.sin_cos();
            let c2 = 1.0 / (4.0 * sine * sine);
            let c1 = -4.0 * c2 * cosine;
            let c0 = c2 * (2.0 * cosine * cosine + 1.0);
            [c0 - c2, c1, 2.0 * c2, 0.0, 0.0]
        }
        Shape::Fold(1) => [1.0, 1.0, 0.0, 0.0, 0.0],
        Shape::Fold(2) => [0.5, 0.0, -0.5, 0.0, 0.0],
        Shape::Fold(3) => [1.0 / 9.0, 1.0 / 3.0, 0.0, -4.0 / 9.0, 0.0],
        Shape::Fold(_) => [0.0, 0.0, 0.5, 0.0, -0.5],
    };
    powers.map(|p| k * p)
}

/// Barrier about a bond between two sp2 atoms, kcal/mol (17).
pub(super) fn sp2_barrier(j: &AtomType, k: &AtomType, order: f64) -> f64 {
    5.0 * (j.sp2_barrier * k.sp2_barrier).sqrt() * (1.0 + 4.18 * order.ln())
}

/// Coefficients of an inversion with force constant `k`, `c0`, `c1`, `c2`, for one of its three angles; those of the
/// elements of group 15 from the angle of their hydride (18, 19).
pub(super) fn inversion(element: u8, carbonyl: bool) -> Option<[f64; 3]> {
    let hydride: f64 = match element {
        6..=8 => {
            let k = if carbonyl { 50.0 } else { 6.0 } / 3.0;
            return Some([k, -k, 0.0]);
        }
        15 => 84.4339,
        33 => 86.9735,
        51 => 87.7047,
        83 => 90.0,
        _ => return None,
    };
    let omega = hydride.to_radians();
    let c1 = -4.0 * omega.cos();
    let c0 = -(c1 * omega.cos() + (2.0 * omega).cos());
    let k = 22.0 / (c0 + c1 + 1.0) / 3.0;
    Some([k * c0, k * c1, k])
}

#[cfg(test)]
mod tests {
    use super::super::parameters::{AtomType, TYPES};
    use super::*;

    fn kind(name: &str) -> &'static AtomType {
        TYPES.iter().find(|kind| kind.name == name).unwrap()
    }

    /// Bonds of table 2 and figures of the paper's text, and RDKit's numbers for methane and ethane.
    #[test]
    fn bonds_and_angles() {
        for (i, j, order, length, force) in [
            ("C_3", "H_", 1.0, 1.1094, 662.1388),
            ("C_3", "C_3", 1.0, 1.514, 699.5918),
            ("C_R", "C_R", 1.5, 1.37926, 925.3101),
        ] {
            let (i, j) = (kind(i), kind(j));
            let found = bond_length(i, j, order);
            assert!((found - length).abs() < 1e-4, "{found} {length}");
            assert!((bond_force(i, j, found) - force).abs() < 1e-3);
        }
        let (carbon, hydrogen) = (kind("C_3"), kind("H_"));
        let r = bond_length(carbon, hydrogen, 1.0);
        let k = angle_force(hydrogen, hydrogen, [r, r], carbon.angle);
        assert!((k - 75.4988).abs() < 1e-3, "{k}");
    }

    #[test]
    fn shapes_are_zero_at_their_angle() {
        for (shape, degrees) in [
            (Shape::General(1.9), 1.9f64.to_degrees()),
            (Shape::Fold(1), 180.0),
            (Shape::Fold(2), 180.0),
            (Shape::Fold(3), 120.0),
            (Shape::Fold(4), 90.0),
            (Shape::Fold(4), 180.0),
        ] {
            let c = degrees.to_radians().cos();
            let energy: f64 = angle_powers(shape, 10.0).iter().rev().fold(0.0, |sum, p| sum * c + p);
            assert!(energy.abs() < 1e-12, "{shape:?}: {energy}");
        }
    }
}
