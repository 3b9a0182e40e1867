//! Who is connected, who presents, and where a packet goes: the relay's whole state, as a machine without sockets,
//! clocks or dice.
//!
//! Each method is a verb of the protocol. It changes the state and queues [`Output`]s, which the server takes
//! ([`Registry::take_outputs`]) and carries out in order. Time comes in as the duration since the relay's start,
//! randomness as arguments.
//!
//! Invariants, by what is absent: no packet goes to a room from a plugin without a session between the two; no packet
//! goes to a plugin from anybody but the presenter of the session's room; no session without a plugin and a room.

mod list;
mod plugins;
mod rooms;
mod routing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use bytes::Bytes;
use geminal_wire::relay_protocol::{EndReason, Failure, Member, RelayEvent, Session as SessionIds, User};
use geminal_wire::{Packet, PacketType, Registration};

/// A connection, numbered by the server; numbers are never used again.
pub type Connection = u64;

/// How much of everything there may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Plugins at a time.
    pub plugins: usize,
    /// Rooms at a time.
    pub rooms: usize,
    /// Members of one room.
    pub members: usize,
    /// Sessions of one room.
    pub sessions: usize,
    /// How long sessions of a lost plugin wait for it.
    pub grace: Duration,
    /// Told to rooms: the longest payload.
    pub max_payload: u64,
    /// Told to rooms: the longest silence.
    pub idle: Duration,
}

/// Whose key a connection showed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Owner {
    /// The key's name; `None` where no keys are asked for.
    pub key: Option<String>,
    /// The key's group.
    pub group: Option<String>,
}

/// What the server has to do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Queue a packet for a connection.
    Send(Connection, Packet),
    /// End a connection once its queue is written.
    End(Connection),
    /// End a connection at once: it was replaced.
    Cut(Connection),
    /// A packet was dropped.
    Dropped(Connection, Dropped),
}

/// Why a packet was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dropped {
    /// It addresses no session of its sender.
    NoSession,
    /// It is too short to be a message or command.
    Short,
    /// Its type has no meaning in this direction.
    Unexpected,
    /// Its sender does not present.
    NotPresenter,
    /// The plugin's connection is lost.
    PluginAway,
}

#[derive(Debug)]
struct Plugin {
    id: u32,
    /// `None` while it is lost.
    connection: Option<Connection>,
    lost_at: Duration,
    /// When the id last went from an open connection to another.
    taken_over_at: Option<Duration>,
    owner: Owner,
    registration: Registration,
    sessions: HashSet<u32>,
    /// Sessions it was told to close, or never had: told once.
    told: HashSet<u32>,
}

/// Who had an id before, so that nobody else gets it.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    key: Option<String>,
    name: String,
}

#[derive(Debug)]
struct Room {
    name: String,
    group: Option<String>,
    invite: String,
    /// In the order in which they came; never empty.
    members: Vec<Seat>,
    presenter: u32,
    next_member: u32,
    sessions: Vec<u32>,
    /// The room's choices: integration → plugin.
    choices: BTreeMap<u32, u32>,
}

#[derive(Debug)]
struct Seat {
    member: u32,
    connection: Connection,
    user: User,
}

#[derive(Debug)]
struct Session {
    room: u32,
    plugin: u32,
    /// Its Connect was forwarded: the plugin knows it.
    connected: bool,
}

#[derive(Debug, Clone, Copy)]
enum Peer {
    Plugin(u32),
    Member { room: u32, member: u32 },
}

/// How many of each there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Plugins, lost ones included.
    pub plugins: usize,
    /// Rooms.
    pub rooms: usize,
    /// Members of all rooms.
    pub members: usize,
    /// Sessions.
    pub sessions: usize,
}

/// The relay's state.
#[derive(Debug)]
pub struct Registry {
    limits: Limits,
    peers: HashMap<Connection, Peer>,
    plugins: HashMap<u32, Plugin>,
    /// Ids of plugins, first registered first.
    order: Vec<u32>,
    former: BTreeMap<u32, Claim>,
    rooms: HashMap<u32, Room>,
    sessions: HashMap<u32, Session>,
    next_plugin: u32,
    next_room: u32,
    next_session: u32,
    list_changed: bool,
    announced_at: Option<Duration>,
    outputs: Vec<Output>,
}

impl Registry {
    /// An empty relay. Session ids start at `first_session`, which should be random: children of plugins outlive
    /// relays, and must not meet a stranger's session.
    pub fn new(limits: Limits, first_session: u32) -> Self {
        Self {
            limits,
            peers: HashMap::new(),
            plugins: HashMap::new(),
            order: Vec::new(),
            former: BTreeMap::new(),
            rooms: HashMap::new(),
            sessions: HashMap::new(),
            next_plugin: 1,
            next_room: 1,
            next_session: first_session.max(1),
            list_changed: false,
            announced_at: None,
            outputs: Vec::new(),
        }
    }

    /// What has to be done since the last call, swapped into `outputs` (which is emptied first).
    pub fn take_outputs(&mut self, outputs: &mut Vec<Output>) {
        outputs.clear();
        std::mem::swap(outputs, &mut self.outputs);
    }

    /// How many of each there are.
    pub fn counts(&self) -> Counts {
        Counts {
            plugins: self.plugins.len(),
            rooms: self.rooms.len(),
            members: self.rooms.values().map(|room| room.members.len()).sum(),
            sessions: self.sessions.len(),
        }
    }

    /// A connection ended, for whatever reason.
    pub fn lost(&mut self, connection: Connection, now: Duration) {
        match self.peers.remove(&connection) {
            None => {}
            Some(Peer::Plugin(id)) => self.plugin_lost(id, now),
            Some(Peer::Member { room, member }) => self.member_gone(room, member),
        }
    }

    /// Closes every room and ends every connection.
    pub fn stop(&mut self) {
        let rooms: Vec<u32> = self.rooms.keys().copied().collect();
        for room in rooms {
            self.close_room(room, EndReason::Stopping);
        }
        let plugins: Vec<_> = self.plugins.values().filter_map(|plugin| plugin.connection).collect();
        self.outputs.extend(plugins.into_iter().map(Output::End));
    }

    fn send(&mut self, to: Connection, packet: Packet) {
        self.outputs.push(Output::Send(to, packet));
    }

    fn tell(&mut self, to: Connection, event: &RelayEvent) {
        self.send(to, event.packet());
    }

    fn fail(&mut self, to: Connection, request: &str, about: u32, reason: Failure) {
        let message = reason_text(reason).to_owned();
        self.tell(to, &RelayEvent::Failed { request: request.to_owned(), about, reason, message });
    }

    fn dropped(&mut self, from: Connection, why: Dropped) {
        self.outputs.push(Output::Dropped(from, why));
    }

    /// The connection of the room's presenter.
    fn presenter_of(&self, room: u32) -> Option<Connection> {
        let room = self.rooms.get(&room)?;
        room.members.iter().find(|seat| seat.member == room.presenter).map(|seat| seat.connection)
    }

    /// Ends a session and tells the sides that are to be told.
    fn end_session(&mut self, id: u32, reason: EndReason, tell_plugin: bool, tell_room: bool) {
        let Some(session) = self.sessions.remove(&id) else { return };
        if let Some(room) = self.rooms.get_mut(&session.room) {
            room.sessions.retain(|&other| other != id);
        }
        if tell_room && let Some(presenter) = self.presenter_of(session.room) {
            self.tell(presenter, &RelayEvent::SessionEnded { session: id, plugin: session.plugin, reason });
        }
        let Some(plugin) = self.plugins.get_mut(&session.plugin) else { return };
        plugin.sessions.remove(&id);
        let connection = plugin.connection.filter(|_| tell_plugin);
        if connection.is_some() || reason == EndReason::PluginEnded {
            plugin.mark_told(id);
        }
        if let Some(connection) = connection {
            self.send(
                connection,
                Packet::new(PacketType::ClientDisconnection, id, session.plugin, Bytes::new()),
            );
        }
        tracing::info!(session = id, plugin = session.plugin, room = session.room, ?reason, "session ended");
    }

    fn sessions_of(&self, room: &Room) -> Vec<SessionIds> {
        let ids = |&session: &u32| Some(SessionIds { session, plugin: self.sessions.get(&session)?.plugin });
        room.sessions.iter().filter_map(ids).collect()
    }
}

impl Room {
    fn member_list(&self) -> Vec<Member> {
        self.members.iter().map(|seat| Member { member: seat.member, user: seat.user.clone() }).collect()
    }

    fn sees(&self, plugin: &Plugin) -> bool {
        plugin.owner.group.is_none() || plugin.owner.group == self.group
    }
}

impl Plugin {
    /// Remembers that the plugin need not be told that `session` is over; whether it was remembered already.
    fn mark_told(&mut self, session: u32) -> bool {
        if self.told.len() >= 4096 {
            self.told.clear();
        }
        !self.told.insert(session)
    }
}

/// What `failed` and `refused` say to people.
pub(crate) fn reason_text(reason: Failure) -> &'static str {
    match reason {
        Failure::Key => "the relay needs a key for rooms, and this is none: ask its operator (--new-key)",
        Failure::Protocol => "not a packet that the protocol allows here: see docs/relay.md",
        Failure::Full => "a limit of the relay is reached: try later or ask its operator",
        Failure::UnknownRoom => "there is no such room, or the invitation is not for it",
        Failure::UnknownMember => "there is no such member in this room",
        Failure::UnknownPlugin => "there is no such plugin for this room: see the last list",
        Failure::PluginAway => "the plugin's connection is lost at the moment: wait for the next list",
        Failure::UnknownSession => "there is no such session in this room: activate the plugin again",
        Failure::NotPresenter => "only the presenter may do this",
        Failure::Stopping => "the relay is stopping",
    }
}
