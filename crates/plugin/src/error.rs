//! What goes wrong.

use geminal_wire::DecodeError;
use geminal_wire::streams::{StreamError, StreamInterruptReason};

/// Any error of a callback. The runtime logs it and tells the user in a notification; the session goes on.
pub type Failure = Box<dyn std::error::Error>;

/// What a callback returns.
pub type Outcome = Result<(), Failure>;

/// Why a request to the room has no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SessionError {
    /// The session is over.
    #[error("the session is over")]
    Closed,
    /// The answer cannot be read.
    #[error("the room's answer to {request} cannot be read: {source}")]
    Unreadable {
        /// What was asked.
        request: &'static str,
        /// Why.
        source: DecodeError,
    },
    /// The answer is not one to this request.
    #[error("the room answered {request} with {answer}")]
    Unexpected {
        /// What was asked.
        request: &'static str,
        /// What came.
        answer: &'static str,
    },
    /// The room made no stream.
    #[error("the room made no stream: {}", match .0 {
        StreamError::AtomNotFound => "one of the objects is not in the room any more; ask for the workspace again",
        StreamError::Unsupported => "it does not support this kind of stream",
        _ => "it does not say why",
    })]
    NoStream(StreamError),
    /// The room ended the stream.
    #[error("the room ended the stream: {}", match .0 {
        StreamInterruptReason::StreamNotFound => "it does not know it",
        _ => "something it belongs to went away",
    })]
    Interrupted(StreamInterruptReason),
}

/// Why a plugin does not run.
#[derive(Debug, thiserror::Error)]
pub enum PluginError {
    /// No relay is named.
    #[error("no relay is named: give -a HOST or set NTS_HOST")]
    NoHost,
    /// The key file cannot be read.
    #[error("the key `{file}` is neither upper-case hexadecimal nor a file that can be read: {source}")]
    Key {
        /// What was given.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// The relay refuses the plugin.
    #[error("the relay refuses the plugin: {}", if *.had_key { "the key is none of its keys" } else { "it asks for a key (-k, NTS_KEY)" })]
    Refused {
        /// Whether a key was sent.
        had_key: bool,
    },
    /// The first command of a session is not Connect.
    #[error("a session has to begin with Connect: {0}")]
    NoConnect(String),
    /// Whom to trust is unclear.
    #[error(transparent)]
    Trust(#[from] geminal_transport::TrustError),
    /// The system.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}
