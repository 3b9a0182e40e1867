//! Streams: values that change often, with back-pressure.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use geminal_wire::streams::{StreamCreate, StreamData, StreamDirection, StreamError, StreamFeed, StreamKind};
use geminal_wire::{Command, Message};
use tokio::time::Instant;

use crate::error::SessionError;
use crate::session::{Session, StreamState};

/// Feeds that may be under way at once: enough to hide the way to the room, few enough to stay fresh.
const WINDOW: usize = 4;

/// A stream that the plugin writes. Dropping it destroys it.
///
/// [`Stream::feed`] waits for the room and loses nothing; [`Stream::offer`] never waits and lets the newest win.
#[derive(Debug)]
pub struct Stream {
    shared: Rc<Shared>,
}

#[derive(Debug)]
struct Shared {
    session: Session,
    id: u32,
    state: Rc<StreamState>,
    /// What was offered and waits for its turn.
    newest: RefCell<Option<StreamData>>,
    pumping: Cell<bool>,
    interval: Cell<Duration>,
    last: Cell<Option<Instant>>,
    destroyed: Cell<bool>,
}

impl Session {
    /// Makes a stream over atoms, complexes or shapes, by their indices.
    ///
    /// # Errors
    /// [`SessionError::NoStream`] when an object is not there any more, or the room does not know the kind.
    pub async fn stream(&self, kind: StreamKind, indices: Vec<i64>) -> Result<Stream, SessionError> {
        let (id, state) = self.create_stream(kind, StreamDirection::Writing, indices).await?;
        Ok(Stream {
            shared: Rc::new(Shared {
                session: self.clone(),
                id,
                state,
                newest: RefCell::new(None),
                pumping: Cell::new(false),
                interval: Cell::new(Duration::ZERO),
                last: Cell::new(None),
                destroyed: Cell::new(false),
            }),
        })
    }

    /// Makes a stream that the room feeds: the values of these objects now, and again whenever they change.
    ///
    /// # Errors
    /// As [`Session::stream`].
    pub async fn read_stream(&self, kind: StreamKind, indices: Vec<i64>) -> Result<ReadStream, SessionError> {
        let (id, state) = self.create_stream(kind, StreamDirection::Reading, indices).await?;
        Ok(ReadStream { session: self.clone(), id, state })
    }

    async fn create_stream(
        &self,
        kind: StreamKind,
        direction: StreamDirection,
        indices: Vec<i64>,
    ) -> Result<(u32, Rc<StreamState>), SessionError> {
        let answer = self.request(Message::StreamCreate(StreamCreate { kind, direction, indices })).await?;
        let Command::StreamCreateDone(created) = answer else {
            return Err(SessionError::Unexpected { request: "stream_create", answer: answer.row().name });
        };
        if created.error != StreamError::None {
            return Err(SessionError::NoStream(created.error));
        }
        Ok((created.id, self.stream_state(created.id)))
    }
}

/// A stream that the plugin reads. Dropping it destroys it.
#[derive(Debug)]
pub struct ReadStream {
    session: Session,
    id: u32,
    state: Rc<StreamState>,
}

impl ReadStream {
    /// The newest values that were not taken yet; what they replaced is gone.
    pub fn take(&self) -> Option<StreamData> {
        self.state.given.borrow_mut().take()
    }

    /// Waits for values.
    ///
    /// # Errors
    /// When the room ended the stream.
    pub async fn next(&self) -> Result<StreamData, SessionError> {
        loop {
            let changed = self.state.changed.notified();
            if let Some(data) = self.take() {
                return Ok(data);
            }
            if let Some(reason) = self.state.interrupted.get() {
                return Err(SessionError::Interrupted(reason));
            }
            changed.await;
        }
    }
}

impl Drop for ReadStream {
    fn drop(&mut self) {
        self.session.remove_stream(self.id);
        if self.state.interrupted.get().is_none() && !self.session.is_over() {
            self.session.send(Message::StreamDestroy(self.id));
        }
    }
}

impl Stream {
    /// [`Stream::offer`] sends at most this often a second.
    pub fn at_most(self, hertz: f64) -> Self {
        self.shared.interval.set(Duration::from_secs_f64(1.0 / hertz));
        self
    }

    /// Sends values for all objects, waiting while the room is behind.
    ///
    /// # Errors
    /// When the room ended the stream, or the session is over.
    pub async fn feed(&self, data: StreamData) -> Result<(), SessionError> {
        self.shared.in_flight_below(WINDOW).await?;
        self.shared.send(data);
        Ok(())
    }

    /// Sends values as soon as the room keeps up and the rate allows; what was offered before and not sent yet is
    /// dropped.
    ///
    /// # Errors
    /// When the room ended the stream, or the session is over.
    pub fn offer(&self, data: StreamData) -> Result<(), SessionError> {
        self.shared.check()?;
        *self.shared.newest.borrow_mut() = Some(data);
        if !self.shared.pumping.replace(true) {
            let shared = self.shared.clone();
            tokio::task::spawn_local(async move {
                let _ = shared.pump().await; // the next offer tells what went wrong
                shared.pumping.set(false);
            });
        }
        Ok(())
    }

    /// Waits until everything fed or offered has been sent and acknowledged.
    ///
    /// # Errors
    /// When the room ended the stream, or the session is over.
    pub async fn flush(&self) -> Result<(), SessionError> {
        while self.shared.pumping.get() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.shared.in_flight_below(1).await
    }

    /// Ends the stream.
    pub fn destroy(self) {}
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.shared.destroyed.set(true);
        self.shared.session.remove_stream(self.shared.id);
        if self.shared.check().is_ok() {
            self.shared.session.send(Message::StreamDestroy(self.shared.id));
        }
    }
}

impl Shared {
    fn check(&self) -> Result<(), SessionError> {
        match self.state.interrupted.get() {
            Some(reason) => Err(SessionError::Interrupted(reason)),
            None if self.session.is_over() => Err(SessionError::Closed),
            None => Ok(()),
        }
    }

    fn send(&self, data: StreamData) {
        let feed = Message::StreamFeed(StreamFeed { id: self.id, data });
        self.session.send_feed(&feed, &self.state);
        self.last.set(Some(Instant::now()));
    }

    async fn in_flight_below(&self, limit: usize) -> Result<(), SessionError> {
        loop {
            let changed = self.state.changed.notified();
            self.check()?;
            if self.state.in_flight.get() < limit {
                return Ok(());
            }
            changed.await;
        }
    }

    /// Sends what is newest until there is nothing new.
    async fn pump(&self) -> Result<(), SessionError> {
        while self.newest.borrow().is_some() {
            self.in_flight_below(WINDOW).await?;
            if let Some(last) = self.last.get() {
                tokio::time::sleep_until(last + self.interval.get()).await;
            }
            if self.destroyed.get() {
                return Ok(());
            }
            let newest = self.newest.borrow_mut().take();
            if let Some(data) = newest {
                self.send(data);
            }
        }
        Ok(())
    }
}
