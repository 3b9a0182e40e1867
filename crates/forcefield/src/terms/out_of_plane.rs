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
    fn evaluate<L: Lanes>(
        &self,
        [center, i, k, l]: [Vector<L>; 4],
        [force]: [L; 1],
    ) -> ([L; 1], [Vector<L>; 4]) {
        let bonds = [i - center, k - center, l - center];
        let normals = [bonds[1].cross(bonds[2]), bonds[2].cross(bonds[0]), bonds[0].cross(bonds[1])];
        let volume = bonds[0].dot(normals[0]);
        let mut energy = L::zero();
        let mut by_volume = L::zero();
        let mut gradient = [Vector::zero(); 3];
        for c in 0..3 {
            let (a, b) = ((c + 1) % 3, (c + 2) % 3);
            let angle = wilson(volume, normals[c].norm_squared(), bonds[c].norm_squared());
            energy += angle.chi * angle.chi;
            by_volume += angle.slope * angle.inverse;
            // χ falls as the plane's triangle |a × b| and the bond |c| grow.
            let shrink = angle.slope * angle.sine;
            let on_triangle = shrink * angle.inverse_normal2;
            gradient[c] -= bonds[c].scale(shrink * angle.inverse_bond2);
            gradient[a] -= bonds[b].cross(normals[c]).scale(on_triangle);
            gradient[b] -= normals[c].cross(bonds[a]).scale(on_triangle);
        }
        let doubled = force + force;
        for (row, normal) in gradient.iter_mut().zip(normals) {
            *row = normal.scale_add(by_volume, *row).scale(doubled);
        }
        let [on_i, on_k, on_l] = gradient;
        ([force * energy], [-(on_i + on_k + on_l), on_i, on_k, on_l])
    }
}

/// One Wilson angle.
struct Wilson<L> {
    sine: L,
    chi: L,
    /// `χ dχ/d sin χ`.
    slope: L,
    /// `1 / |a × b| |c|`.
    inverse: L,
    inverse_normal2: L,
    inverse_bond2: L,
}

#[inline(always)]
fn wilson<L: Lanes>(volume: L, normal2: L, bond2: L) -> Wilson<L> {
    let tiny = L::splat(1e-20);
    let (normal2, bond2) = (normal2.max(tiny), bond2.max(tiny));
    let product = normal2 * bond2;
    // sin² + cos² = 1 keeps χ exact near a right angle; the slope there is cut off, as χ has a ridge.
    let cosine2 = volume.mul_neg_add(volume, product).max(product * L::splat(1e-12));
    let inverse2 = product.recip();
    let inverse = inverse2.sqrt();
    let sine = volume * inverse;
    let cosine = cosine2.sqrt() * inverse;
    let chi = sine.atan2(cosine);
    Wilson {
        sine,
        chi,
        slope: chi / cosine,
        inverse,
        inverse_normal2: inverse2 * bond2,
        inverse_bond2: inverse2 * normal2,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::check;
    use super::*;

    #[test]
    fn value_by_hand_and_gradient() {
        for height in [0.0, 1e-6, 0.1, -0.6, 1.5] {
            let third: f64 = 2.0 * std::f64::consts::PI / 3.0;
            let arm = |n: f64, length: f64| [length * (n * third).cos(), length * (n * third).sin(), 0.0];
            let atoms = [[0.0, 0.0, height], arm(0.0, 1.3), arm(1.0, 1.3), arm(2.0, 1.3)];
            // All three are alike: the angle between a bond and the plane of the other two, which meet the plane of
            // the three at half their length.
            let bond = f64::hypot(1.3, height);
            let chi = (height * 1.3 * 1.5 / (bond * f64::hypot(height, 0.65))).asin().abs();
            // Exact only while the three planes stay on the same side; checked by area otherwise.
            let expected = 50.0 * 3.0 * chi * chi;
            let term = WilsonAngles::new(WilsonAngle, [([0, 1, 2, 3], [50.0])]);
            check(Box::new(term), &atoms, chi.is_finite().then_some(expected));
        }
    }

    #[test]
    fn gradient_at_crooked_centres() {
        for atoms in [
            [[0.1, 0.2, 0.3], [1.4, 0.1, -0.2], [-0.6, 1.2, 0.4], [-0.7, -1.1, 0.5]],
            [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.9, 0.2, 0.4], [0.2, -1.4, 0.9]],
            [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [-1.0, 0.02, 0.0], [0.3, 1.2, 0.4]],
        ] {
            let term = WilsonAngles::new(WilsonAngle, [([0, 1, 2, 3], [50.0])]);
            check(Box::new(term), &atoms, None);
        }
    }
}
