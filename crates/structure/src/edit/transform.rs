//! Moving structures.

use crate::{Point, Structure, Transform};

impl Transform {
    /// Moves without turning.
    pub fn shift(by: Point) -> Transform {
        Transform { translation: by, ..Transform::IDENTITY }
    }

    /// Turns about an axis through the origin by an angle in radians, counter-clockwise when the axis points at the
    /// viewer. The axis may have any length but 0.
    ///
    /// ```
    /// use geminal_structure::Transform;
    /// let quarter = Transform::turn([0.0, 0.0, 2.0], std::f64::consts::FRAC_PI_2);
    /// let [x, y, z] = quarter.apply([1.0, 0.0, 5.0]);
    /// assert!(x.abs() < 1e-15 && (y - 1.0).abs() < 1e-15 && z == 5.0);
    /// ```
    pub fn turn(axis: Point, angle: f64) -> Transform {
        let length = axis.iter().map(|c| c * c).sum::<f64>().sqrt();
        let [x, y, z] = axis.map(|c| c / length);
        let (sin, cos) = angle.sin_cos();
        // Rodrigues' formula.
        let t = 1.0 - cos;
        let rotation = [
            [t * x * x + cos, t * x * y - sin * z, t * x * z + sin * y],
            [t * x * y + sin * z, t * y * y + cos, t * y * z - sin * x],
            [t * x * z - sin * y, t * y * z + sin * x, t * z * z + cos],
        ];
        Transform { rotation, translation: [0.0; 3] }
    }

    /// What undoes it, for a rotation (its transpose is its inverse).
    pub fn inverse(&self) -> Transform {
        let r = &self.rotation;
        let rotation = [0, 1, 2].map(|i| [r[0][i], r[1][i], r[2][i]]);
        let turned = Transform { rotation, translation: [0.0; 3] };
        let translation = turned.apply(self.translation).map(|c| -c);
        Transform { translation, ..turned }
    }
}

impl Structure {
    /// Moves all atoms, those of the conformers too, and turns the anisotropic displacements with them. The cell and
    /// the operators of assemblies stay as they are.
    pub fn transform(&mut self, transform: &Transform) {
        let conformers = self.conformers.iter_mut().map(|c| &mut c.position);
        for position in std::iter::once(&mut self.atoms.position).chain(conformers) {
            position.iter_mut().for_each(|p| *p = transform.apply(*p));
        }
        if let Some(column) = &mut self.atoms.anisotropic {
            column.iter_mut().for_each(|u| *u = turned(transform, *u));
        }
    }

    /// The mean of the positions, Å; the origin if there is no atom.
    pub fn centroid(&self) -> Point {
        let positions = self.positions();
        let count = positions.len().max(1) as f64;
        [0, 1, 2].map(|axis| positions.iter().map(|p| p[axis]).sum::<f64>() / count)
    }
}

/// A displacement tensor (U11, U22, U33, U12, U13, U23) turned: `R U Rᵀ`.
pub(super) fn turned(transform: &Transform, u: [f32; 6]) -> [f32; 6] {
    let [u11, u22, u33, u12, u13, u23] = u.map(f64::from);
    let u = [[u11, u12, u13], [u12, u22, u23], [u13, u23, u33]];
    let r = &transform.rotation;
    let element = |i: usize, j: usize| -> f64 {
        (0..3).map(|k| (0..3).map(|l| r[i][k] * u[k][l] * r[j][l]).sum::<f64>()).sum()
    };
    [(0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)].map(|(i, j)| element(i, j) as f32)
}
