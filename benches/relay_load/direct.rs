//! One connection for each room, from a sender to a receiver, both here; what stands between is a port to connect to.

use std::sync::Arc;
use std::time::{Duration, Instant};

use geminal_transport::{PacketReader, PacketWriter, Trust, connect, crypto_provider};
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::{TlsAcceptor, client, server};

use crate::process::cpu_seconds;
use crate::stream::{merge, receive, send};
use crate::{Failure, Load, Outcome};

/// A certificate for both ends, and its PEM for nginx.
pub(crate) struct Identity {
    pub(crate) acceptor: TlsAcceptor,
    pub(crate) certificate: String,
    pub(crate) key: String,
}

pub(crate) fn identity() -> Result<Identity, Failure> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let mut config = rustls::ServerConfig::builder_with_provider(Arc::new(crypto_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())?;
    config.ignore_client_order = true;
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Ok(Identity { acceptor, certificate: made.cert.pem(), key: made.signing_key.serialize_pem() })
}

/// Senders and receivers face to face.
pub(crate) async fn run(load: &Load) -> Result<Outcome, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    run_through(load, port, listener, &identity()?.acceptor, &[]).await
}

/// Connects each sender to `port`; whatever is there leads to `listener`. `processes` are what stands between.
pub(crate) async fn run_through(
    load: &Load,
    port: u16,
    listener: TcpListener,
    acceptor: &TlsAcceptor,
    processes: &[u32],
) -> Result<Outcome, Failure> {
    let mut pairs = Vec::new();
    for _ in 0..load.rooms {
        pairs.push(pair(port, &listener, acceptor).await?);
    }
    let (before, start) = (cpu_seconds(processes), Instant::now() + Duration::from_millis(200));
    let (mut senders, mut receivers) = (JoinSet::new(), JoinSet::new());
    let mut idle = Vec::new();
    for (i, (sender, receiver)) in pairs.into_iter().enumerate() {
        if i >= load.streams {
            idle.push((sender, receiver));
            continue;
        }
        let (load, phase) = (load.clone(), i as f64 / load.streams as f64);
        let loaded = load.clone();
        senders.spawn(async move {
            let mut writer = PacketWriter::new(sender);
            let sent = send(&mut writer, &[1], &loaded, start, phase).await;
            (sent, writer)
        });
        receivers
            .spawn(async move { receive(&mut PacketReader::new(receiver, 1 << 20), &load, start).await });
    }
    let latencies = merge(receivers.join_all().await.into_iter().collect::<Result<_, _>>()?);
    let mut sent = 0;
    for (count, _writer) in senders.join_all().await {
        sent += count?;
    }
    let cpu =
        (!processes.is_empty()).then(|| (cpu_seconds(processes) - before, start.elapsed().as_secs_f64()));
    Ok(Outcome { sent, latencies, cpu })
}

type Pair = (client::TlsStream<TcpStream>, server::TlsStream<TcpStream>);

async fn pair(port: u16, listener: &TcpListener, acceptor: &TlsAcceptor) -> Result<Pair, Failure> {
    let accepting = async {
        let (tcp, _) = listener.accept().await?;
        tcp.set_nodelay(true)?;
        acceptor.accept(tcp).await
    };
    let (sender, receiver) = tokio::join!(connect("127.0.0.1", port, &Trust::Anybody), accepting);
    Ok((sender?, receiver?))
}
