//! `geminal relay`: the relay between rooms and plugin services.

use anyhow::Result;
use geminal_relay::RelayArgs;

use crate::context::{Context, Outcome};
use crate::logging;

/// Run the relay between rooms and plugin services
#[derive(Debug, clap::Args)]
#[command(after_help = "Example (a key for a plugin; then start with --keys relay-keys):
  geminal relay --new-key lab --role plugin --keys relay-keys")]
pub struct Arguments {
    #[command(flatten)]
    relay: RelayArgs,
}

/// Serves until SIGINT or SIGTERM.
pub fn run(arguments: Arguments, _context: &Context) -> Result<Outcome> {
    logging::start("info");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(geminal_relay::run(arguments.relay))?;
    Ok(Outcome::Done)
}
