//! What happens in a room, for the people in it: one JSON object an event over the WebSocket.

use serde::Serialize;

use crate::workspace::Edit;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Complexes came, changed or went.
    Workspace {
        /// Which.
        edit: Edit,
    },
    /// Atoms moved: three coordinates each, in the frame of their complex.
    Moved {
        /// The atoms' indices.
        atoms: Vec<i64>,
        /// Å.
        coordinates: Vec<f32>,
    },
    /// The selection changed in some complexes.
    Selection {
        /// Which.
        complexes: Vec<i64>,
    },
    /// The list of plugins changed.
    Plugins,
    /// A plugin is at work.
    SessionStarted {
        /// Its session.
        session: u32,
        /// The plugin.
        plugin: u32,
    },
    /// A plugin has ended its work.
    SessionEnded {
        /// Its session.
        session: u32,
    },
    /// A plugin says something.
    Notification {
        /// Its session.
        session: u32,
        /// `message`, `success`, `warning` or `error`.
        kind: &'static str,
        /// The text.
        text: String,
    },
    /// A menu came, or changed.
    Menu {
        /// Its session.
        session: u32,
        /// Its number.
        index: u8,
    },
    /// A button of a plugin in the list changed.
    ListButton {
        /// Its session.
        session: u32,
    },
    /// Shapes came, changed or went.
    Shapes,
    /// Interactions came, changed or went.
    Interactions,
    /// A map came.
    Volumes,
    /// A stream began.
    StreamStarted {
        /// Its session.
        session: u32,
        /// The stream.
        stream: u32,
    },
    /// A stream ended.
    StreamEnded {
        /// Its session.
        session: u32,
        /// The stream.
        stream: u32,
    },
    /// A plugin answered an integration.
    Integration {
        /// Its session.
        session: u32,
        /// The integration.
        name: &'static str,
        /// Its answer, where that is a yes or no.
        success: Option<bool>,
        /// Locations or SMILES.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        texts: Vec<String>,
        /// Pictures, PNG as base64.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        images: Vec<String>,
    },
    /// A plugin wants people to look at atoms.
    Focus {
        /// The atoms' indices.
        atoms: Vec<i64>,
    },
    /// A plugin wants a page opened.
    OpenUrl {
        /// Where.
        url: String,
    },
    /// The sky changed.
    Skybox,
    /// Somebody else presents.
    Presenter {
        /// Who.
        name: String,
    },
    /// Something did not work.
    Failed {
        /// What and why.
        message: String,
    },
    /// The room is closed.
    Closed,
}
