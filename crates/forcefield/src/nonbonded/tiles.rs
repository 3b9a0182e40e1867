//! Large systems: tiles of four atoms and a cluster, all of them or those of a pair list.
//!
//! The parameters of a pair are combined from its atoms' on the fly. Work is shared out in [`Part`]s whose number and
//! extent depend on the system only; each adds up its own energies and a window of the gradient, and these are summed
//! in the order of the parts: the same bits for any number of threads.

use rayon::prelude::*;
use wide::f64x4;

use super::clusters::{Cluster, Origin, Placed};
use super::cutoff::Law;
use super::order::{GHOST, Order};
use super::partners::{Exclusions, Part, Tiles, quads};
use super::{
    APART_SQUARED, CLOSEST_SQUARED, Cutoff, PairEngine, PairKernel, Pairs, WALL_SQUARED, least, pair_energy,
    pass,
};
use crate::energies::{Energies, TermKind};
use crate::terms::Row;
use crate::vector::Vector;

/// Evaluates pairs tile by tile.
pub(super) struct TileEngine<W: Cluster, K, const A: usize, const P: usize> {
    kernel: K,
    atoms: Vec<[f64; A]>,
    fixed: Option<Vec<bool>>,
    exclusions: Exclusions,
    cutoff: Option<Cutoff>,
    order: Order,
    /// Where the atoms of each cluster are.
    places: Vec<Placed<W>>,
    /// Their parameters.
    parameters: Vec<[W; A]>,
    parts: Vec<Part<W>>,
    /// Where the atoms were when the pair list was made; empty before the first one.
    listed: Vec<[f32; 3]>,
    /// Where they were when it was last thinned.
    thinned: Vec<[f32; 3]>,
}

impl<W: Cluster, K: PairKernel<A, P>, const A: usize, const P: usize> TileEngine<W, K, A, P> {
    pub(super) fn new(pairs: &Pairs<K, A, P>, fixed: Option<&[bool]>) -> Self {
        Self {
            kernel: pairs.kernel,
            atoms: pairs.atoms.clone(),
            fixed: fixed.map(<[bool]>::to_vec),
            exclusions: Exclusions::new(pairs.atoms.len(), &pairs.special),
            cutoff: pairs.cutoff,
            order: Order::of(W::COUNT),
            places: Vec::new(),
            parameters: Vec::new(),
            parts: Vec::new(),
            listed: Vec::new(),
            thinned: Vec::new(),
        }
    }

    /// Orders the atoms into clusters and finds which clusters meet.
    fn list(&mut self, positions: &[Row]) {
        let fixed = self.fixed.as_deref();
        self.order = match self.cutoff {
            Some(_) => Order::by_place(positions, fixed, W::COUNT),
            None => Order::by_index(positions.len(), fixed, W::COUNT),
        };
        let ghost = self.kernel.ghost();
        let of = |atom: u32| if atom == GHOST { ghost } else { self.atoms[atom as usize] };
        self.parameters = (0..self.order.clusters())
            .map(|cluster| {
                let atoms = self.order.atoms_of(cluster);
                std::array::from_fn(|a| W::each(|lane| of(atoms[lane])[a]))
            })
            .collect();
        self.places.resize(self.order.clusters(), Placed::at(|_| f64x4::ZERO));
        self.place(positions);
        let reach = self.cutoff.map(|cutoff| cutoff.distance + cutoff.skin);
        let Self { order, exclusions, places, .. } = self;
        self.parts = Tiles::<W> { order, exclusions, reach, positions, places }.parts();
        remember(&mut self.listed, positions);
        self.thinned.clear();
    }

    /// Makes the pair list anew, or takes from it anew what is near, if atoms have moved too far for them.
    fn keep_listed(&mut self, positions: &[Row]) {
        let Some(cutoff) = self.cutoff else {
            if self.listed.is_empty() {
                self.list(positions);
            }
            return self.place(positions);
        };
        if moved(positions, &self.listed, 0.5 * cutoff.skin) {
            self.list(positions);
        } else {
            self.place(positions);
        }
        let skin = cutoff.skin.min(THIN_SKIN);
        if moved(positions, &self.thinned, 0.5 * skin) {
            let Self { order, places, parts, .. } = self;
            let reach = cutoff.distance + skin;
            parts.par_iter_mut().with_max_len(1).for_each(|part| part.thin(order, places, reach));
            remember(&mut self.thinned, positions);
        }
    }

    /// Puts the clusters where their atoms are, ghosts far from the last of them: they meet nobody.
    fn place(&mut self, positions: &[Row]) {
        let order = &self.order;
        let place = |(index, places): (usize, &mut Placed<W>)| {
            let atoms = order.atoms_of(index);
            let last = atoms.iter().rev().find(|&&atom| atom != GHOST).unwrap_or(&atoms[0]);
            *places = Placed::at(|lane| match atoms[lane] {
                GHOST => positions[*last as usize] + FAR,
                atom => positions[atom as usize],
            });
        };
        if self.places.len() < 2048 {
            self.places.iter_mut().enumerate().for_each(place);
        } else {
            self.places.par_iter_mut().enumerate().with_min_len(512).for_each(place);
        }
    }
}

/// A pair list is thinned to what reaches so much further than the cutoff, Å: to thin it costs a fourth of an
/// evaluation, to make it two.
const THIN_SKIN: f64 = 0.5;

/// Keeps positions to compare later ones with, to 1e-5 Å.
fn remember(kept: &mut Vec<[f32; 3]>, positions: &[Row]) {
    kept.clear();
    kept.extend(positions.iter().map(|row| {
        let [x, y, z, _] = row.to_array();
        [x as f32, y as f32, z as f32]
    }));
}

/// Whether some atom is further than this (Å) from where it was, or was nowhere.
fn moved(positions: &[Row], before: &[[f32; 3]], limit: f64) -> bool {
    let near = |(now, &[x, y, z]): (&Row, &[f32; 3])| {
        let moved = *now - f64x4::new([f64::from(x), f64::from(y), f64::from(z), 0.0]);
        (moved * moved).reduce_add() <= limit * limit
    };
    before.len() != positions.len() || !positions.iter().zip(before).all(near)
}

/// How far ghosts stand away, Å: the root of [`APART_SQUARED`].
const FAR: f64x4 = f64x4::new([1e3, 0.0, 0.0, 0.0]);

/// An atom on its way through the clusters it meets, and its gradient lane by lane.
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

/// Four atoms on their way through the clusters they meet, and what has come of it.
struct Own<W, const A: usize> {
    sides: [Side<W, A>; 4],
    origin: Origin,
    sums: Sums<W>,
    /// Tiles since lanes were added up.
    unsettled: usize,
    /// What was added up: the gradient on the four atoms, and the energies.
    gradient: Vector<f64x4>,
    energies: [f64; 2],
}

/// Lanes are added up in double precision after so many tiles.
const SETTLE_AFTER: usize = 32;

impl<W: Cluster, const A: usize> Own<W, A> {
    /// Four atoms of a cluster from this lane on.
    fn new(placed: &Placed<W>, parameters: &[W; A], first: usize) -> Self {
        let origin = placed.origin(first);
        let side = |lane: usize| {
            let mut own = [W::zero(); A];
            for (own, column) in own.iter_mut().zip(parameters) {
                *own = W::splat(column.lane(first + lane));
            }
            Side { position: placed.atom(first + lane, origin), parameters: own, gradient: Vector::zero() }
        };
        Self {
            sides: [side(0), side(1), side(2), side(3)],
            origin,
            sums: Sums { vdw: W::zero(), electrostatic: W::zero(), nearest: W::splat(APART_SQUARED) },
            unsettled: 0,
            gradient: Vector::zero(),
            energies: [0.0; 2],
        }
    }

    /// Meets the atoms of a cluster, and takes from their gradient what it adds to its own. Pairs in the mask do not
    /// count.
    #[inline(always)]
    fn meet<const P: usize, const MASKED: bool, const CUT: bool, const PASS: u8>(
        &mut self,
        kernel: &impl PairKernel<A, P>,
        law: Law,
        (placed, others): (&Placed<W>, &[W; A]),
        mask: u32,
        gradient: &mut Vector<W>,
    ) {
        let position = placed.from(self.origin);
        let mut sums = self.sums;
        let mut theirs = *gradient;
        for (lane, side) in self.sides.iter_mut().enumerate() {
            let between = side.position - position;
            let mut r2 = between.norm_squared();
            let mut parameters = kernel.combine(side.parameters, *others);
            if MASKED {
                let weights = W::without(mask >> (W::COUNT * lane));
                parameters[0] = parameters[0] * weights;
                parameters[1] = parameters[1] * weights;
                r2 = (W::one() - weights).mul_add(W::splat(APART_SQUARED), r2);
            }
            let pair = pair_energy::<PASS, _, _, _, _>(kernel, r2, parameters);
            let cut_charges = if PASS == pass::WALLS { W::zero() } else { parameters[0] };
            let pair = if CUT { law.cut(r2, cut_charges, pair) } else { pair.uncut() };
            sums.nearest = sums.nearest.min(r2);
            sums.vdw += pair.vdw;
            sums.electrostatic += pair.electrostatic;
            side.gradient = between.scale_add(pair.slope, side.gradient);
            theirs = between.scale_sub(pair.slope, theirs);
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
        let [a, b, c, d] =
            self.sides.each_mut().map(|side| std::mem::replace(&mut side.gradient, Vector::zero()));
        self.gradient.x += W::sums([a.x, b.x, c.x, d.x]);
        self.gradient.y += W::sums([a.y, b.y, c.y, d.y]);
        self.gradient.z += W::sums([a.z, b.z, c.z, d.z]);
        self.energies[0] += self.sums.vdw.sum();
        self.energies[1] += self.sums.electrostatic.sum();
        (self.sums.vdw, self.sums.electrostatic) = (W::zero(), W::zero());
        self.unsettled = 0;
    }
}

/// What all tiles of a part share.
struct Meeting<'a, W: Cluster, K, const A: usize> {
    kernel: &'a K,
    law: Law,
    places: &'a [Placed<W>],
    parameters: &'a [[W; A]],
}

impl<W: Cluster, K, const A: usize> Meeting<'_, W, K, A> {
    /// All tiles of a part.
    fn run<const P: usize, const CUT: bool>(&self, part: &mut Part<W>)
    where
        K: PairKernel<A, P>,
    {
        if self.run_rows::<P, CUT, { pass::FORMULAS }>(part) < CLOSEST_SQUARED {
            self.run_rows::<P, CUT, { pass::GUARDED }>(part);
        }
    }

    /// Returns the squared distance of the nearest pair.
    fn run_rows<const P: usize, const CUT: bool, const PASS: u8>(&self, part: &mut Part<W>) -> f64
    where
        K: PairKernel<A, P>,
    {
        part.window.fill(Vector::zero());
        part.energies = [0.0; 2];
        let mut nearest = W::splat(APART_SQUARED);
        for row in 0..part.own.len() {
            let cluster = part.clusters.start + row / quads::<W>();
            let first = 4 * (row % quads::<W>());
            let mut own = Own::new(&self.places[cluster], &self.parameters[cluster], first);
            self.run_row::<P, CUT, PASS>(part, row, &mut own);
            if PASS == pass::FORMULAS && W::any(own.sums.nearest.less(W::splat(WALL_SQUARED))) {
                self.add_walls::<P, CUT>(part, row, &mut own);
            }
            part.own[row] = own.gradient;
            part.energies[0] += own.energies[0];
            part.energies[1] += own.energies[1];
            nearest = nearest.min(own.sums.nearest);
        }
        least(nearest)
    }

    #[cold]
    #[inline(never)]
    fn add_walls<const P: usize, const CUT: bool>(&self, part: &mut Part<W>, row: usize, own: &mut Own<W, A>)
    where
        K: PairKernel<A, P>,
    {
        self.run_row::<P, CUT, { pass::WALLS }>(part, row, own);
    }

    /// The tiles of four of the part's atoms.
    #[inline(always)]
    fn run_row<const P: usize, const CUT: bool, const PASS: u8>(
        &self,
        part: &mut Part<W>,
        row: usize,
        own: &mut Own<W, A>,
    ) where
        K: PairKernel<A, P>,
    {
        let Self { kernel, law, places, parameters } = *self;
        let (start, met, window) = (part.clusters.start, &part.met, &mut part.window);
        for &[from, to] in met.plain.of(row) {
            let (from, to) = (from as usize, to as usize);
            let others = places[from..to].iter().zip(&parameters[from..to]);
            for (other, gradient) in others.zip(&mut window[from - start..to - start]) {
                own.meet::<P, false, CUT, PASS>(kernel, law, other, 0, gradient);
            }
            own.passed(to - from);
        }
        for &(cluster, mask) in met.masked.of(row) {
            let cluster = cluster as usize;
            let other = (&places[cluster], &parameters[cluster]);
            own.meet::<P, true, CUT, PASS>(kernel, law, other, mask, &mut window[cluster - start]);
            own.passed(1);
        }
        // Nobody asks for the gradient of fixed atoms.
        let mut unused = Vector::zero();
        for &[from, to] in met.fixed_plain.of(row) {
            let (from, to) = (from as usize, to as usize);
            for other in places[from..to].iter().zip(&parameters[from..to]) {
                own.meet::<P, false, CUT, PASS>(kernel, law, other, 0, &mut unused);
            }
            own.passed(to - from);
        }
        for &(cluster, mask) in met.fixed_masked.of(row) {
            let cluster = cluster as usize;
            let other = (&places[cluster], &parameters[cluster]);
            own.meet::<P, true, CUT, PASS>(kernel, law, other, mask, &mut unused);
            own.passed(1);
        }
        own.settle();
    }
}

impl<W: Cluster, K: PairKernel<A, P>, const A: usize, const P: usize> PairEngine for TileEngine<W, K, A, P> {
    fn evaluate(&mut self, positions: &[Row]) {
        self.keep_listed(positions);
        let law = self.cutoff.map_or(Law::default(), |cutoff| Law::new(&self.kernel, cutoff));
        let Self { kernel, places, parameters, .. } = self;
        let meeting = Meeting { kernel, law, places, parameters };
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
            for (row, own) in part.own.iter().enumerate() {
                let quad = part.clusters.start * quads::<W>() + row;
                add_rows(self.order.quad(quad), *own, gradient);
            }
            for (cluster, sum) in (part.clusters.start..).zip(&part.window) {
                add_rows(self.order.atoms_of(cluster), *sum, gradient);
            }
        }
    }
}

/// Adds the gradient of these atoms to their rows.
fn add_rows<W: Cluster>(atoms: &[u32], vectors: Vector<W>, gradient: &mut [Row]) {
    W::rows(vectors, |lane, row| {
        if atoms[lane] != GHOST {
            gradient[atoms[lane] as usize] += row;
        }
    });
}
