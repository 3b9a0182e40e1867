//! Plugins come, are lost, return, go.

use std::collections::HashSet;
use std::time::Duration;

use bytes::Bytes;
use geminal_wire::relay_protocol::EndReason;
use geminal_wire::{Packet, PacketType, Registration};

use super::{Claim, Connection, Output, Owner, Peer, Plugin, Registry};

/// How many former ids are remembered.
const FORMER: usize = 4096;
/// An id goes from an open connection to another at most this often: two plugins with one key, one name and, since a
/// restart of the relay, one id would otherwise push each other out for ever.
const TAKE_OVER: Duration = Duration::from_secs(60);

impl Registry {
    /// A plugin registers. `requested` is the id it had before, or 0.
    ///
    /// It gets the id it asks for if nobody else has or had it. If the id is its own (same key, same name), its
    /// sessions go on over this connection, even if the connection before still looks open.
    pub fn register_plugin(
        &mut self,
        connection: Connection,
        requested: u32,
        mut registration: Registration,
        owner: Owner,
        now: Duration,
    ) {
        registration.auth = None; // never kept
        let claim = Claim { key: owner.key.clone(), name: registration.name.clone() };
        let id = self.id_for(requested, &claim, now);
        if let Some(plugin) = self.plugins.get_mut(&id) {
            let before = plugin.connection.replace(connection);
            plugin.registration = registration;
            plugin.owner = owner;
            if let Some(before) = before {
                plugin.taken_over_at = Some(now);
                self.peers.remove(&before);
                self.outputs.push(Output::Cut(before));
            }
            tracing::info!(plugin = id, name = claim.name, taken_over = before.is_some(), "plugin is back");
        } else {
            if self.plugins.len() >= self.limits.plugins {
                // Without type 5: the library would take it for a wrong key and exit; so it tries again later.
                tracing::warn!(name = claim.name, "no room for another plugin, see --max-plugins");
                self.outputs.push(Output::End(connection));
                return;
            }
            tracing::info!(plugin = id, name = claim.name, key = claim.key, "plugin registered");
            let (sessions, told) = (HashSet::new(), HashSet::new());
            let plugin = Plugin {
                id,
                connection: Some(connection),
                lost_at: now,
                taken_over_at: None,
                owner,
                registration,
                sessions,
                told,
            };
            self.plugins.insert(id, plugin);
            self.order.push(id);
        }
        self.former.insert(id, claim);
        self.peers.insert(connection, Peer::Plugin(id));
        // Empty on purpose: the beta SDK reads the header and leaves a payload in the stream.
        self.send(connection, Packet::new(PacketType::PluginConnection, 0, id, Bytes::new()));
        self.list_changed = true;
    }

    /// Refuses a plugin whose key is wrong: the library says so to its user and exits.
    pub fn refuse_plugin(&mut self, connection: Connection) {
        self.send(connection, Packet::new(PacketType::PluginDisconnection, 0, 0, Bytes::new()));
        self.outputs.push(Output::End(connection));
    }

    fn id_for(&mut self, requested: u32, claim: &Claim, now: Duration) -> u32 {
        let theirs = self.former.get(&requested).is_none_or(|former| former == claim);
        let settled = self.plugins.get(&requested).is_none_or(|plugin| plugin.may_be_taken_over(now));
        if requested != 0 && theirs && settled {
            return requested;
        }
        while self.plugins.contains_key(&self.next_plugin) || self.former.contains_key(&self.next_plugin) {
            self.next_plugin = self.next_plugin.checked_add(1).unwrap_or(1);
        }
        if self.former.len() >= FORMER {
            let gone = self.former.keys().copied().find(|id| !self.plugins.contains_key(id));
            gone.map(|id| self.former.remove(&id));
        }
        self.next_plugin
    }

    pub(super) fn plugin_lost(&mut self, id: u32, now: Duration) {
        let Some(plugin) = self.plugins.get_mut(&id) else { return };
        plugin.connection = None;
        plugin.lost_at = now;
        tracing::info!(plugin = id, sessions = plugin.sessions.len(), "plugin lost");
        self.list_changed = true;
        if plugin.sessions.is_empty() {
            self.forget_plugin(id);
        }
    }

    /// Gives up the plugins that did not come back in time.
    pub fn expire(&mut self, now: Duration) {
        let late = |plugin: &&Plugin| {
            plugin.connection.is_none() && now.saturating_sub(plugin.lost_at) >= self.limits.grace
        };
        let late: Vec<u32> = self.plugins.values().filter(late).map(|plugin| plugin.id).collect();
        for id in late {
            let sessions = self.plugins.get(&id).map(|plugin| plugin.sessions.clone()).unwrap_or_default();
            for session in sessions {
                self.end_session(session, EndReason::PluginLost, false, true);
            }
            self.forget_plugin(id);
        }
    }

    fn forget_plugin(&mut self, id: u32) {
        self.plugins.remove(&id);
        self.order.retain(|&other| other != id);
        self.list_changed = true;
    }
}

impl Plugin {
    fn may_be_taken_over(&self, now: Duration) -> bool {
        let long_ago = |at| now.saturating_sub(at) >= TAKE_OVER;
        self.connection.is_none() || self.taken_over_at.is_none_or(long_ago)
    }
}
