//! `geminal up`: relay, services and room host together on this machine.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command};

use anyhow::{Context as _, Result};
use geminal_relay::{Config, Relay};
use geminal_room::Settings;
use geminal_services::SERVICES;
use geminal_transport::Trust;

use crate::context::{Context, Outcome};
use crate::logging::{self, stop_signal};

/// Run relay, services and room host together on this machine, without configuration
#[derive(Debug, clap::Args)]
#[command(after_help = "Example (then open http://127.0.0.1:8080):
  geminal up --listen 127.0.0.1:8080")]
pub struct Arguments {
    /// Where browsers and scripts connect
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// The relay's port, for further plugins; 0 for any that is free
    #[arg(short = 'p', long, default_value_t = 8888)]
    port: u16,
    /// The folder that plugins with the permission may use
    #[arg(long, default_value = "geminal-files", value_name = "DIR")]
    files: std::path::PathBuf,
}

/// Services as processes that end with this one.
struct Services(Vec<Child>);

impl Drop for Services {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Serves until SIGINT or SIGTERM.
pub fn run(arguments: Arguments, _context: &Context) -> Result<Outcome> {
    logging::start("info");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(all(arguments))?;
    Ok(Outcome::Done)
}

async fn all(arguments: Arguments) -> Result<()> {
    let state = tempfile::tempdir().context("cannot make a folder for the relay's certificate")?;
    let mut config = Config::on_loopback(state.path());
    config.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    let relay = Relay::bind(config).await?;
    let port = relay.address().port();
    let stop = stop_signal()?;
    let relaying = tokio::spawn(relay.serve(stop_signal()?));
    let services = start_services(port)?;
    let settings =
        Settings { relay: "127.0.0.1".into(), port, trust: Trust::Anybody, key: None, files: arguments.files };
    geminal_room::serve(settings, arguments.listen, stop).await?;
    drop(services);
    relaying.await??;
    Ok(())
}

/// Every service in a process of its own.
fn start_services(port: u16) -> Result<Services> {
    let program = std::env::current_exe().context("cannot tell which program this is")?;
    let start = |name: &&str| {
        Command::new(&program).args(["serve", name, "-a", "127.0.0.1", "-p", &port.to_string()]).spawn()
    };
    Ok(Services(SERVICES.iter().map(start).collect::<std::io::Result<_>>()?))
}
