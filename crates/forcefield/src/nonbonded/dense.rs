//! Small systems: every pair has its own row of parameters, made once.
//!
//! Atoms stand in slots, the free ones first, four slots a cluster. A free atom meets the clusters that begin at its
//! own; lanes of pairs that do not count (earlier slots, excluded pairs, padding) have zero factors, and entries
//! without any pair are dropped. Coordinates of a cluster are three vectors, so nothing is gathered in the loop.

use wide::f64x4;

use super::{PairEngine, PairKernel, Pairs, guarded};
use crate::energies::{Energies, TermKind};
use crate::lanes::Lanes;
use crate::terms::Row;
use crate::vector::Vector;

/// The pairs of one atom with the four atoms of a cluster.
struct Entry<const P: usize> {
    cluster: u32,
    parameters: [f64x4; P],
}

/// A table of all pairs with their parameters.
pub(super) struct PairTable<K, const A: usize, const P: usize> {
    kernel: K,
    /// The atom in each slot.
    order: Vec<u32>,
    /// Where the entries of each free slot begin, and where the last ones end.
    starts: Vec<u32>,
    entries: Vec<Entry<P>>,
    positions: Vec<Vector<f64x4>>,
    gradient: Vec<Vector<f64x4>>,
    /// The part of the gradient of each free slot that its own entries bring.
    own: Vec<Row>,
    energies: [f64; 2],
}

impl<K: PairKernel<A, P>, const A: usize, const P: usize> PairTable<K, A, P> {
    pub(super) fn new(pairs: &Pairs<K, A, P>, fixed: Option<&[bool]>) -> Self {
        let is_fixed = |atom: u32| fixed.is_some_and(|fixed| fixed[atom as usize]);
        let count = pairs.atoms.len();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&atom| is_fixed(atom));
        let free = order.iter().filter(|&&atom| !is_fixed(atom)).count();
        let mut table = Self {
            kernel: pairs.kernel,
            order,
            starts: Vec::with_capacity(free + 1),
            entries: Vec::new(),
            positions: vec![Vector::zero(); count.div_ceil(4)],
            gradient: vec![Vector::zero(); count.div_ceil(4)],
            own: vec![f64x4::ZERO; free],
            energies: [0.0; 2],
        };
        table.fill(pairs, free);
        table.apply_special(pairs, free);
        table.drop_empty();
        table
    }

    /// One entry for each free slot and each cluster from its own on.
    fn fill(&mut self, pairs: &Pairs<K, A, P>, free: usize) {
        let ghost = self.kernel.ghost();
        let count = self.order.len();
        let of_slot = |slot: usize| self.order.get(slot).map_or(ghost, |&atom| pairs.atoms[atom as usize]);
        let columns: Vec<[f64x4; A]> = (0..count.div_ceil(4))
            .map(|cluster| {
                let lanes = [0, 1, 2, 3].map(|lane| of_slot(4 * cluster + lane));
                std::array::from_fn(|a| f64x4::new(lanes.map(|parameters| parameters[a])))
            })
            .collect();
        for slot in 0..free {
            self.starts.push(self.entries.len() as u32);
            let own = of_slot(slot).map(f64x4::splat);
            for (cluster, column) in columns.iter().enumerate().skip(slot / 4) {
                let mut parameters = self.kernel.combine(own, *column);
                if cluster == slot / 4 {
                    for factor in &mut parameters[..2] {
                        factor.as_mut_array()[..=slot % 4].fill(0.0);
                    }
                }
                self.entries.push(Entry { cluster: cluster as u32, parameters });
            }
        }
        self.starts.push(self.entries.len() as u32);
    }

    fn apply_special(&mut self, pairs: &Pairs<K, A, P>, free: usize) {
        let mut slot_of = vec![0; self.order.len()];
        for (slot, &atom) in self.order.iter().enumerate() {
            slot_of[atom as usize] = slot;
        }
        for pair in &pairs.special {
            let [a, b] = pair.atoms.map(|atom| slot_of[atom as usize]);
            let (slot, other) = (a.min(b), a.max(b));
            if slot >= free {
                continue;
            }
            let entry = self.starts[slot] as usize + other / 4 - slot / 4;
            let parameters = &mut self.entries[entry].parameters;
            parameters[0].as_mut_array()[other % 4] *= pair.electrostatic;
            parameters[1].as_mut_array()[other % 4] *= pair.vdw;
        }
    }

    fn drop_empty(&mut self) {
        let live =
            |entry: &Entry<P>| entry.parameters[..2].iter().any(|factor| factor.to_array() != [0.0; 4]);
        let mut kept = 0;
        let mut index = 0;
        for slot in 1..self.starts.len() {
            while index < self.starts[slot] as usize {
                if live(&self.entries[index]) {
                    self.entries.swap(kept, index);
                    kept += 1;
                }
                index += 1;
            }
            self.starts[slot] = kept as u32;
        }
        self.entries.truncate(kept);
    }
}

impl<K: PairKernel<A, P>, const A: usize, const P: usize> PairEngine for PairTable<K, A, P> {
    fn evaluate(&mut self, positions: &[Row]) {
        for (four, vector) in self.order.chunks(4).zip(&mut self.positions) {
            // A ghost stands where the last atom does: its factors are zero.
            let last = four[four.len() - 1];
            let rows = std::array::from_fn(|lane| positions[*four.get(lane).unwrap_or(&last) as usize]);
            let [x, y, z, _] = f64x4::transpose(rows);
            *vector = Vector::new(x, y, z);
        }
        self.gradient.fill(Vector::zero());
        let (mut vdw, mut electrostatic) = (f64x4::ZERO, f64x4::ZERO);
        for (slot, bounds) in self.starts.windows(2).enumerate() {
            let [x, y, z, _] = positions[self.order[slot] as usize].to_array();
            let at = Vector::new(f64x4::splat(x), f64x4::splat(y), f64x4::splat(z));
            let mut own = Vector::zero();
            for entry in &self.entries[bounds[0] as usize..bounds[1] as usize] {
                let cluster = entry.cluster as usize;
                let between = at - self.positions[cluster];
                let pair = guarded(&self.kernel, between.norm_squared(), entry.parameters);
                vdw += pair.vdw;
                electrostatic += pair.electrostatic;
                let slope = pair.vdw_slope + pair.electrostatic_slope;
                own = between.scale_add(slope, own);
                self.gradient[cluster] = between.scale_add(-slope, self.gradient[cluster]);
            }
            let [a, b, c, d] = f64x4::transpose([own.x, own.y, own.z, f64x4::ZERO]);
            self.own[slot] = (a + b) + (c + d);
        }
        self.energies = [Lanes::sum(vdw), Lanes::sum(electrostatic)];
    }

    fn collect(&mut self, gradient: &mut [Row], energies: &mut Energies) {
        for (&atom, own) in self.order.iter().zip(&self.own) {
            gradient[atom as usize] += *own;
        }
        for (four, vector) in self.order.chunks(4).zip(&self.gradient) {
            let rows = f64x4::transpose([vector.x, vector.y, vector.z, f64x4::ZERO]);
            for (&atom, row) in four.iter().zip(rows) {
                gradient[atom as usize] += row;
            }
        }
        energies[TermKind::VanDerWaals] += self.energies[0];
        energies[TermKind::Electrostatic] += self.energies[1];
    }
}
