//! The kernel: which of the points of a run lie within a distance of a point.
//!
//! The decision is that of plain f64 arithmetic, `dx·dx + dy·dy + dz·dz <= r·r` in this order and without fused
//! operations, four points at a time; the answer is the same to the last bit as a loop over all pairs would give.

use std::ops::Range;

use wide::f64x4;

use crate::{Point, rows::Rows};

/// Points looked at in one step.
pub(crate) const LANES: usize = 4;

/// The square of the distance between two points, as every decision of this crate computes it.
#[inline]
pub fn distance_squared(a: Point, b: Point) -> f64 {
    let (dx, dy, dz) = (b[0] - a[0], b[1] - a[1], b[2] - a[2]);
    dx * dx + dy * dy + dz * dz
}

/// Calls `block(first, mask)` for each four points of the run, with a bit set for each that lies within the distance.
#[inline(always)]
pub(crate) fn within_run(
    rows: &Rows,
    run: Range<usize>,
    center: Point,
    squared: f64,
    mut block: impl FnMut(usize, u32),
) {
    let [cx, cy, cz] = center.map(f64x4::splat);
    let limit = f64x4::splat(squared);
    // One slice a column: the bounds are checked once.
    let padded = run.start..run.start + (run.len().next_multiple_of(LANES));
    let columns = rows.x[padded.clone()]
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(rows.y[padded.clone()].as_chunks::<LANES>().0)
        .zip(rows.z[padded].as_chunks::<LANES>().0);
    let mut first = run.start;
    for ((x, y), z) in columns {
        let (dx, dy, dz) = (f64x4::new(*x) - cx, f64x4::new(*y) - cy, f64x4::new(*z) - cz);
        let mut mask = (dx * dx + dy * dy + dz * dz).simd_le(limit).to_bitmask();
        if first + LANES > run.end {
            mask &= (1 << (run.end - first)) - 1;
        }
        block(first, mask);
        first += LANES;
    }
}
