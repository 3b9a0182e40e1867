//! `service NAME [flags]`: one of the services as a program of its own, for the tests.

use clap::Parser;

/// Serves one plugin.
#[derive(Debug, Parser)]
struct Arguments {
    service: String,
    #[command(flatten)]
    plugin: geminal_plugin::PluginArgs,
}

fn main() -> Result<(), geminal_services::ServiceError> {
    let arguments = Arguments::parse();
    geminal_services::run(&arguments.service, arguments.plugin)
}
