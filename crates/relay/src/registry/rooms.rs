//! Rooms open and close, members join and leave, the presenter's role changes hands.

use geminal_wire::relay_protocol::{
    EndReason, Failure, Plugin as ListedPlugin, RelayEvent, RoomRequest, User,
};
use geminal_wire::{Packet, PacketType, name_hash};

use super::{Connection, Dropped, Output, Owner, Peer, Registry, Room, Seat, Session, reason_text};

/// The command that tells a session that somebody else presents: request id 0, its hash, no body.
const PRESENTER_CHANGE: u32 = name_hash("presenter_change");

impl Registry {
    /// Opens a room and seats its presenter. `invite` is a secret nobody can guess.
    pub fn open_room(
        &mut self,
        connection: Connection,
        owner: Owner,
        user: User,
        name: String,
        invite: String,
    ) {
        if self.rooms.len() >= self.limits.rooms {
            return self.refuse_room(connection, Failure::Full);
        }
        while self.rooms.contains_key(&self.next_room) || self.next_room == 0 {
            self.next_room = self.next_room.wrapping_add(1);
        }
        let id = self.next_room;
        self.next_room = self.next_room.wrapping_add(1);
        tracing::info!(room = id, name, user = user.name, key = owner.key, "room opened");
        let room = Room {
            name,
            group: owner.group,
            invite,
            members: Vec::new(),
            presenter: 1,
            next_member: 1,
            sessions: Vec::new(),
            choices: Default::default(),
        };
        self.rooms.insert(id, room);
        self.seat(id, connection, user);
    }

    /// Joins a room that exists.
    pub fn join_room(&mut self, connection: Connection, owner: &Owner, user: User, room: u32, invite: &str) {
        let reason = match self.rooms.get(&room) {
            Some(found) if found.invite != invite || found.group != owner.group => Failure::UnknownRoom,
            None => Failure::UnknownRoom,
            Some(found) if found.members.len() >= self.limits.members => Failure::Full,
            Some(_) => {
                self.seat(room, connection, user);
                return self.tell_members(room, Some(connection));
            }
        };
        self.refuse_room(connection, reason);
    }

    /// Refuses a connection that wanted to be a room.
    pub fn refuse_room(&mut self, connection: Connection, reason: Failure) {
        self.tell(connection, &RelayEvent::Refused { reason, message: reason_text(reason).to_owned() });
        self.outputs.push(Output::End(connection));
    }

    fn seat(&mut self, id: u32, connection: Connection, user: User) {
        let Some(room) = self.rooms.get_mut(&id) else { return };
        let member = room.next_member;
        room.next_member += 1;
        room.members.push(Seat { member, connection, user });
        self.peers.insert(connection, Peer::Member { room: id, member });
        let Some(room) = self.rooms.get(&id) else { return };
        let welcome = RelayEvent::Welcome {
            room: id,
            name: room.name.clone(),
            member,
            presenter: room.presenter,
            invite: room.invite.clone(),
            members: room.member_list(),
            sessions: self.sessions_of(room),
            max_payload: self.limits.max_payload,
            idle_seconds: self.limits.idle.as_secs(),
        };
        let list = self.list_for(room).packet();
        self.tell(connection, &welcome);
        self.send(connection, list);
    }

    /// Carries out what a member asks.
    pub fn request(&mut self, connection: Connection, request: RoomRequest) {
        let Some(&Peer::Member { room, member }) = self.peers.get(&connection) else {
            return self.dropped(connection, Dropped::Unexpected);
        };
        let presents = self.rooms.get(&room).is_some_and(|found| found.presenter == member);
        let name = request.name();
        match request {
            RoomRequest::Open { .. } | RoomRequest::Join { .. } => {
                self.fail(connection, name, 0, Failure::Protocol);
            }
            RoomRequest::List {} => self.send_list(connection, room),
            RoomRequest::Leave {} => self.leave(connection),
            _ if !presents => self.fail(connection, name, 0, Failure::NotPresenter),
            RoomRequest::Activate { plugin } => self.activate(connection, room, plugin),
            RoomRequest::Choose { integration, plugin } => self.choose(connection, room, integration, plugin),
            RoomRequest::HandOver { to, state } => self.hand_over(connection, room, to, state),
            RoomRequest::Present { user } => self.present(room, member, user),
            RoomRequest::Deactivate { session } => self.deactivate(connection, room, session),
            RoomRequest::Close {} => self.close_room(room, EndReason::Requested),
        }
    }

    /// A member sent what is no request.
    pub fn malformed(&mut self, connection: Connection, message: String) {
        let (request, reason) = ("packet".to_owned(), Failure::Protocol);
        self.tell(connection, &RelayEvent::Failed { request, about: 0, reason, message });
    }

    fn activate(&mut self, connection: Connection, room_id: u32, plugin_id: u32) {
        let reason = match (self.rooms.get(&room_id), self.plugins.get(&plugin_id)) {
            (Some(room), Some(plugin)) if room.sees(plugin) => {
                if plugin.connection.is_none() {
                    Some(Failure::PluginAway)
                } else if room.sessions.len() >= self.limits.sessions {
                    Some(Failure::Full)
                } else {
                    None
                }
            }
            _ => Some(Failure::UnknownPlugin),
        };
        if let Some(reason) = reason {
            return self.fail(connection, "activate", plugin_id, reason);
        }
        while self.sessions.contains_key(&self.next_session) || self.next_session == 0 {
            self.next_session = self.next_session.wrapping_add(1);
        }
        let id = self.next_session;
        self.next_session = self.next_session.wrapping_add(1);
        self.sessions.insert(id, Session { room: room_id, plugin: plugin_id, connected: false });
        if let Some(room) = self.rooms.get_mut(&room_id) {
            room.sessions.push(id);
        }
        if let Some(plugin) = self.plugins.get_mut(&plugin_id) {
            plugin.sessions.insert(id);
        }
        tracing::info!(session = id, plugin = plugin_id, room = room_id, "session starts");
        self.tell(connection, &RelayEvent::Activated { session: id, plugin: plugin_id });
    }

    fn deactivate(&mut self, connection: Connection, room: u32, session: u32) {
        match self.sessions.get(&session) {
            Some(found) if found.room == room => self.end_session(session, EndReason::Requested, true, true),
            _ => self.fail(connection, "deactivate", session, Failure::UnknownSession),
        }
    }

    fn choose(&mut self, connection: Connection, room: u32, integration: u32, plugin: Option<u32>) {
        let serves =
            |listed: &ListedPlugin| plugin == Some(listed.id) && listed.integrations.contains(&integration);
        let known =
            plugin.is_none() || self.rooms.get(&room).is_some_and(|r| self.listed(r).iter().any(serves));
        if !known {
            return self.fail(connection, "choose", plugin.unwrap_or(0), Failure::UnknownPlugin);
        }
        if let Some(found) = self.rooms.get_mut(&room) {
            match plugin {
                Some(plugin) => found.choices.insert(integration, plugin),
                None => found.choices.remove(&integration),
            };
        }
        for to in self.connections_of(room) {
            self.send_list(to, room);
        }
    }

    fn hand_over(&mut self, connection: Connection, room_id: u32, to: u32, state: serde_json::Value) {
        let Some(room) = self.rooms.get_mut(&room_id) else { return };
        if !room.members.iter().any(|seat| seat.member == to) {
            return self.fail(connection, "hand_over", to, Failure::UnknownMember);
        }
        room.presenter = to;
        self.presenter_changed(room_id, state);
    }

    fn present(&mut self, room_id: u32, member: u32, user: User) {
        let Some(room) = self.rooms.get_mut(&room_id) else { return };
        if let Some(seat) = room.members.iter_mut().find(|seat| seat.member == member) {
            seat.user = user;
        }
        self.presenter_changed(room_id, serde_json::Value::Null);
    }

    /// Tells the members, and the plugins that know the room.
    fn presenter_changed(&mut self, room_id: u32, state: serde_json::Value) {
        let Some(room) = self.rooms.get(&room_id) else { return };
        let presenter = room.presenter;
        let Some(seat) = room.members.iter().find(|seat| seat.member == presenter) else { return };
        let (user, sessions, to) = (seat.user.clone(), self.sessions_of(room), seat.connection);
        tracing::info!(room = room_id, presenter, user = user.name, "presenter changed");
        let event = |state| RelayEvent::Presenter {
            presenter,
            user: user.clone(),
            sessions: sessions.clone(),
            state,
        };
        let (others, theirs) = (event(serde_json::Value::Null).packet(), event(state).packet());
        for connection in self.connections_of(room_id) {
            self.send(connection, if connection == to { theirs.clone() } else { others.clone() });
        }
        let mut command = [0; 8];
        command[4..].copy_from_slice(&PRESENTER_CHANGE.to_le_bytes());
        for ids in sessions {
            let connected = self.sessions.get(&ids.session).is_some_and(|session| session.connected);
            let plugin = self.plugins.get(&ids.plugin).and_then(|plugin| plugin.connection);
            if let (true, Some(plugin)) = (connected, plugin) {
                let (kind, payload) = (PacketType::MessageToPlugin, command.to_vec());
                self.send(plugin, Packet::new(kind, ids.session, ids.plugin, payload));
            }
        }
    }

    /// A member leaves of its own will.
    fn leave(&mut self, connection: Connection) {
        if let Some(Peer::Member { room, member }) = self.peers.remove(&connection) {
            self.member_gone(room, member);
        }
        self.outputs.push(Output::End(connection));
    }

    pub(super) fn member_gone(&mut self, room_id: u32, member: u32) {
        let Some(room) = self.rooms.get_mut(&room_id) else { return };
        room.members.retain(|seat| seat.member != member);
        let Some(next) = room.members.first().map(|seat| seat.member) else {
            return self.close_room(room_id, EndReason::Requested);
        };
        let presented = room.presenter == member;
        if presented {
            room.presenter = next;
        }
        self.tell_members(room_id, None);
        if presented {
            self.presenter_changed(room_id, serde_json::Value::Null);
        }
    }

    pub(super) fn close_room(&mut self, room_id: u32, reason: EndReason) {
        let Some(room) = self.rooms.get(&room_id) else { return };
        for session in room.sessions.clone() {
            self.end_session(session, reason, true, false);
        }
        for connection in self.connections_of(room_id) {
            self.peers.remove(&connection);
            self.tell(connection, &RelayEvent::RoomClosed { reason });
            self.outputs.push(Output::End(connection));
        }
        self.rooms.remove(&room_id);
        tracing::info!(room = room_id, ?reason, "room closed");
    }

    fn tell_members(&mut self, room_id: u32, except: Option<Connection>) {
        let Some(room) = self.rooms.get(&room_id) else { return };
        let packet = RelayEvent::Members { presenter: room.presenter, members: room.member_list() }.packet();
        for connection in self.connections_of(room_id) {
            if Some(connection) != except {
                self.send(connection, packet.clone());
            }
        }
    }

    fn connections_of(&self, room: u32) -> Vec<Connection> {
        let seats = self.rooms.get(&room).map(|room| room.members.iter().map(|seat| seat.connection));
        seats.into_iter().flatten().collect()
    }

    fn send_list(&mut self, to: Connection, room: u32) {
        if let Some(room) = self.rooms.get(&room) {
            let list = self.list_for(room).packet();
            self.send(to, list);
        }
    }
}
