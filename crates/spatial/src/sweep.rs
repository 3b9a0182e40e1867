//! The walk that all pair searches share: along each row, with a window into every row nearby.
//!
//! As the first point of a pair moves along x, the run of candidates in each nearby row only moves forward, so finding
//! it costs next to nothing. The walk is cut into chunks of points; the cut depends on the number of points alone, and
//! chunks are put together in their order, so any number of threads gives the same pairs in the same order.

use std::ops::Range;

use crate::lanes::{LANES, within_run};
use crate::rows::{Rows, gap};

/// Hits held back before they are handed on.
const HELD: usize = 1024;

/// Which points of `b` lie within a cutoff of each point of `a`.
pub(crate) struct Sweep<'a> {
    pub(crate) a: &'a Rows,
    pub(crate) b: &'a Rows,
    /// `a` and `b` are the same points, and each pair is wanted once.
    pub(crate) half: bool,
    pub(crate) cutoff: f64,
}

/// A row near the one walked along, and the window into it.
struct Window {
    row: usize,
    /// Half its length along x.
    reach: f64,
    run: Range<usize>,
    end: usize,
    y_bounds: [f64; 2],
    z_bounds: [f64; 2],
}

/// What takes the candidates of a walk.
trait Sink {
    /// Four candidates of a point, from `first` on, with a bit set for each within the cutoff.
    fn block(&mut self, point: usize, first: usize, mask: u32);
    /// The point has no more candidates.
    fn done(&mut self, point: usize);
}

/// Counts.
struct Count(u64);

impl Sink for Count {
    #[inline(always)]
    fn block(&mut self, _: usize, _: usize, mask: u32) {
        self.0 += u64::from(mask.count_ones());
    }
    fn done(&mut self, _: usize) {}
}

/// Hands hits on, many at a time.
struct Held<F> {
    hits: Vec<u32>,
    len: usize,
    visit: F,
}

impl<F: FnMut(usize, &[u32])> Sink for Held<F> {
    #[inline(always)]
    fn block(&mut self, point: usize, first: usize, mask: u32) {
        if self.len > HELD - LANES {
            self.done(point);
        }
        self.len += compress(first as u32, mask, &mut self.hits[self.len..]);
    }

    #[inline]
    fn done(&mut self, point: usize) {
        if self.len > 0 {
            (self.visit)(point, &self.hits[..self.len]);
            self.len = 0;
        }
    }
}

impl Sweep<'_> {
    /// The chunks of points of `a`, in row order.
    pub(crate) fn chunks(&self) -> Vec<Range<usize>> {
        let points = self.a.len();
        let size = (points / 64).clamp(128, 2048);
        (0..points).step_by(size).map(|start| start..(start + size).min(points)).collect()
    }

    /// How many pairs a chunk has.
    pub(crate) fn count(&self, chunk: Range<usize>) -> u64 {
        let mut count = Count(0);
        self.walk(chunk, &mut count);
        count.0
    }

    /// Calls `visit(point, hits)` with the points of `b` within the cutoff of each point of `a` in the chunk: a point
    /// may come several times in a row, the hits ascend. All are numbers in row order.
    pub(crate) fn visit(&self, chunk: Range<usize>, visit: impl FnMut(usize, &[u32])) {
        self.walk(chunk, &mut Held { hits: vec![0; HELD + LANES], len: 0, visit });
    }

    /// Hands all candidates of the chunk's points to the sink.
    #[inline(always)]
    fn walk(&self, chunk: Range<usize>, sink: &mut impl Sink) {
        let squared = self.cutoff * self.cutoff;
        // A little longer than the cutoff, so that no rounding here decides: the kernel does. The constant keeps the
        // square above zero where that of the cutoff underflows.
        let reach = self.cutoff * (1.0 + 1e-9) + 1e-150;
        let reach_squared = reach * reach;
        let mut windows = Vec::new();
        let mut start = chunk.start;
        while start < chunk.end {
            let row = self.a.row_of(start);
            let end = self.a.points_of(row).end.min(chunk.end);
            self.open(row, start, reach, &mut windows);
            for point in start..end {
                let center = self.a.at(point);
                let (x, y, z) = (center[0], center[1], center[2]);
                for window in &mut windows {
                    let (dy, dz) = (gap([y, y], window.y_bounds), gap([z, z], window.z_bounds));
                    if dy * dy + dz * dz > reach_squared {
                        continue;
                    }
                    let run = &mut window.run;
                    if self.half && window.row == row {
                        run.start = point + 1;
                        run.end = run.end.max(run.start);
                    } else {
                        while run.start < window.end && self.b.x[run.start] < x - window.reach {
                            run.start += 1;
                        }
                        run.end = run.end.max(run.start);
                    }
                    while run.end < window.end && self.b.x[run.end] <= x + window.reach {
                        run.end += 1;
                    }
                    within_run(self.b, run.clone(), center, squared, |first, mask| {
                        sink.block(point, first, mask);
                    });
                }
                sink.done(point);
            }
            start = end;
        }
    }

    /// The windows of a row, placed for its point `start`.
    fn open(&self, row: usize, start: usize, reach: f64, windows: &mut Vec<Window>) {
        windows.clear();
        let walked = &self.a.rows()[row];
        let x = self.a.x[start];
        self.b.near(walked.y_bounds, walked.z_bounds, reach, |near, squared| {
            if self.half && near < row {
                return;
            }
            let points = self.b.points_of(near);
            let half_length = (reach * reach - squared).max(0.0).sqrt();
            let first =
                points.start + self.b.x[points.clone()].partition_point(|other| *other < x - half_length);
            let found = &self.b.rows()[near];
            windows.push(Window {
                row: near,
                reach: half_length,
                run: first..first,
                end: points.end,
                y_bounds: found.y_bounds,
                z_bounds: found.z_bounds,
            });
        });
    }
}

/// Writes `first` + the place of each set bit to `out`, and says how many there were. Always writes all lanes: which of
/// them count is decided by the return value, not by a branch.
#[inline(always)]
fn compress(first: u32, mask: u32, out: &mut [u32]) -> usize {
    const PLACES: [[u32; LANES]; 1 << LANES] = places();
    let places = &PLACES[mask as usize & ((1 << LANES) - 1)];
    if let Some(out) = out.first_chunk_mut::<LANES>() {
        *out = places.map(|place| first + place);
    }
    mask.count_ones() as usize
}

/// For each mask, the places of its set bits, then zeros.
const fn places() -> [[u32; LANES]; 1 << LANES] {
    let mut table = [[0; LANES]; 1 << LANES];
    let mut mask = 0;
    while mask < table.len() {
        let (mut bit, mut next) = (0, 0);
        while bit < LANES {
            if mask & (1 << bit) != 0 {
                table[mask][next] = bit as u32;
                next += 1;
            }
            bit += 1;
        }
        mask += 1;
    }
    table
}
