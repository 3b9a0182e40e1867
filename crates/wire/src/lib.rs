//! The Nanome plugin protocol as values: packets, versions, messages and commands, without input or output.
//!
//! Bytes in, values out: nothing here opens a socket or reads a clock.
//!
//! ```
//! use bytes::BytesMut;
//! use geminal_wire::{Packet, PacketError, PacketType};
//!
//! let mut buffer = BytesMut::new();
//! Packet::new(PacketType::KeepAlive, 0, 7, "").encode(&mut buffer);
//! let mut half = BytesMut::from(&buffer[..10]);
//! assert_eq!(Packet::decode(&mut half, 1 << 20), Err(PacketError::Incomplete { more: 5 }));
//! assert_eq!(Packet::decode(&mut buffer, 1 << 20)?.plugin_id, 7);
//! # Ok::<(), PacketError>(())
//! ```

mod hash;
mod packet;
mod registration;
pub mod relay_protocol;

pub use hash::name_hash;
pub use packet::{HEADER_LENGTH, Head, Header, InvalidPacket, Packet, PacketError, PacketType};
pub use registration::{LOCAL_FILES_ACCESS, Registration};
