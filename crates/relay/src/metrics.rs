//! What can be counted.

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use crate::registry::{Counts, Dropped};

type Labels = [(&'static str, &'static str); 1];

/// The relay's counters and gauges.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    connections: Gauge,
    members: Gauge,
    plugins: Gauge,
    rooms: Gauge,
    sessions: Gauge,
    queued_bytes: Gauge,
    /// Packets and bytes carried, by receiver.
    pub to_rooms: Carried,
    /// Packets and bytes carried, by receiver.
    pub to_plugins: Carried,
    refused: Family<Labels, Counter>,
    dropped: Family<Labels, Counter>,
    cut_off: Family<Labels, Counter>,
    /// Lines of log from plugins.
    pub plugin_logs: Counter,
}

/// Packets and bytes.
#[derive(Debug)]
pub struct Carried {
    packets: Counter,
    bytes: Counter,
}

impl Carried {
    /// Counts one packet.
    pub fn count(&self, bytes: usize) {
        self.packets.inc();
        self.bytes.inc_by(bytes as u64);
    }
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("geminal_relay");
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let connections = gauge("connections", "Open connections, registered or not");
        let members = gauge("members", "Members of all rooms");
        let plugins = gauge("plugins", "Plugins, lost ones that may return included");
        let rooms = gauge("rooms", "Rooms");
        let sessions = gauge("sessions", "Sessions of plugins");
        let queued_bytes = gauge("queued_bytes", "Bytes that wait to be written");
        let mut family = |name: &str, help: &str| {
            let family = Family::<Labels, Counter>::default();
            registry.register(name, help, family.clone());
            family
        };
        let packets = family("packets", "Packets carried");
        let bytes = family("bytes", "Bytes of payload carried");
        let refused = family("refused", "Connections refused");
        let dropped = family("dropped", "Packets dropped");
        let cut_off = family("cut_off", "Connections ended by the relay");
        let plugin_logs = Counter::default();
        registry.register("plugin_logs", "Lines of log from plugins", plugin_logs.clone());
        let carried = |to| Carried {
            packets: packets.get_or_create_owned(&[("to", to)]),
            bytes: bytes.get_or_create_owned(&[("to", to)]),
        };
        let (to_rooms, to_plugins) = (carried("room"), carried("plugin"));
        Self {
            registry,
            connections,
            members,
            plugins,
            rooms,
            sessions,
            queued_bytes,
            to_rooms,
            to_plugins,
            refused,
            dropped,
            cut_off,
            plugin_logs,
        }
    }

    /// A connection was refused.
    pub fn refuse(&self, reason: &'static str) {
        self.refused.get_or_create(&[("reason", reason)]).inc();
    }

    /// A connection was ended by the relay.
    pub fn cut_off(&self, reason: &'static str) {
        self.cut_off.get_or_create(&[("reason", reason)]).inc();
    }

    /// A packet was dropped.
    pub fn drop_packet(&self, reason: Dropped) {
        let reason = match reason {
            Dropped::NoSession => "no_session",
            Dropped::Short => "short",
            Dropped::Unexpected => "unexpected",
            Dropped::NotPresenter => "not_presenter",
            Dropped::PluginAway => "plugin_away",
        };
        self.dropped.get_or_create(&[("reason", reason)]).inc();
    }

    /// OpenMetrics text, with the gauges as they are now.
    pub fn text(&self, counts: Counts, connections: usize, queued: usize) -> String {
        for (gauge, value) in [
            (&self.connections, connections),
            (&self.members, counts.members),
            (&self.plugins, counts.plugins),
            (&self.rooms, counts.rooms),
            (&self.sessions, counts.sessions),
            (&self.queued_bytes, queued),
        ] {
            gauge.set(value as i64);
        }
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
