//! One axis cut into slabs: a monotone map from a coordinate to a small number.
//!
//! Nothing else is asked of it. A search looks at all slabs from that of `y - r` to that of `y + r`, so whatever
//! rounding the map does, no neighbour is missed; and the number of slabs is bounded however far apart the points lie.

/// Above this many uniform slabs the axis is cut where its points are.
const MAX_UNIFORM: f64 = 65_536.0;

/// The slabs of one axis.
#[derive(Debug, Clone)]
pub(crate) enum Slabs {
    /// All of one width: the usual case.
    Uniform { origin: f64, per_angstrom: f64, last: u32 },
    /// Each begins at a point and is at most as wide as asked: for points with wide gaps between them.
    Sparse { starts: Vec<f64> },
}

impl Slabs {
    /// Slabs of about `width` over the coordinates given.
    pub(crate) fn new(coordinates: impl Iterator<Item = f64> + Clone, width: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for c in coordinates.clone() {
            low = low.min(c);
            high = high.max(c);
        }
        if low > high {
            return Slabs::Uniform { origin: 0.0, per_angstrom: 0.0, last: 0 };
        }
        let count = ((high - low) / width).floor() + 1.0;
        let per_angstrom = 1.0 / width;
        if count <= MAX_UNIFORM && per_angstrom.is_finite() {
            return Slabs::Uniform { origin: low, per_angstrom, last: count as u32 - 1 };
        }
        let mut sorted: Vec<f64> = coordinates.collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let mut starts: Vec<f64> = Vec::new();
        for c in sorted {
            if starts.last().is_none_or(|start| c - start > width) {
                starts.push(c);
            }
        }
        Slabs::Sparse { starts }
    }

    /// The slab of a coordinate: never smaller for a larger coordinate.
    #[inline]
    pub(crate) fn of(&self, coordinate: f64) -> u32 {
        match self {
            // The cast saturates: below the first slab is 0.
            Slabs::Uniform { origin, per_angstrom, last } => {
                (((coordinate - origin) * per_angstrom) as u32).min(*last)
            }
            Slabs::Sparse { starts } => {
                (starts.partition_point(|start| *start <= coordinate) as u32).saturating_sub(1)
            }
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Slabs::Uniform { last, .. } => *last as usize + 1,
            Slabs::Sparse { starts } => starts.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monotone_and_bounded() {
        for (points, width, expected) in [
            (vec![], 1.0, 1),
            (vec![5.0], 1.0, 1),
            (vec![0.0, 0.5, 9.5], 1.0, 10),
            (vec![0.0, 1.0, 9.46e25, 9.46e25], 1.0, 2),
            (vec![-1e300, 0.0, 0.5, 2.5, 1e300], 1.0, 4),
            (vec![0.0, 1.0], 1e-320, 2),
        ] {
            let slabs = Slabs::new(points.iter().copied(), width);
            assert_eq!(slabs.len(), expected, "{points:?}");
            let of: Vec<u32> = points.iter().map(|p| slabs.of(*p)).collect();
            assert!(of.is_sorted(), "{points:?}: {of:?}");
            assert!(of.iter().all(|s| (*s as usize) < slabs.len()), "{points:?}: {of:?}");
            assert_eq!(slabs.of(f64::MIN), 0);
        }
    }
}
