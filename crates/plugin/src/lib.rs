//! The runtime for plugin services in Rust.
//!
//! A plugin is a small type: what it is ([`Description`]) and what it does when a room calls ([`Plugin`]). The runtime
//! registers it with a relay, keeps the connection alive, and runs each session in a process of its own (the same
//! program, started again), so that a crash or a runaway ends one session, with a message, and no other.
//!
//! ```no_run
//! use geminal_plugin::{Description, Outcome, Plugin, Session};
//! use geminal_wire::ui::NotificationKind;
//!
//! #[derive(Default)]
//! struct Counter {
//!     runs: usize,
//! }
//!
//! impl Plugin for Counter {
//!     fn description() -> Description {
//!         Description::new("Counter", "Counts the atoms of the room", &["Examples"])
//!     }
//!
//!     async fn run(&mut self, session: &Session) -> Outcome {
//!         self.runs += 1;
//!         let workspace = session.workspace().await?;
//!         let text = format!("{} atoms, run {}", workspace.atoms.len(), self.runs);
//!         session.notify(NotificationKind::Success, text);
//!         Ok(())
//!     }
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     geminal_plugin::main::<Counter>() // NTS_HOST, NTS_PORT, NTS_KEY; -a -p -k -n -v
//! }
//! ```
//!
//! - [`Plugin`]: the callbacks. They come one at a time; long work goes into [`Session::spawn`] or a thread.
//! - [`Session`]: everything a plugin can ask of its room. Requests are awaited, the rest is sent.
//! - [`Stream`]: values that change often, with back-pressure; [`Stream::offer`] lets the newest win. [`ReadStream`]:
//!   the same from the room to the plugin.
//! - [`ui`]: menus built in code.
//! - [`main`], [`run`], [`serve`]: the program, the command inside a program, the service inside a server.

mod args;
mod child;
mod description;
mod error;
mod events;
mod plugin;
mod requests;
mod service;
mod session;
mod session_process;
mod stream;
pub mod ui;

pub use args::{Config, PluginArgs, SessionCommand};
pub use description::Description;
pub use error::{Failure, Outcome, PluginError, SessionError};
pub use events::{Reply, UiEvent};
pub use plugin::Plugin;
pub use service::serve;
pub use session::Session;
pub use session_process::is_session;
pub use stream::{ReadStream, Stream};

use std::process::ExitCode;

/// The `main` of a program that is one plugin: reads the command line, logs to standard error, runs until SIGINT or
/// SIGTERM.
pub fn main<P: Plugin>() -> ExitCode {
    let args = <args::Program as clap::Parser>::parse().plugin;
    let level = if args.verbose { "debug" } else { "info" };
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run::<P>(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A command that serves one plugin until SIGINT or SIGTERM; in a session's process, the session. The program must
/// come here again when it is started with the same arguments.
///
/// # Errors
/// When the relay refuses the plugin, or the arguments are wrong.
pub fn run<P: Plugin>(args: PluginArgs) -> Result<(), PluginError> {
    if is_session() {
        return session_process::run::<P>();
    }
    let config = Config::from_args(args)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (mut interrupt, mut terminate) = service::stop_signals()?;
        let stop = async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
        };
        serve::<P>(config, stop).await
    })
}
