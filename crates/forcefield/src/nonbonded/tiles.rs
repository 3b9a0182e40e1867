//! Large systems: tiles of four by four atoms, all of them or those of a pair list.
//!
//! The parameters of a pair are combined from its atoms' on the fly. Work is shared out in [`Part`]s whose number and
//! extent depend on the system only; each adds up its own energies and a window of the gradient, and these are summed
//! in the order of the parts: the same bits for any number of threads.

use rayon::prelude::*;
use wide::f64x4;

use super::cutoff::Law;
use super::order::{GHOST, Order};
use super::partners::{Exclusions, Part, Tiles};
use super::{Cutoff, PairEngine, PairKernel, Pairs, guarded};
use crate::energies::{Energies, TermKind};
use crate::lanes::Lanes;
use crate::terms::Row;
use crate::vector::Vector;

/// Four atoms side by side.
#[derive(Clone, Copy)]
pub(super) struct Cluster<const A: usize> {
    pub position: Vector<f64x4>,
    pub parameters: [f64x4; A],
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

/// Far enough that pairs that do not count are no clash, Å².
const FAR: f64 = 1e8;

/// Evaluates pairs tile by tile.
pub(super) struct TileEngine<K, const A: usize, const P: usize> {
    kernel: K,
    atoms: Vec<[f64; A]>,
    fixed: Option<Vec<bool>>,
    exclusions: Exclusions,
    cutoff: Option<Cutoff>,
    order: Order,
    clusters: Vec<Cluster<A>>,
    parts: Vec<Part>,
    /// Where the atoms were when the pair list was made; empty before the first one.
    listed: Vec<Row>,
}

impl<K: PairKernel<A, P>, const A: usize, const P: usize> TileEngine<K, A, P> {
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
                Cluster {
                    position: ghosts(cluster),
                    parameters: std::array::from_fn(|a| f64x4::new(lanes.map(|p| p[a]))),
                }
            })
            .collect();
        self.place(positions);
        let reach = self.cutoff.map(|cutoff| cutoff.distance + cutoff.skin);
        let tiles = Tiles { order: &self.order, exclusions: &self.exclusions, reach, positions };
        self.parts = tiles.parts();
        self.listed = positions.to_vec();
    }

    /// Puts the clusters where their atoms are.
    fn place(&mut self, positions: &[Row]) {
        let order = &self.order;
        let place = |(index, cluster): (usize, &mut Cluster<A>)| {
            let slots = order.atoms_of(index);
            if slots[3] == GHOST {
                let ghosts = ghosts(index);
                let [xs, ys, zs] = [ghosts.x, ghosts.y, ghosts.z].map(|v| v.to_array());
                let at = |lane: usize| match slots[lane] {
                    GHOST => f64x4::new([xs[lane], ys[lane], zs[lane], 0.0]),
                    atom => positions[atom as usize],
                };
                let [x, y, z, _] = f64x4::transpose([at(0), at(1), at(2), at(3)]);
                cluster.position = Vector::new(x, y, z);
            } else {
                let [x, y, z, _] = f64x4::transpose(slots.map(|atom| positions[atom as usize]));
                cluster.position = Vector::new(x, y, z);
            }
        };
        if self.clusters.len() < 4096 {
            self.clusters.iter_mut().enumerate().for_each(place);
        } else {
            self.clusters.par_iter_mut().enumerate().with_min_len(1024).for_each(place);
        }
    }
}

/// Where ghosts stand: far from everything and from each other.
fn ghosts(cluster: usize) -> Vector<f64x4> {
    let first = 1e6 + 400.0 * cluster as f64;
    let x = f64x4::new([first, first + 100.0, first + 200.0, first + 300.0]);
    Vector::new(x, f64x4::splat(1e6), f64x4::splat(1e6))
}

/// What all tiles of a part share.
struct Meeting<'a, K, const A: usize> {
    kernel: &'a K,
    law: Law,
    clusters: &'a [Cluster<A>],
    vdw: f64x4,
    electrostatic: f64x4,
}

/// One of four atoms, in every lane, and its gradient lane by lane.
#[derive(Clone, Copy)]
struct Single<const A: usize> {
    position: Vector<f64x4>,
    parameters: [f64x4; A],
    gradient: Vector<f64x4>,
}

impl<K, const A: usize> Meeting<'_, K, A> {
    fn singles(&self, cluster: usize) -> [Single<A>; 4] {
        let Cluster { position, parameters } = &self.clusters[cluster];
        std::array::from_fn(|lane| {
            let splat = |v: f64x4| f64x4::splat(v.as_array()[lane]);
            Single {
                position: Vector::new(splat(position.x), splat(position.y), splat(position.z)),
                parameters: parameters.map(splat),
                gradient: Vector::zero(),
            }
        })
    }

    /// Four atoms with the four of a cluster, whose gradient is added to. Pairs in the mask do not count.
    #[inline(always)]
    fn tile<const P: usize, const MASKED: bool, const CUT: bool>(
        &mut self,
        singles: &mut [Single<A>; 4],
        cluster: usize,
        gradient: &mut Vector<f64x4>,
        mask: u16,
    ) where
        K: PairKernel<A, P>,
    {
        let other = &self.clusters[cluster];
        for (lane, single) in singles.iter_mut().enumerate() {
            let between = single.position - other.position;
            let mut r2 = between.norm_squared();
            let mut parameters = self.kernel.combine(single.parameters, other.parameters);
            if MASKED {
                let weights = WEIGHTS[(mask >> (4 * lane) & 15) as usize];
                parameters[0] *= weights;
                parameters[1] *= weights;
                r2 = (f64x4::ONE - weights).mul_add(f64x4::splat(FAR), r2);
            }
            let mut pair = guarded(self.kernel, r2, parameters);
            if CUT {
                pair = self.law.cut(r2, parameters[0], pair);
            }
            self.vdw += pair.vdw;
            self.electrostatic += pair.electrostatic;
            let slope = pair.vdw_slope + pair.electrostatic_slope;
            single.gradient = between.scale_add(slope, single.gradient);
            *gradient = between.scale_add(-slope, *gradient);
        }
    }

    /// All tiles of a part.
    fn run<const P: usize, const CUT: bool>(&mut self, part: &mut Part)
    where
        K: PairKernel<A, P>,
    {
        let first = part.clusters.start;
        part.window.fill(Vector::zero());
        for own in part.clusters.clone() {
            let mut singles = self.singles(own);
            let row = own - first;
            for &[from, to] in part.plain.of(row) {
                for cluster in from as usize..to as usize {
                    let gradient = &mut part.window[cluster - first];
                    self.tile::<P, false, CUT>(&mut singles, cluster, gradient, 0);
                }
            }
            for &(cluster, mask) in part.masked.of(row) {
                let gradient = &mut part.window[cluster as usize - first];
                self.tile::<P, true, CUT>(&mut singles, cluster as usize, gradient, mask);
            }
            // Nobody asks for the gradient of fixed atoms.
            let mut unused = Vector::zero();
            for &[from, to] in part.fixed_plain.of(row) {
                for cluster in from as usize..to as usize {
                    self.tile::<P, false, CUT>(&mut singles, cluster, &mut unused, 0);
                }
            }
            for &(cluster, mask) in part.fixed_masked.of(row) {
                self.tile::<P, true, CUT>(&mut singles, cluster as usize, &mut unused, mask);
            }
            part.window[row] += lane_sums(singles.map(|single| single.gradient));
        }
        part.energies = [Lanes::sum(self.vdw), Lanes::sum(self.electrostatic)];
    }
}

/// The sums over lanes of four vectors, one in each lane.
fn lane_sums(vectors: [Vector<f64x4>; 4]) -> Vector<f64x4> {
    let sum = |component: fn(&Vector<f64x4>) -> f64x4| {
        let [a, b, c, d] = f64x4::transpose([0, 1, 2, 3].map(|n: usize| component(&vectors[n])));
        (a + b) + (c + d)
    };
    Vector::new(sum(|v| v.x), sum(|v| v.y), sum(|v| v.z))
}

impl<K: PairKernel<A, P>, const A: usize, const P: usize> PairEngine for TileEngine<K, A, P> {
    fn evaluate(&mut self, positions: &[Row]) {
        if self.outdated(positions) {
            self.list(positions);
        } else {
            self.place(positions);
        }
        let law = self.cutoff.map_or(Law::default(), |cutoff| Law::new(&self.kernel, cutoff));
        let (kernel, clusters, cut) = (&self.kernel, &self.clusters[..], self.cutoff.is_some());
        let run = |part: &mut Part| {
            let zero = f64x4::ZERO;
            let mut meeting = Meeting { kernel, law, clusters, vdw: zero, electrostatic: zero };
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
                sum += part.window[cluster - part.clusters.start];
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
