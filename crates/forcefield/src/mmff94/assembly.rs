//! From types to terms: classes of bonds, angles and torsions, their parameters, and the special pairs.

use super::empirical;
use super::molecule::{Edge, Molecule};
use super::parameters::Parameters;
use crate::nonbonded::SpecialPair;
use crate::terms::cubic_angle::{CubicAngle, CubicAngles, LinearAngle, LinearAngles};
use crate::terms::out_of_plane::{WilsonAngle, WilsonAngles};
use crate::terms::quartic_bond::{QuarticBond, QuarticBonds};
use crate::terms::stretch_bend::{CoupledAngle, CoupledAngles};
use crate::terms::{Batch, CosineTorsion, Term};

/// md/Å to kcal/mol/Å², and md Å/rad² to kcal/mol/rad².
const MILLIDYNE: f64 = 143.9325;
/// The same per degree as MMFF94 writes it, halved. The suite's out-of-plane energies follow it; its angle energies,
/// to 1e-8, the digits of [`MILLIDYNE`].
const OUT_OF_PLANE: f64 = 0.043844 / 2.0 * DEGREE * DEGREE;
const STRETCH_BEND: f64 = 2.51210 * DEGREE;
const DEGREE: f64 = 180.0 / std::f64::consts::PI;
/// Electrostatic interaction three bonds apart.
const SCALE_1_4: f64 = 0.75;

/// 1 for a single bond between atoms that could be doubly bonded, or that are aromatic but not in the same ring.
pub(super) fn bond_class(edge: &Edge, types: &[u8], parameters: &Parameters) -> u8 {
    let [i, j] = edge.atoms.map(|atom| parameters.of(types[atom as usize]));
    let delocalized = i.sbmb && j.sbmb || i.aromatic && j.aromatic;
    u8::from(edge.order == 1 && !edge.aromatic && delocalized)
}

/// Classes of stretch-bends 1 and 2, 6 and 7, 9 and 10 differ in which bond is the delocalized one.
pub(super) fn reversed_stretch_bend_class(class: u8) -> u8 {
    match class {
        1 => 2,
        2 => 1,
        6 => 7,
        7 => 6,
        9 => 10,
        10 => 9,
        other => other,
    }
}

/// A typed molecule with the parameters of its bonds, on the way to terms.
pub(super) struct Assembly<'a> {
    pub molecule: &'a Molecule,
    pub types: &'a [u8],
    pub parameters: &'a Parameters,
    /// Class of each bond.
    classes: Vec<u8>,
    /// `kb`, `r0` of each bond.
    bonds: Vec<[f64; 2]>,
}

/// An angle: the atoms and the bonds between them.
struct Angle {
    atoms: [u32; 3],
    bonds: [u32; 2],
}

impl<'a> Assembly<'a> {
    /// The bonds' parameters; the error lists the bonds for which there are none.
    pub fn new(
        molecule: &'a Molecule,
        types: &'a [u8],
        parameters: &'a Parameters,
    ) -> Result<Self, Vec<[u32; 2]>> {
        let classes: Vec<u8> =
            molecule.edges.iter().map(|edge| bond_class(edge, types, parameters)).collect();
        let mut bonds = Vec::with_capacity(classes.len());
        let mut missing = Vec::new();
        for (edge, &class) in molecule.edges.iter().zip(&classes) {
            let [i, j] = edge.atoms.map(|atom| types[atom as usize]);
            let found = parameters
                .bond(class, i, j)
                .or_else(|| empirical::bond(parameters, [i, j], edge.order, edge.aromatic));
            match found {
                Some(bond) => bonds.push(bond),
                None => missing.push(edge.atoms),
            }
        }
        if missing.is_empty() {
            Ok(Self { molecule, types, parameters, classes, bonds })
        } else {
            Err(missing)
        }
    }

    fn kind(&self, atom: u32) -> u8 {
        self.types[atom as usize]
    }

    /// All terms of few atoms.
    pub fn terms(&self) -> Vec<Box<dyn Term>> {
        let (coupled, plain, linear) = self.angles();
        vec![
            Box::new(self.stretches()),
            Box::new(coupled),
            Box::new(plain),
            Box::new(linear),
            Box::new(self.out_of_plane()),
            Box::new(self.torsions()),
        ]
    }

    fn stretches(&self) -> QuarticBonds {
        let edges = self.molecule.edges.iter().zip(&self.bonds);
        Batch::new(QuarticBond, edges.map(|(edge, &[kb, r0])| (edge.atoms, [0.5 * MILLIDYNE * kb, r0])))
    }

    fn angles(&self) -> (CoupledAngles, CubicAngles, LinearAngles) {
        let mut coupled = Batch::new(CoupledAngle, []);
        let mut plain = Batch::new(CubicAngle, []);
        let mut linear = Batch::new(LinearAngle, []);
        for j in 0..self.types.len() as u32 {
            let links = self.molecule.links(j);
            for (n, first) in links.iter().enumerate() {
                for second in &links[n + 1..] {
                    let angle =
                        Angle { atoms: [first.atom, j, second.atom], bonds: [first.bond, second.bond] };
                    let ([ka, theta0], class) = self.angle_parameters(&angle);
                    if self.parameters.of(self.kind(j)).linear {
                        linear.push(angle.atoms, [MILLIDYNE * ka]);
                        continue;
                    }
                    let bend = [0.5 * MILLIDYNE * ka, theta0.to_radians()];
                    match self.stretch_bend(&angle, class) {
                        [0.0, 0.0] => plain.push(angle.atoms, bend),
                        [k_ij, k_kj] => {
                            let [r_ij, r_kj] = angle.bonds.map(|bond| self.bonds[bond as usize][1]);
                            let [k_ij, k_kj] = [STRETCH_BEND * k_ij, STRETCH_BEND * k_kj];
                            coupled.push(angle.atoms, [bend[0], bend[1], k_ij, k_kj, r_ij, r_kj]);
                        }
                    }
                }
            }
        }
        (coupled, plain, linear)
    }

    /// `ka`, `theta0` (degrees), and the class of the angle: delocalized bonds (0, 1, 2), in a ring of three (3, 5,
    /// 6) or four (4, 7, 8).
    fn angle_parameters(&self, angle: &Angle) -> ([f64; 2], u8) {
        let delocalized: u8 = angle.bonds.iter().map(|&bond| self.classes[bond as usize]).sum();
        let ring = self.ring_of_angle(&angle.atoms);
        let class = match (ring, delocalized) {
            (3, 0) => 3,
            (3, n) => 4 + n,
            (4, 0) => 4,
            (4, n) => 6 + n,
            (_, n) => n,
        };
        let [i, j, k] = angle.atoms.map(|atom| self.kind(atom));
        let by_rule = |theta0| {
            let lengths = angle.bonds.map(|bond| self.bonds[bond as usize][1]);
            let elements = [i, j, k].map(|kind| self.parameters.of(kind).element);
            [empirical::angle(elements, theta0, lengths, ring).unwrap_or(0.0), theta0]
        };
        let found = match self.parameters.angle(class, i, j, k) {
            Some([0.0, theta0]) => by_rule(theta0),
            Some(parameters) => parameters,
            None => by_rule(empirical::reference_angle(self.parameters, j, ring)),
        };
        (found, class)
    }

    /// 3 or 4 if the angle is in such a ring, else 0.
    fn ring_of_angle(&self, atoms: &[u32; 3]) -> u8 {
        [3, 4].into_iter().find(|&size| self.molecule.share_ring(atoms, size)).unwrap_or(0)
    }

    fn stretch_bend(&self, angle: &Angle, angle_class: u8) -> [f64; 2] {
        let first_delocalized = self.classes[angle.bonds[0] as usize] == 1;
        let either = |first, second| if first_delocalized { first } else { second };
        let class = match angle_class {
            0 => 0,
            1 => either(1, 2),
            2 => 3,
            3 => 5,
            4 => 4,
            5 => either(6, 7),
            6 => 8,
            7 => either(9, 10),
            _ => 11,
        };
        let [i, j, k] = angle.atoms.map(|atom| self.kind(atom));
        self.parameters.stretch_bend(class, i, j, k).unwrap_or_else(|| {
            let [i, j, k] = [i, j, k].map(|kind| empirical::row(self.parameters.of(kind).element));
            self.parameters.stretch_bend_default(i, j, k)
        })
    }

    fn out_of_plane(&self) -> WilsonAngles {
        let mut angles = Batch::new(WilsonAngle, []);
        for j in 0..self.types.len() as u32 {
            if let [i, k, l] = self.molecule.links(j) {
                let around = [i.atom, k.atom, l.atom];
                let koop = self.parameters.out_of_plane(self.kind(j), around.map(|atom| self.kind(atom)));
                if koop != 0.0 {
                    angles.push([j, around[0], around[1], around[2]], [OUT_OF_PLANE * koop]);
                }
            }
        }
        angles
    }

    fn torsions(&self) -> Batch<CosineTorsion<false>, 4, 5> {
        let mut torsions = Batch::new(CosineTorsion::<false>, []);
        for (bond, edge) in (0u32..).zip(&self.molecule.edges) {
            let [j, k] = edge.atoms;
            if [j, k].iter().any(|&atom| self.parameters.of(self.kind(atom)).linear) {
                continue;
            }
            for first in self.molecule.links(j).iter().filter(|link| link.atom != k) {
                for last in self.molecule.links(k).iter().filter(|link| link.atom != j) {
                    if first.atom == last.atom {
                        continue;
                    }
                    let atoms = [first.atom, j, k, last.atom];
                    let [v1, v2, v3] = self.torsion_parameters(atoms, [first.bond, bond, last.bond]);
                    if [v1, v2, v3] != [0.0; 3] {
                        // 0.5 (V1 (1 + cos φ) + V2 (1 - cos 2φ) + V3 (1 + cos 3φ)) in powers of cos φ.
                        let powers = [0.5 * (v1 + v3) + v2, 0.5 * v1 - 1.5 * v3, -v2, 2.0 * v3, 0.0];
                        torsions.push(atoms, powers);
                    }
                }
            }
        }
        torsions
    }

    fn torsion_parameters(&self, atoms: [u32; 4], bonds: [u32; 3]) -> [f64; 3] {
        let middle = &self.molecule.edges[bonds[1] as usize];
        let delocalized = bonds.map(|bond| self.classes[bond as usize] == 1);
        let plain = match delocalized {
            [_, true, _] => 1,
            [true, _, _] | [_, _, true] if middle.order == 1 && !middle.aromatic => 2,
            _ => 0,
        };
        let kinds = atoms.map(|atom| self.kind(atom));
        // In rings of four, and in those of five with an sp3 carbon, a class of its own comes first. In rings
        // of five its defaults give way to the class of a delocalized bond; the ordinary class is never tried.
        let ring = if self.molecule.share_ring(&atoms, 4) {
            4
        } else if kinds.contains(&1) && self.molecule.share_ring(&atoms, 5) {
            5
        } else {
            0
        };
        // Equivalent types are tried from the end with the lower types in the middle.
        let [i, j, k, l] = kinds;
        let kinds = if (j, i) <= (k, l) { kinds } else { [l, k, j, i] };
        let found = match (ring, plain) {
            (0, class) | (class, 0) | (class @ 4, _) => self.parameters.torsion(class, kinds),
            (ring, plain) => {
                let specific = self.parameters.specific_torsion(ring, kinds);
                specific.or_else(|| self.parameters.torsion(plain, kinds))
            }
        };
        found.unwrap_or_else(|| empirical::torsion(self.parameters, [j, k], middle.order, middle.aromatic))
    }

    /// Excluded pairs (one or two bonds apart) and scaled ones (three).
    pub fn special_pairs(&self) -> Vec<SpecialPair> {
        special_pairs(self.molecule, 1.0, SCALE_1_4)
    }
}

/// Pairs of atoms one to three bonds apart, each once; those three apart with these factors.
fn special_pairs(molecule: &Molecule, vdw: f64, electrostatic: f64) -> Vec<SpecialPair> {
    let count = molecule.elements.len() as u32;
    let mut pairs = Vec::with_capacity(8 * count as usize);
    // The last atom from which each was met.
    let mut met = vec![u32::MAX; count as usize];
    let mut shell = Vec::with_capacity(32);
    for start in 0..count {
        met[start as usize] = start;
        shell.clear();
        shell.push(start);
        let mut begin = 0;
        for distance in 1..=3 {
            let end = shell.len();
            for at in begin..end {
                for link in molecule.links(shell[at]) {
                    if std::mem::replace(&mut met[link.atom as usize], start) != start {
                        shell.push(link.atom);
                    }
                }
            }
            for &other in shell[end..].iter().filter(|&&other| other > start) {
                let (vdw, electrostatic) = if distance == 3 { (vdw, electrostatic) } else { (0.0, 0.0) };
                pairs.push(SpecialPair { atoms: [start, other], vdw, electrostatic });
            }
            begin = end;
        }
    }
    pairs
}
