//! The settings menu: force field, number of steps, algorithm.

use geminal_plugin::ui::{Arrange, button, column, dropdown, label, leaf, menu, row};
use geminal_plugin::{Session, UiEvent};
use geminal_wire::integration::StartMinimization;

/// Names and numbers of the force fields, in the order of the list.
const FORCE_FIELDS: [(&str, u8); 5] =
    [("General Amber", 1), ("Ghemical", 2), ("MMFF94", 3), ("MMFF94s", 4), ("Universal", 0)];

/// Steps change by this much a press, between these limits.
const STEP: i32 = 500;
const FEWEST: i32 = 500;
const MOST: i32 = 5000;

/// The menu's number.
const INDEX: u8 = 0;

/// The menu, as far as it has been shown.
#[derive(Debug, Default)]
pub struct Menu {
    shown: Option<Widgets>,
}

/// Ids of what can be pressed.
#[derive(Debug)]
struct Widgets {
    forcefields: i32,
    fewer: i32,
    more: i32,
    method: i32,
    run: i32,
}

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Settings have changed.
    Settings,
    /// Run or stop.
    Run,
    /// Nothing of ours.
    Nothing,
}

impl Menu {
    /// Shows the settings.
    pub fn show(&mut self, session: &Session, settings: &StartMinimization, running: bool) {
        let names: Vec<&str> = FORCE_FIELDS.iter().map(|(name, _)| *name).collect();
        let chosen = FORCE_FIELDS.iter().position(|&(_, number)| number == settings.force_field).unwrap_or(4);
        let forcefields = dropdown(&names, chosen);
        let (fewer, more) = (button("-"), button("+"));
        let method =
            button(if settings.steepest_descent { "Steepest descent" } else { "Conjugate gradients" });
        let run = button(if running { "Stop" } else { "Run" });
        self.shown = Some(Widgets {
            forcefields: forcefields.id,
            fewer: fewer.id,
            more: more.id,
            method: method.id,
            run: run.id,
        });
        let steps = row(vec![
            leaf(fewer).ratio(0.2),
            leaf(label(format!("{} steps", settings.steps))).ratio(0.6),
            leaf(more).ratio(0.2),
        ]);
        let root = column(vec![
            leaf(label("Force field")),
            leaf(forcefields),
            leaf(label("Iterations")),
            steps,
            leaf(method),
            leaf(run),
        ]);
        session.show_menu(menu(INDEX, "Minimization", root));
    }

    /// Takes an event; settings follow.
    pub fn take(&mut self, event: &UiEvent, settings: &mut StartMinimization) -> Asked {
        let Some(widgets) = &self.shown else { return Asked::Nothing };
        match *event {
            UiEvent::Chosen { id, item } if id == widgets.forcefields => {
                let chosen = usize::try_from(item).ok().and_then(|item| FORCE_FIELDS.get(item));
                settings.force_field = chosen.map_or(settings.force_field, |&(_, number)| number);
                Asked::Settings
            }
            UiEvent::Pressed { id, .. } if id == widgets.fewer => {
                settings.steps = (settings.steps - STEP).max(FEWEST);
                Asked::Settings
            }
            UiEvent::Pressed { id, .. } if id == widgets.more => {
                settings.steps = (settings.steps + STEP).min(MOST);
                Asked::Settings
            }
            UiEvent::Pressed { id, .. } if id == widgets.method => {
                settings.steepest_descent = !settings.steepest_descent;
                Asked::Settings
            }
            UiEvent::Pressed { id, .. } if id == widgets.run => Asked::Run,
            _ => Asked::Nothing,
        }
    }
}
