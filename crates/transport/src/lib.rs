//! Packets over TLS: what the relay, the plugin runtime and the room host share below their protocols.
//!
//! - [`connect`]: a TLS connection to a relay, and whom to [`Trust`].
//! - [`PacketReader`]: packets out of a stream, with memory bounded by what has really arrived.
//! - [`PacketWriter`]: packets into a stream, one at a time.
//! - [`Outbox`]: a bounded queue in front of a writer, for senders that must not wait.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use geminal_transport::{PacketReader, PacketWriter};
//! use geminal_wire::{Packet, PacketType};
//!
//! let (one_end, other_end) = tokio::io::duplex(64);
//! PacketWriter::new(one_end).send(&Packet::new(PacketType::KeepAlive, 0, 7, "")).await?;
//! let packet = PacketReader::new(other_end, 1 << 20).next().await?;
//! assert_eq!(packet.map(|p| p.plugin_id), Some(7));
//! # Ok(()) }
//! ```

mod outbox;
mod reader;
mod tls;
mod writer;

pub use outbox::{Budget, Closing, Full, Outbox};
pub use reader::{PacketReader, ReadError};
pub use tls::{ConnectError, Trust, TrustError, connect, crypto_provider, fingerprint, fingerprint_text};
pub use writer::PacketWriter;
