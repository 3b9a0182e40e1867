//! A relay on a free port, and peers that speak packets to it.
#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's support fails the test")]

use std::net::SocketAddr;
use std::time::Duration;

use geminal_relay::{Config, Relay};
use geminal_transport::{PacketReader, PacketWriter, ReadError, Trust, connect};
use geminal_wire::relay_protocol::{RelayEvent, RoomRequest, User};
use geminal_wire::{Packet, PacketType, Registration, name_hash};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::client::TlsStream;

pub const PATIENCE: Duration = Duration::from_secs(20);

/// A relay that runs until it is stopped.
pub struct TestRelay {
    pub port: u16,
    pub http: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    _state: tempfile::TempDir,
}

impl TestRelay {
    pub async fn start(change: impl FnOnce(&mut Config)) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut config = Config::on_loopback(state.path());
        config.http = Some(([127, 0, 0, 1], 0).into());
        config.limits.grace = Duration::from_secs(20);
        config.drain = Duration::from_secs(2);
        change(&mut config);
        let relay = Relay::bind(config).await.unwrap();
        let (port, http) = (relay.address().port(), relay.http_address());
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            relay.serve(async { stopped.await.unwrap_or(()) }).await.unwrap();
        });
        Self { port, http, stop, serving, _state: state }
    }

    pub async fn stop(self) {
        let _ = self.stop.send(());
        tokio::time::timeout(PATIENCE, self.serving).await.unwrap().unwrap();
    }

    /// The value of a metric, by the start of its line; 0 if it is not there.
    pub async fn metric(&self, start: &str) -> u64 {
        let text = get(self.http.unwrap(), "/metrics").await;
        let value = text.lines().find_map(|line| line.strip_prefix(start)?.trim().parse().ok());
        value.unwrap_or(0)
    }

    /// Waits until a metric has a value.
    pub async fn until(&self, start: &str, value: u64) {
        for _ in 0..500 {
            if self.metric(start).await == value {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{start} is {}, not {value}", self.metric(start).await);
    }
}

pub async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// One connection.
pub struct Peer {
    pub reader: PacketReader<ReadHalf<TlsStream<TcpStream>>>,
    pub writer: PacketWriter<WriteHalf<TlsStream<TcpStream>>>,
}

impl Peer {
    pub async fn connect(port: u16) -> Self {
        let stream = connect("127.0.0.1", port, &Trust::Anybody).await.unwrap();
        let (read, write) = tokio::io::split(stream);
        Self { reader: PacketReader::new(read, 256 << 20), writer: PacketWriter::new(write) }
    }

    pub async fn send(&mut self, packet: Packet) {
        self.writer.send(&packet).await.unwrap();
    }

    /// The next packet, or how the connection ended.
    pub async fn next(&mut self) -> Result<Option<Packet>, ReadError> {
        tokio::time::timeout(PATIENCE, self.reader.next()).await.expect("nothing came")
    }

    pub async fn packet(&mut self) -> Packet {
        self.next().await.unwrap().expect("the connection ended")
    }

    /// Reads on to the end, and tells how it came.
    pub async fn end(&mut self) -> &'static str {
        loop {
            match self.next().await {
                Ok(Some(_)) => {}
                Ok(None) => return "closed",
                Err(_) => return "broken",
            }
        }
    }

    /// The next event, passing over lists of plugins.
    pub async fn event(&mut self) -> RelayEvent {
        loop {
            let packet = self.packet().await;
            assert_ne!(packet.packet_type, PacketType::MessageToClient, "a message in place of an event");
            match RelayEvent::decode(&packet).unwrap() {
                RelayEvent::Plugins { .. } => {}
                event => return event,
            }
        }
    }

    /// The next message of a plugin, passing over lists of plugins.
    pub async fn message(&mut self) -> Packet {
        loop {
            let packet = self.packet().await;
            match packet.packet_type {
                PacketType::MessageToClient => return packet,
                PacketType::PluginList => {}
                _ => panic!("{:?}", RelayEvent::decode(&packet)),
            }
        }
    }

    /// A plugin that is registered, and its id.
    pub async fn plugin(port: u16, name: &str, id: u32) -> (Self, u32) {
        let mut peer = Self::connect(port).await;
        let registration = Registration::new(name, "for a test", &["Test"]).encode();
        peer.send(Packet::new(PacketType::PluginConnection, 0, id, registration)).await;
        let answer = peer.packet().await;
        assert_eq!((answer.packet_type, answer.session_id), (PacketType::PluginConnection, 0));
        assert!(answer.payload.is_empty());
        (peer, answer.plugin_id)
    }

    /// A room that is open.
    pub async fn room(port: u16, name: &str) -> Self {
        let mut peer = Self::connect(port).await;
        peer.send(open(None, name).packet()).await;
        assert!(matches!(peer.event().await, RelayEvent::Welcome { .. }));
        peer
    }

    pub async fn ask(&mut self, request: RoomRequest) {
        self.send(request.packet()).await;
    }

    /// Activates a plugin and sends its Connect.
    pub async fn activate(&mut self, plugin: u32) -> u32 {
        self.ask(RoomRequest::Activate { plugin }).await;
        let RelayEvent::Activated { session, .. } = self.event().await else { panic!("not activated") };
        self.send(command(session, "connect", b"\0\0\0\0")).await;
        session
    }
}

pub fn open(key: Option<String>, name: &str) -> RoomRequest {
    RoomRequest::Open { key, user: User { id: "ada".into(), name: "Ada".into() }, name: name.into() }
}

pub fn command(session: u32, name: &str, body: &[u8]) -> Packet {
    let payload = [&[0; 4][..], &name_hash(name).to_le_bytes(), body].concat();
    Packet::new(PacketType::MessageToPlugin, session, 0, payload)
}

pub fn message(session: u32, body: &[u8]) -> Packet {
    Packet::new(PacketType::MessageToClient, session, 0, [&[1; 8][..], body].concat())
}
