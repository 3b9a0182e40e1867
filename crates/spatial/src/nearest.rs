//! The nearest points: a balanced k-d tree over a set that does not change.
//!
//! The tree is implicit: the points are ordered so that the node `n` of depth `d` covers one contiguous part, halved
//! at the median of its widest axis, down to leaves that are scanned a few lanes at a time. Coincident points are no
//! special case, since halves are made by count. Of points equally near the one with the smallest index comes first.

use rayon::prelude::*;

use crate::error::check_points;
use crate::{Point, SpatialError, distance_squared};

/// Leaves hold at most this many points.
const LEAF: usize = 12;
/// Parts larger than this are built in parallel.
const PARALLEL: usize = 8192;

/// A point found near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbor {
    /// The index of the point.
    pub index: u32,
    /// The square of its distance, Å².
    pub distance_squared: f64,
}

impl Neighbor {
    const NONE: Neighbor = Neighbor { index: u32::MAX, distance_squared: f64::INFINITY };

    /// Nearer, or as near and of smaller index.
    #[inline]
    fn precedes(&self, other: &Neighbor) -> bool {
        self.distance_squared < other.distance_squared
            || (self.distance_squared == other.distance_squared && self.index < other.index)
    }
}

/// Where a node is cut.
#[derive(Debug, Clone, Copy, Default)]
struct Cut {
    axis: u32,
    at: f64,
}

/// A static set of points, to be asked for the nearest.
///
/// ```
/// use geminal_spatial::NearestTree;
/// let tree = NearestTree::new(&[[0.0, 0.0, 0.0], [4.0, 0.0, 0.0], [9.0, 0.0, 0.0]])?;
/// let two: Vec<u32> = tree.k_nearest([5.0, 0.0, 0.0], 2).iter().map(|found| found.index).collect();
/// assert_eq!(two, [1, 2]);
/// # Ok::<(), geminal_spatial::SpatialError>(())
/// ```
#[derive(Debug, Clone)]
pub struct NearestTree {
    /// Points in the order of leaves, with their index.
    points: Vec<(Point, u32)>,
    /// Node 1 is the root, the halves of `n` are `2n` and `2n + 1`.
    cuts: Vec<Cut>,
    depth: u32,
}

impl NearestTree {
    /// Builds the tree.
    pub fn new(points: &[Point]) -> Result<Self, SpatialError> {
        check_points(points)?;
        let mut depth = 0;
        while points.len() >> depth > LEAF {
            depth += 1;
        }
        let mut named: Vec<(Point, u32)> = points.iter().copied().zip(0..).collect();
        let mut cuts = vec![Cut::default(); 1 << depth];
        // The cuts of each depth stand together, so that each half's can be lent out.
        let mut levels: Vec<&mut [Cut]> = Vec::new();
        let mut rest = &mut cuts[..];
        if depth > 0 {
            rest = &mut rest[1..];
        }
        for level in 0..depth {
            let (this, others) = rest.split_at_mut(1 << level);
            levels.push(this);
            rest = others;
        }
        build(&mut named, levels);
        Ok(NearestTree { points: named, cuts, depth })
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The nearest point, if there is any; a place that is no number has none.
    pub fn nearest(&self, place: Point) -> Option<Neighbor> {
        let mut best = Nearest(Neighbor::NONE);
        self.search(place, &mut best);
        (best.0.index != u32::MAX).then_some(best.0)
    }

    /// The `k` nearest points, nearest first; fewer if there are not as many.
    pub fn k_nearest(&self, place: Point, k: usize) -> Vec<Neighbor> {
        let k = k.min(self.len());
        if k == 0 {
            return Vec::new();
        }
        let mut best = KNearest { found: Vec::with_capacity(k + 1), k };
        self.search(place, &mut best);
        best.found
    }

    /// [`Self::nearest`] of many places, in parallel.
    pub fn nearest_of_each(&self, places: &[Point]) -> Vec<Option<Neighbor>> {
        places.par_iter().with_min_len(256).map(|place| self.nearest(*place)).collect()
    }

    /// [`Self::k_nearest`] of many places, in parallel.
    pub fn k_nearest_of_each(&self, places: &[Point], k: usize) -> Vec<Vec<Neighbor>> {
        places.par_iter().with_min_len(256).map(|place| self.k_nearest(*place, k)).collect()
    }

    fn search(&self, place: Point, best: &mut impl Best) {
        if place.iter().all(|c| c.is_finite()) {
            self.descend(place, Node { number: 1, depth: 0, start: 0, end: self.len() }, [0.0; 3], best);
        }
    }

    /// Searches a node that lies `outside` of the place along each axis: first the half the place is in, then the other
    /// if it can hold better.
    fn descend(&self, place: Point, node: Node, outside: Point, best: &mut impl Best) {
        if node.depth == self.depth {
            for (point, index) in &self.points[node.start..node.end] {
                best.offer(Neighbor { index: *index, distance_squared: distance_squared(place, *point) });
            }
            return;
        }
        let cut = self.cuts[node.number];
        let axis = cut.axis as usize;
        let (left, right) = node.halves();
        let beyond = place[axis] - cut.at;
        let (near, far) = if beyond < 0.0 { (left, right) } else { (right, left) };
        self.descend(place, near, outside, best);
        let mut further = outside;
        further[axis] = beyond;
        // Summed as distances are, so that rounding cannot put a box further away than a point in it.
        if distance_squared([0.0; 3], further) <= best.limit() {
            self.descend(place, far, further, best);
        }
    }
}

/// A node and the points it covers.
#[derive(Clone, Copy)]
struct Node {
    number: usize,
    depth: u32,
    start: usize,
    end: usize,
}

impl Node {
    fn halves(self) -> (Node, Node) {
        let middle = middle(self.start, self.end);
        let depth = self.depth + 1;
        (
            Node { number: 2 * self.number, depth, end: middle, ..self },
            Node { number: 2 * self.number + 1, depth, start: middle, ..self },
        )
    }
}

/// Where a part is halved.
fn middle(start: usize, end: usize) -> usize {
    start + (end - start) / 2
}

/// Orders a part of the points, and notes its cuts: `levels[0]` is the part's own, the rest those of its halves.
fn build(points: &mut [(Point, u32)], mut levels: Vec<&mut [Cut]>) {
    if levels.is_empty() {
        return;
    }
    let deeper = levels.split_off(1);
    let axis = widest_axis(points);
    let half = middle(0, points.len());
    points.select_nth_unstable_by(half, |(a, i), (b, j)| a[axis].total_cmp(&b[axis]).then(i.cmp(j)));
    levels[0][0] = Cut { axis: axis as u32, at: points[half].0[axis] };
    let parallel = points.len() > PARALLEL;
    let (left, right) = points.split_at_mut(half);
    let (left_levels, right_levels) =
        deeper.into_iter().map(|level| level.split_at_mut(level.len() / 2)).unzip();
    if parallel {
        rayon::join(|| build(left, left_levels), || build(right, right_levels));
    } else {
        build(left, left_levels);
        build(right, right_levels);
    }
}

fn widest_axis(points: &[(Point, u32)]) -> usize {
    let (mut low, mut high) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for (point, _) in points {
        for axis in 0..3 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    let span = [0, 1, 2].map(|axis| high[axis] - low[axis]);
    (1..3).fold(0, |widest, axis| if span[axis] > span[widest] { axis } else { widest })
}

/// What has been found so far.
trait Best {
    /// Takes a point if it is better.
    fn offer(&mut self, neighbor: Neighbor);
    /// Nothing beyond this square of a distance is of interest.
    fn limit(&self) -> f64;
}

struct Nearest(Neighbor);

impl Best for Nearest {
    #[inline]
    fn offer(&mut self, neighbor: Neighbor) {
        if neighbor.precedes(&self.0) {
            self.0 = neighbor;
        }
    }
    #[inline]
    fn limit(&self) -> f64 {
        self.0.distance_squared
    }
}

/// The best `k`, in order.
struct KNearest {
    found: Vec<Neighbor>,
    k: usize,
}

impl Best for KNearest {
    #[inline]
    fn offer(&mut self, neighbor: Neighbor) {
        if self.found.len() == self.k {
            if self.found.last().is_some_and(|last| !neighbor.precedes(last)) {
                return;
            }
            self.found.pop();
        }
        let place = self.found.partition_point(|other| other.precedes(&neighbor));
        self.found.insert(place, neighbor);
    }

    #[inline]
    fn limit(&self) -> f64 {
        if self.found.len() < self.k {
            return f64::INFINITY;
        }
        self.found.last().map_or(f64::INFINITY, |last| last.distance_squared)
    }
}
