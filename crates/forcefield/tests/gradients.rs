//! Pair interactions against the plain sum over pairs, on random places and nasty ones.

use geminal_forcefield::nonbonded::{Coulomb, LennardJones, Pairs, SpecialPair};
use geminal_forcefield::{Energies, Potential, TermKind};
use proptest::prelude::*;

fn pairs(count: usize) -> Pairs<LennardJones, 3, 3> {
    let atoms = (0..count).map(|i| {
        let charge = if i % 2 == 0 { 0.4 } else { -0.35 };
        let (sigma, epsilon) = (2.0 + (i % 3) as f64 * 0.7, 0.05 + (i % 5) as f64 * 0.03);
        LennardJones::atom(charge, sigma, epsilon, 332.06371)
    });
    let mut special: Vec<SpecialPair> = Vec::new();
    for i in 1..count as u32 {
        special.push(SpecialPair { atoms: [i - 1, i], vdw: 0.0, electrostatic: 0.0 });
        if i >= 3 {
            special.push(SpecialPair { atoms: [i, i - 3], vdw: 0.5, electrostatic: 1.0 / 1.2 });
        }
    }
    Pairs {
        kernel: LennardJones { coulomb: Coulomb::Constant },
        atoms: atoms.collect(),
        special,
        cutoff: None,
    }
}

fn close(found: Energies, expected: Energies) {
    for kind in TermKind::ALL {
        let (a, b) = (found[kind], expected[kind]);
        assert!((a - b).abs() <= 1e-10 * b.abs().max(1.0), "{kind}: {a}, not {b}");
    }
}

fn check(count: usize, positions: &[[f64; 3]], fixed: Option<&[bool]>) {
    let mut potential = Potential::new(count);
    potential.set_nonbonded(pairs(count));
    let mut expected = vec![[0.0; 3]; count];
    let reference = potential.reference(positions, &mut expected);
    let mut gradient = vec![[0.0; 3]; count];
    if let Some(fixed) = fixed {
        potential.set_fixed(fixed);
        potential.energy_and_gradient(positions, &mut gradient);
        for (row, &held) in expected.iter_mut().zip(fixed) {
            if held {
                *row = [0.0; 3];
            }
        }
    } else {
        close(potential.energy_and_gradient(positions, &mut gradient), reference);
    }
    let scale = expected.iter().flatten().fold(1.0, |m: f64, g| m.max(g.abs()));
    for (a, b) in gradient.iter().flatten().zip(expected.iter().flatten()) {
        assert!(a.is_finite() && (a - b).abs() <= 1e-9 * scale, "{a}, not {b}");
    }
}

proptest! {
    #[test]
    fn equal_the_plain_sum(
        positions in prop::collection::vec(prop::array::uniform3(-6.0..6.0_f64), 1..40),
        seed in any::<u64>(),
    ) {
        let fixed: Vec<bool> = (0..positions.len()).map(|i| (seed >> (i % 64)) & 1 == 1).collect();
        check(positions.len(), &positions, None);
        check(positions.len(), &positions, Some(&fixed));
    }
}

#[test]
fn atoms_on_top_of_each_other_are_finite() {
    check(7, &[[1.0; 3]; 7], None);
    let mut positions = [[1.0; 3]; 7];
    positions[2][0] = 1.05;
    positions[5][1] = 1.0 + 1e-9;
    check(7, &positions, None);
}
