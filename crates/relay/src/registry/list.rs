//! The list of plugins that a room sees, and who serves which integration.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use geminal_wire::Packet;
use geminal_wire::relay_protocol::{Plugin as ListedPlugin, RelayEvent, Route, integration_name};

use super::{Output, Registry, Room};

/// Lists for all rooms are at least this far apart.
const ANNOUNCEMENTS: Duration = Duration::from_millis(500);

impl Registry {
    /// Sends the list to every room if it changed. The server calls this a moment after a change, so that many plugins
    /// that come at once make one list; a plugin that comes and goes all the time makes two a second.
    pub fn announce(&mut self, now: Duration) {
        let soon = self.announced_at.is_some_and(|at| now.saturating_sub(at) < ANNOUNCEMENTS);
        if soon || !std::mem::take(&mut self.list_changed) {
            return;
        }
        self.announced_at = Some(now);
        // Rooms that chose nothing see the same list as others of their group.
        let mut common: HashMap<Option<&str>, Packet> = HashMap::new();
        let mut outputs = Vec::new();
        for room in self.rooms.values() {
            let packet = if room.choices.is_empty() {
                common.entry(room.group.as_deref()).or_insert_with(|| self.list_for(room).packet()).clone()
            } else {
                self.list_for(room).packet()
            };
            outputs.extend(room.members.iter().map(|seat| Output::Send(seat.connection, packet.clone())));
        }
        self.outputs.append(&mut outputs);
    }

    /// The plugins that a room may use, first registered first.
    pub(super) fn listed(&self, room: &Room) -> Vec<ListedPlugin> {
        let seen = self.order.iter().filter_map(|id| self.plugins.get(id)).filter(|plugin| room.sees(plugin));
        seen.map(|plugin| {
            let told = &plugin.registration;
            ListedPlugin {
                id: plugin.id,
                name: told.name.clone(),
                description: told.description.clone(),
                category: told.category.clone(),
                tags: told.tags.clone(),
                has_advanced: told.has_advanced,
                permissions: told.permissions.clone(),
                integrations: told.integrations.clone(),
                connected: plugin.connection.is_some(),
            }
        })
        .collect()
    }

    pub(super) fn list_for(&self, room: &Room) -> RelayEvent {
        let plugins = self.listed(room);
        let all: BTreeSet<u32> =
            plugins.iter().flat_map(|plugin| plugin.integrations.iter().copied()).collect();
        let route = |integration: u32| {
            let serves =
                |plugin: &&ListedPlugin| plugin.connected && plugin.integrations.contains(&integration);
            let candidates: Vec<u32> = plugins.iter().filter(serves).map(|plugin| plugin.id).collect();
            let chosen = room.choices.get(&integration).filter(|choice| candidates.contains(choice));
            let plugin = *chosen.or(candidates.first())?;
            let name = integration_name(integration).map(str::to_owned);
            Some(Route { integration, name, plugin, candidates })
        };
        let integrations = all.into_iter().filter_map(route).collect();
        RelayEvent::Plugins { plugins, integrations }
    }
}
