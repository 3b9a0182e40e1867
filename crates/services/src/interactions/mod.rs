//! Interactions: what holds the selection, the ligands or everything in place, drawn in the room and kept up to date.

mod appearance;
mod compute;
mod draw;
mod menu;
mod settings;

pub use appearance::{APPEARANCES, Appearance};

use crate::Scene;
use compute::{NoInteractions, Shown};
use draw::Drawn;
use geminal_interactions::{Perceived, Rules};
use geminal_plugin::{Description, Failure, Outcome, Plugin, ReadStream, Reply, Session, UiEvent};
use geminal_structure::Point;
use geminal_wire::PluginButton;
use geminal_wire::integration::{IntegrationGroup, IntegrationRequest};
use geminal_wire::streams::{StreamCreate, StreamData, StreamKind};
use geminal_wire::structure::ComplexChange;
use geminal_wire::ui::NotificationKind;
use menu::{Asked, Menu};
use settings::Settings;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Changes of structures lead to at most one calculation in this time.
const DEBOUNCE: Duration = Duration::from_millis(100);

/// The plugin.
#[derive(Default)]
pub struct Interactions {
    settings: Settings,
    menu: Menu,
    /// The structures of the room as the menu offers them.
    structures: Vec<(i64, String)>,
    rules: Option<Arc<Rules>>,
    drawn: Drawn,
    /// What was calculated last.
    last: Option<Last>,
    watched: HashSet<i64>,
    /// Whether interactions have been asked for, so that they follow the structures.
    shows: bool,
    changed: bool,
}

/// A calculation: of what, what was found, and the positions as they change.
struct Last {
    scene: Arc<Scene>,
    perceived: Arc<Perceived>,
    shown: Vec<Shown>,
    /// None where the room has no streams to read.
    positions: Option<ReadStream>,
}

impl Plugin for Interactions {
    fn description() -> Description {
        let text = "Shows what holds a ligand, a selection or a whole structure in place: hydrogen bonds, ionic, \
                    aromatic, hydrophobic and other contacts.";
        Description::new("Chemical Interactions", text, &["Interactions"])
            .serves(&[IntegrationGroup::Interactions])
            .with_advanced_settings()
    }

    fn update_interval() -> Option<Duration> {
        Some(DEBOUNCE)
    }

    async fn run(&mut self, session: &Session) -> Outcome {
        self.calculate_and_tell(session).await;
        Ok(())
    }

    async fn advanced_settings(&mut self, session: &Session) -> Outcome {
        let complexes = session.complex_list().await?;
        self.structures = complexes.into_iter().map(|complex| (complex.index, complex.name)).collect();
        self.menu.show(session, &self.settings, &self.structures);
        Ok(())
    }

    async fn ui(&mut self, session: &Session, event: UiEvent) -> Outcome {
        match self.menu.take(&event, &mut self.settings) {
            Asked::Settings => {
                self.menu.show(session, &self.settings, &self.structures);
                self.changed = self.shows;
            }
            Asked::Look => {
                self.menu.show(session, &self.settings, &self.structures);
                self.draw(session, true).await?;
            }
            Asked::Run => self.run(session).await?,
            Asked::Nothing => {}
        }
        Ok(())
    }

    async fn complex_updated(&mut self, _session: &Session, _change: ComplexChange) -> Outcome {
        self.changed = self.changed || (self.shows && self.settings.recalculate);
        Ok(())
    }

    async fn update(&mut self, session: &Session) -> Outcome {
        if std::mem::take(&mut self.changed) {
            self.calculate(session).await?;
        } else if self.shows && self.settings.recalculate {
            self.follow(session).await?;
        }
        Ok(())
    }

    async fn integration(
        &mut self,
        session: &Session,
        request: IntegrationRequest,
        _reply: Reply,
    ) -> Outcome {
        if let IntegrationRequest::RunInteractions(()) = request {
            self.settings.all_of_mixed = true;
            self.calculate_and_tell(session).await;
            session.interactions_done();
        }
        Ok(())
    }
}

impl Interactions {
    /// Calculates with the list button saying so; says in the room how it ended.
    async fn calculate_and_tell(&mut self, session: &Session) {
        session.set_list_button(PluginButton::Run, "Running...", false);
        match self.calculate(session).await {
            Ok(0) => session.notify(NotificationKind::Message, "No interactions of the chosen kinds."),
            Ok(count) => session.notify(NotificationKind::Success, format!("{count} interactions.")),
            Err(error) => {
                tracing::warn!("{error}");
                session.notify(NotificationKind::Error, error.to_string());
            }
        }
        session.set_list_button(PluginButton::Run, "Run", true);
    }

    /// Calculates and draws; how many interactions show.
    async fn calculate(&mut self, session: &Session) -> Result<usize, Failure> {
        let scene = Arc::new(Scene::new(&session.workspace().await?)?);
        let rules = self.rules()?;
        let (there, whose) = (scene.clone(), self.settings.whose);
        let calculation = move || -> Result<_, NoInteractions> {
            let perceived = compute::perceived(&there, whose, &rules)?;
            let shown = compute::shown(&perceived, there.structure.positions(), &rules)?;
            Ok((Arc::new(perceived), shown))
        };
        let (perceived, shown) = tokio::task::spawn_blocking(calculation).await??;
        for entry in &scene.entries {
            if self.watched.insert(entry.index) {
                session.watch_complex(entry.index);
            }
        }
        let mut positions = None;
        if session.versions().of::<StreamCreate>() >= 2 {
            let atoms = scene.atoms.iter().map(|atom| atom.index).collect();
            // Atoms that went away meanwhile are told of as a change, which leads here again.
            positions = session.read_stream(StreamKind::Position, atoms).await.ok();
        }
        self.shows = true;
        self.last = Some(Last { scene, perceived, shown, positions });
        self.draw(session, false).await
    }

    /// Brings what shows up to date while atoms move, with the features kept.
    async fn follow(&mut self, session: &Session) -> Outcome {
        let Some(last) = &mut self.last else { return Ok(()) };
        let Some(StreamData::Float(values)) = last.positions.as_ref().and_then(ReadStream::take) else {
            return Ok(());
        };
        let places = values.as_chunks::<3>().0.iter().map(|place| place.map(f64::from)).enumerate();
        let positions: Vec<Point> =
            places.take(last.scene.atoms.len()).map(|(atom, place)| last.scene.placed(atom, place)).collect();
        if positions.len() != last.scene.atoms.len() || !last.perceived.holds_at(&positions) {
            self.changed = true;
            return Ok(());
        }
        let (perceived, rules) = (last.perceived.clone(), self.rules.clone().ok_or("no rules")?);
        let positions = Arc::new(positions);
        let there = positions.clone();
        let calculation = move || compute::shown(&perceived, &there, &rules);
        last.shown = tokio::task::spawn_blocking(calculation).await??;
        Arc::make_mut(&mut last.scene).structure.atoms.position = Arc::unwrap_or_clone(positions);
        self.draw(session, true).await.map(drop)
    }

    /// Draws what was calculated last as the settings want it; how many interactions show.
    async fn draw(&mut self, session: &Session, keep: bool) -> Result<usize, Failure> {
        let Some(Last { scene, shown, .. }) = &self.last else { return Ok(0) };
        let settings = self.settings.at(scene);
        self.drawn.replace(session, scene, shown, &settings, keep).await?;
        Ok(shown.iter().filter(|one| settings.shows(one)).count())
    }

    /// The rules, made once.
    fn rules(&mut self) -> Result<Arc<Rules>, Failure> {
        if let Some(rules) = &self.rules {
            return Ok(rules.clone());
        }
        let rules = Arc::new(Rules::named("arpeggio")?);
        self.rules = Some(rules.clone());
        Ok(rules)
    }
}
