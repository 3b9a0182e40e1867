//! Partial charges: formal charges, shared out, and bond charge increments (MMFF I, equation 15; MMFF II).
//!
//! `qi = (1 - Mi ui) q0i + Σk uk q0k + Σk wki`, the sums over neighbours: an anionic type gives each neighbour the
//! fraction `u` of its formal charge; `w` is the increment of the bond, or the difference of the two types' partial
//! increments where the table has none. Formal charges follow from the types and their neighbours alone.

use super::molecule::Molecule;
use super::parameters::Parameters;

const N: u8 = 7;
const O: u8 = 8;
const P: u8 = 15;
const S: u8 = 16;

/// Partial charges in e of typed atoms.
pub(super) fn partial_charges(molecule: &Molecule, types: &[u8], parameters: &Parameters) -> Vec<f64> {
    let formal = formal_charges(molecule, types);
    let mut charges = formal.clone();
    for (atom, &kind) in types.iter().enumerate() {
        let share = parameters.of(kind).formal_charge_share;
        if share != 0.0 {
            for link in molecule.links(atom as u32) {
                charges[link.atom as usize] += share * formal[atom];
                charges[atom] -= share * formal[atom];
            }
        }
    }
    for edge in &molecule.edges {
        let [i, j] = edge.atoms.map(|atom| atom as usize);
        let class = super::assembly::bond_class(edge, types, parameters);
        let gained = parameters.charge_increment(class, types[i], types[j]);
        charges[j] += gained;
        charges[i] -= gained;
    }
    charges
}

/// Formal charges in e, those of a resonating group spread over it.
fn formal_charges(molecule: &Molecule, types: &[u8]) -> Vec<f64> {
    let mut formal: Vec<f64> = (0u32..)
        .zip(types)
        .map(|(atom, kind)| match kind {
            32 | 72 => terminal(molecule, atom),
            35 | 62 | 89 | 90 | 91 => -1.0,
            34 | 49 | 51 | 54 | 58 | 92 | 93 | 94 | 97 => 1.0,
            55 => 0.5,
            56 => 1.0 / 3.0,
            61 if molecule.links(atom).iter().any(|link| types[link.atom as usize] == 42) => 1.0,
            87 | 95 | 96 | 98 | 99 => 2.0,
            88 => 3.0,
            _ => 0.0,
        })
        .collect();
    for ring in molecule.rings.iter().filter(|ring| ring.aromatic && ring.size() == 5) {
        let of_type = |kind: u8| ring.atoms().iter().copied().filter(move |&a| types[a as usize] == kind);
        let anions = of_type(76).count() as f64;
        for atom in of_type(76) {
            formal[atom as usize] = -1.0 / anions;
        }
        // The charge of an imidazolium ion or its like is shared by the nitrogens around one carbon.
        for atom in of_type(81) {
            let carbon = molecule.links(atom).iter().find(|link| types[link.atom as usize] == 80);
            formal[atom as usize] = carbon.map_or(1.0, |carbon| {
                let around = molecule.links(carbon.atom).iter();
                1.0 / around.filter(|link| matches!(types[link.atom as usize], 55 | 56 | 81)).count() as f64
            });
        }
    }
    formal
}

/// The share of a terminal oxygen (type 32) or sulphur (72) in the charge of its group.
fn terminal(m: &Molecule, atom: u32) -> f64 {
    let center = m.links(atom)[0].atom;
    let sharing = (m.terminal(center, O) + m.terminal(center, S)) as f64;
    let total = match (m.element(center), m.degree(center)) {
        (6, _) => {
            let alike = m.terminal(center, m.element(atom));
            return if alike == 2 { -0.5 } else { -1.0 };
        }
        (N, _) if m.terminal(center, O) == 3 => 1.0,
        (N, _) => 0.0,
        (S, 4) => sharing - 2.0,
        (S, 3) if m.by_order(center, 2).any(|a| matches!(m.element(a), 6 | N)) => 0.0,
        (S, 3) => 1.0,
        (S, _) => 1.0,
        (P, 4) => sharing - 1.0,
        (17, _) => 1.0,
        (P, _) => sharing,
        _ => 1.0,
    };
    -(total.max(0.0)) / sharing
}
