//! The command line and environment, as the Python library has them.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser};
use geminal_transport::Trust;

use crate::error::PluginError;

/// A program that is one plugin.
#[derive(Debug, Parser)]
#[command(about = "A plugin service: connects to a relay and serves its rooms")]
pub(crate) struct Program {
    #[command(flatten)]
    pub plugin: PluginArgs,
}

/// The flags of a plugin.
#[derive(Debug, Clone, Default, Args)]
pub struct PluginArgs {
    /// The relay's host
    #[arg(short = 'a', long, env = "NTS_HOST", value_name = "HOST")]
    pub host: Option<String>,
    /// The relay's port
    #[arg(short = 'p', long, env = "NTS_PORT", default_value_t = 8888)]
    pub port: u16,
    /// Key in upper-case hexadecimal, or a file that holds one
    #[arg(short = 'k', long = "keyfile", env = "NTS_KEY", value_name = "KEY|FILE")]
    pub key: Option<String>,
    /// Name in the list of plugins
    #[arg(short = 'n', long, env = "PLUGIN_NAME")]
    pub name: Option<String>,
    /// Log more
    #[arg(short = 'v', long, env = "PLUGIN_VERBOSE", value_parser = clap::builder::FalseyValueParser::new())]
    pub verbose: bool,
    /// Which relay to believe: `anybody`, `sha256:...` as it prints, or a PEM file of certificates
    #[arg(long, env = "NTS_TRUST", default_value = "anybody")]
    pub trust: String,
    /// End a session after this many seconds
    #[arg(long, env = "SESSION_TIMEOUT", default_value_t = 12 * 60 * 60, value_name = "SECONDS")]
    pub session_timeout: u64,
    /// End a session whose process reacts to nothing for this many seconds
    #[arg(long, env = "SESSION_STUCK", default_value_t = 60, value_name = "SECONDS")]
    pub session_stuck: u64,
    /// End a session whose process holds more memory than this, MiB
    #[arg(long, env = "SESSION_MEMORY", value_name = "MIB")]
    pub session_memory: Option<u64>,
}

/// How a session's process is started.
#[derive(Debug, Clone)]
pub struct SessionCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments; with these it has to come to [`run`](crate::run) with the same plugin.
    pub arguments: Vec<OsString>,
}

impl SessionCommand {
    /// This program with other arguments.
    ///
    /// # Errors
    /// When the system does not say which program this is.
    pub fn this_program(arguments: impl IntoIterator<Item = impl Into<OsString>>) -> std::io::Result<Self> {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Ok(Self { program: std::env::current_exe()?, arguments })
    }
}

/// How to serve a plugin.
#[derive(Debug, Clone)]
pub struct Config {
    /// The relay's host.
    pub host: String,
    /// The relay's port.
    pub port: u16,
    /// The key.
    pub key: Option<String>,
    /// The name, if not the description's.
    pub name: Option<String>,
    /// Which relay to believe.
    pub trust: Trust,
    /// How a session's process is started.
    pub session_command: SessionCommand,
    /// A session ends after this.
    pub session_timeout: Duration,
    /// A session ends when its process holds more memory, bytes.
    pub session_memory: Option<u64>,
    /// A session ends when its process does nothing for this long.
    pub unresponsive: Duration,
}

impl Config {
    /// For a relay on this machine, without a key.
    pub fn new(port: u16, session_command: SessionCommand) -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port,
            key: None,
            name: None,
            trust: Trust::Anybody,
            session_command,
            session_timeout: Duration::from_secs(12 * 60 * 60),
            session_memory: None,
            unresponsive: Duration::from_secs(60),
        }
    }

    /// From flags and environment; sessions are started with this program's own arguments.
    ///
    /// # Errors
    /// When no relay is named, or the key cannot be read.
    pub fn from_args(args: PluginArgs) -> Result<Self, PluginError> {
        let session_command = SessionCommand::this_program(std::env::args_os().skip(1))?;
        Ok(Self {
            host: args.host.filter(|host| !host.is_empty()).ok_or(PluginError::NoHost)?,
            key: args.key.filter(|key| !key.is_empty()).map(read_key).transpose()?,
            name: args.name.filter(|name| !name.is_empty()),
            trust: args.trust.parse()?,
            session_timeout: Duration::from_secs(args.session_timeout),
            unresponsive: Duration::from_secs(args.session_stuck.max(1)),
            session_memory: args.session_memory.map(|mebibytes| mebibytes << 20),
            ..Self::new(args.port, session_command)
        })
    }
}

/// The library sends upper-case hexadecimal as it is and reads anything else as a file. A file that cannot be read is
/// an error here, not silently no key.
fn read_key(key: String) -> Result<String, PluginError> {
    if key.chars().all(|c| matches!(c, '0'..='9' | 'A'..='F')) {
        return Ok(key);
    }
    match std::fs::read_to_string(&key) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(source) => Err(PluginError::Key { file: key, source }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, " A1b2\n").unwrap();
        for (given, expected) in [
            ("0123ABCDEF", Some("0123ABCDEF")),
            (file.to_str().unwrap(), Some("A1b2")),
            ("0123abcdef", None), // the library takes it for a file and silently sends no key
        ] {
            assert_eq!(read_key(given.to_owned()).ok().as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn flags_of_the_library() {
        let args = Program::parse_from(["x", "-a", "relay.lan", "-p", "9999", "-n", "Mine", "-v"]).plugin;
        let config = Config::from_args(args).unwrap();
        assert_eq!(
            (config.host.as_str(), config.port, config.name.as_deref()),
            ("relay.lan", 9999, Some("Mine"))
        );
        let args = PluginArgs { trust: "anybody".into(), ..PluginArgs::default() };
        assert!(matches!(Config::from_args(args), Err(PluginError::NoHost)));
    }
}
