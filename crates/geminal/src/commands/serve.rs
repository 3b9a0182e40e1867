//! `geminal serve`: plugin services.

use std::process::{Child, Command};

use anyhow::{Context as _, Result, ensure};
use geminal_plugin::PluginArgs;
use geminal_services::SERVICES;

use crate::context::{Context, Outcome};
use crate::logging;

/// Serve plugins: minimization, interactions
#[derive(Debug, clap::Args)]
#[command(after_help = "Example (needs a relay on this machine: geminal relay):
  geminal serve minimization -a 127.0.0.1 -p 8888")]
pub struct Arguments {
    /// Which services; each runs in a process of its own
    #[arg(value_name = "NAME", required = true, value_parser = clap::builder::PossibleValuesParser::new(SERVICES))]
    names: Vec<String>,
    #[command(flatten)]
    plugin: PluginArgs,
}

/// Serves until SIGINT or SIGTERM.
pub fn run(arguments: Arguments, _context: &Context) -> Result<Outcome> {
    match arguments.names.as_slice() {
        [name] => {
            logging::start(if arguments.plugin.verbose { "debug" } else { "info" });
            geminal_services::run(name, arguments.plugin)?;
        }
        names => serve_each(names)?,
    }
    Ok(Outcome::Done)
}

/// Runs this command once for each service, with the other arguments as they are. A signal to the group ends them all.
fn serve_each(names: &[String]) -> Result<()> {
    let program = std::env::current_exe().context("cannot tell which program this is")?;
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !names.contains(argument)).collect();
    let start = |name: &String| -> Result<Child> { Ok(Command::new(&program).args(&arguments).arg(name).spawn()?) };
    let children = names.iter().map(start).collect::<Result<Vec<_>>>()?;
    for (name, mut child) in names.iter().zip(children) {
        let status = child.wait()?;
        ensure!(status.success(), "the service {name} ended: {status}");
    }
    Ok(())
}
