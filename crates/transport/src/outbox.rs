//! A bounded queue of packets in front of one connection.
//!
//! Whoever routes a packet must never wait for its receiver, so [`Outbox::push`] does not wait: it fails when too much
//! is queued already, and the connection that reads too slowly is given up.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use geminal_wire::{HEADER_LENGTH, Packet};
use tokio::io::AsyncWrite;
use tokio::sync::Notify;

use crate::PacketWriter;

/// What a queued packet costs besides its payload.
const OVERHEAD: usize = HEADER_LENGTH + size_of::<Packet>();
/// The most that one write gathers.
const BATCH_PACKETS: usize = 32;
const BATCH_BYTES: usize = 256 << 10;

/// What may wait in all queues together.
#[derive(Debug)]
pub struct Budget {
    used: AtomicUsize,
    limit: usize,
}

impl Budget {
    /// A budget of `limit` bytes.
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { used: AtomicUsize::new(0), limit })
    }

    /// Bytes that wait now.
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: usize) -> bool {
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        let fits = before.saturating_add(bytes) <= self.limit;
        if !fits {
            self.give_back(bytes);
        }
        fits
    }

    fn give_back(&self, bytes: usize) {
        self.used.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The queue has no room: its reader is too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{queued} bytes wait for this connection already, more than its limit allows")]
pub struct Full {
    /// What waits.
    pub queued: usize,
}

/// How a queue ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// What is queued is still written.
    Drain,
    /// What is queued is dropped.
    Now,
}

/// The queue. One task writes it out ([`Outbox::write_to`]), any number push.
#[derive(Debug)]
pub struct Outbox {
    state: Mutex<State>,
    /// Something was pushed, or the queue was closed.
    changed: Notify,
    /// The queue was closed.
    closed: Notify,
    limit: usize,
    budget: Arc<Budget>,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Packet>,
    /// Bytes queued or being written.
    bytes: usize,
    closing: Option<Closing>,
}

impl Outbox {
    /// A queue of at most `limit` bytes (one packet of any size fits an empty queue), counted against `budget` too.
    pub fn new(limit: usize, budget: Arc<Budget>) -> Self {
        Self { state: Mutex::default(), changed: Notify::new(), closed: Notify::new(), limit, budget }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a packet; a closed queue takes it and drops it.
    ///
    /// # Errors
    /// [`Full`] when too much waits already.
    pub fn push(&self, packet: Packet) -> Result<(), Full> {
        let cost = OVERHEAD + packet.payload.len();
        let mut state = self.state();
        if state.closing.is_some() {
            return Ok(());
        }
        let fits = state.bytes == 0 || state.bytes.saturating_add(cost) <= self.limit;
        if !fits || !self.budget.take(cost) {
            return Err(Full { queued: state.bytes });
        }
        state.bytes += cost;
        state.queue.push_back(packet);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    /// Ends the queue. The first call decides, but [`Closing::Now`] goes before [`Closing::Drain`].
    pub fn close(&self, how: Closing) {
        let mut state = self.state();
        if how == Closing::Now {
            let waiting: usize = state.queue.drain(..).map(|packet| OVERHEAD + packet.payload.len()).sum();
            state.bytes -= waiting;
            self.budget.give_back(waiting);
            state.closing = Some(how);
        }
        state.closing.get_or_insert(how);
        drop(state);
        self.changed.notify_one();
        self.closed.notify_one();
    }

    /// Waits until the queue is closed, and says how. For one waiter.
    pub async fn closed(&self) -> Closing {
        loop {
            if let Some(how) = self.state().closing {
                return how;
            }
            self.closed.notified().await;
        }
    }

    /// How the queue was closed, if it was.
    pub fn closing(&self) -> Option<Closing> {
        self.state().closing
    }

    /// Writes what is pushed until the queue is closed (and, with [`Closing::Drain`], empty).
    ///
    /// # Errors
    /// When the stream broke, or one batch took longer than `patience`.
    pub async fn write_to<W: AsyncWrite + Unpin>(
        &self,
        writer: &mut PacketWriter<W>,
        patience: Duration,
    ) -> std::io::Result<()> {
        let mut batch = Vec::new();
        loop {
            let changed = self.changed.notified();
            let Some(bytes) = self.take_batch(&mut batch) else { return Ok(()) };
            if batch.is_empty() {
                changed.await;
                continue;
            }
            let written = tokio::time::timeout(patience, writer.send_all(&batch)).await;
            self.written(bytes);
            batch.clear();
            match written {
                Ok(result) => result?,
                Err(_) => return Err(std::io::ErrorKind::TimedOut.into()),
            }
        }
    }

    /// Moves packets into `batch` and tells their cost; `None` when the queue is over.
    fn take_batch(&self, batch: &mut Vec<Packet>) -> Option<usize> {
        let mut state = self.state();
        let mut bytes = 0;
        while batch.len() < BATCH_PACKETS && bytes < BATCH_BYTES {
            let Some(packet) = state.queue.pop_front() else { break };
            bytes += OVERHEAD + packet.payload.len();
            batch.push(packet);
        }
        if batch.is_empty() && state.closing.is_some() {
            return None;
        }
        if state.queue.is_empty() && state.queue.capacity() > BATCH_PACKETS {
            state.queue = VecDeque::new();
        }
        Some(bytes)
    }

    fn written(&self, bytes: usize) {
        self.state().bytes -= bytes;
        self.budget.give_back(bytes);
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        let bytes = self.state().bytes;
        self.budget.give_back(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PacketReader;
    use geminal_wire::PacketType;

    const PATIENCE: Duration = Duration::from_millis(50);

    fn packet(length: usize) -> Packet {
        Packet::new(PacketType::MessageToClient, 1, 1, vec![0; length])
    }

    #[test]
    fn what_fits() {
        for (limit, budget, lengths, fits) in [
            (1000, 10_000, &[5000, 1][..], &[true, false][..]), // anything fits an empty queue, nothing more then
            (1000, 10_000, &[400, 300, 400], &[true, true, false]),
            (1000, 500, &[100, 600], &[true, false]), // the budget of all
            (1000, 500, &[600], &[false]),
        ] {
            let outbox = Outbox::new(limit, Budget::new(budget));
            let got: Vec<_> = lengths.iter().map(|&length| outbox.push(packet(length)).is_ok()).collect();
            assert_eq!(got, fits, "{limit} {budget} {lengths:?}");
        }
    }

    #[tokio::test]
    async fn drains_or_drops_and_gives_the_budget_back() {
        for (how, expected) in [(Closing::Drain, 50), (Closing::Now, 0)] {
            let budget = Budget::new(1 << 20);
            let outbox = Outbox::new(1 << 20, budget.clone());
            (0..50).for_each(|_| outbox.push(packet(10)).unwrap());
            outbox.close(how);
            outbox.push(packet(10)).unwrap(); // too late, dropped
            assert_eq!(outbox.closed().await, how);
            let (one, other) = tokio::io::duplex(1 << 16);
            outbox.write_to(&mut PacketWriter::new(one), PATIENCE).await.unwrap();
            let mut reader = PacketReader::new(other, 1 << 20);
            let mut got = 0;
            while let Ok(Some(_)) = reader.next().await {
                got += 1;
            }
            assert_eq!(got, expected);
            assert_eq!(budget.used(), 0);
        }
    }

    #[tokio::test]
    async fn patience_ends() {
        let outbox = Outbox::new(1 << 20, Budget::new(1 << 20));
        outbox.push(packet(1000)).unwrap();
        let (one, _nobody_reads) = tokio::io::duplex(16);
        let error = outbox.write_to(&mut PacketWriter::new(one), PATIENCE).await.unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    }
}
