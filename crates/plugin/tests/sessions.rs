//! A plugin program of ours at a relay of ours, driven by a room: `examples/counter.rs`, with its sessions in
//! processes of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use geminal_relay::{Config, Relay};
use geminal_transport::{PacketReader, PacketWriter, Trust, connect};
use geminal_wire::integration::{
    IntegrationAnswer, IntegrationCall, IntegrationRequest, IntegrationResponse, StartMinimization,
};
use geminal_wire::relay_protocol::{EndReason, RelayEvent, RoomRequest, User};
use geminal_wire::streams::{StreamCreated, StreamData, StreamInterrupt, StreamInterruptReason};
use geminal_wire::structure::{Atom, Uid, WithAtoms, Workspace};
use geminal_wire::ui::{ButtonEvent, Content};
use geminal_wire::user::PresenterInfo;
use geminal_wire::{Command, Message, Packet, PacketType, VersionTable, Versions};
use tokio::io::{ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::process::Child;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout};
use tokio_rustls::client::TlsStream;

const PATIENCE: Duration = Duration::from_secs(20);

/// The example that cargo built beside this test.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().unwrap().parent().unwrap().join("examples/counter")
}

fn plugin(port: u16, arguments: &[&str]) -> Child {
    tokio::process::Command::new(example())
        .args(["-a", "127.0.0.1", "-p", &port.to_string()])
        .args(arguments)
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("cargo builds examples with tests")
}

struct Rig {
    port: u16,
    stop: oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<()>,
    _state: tempfile::TempDir,
}

impl Rig {
    async fn start(change: impl FnOnce(&mut Config)) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut config = Config::on_loopback(state.path());
        config.drain = Duration::from_millis(500);
        change(&mut config);
        let relay = Relay::bind(config).await.unwrap();
        let port = relay.address().port();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(async move {
            relay.serve(async { stopped.await.unwrap_or(()) }).await.unwrap();
        });
        Self { port, stop, serving, _state: state }
    }

    async fn stop(self) {
        let _ = self.stop.send(());
        timeout(PATIENCE, self.serving).await.unwrap().unwrap();
    }
}

/// A room with one session of the plugin.
struct Room {
    reader: PacketReader<ReadHalf<TlsStream<TcpStream>>>,
    writer: PacketWriter<WriteHalf<TlsStream<TcpStream>>>,
    session: u32,
    versions: Versions,
}

enum Heard {
    Message(u32, Box<Message>),
    Event(RelayEvent),
}

impl Room {
    /// Opens a room, waits for the plugin, and connects to it.
    async fn open(port: u16) -> Self {
        let (read, write) = tokio::io::split(connect("127.0.0.1", port, &Trust::Anybody).await.unwrap());
        let (reader, writer) = (PacketReader::new(read, 64 << 20), PacketWriter::new(write));
        let mut room = Self { reader, writer, session: 0, versions: Versions::oldest() };
        room.ask(RoomRequest::Open { key: None, user: User::default(), name: String::new() }).await;
        let plugin = loop {
            if let Heard::Event(RelayEvent::Plugins { plugins, .. }) = room.hear().await
                && let Some(plugin) = plugins.iter().find(|plugin| plugin.connected)
            {
                break plugin.id;
            }
        };
        room.activate(plugin).await;
        room
    }

    async fn activate(&mut self, plugin: u32) {
        self.ask(RoomRequest::Activate { plugin }).await;
        self.session = loop {
            if let Heard::Event(RelayEvent::Activated { session, .. }) = self.hear().await {
                break session;
            }
        };
        self.versions = Versions::oldest();
        self.say(0, Command::Connect(VersionTable::newest())).await;
        let Message::Connect(hello) = self.message().await.1 else { panic!("no Connect") };
        self.versions = Versions::negotiated(&VersionTable::newest(), &hello.versions);
        let (id, message) = self.message().await;
        assert_eq!((id, message), (1, Message::PresenterInfoRequest));
        self.say(id, Command::PresenterInfoResponse(PresenterInfo::default())).await;
        assert!(
            matches!(self.message().await.1, Message::PluginListButtonSet(button) if button.text == "Count")
        );
    }

    async fn ask(&mut self, request: RoomRequest) {
        self.writer.send(&request.packet()).await.unwrap();
    }

    async fn say(&mut self, request_id: u32, command: Command) {
        let payload = command.encode(request_id, &self.versions);
        self.writer.send(&Packet::new(PacketType::MessageToPlugin, self.session, 0, payload)).await.unwrap();
    }

    async fn hear(&mut self) -> Heard {
        let packet =
            timeout(PATIENCE, self.reader.next()).await.expect("nothing came").unwrap().expect("closed");
        if packet.packet_type != PacketType::MessageToClient {
            return Heard::Event(RelayEvent::decode(&packet).unwrap());
        }
        assert_eq!(packet.session_id, self.session);
        let received = Message::decode(&packet.payload, &self.versions).unwrap();
        Heard::Message(received.request_id, Box::new(received.message))
    }

    async fn message(&mut self) -> (u32, Message) {
        loop {
            if let Heard::Message(id, message) = self.hear().await {
                return (id, *message);
            }
        }
    }

    async fn notification(&mut self) -> String {
        loop {
            if let Message::NotificationSend(notification) = self.message().await.1 {
                return notification.text;
            }
        }
    }

    async fn session_ended(&mut self) -> EndReason {
        loop {
            if let Heard::Event(RelayEvent::SessionEnded { session, reason, .. }) = self.hear().await {
                assert_eq!(session, self.session);
                return reason;
            }
        }
    }

    /// Answers a request for the workspace with one of some loose atoms.
    async fn give_workspace(&mut self, atoms: i64) {
        let (id, message) = self.message().await;
        assert_eq!(message, Message::WorkspaceRequest);
        let atoms = (0..atoms).map(|i| (Uid(i), Atom { index: 100 + i, ..Atom::default() })).collect();
        self.say(id, Command::WorkspaceResponse(WithAtoms { atoms, structure: Workspace::default() })).await;
    }

    async fn minimize(&mut self, steps: i32) {
        let request =
            IntegrationRequest::MinimizationStart(StartMinimization { steps, ..Default::default() });
        self.say(0, Command::Integration(IntegrationCall { request_id: 7, request })).await;
    }
}

#[tokio::test]
async fn callbacks_requests_and_menus() {
    let rig = Rig::start(|_| {}).await;
    let _plugin = plugin(rig.port, &[]);
    let mut room = Room::open(rig.port).await;
    for run in 1..=3 {
        room.say(9, Command::Run).await;
        room.give_workspace(5).await;
        assert_eq!(room.notification().await, format!("5 atoms, run {run}"));
    }
    room.say(9, Command::AdvancedSettings).await;
    let Message::MenuUpdate(menu) = room.message().await.1 else { panic!("no menu") };
    assert_eq!((menu.menu.title.as_str(), menu.nodes.len()), ("Counter", 3));
    assert!(matches!(&menu.contents[1], Content::Button(button) if button.text.value.idle == "Bounce"));
    // An integration is answered with its own id, and errors of callbacks are told.
    room.minimize(10).await;
    let (_, message) = room.message().await;
    let response = IntegrationResponse::MinimizationStart(true);
    assert_eq!(message, Message::Integration(IntegrationAnswer { request_id: 7, response }));
    assert_eq!(room.notification().await, "10 steps");
    room.minimize(-3).await;
    assert_eq!(room.notification().await, "told to fail");
    let request = IntegrationRequest::ExportLocations(());
    room.say(0, Command::Integration(IntegrationCall { request_id: 8, request })).await;
    assert_eq!(room.notification().await, "this plugin does not serve export_locations");
    rig.stop().await;
}

#[tokio::test]
async fn streams_keep_to_what_the_room_takes() {
    let rig = Rig::start(|_| {}).await;
    let _plugin = plugin(rig.port, &[]);
    let mut room = Room::open(rig.port).await;
    room.say(0, Command::AdvancedSettings).await;
    let Message::MenuUpdate(menu) = room.message().await.1 else { panic!("no menu") };
    let press = Command::ButtonPress(ButtonEvent { id: menu.contents[1].id(), state: false });

    // A room that takes 50 ms for each frame: never more than four on the way, the newest last.
    room.say(0, press.clone()).await;
    room.give_workspace(2).await;
    let (id, Message::StreamCreate(create)) = room.message().await else { panic!("no stream") };
    assert_eq!(create.indices, [100, 101]);
    room.say(id, Command::StreamCreateDone(StreamCreated { id: 5, ..StreamCreated::default() })).await;
    let mut frames = Vec::new();
    loop {
        match room.message().await {
            (id, Message::StreamFeed(feed)) => {
                let StreamData::Float(values) = feed.data else { panic!("no floats") };
                assert_eq!((feed.id, values.len()), (5, 6));
                frames.push(values[0] as usize);
                tokio::time::sleep(Duration::from_millis(50)).await;
                room.say(id, Command::StreamFeedDone).await;
            }
            (_, Message::NotificationSend(notification)) => {
                assert_eq!(notification.text, "bounced");
                break;
            }
            (_, other) => panic!("{other:?}"),
        }
    }
    assert_eq!(frames.last(), Some(&49));
    assert!(frames.len() < 30 && frames.is_sorted(), "{frames:?}");
    assert_eq!(room.message().await.1, Message::StreamDestroy(5));

    // A room that acknowledges nothing gets four; the callbacks go on.
    room.say(0, press).await;
    room.give_workspace(2).await;
    let (id, _) = room.message().await;
    room.say(id, Command::StreamCreateDone(StreamCreated { id: 6, ..StreamCreated::default() })).await;
    for _ in 0..4 {
        assert!(matches!(room.message().await.1, Message::StreamFeed(_)));
    }
    room.minimize(3).await;
    assert!(matches!(room.message().await.1, Message::Integration(_)));
    assert_eq!(room.notification().await, "3 steps");
    let interrupt = StreamInterrupt { id: 6, reason: StreamInterruptReason::Crashed };
    room.say(0, Command::StreamInterrupt(interrupt)).await;
    assert!(room.notification().await.starts_with("the room ended the stream"));
    rig.stop().await;
}

#[tokio::test]
async fn a_crash_ends_one_session_with_a_message() {
    let rig = Rig::start(|_| {}).await;
    let _plugin = plugin(rig.port, &[]);
    let mut room = Room::open(rig.port).await;
    let mut other = Room::open(rig.port).await;
    room.minimize(-1).await;
    let text = room.notification().await;
    assert!(text.contains("its process ended with signal: 6"), "{text}");
    assert_eq!(room.session_ended().await, EndReason::PluginEnded);
    other.say(0, Command::Run).await;
    other.give_workspace(1).await;
    assert_eq!(other.notification().await, "1 atoms, run 1");
    // The same room can have another session.
    room.activate(1).await;
    room.say(0, Command::Run).await;
    room.give_workspace(2).await;
    assert_eq!(room.notification().await, "2 atoms, run 1");
    rig.stop().await;
}

#[tokio::test]
async fn a_runaway_ends_its_session() {
    for (flag, expected) in [
        ("--session-timeout", "it lasted longer than 1 s"),
        ("--session-stuck", "its process did nothing for 1 s"),
        ("--session-memory", "MiB of memory, more than allowed"),
    ] {
        let rig = Rig::start(|_| {}).await;
        let _plugin = plugin(rig.port, &[flag, "1"]);
        let mut room = Room::open(rig.port).await;
        room.minimize(-2).await; // never comes back
        let text = room.notification().await;
        assert!(text.contains(expected), "{flag}: {text}");
        assert_eq!(room.session_ended().await, EndReason::PluginEnded);
        rig.stop().await;
    }
}

#[tokio::test]
async fn the_plugin_comes_back_to_a_relay_that_restarts() {
    let rig = Rig::start(|_| {}).await;
    let port = rig.port;
    let _plugin = plugin(port, &[]);
    let room = Room::open(port).await;
    drop(room);
    rig.stop().await;
    let rig = Rig::start(|config| config.listen = ([127, 0, 0, 1], port).into()).await;
    let start = Instant::now();
    let mut room = Room::open(port).await;
    assert!(start.elapsed() < Duration::from_secs(6), "{:?}", start.elapsed());
    room.say(0, Command::Run).await;
    room.give_workspace(1).await;
    assert_eq!(room.notification().await, "1 atoms, run 1");
    rig.stop().await;
}

#[tokio::test]
async fn a_wrong_key_and_no_host() {
    let keys = tempfile::NamedTempFile::new().unwrap();
    let path = keys.path().to_owned();
    let rig = Rig::start(|config| config.keys = Some(path)).await;
    for arguments in [&[][..], &["-k", "ABCDEF"]] {
        let status = timeout(PATIENCE, plugin(rig.port, arguments).wait()).await.unwrap().unwrap();
        assert_eq!(status.code(), Some(1));
    }
    let alone =
        std::process::Command::new(example()).env_remove("NTS_HOST").stderr(Stdio::null()).status().unwrap();
    assert_eq!(alone.code(), Some(1));
    rig.stop().await;
}
