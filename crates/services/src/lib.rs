//! Plugin services over the compute crates: what the room's built-in buttons are served by.
//!
//! [`SERVICES`] lists them; [`run`] serves one until it is told to stop. Each session is a process of its own.

mod interactions;
mod minimization;
mod scene;

pub use interactions::{APPEARANCES, Appearance, Interactions};
pub use minimization::{Minimization, NoPocket, SHELL, pocket_of};
pub use scene::{Handle, Place, Scene};

use geminal_plugin::{PluginArgs, PluginError};

/// Names of the services.
pub const SERVICES: [&str; 2] = ["minimization", "interactions"];

/// Serves a plugin by its name until SIGINT or SIGTERM; in a session's process, the session.
///
/// # Errors
/// When there is no such service, or the relay refuses it.
pub fn run(name: &str, args: PluginArgs) -> Result<(), ServiceError> {
    match name {
        "minimization" => geminal_plugin::run::<Minimization>(args)?,
        "interactions" => geminal_plugin::run::<Interactions>(args)?,
        _ => return Err(ServiceError::Unknown(name.to_owned())),
    }
    Ok(())
}

/// Why a service does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// There is none of this name.
    #[error("there is no service `{0}`; there are {names}", names = SERVICES.join(", "))]
    Unknown(String),
    /// The plugin could not be run.
    #[error(transparent)]
    Plugin(#[from] PluginError),
}
