//! A small plugin: counts atoms, streams them up and down, and can be made to misbehave.
//!
//! ```sh
//! cargo run -p geminal-plugin --example counter -- -a 127.0.0.1
//! ```

use std::time::Duration;

use geminal_plugin::ui::{self, Arrange, NotificationKind};
use geminal_plugin::{Description, Outcome, Plugin, Reply, Session, UiEvent};
use geminal_wire::PluginButton;
use geminal_wire::integration::{IntegrationGroup, IntegrationRequest, IntegrationResponse};
use geminal_wire::streams::{StreamData, StreamKind};

#[derive(Default)]
struct Counter {
    runs: usize,
    button: i32,
}

impl Plugin for Counter {
    fn description() -> Description {
        Description::new("Counter", "Counts atoms and lets them bounce", &["Examples"])
            .serves(&[IntegrationGroup::Minimization])
            .with_advanced_settings()
    }

    async fn start(&mut self, session: &Session) -> Outcome {
        session.set_list_button(PluginButton::Run, "Count", true);
        Ok(())
    }

    async fn run(&mut self, session: &Session) -> Outcome {
        self.runs += 1;
        let workspace = session.workspace().await?;
        let text = format!("{} atoms, run {}", workspace.atoms.len(), self.runs);
        session.notify(NotificationKind::Success, text);
        Ok(())
    }

    async fn advanced_settings(&mut self, session: &Session) -> Outcome {
        let bounce = ui::button("Bounce");
        self.button = bounce.id;
        let root = ui::column(vec![ui::leaf(ui::label("Let all atoms bounce")), ui::leaf(bounce).ratio(0.3)]);
        session.show_menu(ui::menu(0, "Counter", root));
        Ok(())
    }

    async fn ui(&mut self, session: &Session, event: UiEvent) -> Outcome {
        if matches!(event, UiEvent::Pressed { id, .. } if id == self.button) {
            session.spawn(bounce(session.clone())); // beside the callbacks: the room can call on
        }
        Ok(())
    }

    async fn integration(&mut self, session: &Session, request: IntegrationRequest, reply: Reply) -> Outcome {
        match request {
            IntegrationRequest::MinimizationStart(how) => {
                reply.send(IntegrationResponse::MinimizationStart(true));
                match how.steps {
                    -1 => std::process::abort(),
                    -2 => loop {
                        std::hint::spin_loop();
                    },
                    -3 => Err("told to fail")?,
                    _ => session.notify(NotificationKind::Message, format!("{} steps", how.steps)),
                }
            }
            IntegrationRequest::MinimizationStop(()) => reply.send(IntegrationResponse::MinimizationStop(())),
            _ => {}
        }
        Ok(())
    }

    async fn stop(&mut self, session: &Session) -> Outcome {
        eprintln!("session {} stops", session.id());
        Ok(())
    }
}

/// Fifty frames at 100 Hz; a room that is slow gets the newest.
async fn bounce(session: Session) -> Outcome {
    let workspace = session.workspace().await?;
    let indices: Vec<i64> = workspace.atoms.iter().map(|(_, atom)| atom.index).collect();
    let stream = session.stream(StreamKind::Position, indices.clone()).await?.at_most(100.0);
    for frame in 0..50 {
        stream.offer(StreamData::Float(vec![frame as f32; 3 * indices.len()]))?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    stream.flush().await?;
    session.notify(NotificationKind::Success, "bounced");
    Ok(())
}

fn main() -> std::process::ExitCode {
    geminal_plugin::main::<Counter>()
}
