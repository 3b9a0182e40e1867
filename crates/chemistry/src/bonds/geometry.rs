//! Lengths, angles and planarity as bond perception looks at them.

use geminal_structure::Point;

fn minus(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn norm(a: Point) -> f64 {
    dot(a, a).sqrt().max(1e-9)
}

/// Distance of two points in Å.
pub(super) fn distance(a: Point, b: Point) -> f64 {
    norm(minus(a, b))
}

/// Angle at `b` in degrees.
pub(super) fn angle(a: Point, b: Point, c: Point) -> f64 {
    let (u, v) = (minus(a, b), minus(c, b));
    (dot(u, v) / (norm(u) * norm(v))).clamp(-1.0, 1.0).acos().to_degrees()
}

/// Whether the angle at `b` is less than 45 degrees.
pub(super) fn is_sharp(a: Point, b: Point, c: Point) -> bool {
    let (u, v) = (minus(a, b), minus(c, b));
    let product = dot(u, v);
    // Half of the squares is the square of the cosine of 45 degrees.
    product > 0.0 && product * product > 0.5 * dot(u, u) * dot(v, v)
}

/// How far a point lies above the plane of three others, in Å.
pub(super) fn height(center: Point, [a, b, c]: [Point; 3]) -> f64 {
    let normal = cross(minus(b, a), minus(c, a));
    (dot(minus(center, a), normal) / norm(normal)).abs()
}

/// Twist about the bond `b`-`c`, folded to 0 (planar, cis or trans) to 90 degrees.
pub(super) fn twist(a: Point, b: Point, c: Point, d: Point) -> f64 {
    let axis = minus(c, b);
    let (u, v) = (cross(minus(b, a), axis), cross(axis, minus(d, c)));
    let cosine = (dot(u, v) / (norm(u) * norm(v))).clamp(-1.0, 1.0);
    cosine.abs().acos().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_computed_values() {
        let o = [0.0; 3];
        assert!((angle([1.0, 0.0, 0.0], o, [0.0, 2.0, 0.0]) - 90.0).abs() < 1e-9);
        let plane = [[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [-1.0, -1.0, 0.5]];
        assert!((height(o, plane) - 0.5).abs() < 1e-12);
        let (b, c) = ([0.0; 3], [0.0, 0.0, 1.0]);
        for (end, expected) in [([1.0, 0.0, 1.0], 0.0), ([-1.0, 0.0, 1.0], 0.0), ([0.0, 1.0, 1.0], 90.0)] {
            assert!((twist([1.0, 0.0, 0.0], b, c, end) - expected).abs() < 1e-6);
        }
    }
}
