//! The settings menu: whose interactions, which kinds and entities, labels, recalculation.

use super::appearance::APPEARANCES;
use super::settings::{Settings, Whose};
use geminal_plugin::ui::{button, column, dropdown, leaf, menu, row};
use geminal_plugin::{Session, UiEvent};

/// The menu's number.
const INDEX: u8 = 0;

/// What a press changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Press {
    Kind(usize),
    Between,
    Within,
    Water,
    Labels,
    Recalculate,
    Run,
}

/// What a press asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// What is calculated has changed.
    Settings,
    /// What is shown of it has changed.
    Look,
    /// Calculate.
    Run,
    /// Nothing of ours.
    Nothing,
}

/// The menu, as far as it has been shown.
#[derive(Debug, Default)]
pub struct Menu {
    buttons: Vec<(i32, Press)>,
    /// The dropdown of whose interactions, and what its items stand for.
    whose: Option<(i32, Vec<Whose>)>,
}

/// Whose interactions can be chosen, with what people read.
fn choices(structures: &[(i64, String)]) -> Vec<(Whose, &str)> {
    let general = [
        (Whose::Selection, "Selected atoms"),
        (Whose::Ligands, "Ligands"),
        (Whose::Everything, "Everything"),
    ];
    let each = structures.iter().map(|(index, name)| (Whose::Structure(*index), name.as_str()));
    general.into_iter().chain(each).collect()
}

impl Menu {
    /// Shows the settings, for these structures of the room.
    pub fn show(&mut self, session: &Session, settings: &Settings, structures: &[(i64, String)]) {
        let (whose, names): (Vec<Whose>, Vec<&str>) = choices(structures).into_iter().unzip();
        let chosen = whose.iter().position(|&whose| whose == settings.whose).unwrap_or(0);
        let mut list = dropdown(&names, chosen);
        if let Some((id, _)) = self.whose {
            list.id = id;
        }
        self.whose = Some((list.id, whose));
        let mut press = |text: String, press: Press| {
            let mut button = button(text);
            // A button keeps its id, so that a press on its way while the menu is shown again counts.
            match self.buttons.iter().find(|(_, known)| *known == press) {
                Some(&(id, _)) => button.id = id,
                None => self.buttons.push((button.id, press)),
            }
            leaf(button)
        };
        let toggle = |on: bool, name: &str| format!("{name}: {}", if on { "on" } else { "off" });
        let mut rows = vec![leaf(list)];
        for pair in (0..APPEARANCES.len()).collect::<Vec<_>>().chunks(2) {
            let kind = |&kind: &usize| {
                press(toggle(settings.visible[kind], APPEARANCES[kind].name), Press::Kind(kind))
            };
            rows.push(row(pair.iter().map(kind).collect()));
        }
        rows.push(row(vec![
            press(toggle(settings.between, "Between"), Press::Between),
            press(toggle(settings.within, "Within"), Press::Within),
            press(toggle(settings.water, "Water"), Press::Water),
        ]));
        rows.push(row(vec![
            press(toggle(settings.labels, "Distances"), Press::Labels),
            press(toggle(settings.recalculate, "Recalculate"), Press::Recalculate),
        ]));
        rows.push(press("Calculate".to_owned(), Press::Run));
        session.show_menu(menu(INDEX, "Chemical Interactions", column(rows)));
    }

    /// Takes an event; settings follow.
    pub fn take(&self, event: &UiEvent, settings: &mut Settings) -> Asked {
        if let (&UiEvent::Chosen { id, item }, Some((list, choices))) = (event, &self.whose)
            && id == *list
            && let Some(&whose) = usize::try_from(item).ok().and_then(|item| choices.get(item))
        {
            settings.whose = whose;
            return Asked::Settings;
        }
        let UiEvent::Pressed { id, .. } = *event else { return Asked::Nothing };
        let Some(&(_, press)) = self.buttons.iter().find(|(button, _)| *button == id) else {
            return Asked::Nothing;
        };
        match press {
            Press::Kind(row) => settings.visible[row] ^= true,
            Press::Between => settings.between ^= true,
            Press::Within => settings.within ^= true,
            Press::Water => settings.water ^= true,
            Press::Labels => settings.labels ^= true,
            Press::Recalculate => settings.recalculate ^= true,
            Press::Run => return Asked::Run,
        }
        // Who chooses the entities has chosen.
        settings.all_of_mixed &= !matches!(press, Press::Between | Press::Within | Press::Water);
        Asked::Look
    }
}
