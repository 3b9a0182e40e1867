//! The order of atoms in clusters: free atoms first, near ones together.

use std::ops::Range;

use rayon::prelude::*;
use wide::f64x4;

use crate::terms::Row;

/// A slot without an atom.
pub(super) const GHOST: u32 = u32::MAX;

/// Columns of space along z stand on squares of this side (Å), the edge of a cube that holds eight atoms of a protein; on
/// larger ones where atoms are so sparse that there would be more than four columns an atom.
const SIDE: f64 = 4.3;

/// The atom in each slot, so many slots a cluster.
pub(super) struct Order {
    width: usize,
    slots: Vec<u32>,
    free_clusters: usize,
    /// Columns of clusters of the free atoms and of the fixed ones, if ordered by place.
    pub columns: [Columns; 2],
}

/// Columns of clusters, by x then y; clusters of a column ascend in z.
#[derive(Default)]
pub(super) struct Columns {
    /// Side of the square that a column stands on, Å.
    side: f64,
    /// Lowest x and y, Å.
    origin: [f64; 2],
    /// Number of columns along x and y.
    pub count: [usize; 2],
    /// Where the clusters of each column begin; one entry more than there are columns.
    pub starts: Vec<u32>,
}

impl Columns {
    /// Columns around atoms between these corners.
    fn around(low: [f64; 4], high: [f64; 4], atoms: usize) -> Self {
        let extent = [0, 1].map(|axis: usize| (high[axis] - low[axis]).max(0.0));
        let most = 4.0 * atoms as f64;
        let side = [SIDE, (extent[0] * extent[1] / most).sqrt(), extent[0] / most, extent[1] / most]
            .into_iter()
            .fold(0.0, f64::max);
        let count = extent.map(|extent| (extent / side) as usize + 1);
        Self { side, origin: [low[0], low[1]], count, starts: Vec::new() }
    }

    /// The column along one axis that a coordinate is in.
    fn along(&self, axis: usize, coordinate: f64) -> usize {
        (((coordinate - self.origin[axis]) / self.side) as usize).min(self.count[axis] - 1)
    }

    /// The column of an atom.
    fn of(&self, position: Row) -> u32 {
        let [x, y, ..] = position.to_array();
        (self.along(0, x) * self.count[1] + self.along(1, y)) as u32
    }

    /// Columns along one axis that a range of coordinates touches.
    pub fn touching(&self, axis: usize, from: f64, to: f64) -> Range<usize> {
        if self.starts.is_empty() || to < self.origin[axis] {
            return 0..0;
        }
        self.along(axis, from)..self.along(axis, to) + 1
    }
}

impl Order {
    /// No atom yet, in clusters of so many.
    pub fn of(width: usize) -> Self {
        Self { width, slots: Vec::new(), free_clusters: 0, columns: Default::default() }
    }

    /// Free atoms by index, then fixed atoms by index.
    pub fn by_index(count: usize, fixed: Option<&[bool]>, width: usize) -> Self {
        let mut order = Self::of(width);
        for kind in [false, true] {
            let is = |atom: &u32| fixed.is_some_and(|fixed| fixed[*atom as usize]) == kind;
            order.slots.extend((0..count as u32).filter(is));
            order.fill_cluster();
            if !kind {
                order.free_clusters = order.clusters();
            }
        }
        order
    }

    /// Free atoms column by column, then fixed atoms column by column.
    pub fn by_place(positions: &[Row], fixed: Option<&[bool]>, width: usize) -> Self {
        let mut order = Self::of(width);
        for kind in [false, true] {
            let is = |atom: &u32| fixed.is_some_and(|fixed| fixed[*atom as usize]) == kind;
            let atoms: Vec<u32> = (0..positions.len() as u32).filter(is).collect();
            order.columns[usize::from(kind)] = order.push_columns(positions, atoms);
            if !kind {
                order.free_clusters = order.clusters();
            }
        }
        order
    }

    fn push_columns(&mut self, positions: &[Row], atoms: Vec<u32>) -> Columns {
        let mut low = f64x4::splat(f64::INFINITY);
        let mut high = f64x4::splat(f64::NEG_INFINITY);
        for &atom in &atoms {
            low = low.fast_min(positions[atom as usize]);
            high = high.fast_max(positions[atom as usize]);
        }
        if atoms.is_empty() {
            return Columns::default();
        }
        let mut columns = Columns::around(low.to_array(), high.to_array(), atoms.len());
        let key =
            |atom: u32| (columns.of(positions[atom as usize]), positions[atom as usize].as_array()[2], atom);
        let mut keyed: Vec<(u32, f64, u32)> = atoms.into_iter().map(key).collect();
        keyed.par_sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut rest = &keyed[..];
        for index in 0..(columns.count[0] * columns.count[1]) as u32 {
            columns.starts.push(self.clusters() as u32);
            let length = rest.iter().take_while(|key| key.0 == index).count();
            self.slots.extend(rest[..length].iter().map(|key| key.2));
            self.fill_cluster();
            rest = &rest[length..];
        }
        columns.starts.push(self.clusters() as u32);
        columns
    }

    fn fill_cluster(&mut self) {
        self.slots.resize(self.slots.len().next_multiple_of(self.width), GHOST);
    }

    pub fn clusters(&self) -> usize {
        self.slots.len() / self.width
    }

    /// Clusters of free atoms, which come first.
    pub fn free_clusters(&self) -> usize {
        self.free_clusters
    }

    /// The atoms of a cluster; ghosts come last.
    #[inline(always)]
    pub fn atoms_of(&self, cluster: usize) -> &[u32] {
        &self.slots[self.width * cluster..self.width * (cluster + 1)]
    }

    /// Four atoms in slots side by side.
    pub fn quad(&self, quad: usize) -> &[u32] {
        &self.slots[4 * quad..4 * quad + 4]
    }

    /// The slot of each atom.
    pub fn slots_of(&self, atoms: usize) -> Vec<u32> {
        let mut slots = vec![0; atoms];
        for (slot, &atom) in (0..).zip(&self.slots) {
            if atom != GHOST {
                slots[atom as usize] = slot;
            }
        }
        slots
    }
}
