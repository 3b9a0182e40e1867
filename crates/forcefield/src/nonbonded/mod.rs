//! Interactions between all pairs of atoms that are not excluded: van der Waals and electrostatics.
//!
//! A force field brings a [`PairKernel`] (its formulas), the parameters of each atom, and the special pairs:
//! excluded ones (bonded, or bonded to the same atom) and scaled ones (three bonds apart). [`Pairs`] holds these and
//! becomes an engine: a table of all pairs with their own parameters for small systems, tiles of four atoms and a cluster
//! for large ones, all of them or those of a pair list within a cutoff.

mod buffered;
mod clusters;
mod cutoff;
mod dense;
mod geometric;
mod lennard_jones;
mod order;
mod partners;
#[cfg(test)]
mod tests;
mod tiles;

pub use buffered::{Buffered, COULOMB_MMFF94, HydrogenBonding};
pub use geometric::Geometric;
pub use lennard_jones::{Coulomb, LennardJones};

use dense::PairTable;
use tiles::TileEngine;

use crate::energies::{Energies, TermKind};
use crate::lanes::{Lanes, f32x8, f64x4};
use crate::terms::{Batch, Kernel, Row, Term};
use crate::vector::Vector;

/// Energies of a pair and their virials.
#[derive(Clone, Copy, Debug)]
pub struct PairEnergy<L> {
    /// Van der Waals energy, kcal/mol.
    pub vdw: L,
    /// `r dE/dr` of the van der Waals energy, kcal/mol.
    pub vdw_virial: L,
    /// Electrostatic energy, kcal/mol.
    pub electrostatic: L,
    /// `r dE/dr` of the electrostatic energy, kcal/mol.
    pub electrostatic_virial: L,
    /// `1 / r²`, Å⁻².
    pub inverse_squared: L,
}

/// Energies of a pair (kcal/mol), and `(dE/dr) / r` of their sum (kcal/mol/Å²): times the vector between the atoms, the
/// gradient.
#[derive(Clone, Copy, Debug)]
struct PairPull<L> {
    vdw: L,
    electrostatic: L,
    slope: L,
}

impl<L: Lanes> PairEnergy<L> {
    /// Without a cutoff.
    #[inline(always)]
    fn uncut(self) -> PairPull<L> {
        let slope = (self.vdw_virial + self.electrostatic_virial) * self.inverse_squared;
        PairPull { vdw: self.vdw, electrostatic: self.electrostatic, slope }
    }
}

/// The formulas of a force field for a pair of atoms, from `A` parameters of each atom and `P` of the pair.
///
/// Of the pair's parameters the first must be the factor of its electrostatic energy (the product of the charges in
/// kcal/mol·Å) and the second the factor of its van der Waals energy (the depth of the well): both energies are
/// proportional to them. So a pair is excluded by zeros and scaled by factors, whatever the formula.
pub trait PairKernel<const A: usize, const P: usize>: Copy + Send + Sync + 'static {
    /// Tables of more entries (of four pairs each) than this are slower than combining parameters on the fly.
    const LARGEST_TABLE: usize = 2048;

    /// Parameters of an atom that is not there. Combined with those of any atom, or with themselves, they must give
    /// finite parameters, the first two of them zero.
    fn ghost(&self) -> [f64; A];

    /// The parameters of a pair from those of its atoms; symmetric.
    fn combine<L: Lanes>(&self, i: [L; A], j: [L; A]) -> [L; P];

    /// Energies and virials at the squared distance `r2` (Å²). What it gives below [`CLOSEST_SQUARED`] is not used.
    fn evaluate<L: Lanes>(&self, r2: L, parameters: [L; P]) -> PairEnergy<L>;
}

/// Below 0.1 Å the energy of a pair goes on as the parabola in `r` that has the value and slope of the true energy
/// there: finite, and with a gradient that still pushes apart. No real structure has such pairs.
pub const CLOSEST_SQUARED: f64 = 0.01;

/// Between atoms that attract each other by their charges, and of which one has no van der Waals radius (hydroxyl
/// hydrogens of GAFF and Amber, hydrogens of TIP3P), nothing would stop a fall onto each other. Below 1.2 Å, closer
/// than any hydrogen bond, they repel each other by `E = 60 (1.2²/r² - 1)²` kcal/mol, counted as van der Waals energy.
pub const WALL_SQUARED: f64 = 1.44;

/// kcal/mol.
const WALL_HEIGHT: f64 = 60.0;

/// Two atoms whose interaction is not the ordinary one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpecialPair {
    /// The atoms.
    pub atoms: [u32; 2],
    /// Factor of the van der Waals energy; 0 excludes.
    pub vdw: f64,
    /// Factor of the electrostatic energy; 0 excludes.
    pub electrostatic: f64,
}

/// A smooth cutoff of the interactions between atoms.
///
/// Van der Waals: times `t² (3 - 2 t)`, `t = (rc² - r²) / (rc² - rs²)` between the distances `rs` and `rc`.
/// Electrostatics `q g(r)`: `q (g(r) - g(rc) - (r² - rc²) g'(rc) / 2 rc)`, whose energy and slope vanish at `rc`; for
/// Coulomb's law that is the reaction field of a conductor, `1/r + r²/2rc³ - 3/2rc`. Scaled pairs (three bonds apart)
/// are not cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cutoff {
    /// `rc`, Å.
    pub distance: f64,
    /// `rs`, Å.
    pub switch_from: f64,
    /// How much further the pair list reaches, so that it serves until an atom has moved half of this, Å.
    pub skin: f64,
}

impl Cutoff {
    /// A cutoff at this distance (Å), switched over the last sixth, with a skin of 3 Å.
    pub fn at(distance: f64) -> Self {
        Self { distance, switch_from: distance * 5.0 / 6.0, skin: 3.0 }
    }
}

/// How precisely pair interactions are computed. Whatever is chosen, terms of few atoms are computed and everything is
/// added up in double precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// Double: to the last digits.
    #[default]
    Double,
    /// Each pair in single precision, from distances that are exact to single precision: about seven digits, in half
    /// the time.
    Mixed,
}

impl Precision {
    /// What minimizing so many atoms to this RMS gradient (kcal/mol/Å) calls for. Single precision leaves some 3e-5
    /// kcal/mol/Å of noise, and brings nothing where terms of few atoms are most of the work.
    pub fn for_minimization(atoms: usize, rms_gradient: f64) -> Self {
        if atoms >= 300 && rms_gradient >= 1e-3 { Self::Mixed } else { Self::Double }
    }
}

/// All pair interactions of a system, before an engine is chosen for them.
#[derive(Clone, Debug)]
pub struct Pairs<K, const A: usize, const P: usize> {
    /// The formulas.
    pub kernel: K,
    /// The parameters of each atom.
    pub atoms: Vec<[f64; A]>,
    /// Excluded and scaled pairs, each pair once, in any order.
    pub special: Vec<SpecialPair>,
    /// No cutoff if `None`.
    pub cutoff: Option<Cutoff>,
}

/// What a potential needs of the pair interactions, whatever their formulas.
pub trait Nonbonded: Send + Sync {
    /// Number of atoms.
    fn atoms(&self) -> usize;

    /// The engine that evaluates them; pairs of two fixed atoms are left out.
    fn engine(&self, fixed: Option<&[bool]>, precision: Precision) -> Engine;

    /// The same interactions with another cutoff.
    fn set_cutoff(&mut self, cutoff: Option<Cutoff>);

    /// Energies and gradient pair by pair in plain `f64`, without a cutoff: what tests compare against.
    fn reference(&self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]], energies: &mut Energies);
}

/// How the pair interactions are evaluated: an engine for most, a term for pairs it leaves to it.
pub struct Engine {
    /// The bulk of the pairs.
    pub pairs: Box<dyn PairEngine>,
    /// Scaled pairs, where the engine does not do them itself.
    pub scaled: Option<Box<dyn Term>>,
}

/// Evaluates the pair interactions of a system.
pub trait PairEngine: Send + Sync {
    /// Computes energies and gradient at these positions, with as many threads as are worth it.
    fn evaluate(&mut self, positions: &[Row]);

    /// Adds what was computed.
    fn collect(&mut self, gradient: &mut [Row], energies: &mut Energies);
}

impl<K: PairKernel<A, P>, const A: usize, const P: usize> Nonbonded for Pairs<K, A, P> {
    fn atoms(&self) -> usize {
        self.atoms.len()
    }

    fn engine(&self, fixed: Option<&[bool]>, precision: Precision) -> Engine {
        let atoms = self.atoms.len();
        let free = fixed.map_or(atoms, |fixed| fixed.iter().filter(|&&fixed| !fixed).count());
        let entries = free * (atoms - free) / 4 + free * free / 8;
        let small = self.cutoff.is_none() && entries <= K::LARGEST_TABLE;
        let pairs: Box<dyn PairEngine> = match (small, precision) {
            (true, Precision::Double) => Box::new(PairTable::<f64x4, K, A, P>::new(self, fixed)),
            (true, Precision::Mixed) => Box::new(PairTable::<f32x8, K, A, P>::new(self, fixed)),
            (false, Precision::Double) => Box::new(TileEngine::<f64x4, K, A, P>::new(self, fixed)),
            (false, Precision::Mixed) => Box::new(TileEngine::<f32x8, K, A, P>::new(self, fixed)),
        };
        let scaled = (!small).then(|| {
            let all = scaled_pairs(self);
            fixed.map_or_else(|| Box::new(all.clone()) as Box<dyn Term>, |fixed| all.without_fixed(fixed))
        });
        Engine { pairs, scaled }
    }

    fn set_cutoff(&mut self, cutoff: Option<Cutoff>) {
        self.cutoff = cutoff;
    }

    fn reference(&self, positions: &[[f64; 3]], gradient: &mut [[f64; 3]], energies: &mut Energies) {
        let mut special: Vec<SpecialPair> = self.special.clone();
        for pair in &mut special {
            pair.atoms.sort_unstable();
        }
        special.sort_unstable_by_key(|pair| pair.atoms);
        for i in 0..self.atoms.len() {
            for j in i + 1..self.atoms.len() {
                let mut parameters = self.kernel.combine(self.atoms[i], self.atoms[j]);
                let found = special.binary_search_by_key(&[i as u32, j as u32], |pair| pair.atoms);
                if let Ok(at) = found {
                    parameters[0] *= special[at].electrostatic;
                    parameters[1] *= special[at].vdw;
                }
                let points = [i, j].map(|atom| {
                    let [x, y, z] = positions[atom];
                    Vector::new(x, y, z)
                });
                let (values, gradients) = SinglePair::<K, A, P>(self.kernel).evaluate(points, parameters);
                energies[TermKind::VanDerWaals] += values[0];
                energies[TermKind::Electrostatic] += values[1];
                for (atom, vector) in [i, j].into_iter().zip(gradients) {
                    let row = &mut gradient[atom];
                    *row = [row[0] + vector.x, row[1] + vector.y, row[2] + vector.z];
                }
            }
        }
    }
}

/// One pair with parameters of its own, as a term of two atoms.
#[derive(Clone, Copy)]
struct SinglePair<K, const A: usize, const P: usize>(K);

impl<K: PairKernel<A, P>, const A: usize, const P: usize> Kernel<2, P, 2> for SinglePair<K, A, P> {
    const KINDS: [TermKind; 2] = [TermKind::VanDerWaals, TermKind::Electrostatic];

    #[inline(always)]
    fn evaluate<L: Lanes>(&self, [i, j]: [Vector<L>; 2], parameters: [L; P]) -> ([L; 2], [Vector<L>; 2]) {
        let between = i - j;
        let pair = guarded(&self.0, between.norm_squared(), parameters).uncut();
        let on_i = between.scale(pair.slope);
        ([pair.vdw, pair.electrostatic], [on_i, -on_i])
    }
}

/// The pair energy at any distance, 0 included: see [`CLOSEST_SQUARED`] and [`WALL_SQUARED`].
#[inline(always)]
fn guarded<K: PairKernel<A, P>, L: Lanes, const A: usize, const P: usize>(
    kernel: &K,
    r2: L,
    parameters: [L; P],
) -> PairEnergy<L> {
    let pair = kernel.evaluate(r2.max(L::splat(CLOSEST_SQUARED)), parameters);
    if L::any(r2.less(L::splat(WALL_SQUARED))) {
        return at_close_range(r2, pair, wall(r2, parameters[0], parameters[1]));
    }
    pair
}

/// What changes below [`WALL_SQUARED`].
#[cold]
#[inline(never)]
fn at_close_range<L: Lanes>(r2: L, mut pair: PairEnergy<L>, wall: PairEnergy<L>) -> PairEnergy<L> {
    pair.vdw += wall.vdw;
    pair.vdw_virial += wall.vdw_virial;
    let reached = r2.max(L::splat(CLOSEST_SQUARED));
    let half_beyond = (r2 - reached) * pair.inverse_squared * L::splat(0.5);
    pair.vdw = half_beyond.mul_add(pair.vdw_virial, pair.vdw);
    pair.electrostatic = half_beyond.mul_add(pair.electrostatic_virial, pair.electrostatic);
    pair
}

/// The wall of [`WALL_SQUARED`], down to [`CLOSEST_SQUARED`].
fn wall<L: Lanes>(r2: L, charges: L, depth: L) -> PairEnergy<L> {
    // Attracted (factor below zero) and nothing that repels (no depth).
    let height = L::select(depth.greater(L::zero()), L::zero(), L::splat(WALL_HEIGHT));
    let height = L::select(charges.less(L::zero()), height, L::zero());
    let inverse_squared = r2.max(L::splat(CLOSEST_SQUARED)).recip();
    let ratio = L::splat(WALL_SQUARED) * inverse_squared;
    let beyond = (ratio - L::one()).max(L::zero());
    PairEnergy {
        vdw: height * beyond * beyond,
        vdw_virial: L::splat(-4.0) * height * beyond * ratio,
        electrostatic: L::zero(),
        electrostatic_virial: L::zero(),
        inverse_squared,
    }
}

/// What engines compute of each pair when they go through all of them. Real structures need but the formulas.
mod pass {
    /// The formulas as they are; how near the nearest pair is must be watched.
    pub const FORMULAS: u8 = 0;
    /// What walls add, where a pair is closer than [`super::WALL_SQUARED`].
    pub const WALLS: u8 = 1;
    /// Both, at any distance, where a pair is closer than [`super::CLOSEST_SQUARED`].
    pub const GUARDED: u8 = 2;
}

/// What a pass computes of a pair.
#[inline(always)]
fn pair_energy<const PASS: u8, K: PairKernel<A, P>, L: Lanes, const A: usize, const P: usize>(
    kernel: &K,
    r2: L,
    parameters: [L; P],
) -> PairEnergy<L> {
    match PASS {
        pass::FORMULAS => kernel.evaluate(r2, parameters),
        pass::WALLS => wall(r2, parameters[0], parameters[1]),
        _ => guarded(kernel, r2, parameters),
    }
}

/// The least number in any lane.
fn least<L: Lanes>(lanes: L) -> f64 {
    (0..L::COUNT).map(|lane| lanes.lane(lane)).fold(f64::INFINITY, f64::min)
}

/// What is added to the squared distance of pairs that do not count so that they are no clash, Å².
const APART_SQUARED: f64 = 1e6;

/// The scaled (not excluded) pairs as a term.
fn scaled_pairs<K: PairKernel<A, P>, const A: usize, const P: usize>(
    pairs: &Pairs<K, A, P>,
) -> Batch<SinglePair<K, A, P>, 2, P, 2> {
    Batch::new(
        SinglePair(pairs.kernel),
        pairs.special.iter().filter(|pair| pair.vdw != 0.0 || pair.electrostatic != 0.0).map(|pair| {
            let [i, j] = pair.atoms.map(|atom| pairs.atoms[atom as usize]);
            let mut parameters = pairs.kernel.combine(i, j);
            parameters[0] *= pair.electrostatic;
            parameters[1] *= pair.vdw;
            (pair.atoms, parameters)
        }),
    )
}
