//! `geminal room`: the room host.

use anyhow::Result;
use geminal_room::RoomArgs;

use crate::context::{Context, Outcome};
use crate::logging::{self, stop_signal};

/// Run the room host: rooms for browsers and scripts
#[derive(Debug, clap::Args)]
#[command(after_help = "Example (needs a relay on this machine: geminal relay):
  geminal room --listen 127.0.0.1:8080")]
pub struct Arguments {
    #[command(flatten)]
    room: RoomArgs,
}

/// Serves until SIGINT or SIGTERM.
pub fn run(arguments: Arguments, _context: &Context) -> Result<Outcome> {
    logging::start("info");
    let settings = arguments.room.settings()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async { geminal_room::serve(settings, arguments.room.listen, stop_signal()?).await })?;
    Ok(Outcome::Done)
}
