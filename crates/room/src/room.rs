//! A room: its workspace, its plugins at work, and what they have put into it. Without sockets: packets in, packets
//! and events out.

use std::collections::BTreeMap;
use std::path::PathBuf;

use geminal_wire::interactions::Interaction;
use geminal_wire::relay_protocol::{Plugin, RelayEvent, RoomRequest, Route, User};
use geminal_wire::shapes::Shape;
use geminal_wire::user::PresenterInfo;
use geminal_wire::volumes::AddVolume;
use geminal_wire::{Command, DecodeError, Message, Packet, PacketType, Skybox, VersionTable, Versions};

use crate::event::Event;
use crate::files::Sandbox;
use crate::session::Session;
use crate::workspace::{Edit, Workspace};

/// A room.
#[derive(Debug)]
pub struct Room {
    /// Its number at the relay; 0 before the relay has answered.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// What is in it.
    pub workspace: Workspace,
    /// The plugins it may use.
    pub plugins: Vec<Plugin>,
    /// Which plugin serves which integration.
    pub routes: Vec<Route>,
    /// Plugins at work, by session.
    pub sessions: BTreeMap<u32, Session>,
    /// What plugins are told that the room speaks; less makes it an older client.
    pub speaks: VersionTable,
    /// Who presents.
    pub presenter: User,
    /// Shapes by index, from 1.
    pub shapes: BTreeMap<i32, Shape>,
    /// Interactions by index.
    pub interactions: BTreeMap<i64, Interaction>,
    /// Maps.
    pub volumes: Vec<AddVolume>,
    /// The sky.
    pub skybox: Skybox,
    /// Where plugins with the permission may read and write files.
    pub(crate) files: Sandbox,
    /// How to minimize after every edit, if at all.
    pub auto_minimize: Option<crate::Minimize>,
    pub(crate) last_stream: u32,
    pub(crate) last_interaction: i64,
    /// Commands to send once a plugin that was asked for is at work.
    pub(crate) on_activation: Vec<(u32, Command)>,
    packets: Vec<Packet>,
    events: Vec<Event>,
}

impl Room {
    /// An empty room.
    pub fn new(name: &str, presenter: User, files: PathBuf) -> Room {
        Room {
            id: 0,
            name: name.to_owned(),
            workspace: Workspace::default(),
            plugins: Vec::new(),
            routes: Vec::new(),
            sessions: BTreeMap::new(),
            speaks: VersionTable::newest(),
            presenter,
            shapes: BTreeMap::new(),
            interactions: BTreeMap::new(),
            volumes: Vec::new(),
            skybox: Skybox::default(),
            files: Sandbox::new(files),
            auto_minimize: None,
            last_stream: 0,
            last_interaction: 0,
            on_activation: Vec::new(),
            packets: Vec::new(),
            events: Vec::new(),
        }
    }

    /// What has to be sent to the relay.
    pub fn take_packets(&mut self) -> Vec<Packet> {
        std::mem::take(&mut self.packets)
    }

    /// What people should hear of.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The first packet to the relay.
    pub fn open(&mut self, key: Option<String>) {
        let request = RoomRequest::Open { key, user: self.presenter.clone(), name: self.name.clone() };
        self.request(&request);
    }

    /// Takes a packet from the relay.
    pub fn receive(&mut self, packet: &Packet) {
        match packet.packet_type {
            PacketType::MessageToClient => self.message(packet),
            PacketType::KeepAlive => {}
            _ => match RelayEvent::decode(packet) {
                Ok(event) => self.relay_event(event),
                Err(error) => tracing::warn!("the relay sent what cannot be read: {error}"),
            },
        }
    }

    fn relay_event(&mut self, event: RelayEvent) {
        match event {
            RelayEvent::Welcome { room, .. } => self.id = room,
            RelayEvent::Plugins { plugins, integrations } => {
                (self.plugins, self.routes) = (plugins, integrations);
                self.tell(Event::Plugins);
            }
            RelayEvent::Activated { session, plugin } => self.activated(session, plugin),
            RelayEvent::SessionEnded { session, .. } => {
                self.sessions.remove(&session);
                self.tell(Event::SessionEnded { session });
            }
            RelayEvent::Presenter { user, .. } => {
                self.presenter = user;
                self.tell(Event::Presenter { name: self.presenter.name.clone() });
            }
            RelayEvent::Failed { request, message, .. } => {
                self.on_activation.clear();
                self.tell(Event::Failed { message: format!("{request}: {message}") });
            }
            RelayEvent::Refused { message, .. } => self.tell(Event::Failed { message }),
            RelayEvent::RoomClosed { .. } => self.tell(Event::Closed),
            RelayEvent::Members { .. } => {}
        }
    }

    fn activated(&mut self, id: u32, plugin: u32) {
        let mut session = Session::new(id, plugin);
        self.packets.push(session.hello(&self.speaks));
        let (now, later) = std::mem::take(&mut self.on_activation)
            .into_iter()
            .partition(|(for_plugin, _)| *for_plugin == plugin);
        self.on_activation = later;
        let now: Vec<(u32, Command)> = now;
        for (_, command) in now {
            self.packets.extend(session.say(command));
        }
        self.sessions.insert(id, session);
        self.tell(Event::SessionStarted { session: id, plugin });
    }

    /// A message of a plugin: carries it out and answers it.
    fn message(&mut self, packet: &Packet) {
        let id = packet.session_id;
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let oldest = Versions::oldest();
        let versions = session.versions.as_ref().unwrap_or(&oldest);
        let received = match Message::decode(&packet.payload, versions) {
            Ok(received) => received,
            Err(error) => return self.unreadable(id, &error),
        };
        if let Message::Connect(hello) = &received.message {
            let waiting = session.agree(&self.speaks, &hello.versions);
            self.packets.extend(waiting);
            return;
        }
        if let Some(command) = self.carry_out(id, received.message) {
            let stream = if let Command::StreamCreateDone(made) = &command { Some(made.id) } else { None };
            self.answer(id, received.request_id, command);
            // What a stream reads comes after the answer that names it.
            if let Some(stream) = stream {
                self.feed_reader(id, stream);
            }
        }
    }

    fn unreadable(&mut self, session: u32, error: &DecodeError) {
        let message = format!("session {session} sent what cannot be read: {error}");
        tracing::warn!("{message}");
        self.tell(Event::Failed { message });
    }

    /// Answers a request of a session.
    pub(crate) fn answer(&mut self, session: u32, request_id: u32, command: Command) {
        if let Some(session) = self.sessions.get_mut(&session) {
            self.packets.extend(session.answer(request_id, command));
        }
    }

    /// Says something to a session unasked.
    pub(crate) fn say(&mut self, session: u32, command: Command) {
        self.answer(session, 0, command);
    }

    /// Says something to every session for which `wanted` holds.
    pub(crate) fn say_to(&mut self, wanted: impl Fn(&Session) -> bool, command: impl Fn() -> Command) {
        for session in self.sessions.values_mut() {
            if wanted(session) {
                self.packets.extend(session.say(command()));
            }
        }
    }

    /// Asks the relay for something.
    pub(crate) fn request(&mut self, request: &RoomRequest) {
        self.packets.push(request.packet());
    }

    /// Tells people.
    pub(crate) fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Tells plugins and people what an edit did.
    pub(crate) fn announce(&mut self, edit: &Edit) {
        for _ in &edit.added {
            self.say_to(|_| true, || Command::ComplexAdd);
        }
        for _ in &edit.removed {
            self.say_to(|_| true, || Command::ComplexRemove);
        }
        for &index in edit.changed.iter().chain(&edit.removed) {
            let complex =
                self.workspace.complex(index).map(|_| crate::duties::one(self.workspace.deep(&[index])));
            let change = geminal_wire::structure::ComplexChange { index, complex };
            self.say_to(
                |session| session.watches.contains(&index),
                || Command::ComplexUpdated(change.clone()),
            );
        }
        if *edit != Edit::default() {
            self.tell(Event::Workspace { edit: edit.clone() });
        }
    }

    /// Who presents, as plugins ask for it.
    pub(crate) fn presenter_info(&self) -> PresenterInfo {
        PresenterInfo {
            account_id: self.presenter.id.clone(),
            account_name: self.presenter.name.clone(),
            ..PresenterInfo::default()
        }
    }

    /// Whether the plugin of a session declared a permission.
    pub(crate) fn may(&self, session: u32, permission: u32) -> bool {
        let plugin = self.sessions.get(&session).map(|session| session.plugin);
        self.plugins.iter().any(|known| Some(known.id) == plugin && known.permissions.contains(&permission))
    }
}
