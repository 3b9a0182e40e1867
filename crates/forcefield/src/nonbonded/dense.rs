//! Small systems: every pair has its own row of parameters, made once.
//!
//! Atoms stand in slots, the free ones first, and so many slots side by side are a cluster. Each free atom meets the
//! clusters from its own on; lanes of pairs that do not count (earlier slots, excluded pairs, padding) have zero factors
//! and are held apart, and entries without any pair are dropped. Coordinates of a cluster are three vectors, so nothing
//! is gathered in the loop.

use wide::f64x4;

use super::clusters::{Cluster, Placed};
use super::{APART_SQUARED, PairEngine, PairKernel, Pairs, WALL_SQUARED, least, pair_energy, pass};
use crate::energies::{Energies, TermKind};
use crate::terms::Row;
use crate::vector::Vector;

/// The pairs of an atom with those of a cluster.
struct Entry<W, const P: usize> {
    cluster: u32,
    parameters: [W; P],
    /// What is added to the squared distance so that pairs that do not count are no clash.
    apart: W,
}

/// What a slot's entries add up to: its gradient, and the energies.
#[derive(Clone, Copy)]
struct Own<W> {
    gradient: Vector<W>,
    vdw: W,
    electrostatic: W,
}

impl<W: Cluster> Default for Own<W> {
    fn default() -> Self {
        Self { gradient: Vector::zero(), vdw: W::zero(), electrostatic: W::zero() }
    }
}

/// A table of all pairs with their parameters.
pub(super) struct PairTable<W: Cluster, K, const A: usize, const P: usize> {
    kernel: K,
    /// The atom in each slot.
    order: Vec<u32>,
    free: usize,
    /// Where the entries of each free slot begin, and where the last ones end.
    starts: Vec<u32>,
    entries: Vec<Entry<W, P>>,
    /// Where the atoms of each cluster are.
    places: Vec<Placed<W>>,
    gradient: Vec<Vector<W>>,
    /// What the entries of each free slot bring, lane by lane.
    own: Vec<Own<W>>,
}

impl<W: Cluster, K: PairKernel<A, P>, const A: usize, const P: usize> PairTable<W, K, A, P> {
    pub(super) fn new(pairs: &Pairs<K, A, P>, fixed: Option<&[bool]>) -> Self {
        let is_fixed = |atom: u32| fixed.is_some_and(|fixed| fixed[atom as usize]);
        let count = pairs.atoms.len();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&atom| is_fixed(atom));
        let free = order.iter().filter(|&&atom| !is_fixed(atom)).count();
        let mut table = Self {
            kernel: pairs.kernel,
            order,
            free,
            starts: Vec::new(),
            entries: Vec::new(),
            places: vec![Placed::at(|_| f64x4::ZERO); count.div_ceil(W::COUNT)],
            gradient: vec![Vector::zero(); count.div_ceil(W::COUNT)],
            own: vec![Own::default(); free],
        };
        table.fill(pairs);
        table.apply_special(pairs);
        table.drop_empty();
        table
    }

    /// One entry for each free slot and each cluster from its own on.
    fn fill(&mut self, pairs: &Pairs<K, A, P>) {
        let ghost = self.kernel.ghost();
        let of_slot = |slot: usize| self.order.get(slot).map_or(ghost, |&atom| pairs.atoms[atom as usize]);
        let columns: Vec<[W; A]> = (0..self.places.len())
            .map(|cluster| std::array::from_fn(|a| W::each(|lane| of_slot(W::COUNT * cluster + lane)[a])))
            .collect();
        for slot in 0..self.free {
            self.starts.push(self.entries.len() as u32);
            let own = of_slot(slot).map(W::splat);
            for (cluster, column) in columns.iter().enumerate().skip(slot / W::COUNT) {
                let mut parameters = self.kernel.combine(own, *column);
                if cluster == slot / W::COUNT {
                    drop_earlier(&mut parameters, slot % W::COUNT);
                }
                self.entries.push(Entry { cluster: cluster as u32, parameters, apart: W::zero() });
            }
        }
        self.starts.push(self.entries.len() as u32);
    }

    fn apply_special(&mut self, pairs: &Pairs<K, A, P>) {
        let mut slot_of = vec![0; self.order.len()];
        for (slot, &atom) in self.order.iter().enumerate() {
            slot_of[atom as usize] = slot;
        }
        for pair in &pairs.special {
            let [a, b] = pair.atoms.map(|atom| slot_of[atom as usize]);
            let (slot, other) = (a.min(b), a.max(b));
            if slot >= self.free {
                continue;
            }
            let entry = self.starts[slot] as usize + other / W::COUNT - slot / W::COUNT;
            let lane = other % W::COUNT;
            let parameters = &mut self.entries[entry].parameters;
            parameters[0].scale_lane(lane, pair.electrostatic);
            parameters[1].scale_lane(lane, pair.vdw);
        }
    }

    /// Drops entries without any pair, and holds the atoms of other pairs that do not count apart.
    fn drop_empty(&mut self) {
        let mut kept = 0;
        let mut index = 0;
        for row in 1..self.starts.len() {
            while index < self.starts[row] as usize {
                let [charges, depth] =
                    [0, 1].map(|factor: usize| self.entries[index].parameters[factor].abs());
                let counts = (charges + depth).greater(W::zero());
                if W::any(counts) {
                    self.entries[index].apart = W::select(counts, W::zero(), W::splat(APART_SQUARED));
                    self.entries.swap(kept, index);
                    kept += 1;
                }
                index += 1;
            }
            self.starts[row] = kept as u32;
        }
        self.entries.truncate(kept);
    }

    /// Puts the clusters where their atoms are.
    fn place(&mut self, positions: &[Row]) {
        for (atoms, places) in self.order.chunks(W::COUNT).zip(&mut self.places) {
            // A ghost stands where the last atom does: its factors are zero.
            let last = atoms.len() - 1;
            *places = Placed::at(|lane| positions[atoms[lane.min(last)] as usize]);
        }
    }

    /// Computes all pairs. Returns the squared distance of the nearest.
    fn run<const PASS: u8>(&mut self) -> f64 {
        self.gradient.fill(Vector::zero());
        let mut nearest = W::splat(APART_SQUARED);
        for slot in 0..self.free {
            let (placed, lane) = (&self.places[slot / W::COUNT], slot % W::COUNT);
            let origin = placed.origin(lane);
            let place = placed.atom(lane, origin);
            let mut own = Own::default();
            for entry in &self.entries[self.starts[slot] as usize..self.starts[slot + 1] as usize] {
                let cluster = entry.cluster as usize;
                let between = place - self.places[cluster].from(origin);
                let r2 = between.norm_squared() + entry.apart;
                let pair = pair_energy::<PASS, _, _, _, _>(&self.kernel, r2, entry.parameters).uncut();
                nearest = nearest.min(r2);
                own.vdw += pair.vdw;
                own.electrostatic += pair.electrostatic;
                own.gradient = between.scale_add(pair.slope, own.gradient);
                self.gradient[cluster] = between.scale_sub(pair.slope, self.gradient[cluster]);
            }
            self.own[slot] = own;
        }
        least(nearest)
    }
}

/// Zero factors for the pairs of an atom with itself and earlier ones of its own cluster.
fn drop_earlier<W: Cluster, const P: usize>(parameters: &mut [W; P], own: usize) {
    for lane in 0..=own {
        parameters[0].scale_lane(lane, 0.0);
        parameters[1].scale_lane(lane, 0.0);
    }
}

impl<W: Cluster, K: PairKernel<A, P>, const A: usize, const P: usize> PairEngine for PairTable<W, K, A, P> {
    fn evaluate(&mut self, positions: &[Row]) {
        self.place(positions);
        if self.run::<{ pass::FORMULAS }>() < WALL_SQUARED {
            self.run::<{ pass::GUARDED }>();
        }
    }

    fn collect(&mut self, gradient: &mut [Row], energies: &mut Energies) {
        for (&atom, own) in self.order.iter().zip(&self.own) {
            let Vector { x, y, z } = own.gradient;
            gradient[atom as usize] += W::sums([x, y, z, W::zero()]);
            let [vdw, electrostatic, ..] =
                W::sums([own.vdw, own.electrostatic, W::zero(), W::zero()]).to_array();
            energies[TermKind::VanDerWaals] += vdw;
            energies[TermKind::Electrostatic] += electrostatic;
        }
        for (atoms, sum) in self.order.chunks(W::COUNT).zip(&self.gradient) {
            W::rows(*sum, |lane, row| {
                if let Some(&atom) = atoms.get(lane) {
                    gradient[atom as usize] += row;
                }
            });
        }
    }
}
