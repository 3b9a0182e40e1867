//! Plugins and rooms at a relay in a process of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use geminal_relay::{Config, Relay};
use geminal_transport::{PacketReader, PacketWriter, Trust, connect};
use geminal_wire::relay_protocol::{RelayEvent, RoomRequest, User};
use geminal_wire::{Packet, PacketType, Registration, name_hash};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;
use tokio_rustls::client::TlsStream;

use crate::process::{cpu_seconds, resident_bytes};
use crate::stream::{merge, receive, send};
use crate::{Failure, Load, Outcome};

type Reader = PacketReader<ReadHalf<TlsStream<TcpStream>>>;
type Writer = PacketWriter<WriteHalf<TlsStream<TcpStream>>>;

/// Serves until standard input ends, which it does with the bench.
pub(crate) async fn be_the_relay(state: &Path) -> Result<(), Failure> {
    let mut config = Config::on_loopback(state);
    config.rate_connections = 100_000;
    let relay = Relay::bind(config).await?;
    println!("{}", relay.address().port());
    let stop = async {
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    Ok(relay.serve(stop).await?)
}

async fn start(state: &Path) -> Result<(Child, u16), Failure> {
    let mut relay = Command::new(std::env::current_exe()?)
        .arg("--relay-state")
        .arg(state)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut line = String::new();
    BufReader::new(relay.stdout.take().ok_or("no output")?).read_line(&mut line).await?;
    Ok((relay, line.trim().parse()?))
}

/// What the run showed, and the memory of an idle room with a session.
pub(crate) async fn run(load: &Load) -> Result<(Outcome, f64), Failure> {
    let state = tempfile::tempdir()?;
    let (mut relay, port) = start(state.path()).await?;
    let process = relay.id().ok_or("the relay ended")?;
    let mut plugins = Vec::new();
    for i in 0..load.plugins {
        plugins.push(plugin(port, &format!("Streamer {i}")).await?);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let empty = resident_bytes(process);
    let mut rooms = Vec::new();
    for i in 0..load.rooms {
        rooms.push(room(port, plugins[i % load.plugins].2).await?);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let idle = (resident_bytes(process) - empty) / load.rooms as f64;
    let (before, began) = (cpu_seconds(&[process]), Instant::now());
    let (sent, latencies) = flow(load, plugins, rooms).await?;
    let (cpu, wall) = (cpu_seconds(&[process]) - before, began.elapsed().as_secs_f64());
    drop(relay.stdin.take());
    tokio::time::timeout(Duration::from_secs(10), relay.wait()).await??;
    Ok((Outcome { sent, latencies, cpu: Some((cpu, wall)) }, idle))
}

async fn flow(
    load: &Load,
    plugins: Vec<(Reader, Writer, u32)>,
    rooms: Vec<(Reader, Writer, u32)>,
) -> Result<(usize, Vec<u32>), Failure> {
    let start = Instant::now() + Duration::from_millis(200);
    let (mut senders, mut receivers) = (JoinSet::new(), JoinSet::new());
    let sessions: Vec<u32> = rooms.iter().take(load.streams).map(|room| room.2).collect();
    let mut idle = Vec::new();
    for (i, (mut reader, writer, _)) in rooms.into_iter().enumerate() {
        if i >= load.streams {
            idle.push((reader, writer));
            continue;
        }
        let load = load.clone();
        receivers.spawn(async move {
            let latencies = receive(&mut reader, &load, start).await;
            (latencies, reader, writer)
        });
    }
    for (i, (mut reader, mut writer, _)) in plugins.into_iter().enumerate() {
        let mine: Vec<u32> = sessions.iter().copied().skip(i).step_by(load.plugins).collect();
        let (load, phase) = (load.clone(), i as f64 / load.plugins as f64);
        senders.spawn(async move {
            let sent =
                if mine.is_empty() { Ok(0) } else { send(&mut writer, &mine, &load, start, phase).await };
            let _ = tokio::time::timeout(Duration::from_millis(1), reader.next()).await; // keeps it open till here
            (sent, reader, writer)
        });
    }
    let (mut all, mut sent) = (Vec::new(), 0);
    for (latencies, _reader, _writer) in receivers.join_all().await {
        all.push(latencies?);
    }
    for (count, _reader, _writer) in senders.join_all().await {
        sent += count?;
    }
    Ok((sent, merge(all)))
}

async fn link(port: u16) -> Result<(Reader, Writer), Failure> {
    let (read, write) = tokio::io::split(connect("127.0.0.1", port, &Trust::Anybody).await?);
    Ok((PacketReader::new(read, 1 << 20), PacketWriter::new(write)))
}

async fn plugin(port: u16, name: &str) -> Result<(Reader, Writer, u32), Failure> {
    let (mut reader, mut writer) = link(port).await?;
    let registration = Registration::new(name, "streams", &[]).encode();
    writer.send(&Packet::new(PacketType::PluginConnection, 0, 0, registration)).await?;
    let id = reader.next().await?.ok_or("refused")?.plugin_id;
    Ok((reader, writer, id))
}

/// A room with a session of the plugin.
async fn room(port: u16, plugin: u32) -> Result<(Reader, Writer, u32), Failure> {
    let (mut reader, mut writer) = link(port).await?;
    let user = User { id: "load".into(), name: "Load".into() };
    writer.send(&RoomRequest::Open { key: None, user, name: String::new() }.packet()).await?;
    writer.send(&RoomRequest::Activate { plugin }.packet()).await?;
    let session = loop {
        match RelayEvent::decode(&reader.next().await?.ok_or("closed")?)? {
            RelayEvent::Activated { session, .. } => break session,
            RelayEvent::Refused { message, .. } | RelayEvent::Failed { message, .. } => {
                return Err(message.into());
            }
            _ => {}
        }
    };
    let connect = [&[0; 4][..], &name_hash("connect").to_le_bytes(), &[0; 4]].concat();
    writer.send(&Packet::new(PacketType::MessageToPlugin, session, plugin, connect)).await?;
    Ok((reader, writer, session))
}
