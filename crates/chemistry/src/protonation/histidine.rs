//! Histidine: a proton on the delta nitrogen, the epsilon nitrogen, or both.
//!
//! What surrounds the two nitrogens decides. A metal, or a donor's hydrogen, wants a bare nitrogen; an acceptor wants
//! a proton. With nothing to choose by, the proton is on the epsilon nitrogen, which is the commoner form in water.

use crate::hydrogens::geometry::{add, dot, scale, sub, unit};
use crate::residues::{Match, compatible};
use geminal_spatial::CellGrid;
use geminal_structure::{Adjacency, BondOrder, Element, Neighbor, Structure};

/// Where the protons of a histidine are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Histidine {
    /// On ND1.
    Delta,
    /// On NE2.
    Epsilon,
    /// On both.
    Both,
}

/// Partners of a hydrogen bond are looked for within this distance of a nitrogen (Å), and this near to the
/// direction of its hydrogen (cosine).
const REACH: f64 = 3.6;
const NEAR_AXIS: f64 = 0.6;

/// The state of a histidine.
pub(crate) fn state(
    structure: &Structure,
    adjacency: &Adjacency,
    (found, name): (&Match<'_>, &str),
    acidic: bool,
    around: Option<(&CellGrid, &[usize])>,
    metal: impl Fn(&Structure, usize) -> bool,
) -> Histidine {
    match name {
        "HID" | "HSD" | "HISD" | "HISA" => return Histidine::Delta,
        "HIE" | "HSE" | "HISE" | "HISB" => return Histidine::Epsilon,
        "HIP" | "HSP" | "HISH" | "HISP" | "HID+" | "HSC" => return Histidine::Both,
        _ => {}
    }
    let nitrogen = |name: &str| found.component.atom_named(name).and_then(|t| found.copies(t).next());
    let (Some(delta), Some(epsilon)) = (nitrogen("ND1"), nitrogen("NE2")) else { return Histidine::Epsilon };
    match (metal(structure, delta), metal(structure, epsilon)) {
        (true, false) => return Histidine::Epsilon,
        (false, true) => return Histidine::Delta,
        _ => {}
    }
    let Some((grid, atoms)) = around else { return Histidine::Epsilon };
    let wish = |atom| wish_for_proton(structure, adjacency, found, atom, (grid, atoms));
    let ((delta, delta_acid), (epsilon, epsilon_acid)) = (wish(delta), wish(epsilon));
    if acidic || delta_acid && epsilon_acid {
        Histidine::Both
    } else if delta > epsilon + 0.05 {
        Histidine::Delta
    } else {
        Histidine::Epsilon
    }
}

/// How much the surroundings want a proton on a nitrogen, and whether a carboxylate is what wants it.
fn wish_for_proton(
    structure: &Structure,
    adjacency: &Adjacency,
    found: &Match<'_>,
    atom: usize,
    (grid, atoms): (&CellGrid, &[usize]),
) -> (f64, bool) {
    let position = |i: usize| structure.atoms.position[i];
    let near = adjacency.of(atom).iter().map(|n| n.atom as usize);
    let ring = near.fold([0.0; 3], |sum, n| add(sum, unit(sub(position(n), position(atom)))));
    let outward = unit(scale(ring, -1.0));
    let (mut wish, mut acid) = (0.0, false);
    grid.for_each_within(position(atom), REACH, |k, _| {
        let other = atoms[k as usize];
        if found.atoms.contains(&other)
            || !compatible(structure.atoms.alt_loc[atom], structure.atoms.alt_loc[other])
        {
            return;
        }
        let to = sub(position(other), position(atom));
        let distance = dot(to, to).sqrt();
        let along = dot(outward, to) / distance.max(1e-6);
        if along < NEAR_AXIS {
            return;
        }
        let (liking, carboxylate) = liking(structure, adjacency, other);
        wish += liking * along * (REACH + 0.2 - distance);
        acid |= carboxylate && distance < 3.2;
    });
    (wish, acid)
}

/// +1 for an acceptor, -1 for a donor, little for what is both; and whether it is an oxygen of a carboxylate.
fn liking(structure: &Structure, adjacency: &Adjacency, atom: usize) -> (f64, bool) {
    let near = adjacency.of(atom);
    match structure.atoms.element[atom] {
        Element::O => {
            let carbonyl = near.iter().any(|n| structure.bonds.order[n.bond as usize] == BondOrder::Double);
            let anion = structure.atoms.formal_charge[atom] < 0;
            let beside_anion = near.iter().any(|n| {
                adjacency
                    .of(n.atom as usize)
                    .iter()
                    .any(|m| structure.atoms.formal_charge[m.atom as usize] < 0)
            });
            (if carbonyl || anion { 1.0 } else { 0.2 }, anion || carbonyl && beside_anion)
        }
        Element::N
            if structure.residues.name[structure.residues.holding(atom)].starts_with("HI")
                && near.len() == 2 =>
        {
            (0.0, false)
        }
        Element::N => (-1.0, false),
        e if e.is_metal() => (-3.0, false),
        _ => (0.0, false),
    }
}

/// The state that the hydrogens of a histidine tell; `None` if there are none, or it is no histidine.
pub(crate) fn told(structure: &Structure, adjacency: &Adjacency, found: &Match<'_>) -> Option<Histidine> {
    if found.component.id != "HIS" {
        return None;
    }
    let hydrogen = |neighbor: &Neighbor| structure.atoms.element[neighbor.atom as usize].is_hydrogen();
    let protonated = |name: &str| {
        let nitrogen = found.component.atom_named(name).and_then(|t| found.copies(t).next());
        nitrogen.is_some_and(|atom| adjacency.of(atom).iter().any(hydrogen))
    };
    match (protonated("ND1"), protonated("NE2")) {
        (true, true) => Some(Histidine::Both),
        (true, false) => Some(Histidine::Delta),
        (false, true) => Some(Histidine::Epsilon),
        (false, false) => None,
    }
}

/// Writes a state as charges and double bonds.
pub(crate) fn set_state(
    structure: &mut Structure,
    adjacency: &Adjacency,
    found: &Match<'_>,
    state: Histidine,
) {
    let copies = |name: &str| {
        found.component.atom_named(name).map(|t| found.copies(t).collect::<Vec<_>>()).unwrap_or_default()
    };
    let (deltas, carbons, epsilons) = (copies("ND1"), copies("CE1"), copies("NE2"));
    let (delta_order, epsilon_order) = match state {
        Histidine::Delta => (BondOrder::Single, BondOrder::Double),
        Histidine::Epsilon | Histidine::Both => (BondOrder::Double, BondOrder::Single),
    };
    for (nitrogens, order) in [(&deltas, delta_order), (&epsilons, epsilon_order)] {
        for &nitrogen in nitrogens {
            for &carbon in &carbons {
                if let Some(bond) = adjacency.bond_between(nitrogen, carbon) {
                    structure.bonds.order[bond] = order;
                }
            }
        }
    }
    for &delta in &deltas {
        structure.atoms.formal_charge[delta] = i8::from(state == Histidine::Both);
    }
    for &epsilon in &epsilons {
        structure.atoms.formal_charge[epsilon] = 0;
    }
}
