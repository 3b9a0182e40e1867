//! What the tests that cross crates share.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test's helpers fail the test")]

use std::future::Future;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use geminal_relay::{Config, Relay};
use geminal_room::{Handle, Host, Room, Settings};
use geminal_transport::Trust;
use geminal_wire::relay_protocol::User;
use serde_json::Value;
use tokio::process::{Child, Command};
use tokio::sync::broadcast::Receiver;
use tokio::time::timeout;

/// How long a test waits for what has to happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A relay, services and a room host on free ports of this machine; all ends when it is dropped.
pub struct Stack {
    /// The relay's port.
    pub port: u16,
    /// The rooms.
    pub host: Arc<Host>,
    /// The services' processes.
    pub services: Vec<Child>,
    /// How many plugins a room waits for.
    pub plugins: usize,
    relay: tokio::task::JoinHandle<()>,
    _state: tempfile::TempDir,
}

impl Stack {
    /// Starts these services with `program`: `env!("CARGO_BIN_EXE_service")`.
    pub async fn start(program: impl AsRef<Path>, services: &[&str]) -> Stack {
        let state = tempfile::tempdir().unwrap();
        let relay = Relay::bind(Config::on_loopback(state.path())).await.unwrap();
        let port = relay.address().port();
        let relay = tokio::spawn(async move { relay.serve(std::future::pending()).await.unwrap() });
        let start = |name: &&str| {
            Command::new(program.as_ref())
                .args([name, "-a", "127.0.0.1", "-p", &port.to_string()])
                .stderr(Stdio::null())
                .kill_on_drop(true)
                .spawn()
                .unwrap()
        };
        let services: Vec<Child> = services.iter().map(start).collect();
        let plugins = services.len();
        let host = Host::new(Settings {
            relay: "127.0.0.1".into(),
            port,
            trust: Trust::Anybody,
            key: None,
            files: state.path().join("files"),
        });
        Stack { port, host, services, plugins, relay, _state: state }
    }

    /// Opens a room and waits until it may use as many plugins as there are services.
    pub async fn room(&self) -> Handle {
        let ann = User { id: "ann".into(), name: "Ann".into() };
        let id = self.host.open("Room", ann).await.unwrap();
        let room = self.host.room(id).unwrap();
        let wanted = self.plugins;
        until(&room, "the services", move |room| room.plugins.len() >= wanted).await;
        room
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        self.relay.abort();
    }
}

/// Waits until something is so in a room.
pub async fn until(room: &Handle, what: &str, so: impl Fn(&Room) -> bool + Clone + Send + 'static) {
    let waiting = async {
        loop {
            let so = so.clone();
            if room.with(move |room| so(room)).await.unwrap() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    within(what, waiting).await;
}

/// The next event of a name.
pub async fn event(events: &mut Receiver<Arc<str>>, name: &str) -> Value {
    let waiting = async {
        loop {
            let event: Value = serde_json::from_str(&events.recv().await.unwrap()).unwrap();
            if event["event"] == name {
                return event;
            }
        }
    };
    within(name, waiting).await
}

async fn within<T>(what: &str, waiting: impl Future<Output = T>) -> T {
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
