//! One session: a plugin at work in the room, from our side of the protocol.

use std::collections::{BTreeMap, HashMap, HashSet};

use geminal_wire::streams::{StreamDirection, StreamKind};
use geminal_wire::ui::{Content, LayoutNodeDeep, MenuUpdate};
use geminal_wire::{Command, Packet, PacketType, PluginButton, PluginListButton, VersionTable, Versions};

/// A stream that a plugin writes or reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// What its values are.
    pub kind: StreamKind,
    /// Who gives the values.
    pub direction: StreamDirection,
    /// The objects they are for.
    pub indices: Vec<i64>,
}

/// A plugin at work in the room.
#[derive(Debug, Default)]
pub struct Session {
    /// The session's id.
    pub id: u32,
    /// The plugin's id.
    pub plugin: u32,
    /// What both sides speak; none until the plugin has said hello.
    pub versions: Option<Versions>,
    /// Its menus.
    pub menus: BTreeMap<u8, MenuUpdate>,
    /// The plugin's two buttons, where it changed them.
    pub buttons: BTreeMap<u32, PluginListButton>,
    /// Complexes whose changes it wants to hear of.
    pub watches: HashSet<i64>,
    /// Complexes whose selections it wants to hear of.
    pub selections: HashSet<i64>,
    /// Widgets whose events it wants to hear of.
    pub hooks: HashSet<(u8, i32)>,
    /// The streams it writes and reads.
    pub streams: HashMap<u32, Stream>,
    /// Commands that wait for the plugin's hello.
    waiting: Vec<Command>,
    last_integration: u32,
}

impl Session {
    /// A session that the relay has just opened.
    pub fn new(id: u32, plugin: u32) -> Session {
        Session { id, plugin, ..Session::default() }
    }

    /// The first packet: the room's table of versions.
    pub fn hello(&self, room: &VersionTable) -> Packet {
        let payload = Command::Connect(room.clone()).encode(0, &Versions::oldest());
        self.packet(payload)
    }

    /// The plugin said hello: from now on both speak the same versions. Gives what waited for it.
    pub fn agree(&mut self, room: &VersionTable, plugin: &VersionTable) -> Vec<Packet> {
        self.versions = Some(Versions::negotiated(room, plugin));
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().filter_map(|command| self.say(command)).collect()
    }

    /// A command that answers nothing, as a packet; kept until the plugin has said hello.
    pub fn say(&mut self, command: Command) -> Option<Packet> {
        self.answer(0, command)
    }

    /// A command with a request's id.
    pub fn answer(&mut self, request_id: u32, command: Command) -> Option<Packet> {
        match &self.versions {
            Some(versions) => Some(self.packet(command.encode(request_id, versions))),
            None => {
                self.waiting.push(command);
                None
            }
        }
    }

    /// An id for an integration request of this session.
    pub fn next_integration(&mut self) -> u32 {
        self.last_integration += 1;
        self.last_integration
    }

    /// A widget of its menus by id.
    pub fn content_mut(&mut self, id: i32) -> Option<&mut Content> {
        self.menus
            .values_mut()
            .flat_map(|menu| &mut menu.contents)
            .find_map(|content| find_content(content, id))
    }

    /// Whether one of its menus has a widget with this id.
    pub fn has_content(&mut self, id: i32) -> bool {
        self.content_mut(id).is_some()
    }

    /// What its list button says, where it changed it.
    pub fn button(&self, button: PluginButton) -> Option<&PluginListButton> {
        self.buttons.get(&(button.code()))
    }

    fn packet(&self, payload: Vec<u8>) -> Packet {
        Packet::new(PacketType::MessageToPlugin, self.id, self.plugin, payload)
    }
}

/// A widget by id, also within lists.
fn find_content(content: &mut Content, id: i32) -> Option<&mut Content> {
    if content.id() == id {
        return Some(content);
    }
    match content {
        Content::List(list) => list.items.iter_mut().find_map(|node| find_in_node(node, id)),
        _ => None,
    }
}

fn find_in_node(node: &mut LayoutNodeDeep, id: i32) -> Option<&mut Content> {
    if node.content.as_ref().is_some_and(|content| content.id() == id) {
        return node.content.as_mut();
    }
    node.children.iter_mut().find_map(|child| find_in_node(child, id))
}
