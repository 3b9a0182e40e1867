//! Where a packet goes.

use bytes::Bytes;
use geminal_wire::relay_protocol::{EndReason, Failure};
use geminal_wire::{Packet, PacketType, name_hash};

use super::{Connection, Dropped, Peer, Registry};

/// The hash of the command that starts a session.
const CONNECT: u32 = name_hash("connect");

impl Registry {
    /// A command of a room (type 3). It reaches the plugin if its sender presents the session's room.
    pub fn to_plugin(&mut self, from: Connection, mut packet: Packet) {
        let Some(&Peer::Member { room, member }) = self.peers.get(&from) else {
            return self.dropped(from, Dropped::Unexpected);
        };
        let id = packet.session_id;
        // Under eight bytes the Python library's main process would end, and every session of the plugin with it.
        let Some(head) = packet.head() else {
            self.dropped(from, Dropped::Short);
            return self.fail(from, "message", id, Failure::Protocol);
        };
        if self.rooms.get(&room).is_none_or(|found| found.presenter != member) {
            self.dropped(from, Dropped::NotPresenter);
            return self.fail(from, "message", id, Failure::NotPresenter);
        }
        let Some(session) = self.sessions.get_mut(&id).filter(|session| session.room == room) else {
            self.dropped(from, Dropped::NoSession);
            return self.fail(from, "message", id, Failure::UnknownSession);
        };
        packet.plugin_id = session.plugin;
        let Some(to) = self.plugins.get(&session.plugin).and_then(|plugin| plugin.connection) else {
            self.dropped(from, Dropped::PluginAway);
            return self.fail(from, "message", id, Failure::PluginAway);
        };
        if head.hash == CONNECT && std::mem::replace(&mut session.connected, true) {
            // The beta SDK takes a second Connect for a command unless the first session was closed.
            self.send(to, Packet::new(PacketType::ClientDisconnection, id, packet.plugin_id, Bytes::new()));
        }
        self.send(to, packet);
    }

    /// A message of a plugin (type 4). It reaches the presenter of the session's room if the session is the plugin's.
    /// The header's plugin id says nothing: children of a plugin that reconnected keep the id of before.
    pub fn to_room(&mut self, from: Connection, mut packet: Packet) {
        let Some(&Peer::Plugin(plugin)) = self.peers.get(&from) else {
            return self.dropped(from, Dropped::Unexpected);
        };
        let id = packet.session_id;
        let Some(session) = self.sessions.get(&id).filter(|session| session.plugin == plugin) else {
            return self.stray(from, plugin, id);
        };
        if packet.head().is_none() {
            return self.dropped(from, Dropped::Short);
        }
        packet.plugin_id = plugin;
        if let Some(to) = self.presenter_of(session.room) {
            self.send(to, packet);
        }
    }

    /// A plugin speaks for a session that is not its own: once, it is told to close that session, because children
    /// outlive a relay; more often it is only counted.
    fn stray(&mut self, from: Connection, plugin: u32, session: u32) {
        self.dropped(from, Dropped::NoSession);
        let told = self.plugins.get_mut(&plugin).is_none_or(|found| found.mark_told(session));
        if !told {
            self.send(from, Packet::new(PacketType::ClientDisconnection, session, plugin, Bytes::new()));
        }
    }

    /// A plugin ended a session (type 5 with a session id).
    pub fn session_ended(&mut self, from: Connection, session: u32) {
        let Some(&Peer::Plugin(plugin)) = self.peers.get(&from) else {
            return self.dropped(from, Dropped::Unexpected);
        };
        match self.sessions.get(&session) {
            Some(found) if found.plugin == plugin => {
                self.end_session(session, EndReason::PluginEnded, false, true);
            }
            _ => self.dropped(from, Dropped::NoSession),
        }
    }

    /// A packet whose type means nothing in this direction.
    pub fn unexpected(&mut self, from: Connection) {
        self.dropped(from, Dropped::Unexpected);
    }

    /// Which plugin a connection is, for its logs.
    pub fn plugin_of(&self, connection: Connection) -> Option<(u32, &str)> {
        let Some(&Peer::Plugin(id)) = self.peers.get(&connection) else { return None };
        self.plugins.get(&id).map(|plugin| (id, plugin.registration.name.as_str()))
    }
}
