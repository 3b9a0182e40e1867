//! Sessions, their buttons and the room itself.

use crate::layout::{enumeration, layout};
use crate::values::Pose;
use crate::versions::VersionTable;

layout! {
    /// The plugin's first message of a session, the answer to the room's table of versions. It never carries the flag
    /// that says if a response is expected.
    pub struct PluginConnect = "Connect", 0 {
        /// How payloads are compressed; always 0, not at all.
        compression: u8,
        /// Every layout the plugin knows.
        versions: VersionTable,
    }
}

enumeration! {
    /// A plugin's buttons in the list of plugins.
    pub enum PluginButton: u32 { Run = 0, AdvancedSettings = 1, }
}

layout! {
    /// Changes a button of the plugin in the list of plugins.
    pub struct PluginListButton = "SetPluginListButton", 0 {
        /// Which button.
        button: PluginButton,
        /// Its text.
        text: String,
        /// Whether it can be pressed.
        usable: bool,
    }
}

layout! {
    /// Opens a page.
    pub struct OpenUrl = "OpenURL", 1 {
        /// Its address.
        url: String,
        /// Whether on the desktop rather than in the headset.
        [1..] desktop_browser: bool,
    }
}

layout! {
    /// Where the presenter's head and hands are.
    pub struct ControllerTransforms = "GetControllerTransformsResponse", 0 {
        /// The head.
        headset: Pose,
        /// The left hand.
        left: Pose,
        /// The right hand.
        right: Pose,
    }
}

enumeration! {
    /// What is around the room.
    pub enum Skybox: i32 {
        Unknown = -1, BlueSkyAndClouds = 0, Sunset = 1, BlueSkyAndGround = 2, Black = 3, White = 4, Graydient = 5,
    }
}
