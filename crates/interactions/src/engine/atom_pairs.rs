//! Kinds between two atoms.

use super::{DONOR, Detector, contact, inside};
use crate::features::{Feature, FeatureSet};
use crate::geometry::{angle, distance};
use crate::rules::{AtomPairRule, HydrogenRule};
use crate::{Contact, Contacts, Kind};
use geminal_spatial::{PairList, SpatialError, pairs_between};
use geminal_structure::Point;
use rayon::prelude::*;

/// Van der Waals radius of a hydrogen that a rule measures from, in Å.
const HYDROGEN_RADIUS: f64 = 1.2;

/// Pairs that one task looks at: fixed, so that the order of contacts does not depend on the threads.
const CHUNK: usize = 16_384;

/// A rule with its features as bits.
pub(super) struct CompiledPair {
    rule: AtomPairRule,
    from: FeatureSet,
    to: FeatureSet,
    without: FeatureSet,
}

impl CompiledPair {
    pub(super) fn new(rule: &AtomPairRule) -> CompiledPair {
        CompiledPair {
            from: FeatureSet::of(&rule.from),
            to: FeatureSet::of(&rule.to),
            without: FeatureSet::of(&rule.without),
            rule: rule.clone(),
        }
    }
}

/// One pair of heavy atoms at its distance.
struct Pair {
    atoms: [u32; 2],
    distance: f64,
    /// Distance beyond the sum of van der Waals radii.
    beyond_vdw: f64,
}

impl Detector<'_> {
    /// Contacts of pairs of atoms.
    pub(super) fn atom_pairs(&self, positions: &[Point]) -> Result<Contacts, SpatialError> {
        let pairs = self.heavy_pairs(positions)?;
        let found: Vec<Contacts> = pairs
            .par_chunks(CHUNK)
            .map(|chunk| {
                let mut contacts = Contacts::default();
                chunk.iter().for_each(|&pair| self.atom_pair(pair, positions, &mut contacts));
                contacts
            })
            .collect();
        let mut contacts = Contacts::default();
        found.iter().for_each(|part| contacts.append(part));
        Ok(contacts)
    }

    /// Pairs of heavy atoms within the cutoff of which at least one is selected, each once.
    fn heavy_pairs(&self, positions: &[Point]) -> Result<Vec<[u32; 2]>, SpatialError> {
        let heavy: Vec<u32> = (0..positions.len() as u32)
            .filter(|&i| self.rules.scope.hydrogens || !self.features.hydrogen[i as usize])
            .collect();
        let place = |&i: &u32| positions[i as usize];
        let cutoff = self.rules.scope.cutoff;
        let Some(selected) = self.selected else {
            let points: Vec<Point> = heavy.iter().map(place).collect();
            let name = |[i, j]: [u32; 2]| [heavy[i as usize], heavy[j as usize]];
            return Ok(PairList::within(&points, cutoff)?.pairs().iter().map(|&pair| name(pair)).collect());
        };
        let inner: Vec<u32> = heavy.iter().copied().filter(|&i| selected.contains(i as usize)).collect();
        let points: [Vec<Point>; 2] = [inner.iter().map(place).collect(), heavy.iter().map(place).collect()];
        let found = pairs_between(&points[0], &points[1], cutoff)?;
        let named = found.into_iter().map(|[i, j]| [inner[i as usize], heavy[j as usize]]);
        Ok(named.filter(|&[i, j]| !selected.contains(j as usize) || i < j).collect())
    }

    fn atom_pair(&self, [i, j]: [u32; 2], positions: &[Point], contacts: &mut Contacts) {
        let Some(entities) = self.entities(i, j) else { return };
        if !self.residues_apart(i, j) {
            return;
        }
        let distance = distance(positions[i as usize], positions[j as usize]);
        let radius = &self.features.vdw_radius;
        let pair =
            Pair { atoms: [i, j], distance, beyond_vdw: distance - radius[i as usize] - radius[j as usize] };
        let class = self.class(&pair);
        if self.rules.classes.as_ref().is_some_and(|classes| classes.kinds.contains(&class)) {
            self.push(contacts, contact(class, entities, distance, f64::NAN, [&[i], &[j]]));
        }
        let scope = &self.rules.scope;
        let silent = scope.exclude_classes.contains(&class) || distance > scope.feature_cutoff;
        let mut kinds: Vec<Kind> = Vec::new();
        for compiled in &self.pairs {
            let kind = compiled.rule.kind;
            if silent && kind != Kind::MetalComplex || kinds.contains(&kind) {
                continue;
            }
            for [from, to] in [[i, j], [j, i]] {
                if let Some(angle) = self.fits(compiled, [from, to], &pair, positions) {
                    let class = if compiled.rule.hydrogen.is_some() { DONOR } else { "" };
                    let ends: [&[u32]; 2] = [&[from], &[to]];
                    let found = Contact { class, ..contact(kind, entities, distance, angle, ends) };
                    self.push(contacts, found);
                    kinds.push(kind);
                    break;
                }
            }
        }
    }

    /// The exclusive class of a pair by its distance.
    fn class(&self, pair: &Pair) -> Kind {
        let [i, j] = pair.atoms;
        let radius = &self.features.covalent_radius;
        let tolerance = self.rules.classes.as_ref().map_or(0.0, |classes| classes.vdw_tolerance);
        if self.features.neighbors.of(i as usize).contains(&j) {
            Kind::Covalent
        } else if pair.distance < radius[i as usize] + radius[j as usize] {
            Kind::Clash
        } else if pair.beyond_vdw < 0.0 {
            Kind::VdwClash
        } else if pair.beyond_vdw <= tolerance {
            Kind::Vdw
        } else {
            Kind::Proximal
        }
    }

    /// The angle that a rule tested (NaN if it tests none), if the pair fits the rule this way round.
    fn fits(
        &self,
        compiled: &CompiledPair,
        [from, to]: [u32; 2],
        pair: &Pair,
        positions: &[Point],
    ) -> Option<f64> {
        let rule = &compiled.rule;
        let [a, b] = [from, to].map(|atom| self.features.atoms[atom as usize]);
        let features = a.meets(compiled.from) && b.meets(compiled.to);
        if !features || a.meets(compiled.without) || b.meets(compiled.without) {
            return None;
        }
        let near = rule.max.is_none_or(|max| pair.distance <= max) && pair.distance >= rule.min;
        if !near || rule.beyond_vdw.is_some_and(|beyond| pair.beyond_vdw > beyond) {
            return None;
        }
        let mut tested = f64::NAN;
        if let Some(range) = rule.from_angle {
            tested = self.neighbor_angle(from, to, range, rule.terminal, positions)?;
        }
        if let Some(range) = rule.to_angle {
            let angle = self.neighbor_angle(to, from, range, rule.terminal, positions)?;
            tested = if tested.is_nan() { angle } else { tested };
        }
        match &rule.hydrogen {
            Some(hydrogen) => self.hydrogen_angle(hydrogen, from, to, pair, positions),
            None => Some(tested),
        }
    }

    /// The angle at `apex` between one of its neighbours and `other`, if one is in range.
    fn neighbor_angle(
        &self,
        apex: u32,
        other: u32,
        range: [f64; 2],
        terminal: bool,
        positions: &[Point],
    ) -> Option<f64> {
        let neighbors = self.features.neighbors.of(apex as usize);
        if terminal && neighbors.len() != 1 {
            return None;
        }
        let at = |atom: u32| positions[atom as usize];
        neighbors.iter().map(|&n| angle(at(n), at(apex), at(other))).find(|&angle| inside(angle, range))
    }

    /// The widest angle donor-hydrogen-acceptor that fits; where hydrogens are missing, a distance must do.
    fn hydrogen_angle(
        &self,
        rule: &HydrogenRule,
        from: u32,
        to: u32,
        pair: &Pair,
        positions: &[Point],
    ) -> Option<f64> {
        let at = |atom: u32| positions[atom as usize];
        if self.features.implied[from as usize] {
            return rule.implied_max.filter(|&max| pair.distance <= max).map(|_| f64::NAN);
        }
        let reach = rule
            .beyond_vdw
            .map_or(f64::INFINITY, |beyond| HYDROGEN_RADIUS + self.features.vdw_radius[to as usize] + beyond);
        let mut best: Option<f64> = None;
        for &hydrogen in self.features.hydrogens.of(from as usize) {
            if distance(at(hydrogen), at(to)) > reach {
                continue;
            }
            let angle = angle(at(from), at(hydrogen), at(to));
            let acceptor = rule
                .acceptor_angle
                .is_none_or(|range| self.neighbor_angle(to, hydrogen, range, false, positions).is_some());
            if acceptor && rule.angle.is_none_or(|range| inside(angle, range)) {
                best = Some(best.map_or(angle, |best| best.max(angle)));
            }
        }
        best
    }

    /// Features of an atom.
    pub(super) fn has(&self, atom: u32, feature: Feature) -> bool {
        self.features.atoms[atom as usize].has(feature)
    }
}
