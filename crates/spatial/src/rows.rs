//! Points sorted into rows: the layout every search of this crate walks over.
//!
//! Space is cut into slabs along y and z only; where two slabs cross lies a *row*, a square column of space that runs
//! along x. The points of a row are sorted by x, so all candidates within a distance of a point are, in each nearby
//! row, one contiguous run. Compared with cubic cells a run hugs the sphere more closely (1.5 candidates a neighbour,
//! not 6.4), needs no table of empty cells, and costs nothing when points are far apart.

use std::ops::Range;

use rayon::prelude::*;

use crate::slabs::Slabs;
use crate::{Point, lanes::LANES};

/// A square column of space, and where its points are.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Its slabs.
    pub(crate) y: u32,
    pub(crate) z: u32,
    /// First point of the row; the next row's is its end.
    pub(crate) start: u32,
    /// What its points span.
    pub(crate) y_bounds: [f64; 2],
    pub(crate) z_bounds: [f64; 2],
}

/// Points in the order of rows, with the coordinates as columns.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    y_slabs: Slabs,
    z_slabs: Slabs,
    /// Occupied rows by (z, y), and one more that only marks the end.
    rows: Vec<Row>,
    /// For each z slab, its first row; one more marks the end.
    layers: Vec<u32>,
    /// Coordinates in row order, padded with NaN so that a load of lanes never runs out.
    pub(crate) x: Vec<f64>,
    pub(crate) y: Vec<f64>,
    pub(crate) z: Vec<f64>,
    /// For each point in row order, its index as given; padded as the coordinates are.
    pub(crate) order: Vec<u32>,
}

impl Rows {
    /// Sorts the points into rows about `width` wide. The points must be finite.
    pub(crate) fn new(points: &[Point], width: f64) -> Self {
        let y_slabs = Slabs::new(points.iter().map(|p| p[1]), width);
        let z_slabs = Slabs::new(points.iter().map(|p| p[2]), width);
        let (mut sorted, starts) = grouped(points, &y_slabs, &z_slabs);
        sort_by_x(&mut sorted, &starts);

        let column = |axis: usize| {
            let mut column = Vec::with_capacity(points.len() + LANES);
            let values = sorted.par_iter().with_min_len(TASK).map(|(_, index)| points[*index as usize][axis]);
            column.par_extend(values);
            column.extend([f64::NAN; LANES]);
            column
        };
        let (x, y, z) = (column(0), column(1), column(2));
        let mut order: Vec<u32> = sorted.iter().map(|(_, index)| *index).collect();
        order.extend([0; LANES]);
        let rows = described(&starts, &y, &z, points.len());
        let mut layers = vec![0u32; z_slabs.len() + 1];
        for row in &rows[..rows.len() - 1] {
            layers[row.z as usize + 1] += 1;
        }
        for slab in 1..layers.len() {
            layers[slab] += layers[slab - 1];
        }
        Rows { y_slabs, z_slabs, rows, layers, x, y, z, order }
    }

    /// Number of points.
    pub(crate) fn len(&self) -> usize {
        self.order.len() - LANES
    }

    /// The rows that hold points.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows[..self.rows.len() - 1]
    }

    /// The points of a row.
    #[inline]
    pub(crate) fn points_of(&self, row: usize) -> Range<usize> {
        self.rows[row].start as usize..self.rows[row + 1].start as usize
    }

    /// The row of a point in row order.
    pub(crate) fn row_of(&self, point: usize) -> usize {
        self.rows().partition_point(|row| row.start as usize <= point) - 1
    }

    /// The coordinates of a point in row order.
    #[inline]
    pub(crate) fn at(&self, point: usize) -> Point {
        [self.x[point], self.y[point], self.z[point]]
    }

    /// Calls `visit` with each row that may hold points within `reach` of the rectangle, in order, and the square of
    /// the distance between the two.
    pub(crate) fn near(
        &self,
        y_bounds: [f64; 2],
        z_bounds: [f64; 2],
        reach: f64,
        mut visit: impl FnMut(usize, f64),
    ) {
        if self.len() == 0 {
            return;
        }
        let low = self.y_slabs.of(y_bounds[0] - reach);
        let high = self.y_slabs.of(y_bounds[1] + reach);
        for z in self.z_slabs.of(z_bounds[0] - reach)..=self.z_slabs.of(z_bounds[1] + reach) {
            let first = self.layers[z as usize] as usize;
            let layer = &self.rows[first..self.layers[z as usize + 1] as usize];
            let skipped = layer.partition_point(|row| row.y < low);
            for (k, row) in layer.iter().enumerate().skip(skipped).take_while(|(_, row)| row.y <= high) {
                let (dy, dz) = (gap(y_bounds, row.y_bounds), gap(z_bounds, row.z_bounds));
                let squared = dy * dy + dz * dz;
                if squared <= reach * reach {
                    visit(first + k, squared);
                }
            }
        }
    }
}

/// Points that are worth a task of their own: waking a thread takes longer than a few hundred points do.
const TASK: usize = 2048;

/// The distance between two intervals.
#[inline]
pub(crate) fn gap(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[1]).max(b[0] - a[1]).max(0.0)
}

/// One row while it is being made: its slabs and first point.
type Start = (u32, u32, usize);

/// The points with their x grouped by row, and where each row starts.
fn grouped(points: &[Point], y_slabs: &Slabs, z_slabs: &Slabs) -> (Vec<(f64, u32)>, Vec<Start>) {
    let width = y_slabs.len();
    let key = |p: &Point| z_slabs.of(p[2]) as usize * width + y_slabs.of(p[1]) as usize;
    let keys: Vec<usize> = points.par_iter().with_min_len(TASK).map(key).collect();
    let slabs = |key: usize| ((key % width) as u32, (key / width) as u32);
    let all = width * z_slabs.len();
    let mut starts = Vec::new();

    if all > 4 * points.len() + 1024 {
        // More rows than are worth counting: sort instead.
        let mut by_key: Vec<(usize, u32)> =
            keys.iter().zip(0u32..).map(|(key, index)| (*key, index)).collect();
        by_key.par_sort_unstable();
        for (position, (key, _)) in by_key.iter().enumerate() {
            if position == 0 || by_key[position - 1].0 != *key {
                let (y, z) = slabs(*key);
                starts.push((y, z, position));
            }
        }
        return (by_key.iter().map(|(_, index)| (points[*index as usize][0], *index)).collect(), starts);
    }

    let mut next = vec![0usize; all + 1];
    for key in &keys {
        next[key + 1] += 1;
    }
    for key in 0..all {
        if next[key + 1] > 0 {
            let (y, z) = slabs(key);
            starts.push((y, z, next[key]));
        }
        next[key + 1] += next[key];
    }
    let mut sorted = vec![(0.0, 0); points.len()];
    for (index, (key, point)) in keys.iter().zip(points).enumerate() {
        sorted[next[*key]] = (point[0], index as u32);
        next[*key] += 1;
    }
    (sorted, starts)
}

/// Sorts each row by x, then index.
fn sort_by_x(mut sorted: &mut [(f64, u32)], starts: &[Start]) {
    let mut rows = Vec::with_capacity(starts.len());
    let rows_a_task = (TASK * starts.len()).div_ceil(sorted.len().max(1)).max(1);
    for pair in starts.windows(2) {
        let (row, rest) = sorted.split_at_mut(pair[1].2 - pair[0].2);
        rows.push(row);
        sorted = rest;
    }
    rows.push(sorted);
    rows.into_par_iter()
        .with_min_len(rows_a_task)
        .for_each(|row| row.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))));
}

/// The rows with their bounds, and the one that marks the end.
fn described(starts: &[Start], y: &[f64], z: &[f64], points: usize) -> Vec<Row> {
    let end = |k: usize| starts.get(k + 1).map_or(points, |next| next.2);
    let mut rows: Vec<Row> = starts
        .iter()
        .enumerate()
        .map(|(k, &(y_slab, z_slab, start))| Row {
            y: y_slab,
            z: z_slab,
            start: start as u32,
            y_bounds: bounds(y[start..end(k)].iter().copied()),
            z_bounds: bounds(z[start..end(k)].iter().copied()),
        })
        .collect();
    rows.push(Row { y: 0, z: 0, start: points as u32, y_bounds: [0.0; 2], z_bounds: [0.0; 2] });
    rows
}

/// The smallest and the largest.
pub(crate) fn bounds(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
}
