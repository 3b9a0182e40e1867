//! Rooms and plugins over real connections: who reaches whom, who is let in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail the test")]

mod support;

use geminal_relay::RelayArgs;
use geminal_wire::relay_protocol::{EndReason, Failure, RelayEvent, RoomRequest};
use geminal_wire::{Packet, PacketType, Registration, name_hash};
use support::{Peer, TestRelay, command, get, message, open};

#[tokio::test]
async fn packets_go_both_ways_whole_and_in_order() {
    let relay = TestRelay::start(|_| {}).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Echo", 0).await;
    assert_eq!(id, 1);
    let mut room = Peer::room(relay.port, "Lab").await;
    let session = room.activate(id).await;
    let connect = plugin.packet().await;
    assert_eq!((connect.session_id, connect.plugin_id), (session, 1));
    for length in [0, 1, 100, 16_384, 70_000, 3_000_000, 5] {
        let body: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
        room.send(command(session, "run", &body)).await;
        assert_eq!(plugin.packet().await.payload[8..], body);
        plugin.send(message(session, &body)).await;
        let got = room.message().await;
        assert_eq!((got.session_id, got.plugin_id), (session, 1));
        assert_eq!(got.payload[8..], body);
    }
    relay.until(r#"geminal_relay_packets_total{to="room"}"#, 7).await;
    assert_eq!(relay.metric(r#"geminal_relay_packets_total{to="plugin"}"#).await, 8);
    assert_eq!(relay.metric("geminal_relay_sessions").await, 1);
    room.ask(RoomRequest::Deactivate { session }).await;
    let ended = RelayEvent::SessionEnded { session, plugin: 1, reason: EndReason::Requested };
    assert_eq!(room.event().await, ended);
    let close = plugin.packet().await;
    assert_eq!((close.packet_type, close.session_id), (PacketType::ClientDisconnection, session));
    relay.stop().await;
}

#[tokio::test]
async fn a_hostile_plugin_and_a_hostile_room_reach_nobody() {
    let relay = TestRelay::start(|_| {}).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Good", 0).await;
    let mut room = Peer::room(relay.port, "Lab").await;
    let session = room.activate(id).await;
    plugin.packet().await;
    let (mut evil, _) = Peer::plugin(relay.port, "Evil", id).await; // claims the other's id
    let mut eve = Peer::room(relay.port, "Eve").await;
    for kind in 0..=12 {
        for target in [session, 0, session + 1] {
            let payload = [&[1; 4][..], &name_hash("run").to_le_bytes()].concat();
            let packet = Packet::new(PacketType::from(kind), target, id, payload);
            if kind != 1 {
                evil.send(packet.clone()).await;
            }
            eve.send(packet).await;
        }
    }
    room.send(command(session, "x", b"")).await; // too short below: this one still passes
    room.send(Packet::new(PacketType::MessageToPlugin, session, 0, "1234567")).await;
    room.send(command(session, "last", b"")).await;
    assert_eq!(plugin.packet().await.head().unwrap().hash, name_hash("x"));
    assert_eq!(plugin.packet().await.head().unwrap().hash, name_hash("last"));
    assert!(matches!(room.event().await, RelayEvent::Failed { reason: Failure::Protocol, .. }));
    plugin.send(message(session, b"still there")).await;
    assert_eq!(room.message().await.payload[8..], *b"still there");
    relay.stop().await;
}

#[tokio::test]
async fn both_flavours_of_keep_alive_are_answered() {
    let relay = TestRelay::start(|_| {}).await;
    let mut plugin = Peer::connect(relay.port).await;
    for (session, id) in [(0, 0), (7, 0), (0, 7)] {
        // The first even before the registration.
        plugin.send(Packet::new(PacketType::KeepAlive, session, id, "")).await;
        let echo = plugin.packet().await;
        assert_eq!((echo.packet_type, echo.session_id, echo.plugin_id), (PacketType::KeepAlive, session, id));
    }
    relay.stop().await;
}

#[tokio::test]
async fn keys_let_in_whom_they_are_for() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    // As the command makes them.
    let settings = geminal_relay::Settings { keys: Some(keys.clone()), ..Default::default() };
    let args = RelayArgs { new_key: Some("lab".into()), settings, ..Default::default() };
    geminal_relay::run(args).await.unwrap();
    let hash = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"; // of `a`
    std::fs::write(&keys, format!("tester plugin {hash}\nhost room {hash}\n").replacen("host", "#host", 1))
        .unwrap();
    let relay = TestRelay::start(|config| config.keys = Some(keys)).await;
    for (auth, expected) in [(None, 5), (Some("b"), 5), (Some("a"), 1)] {
        let mut plugin = Peer::connect(relay.port).await;
        let registration = Registration { auth: auth.map(str::to_owned), ..Registration::new("P", "", &[]) };
        plugin.send(Packet::new(PacketType::PluginConnection, 0, 0, registration.encode())).await;
        assert_eq!(plugin.packet().await.packet_type.code(), expected, "{auth:?}");
        if expected == 5 {
            assert_eq!(plugin.end().await, "closed"); // the library exits
        }
    }
    let mut room = Peer::connect(relay.port).await;
    room.send(open(Some("a".into()), "Lab").packet()).await; // a key for plugins
    assert!(matches!(room.event().await, RelayEvent::Refused { reason: Failure::Key, .. }));
    assert_eq!(room.end().await, "closed");
    assert_eq!(relay.metric(r#"geminal_relay_refused_total{reason="key"}"#).await, 3);
    relay.stop().await;
}

#[tokio::test]
async fn logs_metrics_and_health() {
    let relay = TestRelay::start(|_| {}).await;
    let http = relay.http.unwrap();
    for (path, expected) in [("/healthz", "alive"), ("/readyz", "ready"), ("/nothing", "404")] {
        let text = get(http, path).await;
        assert!(text.contains(expected), "{path}: {text}");
    }
    let (mut plugin, _) = Peer::plugin(relay.port, "Talker", 0).await;
    let line = r#"{"version":"1.1","short_message":"hello","level":6}"#;
    plugin.send(Packet::new(PacketType::LiveLogs, 0, 0, line)).await;
    plugin.send(Packet::new(PacketType::LiveLogs, 0, 0, "no json")).await;
    plugin.send(Packet::new(PacketType::Other(99), 0, 0, "")).await;
    relay.until("geminal_relay_plugin_logs_total", 1).await;
    relay.until(r#"geminal_relay_dropped_total{reason="unexpected"}"#, 2).await;
    relay.stop().await;
}
