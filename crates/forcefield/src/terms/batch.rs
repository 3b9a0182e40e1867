//! Interactions of one kernel as blocks of four lanes: gather, evaluate, scatter.

use std::ops::Range;

use wide::f64x4;

use super::{Kernel, Row, Spring, Term, Window};
use crate::energies::{Energies, TermKind};
use crate::lanes::Lanes;
use crate::vector::Vector;

const LANES: usize = 4;

/// Four interactions side by side. An incomplete block repeats its last interaction, whose copies are not counted.
#[derive(Clone, Copy)]
struct Block<const N: usize, const P: usize> {
    atoms: [[u32; LANES]; N],
    parameters: [f64x4; P],
}

/// Many interactions of one kernel, as columns in blocks of four.
#[derive(Clone)]
pub struct Batch<K, const N: usize, const P: usize, const E: usize = 1> {
    kernel: K,
    len: usize,
    blocks: Vec<Block<N, P>>,
}

impl<K: Kernel<N, P, E>, const N: usize, const P: usize, const E: usize> Batch<K, N, P, E> {
    /// The batch of these interactions: the atoms of each and its parameters.
    pub fn new(kernel: K, interactions: impl IntoIterator<Item = ([u32; N], [f64; P])>) -> Self {
        let mut batch = Self { kernel, len: 0, blocks: Vec::new() };
        for (atoms, parameters) in interactions {
            batch.push(atoms, parameters);
        }
        batch
    }

    /// Adds one interaction.
    pub fn push(&mut self, atoms: [u32; N], parameters: [f64; P]) {
        let lane = self.len % LANES;
        if lane == 0 {
            self.blocks.push(Block {
                atoms: atoms.map(|atom| [atom; LANES]),
                parameters: parameters.map(f64x4::splat),
            });
        } else if let Some(block) = self.blocks.last_mut() {
            for (column, atom) in block.atoms.iter_mut().zip(atoms) {
                column[lane..].fill(atom);
            }
            for (column, value) in block.parameters.iter_mut().zip(parameters) {
                column.as_mut_array()[lane..].fill(value);
            }
        }
        self.len += 1;
    }

    /// Each interaction: its atoms and parameters.
    pub fn interactions(&self) -> impl Iterator<Item = ([u32; N], [f64; P])> + '_ {
        (0..self.len).map(|index| {
            let block = &self.blocks[index / LANES];
            let lane = index % LANES;
            (block.atoms.map(|column| column[lane]), block.parameters.map(|column| column.as_array()[lane]))
        })
    }

    /// How many of the four lanes of a block count.
    fn lanes_of(&self, block: usize) -> usize {
        (self.len - block * LANES).min(LANES)
    }
}

/// Positions of four atoms, turned from rows into x, y and z.
#[inline(always)]
fn gather(&[a, b, c, d]: &[u32; LANES], positions: &[Row]) -> Vector<f64x4> {
    let row = |atom: u32| positions[atom as usize];
    let [x, y, z, _] = f64x4::transpose([row(a), row(b), row(c), row(d)]);
    Vector::new(x, y, z)
}

/// Adds the gradients of the first `count` of four atoms to their rows.
#[inline(always)]
fn scatter(atoms: [u32; LANES], gradient: Vector<f64x4>, count: usize, first: u32, rows: &mut [Row]) {
    let lanes = f64x4::transpose([gradient.x, gradient.y, gradient.z, f64x4::ZERO]);
    if count == LANES {
        for (atom, row) in atoms.into_iter().zip(lanes) {
            rows[(atom - first) as usize] += row;
        }
    } else {
        for (atom, row) in atoms.into_iter().zip(lanes).take(count) {
            rows[(atom - first) as usize] += row;
        }
    }
}

impl<K: Kernel<N, P, E>, const N: usize, const P: usize, const E: usize> Term for Batch<K, N, P, E> {
    fn kinds(&self) -> &'static [TermKind] {
        &K::KINDS
    }

    fn len(&self) -> usize {
        self.len
    }

    fn blocks(&self) -> usize {
        self.blocks.len()
    }

    fn span(&self, blocks: Range<usize>) -> Range<u32> {
        let atoms = || self.blocks[blocks.clone()].iter().flat_map(|b| b.atoms.iter().flatten());
        match (atoms().min(), atoms().max()) {
            (Some(&first), Some(&last)) => first..last + 1,
            _ => 0..0,
        }
    }

    fn accumulate(
        &self,
        blocks: Range<usize>,
        positions: &[Row],
        gradient: &mut Window<'_>,
        energies: &mut Energies,
    ) {
        let mut sums = [f64x4::ZERO; E];
        let first = gradient.first;
        let rows = &mut *gradient.rows;
        for index in blocks {
            let block = &self.blocks[index];
            // A loop, since `map` of an array is not always inlined.
            let mut atoms = [Vector::zero(); N];
            for (vector, column) in atoms.iter_mut().zip(&block.atoms) {
                *vector = gather(column, positions);
            }
            let (values, gradients) = self.kernel.evaluate(atoms, block.parameters);
            let count = self.lanes_of(index);
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += if count == LANES { value } else { first_lanes(value, count) };
            }
            for (column, vector) in block.atoms.iter().zip(gradients) {
                scatter(*column, vector, count, first, rows);
            }
        }
        for (kind, sum) in K::KINDS.into_iter().zip(sums) {
            energies[kind] += sum.sum();
        }
    }

    fn reference(&self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]], energies: &mut Energies) {
        for (atoms, parameters) in self.interactions() {
            let points = atoms.map(|atom| {
                let [x, y, z] = positions[atom as usize];
                Vector::new(x, y, z)
            });
            let (values, gradients) = self.kernel.evaluate(points, parameters);
            for (kind, value) in K::KINDS.into_iter().zip(values) {
                energies[kind] += value;
            }
            for (atom, vector) in atoms.into_iter().zip(gradients) {
                let row = &mut gradient[atom as usize];
                *row = [row[0] + vector.x, row[1] + vector.y, row[2] + vector.z];
            }
        }
    }

    fn stiffness(&self, positions: &[[f64; 3]], tell: &mut dyn FnMut(Spring<'_>)) {
        for (atoms, parameters) in self.interactions() {
            let points = atoms.map(|atom| {
                let [x, y, z] = positions[atom as usize];
                Vector::new(x, y, z)
            });
            let (curvature, gradient) = self.kernel.stiffness(points, parameters);
            if curvature > 0.0 {
                let gradient = gradient.map(|Vector { x, y, z }| [x, y, z]);
                tell(Spring { curvature, atoms: &atoms, gradient: &gradient });
            }
        }
    }

    fn without_fixed(&self, fixed: &[bool]) -> Box<dyn Term> {
        Box::new(Self::new(
            self.kernel,
            self.interactions().filter(|(atoms, _)| atoms.iter().any(|&atom| !fixed[atom as usize])),
        ))
    }
}

/// The first `count` lanes, zero in the others.
#[inline]
fn first_lanes(value: f64x4, count: usize) -> f64x4 {
    let mut lanes = value.to_array();
    lanes[count..].fill(0.0);
    f64x4::new(lanes)
}
