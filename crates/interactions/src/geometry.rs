//! Vectors, angles and planes.

use geminal_structure::Point;

/// `a - b`.
pub(crate) fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Scalar product.
pub(crate) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Vector product.
pub(crate) fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// `a + s b`.
pub(crate) fn along(a: Point, b: Point, s: f64) -> Point {
    [a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]]
}

/// Distance in Å.
pub(crate) fn distance(a: Point, b: Point) -> f64 {
    let d = minus(a, b);
    dot(d, d).sqrt()
}

/// A vector of length one in the same direction; zero stays zero.
pub(crate) fn unit(a: Point) -> Point {
    let length = dot(a, a).sqrt();
    if length > 0.0 { a.map(|x| x / length) } else { a }
}

/// The angle between two vectors in degrees, 0 to 180.
pub(crate) fn angle_between(a: Point, b: Point) -> f64 {
    let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).sqrt();
    if cosine.is_nan() { 0.0 } else { cosine.clamp(-1.0, 1.0).acos().to_degrees() }
}

/// The angle at `apex` in degrees.
pub(crate) fn angle(a: Point, apex: Point, b: Point) -> f64 {
    angle_between(minus(a, apex), minus(b, apex))
}

/// The angle between a normal and a line, or two normals, in degrees folded into 0 to 90.
pub(crate) fn folded(a: Point, b: Point) -> f64 {
    let angle = angle_between(a, b);
    angle.min(180.0 - angle)
}

/// The mean of some points.
pub(crate) fn centroid(points: impl IntoIterator<Item = Point>) -> Point {
    let mut sum = [0.0; 3];
    let mut count = 0.0f64;
    for p in points {
        sum = along(sum, p, 1.0);
        count += 1.0;
    }
    sum.map(|x| x / count.max(1.0))
}

/// A plane: a point of it and its unit normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    /// The centre in Å.
    pub center: Point,
    /// The unit normal.
    pub normal: Point,
}

impl Plane {
    /// The centre of a ring and the mean normal of its corners as seen from there.
    ///
    /// The points come in the order of the ring.
    pub fn of_ring(points: &[Point]) -> Plane {
        let center = centroid(points.iter().copied());
        let mut normal = [0.0; 3];
        for (i, &p) in points.iter().enumerate() {
            let next = points[(i + 1) % points.len()];
            normal = along(normal, cross(minus(p, center), minus(next, center)), 1.0);
        }
        Plane { center, normal: unit(normal) }
    }

    /// Where a point lands when it is projected on the plane.
    pub fn project(&self, p: Point) -> Point {
        along(p, self.normal, -dot(minus(p, self.center), self.normal))
    }

    /// Distance in the plane between its centre and the projection of a point, in Å.
    pub fn offset(&self, p: Point) -> f64 {
        distance(self.project(p), self.center)
    }

    /// The point nearest to this plane's centre on the line where two planes meet; none if they are parallel.
    pub fn meet(&self, other: &Plane) -> Option<Point> {
        let direction = cross(self.normal, other.normal);
        let square = dot(direction, direction);
        if square < 1e-12 {
            return None;
        }
        let (a, b) = (dot(self.normal, self.center), dot(other.normal, other.center));
        let on_line = along(
            cross(other.normal, direction).map(|x| x * a / square),
            cross(direction, self.normal),
            b / square,
        );
        let shift = dot(minus(self.center, on_line), direction) / square;
        Some(along(on_line, direction, shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEXAGON: [Point; 6] = [
        [1.4, 0.0, 1.0],
        [0.7, 1.212_435_565_298_214_2, 1.0],
        [-0.7, 1.212_435_565_298_214_2, 1.0],
        [-1.4, 0.0, 1.0],
        [-0.7, -1.212_435_565_298_214_2, 1.0],
        [0.7, -1.212_435_565_298_214_2, 1.0],
    ];

    fn near(a: Point, b: Point) -> bool {
        distance(a, b) < 1e-12
    }

    #[test]
    fn a_hexagon_has_its_centre_and_normal() {
        let plane = Plane::of_ring(&HEXAGON);
        assert!(near(plane.center, [0.0, 0.0, 1.0]) && near(plane.normal, [0.0, 0.0, 1.0]));
        assert!(near(plane.project([3.0, 4.0, 9.0]), [3.0, 4.0, 1.0]));
        assert!((plane.offset([3.0, 4.0, 9.0]) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn planes_meet_in_a_line() {
        let floor = Plane { center: [0.0, 0.0, 1.0], normal: [0.0, 0.0, 1.0] };
        let wall = Plane { center: [3.0, 7.0, 5.0], normal: [1.0, 0.0, 0.0] };
        assert!(near(floor.meet(&wall).unwrap(), [3.0, 0.0, 1.0]));
        assert!(near(wall.meet(&floor).unwrap(), [3.0, 7.0, 1.0]));
        assert_eq!(floor.meet(&floor), None);
    }

    #[test]
    fn angles() {
        for (a, b, expected, folded_expected) in [
            ([1.0, 0.0, 0.0], [0.0, 2.0, 0.0], 90.0, 90.0),
            ([1.0, 0.0, 0.0], [-3.0, 0.0, 0.0], 180.0, 0.0),
            ([1.0, 0.0, 0.0], [0.0; 3], 0.0, 0.0),
        ] {
            assert!((angle_between(a, b) - expected).abs() < 1e-9);
            assert!((folded(a, b) - folded_expected).abs() < 1e-9);
        }
    }
}
