//! Periodic cells: three edges that repeat the points without end.

use crate::{Point, SpatialError};

/// A periodic cell, orthorhombic or triclinic.
///
/// ```
/// use geminal_spatial::PeriodicCell;
/// let cell = PeriodicCell::from_lengths_and_angles([10.0, 10.0, 20.0], [90.0, 90.0, 120.0])?;
/// assert!((cell.volume() - 1732.05).abs() < 0.01);
/// # Ok::<(), geminal_spatial::SpatialError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeriodicCell {
    edges: [Point; 3],
    /// Rows are the reciprocal vectors: `fractional = inverse · r`.
    inverse: [Point; 3],
    volume: f64,
}

impl PeriodicCell {
    /// A cell with edges along the axes, Å.
    pub fn orthorhombic(lengths: [f64; 3]) -> Result<Self, SpatialError> {
        Self::new([[lengths[0], 0.0, 0.0], [0.0, lengths[1], 0.0], [0.0, 0.0, lengths[2]]])
    }

    /// A cell of any three edge vectors that span a volume, Å.
    pub fn new(edges: [Point; 3]) -> Result<Self, SpatialError> {
        let [a, b, c] = edges;
        let volume = dot(a, cross(b, c));
        let scale = edges.iter().map(|e| dot(*e, *e).sqrt()).product::<f64>();
        if !(volume.is_finite() && volume.abs() > 1e-9 * scale && scale > 0.0) {
            return Err(SpatialError::FlatCell { edges });
        }
        let inverse = [cross(b, c), cross(c, a), cross(a, b)].map(|v| v.map(|x| x / volume));
        Ok(PeriodicCell { edges, inverse, volume: volume.abs() })
    }

    /// A cell of lengths (Å) and angles `alpha, beta, gamma` (degrees): `a` along x, `b` in the xy plane.
    pub fn from_lengths_and_angles(lengths: [f64; 3], angles: [f64; 3]) -> Result<Self, SpatialError> {
        let [a, b, c] = lengths;
        // Right angles give exact zeros.
        let cosine = |angle: f64| if angle == 90.0 { 0.0 } else { angle.to_radians().cos() };
        let [alpha, beta, gamma] = angles.map(cosine);
        let sine = (1.0 - gamma * gamma).sqrt();
        let y = (alpha - beta * gamma) / sine;
        let z = (1.0 - beta * beta - y * y).sqrt();
        Self::new([[a, 0.0, 0.0], [b * gamma, b * sine, 0.0], [c * beta, c * y, c * z]])
    }

    /// The edge vectors, Å.
    pub fn edges(&self) -> [Point; 3] {
        self.edges
    }

    /// Volume, Å³.
    pub fn volume(&self) -> f64 {
        self.volume
    }

    /// The distances between opposite faces, Å.
    pub fn widths(&self) -> [f64; 3] {
        self.inverse.map(|r| 1.0 / dot(r, r).sqrt())
    }

    /// Fractional coordinates of a point.
    pub fn fractional(&self, point: Point) -> [f64; 3] {
        self.inverse.map(|r| dot(r, point))
    }

    /// The point moved by whole cells.
    #[inline]
    pub fn moved(&self, point: Point, cells: [i32; 3]) -> Point {
        let [a, b, c] = self.edges;
        let [i, j, k] = cells.map(f64::from);
        [0, 1, 2].map(|axis| point[axis] + i * a[axis] + j * b[axis] + k * c[axis])
    }

    /// By how many cells the point must be moved to lie in the cell at the origin; `None` when they are too many to
    /// count.
    pub fn wrap(&self, point: Point) -> Option<[i32; 3]> {
        let cells = self.fractional(point).map(|f| -f.floor());
        cells.iter().all(|c| c.abs() < 1e9).then(|| cells.map(|c| c as i32))
    }
}

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometry() {
        let cell = PeriodicCell::from_lengths_and_angles([10.0, 12.0, 15.0], [80.0, 95.0, 110.0]).unwrap();
        let [a, b, c] = cell.edges();
        for (u, v, length, degrees) in [(b, c, 12.0, 80.0), (a, c, 15.0, 95.0), (a, b, 10.0, 110.0)] {
            let cosine = dot(u, v) / (dot(u, u) * dot(v, v)).sqrt();
            assert!((cosine.acos().to_degrees() - degrees).abs() < 1e-9);
            assert!([u, v].iter().any(|e| (dot(*e, *e).sqrt() - length).abs() < 1e-9));
        }
        let point = [-37.0, 55.5, 3.25];
        let wrapped = cell.moved(point, cell.wrap(point).unwrap());
        assert!(cell.fractional(wrapped).iter().all(|f| (-1e-12..1.0 + 1e-12).contains(f)));
        assert_eq!(cell.wrap([9.46e25, 0.0, 0.0]), None);
        assert_eq!(PeriodicCell::orthorhombic([10.0, 20.0, 30.0]).unwrap().widths(), [10.0, 20.0, 30.0]);
    }

    #[test]
    fn flat_cells_are_refused() {
        for edges in [
            [[0.0; 3]; 3],
            [[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
            [[f64::NAN, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            [[f64::INFINITY, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        ] {
            assert!(matches!(PeriodicCell::new(edges), Err(SpatialError::FlatCell { .. })), "{edges:?}");
        }
    }
}
