//! Minimization: the room asks, the selected atoms relax inside a fixed shell of their neighbours, positions stream
//! back while it works.

mod compute;
mod menu;
mod pocket;

pub use pocket::{NoPocket, SHELL, pocket_of};

use crate::Scene;
use compute::{Frame, Request};
use geminal_chemistry::pocket::Pocket;
use geminal_minimize::Outcome as Minimized;
use geminal_plugin::{Description, Failure, Outcome, Plugin, Reply, Session, SessionError, Stream, UiEvent};
use geminal_wire::PluginButton;
use geminal_wire::integration::{
    IntegrationGroup, IntegrationRequest, IntegrationResponse, StartMinimization,
};
use geminal_wire::streams::{StreamData, StreamError, StreamKind};
use geminal_wire::ui::NotificationKind;
use menu::{Asked, Menu};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{oneshot, watch};

/// Positions go out at most this often a second.
const FRAME_RATE: f64 = 30.0;

/// How often a stream is asked for again when atoms have gone meanwhile.
const TRIES: usize = 3;

/// The plugin.
#[derive(Default)]
pub struct Minimization {
    settings: StartMinimization,
    menu: Menu,
    running: Rc<RefCell<Option<Arc<AtomicBool>>>>,
}

impl Plugin for Minimization {
    fn description() -> Description {
        let text = "Relaxes the selected atoms in a fixed shell of their surroundings: UFF, GAFF, Ghemical, MMFF94, MMFF94s.";
        Description::new("Minimization", text, &["Minimization"])
            .serves(&[IntegrationGroup::Minimization])
            .with_advanced_settings()
    }

    async fn run(&mut self, session: &Session) -> Outcome {
        if self.is_running() {
            self.request_stop();
        } else {
            self.begin(session, self.settings.clone(), None);
        }
        Ok(())
    }

    async fn advanced_settings(&mut self, session: &Session) -> Outcome {
        self.menu.show(session, &self.settings, self.is_running());
        Ok(())
    }

    async fn stop(&mut self, _session: &Session) -> Outcome {
        self.request_stop();
        Ok(())
    }

    async fn ui(&mut self, session: &Session, event: UiEvent) -> Outcome {
        match self.menu.take(&event, &mut self.settings) {
            Asked::Settings => self.menu.show(session, &self.settings, self.is_running()),
            Asked::Run => {
                self.run(session).await?;
                self.menu.show(session, &self.settings, self.is_running());
            }
            Asked::Nothing => {}
        }
        Ok(())
    }

    async fn integration(&mut self, session: &Session, request: IntegrationRequest, reply: Reply) -> Outcome {
        match request {
            IntegrationRequest::MinimizationStart(asked) => {
                self.request_stop();
                self.begin(session, asked, Some(reply));
            }
            IntegrationRequest::MinimizationStop(_) => {
                self.request_stop();
                reply.send(IntegrationResponse::MinimizationStop(()));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Minimization {
    fn is_running(&self) -> bool {
        self.running.borrow().is_some()
    }

    fn request_stop(&self) {
        if let Some(stop) = self.running.borrow().as_ref() {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// Starts a run beside the callbacks; the reply is sent when positions begin to flow, or when they will not.
    fn begin(&self, session: &Session, asked: StartMinimization, reply: Option<Reply>) {
        let stop = Arc::new(AtomicBool::new(false));
        *self.running.borrow_mut() = Some(stop.clone());
        let running = self.running.clone();
        let session_here = session.clone();
        session.spawn(async move {
            let session = session_here;
            session.set_list_button(PluginButton::Run, "Stop", true);
            let mut reply = reply;
            let result = minimize(&session, &asked, &stop, &mut reply).await;
            let started = result.is_ok();
            tell(&session, result);
            if let Some(reply) = reply {
                reply.send(IntegrationResponse::MinimizationStart(started));
            }
            let ours = running.borrow().as_ref().is_some_and(|current| Arc::ptr_eq(current, &stop));
            if ours {
                running.borrow_mut().take();
                session.set_list_button(PluginButton::Run, "Run", true);
            }
            Ok(())
        });
    }
}

/// Says in the room how it ended.
fn tell(session: &Session, result: Result<Minimized, Failure>) {
    match result {
        Ok(done) => {
            let (from, to) = (done.start_energy, done.energy);
            let text =
                format!("Minimized: {from:.1} to {to:.1} kcal/mol in {} steps, {}.", done.steps, done.stop);
            tracing::info!("{text}");
            session.notify(NotificationKind::Success, text);
        }
        Err(error) => {
            tracing::warn!("{error}");
            session.notify(NotificationKind::Error, error.to_string());
        }
    }
}

/// One run from the request to its end.
async fn minimize(
    session: &Session,
    asked: &StartMinimization,
    stop: &Arc<AtomicBool>,
    reply: &mut Option<Reply>,
) -> Result<Minimized, Failure> {
    let request = Request::new(asked).ok_or_else(|| {
        format!(
            "There is no force field {}: 0 UFF, 1 GAFF, 2 Ghemical, 3 MMFF94, 4 MMFF94s.",
            asked.force_field
        )
    })?;
    let (scene, pocket, stream) = open(session).await?;
    let moving: Vec<(usize, usize)> = pocket.moving().collect();
    let (frames, mut newest) = watch::channel(Frame::default());
    let (finished, mut outcome) = oneshot::channel();
    let stop_there = stop.clone();
    std::thread::spawn(move || {
        // The receiver is gone only when the session is over.
        let _ = finished.send(compute::run(&pocket, &request, &frames, &stop_there));
    });
    let send = |frame: &Frame| -> Result<(), SessionError> {
        let places = moving.iter().map(|&(here, there)| scene.local(there, frame.positions[here]));
        stream.offer(StreamData::Float(places.flatten().map(|x| x as f32).collect()))
    };
    loop {
        tokio::select! {
            changed = newest.changed() => {
                if changed.is_err() {
                    break;
                }
                let frame = newest.borrow_and_update().clone();
                if frame.positions.is_empty() {
                    continue;
                }
                if let Some(reply) = reply.take() {
                    reply.send(IntegrationResponse::MinimizationStart(true));
                }
                tracing::debug!(step = frame.step, energy = frame.energy, "frame");
                if let Err(error) = send(&frame) {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error.into());
                }
            }
            done = &mut outcome => {
                let done = done??;
                let last = newest.borrow().clone();
                if !last.positions.is_empty() {
                    send(&last)?;
                    stream.flush().await?;
                }
                return Ok(done);
            }
        }
    }
    Ok(outcome.await??)
}

/// The scene, its pocket and a stream over the atoms that move; asked for again while atoms go away.
async fn open(session: &Session) -> Result<(Scene, Pocket, Stream), Failure> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let scene = Scene::new(&session.workspace().await?)?;
        let pocket = pocket_of(&scene)?;
        let indices = pocket.moving().map(|(_, atom)| scene.atoms[atom].index).collect();
        match session.stream(StreamKind::Position, indices).await {
            Ok(stream) => return Ok((scene, pocket, stream.at_most(FRAME_RATE))),
            Err(SessionError::NoStream(StreamError::AtomNotFound)) if attempt < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
}
