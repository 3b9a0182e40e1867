//! From types to terms.

use geminal_chemistry::{Hybridization, Molecule};

use super::formulas::{self, Shape};
use super::parameters::AtomType;
use crate::terms::harmonic_bond::{HarmonicBond, HarmonicBonds};
use crate::terms::periodic_torsion::{PeriodicTorsions, Torsion};
use crate::terms::uff_angle::{CosineAngle, CosineAngles};
use crate::terms::uff_inversion::{Inversion, Inversions};
use crate::terms::{Batch, Term};
use crate::topology::Topology;

/// A typed molecule with its natural bond lengths.
pub struct Assembly<'a> {
    molecule: &'a Molecule,
    topology: &'a Topology,
    types: &'a [&'static AtomType],
    positions: &'a [[f64; 3]],
    lengths: Vec<f64>,
}

/// A torsion's barrier about a bond, before it is divided among the torsions: `V`, `n`, and `cos nφ0`.
struct Barrier {
    height: f64,
    fold: u8,
    sign: f64,
}

impl<'a> Assembly<'a> {
    pub fn new(
        molecule: &'a Molecule,
        topology: &'a Topology,
        types: &'a [&'static AtomType],
        positions: &'a [[f64; 3]],
    ) -> Self {
        let bonds = (0u32..).zip(topology.bonds());
        let lengths = bonds
            .map(|(bond, &[i, j])| {
                formulas::bond_length(types[i as usize], types[j as usize], order(molecule, bond))
            })
            .collect();
        Self { molecule, topology, types, positions, lengths }
    }

    /// All terms of few atoms.
    pub fn terms(&self) -> Vec<Box<dyn Term>> {
        let mut terms: Vec<Box<dyn Term>> =
            vec![Box::new(self.bonds()), Box::new(self.angles()), Box::new(self.inversions())];
        terms.extend(self.torsions().torsions());
        terms
    }

    fn bonds(&self) -> HarmonicBonds {
        let bonds = self.topology.bonds().iter().zip(&self.lengths);
        Batch::new(
            HarmonicBond,
            bonds.map(|(&[i, j], &length)| {
                let (i_type, j_type) = (self.types[i as usize], self.types[j as usize]);
                ([i, j], [0.5 * formulas::bond_force(i_type, j_type, length), length])
            }),
        )
    }

    fn angles(&self) -> CosineAngles {
        let mut angles = Batch::new(CosineAngle, []);
        for j in 0..self.topology.atoms() {
            let around = self.molecule.neighbors(j as usize);
            let axis = (around.len() == 5).then(|| self.axis(j)).flatten();
            for (n, first) in around.iter().enumerate() {
                for last in &around[n + 1..] {
                    let (i, k) = (first.atom, last.atom);
                    let shape = match axis {
                        Some(axis) => match [i, k].iter().filter(|&atom| axis.contains(atom)).count() {
                            0 => Shape::Fold(3),
                            1 => Shape::General(self.types[j as usize].angle),
                            _ => Shape::Fold(2),
                        },
                        None => self.shape([i, j, k]),
                    };
                    let theta0 = match shape {
                        Shape::General(theta0) => theta0,
                        Shape::Fold(_) => self.types[j as usize].angle,
                    };
                    let lengths = [first.bond, last.bond].map(|bond| self.lengths[bond as usize]);
                    let (i_type, k_type) = (self.types[i as usize], self.types[k as usize]);
                    let force = formulas::angle_force(i_type, k_type, lengths, theta0);
                    angles.push([i, j, k], formulas::angle_powers(shape, force));
                }
            }
        }
        angles
    }

    fn shape(&self, [i, j, k]: [u32; 3]) -> Shape {
        let center = self.types[j as usize];
        let hybridization = self.molecule.hybridization(j as usize);
        let metal = self.molecule.element(j as usize).is_metal();
        match (hybridization, center.geometry()) {
            (Hybridization::Sp2, _) if !metal => self.trigonal([i, j, k]),
            (Hybridization::Sp, _) | (_, Some('1')) if !metal => Shape::Fold(1),
            (Hybridization::Sp3d2, _) | (_, Some('4' | '6')) => Shape::Fold(4),
            _ if center.angle > 3.1 => Shape::Fold(1),
            _ => Shape::General(center.angle),
        }
    }

    /// Threefold, but for angles in or at rings of three and four.
    fn trigonal(&self, [i, j, k]: [u32; 3]) -> Shape {
        let rings = self.molecule.rings();
        for (size, inside, outside) in [(3, 60.0f64, 150.0f64), (4, 90.0, 135.0)] {
            let within = |atom: u32| rings.in_ring_of_size(atom as usize, size);
            if within(j) {
                return match (within(i), within(k)) {
                    (true, true) => Shape::General(inside.to_radians()),
                    (false, false) => Shape::Fold(3),
                    _ => Shape::General(outside.to_radians()),
                };
            }
        }
        Shape::Fold(3)
    }

    /// The two most opposite of the neighbours of a centre.
    fn axis(&self, j: u32) -> Option<[u32; 2]> {
        let at = |atom: u32| self.positions.get(atom as usize);
        let center = at(j)?;
        let around = self.topology.neighbors(j);
        let mut most = (f64::INFINITY, [j, j]);
        for (n, &i) in around.iter().enumerate() {
            for &k in &around[n + 1..] {
                let cosine = cosine(center, at(i)?, at(k)?);
                if cosine < most.0 {
                    most = (cosine, [i, k]);
                }
            }
        }
        Some(most.1)
    }

    fn inversions(&self) -> Inversions {
        let mut inversions = Batch::new(Inversion, []);
        for j in 0..self.topology.atoms() {
            let &[i, k, l] = self.topology.neighbors(j) else { continue };
            let element = self.molecule.element(j as usize).number();
            if element <= 8 && self.molecule.hybridization(j as usize) != Hybridization::Sp2 {
                continue;
            }
            let sp2_oxygen = |atom: &u32| {
                self.molecule.element(*atom as usize).number() == 8
                    && self.molecule.hybridization(*atom as usize) == Hybridization::Sp2
            };
            let carbonyl = element == 6 && [i, k, l].iter().any(sp2_oxygen);
            if let Some(coefficients) = formulas::inversion(element, carbonyl) {
                inversions.push([j, i, k, l], coefficients);
            }
        }
        inversions
    }

    fn torsions(&self) -> PeriodicTorsions {
        let mut torsions = Vec::new();
        for (bond, &[j, k]) in (0u32..).zip(self.topology.bonds()) {
            let begin = torsions.len();
            for &i in self.topology.neighbors(j).iter().filter(|&&i| i != k) {
                for &l in self.topology.neighbors(k).iter().filter(|&&l| l != j && l != i) {
                    let atoms = [i, j, k, l];
                    let Some(barrier) = self.barrier(bond, atoms) else { continue };
                    torsions.push(Torsion {
                        atoms,
                        periodicity: barrier.fold,
                        // V/2 (1 - cos nφ0 cos nφ)
                        barrier: 0.5 * barrier.height,
                        phase: if barrier.sign > 0.0 { std::f64::consts::PI } else { 0.0 },
                    });
                }
            }
            let count = (torsions.len() - begin) as f64;
            for torsion in &mut torsions[begin..] {
                torsion.barrier /= count;
            }
        }
        PeriodicTorsions::new(&torsions)
    }

    /// The barrier of a torsion, if its bond has one: by hybridization and group of the two atoms.
    fn barrier(&self, bond: u32, [i, j, k, l]: [u32; 4]) -> Option<Barrier> {
        let hybridization = |atom: u32| self.molecule.hybridization(atom as usize);
        let sp2 = |atom: u32| hybridization(atom) == Hybridization::Sp2;
        let sp3 = |atom: u32| hybridization(atom) == Hybridization::Sp3;
        let chalcogen =
            |atom: u32| matches!(self.molecule.element(atom as usize).number(), 8 | 16 | 34 | 52 | 84);
        let (first, second) = (self.types[j as usize], self.types[k as usize]);
        let order = order(self.molecule, bond);
        let single = order == 1.0;
        if sp3(j) && sp3(k) {
            if single && chalcogen(j) && chalcogen(k) {
                let part =
                    |atom: u32| if self.molecule.element(atom as usize).number() == 8 { 2.0f64 } else { 6.8 };
                return Some(Barrier { height: (part(j) * part(k)).sqrt(), fold: 2, sign: -1.0 });
            }
            let height = (first.sp3_barrier * second.sp3_barrier).sqrt();
            return Some(Barrier { height, fold: 3, sign: -1.0 });
        }
        if sp2(j) && sp2(k) {
            return Some(Barrier { height: formulas::sp2_barrier(first, second, order), fold: 2, sign: 1.0 });
        }
        if !(sp2(j) && sp3(k) || sp3(j) && sp2(k)) {
            return None;
        }
        let (three, two) = if sp3(j) { (j, k) } else { (k, j) };
        Some(if single && chalcogen(three) && !chalcogen(two) {
            Barrier { height: formulas::sp2_barrier(first, second, order), fold: 2, sign: -1.0 }
        } else if single && (sp2(i) || sp2(l)) {
            Barrier { height: 2.0, fold: 3, sign: -1.0 }
        } else {
            Barrier { height: 1.0, fold: 6, sign: 1.0 }
        })
    }
}

/// The order of a bond: 1.5 if aromatic, 1 for a dative one.
fn order(molecule: &Molecule, bond: u32) -> f64 {
    if molecule.bond_is_aromatic(bond as usize) {
        1.5
    } else {
        f64::from(molecule.order(bond as usize).max(1))
    }
}

/// Cosine of the angle at a centre.
fn cosine(center: &[f64; 3], i: &[f64; 3], k: &[f64; 3]) -> f64 {
    let (mut dot, mut i2, mut k2) = (0.0, 0.0, 0.0);
    for axis in 0..3 {
        let (u, v) = (i[axis] - center[axis], k[axis] - center[axis]);
        dot += u * v;
        i2 += u * u;
        k2 += v * v;
    }
    dot / (i2 * k2).sqrt()
}
