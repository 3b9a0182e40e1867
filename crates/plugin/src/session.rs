//! The session, as its plugin sees it: something to ask and to tell.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use geminal_wire::streams::{StreamData, StreamError, StreamInterruptReason};
use geminal_wire::user::PresenterInfo;
use geminal_wire::{Command, DecodeError, Head, Message, Packet, PacketType, RequestIds, Versions};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::error::{Outcome, SessionError};
use crate::session_process::Out;

/// One room that runs the plugin. Cloning gives another handle to the same session. Dropping the last handle ends
/// nothing: the room or the user does.
#[derive(Debug, Clone)]
pub struct Session {
    inner: Rc<Inner>,
}

#[derive(Debug)]
struct Inner {
    id: u32,
    versions: Versions,
    out: mpsc::UnboundedSender<Out>,
    ids: RefCell<RequestIds>,
    pending: RefCell<HashMap<u32, Pending>>,
    streams: RefCell<HashMap<u32, Rc<StreamState>>>,
    presenter: RefCell<PresenterInfo>,
    over: Cell<bool>,
}

#[derive(Debug)]
struct Pending {
    request: &'static str,
    response: &'static str,
    answer: Answer,
}

#[derive(Debug)]
enum Answer {
    /// Somebody waits.
    Wanted(oneshot::Sender<Result<Command, SessionError>>),
    /// A stream counts it.
    Feed(Rc<StreamState>),
    /// The presenter's name, for logs.
    Presenter,
}

/// What a stream and the session share.
#[derive(Debug, Default)]
pub(crate) struct StreamState {
    /// Feeds that the room has not acknowledged.
    pub in_flight: Cell<usize>,
    pub interrupted: Cell<Option<StreamInterruptReason>>,
    /// What a stream that is read has been given last.
    pub given: RefCell<Option<StreamData>>,
    pub changed: Notify,
}

impl Session {
    pub(crate) fn new(id: u32, versions: Versions, out: mpsc::UnboundedSender<Out>) -> Self {
        let mut ids = RequestIds::default();
        ids.next(); // 0 was Connect
        Self {
            inner: Rc::new(Inner {
                id,
                versions,
                out,
                ids: RefCell::new(ids),
                pending: RefCell::default(),
                streams: RefCell::default(),
                presenter: RefCell::default(),
                over: Cell::new(false),
            }),
        }
    }

    /// The session's id.
    pub fn id(&self) -> u32 {
        self.inner.id
    }

    /// The versions of layouts that room and plugin speak.
    pub fn versions(&self) -> &Versions {
        &self.inner.versions
    }

    /// Who presents, as far as the room has said (it is asked at the start and after each change).
    pub fn presenter(&self) -> PresenterInfo {
        self.inner.presenter.borrow().clone()
    }

    /// Sends a message and waits for nothing.
    pub fn send(&self, message: Message) {
        let id = self.inner.ids.borrow_mut().next();
        self.write(id, &message, false);
    }

    /// Sends a message and waits for the room's answer.
    ///
    /// # Errors
    /// When the session ends before, or the answer cannot be read.
    pub async fn request(&self, message: Message) -> Result<Command, SessionError> {
        let row = message.row();
        let Some(response) = row.response else {
            self.send(message);
            return Err(SessionError::Unexpected {
                request: row.name,
                answer: "nothing: it is not a request",
            });
        };
        if self.inner.over.get() {
            return Err(SessionError::Closed);
        }
        let (answer, answered) = oneshot::channel();
        let id = self.expect(row.name, response, Answer::Wanted(answer));
        self.write(id, &message, true);
        answered.await.unwrap_or(Err(SessionError::Closed))
    }

    /// Runs a future beside the callbacks. An error is told to the user like a callback's.
    pub fn spawn(&self, work: impl Future<Output = Outcome> + 'static) -> JoinHandle<()> {
        let session = self.clone();
        tokio::task::spawn_local(async move { session.report(work.await) })
    }

    pub(crate) fn report(&self, outcome: Outcome) {
        if let Err(error) = outcome {
            if self.inner.over.get() {
                return;
            }
            tracing::error!(session = self.inner.id, "{error}");
            self.notify(geminal_wire::ui::NotificationKind::Error, error.to_string());
        }
    }

    /// Asks who presents; the answer goes into [`Session::presenter`].
    pub(crate) fn ask_presenter(&self) {
        let id = self.expect("presenter_info_request", "presenter_info_response", Answer::Presenter);
        self.write(id, &Message::PresenterInfoRequest, true);
    }

    pub(crate) fn send_feed(&self, message: &Message, state: &Rc<StreamState>) {
        state.in_flight.set(state.in_flight.get() + 1);
        let id = self.expect("stream_feed", "stream_feed_done", Answer::Feed(state.clone()));
        self.write(id, message, true);
    }

    /// The state of a stream that the room has made.
    pub(crate) fn stream_state(&self, id: u32) -> Rc<StreamState> {
        self.inner.streams.borrow_mut().entry(id).or_default().clone()
    }

    pub(crate) fn remove_stream(&self, id: u32) {
        self.inner.streams.borrow_mut().remove(&id);
    }

    fn expect(&self, request: &'static str, response: &'static str, answer: Answer) -> u32 {
        let id = self.inner.ids.borrow_mut().next();
        self.inner.pending.borrow_mut().insert(id, Pending { request, response, answer });
        id
    }

    fn write(&self, request_id: u32, message: &Message, expects_response: bool) {
        let payload = message.encode(request_id, expects_response, &self.inner.versions);
        // A closed pipe means that the session is ending.
        let _ = self.inner.out.send(Out::Packet(Packet::new(
            PacketType::MessageToClient,
            self.inner.id,
            0,
            payload,
        )));
    }

    /// A command that is no event: it answers something, or belongs to a stream.
    pub(crate) fn answered(&self, request_id: u32, command: Command) {
        if let Command::StreamInterrupt(interrupt) = &command {
            if let Some(state) = self.inner.streams.borrow_mut().remove(&interrupt.id) {
                state.interrupted.set(Some(interrupt.reason));
                state.changed.notify_waiters();
            }
            return;
        }
        if let Command::StreamFeed(feed) = command {
            if let Some(state) = self.inner.streams.borrow().get(&feed.id) {
                *state.given.borrow_mut() = Some(feed.data);
                state.changed.notify_waiters();
            }
            return;
        }
        let Some(pending) = self.inner.pending.borrow_mut().remove(&request_id) else {
            tracing::debug!(request_id, answer = command.row().name, "answers nothing that was asked");
            return;
        };
        let (request, answer) = (pending.request, command.row().name);
        if answer != pending.response {
            return pending.fail(SessionError::Unexpected { request, answer });
        }
        // Known before whoever asked wakes up: values may follow at once.
        if let Command::StreamCreateDone(created) = &command
            && created.error == StreamError::None
        {
            self.stream_state(created.id);
        }
        match pending.answer {
            Answer::Wanted(wanted) => {
                let _ = wanted.send(Ok(command)); // who asked may have given up
            }
            Answer::Feed(state) => state.acknowledged(),
            Answer::Presenter => {
                if let Command::PresenterInfoResponse(info) = command {
                    *self.inner.presenter.borrow_mut() = info;
                }
            }
        }
    }

    /// A payload that cannot be read; if it answers something, whoever waits hears of it.
    pub(crate) fn unreadable(&self, head: Option<Head>, source: DecodeError) {
        tracing::warn!(session = self.inner.id, error = %source, "a command cannot be read");
        let pending = head.and_then(|head| {
            let row = geminal_wire::COMMANDS.iter().find(|row| row.hash == head.hash)?;
            let mut pending = self.inner.pending.borrow_mut();
            let waits = pending.get(&head.request_id).is_some_and(|waiting| waiting.response == row.name);
            waits.then(|| pending.remove(&head.request_id)).flatten()
        });
        if let Some(pending) = pending {
            let request = pending.request;
            pending.fail(SessionError::Unreadable { request, source });
        }
    }

    /// The session is over: nobody answers any more.
    pub(crate) fn close(&self) {
        self.inner.over.set(true);
        let pending: Vec<_> = self.inner.pending.borrow_mut().drain().collect();
        for (_, pending) in pending {
            pending.fail(SessionError::Closed);
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.inner.over.get()
    }
}

impl Pending {
    fn fail(self, error: SessionError) {
        match self.answer {
            Answer::Wanted(wanted) => {
                let _ = wanted.send(Err(error));
            }
            Answer::Feed(state) => state.acknowledged(),
            Answer::Presenter => {}
        }
    }
}

impl StreamState {
    fn acknowledged(&self) {
        self.in_flight.set(self.in_flight.get().saturating_sub(1));
        self.changed.notify_waiters();
    }
}
