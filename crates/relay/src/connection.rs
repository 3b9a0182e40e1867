//! One connection, from TLS to goodbye.
//!
//! Reader and writer are apart, because the Python library does not read while it writes: whoever waited for its own
//! writing before reading on would wait for ever.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use geminal_transport::{Closing, Outbox, PacketReader, PacketWriter, ReadError};
use geminal_wire::relay_protocol::{Failure, RoomRequest};
use geminal_wire::{Packet, PacketType, Registration};
use rand::RngExt;
use tokio::io::ReadHalf;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use crate::keys::{Role, hex};
use crate::rate::Rate;
use crate::registry::Connection;
use crate::shared::Shared;

/// The longest first packet.
const FIRST_PACKET: usize = 64 << 10;
/// The longest request of a room: what a presenter hands over may be large.
const REQUEST: usize = 4 << 20;
/// How long what somebody is sending is still read after the end.
const LINGER: Duration = Duration::from_secs(2);
/// Lines of log a second from one plugin.
const LOG_RATE: u32 = 100;

type Reader = PacketReader<ReadHalf<TlsStream<TcpStream>>>;

/// How a connection came to its end.
#[derive(Debug)]
enum End {
    /// The other side closed it.
    Closed,
    /// It broke.
    Broken(ReadError),
    /// Nothing came for too long.
    Idle,
    /// Its first packet did not come, or was none to start with.
    NoStart,
    /// It cannot be written to.
    Unwritable(std::io::Error),
    /// The relay ends it.
    Ended(Closing),
}

/// Serves one connection until it ends.
pub(crate) async fn serve(shared: Arc<Shared>, tcp: TcpStream, peer: SocketAddr) {
    let Some((connection, outbox)) = shared.connect() else {
        tracing::warn!(%peer, "refused: too many connections, see --max-connections");
        return shared.metrics.refuse("connections");
    };
    let started = Instant::now();
    let _ = tcp.set_nodelay(true);
    match timeout(shared.config.handshake, shared.tls.accept(tcp)).await {
        Ok(Ok(tls)) => {
            let end = converse(&shared, connection, &outbox, tls, started).await;
            tracing::debug!(connection, %peer, ?end, "connection ended");
        }
        Ok(Err(error)) => {
            tracing::info!(%peer, %error, "refused: no TLS");
            shared.metrics.refuse("tls");
        }
        Err(_) => {
            tracing::info!(%peer, "refused: TLS took too long");
            shared.metrics.refuse("handshake_time");
        }
    }
    shared.disconnect(connection);
}

async fn converse(
    shared: &Shared,
    connection: Connection,
    outbox: &Outbox,
    tls: TlsStream<TcpStream>,
    started: Instant,
) -> End {
    let (read, write) = tokio::io::split(tls);
    let mut reader = PacketReader::new(read, FIRST_PACKET);
    let mut writer = PacketWriter::new(write);
    let mut writing = Box::pin(async {
        outbox.write_to(&mut writer, shared.config.write).await?;
        writer.shutdown().await
    });
    let mut written = false;
    let end = tokio::select! {
        end = read_on(shared, connection, outbox, &mut reader, started) => end,
        how = outbox.closed() => End::Ended(how),
        result = &mut writing => {
            written = true; // to the end, because the outbox was closed
            result.map_or_else(End::Unwritable, |()| End::Ended(outbox.closing().unwrap_or(Closing::Drain)))
        }
    };
    let writing = async {
        if !written {
            let _ = writing.await; // a connection that breaks now is over either way
        }
    };
    shared.with(|registry, now| registry.lost(connection, now));
    report(shared, connection, &end);
    match end {
        // What it still sends is read to its end: the library spins for ever when a packet of its own is cut.
        End::Ended(Closing::Drain) => {
            let _ = timeout(shared.config.drain, async { tokio::join!(writing, reader.discard()) }).await;
        }
        End::Ended(Closing::Now) | End::Unwritable(_) => {
            outbox.close(Closing::Now);
            drop(writing);
            let _ = timeout(LINGER, reader.discard()).await;
        }
        End::Closed | End::Broken(_) | End::Idle | End::NoStart => {
            outbox.close(Closing::Drain);
            let _ = timeout(LINGER, writing).await;
        }
    }
    end
}

fn report(shared: &Shared, connection: Connection, end: &End) {
    match end {
        End::Closed | End::Ended(_) => {}
        End::Broken(ReadError::Io(error)) => tracing::debug!(connection, %error, "connection broke"),
        End::Broken(error) => {
            tracing::warn!(connection, %error, "cut off: its bytes are no packets");
            shared.metrics.cut_off("protocol");
        }
        End::Idle => {
            tracing::warn!(connection, "cut off: nothing came from it, see --idle-seconds");
            shared.metrics.cut_off("idle");
        }
        End::NoStart => {
            tracing::info!(connection, "refused: it did not start as a plugin or a room");
            shared.metrics.refuse("no_start");
        }
        End::Unwritable(error) => {
            tracing::warn!(connection, %error, "cut off: it cannot be written to, see --write-seconds");
            shared.metrics.cut_off("unwritable");
        }
    }
}

/// Reads until there is nothing more to read.
async fn read_on(
    shared: &Shared,
    connection: Connection,
    outbox: &Outbox,
    reader: &mut Reader,
    started: Instant,
) -> End {
    let left = shared.config.handshake.saturating_sub(started.elapsed());
    let who = match timeout(left, start(shared, connection, outbox, reader)).await {
        Ok(Ok(who)) => who,
        Ok(Err(end)) => return end,
        Err(_) => return End::NoStart,
    };
    reader.set_max_payload(shared.config.max_payload);
    let mut packets = Rate::new(shared.config.rate_packets, Instant::now());
    let mut bytes = Rate::new(shared.config.rate_bytes, Instant::now());
    let mut logs = Rate::new(LOG_RATE, Instant::now());
    let mut slowed = false;
    loop {
        let packet = match timeout(shared.config.idle, reader.next()).await {
            Ok(Ok(Some(packet))) => packet,
            Ok(Ok(None)) => return End::Closed,
            Ok(Err(error)) => return End::Broken(error),
            Err(_) => return End::Idle,
        };
        let now = Instant::now();
        let wait = packets.take(1, now).max(bytes.take(packet.payload.len(), now));
        match (&who, packet.packet_type) {
            (_, PacketType::KeepAlive) => echo(outbox, &packet),
            (Who::Plugin, PacketType::LiveLogs) => {
                if logs.take(1, now).is_none() {
                    log(shared, connection, &packet);
                }
            }
            (Who::Plugin, _) => from_plugin(shared, connection, packet),
            (Who::Room, _) => from_room(shared, connection, packet),
        }
        if let Some(wait) = wait {
            if !std::mem::replace(&mut slowed, true) {
                tracing::warn!(
                    connection,
                    "read more slowly: it sends too fast, see --rate-packets, --rate-bytes"
                );
            }
            tokio::time::sleep(wait).await;
        }
    }
}

#[derive(Debug)]
enum Who {
    Plugin,
    Room,
}

/// The first packet says who it is.
async fn start(
    shared: &Shared,
    connection: Connection,
    outbox: &Outbox,
    reader: &mut Reader,
) -> Result<Who, End> {
    loop {
        let packet = match reader.next().await {
            Ok(Some(packet)) => packet,
            Ok(None) => return Err(End::Closed),
            Err(error) => return Err(End::Broken(error)),
        };
        match packet.packet_type {
            PacketType::KeepAlive => echo(outbox, &packet),
            PacketType::PluginConnection => return start_plugin(shared, connection, &packet),
            PacketType::ClientConnection => return start_room(shared, connection, &packet),
            _ => return Err(End::NoStart),
        }
    }
}

fn start_plugin(shared: &Shared, connection: Connection, packet: &Packet) -> Result<Who, End> {
    let registration = match Registration::decode(&packet.payload) {
        Ok(registration) if !registration.name.trim().is_empty() => registration,
        Ok(_) => {
            tracing::warn!(connection, "a plugin registers without a name");
            return Err(End::NoStart);
        }
        Err(error) => {
            tracing::warn!(connection, %error, "a plugin's registration cannot be read");
            return Err(End::NoStart);
        }
    };
    match shared.keys.owner(Role::Plugin, registration.auth.as_deref()) {
        Some(owner) => shared.with(|registry, now| {
            registry.register_plugin(connection, packet.plugin_id, registration, owner, now);
        }),
        None => {
            let given = registration.auth.is_some();
            tracing::warn!(
                connection,
                name = registration.name,
                given,
                "plugin refused: no key of ours for plugins"
            );
            shared.metrics.refuse("key");
            shared.with(|registry, _| registry.refuse_plugin(connection));
        }
    }
    Ok(Who::Plugin)
}

fn start_room(shared: &Shared, connection: Connection, packet: &Packet) -> Result<Who, End> {
    let refuse = |reason| shared.with(|registry, _| registry.refuse_room(connection, reason));
    let request = match RoomRequest::decode(packet) {
        Ok(request) => request,
        Err(error) => {
            tracing::warn!(connection, %error, "a room's request cannot be read");
            refuse(Failure::Protocol);
            return Ok(Who::Room);
        }
    };
    let (RoomRequest::Open { key, .. } | RoomRequest::Join { key, .. }) = &request else {
        refuse(Failure::Protocol);
        return Ok(Who::Room);
    };
    let Some(owner) = shared.keys.owner(Role::Room, key.as_deref()) else {
        tracing::warn!(connection, given = key.is_some(), "room refused: no key of ours for rooms");
        shared.metrics.refuse("key");
        refuse(Failure::Key);
        return Ok(Who::Room);
    };
    shared.with(|registry, _| match request {
        RoomRequest::Open { user, name, .. } => {
            let invite = hex(&rand::rng().random::<[u8; 16]>());
            registry.open_room(connection, owner, user, name, invite);
        }
        RoomRequest::Join { user, room, invite, .. } => {
            registry.join_room(connection, &owner, user, room, &invite);
        }
        _ => {}
    });
    Ok(Who::Room)
}

/// Both flavours of keep-alive get their own header back.
fn echo(outbox: &Outbox, packet: &Packet) {
    // A full queue ends the connection at the next packet that matters.
    let _ = outbox.push(Packet::new(PacketType::KeepAlive, packet.session_id, packet.plugin_id, ""));
}

fn from_plugin(shared: &Shared, connection: Connection, packet: Packet) {
    shared.with(|registry, _| match packet.packet_type {
        PacketType::MessageToClient => registry.to_room(connection, packet),
        PacketType::PluginDisconnection => registry.session_ended(connection, packet.session_id),
        _ => registry.unexpected(connection),
    });
}

fn from_room(shared: &Shared, connection: Connection, packet: Packet) {
    shared.with(|registry, _| match packet.packet_type {
        PacketType::MessageToPlugin => registry.to_plugin(connection, packet),
        PacketType::PluginList
        | PacketType::ClientConnection
        | PacketType::ClientDisconnection
        | PacketType::MasterChange
            if packet.payload.len() > REQUEST =>
        {
            registry.malformed(connection, format!("requests have at most {REQUEST} bytes"));
        }
        PacketType::PluginList
        | PacketType::ClientConnection
        | PacketType::ClientDisconnection
        | PacketType::MasterChange => match RoomRequest::decode(&packet) {
            Ok(request) => registry.request(connection, request),
            Err(error) => registry.malformed(connection, error.to_string()),
        },
        _ => registry.unexpected(connection),
    });
}

fn log(shared: &Shared, connection: Connection, packet: &Packet) {
    let who =
        shared.with(|registry, _| registry.plugin_of(connection).map(|(id, name)| (id, name.to_owned())));
    let Some((id, name)) = who else { return };
    if crate::logs::show(id, &name, &packet.payload) {
        shared.metrics.plugin_logs.inc();
    } else {
        shared.with(|registry, _| registry.unexpected(connection));
    }
}
