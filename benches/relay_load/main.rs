//! The relay under load, beside nginx's TLS stream proxy under the same load.
//!
//! 2,000 rooms are connected; 200 of them stream 1,000 atoms (12 kB of positions) at 30 Hz. Three runs: straight from
//! sender to receiver (what this generator and TLS cost), through nginx (decrypts and encrypts again, as the relay
//! does), through the relay. Reported: what arrived, latency from before the write to after the read, the proxy's CPU
//! time, the relay's memory per idle session. Loopback only; ends by itself in under a minute.
//!
//! ```sh
//! cargo bench -p geminal-benches --bench relay_load            # nginx from PATH; skipped if there is none
//! cargo bench -p geminal-benches --bench relay_load -- --plugins 200 --seconds 5
//! ```

mod direct;
mod nginx;
mod process;
mod stream;
mod through_relay;

use std::time::Duration;

use clap::Parser;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How heavy the load is.
#[derive(Debug, Clone, Parser)]
struct Load {
    /// Rooms that are connected
    #[arg(long, default_value_t = 2000)]
    rooms: usize,
    /// Rooms that stream
    #[arg(long, default_value_t = 200)]
    streams: usize,
    /// Connections of plugins that share the streams (nginx always has one for each)
    #[arg(long, default_value_t = 8)]
    plugins: usize,
    /// Atoms in a packet, 12 bytes each
    #[arg(long, default_value_t = 1000)]
    atoms: usize,
    /// Packets a second of each stream
    #[arg(long, default_value_t = 30.0)]
    hertz: f64,
    /// Length of each of the three runs
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// What cargo bench passes
    #[arg(long, hide = true)]
    bench: bool,
    /// Be the relay, for the bench that started this process
    #[arg(long, hide = true)]
    relay_state: Option<std::path::PathBuf>,
}

impl Load {
    fn interval(&self) -> Duration {
        Duration::from_secs_f64(1.0 / self.hertz)
    }

    fn packets_per_stream(&self) -> usize {
        (self.seconds * self.hertz) as usize
    }
}

/// What one run showed.
struct Outcome {
    sent: usize,
    /// Microseconds, sorted.
    latencies: Vec<u32>,
    /// CPU seconds of whatever stands between, and for how long it ran.
    cpu: Option<(f64, f64)>,
}

impl Outcome {
    fn percentile(&self, p: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let i = (p * last as f64).round() as usize;
        self.latencies.get(i).map_or(f64::NAN, |&micros| f64::from(micros) / 1000.0)
    }

    fn print(&self, name: &str, direct: Option<&Outcome>) {
        let added =
            |p| direct.map_or(String::new(), |d| format!(" (+{:.2})", self.percentile(p) - d.percentile(p)));
        let cpu = self
            .cpu
            .map_or(String::new(), |(cpu, wall)| format!(", CPU {:.0} % of a core", 100.0 * cpu / wall));
        println!(
            "{name:8} {}/{} packets arrived, p50 {:.2}{} ms, p99 {:.2}{} ms{cpu}",
            self.latencies.len(),
            self.sent,
            self.percentile(0.5),
            added(0.5),
            self.percentile(0.99),
            added(0.99),
        );
    }
}

fn main() -> Result<(), Failure> {
    let load = Load::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(state) = &load.relay_state {
        return runtime.block_on(through_relay::be_the_relay(state));
    }
    let limit = Duration::from_secs_f64(3.0 * load.seconds + 45.0);
    runtime.block_on(async { tokio::time::timeout(limit, run(&load)).await })?
}

async fn run(load: &Load) -> Result<(), Failure> {
    println!(
        "{} rooms, {} of them streaming {} atoms at {} Hz from {} plugin connections, {} s each",
        load.rooms, load.streams, load.atoms, load.hertz, load.plugins, load.seconds
    );
    let direct = direct::run(load).await?;
    direct.print("direct", None);
    match nginx::run(load).await? {
        Some(nginx) => nginx.print("nginx", Some(&direct)),
        None => println!(
            "nginx    skipped: no nginx with the stream module (apt-get install nginx libnginx-mod-stream)"
        ),
    }
    let (relay, idle) = through_relay::run(load).await?;
    relay.print("relay", Some(&direct));
    println!("relay    {:.1} KiB of memory per idle room with a session", idle / 1024.0);
    if relay.latencies.len() != relay.sent {
        return Err("packets were lost".into());
    }
    Ok(())
}
