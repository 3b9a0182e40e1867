//! The unmodified Python library against this relay. `GEMINAL_PYTHON` names an interpreter that has `nanome` 0.42.1.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers fail the test")]

mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use geminal_wire::relay_protocol::{RelayEvent, RoomRequest, User};
use geminal_wire::{PacketType, name_hash};
use support::{PATIENCE, Peer, TestRelay, command};
use tokio::process::{Child, Command};

fn python(port: u16, home: &Path, key: Option<&str>) -> Option<Child> {
    let Some(python) = std::env::var_os("GEMINAL_PYTHON") else {
        println!("skipped: GEMINAL_PYTHON names no interpreter with nanome 0.42.1");
        return None;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/echo_plugin.py");
    let mut plugin = Command::new(python);
    plugin.arg(script).arg(port.to_string()).args(key);
    plugin.env("HOME", home).current_dir(home).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    Some(plugin.spawn().unwrap())
}

/// Ends the plugin and, unlike a kill, the processes of its sessions.
async fn terminate(plugin: &mut Child) {
    let id = plugin.id().unwrap().to_string();
    Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
    tokio::time::timeout(PATIENCE, plugin.wait()).await.unwrap().unwrap();
}

/// Waits for the list that shows the plugin.
async fn listed(room: &mut Peer) -> u32 {
    loop {
        let packet = room.packet().await;
        if let Ok(RelayEvent::Plugins { plugins, integrations }) = RelayEvent::decode(&packet)
            && let Some(plugin) = plugins.iter().find(|plugin| plugin.name == "Echo" && plugin.connected)
        {
            assert_eq!(integrations[0].name.as_deref(), Some("minimization"));
            assert_eq!(integrations[0].plugin, plugin.id);
            return plugin.id;
        }
    }
}

/// Waits for a message with this name.
async fn message(room: &mut Peer, name: &str) -> Vec<u8> {
    loop {
        let packet = room.packet().await;
        if packet.packet_type == PacketType::MessageToClient && packet.head().unwrap().hash == name_hash(name)
        {
            return packet.payload.to_vec();
        }
    }
}

#[tokio::test]
async fn registers_activates_connects_and_survives_a_restart() {
    let home = tempfile::tempdir().unwrap();
    let relay = TestRelay::start(|_| {}).await;
    let port = relay.port;
    let Some(mut plugin) = python(port, home.path(), None) else { return };
    let mut room = Peer::room(port, "Lab").await;
    let id = listed(&mut room).await;
    assert_eq!(id, 1);
    let session = room.activate(id).await;

    // Connect: request id 0, no compression, the library's 137 names.
    let connect = message(&mut room, "connect").await;
    assert_eq!(connect[..4], [0; 4]);
    assert_eq!(connect[8..13], [0, 137, 0, 0, 0]);
    message(&mut room, "presenter_info_request").await;
    room.send(command(session, "run", b"")).await;
    assert!(message(&mut room, "notification_send").await.ends_with(b"ran"));
    room.ask(RoomRequest::Present { user: User { id: "b".into(), name: "Bea".into() } }).await;
    assert!(message(&mut room, "notification_send").await.ends_with(b"changed"));

    // A restart of the relay: the plugin comes back by itself, with its id.
    drop(room);
    relay.stop().await;
    let relay = TestRelay::start(|config| config.listen = ([127, 0, 0, 1], port).into()).await;
    let mut room = Peer::room(port, "Lab").await;
    assert_eq!(listed(&mut room).await, id);
    let session = room.activate(id).await;
    message(&mut room, "connect").await;
    room.send(command(session, "run", b"")).await;
    assert!(message(&mut room, "notification_send").await.ends_with(b"ran"));
    assert!(plugin.try_wait().unwrap().is_none());
    terminate(&mut plugin).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_wrong_key_ends_the_plugin() {
    let home = tempfile::tempdir().unwrap();
    let keys = home.path().join("keys");
    std::fs::write(&keys, "").unwrap();
    let relay = TestRelay::start(|config| config.keys = Some(keys)).await;
    let Some(mut plugin) = python(relay.port, home.path(), Some("ABCDEF")) else { return };
    let status = tokio::time::timeout(PATIENCE, plugin.wait()).await.unwrap().unwrap();
    assert_eq!(status.code(), Some(1));
    tokio::time::sleep(Duration::from_millis(10)).await;
    relay.stop().await;
}
