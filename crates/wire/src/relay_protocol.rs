//! What a room and the relay say to each other: JSON in the packets that the plugin protocol leaves open.
//!
//! The types 0, 2, 6 and 7 carry one [`RoomRequest`] (room → relay) or one [`RelayEvent`] (relay → room) each, UTF-8
//! JSON without a length before it; header ids are 0 and ignored. `docs/relay.md` is the specification.
//!
//! ```
//! use geminal_wire::relay_protocol::{RoomRequest, User};
//! use geminal_wire::{Packet, PacketType};
//!
//! let user = User { id: "ada".into(), name: "Ada".into() };
//! let request = RoomRequest::Open { key: None, user, name: "Lab".into() };
//! let packet = request.packet();
//! assert_eq!(packet.packet_type, PacketType::ClientConnection);
//! assert_eq!(RoomRequest::decode(&packet)?, request);
//! # Ok::<(), geminal_wire::relay_protocol::ProtocolError>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::integration::IntegrationGroup;
use crate::{Packet, PacketType};

/// The name of a group of integrations by the hash that a plugin registers; `None` for an unknown one.
pub fn integration_name(hash: u32) -> Option<&'static str> {
    IntegrationGroup::of_hash(hash).map(IntegrationGroup::name)
}

/// Who a member of a room is. The relay shows it to the other members and in its log, and trusts nothing in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The account.
    pub id: String,
    /// The name that people see.
    pub name: String,
}

/// A member of a room: one connection to the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Number of the member within the room, from 1, never used again.
    pub member: u32,
    /// Who it is.
    pub user: User,
}

/// A plugin that runs for a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The session id of the packets.
    pub session: u32,
    /// The plugin.
    pub plugin: u32,
}

/// A plugin that a room may activate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plugin {
    /// The plugin's id, from 1.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// One paragraph for people.
    pub description: String,
    /// The first tag, or empty.
    pub category: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// Whether it has a second button, "advanced settings".
    pub has_advanced: bool,
    /// Hashes of the permissions it asks for.
    pub permissions: Vec<u32>,
    /// Request hashes of the integrations it serves.
    pub integrations: Vec<u32>,
    /// False while its connection is lost and the relay waits for it to come back.
    pub connected: bool,
}

/// Which plugin serves an integration for this room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The integration's request hash.
    pub integration: u32,
    /// Its name, for the known ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The plugin that serves it: the room's choice while that is connected, otherwise the first registered.
    pub plugin: u32,
    /// Every connected plugin that could, first registered first.
    pub candidates: Vec<u32>,
}

/// What a room asks of the relay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRequest {
    /// Opens a room; the sender presents. First packet of a connection. (type 2)
    Open {
        /// The room's key; null where the relay asks for none.
        #[serde(default)]
        key: Option<String>,
        /// Who opens it.
        user: User,
        /// The room's name, for people and logs.
        #[serde(default)]
        name: String,
    },
    /// Joins a room that exists. First packet of a connection. (type 2)
    Join {
        /// The room's key; null where the relay asks for none.
        #[serde(default)]
        key: Option<String>,
        /// Who joins.
        user: User,
        /// The room.
        room: u32,
        /// The secret that [`RelayEvent::Welcome`] gave to its other members.
        invite: String,
    },
    /// Starts a session of a plugin; presenter only. (type 2)
    Activate {
        /// The plugin.
        plugin: u32,
    },
    /// Asks for the list of plugins, which also comes by itself. (type 0)
    List {},
    /// Chooses which plugin serves an integration for this room; presenter only. (type 0)
    Choose {
        /// The integration's request hash.
        integration: u32,
        /// The plugin; null goes back to the first registered.
        plugin: Option<u32>,
    },
    /// Hands the presenter's role to another member; presenter only. (type 7)
    HandOver {
        /// The member.
        to: u32,
        /// What the new presenter needs to know (versions, hooks ...): passed on unread.
        #[serde(default)]
        state: serde_json::Value,
    },
    /// Another person presents through the same connection; presenter only. (type 7)
    Present {
        /// Who presents now.
        user: User,
    },
    /// Ends a session; presenter only. (type 6)
    Deactivate {
        /// The session.
        session: u32,
    },
    /// Leaves the room. (type 6)
    Leave {},
    /// Closes the room for all; presenter only. (type 6)
    Close {},
}

/// Why the relay did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The key is missing, unknown or not one for rooms.
    Key,
    /// The packet is not what this protocol allows here.
    Protocol,
    /// A limit of the relay is reached.
    Full,
    /// No such room, or the invitation is wrong.
    UnknownRoom,
    /// No such member in this room.
    UnknownMember,
    /// No such plugin, or not one for this room.
    UnknownPlugin,
    /// The plugin's connection is lost at the moment.
    PluginAway,
    /// No such session in this room.
    UnknownSession,
    /// Only the presenter may do this.
    NotPresenter,
    /// The relay is stopping.
    Stopping,
}

/// Why a session or a room ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The room asked for it.
    Requested,
    /// The plugin ended the session: its process stopped, crashed or ran out of time.
    PluginEnded,
    /// The plugin's connection was lost and did not come back.
    PluginLost,
    /// The relay is stopping.
    Stopping,
}

/// What the relay tells a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelayEvent {
    /// The room is open, or joined. (type 2)
    Welcome {
        /// The room.
        room: u32,
        /// The room's name.
        name: String,
        /// The receiver's own number.
        member: u32,
        /// Who presents.
        presenter: u32,
        /// The secret that lets another connection join.
        invite: String,
        /// Everybody in the room, the receiver last.
        members: Vec<Member>,
        /// The sessions that run.
        sessions: Vec<Session>,
        /// The longest payload the relay takes, bytes.
        max_payload: u64,
        /// Silence after which the relay gives a connection up, seconds; send a keep-alive at least twice as often.
        idle_seconds: u64,
    },
    /// The connection is refused and ends. (type 2)
    Refused {
        /// Why.
        reason: Failure,
        /// Why, for people.
        message: String,
    },
    /// A session starts: send its Connect command now. Answers [`RoomRequest::Activate`]. (type 2)
    Activated {
        /// The new session.
        session: u32,
        /// Its plugin.
        plugin: u32,
    },
    /// A request or a packet was not carried out; nothing else changes. (type 2)
    Failed {
        /// What was asked: the request's name, or `message` for a packet of type 3.
        request: String,
        /// The session or plugin it was about; 0 for neither.
        #[serde(default)]
        about: u32,
        /// Why.
        reason: Failure,
        /// Why, for people.
        message: String,
    },
    /// The plugins that this room may use, all of them, whenever anything about them changes. (type 0)
    Plugins {
        /// The plugins, first registered first.
        plugins: Vec<Plugin>,
        /// Who serves which integration.
        integrations: Vec<Route>,
    },
    /// Who is in the room, whenever it changes. (type 7)
    Members {
        /// Who presents.
        presenter: u32,
        /// Everybody, first come first.
        members: Vec<Member>,
    },
    /// Another member, or another person, presents. (type 7)
    Presenter {
        /// Who presents now.
        presenter: u32,
        /// Who that is.
        user: User,
        /// The sessions that the presenter now answers for.
        sessions: Vec<Session>,
        /// What the presenter before passed on; null to everybody else.
        #[serde(default)]
        state: serde_json::Value,
    },
    /// A session is over; no packet of it follows. (type 6)
    SessionEnded {
        /// The session.
        session: u32,
        /// Its plugin.
        plugin: u32,
        /// Why.
        reason: EndReason,
    },
    /// The room is closed; the connection ends. (type 6)
    RoomClosed {
        /// Why.
        reason: EndReason,
    },
}

/// Why a packet is not a request or an event.
#[derive(Debug, thiserror::Error)]
pub enum ProtocolError {
    /// The payload is not the JSON expected.
    #[error("a packet of type {packet_type} does not hold the JSON expected there: {source}")]
    Json {
        /// The packet's type.
        packet_type: u8,
        /// What the JSON reader says.
        source: serde_json::Error,
    },
    /// The request or event is right, but its packet has another type.
    #[error("`{what}` came in a packet of type {packet_type}, it belongs in type {expected}")]
    WrongType {
        /// Name of the request or event.
        what: &'static str,
        /// The packet's type.
        packet_type: u8,
        /// The type it belongs in.
        expected: u8,
    },
}

impl RoomRequest {
    /// The request's name, as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Open { .. } => "open",
            Self::Join { .. } => "join",
            Self::Activate { .. } => "activate",
            Self::List {} => "list",
            Self::Choose { .. } => "choose",
            Self::HandOver { .. } => "hand_over",
            Self::Present { .. } => "present",
            Self::Deactivate { .. } => "deactivate",
            Self::Leave {} => "leave",
            Self::Close {} => "close",
        }
    }

    /// The type of the packet it travels in.
    pub fn packet_type(&self) -> PacketType {
        match self {
            Self::Open { .. } | Self::Join { .. } | Self::Activate { .. } => PacketType::ClientConnection,
            Self::List {} | Self::Choose { .. } => PacketType::PluginList,
            Self::HandOver { .. } | Self::Present { .. } => PacketType::MasterChange,
            Self::Deactivate { .. } | Self::Leave {} | Self::Close {} => PacketType::ClientDisconnection,
        }
    }

    /// The packet to send.
    pub fn packet(&self) -> Packet {
        json_packet(self.packet_type(), self)
    }

    /// Reads a packet of type 0, 2, 6 or 7.
    ///
    /// # Errors
    /// When the payload is not a request, or belongs in another packet type.
    pub fn decode(packet: &Packet) -> Result<Self, ProtocolError> {
        let request: Self = from_json(packet)?;
        check_type(packet, request.name(), request.packet_type())?;
        Ok(request)
    }
}

impl RelayEvent {
    /// The event's name, as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Welcome { .. } => "welcome",
            Self::Refused { .. } => "refused",
            Self::Activated { .. } => "activated",
            Self::Failed { .. } => "failed",
            Self::Plugins { .. } => "plugins",
            Self::Members { .. } => "members",
            Self::Presenter { .. } => "presenter",
            Self::SessionEnded { .. } => "session_ended",
            Self::RoomClosed { .. } => "room_closed",
        }
    }

    /// The type of the packet it travels in.
    pub fn packet_type(&self) -> PacketType {
        match self {
            Self::Welcome { .. } | Self::Refused { .. } | Self::Activated { .. } | Self::Failed { .. } => {
                PacketType::ClientConnection
            }
            Self::Plugins { .. } => PacketType::PluginList,
            Self::Members { .. } | Self::Presenter { .. } => PacketType::MasterChange,
            Self::SessionEnded { .. } | Self::RoomClosed { .. } => PacketType::ClientDisconnection,
        }
    }

    /// The packet to send.
    pub fn packet(&self) -> Packet {
        json_packet(self.packet_type(), self)
    }

    /// Reads a packet of type 0, 2, 6 or 7.
    ///
    /// # Errors
    /// When the payload is not an event, or belongs in another packet type.
    pub fn decode(packet: &Packet) -> Result<Self, ProtocolError> {
        let event: Self = from_json(packet)?;
        check_type(packet, event.name(), event.packet_type())?;
        Ok(event)
    }
}

fn json_packet(packet_type: PacketType, value: &impl Serialize) -> Packet {
    // Strings, numbers and lists always serialize.
    Packet::new(packet_type, 0, 0, serde_json::to_vec(value).unwrap_or_default())
}

fn from_json<T: for<'de> Deserialize<'de>>(packet: &Packet) -> Result<T, ProtocolError> {
    serde_json::from_slice(&packet.payload)
        .map_err(|source| ProtocolError::Json { packet_type: packet.packet_type.code(), source })
}

fn check_type(packet: &Packet, what: &'static str, expected: PacketType) -> Result<(), ProtocolError> {
    if packet.packet_type == expected {
        return Ok(());
    }
    Err(ProtocolError::WrongType { what, packet_type: packet.packet_type.code(), expected: expected.code() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_their_json() {
        let user = || User { id: "7".into(), name: "Ada".into() };
        for (packet_type, json, request) in [
            (
                2,
                r#"{"open":{"key":null,"user":{"id":"7","name":"Ada"},"name":"Lab"}}"#,
                RoomRequest::Open { key: None, user: user(), name: "Lab".into() },
            ),
            (
                2,
                r#"{"join":{"key":"A1","user":{"id":"7","name":"Ada"},"room":3,"invite":"ff"}}"#,
                RoomRequest::Join { key: Some("A1".into()), user: user(), room: 3, invite: "ff".into() },
            ),
            (2, r#"{"activate":{"plugin":4}}"#, RoomRequest::Activate { plugin: 4 }),
            (0, r#"{"list":{}}"#, RoomRequest::List {}),
            (
                0,
                r#"{"choose":{"integration":446506409,"plugin":null}}"#,
                RoomRequest::Choose { integration: 446_506_409, plugin: None },
            ),
            (
                7,
                r#"{"hand_over":{"to":2,"state":{"a":1}}}"#,
                RoomRequest::HandOver { to: 2, state: serde_json::json!({"a": 1}) },
            ),
            (7, r#"{"present":{"user":{"id":"7","name":"Ada"}}}"#, RoomRequest::Present { user: user() }),
            (6, r#"{"deactivate":{"session":9}}"#, RoomRequest::Deactivate { session: 9 }),
            (6, r#"{"leave":{}}"#, RoomRequest::Leave {}),
            (6, r#"{"close":{}}"#, RoomRequest::Close {}),
        ] {
            let packet = request.packet();
            assert_eq!(packet.payload, json.as_bytes());
            assert_eq!(packet.packet_type.code(), packet_type, "{json}");
            assert_eq!(RoomRequest::decode(&packet).ok(), Some(request), "{json}");
            let elsewhere = Packet { packet_type: PacketType::KeepAlive, ..packet };
            assert!(
                matches!(RoomRequest::decode(&elsewhere), Err(ProtocolError::WrongType { .. })),
                "{json}"
            );
        }
    }

    #[test]
    fn what_is_no_request() {
        for json in
            ["", "{}", "[]", r#"{"open":{}}"#, r#"{"activate":{"plugin":-1}}"#, "\u{ff}", r#"{"fly":{}}"#]
        {
            let packet = Packet::new(PacketType::ClientConnection, 0, 0, json.to_owned());
            assert!(matches!(RoomRequest::decode(&packet), Err(ProtocolError::Json { .. })), "{json}");
        }
    }

    #[test]
    fn events_come_back() {
        for event in [
            RelayEvent::Refused { reason: Failure::Key, message: "no".into() },
            RelayEvent::Activated { session: 1, plugin: 2 },
            RelayEvent::Plugins { plugins: vec![], integrations: vec![] },
            RelayEvent::SessionEnded { session: 1, plugin: 2, reason: EndReason::PluginLost },
            RelayEvent::RoomClosed { reason: EndReason::Stopping },
        ] {
            assert_eq!(RelayEvent::decode(&event.packet()).ok(), Some(event));
        }
    }
}
