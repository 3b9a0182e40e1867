//! Out-of-plane bending of MMFF94: `E = k Σ χ²` over the three Wilson angles at a centre of three bonds.
//!
//! `χ` is the angle between a bond and the plane of the other two. With `a`, `b`, `c` the bonds from the centre,
//! `sin χc = a·(b × c) / |a × b| |c|`; the numerator is the same for all three. Units: `k` kcal/mol/rad²
//! (0.043844/2 (180/π)² of MMFF94's md Å/rad²).

use super::{Batch, Kernel};
use crate::energies::TermKind;
use crate::lanes::Lanes;
use crate::vector::Vector;

/// Wilson angles: centre and its three neighbours; parameter `k`.
pub type WilsonAngles = Batch<WilsonAngle, 4, 1>;

/// The three Wilson angles at a centre.
#[derive(Clone, Copy, Debug, Default)]
pub struct WilsonAngle;

impl Kernel<4, 1> for WilsonAngle {
    const KINDS: [TermKind; 1] = [TermKind::OutOfPlane];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, atoms: [Vector<L>; 4], [force]: [L; 1]) -> ([L; 1], [Vector<L>; 4]) {
        let pyramid = Pyramid::over(atoms);
        let mut energy = L::zero();
        let mut slopes = [L::zero(); 3];
        for (slope, (sine, cosine)) in slopes.iter_mut().zip(pyramid.angles()) {
            let chi = sine.atan2(cosine);
            energy += chi * chi;
            // dχ²/d sin χ
            *slope = force * (chi + chi) / cosine;
        }
        ([force * energy], pyramid.gradient(slopes))
    }

    fn stiffness(&self, atoms: [Vector<f64>; 4], [force]: [f64; 1]) -> (f64, [Vector<f64>; 4]) {
        (6.0 * force, Pyramid::over(atoms).mean_angle())
    }
}

/// A centre with three bonds: sines and cosines of its Wilson angles, and how they change with the atoms.
pub(super) struct Pyramid<L> {
    /// `sin χ` of each bond.
    pub sine: [L; 3],
    /// `cos χ`, kept above 1e-6: at a right angle `χ` has a ridge.
    pub cosine: [L; 3],
    bonds: [Vector<L>; 3],
    normals: [Vector<L>; 3],
    /// `1 / |a × b| |c|`, `1 / |a × b|²`, `1 / |c|²` for each bond `c`.
    inverse: [L; 3],
    inverse_normal2: [L; 3],
    inverse_bond2: [L; 3],
}

impl<L: Lanes> Pyramid<L> {
    /// The centre is the first of the four atoms.
    #[inline(always)]
    pub fn over([center, i, k, l]: [Vector<L>; 4]) -> Self {
        let tiny = L::splat(1e-20);
        let bonds = [i - center, k - center, l - center];
        let normals = [bonds[1].cross(bonds[2]), bonds[2].cross(bonds[0]), bonds[0].cross(bonds[1])];
        let volume = bonds[0].dot(normals[0]);
        let none = [L::zero(); 3];
        let mut pyramid = Self {
            sine: none,
            cosine: none,
            bonds,
            normals,
            inverse: none,
            inverse_normal2: none,
            inverse_bond2: none,
        };
        for n in 0..3 {
            let normal2 = normals[n].norm_squared().max(tiny);
            let bond2 = bonds[n].norm_squared().max(tiny);
            let product = normal2 * bond2;
            let inverse2 = product.recip();
            // From sin² + cos² = 1 before the division, which keeps χ exact near a right angle.
            let cosine2 = volume.mul_neg_add(volume, product).max(product * L::splat(1e-12));
            let inverse = inverse2.sqrt();
            pyramid.sine[n] = volume * inverse;
            pyramid.cosine[n] = cosine2.sqrt() * inverse;
            pyramid.inverse[n] = inverse;
            pyramid.inverse_normal2[n] = inverse2 * bond2;
            pyramid.inverse_bond2[n] = inverse2 * normal2;
        }
        pyramid
    }

    /// Sine and cosine of each angle.
    #[inline(always)]
    pub fn angles(&self) -> [(L, L); 3] {
        let Self { sine: [a, b, c], cosine: [x, y, z], .. } = *self;
        [(a, x), (b, y), (c, z)]
    }

    /// The gradient of the mean of the three angles, which grow together near the plane.
    pub fn mean_angle(&self) -> [Vector<L>; 4] {
        let third = L::splat(1.0 / 3.0);
        self.gradient([third / self.cosine[0], third / self.cosine[1], third / self.cosine[2]])
    }

    /// The gradient of an energy with these `dE/d sin χ`.
    #[inline(always)]
    pub fn gradient(&self, slopes: [L; 3]) -> [Vector<L>; 4] {
        let mut by_volume = L::zero();
        let mut gradient = [Vector::zero(); 3];
        for c in 0..3 {
            let (a, b) = ((c + 1) % 3, (c + 2) % 3);
            by_volume += slopes[c] * self.inverse[c];
            // The sine falls as the triangle |a × b| and the bond |c| grow.
            let shrink = slopes[c] * self.sine[c];
            let on_triangle = shrink * self.inverse_normal2[c];
            gradient[c] -= self.bonds[c].scale(shrink * self.inverse_bond2[c]);
            gradient[a] -= self.bonds[b].cross(self.normals[c]).scale(on_triangle);
            gradient[b] -= self.normals[c].cross(self.bonds[a]).scale(on_triangle);
        }
        for (row, normal) in gradient.iter_mut().zip(self.normals) {
            *row = normal.scale_add(by_volume, *row);
        }
        let [on_i, on_k, on_l] = gradient;
        [-(on_i + on_k + on_l), on_i, on_k, on_l]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::check;
    use super::*;

    /// A regular pyramid of this height with the angle between a bond and the plane of the other two.
    pub fn pyramid(height: f64) -> ([[f64; 3]; 4], f64) {
        let third: f64 = 2.0 * std::f64::consts::PI / 3.0;
        let foot = |n: f64| [1.3 * (n * third).cos(), 1.3 * (n * third).sin(), 0.0];
        // The plane of two bonds meets the foot plane at half the radius, on the other side of the centre.
        let sine = height * 1.3 * 1.5 / (f64::hypot(1.3, height) * f64::hypot(height, 0.65));
        ([[0.0, 0.0, height], foot(0.0), foot(1.0), foot(2.0)], sine.asin())
    }

    /// Centres without symmetry, the last nearly in line.
    pub const CROOKED: [[[f64; 3]; 4]; 3] = [
        [[0.1, 0.2, 0.3], [1.4, 0.1, -0.2], [-0.6, 1.2, 0.4], [-0.7, -1.1, 0.5]],
        [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.9, 0.2, 0.4], [0.2, -1.4, 0.9]],
        [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [-1.0, 0.06, 0.0], [0.3, 1.2, 0.4]],
    ];

    #[test]
    fn value_by_hand_and_gradient() {
        for height in [0.0, 1e-6, 0.1, -0.6] {
            let (atoms, chi) = pyramid(height);
            let term = WilsonAngles::new(WilsonAngle, [([0, 1, 2, 3], [50.0])]);
            check(Box::new(term), &atoms, Some(50.0 * 3.0 * chi * chi));
        }
    }

    #[test]
    fn gradient_at_crooked_centres() {
        for atoms in CROOKED {
            let term = WilsonAngles::new(WilsonAngle, [([0, 1, 2, 3], [50.0])]);
            check(Box::new(term), &atoms, None);
        }
    }
}
