//! Atoms exactly on top of each other have no direction to part in: they are given one.

use std::collections::HashMap;

/// How far apart they are moved, Å.
const APART: f64 = 1e-3;

/// Moves each free atom that stands exactly where an earlier (or a fixed) one does by a thousandth of an ångström, in
/// a direction that depends on its index only.
pub(crate) fn separate(positions: &mut [[f64; 3]], fixed: Option<&[bool]>) {
    let is_fixed = |atom: usize| fixed.is_some_and(|fixed| fixed[atom]);
    let key = |p: &[f64; 3]| p.map(f64::to_bits);
    let mut seen: HashMap<[u64; 3], ()> = HashMap::with_capacity(positions.len());
    for atom in (0..positions.len()).filter(|&atom| is_fixed(atom)) {
        seen.insert(key(&positions[atom]), ());
    }
    for atom in (0..positions.len()).filter(|&atom| !is_fixed(atom)) {
        let mut turn = atom;
        while seen.insert(key(&positions[atom]), ()).is_some() {
            for (coordinate, part) in positions[atom].iter_mut().zip(direction(turn)) {
                *coordinate += APART * part;
            }
            turn += 1;
        }
    }
}

/// Directions spread evenly over the sphere by the golden angle.
fn direction(index: usize) -> [f64; 3] {
    let turns = index as f64 * 0.618_033_988_749_894_9;
    let z = 2.0 * (index as f64 * 0.754_877_666_246_692_8).fract() - 1.0;
    let (sine, cosine) = (turns.fract() * std::f64::consts::TAU).sin_cos();
    let radius = (1.0 - z * z).sqrt();
    [radius * cosine, radius * sine, z]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_free_atoms_on_others_move() {
        let mut positions = [[1.0; 3], [1.0; 3], [2.0; 3], [1.0; 3], [2.0; 3]];
        separate(&mut positions, Some(&[false, true, false, false, false]));
        assert_eq!((positions[1], positions[2]), ([1.0; 3], [2.0; 3]));
        for i in 0..5 {
            for j in 0..i {
                let apart = (0..3).map(|k| (positions[i][k] - positions[j][k]).powi(2)).sum::<f64>().sqrt();
                assert!(apart > 1e-4, "{i} and {j}: {apart}");
            }
        }
    }
}
