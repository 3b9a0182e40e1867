//! The host: rooms, each a task that owns its room and its connection to the relay.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use geminal_transport::{ConnectError, PacketReader, PacketWriter, Trust, connect};
use geminal_wire::relay_protocol::User;
use geminal_wire::{Packet, PacketType};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::event::Event;
use crate::room::Room;

/// Where rooms connect, and where plugins' files go.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The relay's host.
    pub relay: String,
    /// The relay's port.
    pub port: u16,
    /// Which relay to believe.
    pub trust: Trust,
    /// The key of rooms, where the relay asks for one.
    pub key: Option<String>,
    /// The folder that plugins with the permission may use, one below it for each room.
    pub files: PathBuf,
}

/// Longest payload that is taken from the relay, bytes.
const MAX_PAYLOAD: usize = 256 << 20;
/// Events that a browser may be behind before it has to look anew.
const EVENTS: usize = 1024;
/// How often the relay hears that we are there.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// How long a new room waits for the relay's welcome.
const WELCOME: Duration = Duration::from_secs(10);

type Call = Box<dyn FnOnce(&mut Room) + Send>;

/// A room that is being kept.
#[derive(Debug, Clone)]
pub struct Handle {
    calls: mpsc::Sender<Call>,
    events: broadcast::Sender<Arc<str>>,
}

/// The room is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the room is closed")]
pub struct Gone;

impl Handle {
    /// Does something in the room.
    ///
    /// # Errors
    /// When it is closed.
    pub async fn with<T: Send + 'static>(
        &self,
        action: impl FnOnce(&mut Room) -> T + Send + 'static,
    ) -> Result<T, Gone> {
        let (answer, answered) = oneshot::channel();
        let call: Call = Box::new(move |room| {
            // Who asked may have gone meanwhile.
            let _ = answer.send(action(room));
        });
        self.calls.send(call).await.map_err(|_| Gone)?;
        answered.await.map_err(|_| Gone)
    }

    /// What happens from now on, a JSON object each.
    pub fn events(&self) -> broadcast::Receiver<Arc<str>> {
        self.events.subscribe()
    }
}

/// All rooms.
#[derive(Debug)]
pub struct Host {
    settings: Settings,
    rooms: Mutex<BTreeMap<u32, Handle>>,
}

/// Why a room could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The relay cannot be reached.
    #[error("the relay cannot be reached: {0}; is `geminal relay` running?")]
    Connect(#[from] ConnectError),
    /// The relay refused the room, or did not answer.
    #[error("the relay did not open the room: {0}")]
    Refused(String),
}

impl Host {
    /// A host without rooms.
    pub fn new(settings: Settings) -> Arc<Host> {
        Arc::new(Host { settings, rooms: Mutex::default() })
    }

    /// The rooms by number.
    pub fn rooms(&self) -> BTreeMap<u32, Handle> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A room by number.
    pub fn room(&self, id: u32) -> Option<Handle> {
        self.rooms().get(&id).cloned()
    }

    /// Opens a room; gives its number.
    ///
    /// # Errors
    /// When the relay cannot be reached or refuses it.
    pub async fn open(self: &Arc<Self>, name: &str, presenter: User) -> Result<u32, OpenError> {
        let settings = &self.settings;
        let stream = connect(&settings.relay, settings.port, &settings.trust).await?;
        let mut room = Room::new(name, presenter, settings.files.join(safe_name(name)));
        room.open(settings.key.clone());
        let (read, write) = tokio::io::split(stream);
        let (outgoing, queue) = mpsc::unbounded_channel();
        tokio::spawn(write_packets(PacketWriter::new(write), queue));
        let mut reader = PacketReader::new(read, MAX_PAYLOAD);
        // The sending end of the queue outlives this: the room has it.
        let _ = outgoing.send(room.take_packets());
        let welcomed = async {
            while room.id == 0 {
                let packet =
                    reader.next().await.map_err(|e| e.to_string())?.ok_or("it closed the connection")?;
                room.receive(&packet);
                if let Some(Event::Failed { message }) =
                    room.take_events().into_iter().find(|e| matches!(e, Event::Failed { .. }))
                {
                    return Err(message);
                }
            }
            Ok::<(), String>(())
        };
        let answer = tokio::time::timeout(WELCOME, welcomed).await;
        answer.unwrap_or_else(|_| Err("it did not answer".into())).map_err(OpenError::Refused)?;
        let id = room.id;
        let (calls, called) = mpsc::channel(64);
        let (events, _) = broadcast::channel(EVENTS);
        let handle = Handle { calls, events: events.clone() };
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).insert(id, handle);
        let (arrived, packets) = mpsc::channel(256);
        tokio::spawn(read_packets(reader, arrived));
        let host = self.clone();
        tokio::spawn(async move {
            keep(room, packets, called, outgoing, &events).await;
            host.rooms.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        });
        Ok(id)
    }
}

/// A name as a folder's.
fn safe_name(name: &str) -> String {
    let clean: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    if clean.is_empty() { "room".into() } else { clean }
}

/// Owns a room: packets and calls in, packets and events out, until the room or the connection is closed.
async fn keep(
    mut room: Room,
    mut packets: mpsc::Receiver<Packet>,
    mut calls: mpsc::Receiver<Call>,
    outgoing: mpsc::UnboundedSender<Vec<Packet>>,
    events: &broadcast::Sender<Arc<str>>,
) {
    let mut tick = tokio::time::interval(KEEP_ALIVE);
    loop {
        tokio::select! {
            packet = packets.recv() => match packet {
                Some(packet) => room.receive(&packet),
                None => break,
            },
            call = calls.recv() => match call {
                Some(call) => call(&mut room),
                None => break,
            },
            _ = tick.tick() => {
                let _ = outgoing.send(vec![Packet::new(PacketType::KeepAlive, 0, 0, Vec::new())]);
            }
        }
        let out = room.take_packets();
        if !out.is_empty() && outgoing.send(out).is_err() {
            break;
        }
        let happened = room.take_events();
        let closed = happened.contains(&Event::Closed);
        tell(events, happened);
        if closed {
            return;
        }
    }
    tell(events, vec![Event::Closed]);
}

fn tell(events: &broadcast::Sender<Arc<str>>, happened: Vec<Event>) {
    for event in happened {
        if let Ok(text) = serde_json::to_string(&event) {
            // Nobody may be looking.
            let _ = events.send(text.into());
        }
    }
}

async fn read_packets<R: tokio::io::AsyncRead + Unpin>(
    mut reader: PacketReader<R>,
    arrived: mpsc::Sender<Packet>,
) {
    loop {
        match reader.next().await {
            Ok(Some(packet)) => {
                if arrived.send(packet).await.is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(error) => return tracing::warn!("the connection to the relay is lost: {error}"),
        }
    }
}

async fn write_packets<W: tokio::io::AsyncWrite + Unpin>(
    mut writer: PacketWriter<W>,
    mut queue: mpsc::UnboundedReceiver<Vec<Packet>>,
) {
    while let Some(packets) = queue.recv().await {
        if writer.send_all(&packets).await.is_err() {
            return;
        }
    }
    // The other side may have gone first.
    let _ = writer.shutdown().await;
}
