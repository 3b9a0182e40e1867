//! What a plugin does when a room calls.

use std::time::Duration;

use geminal_wire::integration::IntegrationRequest;
use geminal_wire::structure::ComplexChange;

use crate::description::Description;
use crate::error::Outcome;
use crate::events::{Reply, UiEvent};
use crate::session::Session;

/// A plugin. One value of the type lives through one session, in a process of its own.
///
/// Callbacks come one at a time, in the order in which the room called; while one waits, answers to its requests
/// arrive, other calls queue. What takes longer than a moment belongs into [`Session::spawn`] (which can use the
/// session) or a thread (which can compute), so that the next call, to stop for example, is not late. The process must
/// not write to standard output: it carries the packets.
#[expect(async_fn_in_trait, reason = "a session runs on one thread, so its futures need not be Send")]
pub trait Plugin: Default + 'static {
    /// What the plugin says about itself.
    fn description() -> Description;

    /// How often [`Plugin::update`] is called; never by default.
    fn update_interval() -> Option<Duration> {
        None
    }

    /// The session begins.
    async fn start(&mut self, _session: &Session) -> Outcome {
        Ok(())
    }

    /// The user pressed "run".
    async fn run(&mut self, _session: &Session) -> Outcome {
        Ok(())
    }

    /// The user pressed the second button.
    async fn advanced_settings(&mut self, _session: &Session) -> Outcome {
        Ok(())
    }

    /// The session ends; a callback that was waiting has been given up. There are five seconds.
    async fn stop(&mut self, _session: &Session) -> Outcome {
        Ok(())
    }

    /// Time passed ([`Plugin::update_interval`]).
    async fn update(&mut self, _session: &Session) -> Outcome {
        Ok(())
    }

    /// Another person presents.
    async fn presenter_changed(&mut self, _session: &Session) -> Outcome {
        Ok(())
    }

    /// A complex was added to the room (`true`) or removed (`false`).
    async fn complex_list_changed(&mut self, _session: &Session, _added: bool) -> Outcome {
        Ok(())
    }

    /// A complex changed that [`Session::watch_complex`] asked for.
    async fn complex_updated(&mut self, _session: &Session, _change: ComplexChange) -> Outcome {
        Ok(())
    }

    /// The selection changed in a complex that [`Session::watch_selection`] asked for.
    async fn selection_changed(&mut self, _session: &Session, _change: ComplexChange) -> Outcome {
        Ok(())
    }

    /// The user did something in a menu.
    async fn ui(&mut self, _session: &Session, _event: UiEvent) -> Outcome {
        Ok(())
    }

    /// The room asks for an integration that the description declares. The reply can be kept and sent later.
    async fn integration(
        &mut self,
        _session: &Session,
        _request: IntegrationRequest,
        _reply: Reply,
    ) -> Outcome {
        Ok(())
    }
}
