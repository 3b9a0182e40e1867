//! The stiffness of an objective as a matrix that L-BFGS starts from in place of the unit matrix.
//!
//! `M = Σ k ∇q ∇qᵀ + s 1` over the springs of the objective: bonds a thousand times as stiff as the turning of a torsion
//! are then no obstacle, and a drug needs a quarter of the steps, a protein a third (Mones, Ortner and Csányi, Sci. Rep. 8,
//! 13991, 2018). Atoms that share springs stand near each other, in their own order, which is best for a protein, or in
//! that of Cuthill and McKee (1969, reversed), so that the Cholesky factor has few entries, row by row from the first
//! that is not zero.

use geminal_forcefield::terms::Spring;

use crate::objective::Landscape;
use crate::vectors::piece_dot;

/// `s`, kcal/mol/Å²: what holds an atom where no spring does. Contacts are about as stiff; with less the first steps go
/// far, and more of them end in a basin that is not the nearest.
const SOFTEST: f64 = 20.0;

/// Where rows reach further than so many atoms down on average, the factor is more work than it saves.
const FARTHEST: u64 = 100;

/// The Cholesky factor of the stiffness of an objective's free coordinates.
pub(crate) struct Preconditioner {
    /// The place of each free atom in the order of the matrix.
    place: Vec<u32>,
    /// Lower triangle by rows, each from its first column on; one over the diagonal.
    rows: Skyline,
    /// Scratch in the order of the matrix.
    vector: Vec<f64>,
}

impl Preconditioner {
    /// The preconditioner at the landscape's present place; `None` for an objective without springs, or with too many
    /// across.
    pub fn new(landscape: &mut Landscape<'_>, at: &[f64]) -> Option<Self> {
        let atoms = at.len() / 3;
        let springs = landscape.springs(at);
        if springs.curvatures.is_empty() {
            return None;
        }
        let neighbours = springs.neighbours(atoms);
        let as_they_are: Vec<u32> = (0..atoms as u32).collect();
        let orders = [reversed_cuthill_mckee(&neighbours), as_they_are].map(|place| {
            let (_, reach) = lowest_neighbours(&neighbours, &place);
            (reach, place)
        });
        let (reach, place) = orders.into_iter().min_by_key(|&(reach, _)| reach)?;
        if reach > FARTHEST * atoms as u64 {
            return None;
        }
        let mut rows = Skyline::new(&neighbours, &place);
        springs.add_to(&mut rows, &place);
        rows.factorize();
        Some(Self { place, rows, vector: vec![0.0; at.len()] })
    }

    /// Solves `M x = b` in place.
    pub fn solve(&mut self, b: &mut [f64]) {
        self.load(b);
        self.rows.solve_lower(&mut self.vector);
        self.rows.solve_upper(&mut self.vector);
        for (atom, &place) in b.as_chunks_mut::<3>().0.iter_mut().zip(&self.place) {
            atom.copy_from_slice(&self.vector[3 * place as usize..][..3]);
        }
    }

    /// `b M⁻¹ b`, for half of what it takes to solve: with the factor `L` it is the square of `L⁻¹ b`.
    pub fn square(&mut self, b: &[f64]) -> f64 {
        self.load(b);
        self.rows.solve_lower(&mut self.vector);
        piece_dot(&self.vector, &self.vector)
    }

    fn load(&mut self, b: &[f64]) {
        for (atom, &place) in b.as_chunks::<3>().0.iter().zip(&self.place) {
            self.vector[3 * place as usize..][..3].copy_from_slice(atom);
        }
    }
}

/// All springs of an objective, over numbers of free atoms.
#[derive(Default)]
pub(crate) struct Springs {
    curvatures: Vec<f64>,
    /// Where the ends of each spring end.
    ends: Vec<u32>,
    atoms: Vec<u32>,
    gradients: Vec<[f64; 3]>,
}

impl Springs {
    /// Adds a spring, of which only the atoms that have a number count.
    pub fn push(&mut self, spring: Spring<'_>, number: impl Fn(u32) -> Option<u32>) {
        let before = self.atoms.len();
        for (&atom, &gradient) in spring.atoms.iter().zip(spring.gradient) {
            if let Some(number) = number(atom) {
                self.atoms.push(number);
                self.gradients.push(gradient);
            }
        }
        if self.atoms.len() > before {
            self.curvatures.push(spring.curvature);
            self.ends.push(self.atoms.len() as u32);
        }
    }

    /// Curvature, atoms and gradients of each.
    fn iter(&self) -> impl Iterator<Item = (f64, &[u32], &[[f64; 3]])> {
        let begins = std::iter::once(&0).chain(&self.ends);
        self.curvatures.iter().zip(begins.zip(&self.ends)).map(|(&curvature, (&from, &to))| {
            let ends = from as usize..to as usize;
            (curvature, &self.atoms[ends.clone()], &self.gradients[ends])
        })
    }

    /// The atoms each atom shares a spring with.
    fn neighbours(&self, atoms: usize) -> Vec<Vec<u32>> {
        let mut neighbours = vec![Vec::new(); atoms];
        for (_, members, _) in self.iter() {
            for &one in members {
                neighbours[one as usize].extend(members.iter().filter(|&&other| other != one));
            }
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        neighbours
    }

    fn add_to(&self, rows: &mut Skyline, place: &[u32]) {
        for (curvature, members, gradients) in self.iter() {
            for (&one, on_one) in members.iter().zip(gradients) {
                for (&other, on_other) in members.iter().zip(gradients) {
                    rows.add(place[one as usize], place[other as usize], curvature, on_one, on_other);
                }
            }
        }
    }
}

/// A place for each atom such that neighbours' places are near each other.
fn reversed_cuthill_mckee(neighbours: &[Vec<u32>]) -> Vec<u32> {
    let degree = |atom: u32| neighbours[atom as usize].len();
    let mut starts: Vec<u32> = (0..neighbours.len() as u32).collect();
    starts.sort_by_key(|&atom| degree(atom));
    let mut seen = vec![false; neighbours.len()];
    let mut order: Vec<u32> = Vec::with_capacity(neighbours.len());
    for start in starts {
        if seen[start as usize] {
            continue;
        }
        seen[start as usize] = true;
        let mut next = order.len();
        order.push(start);
        while next < order.len() {
            let from = order.len();
            for &neighbour in &neighbours[order[next] as usize] {
                if !std::mem::replace(&mut seen[neighbour as usize], true) {
                    order.push(neighbour);
                }
            }
            order[from..].sort_by_key(|&atom| degree(atom));
            next += 1;
        }
    }
    let mut place = vec![0; order.len()];
    for (index, &atom) in order.iter().rev().enumerate() {
        place[atom as usize] = index as u32;
    }
    place
}

/// The lowest place among each place's atom and its neighbours, and how far all reach down together.
fn lowest_neighbours(neighbours: &[Vec<u32>], place: &[u32]) -> (Vec<u32>, u64) {
    let mut lowest: Vec<u32> = (0..neighbours.len() as u32).collect();
    let mut reach = 0;
    for (list, &own) in neighbours.iter().zip(place) {
        let low = list.iter().map(|&neighbour| place[neighbour as usize]).fold(own, u32::min);
        lowest[own as usize] = low;
        reach += u64::from(own - low);
    }
    (lowest, reach)
}

/// The lower triangle of a symmetric matrix, each row from its first entry to its diagonal.
struct Skyline {
    /// The first column of each row.
    first: Vec<u32>,
    /// Where each row begins among the entries, and where the last one ends.
    starts: Vec<usize>,
    entries: Vec<f64>,
}

impl Skyline {
    /// A diagonal matrix with room for what atoms share with their neighbours: three rows an atom.
    fn new(neighbours: &[Vec<u32>], place: &[u32]) -> Self {
        let (lowest, _) = lowest_neighbours(neighbours, place);
        let first: Vec<u32> = lowest.iter().flat_map(|&low| [3 * low; 3]).collect();
        let mut starts = vec![0];
        for (row, &first) in first.iter().enumerate() {
            starts.push(starts[row] + row + 1 - first as usize);
        }
        let mut entries = vec![0.0; starts[first.len()]];
        for end in &starts[1..] {
            entries[end - 1] = SOFTEST;
        }
        Self { first, starts, entries }
    }

    /// Adds `curvature` times the product of two gradients to the entries of two atoms, if in the lower triangle.
    fn add(&mut self, one: u32, other: u32, curvature: f64, on_one: &[f64; 3], on_other: &[f64; 3]) {
        for (row, a) in (3 * one as usize..).zip(on_one) {
            for (column, b) in (3 * other as usize..).zip(on_other).take_while(|&(column, _)| column <= row) {
                let at = self.starts[row] + column - self.first[row] as usize;
                self.entries[at] += curvature * a * b;
            }
        }
    }

    /// Replaces the matrix by its Cholesky factor, with one over its diagonal. The matrix must be positive definite, as
    /// any sum of squares and a multiple of the unit matrix is.
    fn factorize(&mut self) {
        for row in 0..self.first.len() {
            let first = self.first[row] as usize;
            let (done, rest) = self.entries.split_at_mut(self.starts[row]);
            let own = &mut rest[..row + 1 - first];
            for column in first..row {
                let from = first.max(self.first[column] as usize);
                let other = &done[self.starts[column]..self.starts[column + 1]];
                let begin = from - self.first[column] as usize;
                let product = piece_dot(&own[from - first..column - first], &other[begin..other.len() - 1]);
                own[column - first] = (own[column - first] - product) * other[other.len() - 1];
            }
            let (before, diagonal) = own.split_at_mut(row - first);
            diagonal[0] = 1.0 / (diagonal[0] - piece_dot(before, before)).max(1e-6 * SOFTEST).sqrt();
        }
    }

    fn row(&self, row: usize) -> (&[f64], f64, usize) {
        let entries = &self.entries[self.starts[row]..self.starts[row + 1]];
        (&entries[..entries.len() - 1], entries[entries.len() - 1], self.first[row] as usize)
    }

    /// Solves `L x = b`.
    fn solve_lower(&self, x: &mut [f64]) {
        for row in 0..x.len() {
            let (entries, inverse, first) = self.row(row);
            x[row] = (x[row] - piece_dot(entries, &x[first..row])) * inverse;
        }
    }

    /// Solves `Lᵀ x = b`.
    fn solve_upper(&self, x: &mut [f64]) {
        for row in (0..x.len()).rev() {
            let (entries, inverse, first) = self.row(row);
            let value = x[row] * inverse;
            x[row] = value;
            for (x, entry) in x[first..row].iter_mut().zip(entries) {
                *x = f64::mul_add(-value, *entry, *x);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use geminal_forcefield::Potential;
    use geminal_forcefield::terms::{HarmonicAngle, HarmonicAngles, HarmonicBond, HarmonicBonds};

    use super::*;
    use crate::Objective;

    /// A chain, in an order that is not the best, with a ring's bond from one end to the other.
    fn chain() -> (Potential, Vec<[f64; 3]>) {
        let order = [0, 5, 1, 6, 2, 7, 3, 8, 4];
        let bonds = order.windows(2).map(|pair| ([pair[0], pair[1]], [300.0, 1.5]));
        let angles = order.windows(3).map(|three| ([three[0], three[1], three[2]], [50.0, 1.9]));
        let mut potential = Potential::new(order.len());
        potential.push(Box::new(HarmonicBonds::new(HarmonicBond, bonds.chain([([0, 4], [200.0, 1.4])]))));
        potential.push(Box::new(HarmonicAngles::new(HarmonicAngle, angles)));
        let mut positions = vec![[0.0; 3]; order.len()];
        for (step, &atom) in order.iter().enumerate() {
            let turn = step as f64 * 0.7;
            positions[atom as usize] = [2.0 * turn.cos(), 2.0 * turn.sin(), 0.1 * turn * turn];
        }
        (potential, positions)
    }

    /// `M b`, spring by spring, among the free atoms.
    fn product(potential: &Potential, positions: &[[f64; 3]], fixed: &[bool], b: &[f64]) -> Vec<f64> {
        let free: Vec<usize> = (0..fixed.len()).filter(|&atom| !fixed[atom]).collect();
        let mut result: Vec<f64> = b.iter().map(|b| SOFTEST * b).collect();
        Objective::stiffness(potential, positions, &mut |spring| {
            let mut along = vec![0.0; b.len()];
            for (&atom, gradient) in spring.atoms.iter().zip(spring.gradient) {
                if let Some(number) = free.iter().position(|&one| one == atom as usize) {
                    along[3 * number..][..3].copy_from_slice(gradient);
                }
            }
            let stretch = spring.curvature * piece_dot(&along, b);
            result.iter_mut().zip(along).for_each(|(r, a)| *r += stretch * a);
        });
        result
    }

    #[test]
    fn solving_undoes_the_stiffness() {
        for fixed in [vec![], vec![2, 7], vec![0, 1, 2, 3, 4, 5, 6]] {
            let (mut potential, positions) = chain();
            let fixed: Vec<bool> = (0..positions.len()).map(|atom| fixed.contains(&atom)).collect();
            potential.set_fixed(&fixed);
            let mut landscape = Landscape::new(&mut potential, &positions);
            let at = landscape.best.clone();
            let mut preconditioner = Preconditioner::new(&mut landscape, &at).unwrap();
            let x: Vec<f64> = (0..at.len()).map(|n| (n as f64 * 1.7).sin()).collect();
            let mut b = product(&potential, &positions, &fixed, &x);
            let square = preconditioner.square(&b);
            let before = b.clone();
            preconditioner.solve(&mut b);
            let expected = piece_dot(&before, &b);
            assert!((square - expected).abs() < 1e-9 * expected, "{square} {expected}");
            for (found, expected) in b.iter().zip(&x) {
                assert!((found - expected).abs() < 1e-10, "{found}, not {expected}");
            }
        }
    }

    #[test]
    fn neighbours_stand_together() {
        let neighbours = [vec![4], vec![3], vec![3, 4], vec![1, 2], vec![0, 2], vec![]];
        let place = reversed_cuthill_mckee(&neighbours);
        assert_eq!(lowest_neighbours(&neighbours, &place).1, 4);
        let as_they_are: Vec<u32> = (0..6).collect();
        assert_eq!(lowest_neighbours(&neighbours, &as_they_are).1, 6);
    }
}
