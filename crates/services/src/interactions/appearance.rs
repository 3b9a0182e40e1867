//! How each kind of interaction looks, and whether it shows before anybody has chosen.
//!
//! Source: the defaults of the public Chemical Interactions plugin (colour names are those of CSS).

use geminal_interactions::Kind;
use geminal_wire::Color;
use geminal_wire::interactions::InteractionKind;

/// A kind as the room shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appearance {
    /// The kind on the wire.
    pub kind: InteractionKind,
    /// What people read.
    pub name: &'static str,
    /// Whether it shows by default.
    pub visible: bool,
    /// Colour of its lines.
    pub color: Color,
    /// Thickness of its lines.
    pub thickness: f32,
    /// Length of a dash.
    pub dash_length: f32,
    /// Distance between dashes.
    pub dash_distance: f32,
}

const fn row(kind: InteractionKind, name: &'static str, visible: bool, rgb: u32) -> Appearance {
    let color = Color(rgb << 8 | 0xFF);
    Appearance { kind, name, visible, color, thickness: 0.1, dash_length: 0.2, dash_distance: 0.25 }
}

/// The kinds, in the order of the menu.
pub const APPEARANCES: [Appearance; 19] = [
    row(InteractionKind::Covalent, "Covalent", true, 0xFF_FF00),
    row(InteractionKind::HydrogenBond, "Hydrogen bond", true, 0x00_FFFF),
    row(InteractionKind::Ionic, "Ionic", true, 0xFF_0000),
    row(InteractionKind::XBond, "Halogen bond", true, 0x00_8000),
    row(InteractionKind::MetalComplex, "Metal complex", true, 0x80_8080),
    Appearance {
        thickness: 0.09,
        dash_length: 0.18,
        dash_distance: 0.5,
        ..row(InteractionKind::Aromatic, "Aromatic", true, 0xFF_00FF)
    },
    row(InteractionKind::Hydrophobic, "Hydrophobic", false, 0x80_0080),
    row(InteractionKind::VanDerWaals, "Van der Waals", false, 0xA0_522D),
    row(InteractionKind::VanDerWaalsClash, "Van der Waals clash", false, 0x80_0000),
    row(InteractionKind::WeakHBond, "Weak hydrogen bond", false, 0xFF_A500),
    row(InteractionKind::Polar, "Polar", false, 0x00_00FF),
    row(InteractionKind::WeakPolar, "Weak polar", false, 0x46_82B4),
    row(InteractionKind::Clash, "Clash", false, 0xFF_FFFF),
    row(InteractionKind::Carbonyl, "Carbonyl", false, 0x70_8090),
    row(InteractionKind::CarbonPi, "Carbon-pi", false, 0xFF_0000),
    row(InteractionKind::CationPi, "Cation-pi", false, 0xFF_A500),
    row(InteractionKind::DonorPi, "Donor-pi", false, 0xFF_FF00),
    row(InteractionKind::HalogenPi, "Halogen-pi", false, 0x00_8000),
    row(InteractionKind::MetsulphurPi, "Sulphur-pi", false, 0x00_00FF),
];

/// The row of [`APPEARANCES`] that shows a kind; none for those that the wire cannot name.
///
/// Rings that face each other show as aromatic, salt bridges as ionic.
pub fn row_of(kind: Kind) -> Option<usize> {
    let shown = match kind {
        Kind::RingRing => InteractionKind::Aromatic,
        Kind::SaltBridge => InteractionKind::Ionic,
        kind => {
            let number = kind.wire_number()?;
            return APPEARANCES.iter().position(|row| row.kind.code() == number);
        }
    };
    APPEARANCES.iter().position(|row| row.kind == shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_wire_but_proximal_has_a_row() {
        for (kind, expected) in [
            (Kind::Covalent, Some(InteractionKind::Covalent)),
            (Kind::HydrogenBond, Some(InteractionKind::HydrogenBond)),
            (Kind::SulphurPi, Some(InteractionKind::MetsulphurPi)),
            (Kind::RingRing, Some(InteractionKind::Aromatic)),
            (Kind::SaltBridge, Some(InteractionKind::Ionic)),
            (Kind::Proximal, None),
            (Kind::WaterBridge, None),
        ] {
            assert_eq!(row_of(kind).map(|row| APPEARANCES[row].kind), expected, "{kind}");
        }
        assert_eq!(Kind::ALL.iter().filter(|&&kind| row_of(kind).is_some()).count(), 21);
    }
}
