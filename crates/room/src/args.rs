//! The flags of `geminal room`.

use std::net::SocketAddr;
use std::path::PathBuf;

use geminal_transport::Trust;

use crate::host::Settings;

/// How to run a room host.
#[derive(Debug, Clone, clap::Args)]
pub struct RoomArgs {
    /// Where browsers and scripts connect
    #[arg(long, env = "GEMINAL_ROOM_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,
    /// The relay's host
    #[arg(short = 'a', long = "relay", env = "NTS_HOST", default_value = "127.0.0.1", value_name = "HOST")]
    pub relay: String,
    /// The relay's port
    #[arg(short = 'p', long = "port", env = "NTS_PORT", default_value_t = 8888)]
    pub port: u16,
    /// The key of rooms, where the relay asks for one
    #[arg(short = 'k', long, env = "GEMINAL_ROOM_KEY")]
    pub key: Option<String>,
    /// Which relay to believe: `anybody`, `sha256:...` as it prints, or a PEM file of certificates
    #[arg(long, env = "NTS_TRUST", default_value = "anybody")]
    pub trust: String,
    /// The folder that plugins with the permission may use
    #[arg(long, env = "GEMINAL_ROOM_FILES", default_value = "geminal-files", value_name = "DIR")]
    pub files: PathBuf,
}

impl RoomArgs {
    /// The settings of the host.
    ///
    /// # Errors
    /// When `trust` says nothing that can be believed.
    pub fn settings(&self) -> Result<Settings, geminal_transport::TrustError> {
        Ok(Settings {
            relay: self.relay.clone(),
            port: self.port,
            trust: self.trust.parse::<Trust>()?,
            key: self.key.clone(),
            files: self.files.clone(),
        })
    }
}
