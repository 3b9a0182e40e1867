//! Where hydrogens go: directions of ideal geometry from an atom and its neighbours.

use geminal_structure::{Element, Point};

/// How an atom's neighbours and hydrogens stand around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrangement {
    /// Four directions, 109.5° apart.
    Tetrahedral,
    /// Three in a plane, 120° apart.
    Planar,
    /// Two, opposite.
    Linear,
}

/// Half of the angle between two hydrogens on a tetrahedral atom with two other neighbours: 54.75°.
const HALF_TETRAHEDRAL: f64 = 54.75 * std::f64::consts::PI / 180.0;

/// Length in Å of the bond from an atom to a hydrogen (distance of the nuclei; means of the dictionary's ideal
/// coordinates).
pub(crate) fn bond_length(element: Element, arrangement: Arrangement) -> f64 {
    match (element, arrangement) {
        (Element::C, Arrangement::Linear) => 1.06,
        (Element::C, Arrangement::Planar) => 1.08,
        (Element::C, _) => 1.09,
        (Element::N, _) => 1.01,
        (Element::O, _) => 0.97,
        (Element::S, _) => 1.34,
        (Element::SE, _) => 1.46,
        (Element::P, _) => 1.42,
        (Element::SI, _) => 1.48,
        (Element::B, _) => 1.19,
        _ => element.covalent_radius() + Element::H.covalent_radius(),
    }
}

/// Angle in radians at an atom between its only neighbour and its hydrogens.
pub(crate) fn bend(element: Element, arrangement: Arrangement) -> f64 {
    let degrees: f64 = match (element, arrangement) {
        (_, Arrangement::Linear) => 180.0,
        (_, Arrangement::Planar) => 120.0,
        (Element::S, _) => 96.0,
        (Element::SE, _) => 94.0,
        _ => 109.5,
    };
    degrees.to_radians()
}

/// Unit vectors from `center` to `count` hydrogens beside its neighbours.
///
/// With one neighbour the hydrogens turn about the bond: the first stands at the dihedral angle `turn` (radians) to
/// `beyond`, an atom on the neighbour, the others follow at equal steps. With two neighbours `a, b` the first
/// hydrogen has `(a-p) × (b-p) · (h-p) > 0`. Fewer directions are given where there is no room for all.
pub(crate) fn directions(
    (element, arrangement): (Element, Arrangement),
    center: Point,
    neighbors: &[Point],
    beyond: Option<Point>,
    count: usize,
    turn: f64,
) -> Vec<Point> {
    let toward: Vec<Point> = neighbors.iter().map(|&n| unit(sub(n, center))).collect();
    match *toward.as_slice() {
        [] => free_directions(element, count),
        [a] => {
            let frame = Frame::about(a, beyond.map(|far| sub(far, neighbors[0])));
            let steps = if arrangement == Arrangement::Planar { 2 } else { 3 };
            let step = std::f64::consts::TAU / f64::from(steps);
            let bend = bend(element, arrangement);
            (0..count.min(steps as usize)).map(|k| frame.direction(bend, turn + step * k as f64)).collect()
        }
        [a, b] => {
            let middle = unit_or(scale(add(a, b), -1.0), perpendicular(a));
            let normal = unit_or(cross(a, b), perpendicular(middle));
            match (arrangement, count) {
                (Arrangement::Planar, _) | (_, 0) => vec![middle; count.min(1)],
                _ => {
                    let (sin, cos) = HALF_TETRAHEDRAL.sin_cos();
                    let side = |s: f64| add(scale(middle, cos), scale(normal, s * sin));
                    [side(1.0), side(-1.0)].into_iter().take(count).collect()
                }
            }
        }
        [a, b, c] => {
            // A flat centre has its hydrogen on the plane's normal.
            let normal = unit_or(cross(sub(b, a), sub(c, a)), perpendicular(a));
            let sum = add(add(a, b), c);
            let opposite = if dot(sum, sum) > 0.01 { unit(scale(sum, -1.0)) } else { normal };
            vec![opposite; count.min(1)]
        }
        _ => Vec::new(),
    }
}

/// Directions for an atom without neighbours: water, ammonium, methane.
fn free_directions(element: Element, count: usize) -> Vec<Point> {
    if element == Element::O && count == 2 {
        let (sin, cos) = 104.52f64.to_radians().sin_cos();
        return vec![[1.0, 0.0, 0.0], [cos, sin, 0.0]];
    }
    let t = 1.0 / 3f64.sqrt();
    let corners = [[t, t, t], [t, -t, -t], [-t, t, -t], [-t, -t, t]];
    corners.into_iter().take(count).collect()
}

/// Directions around a bond: the axis, and two perpendiculars from which the dihedral angle is counted.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    axis: Point,
    zero: Point,
    quarter: Point,
}

impl Frame {
    /// About the bond from an atom along `axis` to its neighbour; dihedral 0 is where `beyond` (from the
    /// neighbour) points, or anywhere if there is none or it points along the bond.
    pub(crate) fn about(axis: Point, beyond: Option<Point>) -> Frame {
        let across = beyond.map(|far| sub(far, scale(axis, dot(far, axis))));
        let zero = across.filter(|v| dot(*v, *v) > 1e-4).map_or_else(|| perpendicular(axis), unit);
        Frame { axis, zero, quarter: cross(axis, zero) }
    }

    /// The direction at an angle `bend` to the axis and a dihedral angle `turn`.
    pub(crate) fn direction(&self, bend: f64, turn: f64) -> Point {
        let ((sin_b, cos_b), (sin_t, cos_t)) = (bend.sin_cos(), turn.sin_cos());
        add(scale(self.axis, cos_b), scale(self.across(sin_t, cos_t), sin_b))
    }

    /// The direction perpendicular to the axis at a dihedral angle of this sine and cosine.
    pub(crate) fn across(&self, sin: f64, cos: f64) -> Point {
        add(scale(self.zero, cos), scale(self.quarter, sin))
    }
}

/// Any unit vector perpendicular to a unit vector, always the same one.
fn perpendicular(v: Point) -> Point {
    let least = if v[0].abs() < 0.6 { [1.0, 0.0, 0.0] } else { [0.0, 1.0, 0.0] };
    unit(cross(v, least))
}

pub(crate) fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(crate) fn sub(a: Point, b: Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn scale(a: Point, s: f64) -> Point {
    [a[0] * s, a[1] * s, a[2] * s]
}

pub(crate) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// The unit vector along `a`; x for a vector without direction.
pub(crate) fn unit(a: Point) -> Point {
    unit_or(a, [1.0, 0.0, 0.0])
}

fn unit_or(a: Point, otherwise: Point) -> Point {
    let length = dot(a, a).sqrt();
    if length > 1e-6 { scale(a, 1.0 / length) } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn angle(a: Point, b: Point) -> f64 {
        dot(unit(a), unit(b)).clamp(-1.0, 1.0).acos().to_degrees()
    }

    #[test]
    fn ideal_neighbours_get_ideal_hydrogens() {
        use Arrangement::{Linear, Planar, Tetrahedral};
        let t = free_directions(Element::C, 4);
        let trigonal = [[1.0, 0.0, 0.0], [-0.5, 0.75f64.sqrt(), 0.0]];
        for (what, arrangement, neighbors, count, expected) in [
            ("methine", Tetrahedral, &t[..3], 1, 109.47),
            ("methylene", Tetrahedral, &t[..2], 2, 109.5),
            ("methyl", Tetrahedral, &t[..1], 3, 109.5),
            ("aromatic", Planar, &trigonal[..], 1, 120.0),
            ("amide", Planar, &trigonal[..1], 2, 120.0),
            ("alkyne", Linear, &trigonal[..1], 1, 180.0),
        ] {
            let found = directions((Element::C, arrangement), [0.0; 3], neighbors, None, count, 1.0);
            assert_eq!(found.len(), count, "{what}");
            let all: Vec<Point> = neighbors.iter().chain(&found).copied().collect();
            for (k, a) in all.iter().enumerate() {
                for b in &all[..k] {
                    assert!((angle(*a, *b) - expected).abs() < 0.5, "{what}: {}", angle(*a, *b));
                }
            }
        }
    }

    #[test]
    fn the_turn_is_the_dihedral_angle() {
        let beyond = [2.0, 1.0, 0.0];
        let neighbor = [1.0, 0.0, 0.0];
        for (turn, y, z) in [(0.0f64, 1.0, 0.0), (180.0, -1.0, 0.0), (90.0, 0.0, 1.0)] {
            let d = directions(
                (Element::O, Arrangement::Tetrahedral),
                [0.0; 3],
                &[neighbor],
                Some(beyond),
                1,
                turn.to_radians(),
            );
            let sin = 109.5f64.to_radians().sin();
            assert!(
                (d[0][1] - y * sin).abs() < 1e-9 && (d[0][2] - z * sin).abs() < 1e-9,
                "{turn}: {:?}",
                d[0]
            );
        }
    }

    #[test]
    fn degenerate_neighbours_give_finite_directions() {
        for neighbors in [
            vec![[0.0; 3]; 3],
            vec![[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]],
            vec![[0.0; 3]],
            vec![[1.0, 0.0, 0.0]; 3],
        ] {
            for arrangement in [Arrangement::Tetrahedral, Arrangement::Planar, Arrangement::Linear] {
                let found =
                    directions((Element::C, arrangement), [0.0; 3], &neighbors, Some([0.0; 3]), 2, 0.3);
                for d in found {
                    assert!((dot(d, d) - 1.0).abs() < 1e-9, "{d:?}");
                }
            }
        }
    }
}
