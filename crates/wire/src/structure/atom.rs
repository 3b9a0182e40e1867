//! Atoms.

use super::NEW;
use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::{Layout, enumeration};
#[cfg(test)]
use crate::sample::Random;
use crate::values::{Color, Tags, Vector3};
use crate::versions::Versions;

enumeration! {
    /// How an atom is drawn.
    pub enum AtomMode: i32 {
        BallStick = 0, Stick = 1, Wire = 2, VanDerWaals = 3, Point = 4, BFactor = 5, Adaptive = 6,
    }
}

/// `Atom`, newest version 8:
///
/// i64 index; bool selected; i32 mode; bool labeled; v ≥ 1: str label; v ≤ 6: bool rendered; color; v ≥ 2: f32 scale;
/// bool surface; color surface color; f32 surface opacity; v ≤ 6: bool hydrogened, watered, het-atomed; bool
/// het-surfaced; str symbol; i32 serial; str name; v ≥ 3: bool several conformers, if so vec3\[\] and bool\[\]; else
/// vec3; bool het; f32 occupancy; f32 b-factor; bool acceptor; bool donor; v ≥ 6: bool polar hydrogen; v = 4: str type
/// `IDATM`; v ≥ 4: i32 formal charge; v ≥ 5: f32 partial charge, map<str,str> types; v ≥ 7: u32 display mode; v ≥ 8:
/// char alternative location.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// What the room knows it by.
    pub index: i64,
    /// Whether the user selected it.
    pub selected: bool,
    /// How it is drawn.
    pub mode: AtomMode,
    /// Whether its label shows.
    pub labeled: bool,
    /// The label.
    pub label_text: String,
    /// Which parts show, as bits. The lowest is the atom itself, and all that versions up to 6 know.
    pub display_mode: u32,
    /// The colour; clear for the room's choice.
    pub color: Color,
    /// The size of its ball.
    pub scale: f32,
    /// Whether its surface shows.
    pub surface_rendering: bool,
    /// The surface's colour; clear for the room's choice.
    pub surface_color: Color,
    /// The surface's opacity, 0 to 1.
    pub surface_opacity: f32,
    /// Whether it shows if it is a hydrogen (versions up to 6).
    pub hydrogened: bool,
    /// Whether it shows if it is water (versions up to 6).
    pub watered: bool,
    /// Whether it shows if it is a hetero atom (versions up to 6).
    pub het_atomed: bool,
    /// Whether its surface shows if it is a hetero atom.
    pub het_surfaced: bool,
    /// The element's symbol.
    pub symbol: String,
    /// The serial number of the file.
    pub serial: i32,
    /// The name within the residue.
    pub name: String,
    /// Where it is within its complex, Å: one position a conformer, at least one.
    pub positions: Vec<Vector3>,
    /// In which conformers it exists; as long as `positions`.
    pub in_conformer: Vec<bool>,
    /// Whether the file lists it as a hetero atom.
    pub is_het: bool,
    /// Occupancy, 0 to 1.
    pub occupancy: f32,
    /// Temperature factor, Å².
    pub bfactor: f32,
    /// Whether it accepts hydrogen bonds.
    pub acceptor: bool,
    /// Whether it donates hydrogen bonds.
    pub donor: bool,
    /// Whether it is a hydrogen on a polar atom.
    pub polar_hydrogen: bool,
    /// Types by the name of their scheme; version 4 knows `IDATM` alone.
    pub atom_type: Tags,
    /// Formal charge, e.
    pub formal_charge: i32,
    /// Partial charge, e.
    pub partial_charge: f32,
    /// The alternative location, a character of Latin-1; `.` or 0 for none.
    pub alt_loc: u8,
}

impl Default for Atom {
    fn default() -> Self {
        Self {
            index: NEW,
            selected: false,
            mode: AtomMode::default(),
            labeled: false,
            label_text: String::new(),
            display_mode: u32::MAX,
            color: Color::CLEAR,
            scale: 0.5,
            surface_rendering: false,
            surface_color: Color::CLEAR,
            surface_opacity: 1.0,
            hydrogened: true,
            watered: true,
            het_atomed: true,
            het_surfaced: true,
            symbol: "C".to_owned(),
            serial: 1,
            name: "default".to_owned(),
            positions: vec![[0.0; 3]],
            in_conformer: vec![true],
            is_het: false,
            occupancy: 0.0,
            bfactor: 0.0,
            acceptor: false,
            donor: false,
            polar_hydrogen: false,
            atom_type: Tags::new(),
            formal_charge: 0,
            partial_charge: 0.0,
            alt_loc: b'.',
        }
    }
}

const RENDERED: u32 = 1;
const IDATM: &str = "IDATM";

impl Atom {
    /// Whether the atom itself shows.
    pub fn rendered(&self) -> bool {
        self.display_mode & RENDERED != 0
    }

    /// Shows or hides the atom itself.
    pub fn set_rendered(&mut self, rendered: bool) {
        self.display_mode = (self.display_mode & !RENDERED) | u32::from(rendered);
    }

    /// Its position in a conformer; in the first if it has fewer.
    pub fn position(&self, conformer: usize) -> Vector3 {
        self.positions.get(conformer).or(self.positions.first()).copied().unwrap_or_default()
    }

    /// Appends it as it is in `conformer` where the version holds only one.
    pub(super) fn write_conformer(&self, conformer: usize, out: &mut Writer, versions: &Versions) {
        let version = versions.of::<Self>();
        self.index.write(out, versions);
        self.selected.write(out, versions);
        self.mode.write(out, versions);
        self.labeled.write(out, versions);
        if version >= 1 {
            self.label_text.write(out, versions);
        }
        if version <= 6 {
            self.rendered().write(out, versions);
        }
        self.color.write(out, versions);
        if version >= 2 {
            self.scale.write(out, versions);
        }
        self.surface_rendering.write(out, versions);
        self.surface_color.write(out, versions);
        self.surface_opacity.write(out, versions);
        if version <= 6 {
            self.hydrogened.write(out, versions);
            self.watered.write(out, versions);
            self.het_atomed.write(out, versions);
        }
        self.het_surfaced.write(out, versions);
        self.symbol.write(out, versions);
        self.serial.write(out, versions);
        self.name.write(out, versions);
        let several = self.positions.len() > 1;
        if version >= 3 {
            several.write(out, versions);
        }
        if version >= 3 && several {
            self.positions.write(out, versions);
            self.in_conformer.write(out, versions);
        } else {
            self.position(conformer).write(out, versions);
        }
        self.is_het.write(out, versions);
        self.occupancy.write(out, versions);
        self.bfactor.write(out, versions);
        self.acceptor.write(out, versions);
        self.donor.write(out, versions);
        if version >= 6 {
            self.polar_hydrogen.write(out, versions);
        }
        if version == 4 {
            let idatm = self.atom_type.iter().find(|(scheme, _)| scheme == IDATM);
            idatm.map_or_else(String::new, |(_, name)| name.clone()).write(out, versions);
        }
        if version >= 4 {
            self.formal_charge.write(out, versions);
        }
        if version >= 5 {
            self.partial_charge.write(out, versions);
            self.atom_type.write(out, versions);
        }
        if version >= 7 {
            self.display_mode.write(out, versions);
        }
        if version >= 8 {
            self.alt_loc.write(out, versions);
        }
    }
}

impl Layout for Atom {
    const NAME: &'static str = "Atom";
    const VERSION: u8 = 8;
    const LEAST: usize = 60;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.write_conformer(0, out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let version = versions.of::<Self>();
        let mut atom = Self {
            index: i64::read(input, versions)?,
            selected: bool::read(input, versions)?,
            mode: AtomMode::read(input, versions)?,
            labeled: bool::read(input, versions)?,
            label_text: if version >= 1 { String::read(input, versions)? } else { String::new() },
            symbol: String::new(), // both are read below; the defaults would allocate
            name: String::new(),
            positions: Vec::new(),
            in_conformer: Vec::new(),
            ..Self::default()
        };
        if version <= 6 {
            atom.set_rendered(bool::read(input, versions)?);
        }
        atom.color = Color::read(input, versions)?;
        if version >= 2 {
            atom.scale = f32::read(input, versions)?;
        }
        atom.surface_rendering = bool::read(input, versions)?;
        atom.surface_color = Color::read(input, versions)?;
        atom.surface_opacity = f32::read(input, versions)?;
        if version <= 6 {
            atom.hydrogened = bool::read(input, versions)?;
            atom.watered = bool::read(input, versions)?;
            atom.het_atomed = bool::read(input, versions)?;
        }
        atom.het_surfaced = bool::read(input, versions)?;
        atom.symbol = String::read(input, versions)?;
        atom.serial = i32::read(input, versions)?;
        atom.name = String::read(input, versions)?;
        if version >= 3 && bool::read(input, versions)? {
            atom.positions = Vec::read(input, versions)?;
            atom.in_conformer = Vec::read(input, versions)?;
        } else {
            atom.positions = vec![Vector3::read(input, versions)?];
            atom.in_conformer = vec![true];
        }
        atom.is_het = bool::read(input, versions)?;
        atom.occupancy = f32::read(input, versions)?;
        atom.bfactor = f32::read(input, versions)?;
        atom.acceptor = bool::read(input, versions)?;
        atom.donor = bool::read(input, versions)?;
        if version >= 6 {
            atom.polar_hydrogen = bool::read(input, versions)?;
        }
        if version == 4 {
            atom.atom_type = vec![(IDATM.to_owned(), String::read(input, versions)?)];
        }
        if version >= 4 {
            atom.formal_charge = i32::read(input, versions)?;
        }
        if version >= 5 {
            atom.partial_charge = f32::read(input, versions)?;
            atom.atom_type = Tags::read(input, versions)?;
        }
        if version >= 7 {
            atom.display_mode = u32::read(input, versions)?;
        }
        if version >= 8 {
            atom.alt_loc = u8::read(input, versions)?;
        }
        Ok(atom)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let conformers = random.conformers;
        Self {
            index: i64::sample(random) - 1,
            selected: bool::sample(random),
            mode: AtomMode::sample(random),
            labeled: bool::sample(random),
            label_text: String::sample(random),
            display_mode: random.next() as u32,
            color: Color::sample(random),
            scale: f32::sample(random),
            surface_rendering: bool::sample(random),
            surface_color: Color::sample(random),
            surface_opacity: f32::sample(random),
            hydrogened: true, // the newest versions do not hold these three
            watered: true,
            het_atomed: true,
            het_surfaced: bool::sample(random),
            symbol: String::sample(random),
            serial: i32::sample(random),
            name: String::sample(random),
            positions: (0..conformers).map(|_| Vector3::sample(random)).collect(),
            in_conformer: random.in_conformer(),
            is_het: bool::sample(random),
            occupancy: f32::sample(random),
            bfactor: f32::sample(random),
            acceptor: bool::sample(random),
            donor: bool::sample(random),
            polar_hydrogen: bool::sample(random),
            atom_type: Tags::sample(random),
            formal_charge: i32::sample(random),
            partial_charge: f32::sample(random),
            alt_loc: u8::sample(random),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_old_versions_alone_hold() {
        for (limit, atom) in [
            (0, Atom { hydrogened: false, ..Atom::default() }),
            (6, Atom { watered: false, het_atomed: false, display_mode: u32::MAX - 1, ..Atom::default() }),
            (
                4,
                Atom { atom_type: vec![("IDATM".into(), "C3".into())], formal_charge: -1, ..Atom::default() },
            ),
        ] {
            let versions = Versions::at_most(limit);
            let mut out = Writer::new();
            atom.write(&mut out, &versions);
            assert_eq!(Atom::read(&mut Reader::new(&out.finish()), &versions), Ok(atom), "version {limit}");
        }
    }
}
