//! What the room says without being asked.

use geminal_wire::integration::{IntegrationAnswer, IntegrationCall, IntegrationResponse};
use geminal_wire::structure::ComplexChange;
use geminal_wire::{Command, Message};

use crate::session::Session;

/// What a user did in a menu.
#[derive(Debug, Clone, PartialEq)]
pub enum UiEvent {
    /// A menu was opened or closed.
    Menu {
        /// The menu's number.
        index: u8,
        /// Whether it is open now.
        opened: bool,
    },
    /// A button was pressed.
    Pressed {
        /// The button's id.
        id: i32,
        /// Whether it is selected now.
        selected: bool,
    },
    /// The user points at a button (`true`), or no longer does; only if hooked.
    Hovered {
        /// The button's id.
        id: i32,
        /// Whether the user points at it.
        over: bool,
    },
    /// A slider was moved.
    Slid {
        /// The slider's id.
        id: i32,
        /// Where it is.
        value: f32,
        /// Whether it was let go.
        released: bool,
    },
    /// A text was typed.
    Typed {
        /// The text's id.
        id: i32,
        /// What it holds.
        text: String,
        /// Whether it was entered.
        submitted: bool,
    },
    /// An item of a dropdown was chosen.
    Chosen {
        /// The dropdown's id.
        id: i32,
        /// The item's number.
        item: i32,
    },
    /// A picture was pressed, held or let go; only if hooked.
    Image {
        /// The picture's id.
        id: i32,
        /// Where in it, 0 to 1.
        at: [f32; 2],
        /// What was done.
        kind: geminal_wire::ui::HookKind,
    },
}

/// An event as the callbacks get it.
#[derive(Debug)]
pub(crate) enum Event {
    Run,
    AdvancedSettings,
    PresenterChanged,
    ComplexListChanged(bool),
    ComplexUpdated(ComplexChange),
    SelectionChanged(ComplexChange),
    Ui(UiEvent),
    Integration(Box<IntegrationCall>),
}

impl Event {
    /// The event that a command is; gives the command back if it answers something or belongs to a stream.
    #[expect(clippy::result_large_err, reason = "not an error: the other half of a choice")]
    pub fn of(command: Command) -> Result<Self, Command> {
        use geminal_wire::ui::HookKind;
        let image = |event: geminal_wire::ui::ImageEvent, kind| UiEvent::Image {
            id: event.id,
            at: [event.x, event.y],
            kind,
        };
        Ok(match command {
            Command::Run => Self::Run,
            Command::AdvancedSettings => Self::AdvancedSettings,
            Command::PresenterChange => Self::PresenterChanged,
            Command::ComplexAdd => Self::ComplexListChanged(true),
            Command::ComplexRemove => Self::ComplexListChanged(false),
            Command::ComplexUpdated(change) => Self::ComplexUpdated(change),
            Command::SelectionChanged(change) => Self::SelectionChanged(change),
            Command::Integration(call) => Self::Integration(Box::new(call)),
            Command::MenuToggle(e) => Self::Ui(UiEvent::Menu { index: e.index, opened: e.opened }),
            Command::ButtonPress(e) => Self::Ui(UiEvent::Pressed { id: e.id, selected: e.state }),
            Command::ButtonHover(e) => Self::Ui(UiEvent::Hovered { id: e.id, over: e.state }),
            Command::SliderChange(e) => Self::Ui(UiEvent::Slid { id: e.id, value: e.value, released: false }),
            Command::SliderRelease(e) => Self::Ui(UiEvent::Slid { id: e.id, value: e.value, released: true }),
            Command::TextChange(e) => Self::Ui(UiEvent::Typed { id: e.id, text: e.text, submitted: false }),
            Command::TextSubmit(e) => Self::Ui(UiEvent::Typed { id: e.id, text: e.text, submitted: true }),
            Command::DropdownItemClick(e) => Self::Ui(UiEvent::Chosen { id: e.id, item: e.item }),
            Command::ImagePress(e) => Self::Ui(image(e, HookKind::ImagePressed)),
            Command::ImageHold(e) => Self::Ui(image(e, HookKind::ImageHeld)),
            Command::ImageRelease(e) => Self::Ui(image(e, HookKind::ImageReleased)),
            other => return Err(other),
        })
    }
}

/// Answers one integration request; may be kept, and answers at most once.
#[derive(Debug)]
pub struct Reply {
    pub(crate) session: Session,
    pub(crate) request_id: u32,
}

impl Reply {
    /// Answers.
    pub fn send(self, response: IntegrationResponse) {
        let answer = IntegrationAnswer { request_id: self.request_id, response };
        self.session.send(Message::Integration(answer));
    }
}
