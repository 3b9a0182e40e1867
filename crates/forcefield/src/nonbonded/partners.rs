//! Which clusters four atoms meet: their own and all later ones, or those of a pair list.

use std::ops::Range;

use rayon::prelude::*;
use wide::f64x4;

use super::SpecialPair;
use super::clusters::{Cluster, Origin, Placed};
use super::order::{Columns, GHOST, Order};
use crate::terms::Row;
use crate::vector::Vector;

/// Excluded and scaled partners of each atom, none of which a tile counts.
#[derive(Default)]
pub(super) struct Exclusions {
    offsets: Vec<u32>,
    partners: Vec<u32>,
}

impl Exclusions {
    pub fn new(atoms: usize, special: &[SpecialPair]) -> Self {
        let mut offsets = vec![0u32; atoms + 1];
        for atom in special.iter().flat_map(|pair| pair.atoms) {
            offsets[atom as usize + 1] += 1;
        }
        for atom in 0..atoms {
            offsets[atom + 1] += offsets[atom];
        }
        let mut next = offsets.clone();
        let mut partners = vec![0; 2 * special.len()];
        for &SpecialPair { atoms: [i, j], .. } in special {
            for (from, to) in [(i, j), (j, i)] {
                partners[next[from as usize] as usize] = to;
                next[from as usize] += 1;
            }
        }
        Self { offsets, partners }
    }

    fn of(&self, atom: u32) -> &[u32] {
        &self.partners[self.offsets[atom as usize] as usize..self.offsets[atom as usize + 1] as usize]
    }
}

/// Lists of entries, one list a row.
pub(super) struct Lists<T> {
    starts: Vec<u32>,
    entries: Vec<T>,
}

impl<T> Lists<T> {
    fn new() -> Self {
        Self { starts: vec![0], entries: Vec::new() }
    }

    fn clear(&mut self) {
        self.starts.truncate(1);
        self.entries.clear();
    }

    /// Ends the current row.
    fn end_row(&mut self) {
        self.starts.push(self.entries.len() as u32);
    }

    #[inline(always)]
    pub fn of(&self, row: usize) -> &[T] {
        &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// So many clusters in a row are met before sums of single precision are settled.
const LONGEST_RUN: u32 = 32;

impl Lists<[u32; 2]> {
    /// Adds a cluster to the runs of the current row.
    fn push(&mut self, cluster: u32) {
        let row = self.starts[self.starts.len() - 1] as usize;
        match self.entries[row..].last_mut() {
            Some(run) if run[1] == cluster && run[1] - run[0] < LONGEST_RUN => run[1] += 1,
            _ => self.entries.push([cluster, cluster + 1]),
        }
    }
}

/// The clusters that fours of atoms meet, one row for each four.
pub(super) struct Met {
    /// Runs of clusters met as they are, of free and of fixed atoms.
    pub plain: Lists<[u32; 2]>,
    pub fixed_plain: Lists<[u32; 2]>,
    /// Clusters met with some pairs left out, as bits: those of the first atom, of the second, ...
    pub masked: Lists<(u32, u32)>,
    pub fixed_masked: Lists<(u32, u32)>,
}

impl Met {
    fn new() -> Self {
        Self {
            plain: Lists::new(),
            fixed_plain: Lists::new(),
            masked: Lists::new(),
            fixed_masked: Lists::new(),
        }
    }

    fn clear(&mut self) {
        self.plain.clear();
        self.fixed_plain.clear();
        self.masked.clear();
        self.fixed_masked.clear();
    }

    fn end_row(&mut self) {
        self.plain.end_row();
        self.fixed_plain.end_row();
        self.masked.end_row();
        self.fixed_masked.end_row();
    }

    /// Gives back what lists have set aside.
    fn shrink(&mut self) {
        self.plain.entries.shrink_to_fit();
        self.fixed_plain.entries.shrink_to_fit();
        self.masked.entries.shrink_to_fit();
        self.fixed_masked.entries.shrink_to_fit();
    }

    /// Adds a row of those clusters of another's row that are near.
    fn push_near(&mut self, all: &Self, row: usize, near: impl Fn(u32) -> bool) {
        for (mine, all) in [(&mut self.plain, &all.plain), (&mut self.fixed_plain, &all.fixed_plain)] {
            for cluster in
                all.of(row).iter().flat_map(|&[from, to]| from..to).filter(|&cluster| near(cluster))
            {
                mine.push(cluster);
            }
        }
        for (mine, all) in [(&mut self.masked, &all.masked), (&mut self.fixed_masked, &all.fixed_masked)] {
            mine.entries.extend(all.of(row).iter().filter(|entry| near(entry.0)));
        }
        self.end_row();
    }

    /// One after the last cluster of free atoms.
    fn end(&self) -> usize {
        let plain = self.plain.entries.iter().map(|run| run[1]);
        let masked = self.masked.entries.iter().map(|entry| entry.0 + 1);
        plain.chain(masked).max().unwrap_or(0) as usize
    }
}

/// A share of the work: some clusters, what each four atoms of them meet, and what comes of it.
pub(super) struct Part<W> {
    pub clusters: Range<usize>,
    /// What is evaluated.
    pub met: Met,
    /// What a pair list found within its reach, of which `met` is what is nearer now.
    listed: Met,
    /// Gradient of the clusters from the first of the part to the last that any of them meets, by being met.
    pub window: Vec<Vector<W>>,
    /// Gradient of the part's atoms, by fours, by meeting others.
    pub own: Vec<Vector<f64x4>>,
    /// Van der Waals and electrostatic energy.
    pub energies: [f64; 2],
}

/// Fours of atoms in a cluster.
pub(super) const fn quads<W: Cluster>() -> usize {
    W::COUNT / 4
}

impl<W: Cluster> Part<W> {
    fn new(clusters: Range<usize>) -> Self {
        Self {
            own: vec![Vector::zero(); clusters.len() * quads::<W>()],
            clusters,
            met: Met::new(),
            listed: Met::new(),
            window: Vec::new(),
            energies: [0.0; 2],
        }
    }

    /// Opens the window for these clusters.
    fn finish(&mut self, mut met: Met) {
        met.shrink();
        self.window = vec![Vector::zero(); met.end().max(self.clusters.end) - self.clusters.start];
        self.met = met;
    }

    /// Takes from the pair list what is within reach of these places.
    pub fn thin(&mut self, order: &Order, places: &[Placed<W>], reach: f64) {
        let reach2 = reach * reach;
        self.met.clear();
        for row in 0..self.own.len() {
            let around = Around::new(self.clusters.start * quads::<W>() + row, order, places);
            self.met.push_near(&self.listed, row, |cluster| around.touch(&places[cluster as usize], reach2));
        }
    }
}

/// What decides which clusters meet.
pub(super) struct Tiles<'a, W: Cluster> {
    pub order: &'a Order,
    pub exclusions: &'a Exclusions,
    /// How far apart atoms of a listed pair may be, Å; any distance if `None`.
    pub reach: Option<f64>,
    pub positions: &'a [Row],
    /// Where the atoms of each cluster are.
    pub places: &'a [Placed<W>],
}

/// Fewer tiles than this are not worth another part.
const TILES_A_PART: usize = 4096;
const CLUSTERS_A_PART: usize = 512;
const MOST_PARTS: usize = 32;

impl<W: Cluster> Tiles<'_, W> {
    /// The work in parts, the number of which depends on the system only.
    pub fn parts(&self) -> Vec<Part<W>> {
        let free = self.order.free_clusters();
        let all = self.order.clusters();
        let slots = self.order.slots_of(self.positions.len());
        let mut parts: Vec<Part<W>> = match self.reach {
            Some(_) => {
                let count = (free / CLUSTERS_A_PART).clamp(1, MOST_PARTS);
                (0..count).map(|n| Part::new(free * n / count..free * (n + 1) / count)).collect()
            }
            None => {
                let tiles = free * (all - free) + free * free / 2;
                let count = (tiles / TILES_A_PART).clamp(1, MOST_PARTS / 2);
                equal_triangles(free, all - free, count).into_iter().map(Part::new).collect()
            }
        };
        let boxes: Vec<Bounds> = match self.reach {
            Some(_) => (0..all).map(|cluster| self.bounds(self.order.atoms_of(cluster))).collect(),
            None => Vec::new(),
        };
        let fill = |part: &mut Part<W>| {
            let mut met = Met::new();
            for quad in quads::<W>() * part.clusters.start..quads::<W>() * part.clusters.end {
                // Ghosts come last.
                if self.order.quad(quad)[0] != GHOST {
                    let masks = self.masks(quad, &slots);
                    match self.reach {
                        Some(reach) => self.near(&mut met, quad, &masks, &boxes, reach),
                        None => self.every(&mut met, quad, &masks),
                    }
                }
                met.end_row();
            }
            part.finish(met);
            if self.reach.is_some() {
                part.listed = std::mem::replace(&mut part.met, Met::new());
            }
        };
        match &mut parts[..] {
            [only] => fill(only),
            parts => parts.par_iter_mut().with_max_len(1).for_each(fill),
        }
        parts
    }

    /// The clusters with which some pairs of these four atoms do not count, ascending, with the pairs as bits.
    fn masks(&self, quad: usize, slots: &[u32]) -> Vec<(u32, u32)> {
        let width = W::COUNT as u32;
        let own = (quad / quads::<W>()) as u32;
        let mut masks = vec![(own, self.own_mask(quad))];
        for (lane, &atom) in (0..).zip(self.order.quad(quad)).filter(|&(_, &atom)| atom != GHOST) {
            for &partner in self.exclusions.of(atom) {
                let slot = slots[partner as usize];
                if slot / width >= own {
                    masks.push((slot / width, 1 << (width * lane + slot % width)));
                }
            }
        }
        masks.sort_unstable();
        masks.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 |= next.1;
            }
            same
        });
        masks
    }

    /// The pairs of four atoms with their own cluster that do not count: each pair counts once, and ghosts never.
    fn own_mask(&self, quad: usize) -> u32 {
        let cluster = quad / quads::<W>();
        let first = 4 * (quad % quads::<W>());
        let atoms = self.order.atoms_of(cluster);
        let mut mask = 0;
        for lane in 0..4 {
            for (other, &atom) in atoms.iter().enumerate() {
                if other <= first + lane || atom == GHOST {
                    mask |= 1 << (W::COUNT * lane + other);
                }
            }
        }
        mask
    }

    fn add(&self, met: &mut Met, cluster: u32, masks: &[(u32, u32)]) {
        let is_fixed = cluster as usize >= self.order.free_clusters();
        let mask = masks.binary_search_by_key(&cluster, |entry| entry.0).map(|at| masks[at].1);
        match (mask, is_fixed) {
            (Ok(mask), false) => met.masked.entries.push((cluster, mask)),
            (Ok(mask), true) => met.fixed_masked.entries.push((cluster, mask)),
            (Err(_), false) => met.plain.push(cluster),
            (Err(_), true) => met.fixed_plain.push(cluster),
        }
    }

    fn every(&self, met: &mut Met, quad: usize, masks: &[(u32, u32)]) {
        for cluster in (quad / quads::<W>()) as u32..self.order.clusters() as u32 {
            self.add(met, cluster, masks);
        }
    }

    fn near(&self, met: &mut Met, quad: usize, masks: &[(u32, u32)], boxes: &[Bounds], reach: f64) {
        let own = quad / quads::<W>();
        let around = Around::new(quad, self.order, self.places);
        let bounds = self.bounds(self.order.quad(quad));
        let reach2 = reach * reach;
        for (fixed, columns) in self.order.columns.iter().enumerate() {
            for x in columns.touching(0, bounds.low(0) - reach, bounds.high(0) + reach) {
                for y in columns.touching(1, bounds.low(1) - reach, bounds.high(1) + reach) {
                    let mut clusters = in_column(columns, x, y, &bounds, boxes, reach);
                    if fixed == 0 {
                        clusters.start = clusters.start.max(own);
                    }
                    for cluster in clusters {
                        let near = bounds.distance_squared(&boxes[cluster]) <= reach2;
                        if cluster == own || near && around.touch(&self.places[cluster], reach2) {
                            self.add(met, cluster as u32, masks);
                        }
                    }
                }
            }
        }
    }

    fn bounds(&self, atoms: &[u32]) -> Bounds {
        let mut low = f64x4::splat(f64::INFINITY);
        let mut high = f64x4::splat(f64::NEG_INFINITY);
        for &atom in atoms.iter().filter(|&&atom| atom != GHOST) {
            low = low.fast_min(self.positions[atom as usize]);
            high = high.fast_max(self.positions[atom as usize]);
        }
        Bounds { low, high }
    }
}

/// Four atoms, from an origin on.
struct Around<W> {
    origin: Origin,
    atoms: [Vector<W>; 4],
}

impl<W: Cluster> Around<W> {
    fn new(quad: usize, order: &Order, places: &[Placed<W>]) -> Self {
        let (placed, first) = (&places[quad / quads::<W>()], 4 * (quad % quads::<W>()));
        let origin = placed.origin(first);
        let atoms = order.quad(quad);
        // Ghosts touch what the first atom does.
        let atom = |lane: usize| placed.atom(if atoms[lane] == GHOST { first } else { first + lane }, origin);
        Self { origin, atoms: [atom(0), atom(1), atom(2), atom(3)] }
    }

    /// Whether any of the four is near any atom of a cluster.
    fn touch(&self, others: &Placed<W>, reach2: f64) -> bool {
        let others = others.from(self.origin);
        let [a, b, c, d] = self.atoms;
        let r2 = |atom: Vector<W>| (atom - others).norm_squared();
        W::any(r2(a).min(r2(b)).min(r2(c).min(r2(d))).less(W::splat(reach2)))
    }
}

/// The box around some atoms.
struct Bounds {
    low: Row,
    high: Row,
}

impl Bounds {
    fn low(&self, axis: usize) -> f64 {
        self.low.as_array()[axis]
    }

    fn high(&self, axis: usize) -> f64 {
        self.high.as_array()[axis]
    }

    fn distance_squared(&self, other: &Self) -> f64 {
        let gap = (other.low - self.high).fast_max(self.low - other.high).fast_max(f64x4::ZERO);
        (gap * gap).reduce_add()
    }
}

/// The clusters of a column that are near in z.
fn in_column(
    columns: &Columns,
    x: usize,
    y: usize,
    near: &Bounds,
    boxes: &[Bounds],
    reach: f64,
) -> Range<usize> {
    let index = x * columns.count[1] + y;
    let (first, last) = (columns.starts[index] as usize, columns.starts[index + 1] as usize);
    let column = &boxes[first..last];
    let from = column.partition_point(|bounds| bounds.high(2) < near.low(2) - reach);
    let to = column.partition_point(|bounds| bounds.low(2) <= near.high(2) + reach);
    first + from..first + to.max(from)
}

/// Splits the rows of a triangle, with a rectangle of `wide` columns beside it, into so many parts of equal area.
fn equal_triangles(rows: usize, wide: usize, count: usize) -> Vec<Range<usize>> {
    let area = |row: usize| row * (rows + wide) - row * row / 2;
    let mut bounds = vec![0];
    let mut row = 0;
    for n in 1..count {
        while row < rows && area(row) * count < area(rows) * n {
            row += 1;
        }
        bounds.push(row);
    }
    bounds.push(rows);
    bounds.windows(2).map(|pair| pair[0]..pair[1]).collect()
}
