//! Settings from flags, environment and file.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::keys::Role;
use crate::registry::Limits;

/// The flags of `geminal relay`.
#[derive(Debug, Clone, Default, Args)]
pub struct RelayArgs {
    /// TOML file with any of the settings; flags and environment go before it
    #[arg(long, env = "GEMINAL_RELAY_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Make a key with this name, add its hash to the key file, print it, and stop
    #[arg(long, value_name = "NAME", requires = "keys")]
    pub new_key: Option<String>,
    /// With --new-key: what the key is for
    #[arg(long, value_enum, default_value_t = Role::Any)]
    pub role: Role,
    /// With --new-key: plugins with this key are seen only by rooms whose key has the same group
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// The settings.
    #[command(flatten)]
    pub settings: Settings,
}

/// What can be set in the file, the environment and by flags. Nothing given means the default.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Settings {
    /// Where plugins and rooms connect (TLS) [default: 127.0.0.1:8888]
    #[arg(long, env = "GEMINAL_RELAY_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Where /metrics, /healthz and /readyz are served (plain HTTP) [default: nowhere]
    #[arg(long, env = "GEMINAL_RELAY_HTTP", value_name = "ADDR")]
    pub http: Option<SocketAddr>,
    /// Key file; without one only loopback is allowed
    #[arg(long, env = "GEMINAL_RELAY_KEYS", value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// Listen beyond loopback although nobody needs a key
    #[arg(long, env = "GEMINAL_RELAY_ALLOW_NO_KEYS", num_args = 0..=1, default_missing_value = "true")]
    pub allow_no_keys: Option<bool>,
    /// PEM file with the certificate chain [default: self-signed, made once]
    #[arg(long, env = "GEMINAL_RELAY_CERTIFICATE", value_name = "FILE", requires = "private_key")]
    pub certificate: Option<PathBuf>,
    /// PEM file with the certificate's private key
    #[arg(long, env = "GEMINAL_RELAY_PRIVATE_KEY", value_name = "FILE", requires = "certificate")]
    pub private_key: Option<PathBuf>,
    /// Folder that keeps the self-signed certificate [default: ~/.local/state/geminal/relay]
    #[arg(long, env = "GEMINAL_RELAY_STATE", value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Longest payload of a packet, bytes [default: 268435456]
    #[arg(long, env = "GEMINAL_RELAY_MAX_PAYLOAD", value_name = "BYTES")]
    pub max_payload: Option<usize>,
    /// What may wait for one connection before it is cut off as too slow, bytes [default: 67108864]
    #[arg(long, env = "GEMINAL_RELAY_MAX_QUEUE", value_name = "BYTES")]
    pub max_queue: Option<usize>,
    /// What may wait for all connections together, bytes [default: 2147483648]
    #[arg(long, env = "GEMINAL_RELAY_MAX_QUEUED", value_name = "BYTES")]
    pub max_queued: Option<usize>,
    /// Connections at a time [default: 8192]
    #[arg(long, env = "GEMINAL_RELAY_MAX_CONNECTIONS", value_name = "N")]
    pub max_connections: Option<usize>,
    /// Plugins at a time [default: 1024]
    #[arg(long, env = "GEMINAL_RELAY_MAX_PLUGINS", value_name = "N")]
    pub max_plugins: Option<usize>,
    /// Rooms at a time [default: 4096]
    #[arg(long, env = "GEMINAL_RELAY_MAX_ROOMS", value_name = "N")]
    pub max_rooms: Option<usize>,
    /// Members of one room [default: 64]
    #[arg(long, env = "GEMINAL_RELAY_MAX_MEMBERS", value_name = "N")]
    pub max_members: Option<usize>,
    /// Sessions of one room [default: 64]
    #[arg(long, env = "GEMINAL_RELAY_MAX_SESSIONS", value_name = "N")]
    pub max_sessions: Option<usize>,
    /// Packets a second from one connection; above it that connection is read more slowly [default: 20000]
    #[arg(long, env = "GEMINAL_RELAY_RATE_PACKETS", value_name = "N")]
    pub rate_packets: Option<u32>,
    /// Bytes a second from one connection; above it that connection is read more slowly [default: 536870912]
    #[arg(long, env = "GEMINAL_RELAY_RATE_BYTES", value_name = "BYTES")]
    pub rate_bytes: Option<u32>,
    /// New connections a second; above it they wait [default: 500]
    #[arg(long, env = "GEMINAL_RELAY_RATE_CONNECTIONS", value_name = "N")]
    pub rate_connections: Option<u32>,
    /// Time for TLS and the first packet, seconds [default: 10]
    #[arg(long, env = "GEMINAL_RELAY_HANDSHAKE_SECONDS", value_name = "N")]
    pub handshake_seconds: Option<u64>,
    /// Silence after which a connection is given up, seconds [default: 150]
    #[arg(long, env = "GEMINAL_RELAY_IDLE_SECONDS", value_name = "N")]
    pub idle_seconds: Option<u64>,
    /// Time without progress in writing after which a connection is cut off as too slow, seconds [default: 30]
    #[arg(long, env = "GEMINAL_RELAY_WRITE_SECONDS", value_name = "N")]
    pub write_seconds: Option<u64>,
    /// How long the sessions of a lost plugin wait for it to come back, seconds [default: 30]
    #[arg(long, env = "GEMINAL_RELAY_GRACE_SECONDS", value_name = "N")]
    pub grace_seconds: Option<u64>,
    /// How long a stop lets queues empty, seconds [default: 5]
    #[arg(long, env = "GEMINAL_RELAY_DRAIN_SECONDS", value_name = "N")]
    pub drain_seconds: Option<u64>,
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", .file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML of these settings.
    #[error("{}: {source}", .file.display())]
    Parse {
        /// Which file.
        file: PathBuf,
        /// Where and why.
        source: toml::de::Error,
    },
    /// Open to the network without keys.
    #[error(
        "{0} is not loopback and nobody would need a key: give --keys FILE (make one with --new-key), \
         or say --allow-no-keys"
    )]
    NoKeys(SocketAddr),
    /// A certificate without its key, or the other way round.
    #[error("certificate and private-key belong together: give both or neither")]
    HalfCertificate,
    /// A limit that lets nothing through.
    #[error("{0} must be above 0")]
    Zero(&'static str),
}

/// Settings, complete and checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where plugins and rooms connect.
    pub listen: SocketAddr,
    /// Where metrics and health are served.
    pub http: Option<SocketAddr>,
    /// The key file.
    pub keys: Option<PathBuf>,
    /// Certificate and private key, PEM.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// Folder of the self-signed certificate.
    pub state: PathBuf,
    /// Longest payload, bytes.
    pub max_payload: usize,
    /// Bytes that may wait for one connection.
    pub max_queue: usize,
    /// Bytes that may wait for all.
    pub max_queued: usize,
    /// Connections at a time.
    pub max_connections: usize,
    /// Plugins, rooms, members, sessions; grace.
    pub limits: Limits,
    /// Packets a second from one connection.
    pub rate_packets: u32,
    /// Bytes a second from one connection.
    pub rate_bytes: u32,
    /// New connections a second.
    pub rate_connections: u32,
    /// Time for TLS and the first packet.
    pub handshake: Duration,
    /// Longest silence.
    pub idle: Duration,
    /// Longest write without progress.
    pub write: Duration,
    /// How long a stop lets queues empty.
    pub drain: Duration,
}

impl Config {
    /// The defaults on a free loopback port, with the certificate kept in `state`.
    pub fn on_loopback(state: impl Into<PathBuf>) -> Self {
        let settings = Settings {
            listen: Some((Ipv4Addr::LOCALHOST, 0).into()),
            state: Some(state.into()),
            ..Settings::default()
        };
        settings.with_defaults()
    }

    /// Flags and environment over the file over the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, or the settings contradict each other.
    pub fn from_args(args: &RelayArgs) -> Result<Self, ConfigError> {
        let settings = match &args.config {
            Some(file) => args.settings.clone().over(read(file)?),
            None => args.settings.clone(),
        };
        settings.check()?;
        Ok(settings.with_defaults())
    }
}

fn read(file: &Path) -> Result<Settings, ConfigError> {
    let text = std::fs::read_to_string(file)
        .map_err(|source| ConfigError::Read { file: file.to_owned(), source })?;
    toml::from_str(&text).map_err(|source| ConfigError::Parse { file: file.to_owned(), source })
}

impl Settings {
    /// What is set here, and the rest from `file`.
    fn over(self, file: Self) -> Self {
        Self {
            listen: self.listen.or(file.listen),
            http: self.http.or(file.http),
            keys: self.keys.or(file.keys),
            allow_no_keys: self.allow_no_keys.or(file.allow_no_keys),
            certificate: self.certificate.or(file.certificate),
            private_key: self.private_key.or(file.private_key),
            state: self.state.or(file.state),
            max_payload: self.max_payload.or(file.max_payload),
            max_queue: self.max_queue.or(file.max_queue),
            max_queued: self.max_queued.or(file.max_queued),
            max_connections: self.max_connections.or(file.max_connections),
            max_plugins: self.max_plugins.or(file.max_plugins),
            max_rooms: self.max_rooms.or(file.max_rooms),
            max_members: self.max_members.or(file.max_members),
            max_sessions: self.max_sessions.or(file.max_sessions),
            rate_packets: self.rate_packets.or(file.rate_packets),
            rate_bytes: self.rate_bytes.or(file.rate_bytes),
            rate_connections: self.rate_connections.or(file.rate_connections),
            handshake_seconds: self.handshake_seconds.or(file.handshake_seconds),
            idle_seconds: self.idle_seconds.or(file.idle_seconds),
            write_seconds: self.write_seconds.or(file.write_seconds),
            grace_seconds: self.grace_seconds.or(file.grace_seconds),
            drain_seconds: self.drain_seconds.or(file.drain_seconds),
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        let listen = self.listen.unwrap_or_else(default_listen);
        if self.keys.is_none() && !listen.ip().is_loopback() && self.allow_no_keys != Some(true) {
            return Err(ConfigError::NoKeys(listen));
        }
        if self.certificate.is_some() != self.private_key.is_some() {
            return Err(ConfigError::HalfCertificate);
        }
        for (name, zero) in [
            ("max-payload", self.max_payload == Some(0)),
            ("max-queue", self.max_queue == Some(0)),
            ("max-queued", self.max_queued == Some(0)),
            ("max-connections", self.max_connections == Some(0)),
            ("rate-packets", self.rate_packets == Some(0)),
            ("rate-bytes", self.rate_bytes == Some(0)),
            ("rate-connections", self.rate_connections == Some(0)),
            ("handshake-seconds", self.handshake_seconds == Some(0)),
            ("idle-seconds", self.idle_seconds == Some(0)),
            ("write-seconds", self.write_seconds == Some(0)),
        ] {
            if zero {
                return Err(ConfigError::Zero(name));
            }
        }
        Ok(())
    }

    fn with_defaults(self) -> Config {
        let max_payload = self.max_payload.unwrap_or(256 << 20).min(i32::MAX as usize);
        let idle = Duration::from_secs(self.idle_seconds.unwrap_or(150));
        Config {
            listen: self.listen.unwrap_or_else(default_listen),
            http: self.http,
            keys: self.keys,
            certificate: self.certificate.zip(self.private_key),
            state: self.state.unwrap_or_else(default_state),
            max_payload,
            max_queue: self.max_queue.unwrap_or(64 << 20),
            max_queued: self.max_queued.unwrap_or(2 << 30),
            max_connections: self.max_connections.unwrap_or(8192),
            limits: Limits {
                plugins: self.max_plugins.unwrap_or(1024),
                rooms: self.max_rooms.unwrap_or(4096),
                members: self.max_members.unwrap_or(64),
                sessions: self.max_sessions.unwrap_or(64),
                grace: Duration::from_secs(self.grace_seconds.unwrap_or(30)),
                max_payload: max_payload as u64,
                idle,
            },
            rate_packets: self.rate_packets.unwrap_or(20_000),
            rate_bytes: self.rate_bytes.unwrap_or(512 << 20),
            rate_connections: self.rate_connections.unwrap_or(500),
            handshake: Duration::from_secs(self.handshake_seconds.unwrap_or(10)),
            idle,
            write: Duration::from_secs(self.write_seconds.unwrap_or(30)),
            drain: Duration::from_secs(self.drain_seconds.unwrap_or(5)),
        }
    }
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8888).into()
}

fn default_state() -> PathBuf {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/state"));
    state.or_else(home).unwrap_or_else(|| PathBuf::from(".")).join("geminal/relay")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        relay: RelayArgs,
    }

    #[test]
    fn flags_go_before_the_file_and_the_file_before_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("relay.toml");
        let file_text = file.display().to_string();
        for (toml, flags, expected) in [
            ("", &[][..], "Ok(127.0.0.1:8888, 4096 rooms)"),
            ("listen = '127.0.0.1:1'\nmax-rooms = 5", &[], "Ok(127.0.0.1:1, 5 rooms)"),
            ("listen = '127.0.0.1:1'\nmax-rooms = 5", &["--max-rooms", "7"], "Ok(127.0.0.1:1, 7 rooms)"),
            ("", &["--listen", "0.0.0.0:8888"], "0.0.0.0:8888 is not loopback"),
            ("", &["--listen", "0.0.0.0:8888", "--allow-no-keys"], "Ok(0.0.0.0:8888, 4096 rooms)"),
            ("allow-no-keys = true", &["--listen", "0.0.0.0:8888"], "Ok(0.0.0.0:8888, 4096 rooms)"),
            ("keys = 'k'", &["--listen", "0.0.0.0:8888"], "Ok(0.0.0.0:8888, 4096 rooms)"),
            ("certificate = 'c'", &[], "certificate and private-key belong together"),
            ("max-payload = 0", &[], "max-payload must be above 0"),
            ("max-romms = 5", &[], &format!("{file_text}: TOML parse error at line 1, column 1")),
        ] {
            std::fs::write(&file, toml).unwrap();
            let args = Program::parse_from(["relay", "--config", &file_text].iter().chain(flags)).relay;
            let got = match Config::from_args(&args) {
                Ok(config) => format!("Ok({}, {} rooms)", config.listen, config.limits.rooms),
                Err(error) => error.to_string(),
            };
            assert!(got.starts_with(expected), "{toml} {flags:?}: {got}");
        }
    }
}
