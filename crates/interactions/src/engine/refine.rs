//! Thinning: what is left out because something else tells it better.

use super::Detector;
use crate::{Contact, Contacts, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// The angle at a water that a bridge is best at, in degrees.
const BEST_WATER_ANGLE: f64 = 110.0;

/// No hydrogen bond between groups that make a salt bridge.
pub(super) fn without_salt_bridged(contacts: &Contacts) -> Contacts {
    let mut bridged: FxHashSet<[u32; 2]> = FxHashSet::default();
    for bridge in contacts.iter().filter(|c| c.kind == Kind::SaltBridge) {
        for &a in bridge.atoms_a {
            bridged.extend(bridge.atoms_b.iter().flat_map(|&b| [[a, b], [b, a]]));
        }
    }
    contacts.filtered(|_, c| c.kind != Kind::HydrogenBond || !bridged.contains(&[c.atoms_a[0], c.atoms_b[0]]))
}

/// Of the hydrogen bonds of a donor the straightest.
pub(super) fn one_bond_per_donor(contacts: &Contacts) -> Contacts {
    let best = best_by(contacts, Kind::HydrogenBond, donor_of, |c| -c.angle);
    contacts.filtered(|index, c| c.kind != Kind::HydrogenBond || best.contains(&index))
}

/// The donor of a hydrogen bond, whose class says what its first end is.
fn donor_of(contact: &Contact<'_>) -> u32 {
    if contact.class == "acceptor" { contact.atoms_b[0] } else { contact.atoms_a[0] }
}

/// Water bridges: not of donors that have a hydrogen bond; of a water and an acceptor the best angle; of a water two.
pub(super) fn best_water_bridges(contacts: &Contacts) -> Contacts {
    let busy: FxHashSet<u32> =
        contacts.iter().filter(|c| c.kind == Kind::HydrogenBond).map(|c| donor_of(&c)).collect();
    let bend = |c: &Contact<'_>| (c.angle - BEST_WATER_ANGLE).abs();
    let free = contacts.filtered(|_, c| c.kind != Kind::WaterBridge || !busy.contains(&c.atoms_a[0]));
    let best = best_by(&free, Kind::WaterBridge, |c| [c.atoms_b[0], c.atoms_b[1]], bend);
    let thinned = free.filtered(|index, c| c.kind != Kind::WaterBridge || best.contains(&index));
    let mut of_water: FxHashMap<u32, Vec<(f64, usize)>> = FxHashMap::default();
    for (index, c) in thinned.iter().enumerate().filter(|(_, c)| c.kind == Kind::WaterBridge) {
        of_water.entry(c.atoms_b[0]).or_default().push((bend(&c), index));
    }
    let mut kept: FxHashSet<usize> = FxHashSet::default();
    for bridges in of_water.values_mut() {
        bridges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        kept.extend(bridges.iter().take(2).map(|&(_, index)| index));
    }
    thinned.filtered(|index, c| c.kind != Kind::WaterBridge || kept.contains(&index))
}

/// Per key the contact of a kind with the lowest score, the first of equals.
fn best_by<K: std::hash::Hash + Eq>(
    contacts: &Contacts,
    kind: Kind,
    key: impl Fn(&Contact<'_>) -> K,
    score: impl Fn(&Contact<'_>) -> f64,
) -> FxHashSet<usize> {
    let mut best: FxHashMap<K, (f64, usize)> = FxHashMap::default();
    for (index, c) in contacts.iter().enumerate().filter(|(_, c)| c.kind == kind) {
        let found = (score(&c), index);
        best.entry(key(&c))
            .and_modify(|old| {
                if found.0 < old.0 {
                    *old = found
                }
            })
            .or_insert(found);
    }
    best.into_values().map(|(_, index)| index).collect()
}

impl Detector<'_> {
    /// Hydrophobic contacts: none between stacked rings, then of a selected atom and a residue the closest, then of
    /// an atom and selected atoms that are bonded to each other the closest.
    pub(super) fn closest_hydrophobic(&self, contacts: &Contacts) -> Contacts {
        let stacks: Vec<Contact<'_>> = contacts.iter().filter(|c| c.kind == Kind::RingRing).collect();
        let stacked = |c: &Contact<'_>| {
            stacks.iter().any(|s| s.atoms_a.contains(&c.atoms_a[0]) && s.atoms_b.contains(&c.atoms_b[0]))
        };
        let free = contacts.filtered(|_, c| c.kind != Kind::Hydrophobic || !stacked(c));
        let residue = |c: &Contact<'_>| self.features.residue[c.atoms_b[0] as usize];
        let best = best_by(&free, Kind::Hydrophobic, |c| (c.atoms_a[0], residue(c)), |c| c.distance);
        let closest = free.filtered(|index, c| c.kind != Kind::Hydrophobic || best.contains(&index));
        let mut of_atom: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (index, c) in closest.iter().enumerate().filter(|(_, c)| c.kind == Kind::Hydrophobic) {
            of_atom.entry(c.atoms_b[0]).or_default().push(index);
        }
        let kept: FxHashSet<usize> =
            of_atom.values().flat_map(|rows| self.patch_closest(&closest, rows)).collect();
        closest.filtered(|index, c| c.kind != Kind::Hydrophobic || kept.contains(&index))
    }

    /// Of contacts with one atom the closest of each patch of bonded atoms on the other side.
    fn patch_closest(&self, contacts: &Contacts, rows: &[usize]) -> Vec<usize> {
        let atom = |row: usize| contacts.get(row).atoms_a[0];
        let mut left: Vec<usize> = rows.to_vec();
        let mut kept = Vec::new();
        while let Some(seed) = left.pop() {
            let mut patch = vec![seed];
            let mut next = 0;
            while next < patch.len() {
                let neighbors = self.features.neighbors.of(atom(patch[next]) as usize);
                let (joined, rest) = left.iter().partition(|&&row| neighbors.contains(&atom(row)));
                left = rest;
                patch.extend::<Vec<usize>>(joined);
                next += 1;
            }
            kept.extend(
                patch
                    .into_iter()
                    .min_by(|&a, &b| contacts.distance[a].total_cmp(&contacts.distance[b]).then(a.cmp(&b))),
            );
        }
        kept
    }

    /// No cation-pi of a histidine with a ring that it stacks on.
    pub(super) fn without_stacked_histidine(&self, contacts: &Contacts) -> Contacts {
        let residue = |atoms: &[u32]| self.features.residue[atoms[0] as usize];
        let stacks: Vec<[u32; 2]> = contacts
            .iter()
            .filter(|c| c.kind == Kind::RingRing)
            .map(|c| [residue(c.atoms_a), residue(c.atoms_b)])
            .collect();
        contacts.filtered(|_, c| {
            let ends = [residue(c.atoms_a), residue(c.atoms_b)];
            let histidine = ends.iter().any(|&end| self.features.histidine[end as usize]);
            let stacked = stacks.iter().any(|s| *s == ends || [s[1], s[0]] == ends);
            c.kind != Kind::CationPi || !histidine || !stacked
        })
    }
}
