//! A session's process, as the service sees it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use geminal_transport::{Budget, Closing, Outbox, PacketReader, PacketWriter};
use geminal_wire::ui::{Notification, NotificationKind};
use geminal_wire::{Command as RoomCommand, Message, Packet, PacketType, VersionTable, Versions};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::args::Config;
use crate::session_process::SESSION;

/// What may wait for a session's process to read it.
const QUEUE: usize = 256 << 20;
/// How long one write to the pipe may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often the process is looked after.
const LOOK: Duration = Duration::from_secs(1);
/// How long it has for its stop.
const STOP: Duration = Duration::from_secs(6);
/// The request id of messages that the service sends in a session's name: no session gets that far.
const SERVICE_REQUEST: u32 = u32::MAX - 1;

/// A session that runs.
#[derive(Debug)]
pub(crate) struct Session {
    /// Tells this process from others that had the same session id.
    pub number: u64,
    outbox: Arc<Outbox>,
}

/// A session's process is over.
#[derive(Debug)]
pub(crate) struct Ended {
    pub session: u32,
    pub number: u64,
    /// The service was not asked to end it.
    pub by_itself: bool,
}

/// Where a session's packets go.
#[derive(Debug, Clone)]
pub(crate) struct Ways {
    pub to_relay: mpsc::Sender<Packet>,
    pub ended: mpsc::UnboundedSender<Ended>,
    /// The plugin's id, which changes when the relay says so.
    pub plugin_id: Arc<AtomicU32>,
}

impl Session {
    /// Starts the process of the session that `connect` begins.
    pub fn start(config: &Config, connect: Packet, number: u64, ways: Ways) -> std::io::Result<Self> {
        let session = connect.session_id;
        let command = &config.session_command;
        let mut child = Command::new(&command.program)
            .args(&command.arguments)
            .env(SESSION, session.to_string())
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        tracing::info!(session, process = child.id(), "session starts");
        let outbox = Arc::new(Outbox::new(QUEUE, Budget::new(usize::MAX)));
        let watch = Watch {
            session,
            number,
            versions: versions(&connect),
            ways,
            outbox: outbox.clone(),
            child,
            limits: Limits {
                time: config.session_timeout,
                memory: config.session_memory,
                unresponsive: config.unresponsive,
            },
        };
        let started = Self { number, outbox };
        started.forward(connect);
        tokio::spawn(watch.run(stdin, stdout));
        Ok(started)
    }

    /// Sends a packet to the process.
    pub fn forward(&self, packet: Packet) {
        if self.outbox.push(packet).is_err() {
            tracing::error!(number = self.number, "a session's process does not read, it is ended");
            self.outbox.close(Closing::Now);
        }
    }

    /// Lets the process stop.
    pub fn stop(&self) {
        self.outbox.close(Closing::Drain);
    }
}

fn versions(connect: &Packet) -> Versions {
    match RoomCommand::decode(&connect.payload, &Versions::oldest()).map(|received| received.command) {
        Ok(RoomCommand::Connect(room)) => Versions::negotiated(&room, &VersionTable::newest()),
        _ => Versions::oldest(),
    }
}

struct Limits {
    time: Duration,
    memory: Option<u64>,
    unresponsive: Duration,
}

/// One process, from its start to its end.
struct Watch {
    session: u32,
    number: u64,
    versions: Versions,
    ways: Ways,
    outbox: Arc<Outbox>,
    child: Child,
    limits: Limits,
}

impl Watch {
    async fn run(mut self, stdin: ChildStdin, stdout: ChildStdout) {
        let outbox = self.outbox.clone();
        let writing = tokio::spawn(async move {
            let mut writer = PacketWriter::new(stdin);
            let _ = outbox.write_to(&mut writer, PATIENCE).await; // dropping the pipe tells the process to stop
        });
        let heard = Arc::new(Mutex::new(Instant::now()));
        let mut reading = tokio::spawn(read(stdout, self.session, self.ways.clone(), heard.clone()));
        let process = self.child.id();
        let reason = tokio::select! {
            status = self.child.wait() => Some(ended(status)),
            reason = self.limits.exceeded(process, &self.outbox, &heard) => Some(reason),
            how = self.outbox.closed() => (how == Closing::Now).then(|| "its process did not take what the room sent".to_owned()),
        };
        // A process that ends because it was asked to is no news, even if it did so before this was noticed.
        let asked = self.outbox.closing() == Some(Closing::Drain);
        self.outbox.close(Closing::Drain);
        if reason.is_some() && !asked {
            let _ = self.child.start_kill();
        }
        if timeout(STOP, self.child.wait()).await.is_err() {
            tracing::warn!(session = self.session, "the session's process did not stop, it is killed");
            let _ = self.child.kill().await;
        }
        // What the process said last still goes to the room.
        if timeout(STOP, &mut reading).await.is_err() {
            reading.abort();
        }
        writing.abort();
        match reason {
            Some(reason) if !asked => self.tell(&reason).await,
            _ => tracing::info!(session = self.session, "session ended"),
        }
        let Self { session, number, ways, .. } = self;
        let _ = ways.ended.send(Ended { session, number, by_itself: !asked });
    }

    /// Tells the room why, in the session's name.
    async fn tell(&self, reason: &str) {
        tracing::error!(session = self.session, reason, "session ended by itself");
        let text = format!("The plugin's session ended: {reason}. Activate the plugin again.");
        let message = Message::NotificationSend(Notification { kind: NotificationKind::Error, text });
        let payload = message.encode(SERVICE_REQUEST, false, &self.versions);
        let plugin = self.ways.plugin_id.load(Ordering::Relaxed);
        let packet = Packet::new(PacketType::MessageToClient, self.session, plugin, payload);
        let _ = self.ways.to_relay.send(packet).await;
    }
}

impl Limits {
    /// Waits until the process breaks a limit.
    async fn exceeded(&self, process: Option<u32>, outbox: &Outbox, heard: &Mutex<Instant>) -> String {
        let started = Instant::now();
        loop {
            tokio::time::sleep(LOOK.min(self.unresponsive / 2)).await;
            // The process answers from the thread that runs the plugin: a thread that is stuck does not.
            let _ = outbox.push(Packet::new(PacketType::KeepAlive, 0, 0, ""));
            if started.elapsed() > self.time {
                return format!("it lasted longer than {} s", self.time.as_secs());
            }
            if heard.lock().unwrap_or_else(PoisonError::into_inner).elapsed() > self.unresponsive {
                return format!("its process did nothing for {:.0} s", self.unresponsive.as_secs_f64());
            }
            let used = process.map_or(0, resident_bytes);
            if self.memory.is_some_and(|limit| used > limit) {
                return format!("its process held {} MiB of memory, more than allowed", used >> 20);
            }
        }
    }
}

fn ended(status: std::io::Result<std::process::ExitStatus>) -> String {
    match status {
        Ok(status) => format!("its process ended with {status}"),
        Err(error) => format!("its process is gone ({error})"),
    }
}

/// What a process holds, as the kernel of Linux says; 0 elsewhere.
fn resident_bytes(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// Carries what the process writes to the relay, waiting while the relay is behind.
async fn read(stdout: ChildStdout, session: u32, ways: Ways, heard: Arc<Mutex<Instant>>) {
    let mut reader = PacketReader::new(stdout, i32::MAX as usize);
    loop {
        let mut packet = match reader.next().await {
            Ok(Some(packet)) => packet,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(session, %error, "standard output of a session carries packets and nothing else");
                return;
            }
        };
        *heard.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        if packet.packet_type == PacketType::MessageToClient {
            packet.session_id = session;
            packet.plugin_id = ways.plugin_id.load(Ordering::Relaxed);
            if ways.to_relay.send(packet).await.is_err() {
                return;
            }
        }
    }
}
