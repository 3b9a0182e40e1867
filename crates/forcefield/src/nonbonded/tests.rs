//! Every engine against the plain sum over pairs.

use proptest::prelude::*;
use wide::f64x4;

use super::clusters::Cluster;
use super::cutoff::Law;
use super::dense::PairTable;
use super::tiles::TileEngine;
use super::*;
use crate::Potential;
use crate::topology::Topology;

type Argon = Pairs<LennardJones, 3, 3>;

/// Atoms of three kinds, bonded in chains of five.
fn pairs(count: usize, cutoff: Option<Cutoff>) -> Argon {
    let kinds = [(0.4, 3.1, 0.15), (-0.3, 2.5, 0.05), (0.1, 1.0, 0.0)];
    let atoms = (0..count).map(|i| {
        let (charge, sigma, epsilon) = kinds[i % 3];
        LennardJones::atom(charge, sigma, epsilon, 332.06371)
    });
    let bonds = (1..count as u32).filter(|i| i % 5 != 0).map(|i| [i - 1, i]).collect();
    let special = Topology::new(count, bonds).special_pairs(0.5, 1.0 / 1.2);
    Pairs { kernel: LennardJones::default(), atoms: atoms.collect(), special, cutoff }
}

/// Energy of the two kinds and gradient, pair by pair.
fn plain(pairs: &Argon, positions: &[[f64; 3]], fixed: &[bool]) -> (Energies, Vec<[f64; 3]>) {
    let mut energies = Energies::default();
    let mut gradient = vec![[0.0; 3]; positions.len()];
    for i in 0..positions.len() {
        for j in i + 1..positions.len() {
            if fixed[i] && fixed[j] {
                continue;
            }
            let mut parameters = pairs.kernel.combine(pairs.atoms[i], pairs.atoms[j]);
            let pair = [i as u32, j as u32];
            let special = pairs.special.iter().find(|s| s.atoms == pair || s.atoms == [pair[1], pair[0]]);
            if let Some(special) = special {
                parameters[0] *= special.electrostatic;
                parameters[1] *= special.vdw;
            }
            let d: [f64; 3] = std::array::from_fn(|k| positions[i][k] - positions[j][k]);
            let r2 = d.iter().map(|x| x * x).sum();
            let pair = guarded(&pairs.kernel, r2, parameters);
            let pair = match (pairs.cutoff, special) {
                (Some(cutoff), None) => Law::new(&pairs.kernel, cutoff).cut(r2, parameters[0], pair),
                _ => pair.uncut(),
            };
            energies[TermKind::VanDerWaals] += pair.vdw;
            energies[TermKind::Electrostatic] += pair.electrostatic;
            for k in 0..3 {
                let slope = pair.slope * d[k];
                gradient[i][k] += slope;
                gradient[j][k] -= slope;
            }
        }
    }
    (energies, gradient)
}

fn check(pairs: &Argon, mut engine: Engine, positions: &[[f64; 3]], fixed: &[bool], precision: f64) {
    let rows: Vec<Row> = positions.iter().map(|p| f64x4::new([p[0], p[1], p[2], 0.0])).collect();
    let mut sums = vec![f64x4::ZERO; rows.len()];
    let mut found = Energies::default();
    if let Some(term) = &engine.scaled {
        let mut window = crate::terms::Window { first: 0, rows: &mut sums };
        term.accumulate(0..term.blocks(), &rows, &mut window, &mut found);
    }
    engine.pairs.evaluate(&rows);
    engine.pairs.collect(&mut sums, &mut found);
    let (expected, gradient) = plain(pairs, positions, fixed);
    for kind in [TermKind::VanDerWaals, TermKind::Electrostatic] {
        let (a, b) = (found[kind], expected[kind]);
        // Energies of 100 kcal/mol and more cancel in the sum.
        assert!((a - b).abs() <= precision * b.abs().max(100.0), "{kind}: {a}, not {b}");
    }
    let scale = gradient.iter().flatten().fold(1.0, |m: f64, g| m.max(g.abs()));
    for atom in (0..rows.len()).filter(|&atom| !fixed[atom]) {
        let row = sums[atom].to_array();
        for (a, b) in row.iter().zip(gradient[atom]) {
            assert!((a - b).abs() <= precision * scale, "atom {atom}: {row:?}, not {:?}", gradient[atom]);
        }
    }
}

fn tiles<W: Cluster + 'static>(pairs: &Argon, fixed: &[bool]) -> Engine {
    let scaled = Some(scaled_pairs(pairs).without_fixed(fixed));
    Engine { pairs: Box::new(TileEngine::<W, _, 3, 3>::new(pairs, Some(fixed))), scaled }
}

fn table<W: Cluster + 'static>(pairs: &Argon, fixed: &[bool]) -> Engine {
    Engine { pairs: Box::new(PairTable::<W, _, 3, 3>::new(pairs, Some(fixed))), scaled: None }
}

fn check_engines<W: Cluster + 'static>(positions: &[[f64; 3]], fixed: &[bool], precision: f64) {
    let all = pairs(positions.len(), None);
    check(&all, table::<W>(&all, fixed), positions, fixed, precision);
    check(&all, tiles::<W>(&all, fixed), positions, fixed, precision);
    let near = pairs(positions.len(), Some(Cutoff { distance: 5.0, switch_from: 4.0, skin: 1.0 }));
    check(&near, tiles::<W>(&near, fixed), positions, fixed, precision);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_engine_is_the_plain_sum(
        positions in prop::collection::vec((-12.0..12.0, -9.0..9.0, -7.0..7.0_f64), 1..120),
        seed in any::<u64>(),
    ) {
        let positions: Vec<[f64; 3]> = positions.into_iter().map(|(x, y, z)| [x, y, z]).collect();
        let count = positions.len();
        let some: Vec<bool> = (0..count).map(|i| (seed >> (i % 64)) & 1 == 1).collect();
        for fixed in [vec![false; count], some, vec![true; count]] {
            check_engines::<f64x4>(&positions, &fixed, 1e-9);
            // Clusters of random places are 20 Å wide, rounded to 1e-6 Å: of 0.1 Å that is 1e-5, and twelve times that in r⁻¹².
            check_engines::<f32x8>(&positions, &fixed, 3e-4);
        }
    }
}

/// A jittered lattice.
fn lattice(count: usize) -> Vec<[f64; 3]> {
    let side = (count as f64).cbrt().ceil() as usize;
    let at = |i: usize| {
        let jitter = |k: usize| ((i * (k + 3)) as f64 * 0.7).sin() * 0.3;
        [i % side, i / side % side, i / side / side].map(|n| n as f64 * 2.2 + jitter(n % 7))
    };
    (0..count).map(at).collect()
}

#[test]
fn a_pair_list_serves_while_atoms_move_and_is_made_anew_in_time() {
    let cutoff = Some(Cutoff { distance: 6.0, switch_from: 5.0, skin: 1.0 });
    let mut positions = lattice(700);
    let mut potential = Potential::new(700);
    potential.set_nonbonded(pairs(700, cutoff));
    for step in 0..8 {
        for (i, position) in positions.iter_mut().enumerate() {
            position[i % 3] += 0.17 * ((i + step) as f64).sin();
        }
        let found = potential.energy(&positions);
        let (expected, _) = plain(&pairs(700, cutoff), &positions, &[false; 700]);
        let (a, b) = (found.total(), expected.total());
        assert!((a - b).abs() < 1e-9 * b.abs(), "step {step}: {a}, not {b}");
    }
}

#[test]
fn the_cutoff_is_smooth() {
    for kernel in [Coulomb::Constant, Coulomb::DistanceDependent].map(|coulomb| LennardJones { coulomb }) {
        let law = Law::new(&kernel, Cutoff { distance: 9.0, switch_from: 7.0, skin: 0.0 });
        let parameters = [-40.0, 0.4, 3.0];
        let energy = |r: f64| {
            let pair = law.cut(r * r, parameters[0], guarded(&kernel, r * r, parameters));
            (pair.vdw + pair.electrostatic, pair.slope * r)
        };
        for r in [2.0, 5.0, 6.9999, 7.0001, 8.0, 8.9999, 9.0001, 20.0] {
            let step = 1e-5;
            let slope = (energy(r + step).0 - energy(r - step).0) / (2.0 * step);
            assert!((slope - energy(r).1).abs() < 1e-6, "{r}: {slope}, not {}", energy(r).1);
        }
        assert!(energy(9.0 - 1e-9).0.abs() < 1e-9 && energy(9.0 + 1e-9) == (0.0, 0.0));
    }
}

#[test]
fn charges_without_a_radius_do_not_fall_onto_each_other() {
    let kernel = LennardJones::default();
    let at = |r: f64| guarded(&kernel, r * r, [-332.0 * 0.4 * 0.8, 0.0, 1.5]).uncut();
    let plain = |r: f64| kernel.evaluate(r * r, [-332.0 * 0.4 * 0.8, 0.0, 1.5]);
    assert_eq!(at(1.2).electrostatic, plain(1.2).electrostatic);
    assert_eq!(at(1.21).vdw, 0.0);
    let slope = |r: f64| at(r).slope * r;
    let energy = |r: f64| at(r).vdw + at(r).electrostatic;
    assert!(slope(1.2) > 0.0);
    for r in [1.1999, 1.1, 1.0, 0.7, 0.3, 0.11, 0.09, 0.01] {
        let numeric = (energy(r + 1e-6) - energy(r - 1e-6)) / 2e-6;
        assert!((slope(r) - numeric).abs() < 1e-6 * numeric.abs().max(1.0), "{r}: {} {numeric}", slope(r));
        assert_eq!(slope(r) < 0.0, r < 1.05, "{r}: {}", slope(r));
    }
}

#[test]
fn the_same_bits_for_any_number_of_threads() {
    for cutoff in [None, Some(Cutoff::at(8.0))] {
        let positions = lattice(6000);
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut potential = Potential::new(6000);
            potential.set_nonbonded(pairs(6000, cutoff));
            let mut gradient = vec![[0.0; 3]; 6000];
            let energies = pool.install(|| potential.energy_and_gradient(&positions, &mut gradient));
            let bits: Vec<u64> = gradient.iter().flatten().map(|g| g.to_bits()).collect();
            (energies.total().to_bits(), bits)
        };
        assert!(with(1) == with(3));
    }
}
