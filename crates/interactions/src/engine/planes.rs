//! Kinds with a plane on one side or both: rings, amides, and charged groups over rings.

use super::{Detector, Planes, contact, inside};
use crate::features::FeatureSet;
use crate::geometry::{Plane, distance, folded, minus};
use crate::rules::{GroupRingRule, NormalOf, RingRingRule, Sign};
use crate::{Contact, Contacts, Entities, Kind};
use geminal_spatial::{PairList, SpatialError, pairs_between};
use geminal_structure::Point;

impl Detector<'_> {
    /// Atoms over rings.
    pub(super) fn atom_rings(
        &self,
        positions: &[Point],
        planes: &Planes,
        contacts: &mut Contacts,
    ) -> Result<(), SpatialError> {
        let rules: Vec<_> = self
            .rules
            .atom_ring
            .iter()
            .map(|rule| (rule, FeatureSet::of(&rule.from), FeatureSet::of(&rule.without)))
            .collect();
        let Some(reach) = rules.iter().map(|(rule, ..)| rule.max).reduce(f64::max) else { return Ok(()) };
        let able = |i: u32| rules.iter().any(|(_, from, _)| self.features.atoms[i as usize].meets(*from));
        let atoms: Vec<u32> = (0..positions.len() as u32).filter(|&i| able(i)).collect();
        let points: Vec<Point> = atoms.iter().map(|&i| positions[i as usize]).collect();
        let centers: Vec<Point> = planes.rings.iter().map(|plane| plane.center).collect();
        for [ring, atom] in pairs_between(&centers, &points, reach)? {
            let (ring, atom) = (ring as usize, atoms[atom as usize]);
            let corners = &self.features.rings[ring].atoms;
            let Some(entities) = self.end_entities(&[atom], corners) else { continue };
            let (has, plane) = (self.features.atoms[atom as usize], &planes.rings[ring]);
            let away = distance(positions[atom as usize], plane.center);
            let tilt = folded(plane.normal, minus(positions[atom as usize], plane.center));
            if self.features.residue[atom as usize] == self.features.rings[ring].residue {
                continue;
            }
            for (rule, from, without) in &rules {
                let fits = has.meets(*from) && !has.meets(*without) && away <= rule.max;
                if fits && rule.normal_angle.is_none_or(|range| inside(tilt, range)) {
                    self.push(contacts, contact(rule.kind, entities, away, tilt, [&[atom], corners]));
                }
            }
        }
        Ok(())
    }

    /// Rings on rings.
    pub(super) fn ring_rings(&self, planes: &Planes, contacts: &mut Contacts) -> Result<(), SpatialError> {
        let Some(reach) = self.rules.ring_ring.iter().map(|rule| rule.max).reduce(f64::max) else {
            return Ok(());
        };
        let centers: Vec<Point> = planes.rings.iter().map(|plane| plane.center).collect();
        for &[a, b] in PairList::within(&centers, reach)?.pairs() {
            let (a, b) = (a as usize, b as usize);
            let [first, second] = [a, b].map(|ring| &self.features.rings[ring]);
            let Some(entities) = self.end_entities(&first.atoms, &second.atoms) else { continue };
            let away = distance(centers[a], centers[b]);
            let tilt = folded(planes.rings[a].normal, planes.rings[b].normal);
            let together = first.residue == second.residue;
            let seen = [[a, b], [b, a]].map(|[x, y]| {
                let rule = self.ring_rule(&planes.rings[x], &planes.rings[y], away, tilt);
                rule.filter(|rule| rule.within_residue || !together).map(|rule| rule.class.as_str())
            });
            let twice = seen[0] == seen[1];
            for class in seen.into_iter().take(if twice { 1 } else { 2 }).flatten() {
                let found = Contact {
                    class,
                    ..contact(Kind::RingRing, entities, away, tilt, [&first.atoms, &second.atoms])
                };
                self.push(contacts, found);
            }
        }
        Ok(())
    }

    /// The first rule that two rings fit, seen from the first.
    fn ring_rule(&self, from: &Plane, to: &Plane, away: f64, tilt: f64) -> Option<&RingRingRule> {
        let line = minus(to.center, from.center);
        let fits = |rule: &&RingRingRule| {
            let normal = rule.normal_angle.is_none_or(|range| {
                inside(folded(from.normal, line), range)
                    || rule.normal_of == NormalOf::Either && inside(folded(to.normal, line), range)
            });
            let offset =
                rule.offset.is_none_or(|max| from.offset(to.center).min(to.offset(from.center)) <= max);
            let meeting = || match from.meet(to) {
                Some(p) => distance(p, from.center).min(distance(p, to.center)),
                None => f64::INFINITY,
            };
            let meets = rule.meeting.is_none_or(|max| {
                meeting().min(to.meet(from).map_or(f64::INFINITY, |p| distance(p, to.center))) <= max
            });
            away <= rule.max && inside(tilt, rule.plane_angle) && normal && offset && meets
        };
        self.rules.ring_ring.iter().find(fits)
    }

    /// Charged groups with each other and over rings.
    pub(super) fn groups(
        &self,
        positions: &[Point],
        planes: &Planes,
        contacts: &mut Contacts,
    ) -> Result<(), SpatialError> {
        let groups = &self.features.groups;
        let centers: Vec<Point> =
            (0..groups.len()).map(|group| self.features.group_center(group, positions)).collect();
        for rule in &self.rules.group_group {
            for &[a, b] in PairList::within(&centers, rule.max)?.pairs() {
                let (first, second) = (&groups[a as usize], &groups[b as usize]);
                if first.sign == second.sign || first.residue == second.residue {
                    continue;
                }
                let Some(entities) = self.end_entities(&first.atoms, &second.atoms) else { continue };
                let (plus, minus) =
                    if first.sign == Sign::Positive { (first, second) } else { (second, first) };
                let away = distance(centers[a as usize], centers[b as usize]);
                self.push(
                    contacts,
                    contact(rule.kind, entities, away, f64::NAN, [&plus.atoms, &minus.atoms]),
                );
            }
        }
        let rings: Vec<Point> = planes.rings.iter().map(|plane| plane.center).collect();
        for rule in &self.rules.group_ring {
            for [group, ring] in pairs_between(&centers, &rings, rule.max)? {
                let (group, ring) = (group as usize, ring as usize);
                let (ends, plane) =
                    ([&groups[group].atoms, &self.features.rings[ring].atoms], &planes.rings[ring]);
                if groups[group].sign != rule.sign
                    || groups[group].residue == self.features.rings[ring].residue
                {
                    continue;
                }
                let Some(entities) = self.end_entities(ends[0], ends[1]) else { continue };
                let tilt = folded(plane.normal, minus(centers[group], plane.center));
                let fits = rule.offset.is_none_or(|max| plane.offset(centers[group]) <= max)
                    && rule.normal_angle.is_none_or(|range| inside(tilt, range))
                    && self.faces(rule, group, plane, positions);
                if fits {
                    let away = distance(centers[group], plane.center);
                    self.push(contacts, contact(rule.kind, entities, away, tilt, [ends[0], ends[1]]));
                }
            }
        }
        Ok(())
    }

    /// Whether a group that must show its face to the ring does: the plane of three of its neighbours.
    fn faces(&self, rule: &GroupRingRule, group: usize, plane: &Plane, positions: &[Point]) -> bool {
        let group = &self.features.groups[group];
        let (Some(&max), &[atom, ..]) = (rule.flat.get(&group.name), group.atoms.as_slice()) else {
            return true;
        };
        let around =
            self.features.neighbors.of(atom as usize).iter().chain(self.features.hydrogens.of(atom as usize));
        let corners: Vec<Point> = around.take(3).map(|&i| positions[i as usize]).collect();
        corners.len() < 3 || folded(Plane::of_ring(&corners).normal, plane.normal) <= max
    }

    /// Amide planes on rings and on each other.
    pub(super) fn amides(&self, planes: &Planes, contacts: &mut Contacts) -> Result<(), SpatialError> {
        let Some(rule) = &self.rules.amide else { return Ok(()) };
        let amides = &self.features.amides;
        let [centers, rings] = [&planes.amides, &planes.rings]
            .map(|p| p.iter().map(|plane| plane.center).collect::<Vec<Point>>());
        let fits = |from: &Plane, to: &Plane| {
            folded(from.normal, to.normal) <= rule.plane_angle
                && folded(from.normal, minus(from.center, to.center)) <= rule.normal_angle
        };
        for [amide, ring] in pairs_between(&centers, &rings, rule.max)? {
            let (amide, ring) = (amide as usize, ring as usize);
            let ends = [&amides[amide].atoms[..], &self.features.rings[ring].atoms];
            if amides[amide].residue != self.features.rings[ring].residue
                && fits(&planes.amides[amide], &planes.rings[ring])
            {
                self.push_planes(
                    Kind::AmideRing,
                    ends,
                    [&planes.amides[amide], &planes.rings[ring]],
                    contacts,
                );
            }
        }
        for &[a, b] in PairList::within(&centers, rule.max)?.pairs() {
            let [a, b] = [a as usize, b as usize];
            let [first, second] = [&planes.amides[a], &planes.amides[b]];
            if amides[a].residue != amides[b].residue && (fits(first, second) || fits(second, first)) {
                self.push_planes(
                    Kind::AmideAmide,
                    [&amides[a].atoms, &amides[b].atoms],
                    [first, second],
                    contacts,
                );
            }
        }
        Ok(())
    }

    fn push_planes(&self, kind: Kind, ends: [&[u32]; 2], planes: [&Plane; 2], contacts: &mut Contacts) {
        let [a, b] = planes;
        if let Some(entities) = self.end_entities(ends[0], ends[1]) {
            let (away, tilt) = (distance(a.center, b.center), folded(a.normal, b.normal));
            self.push(contacts, contact(kind, entities, away, tilt, ends));
        }
    }

    /// How two groups of atoms stand to the selection, by their first atoms.
    fn end_entities(&self, a: &[u32], b: &[u32]) -> Option<Entities> {
        self.entities(*a.first()?, *b.first()?)
    }
}
