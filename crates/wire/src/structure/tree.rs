//! What is made of atoms.

use super::{NEW, Uid};
use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::{Layout, enumeration, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::values::{Color, Quaternion, Tags, Vector3};
use crate::versions::Versions;

enumeration! {
    /// The order of a bond.
    pub enum BondKind: u8 { Unknown = 0, Single = 1, Double = 2, Triple = 3, Aromatic = 4, }
}

enumeration! {
    /// How a residue's ribbon is drawn.
    pub enum RibbonMode: i32 { SecondaryStructure = 0, AdaptiveTube = 1, Coil = 2, }
}

enumeration! {
    /// What secondary structure a residue belongs to.
    pub enum SecondaryStructure: i32 { Unknown = 0, Coil = 1, Sheet = 2, Helix = 3, }
}

enumeration! {
    /// What a part of a molecule is; in a request 0 asks for any.
    pub enum SubstructureKind: u8 { Unknown = 0, Protein = 1, Ligand = 2, Solvent = 3, }
}

/// `Bond`, newest version 1:
///
/// i64 index; v ≥ 1: bool several conformers, if so u8\[\] kinds and bool\[\]; else u8 kind; v 0: i32 kind; i64 uid of
/// one atom; i64 uid of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Bond {
    /// What the room knows it by.
    pub index: i64,
    /// Its order in every conformer, at least one.
    pub kinds: Vec<BondKind>,
    /// In which conformers it exists; as long as `kinds`.
    pub in_conformer: Vec<bool>,
    /// Uids of its atoms.
    pub atoms: [Uid; 2],
}

impl Bond {
    /// A new bond between two atoms.
    pub fn new(kind: BondKind, atoms: [Uid; 2]) -> Self {
        Self { index: NEW, kinds: vec![kind], in_conformer: vec![true], atoms }
    }

    /// Its order in a conformer; in the first if it has fewer.
    pub fn kind(&self, conformer: usize) -> BondKind {
        self.kinds.get(conformer).or(self.kinds.first()).copied().unwrap_or_default()
    }
}

impl Layout for Bond {
    const NAME: &'static str = "Bond";
    const VERSION: u8 = 1;
    const LEAST: usize = 26;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        let version = versions.of::<Self>();
        self.index.write(out, versions);
        let several = self.in_conformer.len() > 1;
        if version >= 1 {
            several.write(out, versions);
        }
        match (version, several) {
            (0, _) => i32::from(self.kind(out.conformer).code()).write(out, versions),
            (_, true) => {
                self.kinds.write(out, versions);
                self.in_conformer.write(out, versions);
            }
            (_, false) => self.kind(0).write(out, versions),
        }
        self.atoms[0].write(out, versions);
        self.atoms[1].write(out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let version = versions.of::<Self>();
        let index = i64::read(input, versions)?;
        let (kinds, in_conformer) = if version == 0 {
            let code = i32::read(input, versions)?;
            (vec![u8::try_from(code).map_or(BondKind::Unknown, BondKind::from)], vec![true])
        } else if bool::read(input, versions)? {
            (Vec::read(input, versions)?, Vec::read(input, versions)?)
        } else {
            (vec![BondKind::read(input, versions)?], vec![true])
        };
        Ok(Self {
            index,
            kinds,
            in_conformer,
            atoms: [Uid::read(input, versions)?, Uid::read(input, versions)?],
        })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let conformers = random.conformers;
        Self {
            index: i64::sample(random),
            kinds: (0..conformers).map(|_| BondKind::sample(random)).collect(),
            in_conformer: random.in_conformer(),
            atoms: [random.any_atom(), random.any_atom()],
        }
    }
}

layout! {
    /// A residue.
    pub struct Residue = "Residue", 2 {
        /// What the room knows it by.
        index: i64 = NEW,
        /// Uids of its atoms.
        atoms: Vec<Uid>,
        /// Its bonds; one to the next residue is in either.
        bonds: Vec<Bond>,
        /// Whether its ribbon shows.
        ribboned: bool = true,
        /// The ribbon's size.
        ribbon_size: f32 = 1.0,
        /// How the ribbon is drawn.
        ribbon_mode: RibbonMode,
        /// The ribbon's colour; clear for the room's choice.
        ribbon_color: Color,
        /// Whether its label shows.
        [1..] labeled: bool,
        /// The label.
        [1..] label_text: String,
        /// The kind of residue, as text.
        type_name: String,
        /// Its number in the chain.
        serial: i32 = 1,
        /// Its name: `ALA`, `HOH`.
        name: String = "res".to_owned(),
        /// Which secondary structure it belongs to.
        secondary_structure: SecondaryStructure,
        /// Alternative locations that do not show.
        [2..] ignored_alt_locs: Vec<u8>,
    }
}

layout! {
    /// A chain. The real client puts the hetero atoms of chain `A` in a chain `HA`.
    pub struct Chain = "Chain", 0 {
        /// What the room knows it by.
        index: i64 = NEW,
        /// Its residues.
        residues: Vec<Residue>,
        /// Its name.
        name: String = "chain".to_owned(),
    }
}

/// `Molecule`, newest version 1: one frame of a complex, perhaps in several conformers.
///
/// i64 index; Chain\[\]; v ≥ 1: bool several conformers, if so i32 current; i32 count; str\[\] names; map<str,str>\[\]
/// associated; else (and v 0) str name; map<str,str> associated.
#[derive(Debug, Clone, PartialEq)]
pub struct Molecule {
    /// What the room knows it by.
    pub index: i64,
    /// Its chains.
    pub chains: Vec<Chain>,
    /// Which conformer shows.
    pub current_conformer: i32,
    /// How many conformers it has.
    pub conformer_count: i32,
    /// The name of every conformer, at least one.
    pub names: Vec<String>,
    /// Keys and values of every conformer (the tags of an SDF), at least one.
    pub associateds: Vec<Tags>,
}

impl Default for Molecule {
    fn default() -> Self {
        Self {
            index: NEW,
            chains: Vec::new(),
            current_conformer: 0,
            conformer_count: 1,
            names: vec![String::new()],
            associateds: vec![Tags::new()],
        }
    }
}

impl Molecule {
    /// Which conformer shows; the first if the number makes no sense.
    pub(crate) fn shown(&self) -> usize {
        usize::try_from(self.current_conformer).unwrap_or(0)
    }
}

impl Layout for Molecule {
    const NAME: &'static str = "Molecule";
    const VERSION: u8 = 1;
    const LEAST: usize = 20;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.index.write(out, versions);
        let before = std::mem::replace(&mut out.conformer, self.shown());
        self.chains.write(out, versions);
        out.conformer = before;
        let several = self.conformer_count > 1;
        let version = versions.of::<Self>();
        if version >= 1 {
            several.write(out, versions);
        }
        if version >= 1 && several {
            self.current_conformer.write(out, versions);
            self.conformer_count.write(out, versions);
            self.names.write(out, versions);
            self.associateds.write(out, versions);
        } else {
            at_or_default(&self.names, self.shown()).write(out, versions);
            at_or_default(&self.associateds, self.shown()).write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let mut molecule = Self {
            index: i64::read(input, versions)?,
            chains: Vec::read(input, versions)?,
            ..Self::default()
        };
        if versions.of::<Self>() >= 1 && bool::read(input, versions)? {
            molecule.current_conformer = i32::read(input, versions)?;
            molecule.conformer_count = i32::read(input, versions)?;
            molecule.names = Vec::read(input, versions)?;
            molecule.associateds = Vec::read(input, versions)?;
        } else {
            molecule.names = vec![String::read(input, versions)?];
            molecule.associateds = vec![Tags::read(input, versions)?];
        }
        Ok(molecule)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let conformers = random.conformers;
        Self {
            index: i64::sample(random),
            chains: Vec::sample(random),
            current_conformer: 0,
            conformer_count: conformers as i32,
            names: (0..conformers).map(|_| String::sample(random)).collect(),
            associateds: (0..conformers).map(|_| Tags::sample(random)).collect(),
        }
    }
}

fn at_or_default<T: Clone + Default>(values: &[T], index: usize) -> T {
    values.get(index).or(values.first()).cloned().unwrap_or_default()
}

/// Before version 3 a complex was placed in a space of the other handedness: x of the position, y and z of the
/// rotation have the other sign.
mod position {
    use super::*;

    pub fn write(&[x, y, z]: &Vector3, out: &mut Writer, versions: &Versions, version: u8) {
        [if version < 3 { -x } else { x }, y, z].write(out, versions);
    }

    pub fn read(input: &mut Reader<'_>, versions: &Versions, version: u8) -> Result<Vector3, DecodeError> {
        let [x, y, z] = Vector3::read(input, versions)?;
        Ok([if version < 3 { -x } else { x }, y, z])
    }
}

/// See [`position`].
mod rotation {
    use super::*;

    pub fn write(&[x, y, z, w]: &Quaternion, out: &mut Writer, versions: &Versions, version: u8) {
        if version < 3 { [x, -y, -z, w] } else { [x, y, z, w] }.write(out, versions);
    }

    pub fn read(input: &mut Reader<'_>, versions: &Versions, version: u8) -> Result<Quaternion, DecodeError> {
        let [x, y, z, w] = Quaternion::read(input, versions)?;
        Ok(if version < 3 { [x, -y, -z, w] } else { [x, y, z, w] })
    }
}

layout! {
    /// An entry of the workspace. Without molecules it is shallow: its own fields only.
    pub struct Complex = "Complex", 3 {
        /// What the room knows it by.
        index: i64 = NEW,
        /// Its frames.
        molecules: Vec<Molecule>,
        /// Whether its box shows.
        boxed: bool,
        /// Whether it is fixed in its place.
        locked: bool,
        /// Whether it shows.
        visible: bool = true,
        /// Whether something is being computed for it.
        computing: bool,
        /// Which frame shows.
        current_frame: i32,
        /// Its name in the list of entries.
        name: String = "complex".to_owned(),
        /// A number behind its name.
        [2..] index_tag: i32,
        /// A text behind its name.
        [2..] split_tag: String,
        /// Where it is in the workspace.
        position: Vector3 as position,
        /// How it is turned in the workspace; all zero for not at all.
        rotation: Quaternion as rotation,
        /// Remarks of the file.
        remarks: Tags,
        /// Room → plugin: whether an atom of the current molecule is selected. Plugins write false.
        selected: bool,
        /// Plugin → room: whether the surface has to be made anew.
        surface_dirty: bool,
        /// Unused.
        surface_refresh_rate: f32 = -1.0,
        /// The text on its box.
        [1..] box_label: String,
    }
}

layout! {
    /// Everything in the room.
    pub struct Workspace = "Workspace", 0 {
        /// Its entries.
        complexes: Vec<Complex>,
        /// Where it is in the room.
        position: Vector3,
        /// How it is turned in the room; all zero for not at all.
        rotation: Quaternion,
        /// How large it shows in the room.
        scale: Vector3 = [0.02; 3],
    }
}

impl Residue {
    /// Its own fields, without atoms and bonds.
    pub fn shallow(&self) -> Self {
        Self {
            index: self.index,
            atoms: Vec::new(),
            bonds: Vec::new(),
            ribboned: self.ribboned,
            ribbon_size: self.ribbon_size,
            ribbon_mode: self.ribbon_mode,
            ribbon_color: self.ribbon_color,
            labeled: self.labeled,
            label_text: self.label_text.clone(),
            type_name: self.type_name.clone(),
            serial: self.serial,
            name: self.name.clone(),
            secondary_structure: self.secondary_structure,
            ignored_alt_locs: self.ignored_alt_locs.clone(),
        }
    }
}

impl Chain {
    /// Its own fields, without residues.
    pub fn shallow(&self) -> Self {
        Self { index: self.index, residues: Vec::new(), name: self.name.clone() }
    }
}

impl Molecule {
    /// Its own fields, without chains.
    pub fn shallow(&self) -> Self {
        Self {
            index: self.index,
            chains: Vec::new(),
            current_conformer: self.current_conformer,
            conformer_count: self.conformer_count,
            names: self.names.clone(),
            associateds: self.associateds.clone(),
        }
    }
}

impl Complex {
    /// Its own fields, without molecules.
    pub fn shallow(&self) -> Self {
        Self {
            index: self.index,
            molecules: Vec::new(),
            boxed: self.boxed,
            locked: self.locked,
            visible: self.visible,
            computing: self.computing,
            current_frame: self.current_frame,
            name: self.name.clone(),
            index_tag: self.index_tag,
            split_tag: self.split_tag.clone(),
            position: self.position,
            rotation: self.rotation,
            remarks: self.remarks.clone(),
            selected: self.selected,
            surface_dirty: self.surface_dirty,
            surface_refresh_rate: self.surface_refresh_rate,
            box_label: self.box_label.clone(),
        }
    }
}

layout! {
    /// A part of a molecule.
    pub struct Substructure = "Substructure", 0 {
        /// Its name.
        name: String,
        /// Indices of its residues.
        residues: Vec<i64>,
        /// What it is.
        kind: SubstructureKind,
    }
}
