//! What all connections share: the registry, the queues, and how the one's outputs reach the others.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use geminal_transport::{Budget, Closing, Outbox};
use geminal_wire::{Packet, PacketType};
use tokio_rustls::TlsAcceptor;

use crate::config::Config;
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::registry::{Connection, Output, Registry};

/// One for the whole relay.
pub(crate) struct Shared {
    pub config: Config,
    pub keys: Keys,
    pub tls: TlsAcceptor,
    pub metrics: Metrics,
    state: Mutex<State>,
    budget: Arc<Budget>,
    started: Instant,
    stopping: AtomicBool,
}

struct State {
    registry: Registry,
    outboxes: HashMap<Connection, Arc<Outbox>>,
    next: Connection,
    /// Kept between calls for its memory.
    outputs: Vec<Output>,
}

impl Shared {
    pub fn new(config: Config, keys: Keys, tls: TlsAcceptor, first_session: u32) -> Self {
        let registry = Registry::new(config.limits, first_session);
        Self {
            budget: Budget::new(config.max_queued),
            config,
            keys,
            tls,
            metrics: Metrics::new(),
            state: Mutex::new(State { registry, outboxes: HashMap::new(), next: 1, outputs: Vec::new() }),
            started: Instant::now(),
            stopping: AtomicBool::new(false),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new connection and its queue; `None` when there are too many.
    pub fn connect(&self) -> Option<(Connection, Arc<Outbox>)> {
        let mut state = self.state();
        if state.outboxes.len() >= self.config.max_connections || self.is_stopping() {
            return None;
        }
        let connection = state.next;
        state.next += 1;
        let outbox = Arc::new(Outbox::new(self.config.max_queue, self.budget.clone()));
        state.outboxes.insert(connection, outbox.clone());
        Some((connection, outbox))
    }

    /// A connection is over.
    pub fn disconnect(&self, connection: Connection) {
        self.with(|registry, now| registry.lost(connection, now));
        self.state().outboxes.remove(&connection);
    }

    /// Changes the registry, and carries out what follows before anybody else changes it: so everybody is told
    /// everything in the order in which it happened. Nothing in here waits.
    pub fn with<T>(&self, change: impl FnOnce(&mut Registry, Duration) -> T) -> T {
        let mut state = self.state();
        let State { registry, outboxes, outputs, .. } = &mut *state;
        let now = self.started.elapsed();
        let result = change(registry, now);
        loop {
            registry.take_outputs(outputs);
            if outputs.is_empty() {
                return result;
            }
            for output in outputs.drain(..) {
                if let Some(slow) = self.carry_out(output, outboxes) {
                    registry.lost(slow, now);
                }
            }
        }
    }

    /// Carries out one output; returns a connection that turned out to be too slow.
    fn carry_out(&self, output: Output, outboxes: &HashMap<Connection, Arc<Outbox>>) -> Option<Connection> {
        match output {
            Output::Send(to, packet) => {
                let outbox = outboxes.get(&to)?;
                self.count(&packet);
                if let Err(full) = outbox.push(packet) {
                    tracing::warn!(
                        connection = to,
                        queued = full.queued,
                        "cut off: it does not read, see --max-queue"
                    );
                    self.metrics.cut_off("slow");
                    outbox.close(Closing::Now);
                    return Some(to);
                }
            }
            Output::End(connection) => outboxes.get(&connection)?.close(Closing::Drain),
            Output::Cut(connection) => {
                self.metrics.cut_off("replaced");
                outboxes.get(&connection)?.close(Closing::Now);
            }
            Output::Dropped(from, reason) => {
                tracing::debug!(connection = from, ?reason, "packet dropped");
                self.metrics.drop_packet(reason);
            }
        }
        None
    }

    fn count(&self, packet: &Packet) {
        match packet.packet_type {
            PacketType::MessageToPlugin => self.metrics.to_plugins.count(packet.payload.len()),
            PacketType::MessageToClient => self.metrics.to_rooms.count(packet.payload.len()),
            _ => {}
        }
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Closes every room, ends every connection.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.with(|registry, _| registry.stop());
        for outbox in self.state().outboxes.values() {
            outbox.close(Closing::Drain);
        }
    }

    pub fn metrics_text(&self) -> String {
        let state = self.state();
        let (counts, connections) = (state.registry.counts(), state.outboxes.len());
        drop(state);
        self.metrics.text(counts, connections, self.budget.used())
    }
}
