//! Small systems: every pair has its own row of parameters, made once.
//!
//! Atoms stand in slots, the free ones first, four slots a cluster. One free atom, or two side by side, meet the
//! clusters that begin at their own; lanes of pairs that do not count (earlier slots, excluded pairs, padding) have zero
//! factors and are held apart, and entries without any pair are dropped. Coordinates of a cluster are three vectors, so
//! nothing is gathered in the loop.

use wide::f64x4;

use super::fours::Fours;
use super::{APART_SQUARED, PairEngine, PairKernel, Pairs, WALL_SQUARED, kept_apart, put_right};
use crate::energies::{Energies, TermKind};
use crate::terms::Row;
use crate::vector::Vector;

/// The pairs of a row's atoms with the four atoms of a cluster.
struct Entry<W, const P: usize> {
    cluster: u32,
    parameters: [W; P],
    /// What is added to the squared distance so that pairs that do not count are no clash.
    apart: W,
}

/// A table of all pairs with their parameters.
pub(super) struct PairTable<W, K, const A: usize, const P: usize> {
    kernel: K,
    /// The atom in each slot.
    order: Vec<u32>,
    free: usize,
    /// Where the entries of each row of free slots begin, and where the last ones end.
    starts: Vec<u32>,
    entries: Vec<Entry<W, P>>,
    positions: Vec<Vector<f64x4>>,
    gradient: Vec<Vector<W>>,
    /// The part of the gradient of each free slot that its own entries bring.
    own: Vec<Row>,
    energies: [f64; 2],
}

impl<W: Fours, K: PairKernel<A, P>, const A: usize, const P: usize> PairTable<W, K, A, P> {
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
            positions: vec![Vector::zero(); count.div_ceil(4)],
            gradient: vec![Vector::zero(); count.div_ceil(4)],
            own: vec![f64x4::ZERO; free],
            energies: [0.0; 2],
        };
        table.fill(pairs);
        table.apply_special(pairs);
        table.drop_empty();
        table
    }

    /// One entry for each row of free slots and each cluster from its own on.
    fn fill(&mut self, pairs: &Pairs<K, A, P>) {
        let ghost = self.kernel.ghost();
        let of_slot = |slot: usize| self.order.get(slot).map_or(ghost, |&atom| pairs.atoms[atom as usize]);
        let of_free = |slot: usize| if slot < self.free { of_slot(slot) } else { ghost };
        let columns: Vec<[W; A]> = (0..self.positions.len())
            .map(|cluster| {
                let lanes = [0, 1, 2, 3].map(|lane| of_slot(4 * cluster + lane));
                std::array::from_fn(|a| W::repeat(f64x4::new(lanes.map(|parameters| parameters[a]))))
            })
            .collect();
        for first in (0..self.free).step_by(W::GROUPS) {
            self.starts.push(self.entries.len() as u32);
            let own: [W; A] = std::array::from_fn(|a| W::spread(|group| of_free(first + group)[a]));
            for (cluster, column) in columns.iter().enumerate().skip(first / 4) {
                let mut parameters = self.kernel.combine(own, *column);
                if cluster == first / 4 {
                    drop_earlier(&mut parameters, first);
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
            let row = slot / W::GROUPS;
            let entry = self.starts[row] as usize + other / 4 - row * W::GROUPS / 4;
            let lane = 4 * (slot % W::GROUPS) + other % 4;
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
        for (four, vector) in self.order.chunks(4).zip(&mut self.positions) {
            // A ghost stands where the last atom does: its factors are zero.
            let last = four.len() - 1;
            let row = |lane: usize| positions[four[lane.min(last)] as usize];
            let [x, y, z, _] = f64x4::transpose([row(0), row(1), row(2), row(3)]);
            *vector = Vector::new(x, y, z);
        }
    }

    /// Adds one row: its pairs as if none were closer than the wall, or, if `CLOSE`, what is wrong with that. Returns
    /// the energies, and how near the nearest pair is.
    #[inline(always)]
    fn add_row<const CLOSE: bool>(&mut self, row: usize, positions: &[Row]) -> RowSum<W> {
        let first = row * W::GROUPS;
        let last = self.order.len() - 1;
        let place = |slot: usize| positions[self.order[slot.min(last)] as usize].to_array();
        let origin = place(first);
        let from_origin =
            |axis: usize| W::spread(|group| W::from_origin(place(first + group)[axis], origin[axis]));
        let at = Vector::new(from_origin(0), from_origin(1), from_origin(2));
        let [x, y, z, _] = origin;
        let origin = Vector::new(f64x4::splat(x), f64x4::splat(y), f64x4::splat(z));
        let mut sum = RowSum { vdw: W::zero(), electrostatic: W::zero(), nearest: W::splat(APART_SQUARED) };
        let mut own = Vector::zero();
        for entry in &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize] {
            let cluster = entry.cluster as usize;
            let between = at - W::relative(self.positions[cluster], origin).map(W::repeat);
            let r2 = between.norm_squared() + entry.apart;
            let pair = if CLOSE {
                put_right(&self.kernel, r2, entry.parameters)
            } else {
                kept_apart(&self.kernel, r2, entry.parameters)
            };
            sum.nearest = sum.nearest.min(r2);
            sum.vdw += pair.vdw;
            sum.electrostatic += pair.electrostatic;
            let slope = pair.vdw_slope + pair.electrostatic_slope;
            own = between.scale_add(slope, own);
            self.gradient[cluster] = between.scale_add(-slope, self.gradient[cluster]);
        }
        for (group, row) in self.own[first..].iter_mut().take(W::GROUPS).enumerate() {
            *row += f64x4::new([own.x.group_sum(group), own.y.group_sum(group), own.z.group_sum(group), 0.0]);
        }
        sum
    }

    /// The row once more, for its close pairs.
    #[cold]
    #[inline(never)]
    fn put_row_right(&mut self, row: usize, positions: &[Row]) -> RowSum<W> {
        self.add_row::<true>(row, positions)
    }
}

/// What a row of the table adds up to.
struct RowSum<W> {
    vdw: W,
    electrostatic: W,
    /// Squared distance of the nearest pair.
    nearest: W,
}

/// Zero factors for the pairs of a row, whose first slot this is, with itself and earlier slots of its own cluster.
fn drop_earlier<W: Fours, const P: usize>(parameters: &mut [W; P], first: usize) {
    for group in 0..W::GROUPS {
        for lane in 0..=(first % 4 + group) {
            parameters[0].scale_lane(4 * group + lane, 0.0);
            parameters[1].scale_lane(4 * group + lane, 0.0);
        }
    }
}

impl<W: Fours, K: PairKernel<A, P>, const A: usize, const P: usize> PairEngine for PairTable<W, K, A, P> {
    fn evaluate(&mut self, positions: &[Row]) {
        self.place(positions);
        self.gradient.fill(Vector::zero());
        self.own.fill(f64x4::ZERO);
        self.energies = [0.0; 2];
        for row in 0..self.starts.len() - 1 {
            let sum = self.add_row::<false>(row, positions);
            self.energies[0] += sum.vdw.sum();
            self.energies[1] += sum.electrostatic.sum();
            if W::any(sum.nearest.less(W::splat(WALL_SQUARED))) {
                let sum = self.put_row_right(row, positions);
                self.energies[0] += sum.vdw.sum();
                self.energies[1] += sum.electrostatic.sum();
            }
        }
    }

    fn collect(&mut self, gradient: &mut [Row], energies: &mut Energies) {
        for (&atom, own) in self.order.iter().zip(&self.own) {
            gradient[atom as usize] += *own;
        }
        for (four, vector) in self.order.chunks(4).zip(&self.gradient) {
            let vector = vector.map(W::fold);
            let rows = f64x4::transpose([vector.x, vector.y, vector.z, f64x4::ZERO]);
            for (&atom, row) in four.iter().zip(rows) {
                gradient[atom as usize] += row;
            }
        }
        energies[TermKind::VanDerWaals] += self.energies[0];
        energies[TermKind::Electrostatic] += self.energies[1];
    }
}
