//! All pairs of points within a cutoff: counted, listed, or streamed.

use std::ops::Range;

use rayon::prelude::*;

use crate::error::{check_cutoff, check_points};
use crate::exclusions::listed;
use crate::images::Images;
use crate::rows::Rows;
use crate::store::Store;
use crate::sweep::Sweep;
use crate::{Exclusions, PeriodicCell, Point, SpatialError, distance_squared};

/// The most pairs a batch of [`PairSearch::for_each_batch`] is aimed at.
const BATCH: u64 = 1 << 22;

/// A search for pairs: what counts as one.
///
/// A pair is two different points at most `cutoff` apart: `d² ≤ cutoff²` in f64. The order of the pairs is that of the
/// walk through space: the same for any number of threads, but not by index.
///
/// ```
/// use geminal_spatial::PairSearch;
/// let points = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [9.5, 0.0, 0.0]];
/// assert_eq!(PairSearch::within(1.5).list(&points)?.pairs(), [[0, 1]]);
/// # Ok::<(), geminal_spatial::SpatialError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PairSearch {
    cutoff: f64,
    full: bool,
    exclusions: Exclusions,
    cell: Option<PeriodicCell>,
}

impl PairSearch {
    /// Each pair within the cutoff (Å) once, the smaller index first.
    pub fn within(cutoff: f64) -> Self {
        PairSearch { cutoff, full: false, exclusions: Exclusions::default(), cell: None }
    }

    /// Each pair both ways round, all pairs of a first point together.
    pub fn full(mut self) -> Self {
        self.full = true;
        self
    }

    /// Leaves out these pairs.
    pub fn excluding(mut self, exclusions: Exclusions) -> Self {
        self.exclusions = exclusions;
        self
    }

    /// Repeats the points in a periodic cell. Where the cutoff reaches over several images, each is a pair of its own,
    /// those of a point and its own image too.
    pub fn in_cell(mut self, cell: PeriodicCell) -> Self {
        self.cell = Some(cell);
        self
    }

    /// The cutoff, Å.
    pub fn cutoff(&self) -> f64 {
        self.cutoff
    }

    /// The same search with another cutoff.
    pub(crate) fn with_cutoff(&self, cutoff: f64) -> Self {
        PairSearch { cutoff, ..self.clone() }
    }

    /// The number of pairs; nothing is stored.
    pub fn count(&self, points: &[Point]) -> Result<u64, SpatialError> {
        Ok(self.walks(points, None)?.iter().map(|walk| walk.counts().iter().sum::<u64>()).sum())
    }

    /// All pairs, stored.
    pub fn list(&self, points: &[Point]) -> Result<PairList, SpatialError> {
        let walks = self.walks(points, None)?;
        let counts: Vec<Vec<u64>> = walks.iter().map(Walk::counts).collect();
        let total = counts.iter().flatten().sum::<u64>() as usize;
        let mut list = PairList {
            pairs: Store::new(total),
            shifts: vec![[0; 3]; if self.cell.is_some() { total } else { 0 }],
        };
        let (mut pairs, mut shifts) = (list.pairs.as_mut_slice(), &mut list.shifts[..]);
        for (walk, counts) in walks.iter().zip(&counts) {
            let here = counts.iter().sum::<u64>() as usize;
            let (to_fill, rest) = pairs.split_at_mut(here);
            pairs = rest;
            walk.fill(counts, to_fill);
            if self.cell.is_some() {
                let (to_fill, rest) = shifts.split_at_mut(here);
                shifts = rest;
                walk.fill_shifts(counts, to_fill);
            }
        }
        Ok(list)
    }

    /// Pairs `[i, j]` of a point `i` of `a` and a point `j` of `b` within the cutoff. Exclusions and the cell are not
    /// asked; two points of the same index are as good as any.
    pub fn between(&self, a: &[Point], b: &[Point]) -> Result<Vec<[u32; 2]>, SpatialError> {
        let search = PairSearch::within(self.cutoff);
        let walks = search.walks(a, Some(b))?;
        let mut pairs = Vec::new();
        for walk in &walks {
            let counts = walk.counts();
            pairs = vec![[0; 2]; counts.iter().sum::<u64>() as usize];
            walk.fill(&counts, &mut pairs);
        }
        Ok(pairs)
    }

    /// Calls `visit(i, j, d²)` with each pair, one after the other; nothing is stored.
    pub fn for_each(
        &self,
        points: &[Point],
        mut visit: impl FnMut(u32, u32, f64),
    ) -> Result<(), SpatialError> {
        for walk in self.walks(points, None)? {
            for chunk in walk.sweep().chunks() {
                walk.measured(chunk, |[i, j], d2| visit(i, j, d2));
            }
        }
        Ok(())
    }

    /// Calls `visit` with batches of pairs in their order: for lists that do not fit in memory. The pairs of a batch
    /// are found in parallel.
    pub fn for_each_batch(
        &self,
        points: &[Point],
        mut visit: impl FnMut(&[[u32; 2]]),
    ) -> Result<(), SpatialError> {
        let mut batch: Vec<[u32; 2]> = Vec::new();
        for walk in self.walks(points, None)? {
            let (chunks, counts) = (walk.sweep().chunks(), walk.counts());
            let mut start = 0;
            while start < chunks.len() {
                let (mut end, mut pairs) = (start, 0);
                while end < chunks.len() && (end == start || pairs + counts[end] <= BATCH) {
                    pairs += counts[end];
                    end += 1;
                }
                batch.resize(pairs as usize, [0; 2]);
                walk.fill_chunks(&chunks[start..end], &counts[start..end], &mut batch);
                visit(&batch);
                start = end;
            }
        }
        Ok(())
    }

    /// Folds all pairs in parallel: `fold(sum, i, j, d²)` within each part of a fixed partition, `join` over the parts
    /// in their order, so that sums of floating-point numbers do not depend on the number of threads.
    pub fn fold<T: Send>(
        &self,
        points: &[Point],
        start: impl Fn() -> T + Sync,
        fold: impl Fn(T, u32, u32, f64) -> T + Sync,
        join: impl Fn(T, T) -> T,
    ) -> Result<T, SpatialError> {
        let mut total = start();
        for walk in self.walks(points, None)? {
            let parts: Vec<Option<T>> = walk
                .sweep()
                .chunks()
                .into_par_iter()
                .map(|chunk| {
                    let mut sum = Some(start());
                    walk.measured(chunk, |[i, j], d2| sum = sum.take().map(|s| fold(s, i, j, d2)));
                    sum
                })
                .collect();
            total = parts.into_iter().flatten().fold(total, &join);
        }
        Ok(total)
    }

    /// The walks that together meet all pairs.
    fn walks(&self, a: &[Point], b: Option<&[Point]>) -> Result<Vec<Walk<'_>>, SpatialError> {
        let cutoff = check_cutoff(self.cutoff)?;
        check_points(a)?;
        check_points(b.unwrap_or_default())?;
        let excluded = (!self.exclusions.is_empty()).then_some(&self.exclusions);
        let plain = |a: Rows, b: Option<Rows>, kind| Walk { a, b, kind, cutoff, excluded, images: None };
        if let Some(b) = b {
            let width = row_width(b, cutoff);
            return Ok(vec![plain(Rows::new(a, width), Some(Rows::new(b, width)), Kind::Between)]);
        }
        let kind = if self.full { Kind::Full } else { Kind::Half };
        let width = row_width(a, cutoff);
        let Some(cell) = &self.cell else {
            return Ok(vec![plain(Rows::new(a, width), None, kind)]);
        };
        let images = Images::new(a, cell, cutoff, !self.full)?;
        check_points(&images.outside)?;
        let inside = Rows::new(&images.inside, width);
        let outside = Rows::new(&images.outside, width);
        let none = vec![(0, [0; 3]); 0];
        let within = ImageNames { wraps: images.wraps.clone(), sources: none };
        let across = ImageNames { wraps: images.wraps, sources: images.sources };
        Ok(vec![
            Walk { images: Some(within), ..plain(inside.clone(), None, kind) },
            Walk { images: Some(across), ..plain(inside, Some(outside), kind) },
        ])
    }
}

/// The pairs found by a [`PairSearch`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PairList {
    pairs: Store,
    shifts: Vec<[i32; 3]>,
}

impl PairList {
    /// All pairs within the cutoff (Å), each once: short for [`PairSearch::within`] and [`PairSearch::list`].
    pub fn within(points: &[Point], cutoff: f64) -> Result<Self, SpatialError> {
        PairSearch::within(cutoff).list(points)
    }

    /// The pairs.
    pub fn pairs(&self) -> &[[u32; 2]] {
        self.pairs.as_slice()
    }

    /// For each pair of a periodic search, by how many cells the second point is moved to be the image that is near
    /// the first, as the points were given. Empty without a cell.
    pub fn shifts(&self) -> &[[i32; 3]] {
        &self.shifts
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.pairs().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs().is_empty()
    }

    /// The pairs as a vector; a very long list is copied.
    pub fn into_pairs(self) -> Vec<[u32; 2]> {
        self.pairs.into_vec()
    }
}

/// Pairs `[i, j]` of a point `i` of `a` and a point `j` of `b` at most `cutoff` (Å) apart.
pub fn pairs_between(a: &[Point], b: &[Point], cutoff: f64) -> Result<Vec<[u32; 2]>, SpatialError> {
    PairSearch::within(cutoff).between(a, b)
}

/// Calls `visit(i, j, d²)` with each pair at most `cutoff` (Å) apart, `i < j`; nothing is stored.
pub fn for_each_pair(
    points: &[Point],
    cutoff: f64,
    visit: impl FnMut(u32, u32, f64),
) -> Result<(), SpatialError> {
    PairSearch::within(cutoff).for_each(points, visit)
}

/// How a walk names its pairs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Half,
    Full,
    Between,
}

/// What images are images of.
struct ImageNames {
    wraps: Vec<[i32; 3]>,
    /// Empty when the walk is among the points themselves.
    sources: Vec<(u32, [i32; 3])>,
}

/// One walk of a search, from points in row order back to indices.
struct Walk<'a> {
    a: Rows,
    /// `None`: the same as `a`.
    b: Option<Rows>,
    kind: Kind,
    cutoff: f64,
    excluded: Option<&'a Exclusions>,
    images: Option<ImageNames>,
}

impl Walk<'_> {
    fn sweep(&self) -> Sweep<'_> {
        let half = self.b.is_none() && self.kind == Kind::Half;
        Sweep { a: &self.a, b: self.b.as_ref().unwrap_or(&self.a), half, cutoff: self.cutoff }
    }

    /// The number of pairs of each chunk.
    fn counts(&self) -> Vec<u64> {
        let sweep = self.sweep();
        let simple = self.excluded.is_none();
        // A full walk over one set meets each point itself once.
        let selves = self.b.is_none() && self.kind == Kind::Full;
        sweep
            .chunks()
            .into_par_iter()
            .map(|chunk| {
                if simple {
                    let points = if selves { chunk.len() as u64 } else { 0 };
                    return sweep.count(chunk) - points;
                }
                let mut count = 0;
                self.pairs(chunk, |_, _, _| count += 1);
                count
            })
            .collect()
    }

    /// Calls `visit(pair, point, hit)` with each pair of a chunk, named as the points were given and by row order.
    #[inline(always)]
    fn pairs(&self, chunk: Range<usize>, mut visit: impl FnMut([u32; 2], usize, u32)) {
        let sweep = self.sweep();
        let same = self.b.is_none();
        sweep.visit(chunk, |point, hits| {
            let i = sweep.a.order[point];
            let partners = self.excluded.map_or(&[][..], |excluded| excluded.of(i));
            for &hit in hits {
                let j = self.name(&sweep, hit);
                if (same && hit as usize == point) || listed(partners, j) {
                    continue;
                }
                let pair = if self.kind == Kind::Half { [i.min(j), i.max(j)] } else { [i, j] };
                visit(pair, point, hit);
            }
        });
    }

    /// As [`Self::pairs`], with the square of the distance.
    fn measured(&self, chunk: Range<usize>, mut visit: impl FnMut([u32; 2], f64)) {
        let (a, b) = (&self.a, self.b.as_ref().unwrap_or(&self.a));
        self.pairs(chunk, |pair, point, hit| visit(pair, distance_squared(a.at(point), b.at(hit as usize))));
    }

    /// The index of a hit as the points were given.
    #[inline(always)]
    fn name(&self, sweep: &Sweep<'_>, hit: u32) -> u32 {
        let j = sweep.b.order[hit as usize];
        match &self.images {
            Some(images) if self.b.is_some() => images.sources[j as usize].0,
            _ => j,
        }
    }

    /// Writes the pairs of all chunks, whose numbers are known.
    fn fill(&self, counts: &[u64], out: &mut [[u32; 2]]) {
        self.fill_chunks(&self.sweep().chunks(), counts, out);
    }

    /// Writes the pairs of some chunks.
    fn fill_chunks(&self, chunks: &[Range<usize>], counts: &[u64], out: &mut [[u32; 2]]) {
        let sweep = self.sweep();
        // Half a walk among the points themselves, nothing left out: every hit is a pair.
        let plain = self.b.is_none() && self.kind == Kind::Half && self.excluded.is_none();
        split(out, counts).into_par_iter().zip(chunks).for_each(|(out, chunk)| {
            let mut rest = out;
            if plain {
                sweep.visit(chunk.clone(), |point, hits| {
                    let i = sweep.a.order[point];
                    let (now, later) = std::mem::take(&mut rest).split_at_mut(hits.len());
                    for (slot, hit) in now.iter_mut().zip(hits) {
                        let j = sweep.a.order[*hit as usize];
                        *slot = [i.min(j), i.max(j)];
                    }
                    rest = later;
                });
                return;
            }
            let mut out = rest.iter_mut();
            self.pairs(chunk.clone(), |pair, _, _| {
                if let Some(slot) = out.next() {
                    *slot = pair;
                }
            });
        });
    }

    /// Writes the shifts of the pairs of all chunks.
    fn fill_shifts(&self, counts: &[u64], out: &mut [[i32; 3]]) {
        let Some(images) = &self.images else { return };
        let sweep = self.sweep();
        split(out, counts).into_par_iter().zip(sweep.chunks()).for_each(|(out, chunk)| {
            let mut out = out.iter_mut();
            self.pairs(chunk, |_, point, hit| {
                let i = sweep.a.order[point];
                let named = sweep.b.order[hit as usize];
                let (j, image) =
                    if self.b.is_some() { images.sources[named as usize] } else { (named, [0; 3]) };
                let (from, to) = (images.wraps[i as usize], images.wraps[j as usize]);
                let shift = [0, 1, 2].map(|axis| image[axis] + to[axis] - from[axis]);
                if let Some(slot) = out.next() {
                    // The pair is named from the smaller index; seen from there the shift is reversed.
                    *slot = if self.kind == Kind::Half && j < i { shift.map(|s| -s) } else { shift };
                }
            });
        });
    }
}

/// Cuts a slice into parts of the lengths given.
fn split<'s, T>(mut whole: &'s mut [T], lengths: &[u64]) -> Vec<&'s mut [T]> {
    let mut parts = Vec::with_capacity(lengths.len());
    for length in lengths {
        let (part, rest) = whole.split_at_mut(*length as usize);
        parts.push(part);
        whole = rest;
    }
    parts
}

/// How wide rows are best for a cutoff: as wide (measured: narrower rows waste more time on finding short runs than they
/// save on candidates), and wider where most rows would be empty.
fn row_width(points: &[Point], cutoff: f64) -> f64 {
    let spans = [1, 2].map(|axis| {
        let (low, high) = points
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p[axis]), high.max(p[axis])));
        (high - low).max(0.0)
    });
    let filled = (8.0 * spans[0] * spans[1] / points.len().max(1) as f64).sqrt();
    let width = cutoff.max(filled.min(16.0 * cutoff));
    if width > 0.0 { width } else { 1.0 }
}
