//! Large systems: tiles of four by four atoms, all of them or those of a pair list.
//!
//! The parameters of a pair are combined from its atoms' on the fly. Work is shared out in [`Part`]s whose number and
//! extent depend on the system only; each adds up its own energies and a window of the gradient, and these are summed
//! in the order of the parts: the same bits for any number of threads.

use rayon::prelude::*;
use wide::f64x4;

use super::cutoff::Law;
use super::fours::Fours;
use super::order::{GHOST, Order};
use super::partners::{Exclusions, Part, Tiles};
use super::{APART_SQUARED, Cutoff, PairEngine, PairKernel, Pairs, WALL_SQUARED, kept_apart, put_right};
use crate::energies::{Energies, TermKind};
use crate::lanes::Lanes;
use crate::terms::Row;
use crate::vector::Vector;

/// Four atoms side by side.
#[derive(Clone, Copy)]
pub(super) struct Cluster<W, const A: usize> {
    position: Vector<f64x4>,
    parameters: [W; A],
}

/// Factors of four pairs, of which those in the mask do not count.
const WEIGHTS: [f64x4; 16] = {
    let mut table = [f64x4::ONE; 16];
    let mut mask = 0;
    while mask < 16 {
        let mut lanes = [1.0; 4];
        let mut lane = 0;
        while lane < 4 {
            if mask >> lane & 1 == 1 {
                lanes[lane] = 0.0;
            }
            lane += 1;
        }
        table[mask] = f64x4::new(lanes);
        mask += 1;
    }
    table
};

/// Evaluates pairs tile by tile.
pub(super) struct TileEngine<W, K, const A: usize, const P: usize> {
    kernel: K,
    atoms: Vec<[f64; A]>,
    fixed: Option<Vec<bool>>,
    exclusions: Exclusions,
    cutoff: Option<Cutoff>,
    order: Order,
    clusters: Vec<Cluster<W, A>>,
    parts: Vec<Part<W>>,
    /// Where the atoms were when the pair list was made; empty before the first one.
    listed: Vec<Row>,
}

impl<W: Fours, K: PairKernel<A, P>, const A: usize, const P: usize> TileEngine<W, K, A, P> {
    pub(super) fn new(pairs: &Pairs<K, A, P>, fixed: Option<&[bool]>) -> Self {
        Self {
            kernel: pairs.kernel,
            atoms: pairs.atoms.clone(),
            fixed: fixed.map(<[bool]>::to_vec),
            exclusions: Exclusions::new(pairs.atoms.len(), &pairs.special),
            cutoff: pairs.cutoff,
            order: Order::default(),
            clusters: Vec::new(),
            parts: Vec::new(),
            listed: Vec::new(),
        }
    }

    /// Whether some atom has moved too far for the pair list.
    fn outdated(&self, positions: &[Row]) -> bool {
        if self.listed.is_empty() {
            return true;
        }
        let Some(cutoff) = self.cutoff else { return false };
        let limit = 0.25 * cutoff.skin * cutoff.skin;
        let moved = |(a, b): (&Row, &Row)| {
            let d = *a - *b;
            Lanes::sum(d * d)
        };
        !positions.iter().zip(&self.listed).all(|pair| moved(pair) <= limit)
    }

    /// Orders the atoms into clusters and finds which clusters meet.
    fn list(&mut self, positions: &[Row]) {
        let fixed = self.fixed.as_deref();
        self.order = match self.cutoff {
            Some(_) => Order::by_place(positions, fixed),
            None => Order::by_index(positions.len(), fixed),
        };
        let ghost = self.kernel.ghost();
        self.clusters = (0..self.order.clusters())
            .map(|cluster| {
                let slots = self.order.atoms_of(cluster);
                let of = |atom: u32| if atom == GHOST { ghost } else { self.atoms[atom as usize] };
                let lanes = slots.map(of);
                let parameter = |a: usize| W::repeat(f64x4::new(lanes.map(|parameters| parameters[a])));
                Cluster { position: Vector::zero(), parameters: std::array::from_fn(parameter) }
            })
            .collect();
        self.place(positions);
        let reach = self.cutoff.map(|cutoff| cutoff.distance + cutoff.skin);
        let tiles = Tiles { order: &self.order, exclusions: &self.exclusions, reach, positions };
        self.parts = tiles.parts();
        self.listed = positions.to_vec();
    }

    /// Puts the clusters where their atoms are. Ghosts stand where the last atom of their cluster does: they never count.
    fn place(&mut self, positions: &[Row]) {
        let order = &self.order;
        let place = |(index, cluster): (usize, &mut Cluster<W, A>)| {
            let slots = order.atoms_of(index);
            let last = slots.into_iter().rev().find(|&atom| atom != GHOST).unwrap_or(slots[0]);
            let rows = slots.map(|atom| positions[if atom == GHOST { last } else { atom } as usize]);
            let [x, y, z, _] = f64x4::transpose(rows);
            cluster.position = Vector::new(x, y, z);
        };
        if self.clusters.len() < 4096 {
            self.clusters.iter_mut().enumerate().for_each(place);
        } else {
            self.clusters.par_iter_mut().enumerate().with_min_len(1024).for_each(place);
        }
    }
}

/// As many atoms of a cluster as there are groups of lanes, and their gradient lane by lane.
#[derive(Clone, Copy)]
struct Side<W, const A: usize> {
    position: Vector<W>,
    parameters: [W; A],
    gradient: Vector<W>,
}

/// Energies lane by lane, and the squared distance of the nearest pair.
#[derive(Clone, Copy)]
struct Sums<W> {
    vdw: W,
    electrostatic: W,
    nearest: W,
}

/// The atoms of a cluster on their way through the clusters they meet, and what has come of it.
struct Own<W, const A: usize> {
    /// Only as many are used as it takes for four atoms.
    sides: [Side<W, A>; 4],
    origin: Vector<f64x4>,
    sums: Sums<W>,
    /// Tiles since lanes were added up.
    unsettled: usize,
    /// What was added up: the gradient on the four atoms, and the energies.
    gradient: Vector<f64x4>,
    energies: [f64; 2],
}

/// Lanes are added up in double precision after so many tiles.
const SETTLE_AFTER: usize = 32;

impl<W: Fours, const A: usize> Own<W, A> {
    fn new(cluster: &Cluster<W, A>) -> Self {
        let places = [0, 1, 2, 3].map(|n: usize| {
            let Vector { x, y, z } = cluster.position;
            [x, y, z].map(|axis| axis.as_array()[n])
        });
        let coordinate = |atom: usize, axis: usize| W::from_origin(places[atom][axis], places[0][axis]);
        let side = |n: usize| {
            let atom = |group: usize| (n * W::GROUPS + group) % 4;
            let [x, y, z] = [0, 1, 2].map(|axis| W::spread(|group| coordinate(atom(group), axis)));
            Side {
                position: Vector::new(x, y, z),
                parameters: cluster.parameters.map(|of| W::spread(|group| of.lane(atom(group)))),
                gradient: Vector::zero(),
            }
        };
        let [x, y, z] = places[0].map(f64x4::splat);
        Self {
            sides: [0, 1, 2, 3].map(side),
            origin: Vector::new(x, y, z),
            sums: Sums { vdw: W::zero(), electrostatic: W::zero(), nearest: W::splat(APART_SQUARED) },
            unsettled: 0,
            gradient: Vector::zero(),
            energies: [0.0; 2],
        }
    }

    /// Meets the four atoms of a cluster, and takes from their gradient what it adds to its own. Pairs in the mask do not
    /// count. If `CLOSE`, adds only what is wrong with pairs closer than the wall.
    #[inline(always)]
    fn meet<const P: usize, const MASKED: bool, const CUT: bool, const CLOSE: bool>(
        &mut self,
        kernel: &impl PairKernel<A, P>,
        law: Law,
        other: &Cluster<W, A>,
        mask: u16,
        gradient: &mut Vector<W>,
    ) {
        let position = W::relative(other.position, self.origin).map(W::repeat);
        let mut sums = self.sums;
        let mut theirs = *gradient;
        for (n, side) in self.sides[..4 / W::GROUPS].iter_mut().enumerate() {
            let between = side.position - position;
            let mut r2 = between.norm_squared();
            let mut parameters = kernel.combine(side.parameters, other.parameters);
            if MASKED {
                let weights = W::join(|group| WEIGHTS[(mask >> (4 * (n * W::GROUPS + group)) & 15) as usize]);
                parameters[0] = parameters[0] * weights;
                parameters[1] = parameters[1] * weights;
                r2 = (W::one() - weights).mul_add(W::splat(APART_SQUARED), r2);
            }
            let pair = match (CLOSE, CUT) {
                (false, false) => kept_apart(kernel, r2, parameters),
                (false, true) => law.cut(r2, parameters[0], kept_apart(kernel, r2, parameters)),
                (true, false) => put_right(kernel, r2, parameters),
                (true, true) => law.cut(r2, W::zero(), put_right(kernel, r2, parameters)),
            };
            sums.nearest = sums.nearest.min(r2);
            sums.vdw += pair.vdw;
            sums.electrostatic += pair.electrostatic;
            let slope = pair.vdw_slope + pair.electrostatic_slope;
            side.gradient = between.scale_add(slope, side.gradient);
            theirs = between.scale_add(-slope, theirs);
        }
        self.sums = sums;
        *gradient = theirs;
    }

    /// Counts tiles, and now and then adds up lanes.
    #[inline(always)]
    fn passed(&mut self, tiles: usize) {
        self.unsettled += tiles;
        if self.unsettled >= SETTLE_AFTER {
            self.settle();
        }
    }

    /// Adds up lanes in double precision.
    fn settle(&mut self) {
        let component = |of: fn(&Vector<W>) -> W| {
            let of_atom =
                |atom: usize| of(&self.sides[atom / W::GROUPS].gradient).group_sum(atom % W::GROUPS);
            f64x4::new([0, 1, 2, 3].map(of_atom))
        };
        let gradient = Vector::new(component(|v| v.x), component(|v| v.y), component(|v| v.z));
        self.gradient += gradient;
        self.sides.iter_mut().for_each(|side| side.gradient = Vector::zero());
        self.energies[0] += self.sums.vdw.sum();
        self.energies[1] += self.sums.electrostatic.sum();
        (self.sums.vdw, self.sums.electrostatic) = (W::zero(), W::zero());
        self.unsettled = 0;
    }
}

/// What all tiles of a part share.
struct Meeting<'a, W, K, const A: usize> {
    kernel: &'a K,
    law: Law,
    clusters: &'a [Cluster<W, A>],
}

impl<W: Fours, K, const A: usize> Meeting<'_, W, K, A> {
    /// All tiles of a part.
    fn run<const P: usize, const CUT: bool>(&self, part: &mut Part<W>)
    where
        K: PairKernel<A, P>,
    {
        part.window.fill(Vector::zero());
        part.own.fill(Vector::zero());
        part.energies = [0.0; 2];
        for row in 0..part.clusters.len() {
            let mut own = Own::new(&self.clusters[part.clusters.start + row]);
            self.run_row::<P, CUT, false>(part, row, &mut own);
            if W::any(own.sums.nearest.less(W::splat(WALL_SQUARED))) {
                self.put_row_right::<P, CUT>(part, row, &mut own);
            }
            part.own[row] = own.gradient;
            part.energies[0] += own.energies[0];
            part.energies[1] += own.energies[1];
        }
    }

    /// The tiles of a row once more, for its close pairs.
    #[cold]
    #[inline(never)]
    fn put_row_right<const P: usize, const CUT: bool>(
        &self,
        part: &mut Part<W>,
        row: usize,
        own: &mut Own<W, A>,
    ) where
        K: PairKernel<A, P>,
    {
        self.run_row::<P, CUT, true>(part, row, own);
    }

    /// The tiles of one of the part's clusters.
    #[inline(always)]
    fn run_row<const P: usize, const CUT: bool, const CLOSE: bool>(
        &self,
        part: &mut Part<W>,
        row: usize,
        own: &mut Own<W, A>,
    ) where
        K: PairKernel<A, P>,
    {
        let Self { kernel, law, clusters } = *self;
        let (first, window) = (part.clusters.start, &mut part.window);
        for run in part.plain.of(row) {
            let [from, to] = run.map(|cluster| cluster as usize);
            for (other, gradient) in clusters[from..to].iter().zip(&mut window[from - first..to - first]) {
                own.meet::<P, false, CUT, CLOSE>(kernel, law, other, 0, gradient);
            }
            own.passed(to - from);
        }
        for &(cluster, mask) in part.masked.of(row) {
            let (other, gradient) = (&clusters[cluster as usize], &mut window[cluster as usize - first]);
            own.meet::<P, true, CUT, CLOSE>(kernel, law, other, mask, gradient);
            own.passed(1);
        }
        // Nobody asks for the gradient of fixed atoms.
        let mut unused = Vector::zero();
        for run in part.fixed_plain.of(row) {
            let [from, to] = run.map(|cluster| cluster as usize);
            for other in &clusters[from..to] {
                own.meet::<P, false, CUT, CLOSE>(kernel, law, other, 0, &mut unused);
            }
            own.passed(to - from);
        }
        for &(cluster, mask) in part.fixed_masked.of(row) {
            own.meet::<P, true, CUT, CLOSE>(kernel, law, &clusters[cluster as usize], mask, &mut unused);
            own.passed(1);
        }
        own.settle();
    }
}

impl<W: Fours, K: PairKernel<A, P>, const A: usize, const P: usize> PairEngine for TileEngine<W, K, A, P> {
    fn evaluate(&mut self, positions: &[Row]) {
        if self.outdated(positions) {
            self.list(positions);
        } else {
            self.place(positions);
        }
        let law = self.cutoff.map_or(Law::default(), |cutoff| Law::new(&self.kernel, cutoff));
        let meeting = Meeting { kernel: &self.kernel, law, clusters: &self.clusters };
        let cut = self.cutoff.is_some();
        let run = |part: &mut Part<W>| {
            if cut { meeting.run::<P, true>(part) } else { meeting.run::<P, false>(part) }
        };
        match &mut self.parts[..] {
            [only] => run(only),
            parts => parts.par_iter_mut().with_max_len(1).for_each(run),
        }
    }

    fn collect(&mut self, gradient: &mut [Row], energies: &mut Energies) {
        for part in &self.parts {
            energies[TermKind::VanDerWaals] += part.energies[0];
            energies[TermKind::Electrostatic] += part.energies[1];
        }
        let (parts, order) = (&self.parts, &self.order);
        let mut begin = 0;
        for cluster in 0..order.free_clusters() {
            while begin < parts.len() && parts[begin].end() <= cluster {
                begin += 1;
            }
            let holding = parts[begin..].iter().take_while(|part| part.clusters.start <= cluster);
            let mut sum = Vector::zero();
            for part in holding.filter(|part| cluster < part.end()) {
                sum += part.window[cluster - part.clusters.start].map(W::fold);
                if part.clusters.contains(&cluster) {
                    sum += part.own[cluster - part.clusters.start];
                }
            }
            let rows = f64x4::transpose([sum.x, sum.y, sum.z, f64x4::ZERO]);
            for (atom, row) in order.atoms_of(cluster).into_iter().zip(rows) {
                if atom != GHOST {
                    gradient[atom as usize] += row;
                }
            }
        }
    }
}
