//! Kinds of interaction, with their names in files and their numbers on the wire.

use serde::{Deserialize, Serialize};

/// What holds two atoms or groups together (or keeps them apart).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A covalent bond between two residues.
    Covalent,
    /// Closer than the sum of covalent radii, not bonded.
    Clash,
    /// Closer than the sum of van der Waals radii.
    VdwClash,
    /// At the sum of van der Waals radii.
    Vdw,
    /// Near, and nothing else.
    Proximal,
    /// Hydrogen bond.
    HydrogenBond,
    /// Hydrogen bond of a carbon, or to a halogen.
    WeakHydrogenBond,
    /// Donor and acceptor near each other, whatever the angle.
    Polar,
    /// Carbon donor and acceptor near each other, whatever the angle.
    WeakPolar,
    /// Halogen bond.
    HalogenBond,
    /// Atoms of opposite charge.
    Ionic,
    /// Charged groups of opposite sign.
    SaltBridge,
    /// Coordination of a metal.
    MetalComplex,
    /// Two aromatic atoms.
    Aromatic,
    /// Two hydrophobic atoms.
    Hydrophobic,
    /// Carbonyl oxygen on a carbonyl carbon.
    Carbonyl,
    /// C-H on the face of a ring.
    CarbonPi,
    /// Positive charge on the face of a ring.
    CationPi,
    /// Donor on the face of a ring.
    DonorPi,
    /// Halogen on the face of a ring.
    HalogenPi,
    /// Methionine sulphur near a ring.
    SulphurPi,
    /// Two rings, with a class of geometry.
    RingRing,
    /// Amide plane on a ring.
    AmideRing,
    /// Two amide planes.
    AmideAmide,
    /// Two hydrogen bonds over a water.
    WaterBridge,
}

impl Kind {
    /// Every kind, in the order of this enumeration.
    pub const ALL: [Kind; 25] = [
        Kind::Covalent,
        Kind::Clash,
        Kind::VdwClash,
        Kind::Vdw,
        Kind::Proximal,
        Kind::HydrogenBond,
        Kind::WeakHydrogenBond,
        Kind::Polar,
        Kind::WeakPolar,
        Kind::HalogenBond,
        Kind::Ionic,
        Kind::SaltBridge,
        Kind::MetalComplex,
        Kind::Aromatic,
        Kind::Hydrophobic,
        Kind::Carbonyl,
        Kind::CarbonPi,
        Kind::CationPi,
        Kind::DonorPi,
        Kind::HalogenPi,
        Kind::SulphurPi,
        Kind::RingRing,
        Kind::AmideRing,
        Kind::AmideAmide,
        Kind::WaterBridge,
    ];

    /// The name used in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Covalent => "covalent",
            Kind::Clash => "clash",
            Kind::VdwClash => "vdw_clash",
            Kind::Vdw => "vdw",
            Kind::Proximal => "proximal",
            Kind::HydrogenBond => "hydrogen_bond",
            Kind::WeakHydrogenBond => "weak_hydrogen_bond",
            Kind::Polar => "polar",
            Kind::WeakPolar => "weak_polar",
            Kind::HalogenBond => "halogen_bond",
            Kind::Ionic => "ionic",
            Kind::SaltBridge => "salt_bridge",
            Kind::MetalComplex => "metal_complex",
            Kind::Aromatic => "aromatic",
            Kind::Hydrophobic => "hydrophobic",
            Kind::Carbonyl => "carbonyl",
            Kind::CarbonPi => "carbon_pi",
            Kind::CationPi => "cation_pi",
            Kind::DonorPi => "donor_pi",
            Kind::HalogenPi => "halogen_pi",
            Kind::SulphurPi => "sulphur_pi",
            Kind::RingRing => "ring_ring",
            Kind::AmideRing => "amide_ring",
            Kind::AmideAmide => "amide_amide",
            Kind::WaterBridge => "water_bridge",
        }
    }

    /// The number of the plugin protocol's `InteractionKind`; none for the kinds it does not have.
    pub const fn wire_number(self) -> Option<u8> {
        match self {
            Kind::Covalent => Some(1),
            Kind::HydrogenBond => Some(2),
            Kind::Ionic => Some(3),
            Kind::HalogenBond => Some(4),
            Kind::MetalComplex => Some(5),
            Kind::Aromatic => Some(6),
            Kind::Hydrophobic => Some(7),
            Kind::Vdw => Some(8),
            Kind::VdwClash => Some(9),
            Kind::WeakHydrogenBond => Some(10),
            Kind::Polar => Some(11),
            Kind::WeakPolar => Some(12),
            Kind::Clash => Some(13),
            Kind::Carbonyl => Some(14),
            Kind::CarbonPi => Some(15),
            Kind::CationPi => Some(16),
            Kind::DonorPi => Some(17),
            Kind::HalogenPi => Some(18),
            Kind::SulphurPi => Some(19),
            Kind::Proximal => Some(20),
            Kind::SaltBridge | Kind::RingRing | Kind::AmideRing | Kind::AmideAmide | Kind::WaterBridge => {
                None
            }
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_distinct() {
        let mut numbers: Vec<u8> = Kind::ALL.iter().filter_map(|kind| kind.wire_number()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=20).collect::<Vec<u8>>());
        for (index, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, index);
            assert_eq!(Kind::from_name(kind.name()), Some(kind));
        }
    }
}
