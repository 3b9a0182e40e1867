//! Torsions, periodic: `E = Σ V (1 + cos(n φ - δ))`, `n` from 1 to 6 (Amber, GAFF, UFF, Ghemical; impropers too).
//!
//! Units: `V` kcal/mol, `δ` rad. All terms of the same four atoms are one Fourier series, so that the geometry is
//! computed once. Where every phase is 0 or π and `n` is at most 4, the series is a polynomial in `cos φ`
//! ([`CosineTorsion`]), which needs no angle at all.

use std::f64::consts::PI;

use super::uff_angle::curvature_by_angle;
use super::{Batch, Kernel, Term};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// One periodic torsion as force fields list it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Torsion {
    /// The four atoms in order.
    pub atoms: [u32; 4],
    /// Number of minima in a turn, 1 to 6.
    pub periodicity: u8,
    /// `V`, kcal/mol.
    pub barrier: f64,
    /// `δ`, rad.
    pub phase: f64,
}

/// Periodic torsions, or impropers, gathered into Fourier series.
pub struct PeriodicTorsions {
    cosine: Vec<([u32; 4], [f64; 5])>,
    general: Vec<([u32; 4], [f64; 13])>,
}

impl PeriodicTorsions {
    /// Gathers the terms of the same four atoms, which must follow each other. Terms without a barrier are dropped.
    pub fn new(torsions: &[Torsion]) -> Self {
        let mut gathered = Self { cosine: Vec::new(), general: Vec::new() };
        let live: Vec<Torsion> = torsions.iter().filter(|t| t.barrier != 0.0).copied().collect();
        for series in live.chunk_by(|a, b| a.atoms == b.atoms) {
            let coefficients = fourier(series);
            match polynomial(&coefficients) {
                Some(powers) => gathered.cosine.push((series[0].atoms, powers)),
                None => gathered.general.push((series[0].atoms, coefficients)),
            }
        }
        gathered
    }

    /// The terms of a potential: torsions.
    pub fn torsions(self) -> Vec<Box<dyn Term>> {
        self.terms(TorsionKind::Torsion)
    }

    /// The terms of a potential: impropers.
    pub fn impropers(self) -> Vec<Box<dyn Term>> {
        self.terms(TorsionKind::Improper)
    }

    fn terms(self, kind: TorsionKind) -> Vec<Box<dyn Term>> {
        let mut terms: Vec<Box<dyn Term>> = Vec::new();
        match kind {
            TorsionKind::Torsion => {
                push(&mut terms, Batch::new(CosineTorsion::<false>, self.cosine));
                push(&mut terms, Batch::new(FourierTorsion::<false>, self.general));
            }
            TorsionKind::Improper => {
                push(&mut terms, Batch::new(CosineTorsion::<true>, self.cosine));
                push(&mut terms, Batch::new(FourierTorsion::<true>, self.general));
            }
        }
        terms
    }
}

enum TorsionKind {
    Torsion,
    Improper,
}

fn push(terms: &mut Vec<Box<dyn Term>>, term: impl Term + 'static) {
    if !term.is_empty() {
        terms.push(Box::new(term));
    }
}

/// The coefficients `c0, a1 ..= a6, b1 ..= b6` of `c0 + Σ an cos nφ + bn sin nφ`.
fn fourier(series: &[Torsion]) -> [f64; 13] {
    let mut coefficients = [0.0; 13];
    for torsion in series {
        let n = usize::from(torsion.periodicity.clamp(1, 6));
        coefficients[0] += torsion.barrier;
        let (sine, cosine) = match torsion.phase {
            0.0 => (0.0, 1.0),
            // Force fields write π with few digits; 1e-4 is far below any meant difference.
            phase if (phase.abs() - PI).abs() < 1e-4 => (0.0, -1.0),
            phase => phase.sin_cos(),
        };
        coefficients[n] += torsion.barrier * cosine;
        coefficients[6 + n] += torsion.barrier * sine;
    }
    coefficients
}

/// The same series as a polynomial in `cos φ` of degree 4, if it has no sines and no higher multiples.
fn polynomial(c: &[f64; 13]) -> Option<[f64; 5]> {
    c[5..]
        .iter()
        .all(|&x| x == 0.0)
        .then(|| [c[0] - c[2] + c[4], c[1] - 3.0 * c[3], 2.0 * c[2] - 8.0 * c[4], 4.0 * c[3], 8.0 * c[4]])
}

/// A torsion `E = Σ pn cosⁿ φ`, `n` from 0 to 4; an improper if `IMPROPER`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CosineTorsion<const IMPROPER: bool>;

impl<const IMPROPER: bool> Kernel<4, 5> for CosineTorsion<IMPROPER> {
    const KINDS: [TermKind; 1] = [kind(IMPROPER)];

    #[inline(always)]
    fn evaluate<L: Lanes>(
        &self,
        atoms: [Vector<L>; 4],
        [p0, p1, p2, p3, p4]: [L; 5],
    ) -> ([L; 1], [Vector<L>; 4]) {
        let twist = Twist::about(atoms);
        let c = twist.cosine;
        let energy = c.mul_add(c.mul_add(c.mul_add(c.mul_add(p4, p3), p2), p1), p0);
        let three = L::splat(3.0);
        let four = L::splat(4.0);
        let by_cosine = c.mul_add(c.mul_add(c.mul_add(four * p4, three * p3), p2 + p2), p1);
        ([energy], twist.gradient(-(by_cosine * twist.sine)))
    }

    fn stiffness(&self, atoms: [Vector<f64>; 4], powers: [f64; 5]) -> (f64, [Vector<f64>; 4]) {
        let twist = Twist::about(atoms);
        (curvature_by_angle(powers, twist.cosine).abs(), twist.gradient(1.0))
    }
}

/// A torsion as a full Fourier series up to `6 φ`; an improper if `IMPROPER`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FourierTorsion<const IMPROPER: bool>;

impl<const IMPROPER: bool> Kernel<4, 13> for FourierTorsion<IMPROPER> {
    const KINDS: [TermKind; 1] = [kind(IMPROPER)];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, atoms: [Vector<L>; 4], coefficients: [L; 13]) -> ([L; 1], [Vector<L>; 4]) {
        let twist = Twist::about(atoms);
        let mut energy = coefficients[0];
        let mut slope = L::zero();
        // cos nφ and sin nφ from those of (n-1)φ.
        let (mut cosine, mut sine) = (L::one(), L::zero());
        for n in 1..=6 {
            (cosine, sine) = (
                cosine.mul_sub(twist.cosine, sine * twist.sine),
                sine.mul_add(twist.cosine, cosine * twist.sine),
            );
            let (a, b) = (coefficients[n], coefficients[6 + n]);
            energy = a.mul_add(cosine, b.mul_add(sine, energy));
            slope = b.mul_sub(cosine, a * sine).mul_add(L::splat(n as f64), slope);
        }
        ([energy], twist.gradient(slope))
    }

    fn stiffness(&self, atoms: [Vector<f64>; 4], coefficients: [f64; 13]) -> (f64, [Vector<f64>; 4]) {
        let twist = Twist::about(atoms);
        let phi = twist.sine.atan2(twist.cosine);
        let curvature = |n: usize| {
            let (sine, cosine) = (n as f64 * phi).sin_cos();
            -((n * n) as f64) * (coefficients[n] * cosine + coefficients[6 + n] * sine)
        };
        ((1..=6).map(curvature).sum::<f64>().abs(), twist.gradient(1.0))
    }
}

const fn kind(improper: bool) -> TermKind {
    if improper { TermKind::Improper } else { TermKind::Torsion }
}

/// A dihedral angle `φ` as its cosine and sine, and how it changes with the places of its atoms.
///
/// IUPAC sign: with `b1 = j - i`, `b2 = k - j`, `b3 = l - k`, `m = b1 × b2`, `n = b2 × b3`,
/// `cos φ = m·n / |m||n|` and `sin φ = |b2| b1·n / |m||n|`. Gradient after Blondel and Karplus (1996), free of
/// `1 / sin φ`. With three atoms in line there is no angle: cosine and gradient are then zero.
#[derive(Clone, Copy, Debug)]
pub struct Twist<L> {
    /// `cos φ`.
    pub cosine: L,
    /// `sin φ`.
    pub sine: L,
    on_first: Vector<L>,
    on_last: Vector<L>,
    /// `b1·b2 / |b2|²` and `b3·b2 / |b2|²`: how the two middle atoms share the gradient.
    shares: [L; 2],
}

impl<L: Lanes> Twist<L> {
    /// The dihedral angle of four atoms in order.
    #[inline(always)]
    pub fn about([i, j, k, l]: [Vector<L>; 4]) -> Self {
        let (b1, b2, b3) = (j - i, k - j, l - k);
        let m = b1.cross(b2);
        let n = b2.cross(b3);
        let tiny = L::splat(1e-24);
        let m2 = m.norm_squared();
        let n2 = n.norm_squared();
        let axis2 = b2.norm_squared().max(tiny);
        let product = m2 * n2;
        // One division for 1/|m|²|n|² and 1/|b2|².
        let both = (product.max(tiny) * axis2).recip();
        let axis = axis2.sqrt();
        let bent = product.greater(tiny);
        let squared = L::select(bent, both * axis2, L::zero());
        let inverse = squared.sqrt();
        let inverse_axis2 = both * product.max(tiny);
        Self {
            cosine: m.dot(n) * inverse,
            sine: axis * b1.dot(n) * inverse,
            on_first: m.scale(-(axis * n2 * squared)),
            on_last: n.scale(axis * m2 * squared),
            shares: [b1.dot(b2) * inverse_axis2, b3.dot(b2) * inverse_axis2],
        }
    }

    /// The gradient on the four atoms of an energy with this `dE/dφ`.
    #[inline(always)]
    pub fn gradient(&self, slope: L) -> [Vector<L>; 4] {
        let on_first = self.on_first.scale(slope);
        let on_last = self.on_last.scale(slope);
        // Moving j turns m and, by its share, n.
        let shared = on_first.scale(self.shares[0]) - on_last.scale(self.shares[1]);
        [on_first, -on_first - shared, shared - on_last, on_last]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::check::check;

    /// Four atoms with this dihedral angle.
    fn at(degrees: f64) -> [[f64; 3]; 4] {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        [[1.0, 0.0, -0.4], [0.0; 3], [0.0, 0.0, 1.5], [1.1 * cosine, 1.1 * sine, 2.0]]
    }

    fn torsion(periodicity: u8, barrier: f64, phase: f64) -> Torsion {
        Torsion { atoms: [0, 1, 2, 3], periodicity, barrier, phase }
    }

    #[test]
    fn turns() {
        for degrees in [0.0, 0.01, 30.0, 90.0, 123.4, 179.99, 180.0, -60.0] {
            let phi = f64::to_radians(degrees);
            for list in [
                vec![torsion(1, 1.5, 0.0)],
                vec![torsion(2, 2.5, PI)],
                vec![torsion(3, 0.7, 0.0), torsion(1, 0.2, PI), torsion(4, 0.1, 0.0)],
                vec![torsion(6, 0.3, 0.0), torsion(2, 1.0, 0.6), torsion(5, -0.3, -1.0)],
            ] {
                let energy =
                    |t: &Torsion| t.barrier * (1.0 + (f64::from(t.periodicity) * phi - t.phase).cos());
                let expected: f64 = list.iter().map(energy).sum();
                let terms = PeriodicTorsions::new(&list).torsions();
                assert_eq!(terms.len(), 1);
                for term in terms {
                    check(term, &at(degrees), Some(expected));
                }
            }
        }
    }

    #[test]
    fn phases_of_few_digits_are_pi() {
        for term in PeriodicTorsions::new(&[torsion(2, 2.5, 3.141_594)]).torsions() {
            check(term, &at(90.0), Some(5.0));
        }
    }

    #[test]
    fn impropers_are_counted_as_such() {
        let terms = PeriodicTorsions::new(&[torsion(2, 1.1, PI), torsion(2, 1.1, 0.3)]).impropers();
        assert_eq!(terms.iter().map(|t| t.kinds()[0]).collect::<Vec<_>>(), [TermKind::Improper]);
    }

    #[test]
    fn three_atoms_in_line_give_no_nan() {
        let in_line = [[0.0, 0.0, -1.0], [0.0; 3], [0.0, 0.0, 1.5], [1.0, 0.0, 2.0]];
        for term in PeriodicTorsions::new(&[torsion(2, 1.0, 0.5)]).torsions() {
            let mut gradient = [[0.0; 3]; 4];
            let mut potential = crate::Potential::new(4);
            potential.push(term);
            assert!(potential.energy_and_gradient(&in_line, &mut gradient).total().is_finite());
            assert_eq!(gradient, [[0.0; 3]; 4]);
        }
    }
}
