//! The Nanome plugin protocol as values: packets, versions, messages and commands, without input or output.
//!
//! Bytes in, values out: nothing here opens a socket or reads a clock. A [`Packet`] frames what goes over a connection.
//! A plugin says [`Message`]s, a room says [`Command`]s; how each lies in a payload depends on the [`Versions`] that
//! the two agreed on in their `connect`s.
//!
//! ```
//! use geminal_wire::structure::{Complex, WithAtoms};
//! use geminal_wire::{Command, Message, PacketType, Packet, PluginConnect, VersionTable, Versions};
//!
//! // The room begins a session; the plugin answers with what it knows; both compute the same versions.
//! let room = VersionTable::newest();
//! let hello = Command::Connect(room.clone()).encode(0, &Versions::oldest());
//! let packet = Packet::new(PacketType::MessageToPlugin, 7, 1, hello);
//! assert_eq!(packet.head().map(|head| head.hash), Some(116_013_167));
//!
//! let answer = Message::Connect(PluginConnect { compression: 0, versions: VersionTable::library() });
//! let payload = answer.encode(0, false, &Versions::oldest());
//! let Message::Connect(plugin) = Message::decode(&payload, &Versions::oldest())?.message else { unreachable!() };
//! let versions = Versions::negotiated(&room, &plugin.versions);
//!
//! // From now on they talk.
//! let add = Message::AddToWorkspace(WithAtoms { atoms: vec![], structure: vec![Complex::default()] });
//! let received = Message::decode(&add.encode(2, true, &versions), &versions)?;
//! assert_eq!((received.request_id, received.message), (2, add));
//! # Ok::<(), geminal_wire::DecodeError>(())
//! ```

mod appearance;
mod codec;
mod command;
mod control;
mod convert;
mod follow;
mod hash;
mod layout;
mod message;
mod packet;
mod protocol;
mod registration;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod values;
mod versions;

pub mod archive;
pub mod files;
pub mod integration;
pub mod interactions;
pub mod macros;
pub mod relay_protocol;
pub mod shapes;
pub mod streams;
pub mod structure;
pub mod ui;
pub mod user;
pub mod volumes;

pub use appearance::{Appearance, BondLook, ChainLook};
pub use codec::{DecodeError, Invalid, Reader, Writer};
pub use command::{COMMANDS, Command, ReceivedCommand};
pub use control::{ControllerTransforms, OpenUrl, PluginButton, PluginConnect, PluginListButton, Skybox};
pub use convert::{ConvertError, Entry};
pub use hash::name_hash;
pub use layout::Layout;
pub use message::{MESSAGES, Message, ReceivedMessage};
pub use packet::{HEADER_LENGTH, Head, Header, InvalidPacket, Packet, PacketError, PacketType};
pub use protocol::{RequestIds, Row};
pub use registration::{LOCAL_FILES_ACCESS, Registration};
pub use values::{CachedImage, Color, NO_ROTATION, Pose, Quaternion, Tags, Transform, Vector3};
pub use versions::{VersionTable, Versions};
