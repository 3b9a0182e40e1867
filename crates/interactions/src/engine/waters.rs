//! Water bridges: a donor and an acceptor of two sides, and a water between them.

use super::{Detector, contact, inside};
use crate::features::Feature;
use crate::geometry::{angle, distance};
use crate::rules::WaterBridgeRule;
use crate::{Contacts, Entities, Kind};
use geminal_spatial::{SpatialError, pairs_between};
use geminal_structure::Point;

/// An atom near a water: a donor with its hydrogen, or an acceptor.
struct Partner {
    atom: u32,
    away: f64,
    hydrogen: Option<u32>,
}

impl Detector<'_> {
    /// Bridges whose ends are on different sides of the selection (or in different residues, without one).
    pub(super) fn water_bridges(
        &self,
        positions: &[Point],
        contacts: &mut Contacts,
    ) -> Result<(), SpatialError> {
        let Some(rule) = &self.rules.water_bridge else { return Ok(()) };
        let atoms = |wanted: &dyn Fn(u32) -> bool| -> Vec<u32> {
            (0..positions.len() as u32).filter(|&i| wanted(i)).collect()
        };
        let waters = atoms(&|i| self.is_water(i));
        let polar =
            atoms(&|i| !self.is_water(i) && (self.has(i, Feature::Donor) || self.has(i, Feature::Acceptor)));
        let place = |list: &[u32]| -> Vec<Point> { list.iter().map(|&i| positions[i as usize]).collect() };
        let mut around: Vec<Vec<Partner>> = waters.iter().map(|_| Vec::new()).collect();
        for [water, atom] in pairs_between(&place(&waters), &place(&polar), rule.distance[1])? {
            let (oxygen, atom) = (waters[water as usize], polar[atom as usize]);
            self.partners(rule, oxygen, atom, positions, &mut around[water as usize]);
        }
        for (&water, partners) in waters.iter().zip(&around) {
            self.bridges(rule, water, partners, positions, contacts);
        }
        Ok(())
    }

    /// What an atom can be to a water at this distance.
    fn partners(
        &self,
        rule: &WaterBridgeRule,
        oxygen: u32,
        atom: u32,
        positions: &[Point],
        found: &mut Vec<Partner>,
    ) {
        let at = |i: u32| positions[i as usize];
        let away = distance(at(oxygen), at(atom));
        if !inside(away, rule.distance) {
            return;
        }
        if self.has(atom, Feature::Acceptor) {
            found.push(Partner { atom, away, hydrogen: None });
        }
        if self.has(atom, Feature::Donor) {
            let pointing = self.features.hydrogens.of(atom as usize).iter().copied();
            let pointing = pointing.filter(|&h| angle(at(atom), at(h), at(oxygen)) > rule.donor_angle);
            found.extend(pointing.map(|h| Partner { atom, away, hydrogen: Some(h) }));
        }
    }

    fn bridges(
        &self,
        rule: &WaterBridgeRule,
        water: u32,
        partners: &[Partner],
        positions: &[Point],
        contacts: &mut Contacts,
    ) {
        let at = |i: u32| positions[i as usize];
        for acceptor in partners.iter().filter(|p| p.hydrogen.is_none()) {
            for donor in partners {
                let Some(hydrogen) = donor.hydrogen else { continue };
                let apart = self.features.residue[acceptor.atom as usize]
                    != self.features.residue[donor.atom as usize];
                let sides = self.selected.is_none()
                    || self.is_selected(acceptor.atom) != self.is_selected(donor.atom);
                let at_water = angle(at(acceptor.atom), at(water), at(hydrogen));
                if apart && sides && inside(at_water, rule.water_angle) {
                    let entities =
                        if self.selected.is_some() { Entities::Inter } else { Entities::IntraSelection };
                    let ends: [&[u32]; 2] = [&[donor.atom], &[water, acceptor.atom]];
                    contacts.push(contact(
                        Kind::WaterBridge,
                        entities,
                        donor.away.max(acceptor.away),
                        at_water,
                        ends,
                    ));
                }
            }
        }
    }
}
