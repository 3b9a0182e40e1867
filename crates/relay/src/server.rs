//! The relay as a whole: listen, accept, stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use geminal_transport::fingerprint_text;
use rand::RngExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_rustls::TlsAcceptor;

use crate::certificate::{CertificateError, server_config};
use crate::config::{Config, ConfigError, RelayArgs};
use crate::keys::{KeyError, Keys, new_key};
use crate::rate::Rate;
use crate::shared::Shared;
use crate::{connection, http};

/// How soon rooms hear of a change in the list of plugins.
const ANNOUNCE: Duration = Duration::from_millis(50);

/// Why the relay does not run.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The key file.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The port.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The system.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// The command `geminal relay`: runs until SIGINT or SIGTERM, or makes a key.
///
/// # Errors
/// When the settings are wrong or the port is taken.
pub async fn run(args: RelayArgs) -> Result<(), RelayError> {
    if let (Some(name), Some(file)) = (&args.new_key, &args.settings.keys) {
        println!("{}", new_key(file, name, args.role, args.group.as_deref())?);
        return Ok(());
    }
    let relay = Relay::bind(Config::from_args(&args)?).await?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    };
    relay.serve(stop).await
}

/// A relay that listens and does not serve yet: its ports are known.
pub struct Relay {
    listener: TcpListener,
    http: Option<TcpListener>,
    address: SocketAddr,
    http_address: Option<SocketAddr>,
    fingerprint: [u8; 32],
    shared: Arc<Shared>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Relay").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Relay {
    /// Reads keys and certificate, and takes the ports.
    ///
    /// # Errors
    /// When one of these cannot be had.
    pub async fn bind(config: Config) -> Result<Self, RelayError> {
        let keys = Keys::read(config.keys.clone())?;
        let (tls, fingerprint) = server_config(&config)?;
        let (listener, address) = listen(config.listen).await?;
        let (http, http_address) = match config.http {
            Some(address) => {
                let (listener, address) = listen(address).await?;
                (Some(listener), Some(address))
            }
            None => (None, None),
        };
        let tls = TlsAcceptor::from(Arc::new(tls));
        let first_session = rand::rng().random_range(1..=u32::MAX / 2);
        let shared = Arc::new(Shared::new(config, keys, tls, first_session));
        Ok(Self { listener, http, address, http_address, fingerprint, shared })
    }

    /// Where plugins and rooms connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where metrics and health are served.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.http_address
    }

    /// SHA-256 of the certificate, for clients that pin it.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }

    /// Serves until `stop` is ready, then lets everybody finish.
    ///
    /// # Errors
    /// None today; a listener's trouble is logged and tried again.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> Result<(), RelayError> {
        let Self { listener, http, address, http_address, fingerprint, shared } = self;
        let keys = shared.config.keys.is_some();
        tracing::info!(%address, http = ?http_address, keys, fingerprint = fingerprint_text(&fingerprint), "relay listens");
        let health = http.map(|listener| tokio::spawn(http::serve(listener, shared.clone())));
        let ticking = tokio::spawn(tick(shared.clone()));
        let mut connections = JoinSet::new();
        tokio::select! {
            () = accept(&listener, &shared, &mut connections) => {}
            () = stop => {}
        }
        drop(listener);
        tracing::info!(connections = connections.len(), "relay stops");
        shared.stop();
        let all = async { while connections.join_next().await.is_some() {} };
        if timeout(shared.config.drain + Duration::from_secs(1), all).await.is_err() {
            tracing::warn!(
                connections = connections.len(),
                "cut off: they did not end in time, see --drain-seconds"
            );
            connections.shutdown().await;
        }
        ticking.abort();
        if let Some(health) = health {
            health.abort();
        }
        tracing::info!("relay stopped");
        Ok(())
    }
}

async fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), RelayError> {
    let failed = |source| RelayError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

async fn accept(listener: &TcpListener, shared: &Arc<Shared>, connections: &mut JoinSet<()>) {
    let mut rate = Rate::new(shared.config.rate_connections, Instant::now());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = connections.join_next() => continue,
        };
        match accepted {
            Ok((tcp, peer)) => spawn(connections, shared.clone(), tcp, peer),
            Err(error) => {
                // Usually out of file descriptors: others have to end first.
                tracing::error!(%error, "cannot accept connections for a moment");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        if let Some(wait) = rate.take(1, Instant::now()) {
            tokio::time::sleep(wait).await;
        }
    }
}

fn spawn(connections: &mut JoinSet<()>, shared: Arc<Shared>, tcp: TcpStream, peer: SocketAddr) {
    connections.spawn(connection::serve(shared, tcp, peer));
}

/// What happens because time passes.
async fn tick(shared: Arc<Shared>) {
    let mut ticks = interval(ANNOUNCE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        shared.with(|registry, now| {
            registry.expire(now);
            registry.announce(now);
        });
    }
}
