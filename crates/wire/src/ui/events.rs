//! What users do with menus and widgets.

use super::ids::content_id;
use crate::layout::{enumeration, layout};

layout! {
    /// A menu was opened or closed. Plugins know only the menus that they sent; another number ends them.
    pub struct MenuToggle = "MenuCallback", 1 {
        /// The menu's number.
        [1..] index: u8,
        /// Whether it is open now.
        opened: bool,
    }
}

layout! {
    /// A button was pressed, or the user points at it or no longer does.
    pub struct ButtonEvent = "ButtonCallback", 2 {
        /// The button's id.
        id: i32 as content_id,
        /// Pressed: whether it is selected now. Pointed at: whether it is.
        [2..] state: bool,
    }
}

layout! {
    /// A slider was moved.
    pub struct SliderEvent = "SliderCallback", 1 {
        /// The slider's id.
        id: i32 as content_id,
        /// Where it is now.
        value: f32,
    }
}

layout! {
    /// A text was typed.
    pub struct TextEvent = "TextInputCallback", 1 {
        /// The text's id.
        id: i32 as content_id,
        /// What it is now.
        text: String,
    }
}

layout! {
    /// A picture was pressed, held or let go.
    pub struct ImageEvent = "ImageCallback", 1 {
        /// The picture's id.
        id: i32 as content_id,
        /// Where in its width.
        x: f32,
        /// Where in its height.
        y: f32,
    }
}

layout! {
    /// An item of a dropdown was chosen. A number that it lacks ends the plugin.
    pub struct DropdownEvent = "DropdownCallback", 0 {
        /// The dropdown's id.
        id: i32,
        /// The item's number.
        item: i32,
    }
}

enumeration! {
    /// What a plugin wants to hear of.
    pub enum HookKind: u8 { ButtonHover = 0, ImagePressed = 1, ImageHeld = 2, ImageReleased = 3, }
}

layout! {
    /// Asks to hear of what users do with a widget; may come before the menu that holds it.
    pub struct Hook = "UIHook", 0 {
        /// What to hear of.
        kind: HookKind,
        /// The widget's id.
        id: i32,
    }
}
