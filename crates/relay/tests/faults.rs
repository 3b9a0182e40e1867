//! What goes wrong on a network: each fault ends its own connection, and nobody else's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

mod support;

use std::time::{Duration, Instant};

use bytes::Bytes;
use geminal_wire::relay_protocol::{EndReason, Failure, RelayEvent, RoomRequest};
use geminal_wire::{Packet, PacketType};
use support::{PATIENCE, Peer, TestRelay, command, message};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn what_is_no_tls() {
    let relay = TestRelay::start(|config| config.handshake = Duration::from_millis(300)).await;
    let hello = b"\x16\x03\x01\x00\xff";
    for (bytes, reason) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], "tls"),
        (&[0; 64][..], "tls"),
        (&hello[..], "handshake_time"), // half a hello, then silence
        (&b""[..], "handshake_time"),   // half-open
    ] {
        let metric = format!(r#"geminal_relay_refused_total{{reason="{reason}"}}"#);
        let before = relay.metric(&metric).await;
        let mut stream = TcpStream::connect(("127.0.0.1", relay.port)).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut Vec::new())).await;
        assert!(end.is_ok(), "{reason}: not closed");
        relay.until(&metric, before + 1).await;
    }
    // TLS on the HTTP port.
    let mut stream = TcpStream::connect(relay.http.unwrap()).await.unwrap();
    stream.write_all(hello).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&answer));
    relay.until("geminal_relay_connections", 0).await;
    relay.stop().await;
}

#[tokio::test]
async fn what_is_no_start() {
    let relay = TestRelay::start(|config| config.handshake = Duration::from_millis(500)).await;
    for first in [
        vec![],                                                           // silence
        b"GET / HTTP/1.1\r\n\r\n".to_vec(),                               // no packet
        [&[0; 11][..], &[255; 4]].concat(),                               // a negative length
        [&[0; 6][..], &[1], &[0; 4], &[0, 0, 0, 64]].concat(),            // a gigabyte of registration
        [&[0; 6][..], &[3], &[0; 8]].concat(),                            // a command first
        [&[0; 6][..], &[1], &[0; 4], &[2, 0, 0, 0, b'{']].concat(),       // half a registration
        [&[0; 6][..], &[1], &[0; 4], &[2, 0, 0, 0, b'[', b']']].concat(), // no registration
    ] {
        let mut stream =
            geminal_transport::connect("127.0.0.1", relay.port, &geminal_transport::Trust::Anybody)
                .await
                .unwrap();
        stream.write_all(&first).await.unwrap();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut Vec::new())).await;
        assert!(end.is_ok(), "{first:?}: not closed");
    }
    relay.until("geminal_relay_connections", 0).await;
    relay.stop().await;
}

#[tokio::test]
async fn garbage_after_the_start_ends_one_connection() {
    let relay = TestRelay::start(|config| config.max_payload = 1 << 20).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Good", 0).await;
    let mut room = Peer::room(relay.port, "Lab").await;
    let session = room.activate(id).await;
    plugin.packet().await;
    let (mut bad, _) = Peer::plugin(relay.port, "Bad", 0).await;
    bad.send(Packet::new(PacketType::MessageToClient, 1, 1, vec![0; (1 << 20) + 1])).await;
    bad.end().await;
    relay.until(r#"geminal_relay_cut_off_total{reason="protocol"}"#, 1).await;
    plugin.send(message(session, b"fine")).await;
    assert_eq!(room.message().await.payload[8..], *b"fine");
    relay.stop().await;
}

#[tokio::test]
async fn a_plugin_that_is_killed_and_comes_back() {
    let relay = TestRelay::start(|_| {}).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Min", 0).await;
    let mut room = Peer::room(relay.port, "Lab").await;
    let session = room.activate(id).await;
    plugin.packet().await;
    drop(plugin); // no goodbye
    loop {
        let RelayEvent::Plugins { plugins, .. } = RelayEvent::decode(&room.packet().await).unwrap() else {
            panic!("no list")
        };
        if plugins.iter().any(|plugin| plugin.id == id && !plugin.connected) {
            break;
        }
    }
    room.send(command(session, "run", b"")).await;
    assert!(matches!(room.event().await, RelayEvent::Failed { reason: Failure::PluginAway, .. }));
    let (mut plugin, again) = Peer::plugin(relay.port, "Min", id).await;
    assert_eq!(again, id);
    plugin.send(message(session, b"I am back")).await;
    assert_eq!(room.message().await.payload[8..], *b"I am back");
    // And once more while the old socket lingers, as the library does after a keep-alive without answer.
    let (mut newer, again) = Peer::plugin(relay.port, "Min", id).await;
    assert_eq!(again, id);
    newer.send(message(session, b"newer")).await;
    assert_eq!(room.message().await.payload[8..], *b"newer");
    plugin.end().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_plugin_that_stays_away_and_a_room_that_is_killed() {
    let relay = TestRelay::start(|config| config.limits.grace = Duration::from_millis(100)).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Min", 0).await;
    let mut room = Peer::room(relay.port, "Lab").await;
    let session = room.activate(id).await;
    plugin.packet().await;
    drop(plugin);
    let ended = RelayEvent::SessionEnded { session, plugin: id, reason: EndReason::PluginLost };
    assert_eq!(room.event().await, ended);
    let (mut plugin, id) = Peer::plugin(relay.port, "Min", id).await;
    let session = room.activate(id).await;
    plugin.packet().await;
    drop(room);
    let close = plugin.packet().await;
    assert_eq!((close.packet_type, close.session_id), (PacketType::ClientDisconnection, session));
    relay.until("geminal_relay_rooms", 0).await;
    relay.stop().await;
}

#[tokio::test]
async fn silence_ends_a_connection() {
    let relay = TestRelay::start(|config| config.idle = Duration::from_millis(200)).await;
    let (mut plugin, _) = Peer::plugin(relay.port, "Quiet", 0).await;
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        plugin.send(Packet::new(PacketType::KeepAlive, 1, 0, "")).await; // not yet
        plugin.packet().await;
    }
    let start = Instant::now();
    assert_eq!(plugin.end().await, "closed");
    assert!(start.elapsed() >= Duration::from_millis(150));
    relay.stop().await;
}

#[tokio::test]
async fn who_does_not_read_loses_its_own_connection() {
    let relay = TestRelay::start(|config| config.max_queue = 4 << 20).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Stream", 0).await;
    let mut slow = Peer::room(relay.port, "Slow").await;
    let mut fast = Peer::room(relay.port, "Fast").await;
    let (to_slow, to_fast) = (slow.activate(id).await, fast.activate(id).await);
    let block = Bytes::from(vec![1; 1 << 20]);
    let reading = tokio::spawn(async move {
        for _ in 0..60 {
            assert_eq!(fast.message().await.session_id, to_fast);
        }
        fast
    });
    for _ in 0..60 {
        for session in [to_slow, to_fast] {
            plugin.send(Packet::new(PacketType::MessageToClient, session, id, block.clone())).await;
        }
        tokio::time::sleep(Duration::from_millis(5)).await; // the fast one reads in a debug build
    }
    let _fast = reading.await.unwrap();
    relay.until(r#"geminal_relay_cut_off_total{reason="slow"}"#, 1).await;
    relay.until("geminal_relay_rooms", 1).await;
    slow.end().await;
    // The plugin hears that the slow room's session is over, and the queues are empty again.
    let closed = loop {
        let packet = plugin.packet().await;
        if packet.packet_type == PacketType::ClientDisconnection {
            break packet.session_id;
        }
    };
    assert_eq!(closed, to_slow);
    relay.until("geminal_relay_queued_bytes", 0).await;
    relay.stop().await;
}

/// The library does not read while it writes: whoever waits for its own writing deadlocks with it.
#[tokio::test]
async fn a_plugin_that_writes_without_reading() {
    let relay = TestRelay::start(|_| {}).await;
    let (mut plugin, id) = Peer::plugin(relay.port, "Busy", 0).await;
    let room = Peer::room(relay.port, "Lab").await;
    let mut room = room;
    let session = room.activate(id).await;
    let block = Bytes::from(vec![1; 8 << 20]);
    let command = Packet::new(PacketType::MessageToPlugin, session, 0, block.clone());
    for _ in 0..4 {
        room.send(command.clone()).await; // waits at the relay: the plugin does not read yet
    }
    let reading = tokio::spawn(async move {
        for _ in 0..4 {
            room.message().await;
        }
        room
    });
    for _ in 0..4 {
        plugin.send(Packet::new(PacketType::MessageToClient, session, id, block.clone())).await;
    }
    let _room = reading.await.unwrap();
    for _ in 0..5 {
        assert_eq!(plugin.packet().await.packet_type, PacketType::MessageToPlugin); // Connect and four
    }
    relay.stop().await;
}

#[tokio::test]
async fn a_stop_drains_and_says_goodbye() {
    let relay = TestRelay::start(|_| {}).await;
    let port = relay.port;
    let (mut plugin, id) = Peer::plugin(port, "Min", 0).await;
    let mut room = Peer::room(port, "Lab").await;
    let session = room.activate(id).await;
    plugin.packet().await;
    let block = Bytes::from(vec![1; 4 << 20]);
    for _ in 0..5 {
        plugin.send(Packet::new(PacketType::MessageToClient, session, id, block.clone())).await;
    }
    relay.until(r#"geminal_relay_packets_total{to="room"}"#, 5).await;
    let http = relay.http.unwrap();
    let stopping = tokio::spawn(relay.stop());
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..5 {
        assert_eq!(room.message().await.payload.len(), 4 << 20);
    }
    assert_eq!(room.event().await, RelayEvent::RoomClosed { reason: EndReason::Stopping });
    assert_eq!(room.end().await, "closed");
    assert_eq!(plugin.packet().await.packet_type, PacketType::ClientDisconnection);
    assert_eq!(plugin.end().await, "closed"); // no type 5: the plugin keeps its id
    drop((room, plugin));
    stopping.await.unwrap();
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    assert!(TcpStream::connect(http).await.is_err());
    // Started again on the same port, plugins come back with their ids.
    let relay = TestRelay::start(|config| config.listen = ([127, 0, 0, 1], port).into()).await;
    let (_other, first) = Peer::plugin(port, "Other", 0).await;
    let (_plugin, id) = Peer::plugin(port, "Min", 7).await;
    assert_eq!((first, id), (1, 7));
    relay.stop().await;
}

/// The library spins for ever when one of its packets is cut, so the relay reads a packet to its end before it leaves.
#[tokio::test]
async fn a_stop_in_the_middle_of_a_packet() {
    let relay = TestRelay::start(|_| {}).await;
    let (plugin, id) = Peer::plugin(relay.port, "Big", 0).await;
    let Peer { mut reader, mut writer } = plugin;
    let sending = tokio::spawn(async move {
        let big = Packet::new(PacketType::MessageToClient, 1, id, vec![1; 30 << 20]);
        writer.send(&big).await.map(|()| writer)
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let stopping = tokio::spawn(relay.stop());
    let writer = sending.await.unwrap().expect("the packet was cut");
    assert!(matches!(reader.next().await, Ok(None)), "no goodbye");
    drop((writer, reader));
    stopping.await.unwrap();
}

#[tokio::test]
async fn limits_on_connections_and_rates() {
    let relay = TestRelay::start(|config| {
        config.max_connections = 2;
        config.rate_packets = 50;
    })
    .await;
    let mut room = Peer::room(relay.port, "Lab").await;
    let _other = Peer::room(relay.port, "Other").await;
    let third = geminal_transport::connect("127.0.0.1", relay.port, &geminal_transport::Trust::Anybody).await;
    assert!(third.is_err());
    let start = Instant::now();
    for _ in 0..100 {
        room.ask(RoomRequest::List {}).await;
    }
    for _ in 0..100 {
        room.packet().await;
    }
    assert!(start.elapsed() > Duration::from_millis(800), "{:?}", start.elapsed());
    relay.stop().await;
}
