//! The service: one connection to a relay, kept alive, and a process for each session.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use geminal_transport::{PacketReader, PacketWriter, connect};
use geminal_wire::{Packet, PacketType, Registration, name_hash};
use tokio::net::TcpStream;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Mutex, mpsc};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_rustls::client::TlsStream;

use crate::args::Config;
use crate::child::{Ended, Session, Ways};
use crate::error::PluginError;
use crate::plugin::Plugin;

const CONNECT: u32 = name_hash("connect");
/// As the Python library: a keep-alive a minute, an answer within 15 s, pauses of 1, 2, 4, 8, 16, 20, 20 ... s.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
const KEEP_ALIVE_ANSWER: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: u64 = 20;
/// Sessions wait this long for the relay to come back; the relay does not wait longer for us either.
const GRACE: Duration = Duration::from_secs(30);
/// How long sessions have to stop when the service does.
const STOP: Duration = Duration::from_secs(7);

pub(crate) fn stop_signals() -> std::io::Result<(Signal, Signal)> {
    Ok((signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?))
}

/// Serves a plugin until `stop` is ready: registers it, reconnects by itself, runs its sessions.
///
/// # Errors
/// When the relay refuses the plugin. Everything else is tried again.
pub async fn serve<P: Plugin>(config: Config, stop: impl Future<Output = ()>) -> Result<(), PluginError> {
    let mut registration = P::description().registration;
    registration.auth.clone_from(&config.key);
    if let Some(name) = &config.name {
        registration.name.clone_from(name);
    }
    let mut service = Service::new(config, registration);
    let result = tokio::select! {
        error = service.keep_connected() => Err(error),
        () = stop => Ok(()),
    };
    service.stop_sessions().await;
    result
}

struct Service {
    config: Config,
    registration: Registration,
    /// 0 before the relay granted one.
    plugin_id: Arc<AtomicU32>,
    sessions: HashMap<u32, Session>,
    started: u64,
    ways: Ways,
    /// What sessions send; waits here while there is no connection.
    packets: Arc<Mutex<mpsc::Receiver<Packet>>>,
    ended: mpsc::UnboundedReceiver<Ended>,
}

/// How a connection came to its end.
enum End {
    /// The relay refuses us for good.
    Refused,
    /// It broke: try again.
    Lost(String),
}

impl Service {
    fn new(config: Config, registration: Registration) -> Self {
        let (to_relay, packets) = mpsc::channel(64);
        let (ending, ended) = mpsc::unbounded_channel();
        let plugin_id = Arc::new(AtomicU32::new(0));
        let ways = Ways { to_relay, ended: ending, plugin_id: plugin_id.clone() };
        let packets = Arc::new(Mutex::new(packets));
        Self { config, registration, plugin_id, sessions: HashMap::new(), started: 0, ways, packets, ended }
    }

    /// Connects, serves, and connects again. Returns when there is no use in that.
    async fn keep_connected(&mut self) -> PluginError {
        let mut attempt = 0;
        let mut lost_at = Instant::now();
        loop {
            let Config { host, port, trust, .. } = &self.config;
            match connect(host, *port, trust).await {
                Ok(stream) => {
                    tracing::info!(host, port, "connected");
                    match self.converse(stream).await {
                        End::Refused => {
                            return PluginError::Refused { had_key: self.registration.auth.is_some() };
                        }
                        End::Lost(why) => tracing::warn!(why, "connection lost"),
                    }
                    attempt = 0;
                    lost_at = Instant::now();
                }
                Err(error) => {
                    attempt += 1;
                    tracing::warn!(attempt, "{error}");
                }
            }
            let pause = Duration::from_secs(2_u64.saturating_pow(attempt).min(LONGEST_PAUSE));
            self.wait(pause, lost_at + GRACE).await;
        }
    }

    /// Waits for the next attempt; sessions that waited too long for the relay are stopped.
    async fn wait(&mut self, pause: Duration, patience: Instant) {
        let until = Instant::now() + pause;
        loop {
            if Instant::now() >= patience && !self.sessions.is_empty() {
                tracing::warn!(
                    sessions = self.sessions.len(),
                    "the relay does not come back, sessions are stopped"
                );
                self.sessions.drain().for_each(|(_, session)| session.stop());
            }
            let ended = self.ended.recv();
            tokio::select! {
                () = sleep_until(until) => return,
                () = sleep(Duration::from_secs(1)) => {}
                Some(ended) = ended => { self.forget(&ended); }
            }
        }
    }

    /// One connection, from the registration to its end.
    async fn converse(&mut self, stream: TlsStream<TcpStream>) -> End {
        let (read, write) = tokio::io::split(stream);
        let mut reader = PacketReader::new(read, i32::MAX as usize);
        let (urgent, urgently) = mpsc::unbounded_channel();
        let id = self.plugin_id.load(Ordering::Relaxed);
        let _ = urgent.send(Packet::new(PacketType::PluginConnection, 0, id, self.registration.encode()));
        let mut writing = tokio::spawn(write_on(PacketWriter::new(write), urgently, self.packets.clone()));
        let mut registered = false;
        let mut keep_alive = Box::pin(sleep(KEEP_ALIVE));
        let mut waiting = false;
        let end = loop {
            tokio::select! {
                packet = reader.next() => match packet {
                    Ok(Some(packet)) if packet.packet_type == PacketType::KeepAlive => {
                        if std::mem::take(&mut waiting) {
                            keep_alive.as_mut().reset(Instant::now() + KEEP_ALIVE);
                        }
                    }
                    Ok(Some(packet)) => if let Some(end) = self.received(packet, &mut registered) {
                        break end;
                    },
                    Ok(None) => break End::Lost("the relay closed it".to_owned()),
                    Err(error) => break End::Lost(error.to_string()),
                },
                Some(ended) = self.ended.recv() => {
                    if self.forget(&ended) && ended.by_itself {
                        let id = self.plugin_id.load(Ordering::Relaxed);
                        let _ = urgent.send(Packet::new(PacketType::PluginDisconnection, ended.session, id, ""));
                    }
                },
                () = &mut keep_alive => {
                    if waiting {
                        break End::Lost("the relay does not answer keep-alives".to_owned());
                    }
                    waiting = true;
                    keep_alive.as_mut().reset(Instant::now() + KEEP_ALIVE_ANSWER);
                    let id = self.plugin_id.load(Ordering::Relaxed);
                    let _ = urgent.send(Packet::new(PacketType::KeepAlive, 0, id, ""));
                },
                _ = &mut writing => break End::Lost("it cannot be written to".to_owned()),
            }
        };
        writing.abort();
        end
    }

    fn received(&mut self, packet: Packet, registered: &mut bool) -> Option<End> {
        let session = packet.session_id;
        match packet.packet_type {
            PacketType::PluginConnection => {
                *registered = true;
                self.plugin_id.store(packet.plugin_id, Ordering::Relaxed);
                tracing::info!(id = packet.plugin_id, name = self.registration.name, "registered");
            }
            PacketType::PluginDisconnection
                if !*registered && self.plugin_id.load(Ordering::Relaxed) == 0 =>
            {
                return Some(End::Refused);
            }
            PacketType::PluginDisconnection => {
                self.plugin_id.store(0, Ordering::Relaxed); // surrendered: the next registration gets a new one
                self.sessions.drain().for_each(|(_, session)| session.stop());
                return Some(End::Lost("the relay ended it".to_owned()));
            }
            PacketType::MessageToPlugin if packet.head().is_some_and(|head| head.hash == CONNECT) => {
                self.start_session(packet);
            }
            PacketType::MessageToPlugin => match self.sessions.get(&session) {
                Some(running) => running.forward(packet),
                None => tracing::warn!(session, "a command for a session that does not run"),
            },
            PacketType::ClientDisconnection => {
                if let Some(running) = self.sessions.remove(&session) {
                    running.stop();
                }
            }
            other => tracing::debug!(?other, "a packet that means nothing to a plugin"),
        }
        None
    }

    fn start_session(&mut self, connect: Packet) {
        let session = connect.session_id;
        if let Some(before) = self.sessions.remove(&session) {
            before.stop();
        }
        self.started += 1;
        match Session::start(&self.config, connect, self.started, self.ways.clone()) {
            Ok(running) => {
                self.sessions.insert(session, running);
            }
            Err(error) => {
                tracing::error!(session, %error, "a session's process cannot be started");
                let ended = Ended { session, number: 0, by_itself: true };
                let _ = self.ways.ended.send(ended);
            }
        }
    }

    /// Forgets a session whose process is over; `false` if another has its id by now or it was forgotten before.
    fn forget(&mut self, ended: &Ended) -> bool {
        if ended.number == 0 {
            return true; // never started
        }
        let current = self.sessions.get(&ended.session).is_some_and(|running| running.number == ended.number);
        if current {
            self.sessions.remove(&ended.session);
        }
        current
    }

    /// Stops every session and waits for them.
    async fn stop_sessions(&mut self) {
        let mut running = self.sessions.len();
        self.sessions.values().for_each(Session::stop);
        let all = async {
            while running > 0 && self.ended.recv().await.is_some() {
                running -= 1;
            }
        };
        let _ = tokio::time::timeout(STOP, all).await;
    }
}

/// Writes what is urgent (ours) and what sessions send, until something breaks.
async fn write_on<W: tokio::io::AsyncWrite + Unpin>(
    mut writer: PacketWriter<W>,
    mut urgently: mpsc::UnboundedReceiver<Packet>,
    packets: Arc<Mutex<mpsc::Receiver<Packet>>>,
) {
    // The registration goes before what sessions still had to say.
    let Some(first) = urgently.recv().await else { return };
    if writer.send(&first).await.is_err() {
        return;
    }
    let mut packets = packets.lock().await;
    loop {
        let packet = tokio::select! {
            packet = urgently.recv() => packet,
            packet = packets.recv() => packet,
        };
        let Some(packet) = packet else { return };
        if writer.send(&packet).await.is_err() {
            return;
        }
    }
}
