//! What people do in a room: open files, select, run plugins, press buttons.

use geminal_formats::Format;
use geminal_structure::Selection;
use geminal_wire::relay_protocol::{RoomRequest, User};
use geminal_wire::structure::ComplexChange;
use geminal_wire::ui::{ButtonEvent, Content, DropdownEvent, ImageEvent, MenuToggle, SliderEvent, TextEvent};
use geminal_wire::{Command, Entry};
use serde::Deserialize;

use crate::duties::{entries_of_file, one, write_complexes};
use crate::event::Event;
use crate::room::Room;
use crate::workspace::Edit;

/// Why something a person asked for was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no such thing.
    #[error("there is no {0}")]
    Unknown(String),
    /// What was given is wrong.
    #[error("{0}")]
    Wrong(String),
}

/// What a person does in a menu.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum MenuAction {
    /// Opens or closes a menu.
    Toggle {
        /// The menu.
        index: u8,
        /// Whether it is open now.
        opened: bool,
    },
    /// Presses a button.
    Press {
        /// The button.
        id: i32,
    },
    /// Points at a button or away.
    Hover {
        /// The button.
        id: i32,
        /// Whether at it.
        over: bool,
    },
    /// Moves a slider.
    Slide {
        /// The slider.
        id: i32,
        /// Where to.
        value: f32,
        /// Whether it is let go.
        released: bool,
    },
    /// Types.
    Type {
        /// The text field.
        id: i32,
        /// What it holds now.
        text: String,
        /// Whether it is entered.
        submitted: bool,
    },
    /// Chooses from a dropdown.
    Choose {
        /// The dropdown.
        id: i32,
        /// The item, from 0.
        item: i32,
    },
    /// Presses on a picture.
    Image {
        /// The picture.
        id: i32,
        /// Where, 0 to 1 from the left.
        x: f32,
        /// Where, 0 to 1 from the bottom.
        y: f32,
    },
}

impl Room {
    /// Opens a file; gives the indices of its complexes.
    pub fn open_file(&mut self, name: &str, data: &[u8]) -> Result<Vec<i64>, Refused> {
        let complexes = entries_of_file(name, data).map_err(Refused::Wrong)?;
        let added = self.add_complexes(complexes);
        self.edited();
        Ok(added.structure.iter().map(|complex| complex.index).collect())
    }

    /// A complex as a file.
    pub fn save_file(&self, index: i64, format: Format) -> Result<Vec<u8>, Refused> {
        self.known(index)?;
        write_complexes(&[one(self.workspace.deep(&[index]))], format).map_err(Refused::Wrong)
    }

    /// Removes a complex.
    pub fn remove(&mut self, index: i64) -> Result<(), Refused> {
        self.known(index)?;
        self.workspace.remove(index);
        self.announce(&Edit { removed: vec![index], ..Edit::default() });
        self.edited();
        Ok(())
    }

    /// Shows or hides, locks or unlocks a complex.
    pub fn set_complex(
        &mut self,
        index: i64,
        visible: Option<bool>,
        locked: Option<bool>,
    ) -> Result<(), Refused> {
        self.known(index)?;
        self.workspace.change_complex(index, |complex| {
            complex.visible = visible.unwrap_or(complex.visible);
            complex.locked = locked.unwrap_or(complex.locked);
        });
        self.announce(&Edit { changed: vec![index], ..Edit::default() });
        Ok(())
    }

    /// Selects the atoms of an expression, in one complex or in all, and nothing else there; gives how many.
    pub fn select(&mut self, expression: &str, complex: Option<i64>) -> Result<usize, Refused> {
        let selection: Selection = expression.parse().map_err(|error| Refused::Wrong(format!("{error}")))?;
        if let Some(index) = complex {
            self.known(index)?;
        }
        let all: Vec<i64> = self.workspace.complexes().iter().map(|complex| complex.index).collect();
        let wanted: Vec<i64> =
            all.into_iter().filter(|index| complex.is_none_or(|only| only == *index)).collect();
        let mut count = 0;
        for &index in &wanted {
            let entry = Entry::from_wire(&one(self.workspace.deep(&[index])))
                .map_err(|e| Refused::Wrong(e.to_string()))?;
            let chosen = selection.atoms(&entry.structure);
            let atoms: Vec<i64> = entry.appearance.atoms.iter().map(|atom| atom.index).collect();
            self.workspace.change_atoms(&atoms, |k, atom| atom.selected = chosen.contains(k));
            count += chosen.count();
        }
        self.tell_selection(&wanted);
        Ok(count)
    }

    fn tell_selection(&mut self, complexes: &[i64]) {
        for &index in complexes {
            let change = ComplexChange { index, complex: Some(one(self.workspace.deep(&[index]))) };
            self.say_to(
                |session| session.selections.contains(&index),
                || Command::SelectionChanged(change.clone()),
            );
        }
        self.tell(Event::Selection { complexes: complexes.to_vec() });
    }

    /// Moves atoms, three coordinates each in the frame of their complex.
    pub fn move_atoms(&mut self, atoms: &[i64], coordinates: &[f32]) -> Result<(), Refused> {
        if coordinates.len() != 3 * atoms.len() {
            return Err(Refused::Wrong("three coordinates an atom are needed".into()));
        }
        self.workspace.move_atoms(atoms, coordinates);
        self.feed_readers(atoms);
        let changed = self.workspace.owners(atoms);
        self.announce(&Edit { changed, ..Edit::default() });
        self.edited();
        Ok(())
    }

    /// Starts a plugin.
    pub fn activate(&mut self, plugin: u32) -> Result<(), Refused> {
        if !self.plugins.iter().any(|known| known.id == plugin) {
            return Err(Refused::Unknown(format!("plugin {plugin}")));
        }
        self.request(&RoomRequest::Activate { plugin });
        Ok(())
    }

    /// Ends a plugin's work.
    pub fn deactivate(&mut self, session: u32) -> Result<(), Refused> {
        self.at_work(session)?;
        self.request(&RoomRequest::Deactivate { session });
        Ok(())
    }

    /// Presses a plugin's "run" or its second button.
    pub fn press_plugin(&mut self, session: u32, advanced: bool) -> Result<(), Refused> {
        self.at_work(session)?;
        self.say(session, if advanced { Command::AdvancedSettings } else { Command::Run });
        Ok(())
    }

    /// Does something in a plugin's menus. Only what the plugin has shown can be used: anything else would end it.
    pub fn use_menu(&mut self, id: u32, action: MenuAction) -> Result<(), Refused> {
        let Some(session) = self.sessions.get_mut(&id) else {
            return Err(Refused::Unknown(format!("session {id}")));
        };
        let unknown =
            |what: &str, id: i32| Refused::Unknown(format!("{what} {id} in the menus of this session"));
        let command = match action {
            MenuAction::Toggle { index, opened } => {
                let menu = session.menus.get_mut(&index).ok_or_else(|| unknown("menu", index.into()))?;
                menu.menu.enabled = opened;
                Command::MenuToggle(MenuToggle { index, opened })
            }
            MenuAction::Press { id } => match session.content_mut(id) {
                Some(Content::Button(button)) => {
                    if button.toggle_on_press {
                        button.selected = !button.selected;
                    }
                    Command::ButtonPress(ButtonEvent { id, state: button.selected })
                }
                _ => return Err(unknown("button", id)),
            },
            MenuAction::Hover { id, over } if session.has_content(id) => {
                Command::ButtonHover(ButtonEvent { id, state: over })
            }
            MenuAction::Slide { id, value, released } => match session.content_mut(id) {
                Some(Content::Slider(slider)) => {
                    slider.current = value.clamp(slider.min, slider.max);
                    let event = SliderEvent { id, value: slider.current };
                    if released { Command::SliderRelease(event) } else { Command::SliderChange(event) }
                }
                _ => return Err(unknown("slider", id)),
            },
            MenuAction::Type { id, text, submitted } => match session.content_mut(id) {
                Some(Content::TextInput(input)) => {
                    input.text.clone_from(&text);
                    let event = TextEvent { id, text };
                    if submitted { Command::TextSubmit(event) } else { Command::TextChange(event) }
                }
                _ => return Err(unknown("text field", id)),
            },
            MenuAction::Choose { id, item } => match session.content_mut(id) {
                Some(Content::Dropdown(dropdown))
                    if usize::try_from(item).is_ok_and(|n| n < dropdown.items.len()) =>
                {
                    for (n, choice) in dropdown.items.iter_mut().enumerate() {
                        choice.selected = n as i32 == item;
                    }
                    Command::DropdownItemClick(DropdownEvent { id, item })
                }
                _ => return Err(unknown("dropdown item", id)),
            },
            MenuAction::Image { id, x, y } if session.has_content(id) => {
                Command::ImagePress(ImageEvent { id, x, y })
            }
            MenuAction::Hover { id, .. } | MenuAction::Image { id, .. } => return Err(unknown("widget", id)),
        };
        self.say(id, command);
        Ok(())
    }

    /// Another person presents.
    pub fn present(&mut self, user: User) {
        self.request(&RoomRequest::Present { user });
    }

    /// Closes the room.
    pub fn close(&mut self) {
        self.request(&RoomRequest::Close {});
    }

    fn known(&self, index: i64) -> Result<(), Refused> {
        self.workspace.complex(index).map(|_| ()).ok_or_else(|| Refused::Unknown(format!("complex {index}")))
    }

    fn at_work(&self, session: u32) -> Result<(), Refused> {
        self.sessions.get(&session).map(|_| ()).ok_or_else(|| Refused::Unknown(format!("session {session}")))
    }
}
