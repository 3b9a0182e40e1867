//! The relay server: plugins, rooms, presenters, and the packets between them.
//!
//! `docs/relay.md` says what it promises. Here is where that happens:
//!
//! - [`RelayArgs`] and [`Config`]: flags, environment, file.
//! - [`Relay`]: listens, accepts, stops; [`run`] is the command.
//! - `connection`: one task a connection, reader and writer apart.
//! - [`registry`]: the state, without sockets and clocks.
//! - `keys`, `certificate`, `rate`, `logs`, `metrics`, `http`: one thing each.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use geminal_relay::{Config, Relay};
//! use geminal_transport::{PacketReader, PacketWriter, Trust, connect};
//! use geminal_wire::relay_protocol::{RelayEvent, RoomRequest, User};
//!
//! let folder = tempfile::tempdir()?;
//! let relay = Relay::bind(Config::on_loopback(folder.path())).await?;
//! let port = relay.address().port();
//! let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
//! let serving = tokio::spawn(relay.serve(async { stopped.await.unwrap_or(()) }));
//!
//! let (read, write) = tokio::io::split(connect("127.0.0.1", port, &Trust::Anybody).await?);
//! let user = User { id: "ada".into(), name: "Ada".into() };
//! let open = RoomRequest::Open { key: None, user, name: "Lab".into() };
//! PacketWriter::new(write).send(&open.packet()).await?;
//! let answer = PacketReader::new(read, 1 << 20).next().await?.ok_or("closed")?;
//! assert!(matches!(RelayEvent::decode(&answer)?, RelayEvent::Welcome { room: 1, member: 1, .. }));
//!
//! let _ = stop.send(());
//! serving.await??;
//! # Ok(()) }
//! ```

mod certificate;
mod config;
mod connection;
mod http;
mod keys;
mod logs;
mod metrics;
mod rate;
pub mod registry;
mod server;
mod shared;

pub use certificate::CertificateError;
pub use config::{Config, ConfigError, RelayArgs, Settings};
pub use keys::{KeyError, Role};
pub use server::{Relay, RelayError, run};
