//! The engine: one set of searches that every rule set runs through.

mod atom_pairs;
mod metals;
mod planes;
mod refine;
mod waters;

use crate::features::{Feature, Features};
use crate::geometry::Plane;
use crate::{Contact, Contacts, Entities, Kind, Refinement, RuleSet};
use atom_pairs::CompiledPair;
use geminal_spatial::SpatialError;
use geminal_structure::{AtomSet, Point};

/// Class of a hydrogen bond whose first end gives the hydrogen.
const DONOR: &str = "donor";
/// Class of a hydrogen bond whose first end takes the hydrogen.
const ACCEPTOR: &str = "acceptor";

/// Finds contacts at given positions, with features perceived once.
///
/// The positions may change from call to call (frames, a moving ligand); the atoms may not.
pub struct Detector<'a> {
    rules: &'a RuleSet,
    features: &'a Features,
    pairs: Vec<CompiledPair>,
    selected: Option<&'a AtomSet>,
}

impl<'a> Detector<'a> {
    /// For the contacts of `selected`, or of the whole structure.
    pub fn new(rules: &'a RuleSet, features: &'a Features, selected: Option<&'a AtomSet>) -> Detector<'a> {
        let pairs = rules.atom_pair.iter().map(CompiledPair::new).collect();
        Detector { rules, features, pairs, selected }
    }

    /// All contacts at these positions, in order of their atoms.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn detect(&self, positions: &[Point]) -> Result<Contacts, SpatialError> {
        let mut contacts = self.atom_pairs(positions)?;
        let planes = Planes::at(self.features, positions);
        self.atom_rings(positions, &planes, &mut contacts)?;
        self.ring_rings(&planes, &mut contacts)?;
        self.groups(positions, &planes, &mut contacts)?;
        self.amides(&planes, &mut contacts)?;
        self.water_bridges(positions, &mut contacts)?;
        for &step in &self.rules.refine {
            contacts = match step {
                Refinement::HydrogenBondNotInSaltBridge => refine::without_salt_bridged(&contacts),
                Refinement::OneHydrogenBondPerDonor => refine::one_bond_per_donor(&contacts),
                Refinement::HydrophobicClosest => self.closest_hydrophobic(&contacts),
                Refinement::CationPiNotStackedHistidine => self.without_stacked_histidine(&contacts),
                Refinement::WaterBridgeBestAngle => refine::best_water_bridges(&contacts),
                Refinement::MetalGeometry => metals::fitting(&contacts, self.features, positions),
            };
        }
        Ok(contacts.sorted())
    }

    fn is_selected(&self, atom: u32) -> bool {
        self.selected.is_none_or(|set| set.contains(atom as usize))
    }

    fn in_polymer(&self, atom: u32) -> bool {
        self.features.polymer[self.features.residue[atom as usize] as usize]
    }

    fn is_water(&self, atom: u32) -> bool {
        self.features.atoms[atom as usize].has(Feature::Water)
    }

    /// How two ends stand to the selection; none if the rule set or the selection leaves the pair out.
    fn entities(&self, a: u32, b: u32) -> Option<Entities> {
        let entities =
            Entities::of([self.is_selected(a), self.is_selected(b)], [self.is_water(a), self.is_water(b)]);
        let touches = self.is_selected(a) || self.is_selected(b);
        let told = &self.rules.scope.entities;
        let wanted = told.is_empty() || self.selected.is_none() || told.contains(&entities);
        let partner = |i: u32| self.is_selected(i) || self.is_water(i) || self.in_polymer(i);
        let partners =
            !self.rules.scope.polymer_partners || self.selected.is_none() || partner(a) && partner(b);
        (touches && wanted && partners).then_some(entities)
    }

    /// Adds a contact of two ends, the selected one first where just one is.
    fn push(&self, contacts: &mut Contacts, mut contact: Contact<'_>) {
        let first = |atoms: &[u32]| atoms.first().is_some_and(|&atom| self.is_selected(atom));
        if !first(contact.atoms_a) && first(contact.atoms_b) {
            (contact.atoms_a, contact.atoms_b) = (contact.atoms_b, contact.atoms_a);
            if contact.class == DONOR {
                contact.class = ACCEPTOR;
            }
        }
        contacts.push(contact);
    }

    fn residues_apart(&self, a: u32, b: u32) -> bool {
        let [a, b] = [a, b].map(|atom| self.features.residue[atom as usize]);
        a != b && !(self.rules.scope.skip_sequence_neighbors && self.features.adjacent(a, b))
    }
}

/// The planes of all rings and amides at some positions.
struct Planes {
    rings: Vec<Plane>,
    amides: Vec<Plane>,
}

impl Planes {
    fn at(features: &Features, positions: &[Point]) -> Planes {
        Planes {
            rings: (0..features.rings.len()).map(|ring| features.ring_plane(ring, positions)).collect(),
            amides: (0..features.amides.len()).map(|amide| features.amide_plane(amide, positions)).collect(),
        }
    }
}

/// Whether a value lies in a closed range.
fn inside(value: f64, [low, high]: [f64; 2]) -> bool {
    low <= value && value <= high
}

/// A contact of two ends without a class.
fn contact<'a>(
    kind: Kind,
    entities: Entities,
    distance: f64,
    angle: f64,
    ends: [&'a [u32]; 2],
) -> Contact<'a> {
    Contact { kind, class: "", entities, distance, angle, atoms_a: ends[0], atoms_b: ends[1] }
}
