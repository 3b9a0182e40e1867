//! Versions: which revision of each layout a session speaks.
//!
//! Room and plugin each send a table of names and versions when they connect. For every name that both know the session
//! uses the lower version; any other name has version 0.

use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::Layout;
#[cfg(test)]
use crate::sample::Random;

/// The newest version of every layout, in the order in which the Python library 0.42.1 sends them.
#[rustfmt::skip]
const KNOWN: [(&str, u8); 137] = [
    ("SetSkybox", 0), ("AddHydrogen", 0), ("Complex", 3), ("Molecule", 1), ("Atom", 8),
    ("RemoveHydrogen", 0), ("StructurePrep", 0), ("CalculateESP", 0), ("StartMinimization", 0),
    ("StopMinimization", 0), ("ExportLocations", 0), ("ExportFile", 0), ("ImportFile", 0),
    ("GenerateMoleculeImage", 0), ("ExportSmiles", 0), ("ImportSmiles", 0), ("RunInteractions", 0),
    ("Integration", 0), ("ReceiveWorkspace", 0), ("Workspace", 0), ("ComplexAddedRemoved", 0),
    ("ReceiveComplexList", 0), ("ReceiveComplexes", 0), ("UpdateStructureDeepDone", 0),
    ("AddToWorkspace", 0), ("PositionStructuresDone", 0), ("AddDSSP", 0), ("AddBonds", 0),
    ("ComplexUpdated", 0), ("WorkspaceUpdated", 0), ("SelectionChanged", 0), ("ComputeHBonds", 0),
    ("RequestSubstructure", 0), ("Substructure", 0), ("UpdateWorkspace", 0), ("UpdateStructures", 0),
    ("Chain", 0), ("Residue", 2), ("AtomIndex", 0), ("Bond", 1), ("RequestWorkspace", 0),
    ("RequestComplexList", 0), ("RequestComplexes", 0), ("PositionStructures", 0),
    ("ComplexUpdatedHook", 0), ("SelectionChangedHook", 0), ("ApplyColorScheme", 0), ("ExportFiles", 0),
    ("ExportFilesItem", 0), ("pwd", 0), ("cd", 0), ("ls", 0), ("FileMeta", 0), ("mv", 0), ("cp", 0),
    ("get", 0), ("put", 0), ("rm", 0), ("rmdir", 0), ("mkdir", 0), ("LoadFileDone", 0),
    ("LoadFileDoneInfo", 0), ("Directory", 0), ("FileRequest", 0), ("FileSave", 0), ("LoadFile", 0),
    ("LoadFileInfo", 0), ("SetShape", 2), ("SphereShape", 0), ("LineShape", 0), ("LabelShape", 0),
    ("MeshShape", 1), ("Shape", 1), ("ShapeAnchor", 0), ("DeleteShape", 1), ("Button", 6), ("Dropdown", 0),
    ("DropdownItem", 0), ("Image", 2), ("Label", 1), ("LoadingBar", 1), ("Mesh", 1), ("Slider", 1),
    ("TextInput", 3), ("List", 1), ("LayoutNodeDeep", 0), ("UIContent", 0), ("MenuCallback", 1),
    ("ButtonCallback", 2), ("SliderCallback", 1), ("TextInputCallback", 1), ("ImageCallback", 1),
    ("DropdownCallback", 0), ("GetMenuTransformResponse", 0), ("UpdateMenu", 2), ("Menu", 0),
    ("LayoutNode", 1), ("SendUIContent", 1), ("SendLayoutNode", 1), ("SetMenuTransform", 0),
    ("GetMenuTransform", 0), ("SendNotification", 0), ("UIHook", 0), ("StreamCreationResult", 2),
    ("StreamFeed", 2), ("StreamInterrupt", 0), ("StreamFeedDone", 0), ("StreamCreation", 2),
    ("StreamDestruction", 0), ("Connect", 0), ("Run", 0), ("AdvancedSettings", 0),
    ("GetControllerTransformsResponse", 0), ("GetControllerTransforms", 0), ("OpenURL", 1),
    ("SetPluginListButton", 0), ("CreateInteractions", 1), ("Interaction", 1), ("GetInteractions", 1),
    ("DeleteInteractions", 1), ("InteractionsCalcDone", 0), ("Macro", 0), ("GetMacrosResponse", 0),
    ("RunMacro", 1), ("SaveMacro", 0), ("DeleteMacro", 0), ("GetMacros", 0), ("StopMacro", 0),
    ("GetPresenterInfoResponse", 1), ("PresenterChange", 0), ("GetPresenterInfo", 0), ("UnitCell", 0),
    ("AddVolumeDone", 0), ("AddVolume", 0), ("VolumeData", 0), ("VolumeProperties", 0), ("VolumeLayer", 0),
];

/// The name that stands for the flag "expects a response" in messages, not for a layout.
const TO_CLIENT_PROTOCOL: &str = "ToClientProtocol";

/// Names and versions, as they are sent in `connect`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VersionTable(pub Vec<(String, u8)>);

impl VersionTable {
    /// What the Python library 0.42.1 sends: every layout at its newest version, without the flag that says whether a
    /// message expects a response.
    pub fn library() -> Self {
        Self(KNOWN.iter().map(|&(name, version)| (name.to_owned(), version)).collect())
    }

    /// Everything this crate can speak: [`VersionTable::library`] and the flag.
    pub fn newest() -> Self {
        let mut table = Self::library();
        table.0.push((TO_CLIENT_PROTOCOL.to_owned(), 1));
        table
    }

    /// The version of a name; `None` if the table lacks it. Of a name sent twice the last counts.
    pub fn get(&self, name: &str) -> Option<u8> {
        self.0.iter().rev().find(|(known, _)| known == name).map(|&(_, version)| version)
    }

    /// The session's table: for each name of the room's that the plugin knows, the lower version. Both sides compute it.
    pub fn negotiate(room: &Self, plugin: &Self) -> Self {
        let both = room.0.iter().filter_map(|(name, version)| {
            plugin.get(name).map(|plugin_version| (name.clone(), plugin_version.min(*version)))
        });
        Self(both.collect())
    }
}

impl Layout for VersionTable {
    const LEAST: usize = 4;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.0.write(out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Vec::read(input, versions).map(Self)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let count = random.count();
        Self((0..count).map(|i| (format!("{}{i}", String::sample(random)), u8::sample(random))).collect())
    }
}

/// A session's table, resolved: the version of every known layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    versions: [u8; KNOWN.len()],
    /// Whether messages carry a byte that says if a response is expected.
    pub flags_responses: bool,
}

impl Versions {
    /// Every layout at its newest version, with the flag.
    pub fn newest() -> Self {
        Self::from(&VersionTable::newest())
    }

    /// Every layout at version 0, without the flag: what holds before the tables are known.
    pub fn oldest() -> Self {
        Self::from(&VersionTable::default())
    }

    /// What a room and a plugin speak after their `connect`s.
    pub fn negotiated(room: &VersionTable, plugin: &VersionTable) -> Self {
        Self::from(&VersionTable::negotiate(room, plugin))
    }

    /// Every layout at most at version `limit`.
    pub fn at_most(limit: u8) -> Self {
        let mut versions = Self::newest();
        for version in &mut versions.versions {
            *version = (*version).min(limit);
        }
        versions
    }

    /// The version of a layout.
    #[inline]
    pub fn of<L: Layout>(&self) -> u8 {
        match const { index_of(L::NAME, L::VERSION) } {
            Some(index) => self.versions[index],
            None => 0,
        }
    }
}

impl From<&VersionTable> for Versions {
    fn from(table: &VersionTable) -> Self {
        let mut versions = [0; KNOWN.len()];
        for (name, version) in &table.0 {
            if let Some(index) = KNOWN.iter().position(|(known, _)| known == name) {
                versions[index] = (*version).min(KNOWN[index].1);
            }
        }
        Self { versions, flags_responses: table.get(TO_CLIENT_PROTOCOL).is_some_and(|version| version >= 1) }
    }
}

/// Where a layout's name is in the table; `None` for a layout without a name.
const fn index_of(name: &str, newest: u8) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    let mut index = 0;
    while !equal(KNOWN[index].0, name) {
        index += 1; // a name that is not in the table fails to compile here
    }
    assert!(KNOWN[index].1 == newest, "the layout's newest version is not the table's");
    Some(index)
}

const fn equal(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::{Atom, Complex};

    fn table(rows: &[(&str, u8)]) -> VersionTable {
        VersionTable(rows.iter().map(|&(name, version)| (name.to_owned(), version)).collect())
    }

    #[test]
    fn negotiation() {
        let plugin = VersionTable::library();
        let negotiated = |rows| VersionTable::negotiate(&table(rows), &plugin);
        assert_eq!(
            negotiated(&[("UnitCell", 116), ("Atom", 5), ("ApplyCholorScheme", 0), ("ToClientProtocol", 1)]),
            table(&[("UnitCell", 0), ("Atom", 5)]) // 0.42.1 does not know the flag
        );
        let versions = Versions::negotiated(&table(&[("Atom", 200)]), &VersionTable::newest());
        assert_eq!(
            (versions.of::<Atom>(), versions.of::<Complex>(), versions.flags_responses),
            (8, 0, false)
        );
        assert!(Versions::negotiated(&VersionTable::newest(), &VersionTable::newest()).flags_responses);
        assert_eq!(Versions::at_most(2).of::<Atom>(), 2);
        assert_eq!(Versions::at_most(200), Versions::newest());
    }
}
