//! Buttons.

use super::ids::content_id;
use super::{HorizontalAlign, TooltipPosition, VerticalAlign};
use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::{Layout, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::values::{CachedImage, Color, Vector3};
use crate::versions::Versions;

/// A value for each state of a button.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct States<T> {
    /// Nothing happens.
    pub idle: T,
    /// It is selected.
    pub selected: T,
    /// The user points at it.
    pub highlighted: T,
    /// It is selected and the user points at it.
    pub selected_highlighted: T,
    /// It cannot be pressed.
    pub unusable: T,
}

impl<T: Clone> States<T> {
    /// The same value in every state.
    pub fn all(value: T) -> Self {
        Self {
            idle: value.clone(),
            selected: value.clone(),
            highlighted: value.clone(),
            selected_highlighted: value.clone(),
            unusable: value,
        }
    }
}

impl<T> States<T> {
    /// The values in the order of the wire.
    fn each(&self) -> [&T; 5] {
        [&self.idle, &self.selected, &self.highlighted, &self.selected_highlighted, &self.unusable]
    }
}

impl<T: Layout> Layout for States<T> {
    const LEAST: usize = 5 * T::LEAST;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        for value in self.each() {
            value.write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Ok(Self {
            idle: T::read(input, versions)?,
            selected: T::read(input, versions)?,
            highlighted: T::read(input, versions)?,
            selected_highlighted: T::read(input, versions)?,
            unusable: T::read(input, versions)?,
        })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self {
            idle: T::sample(random),
            selected: T::sample(random),
            highlighted: T::sample(random),
            selected_highlighted: T::sample(random),
            unusable: T::sample(random),
        }
    }
}

/// Before version 3 a button's text is bold in every state or in none.
mod bold {
    use super::*;

    pub fn write(bold: &States<bool>, out: &mut Writer, versions: &Versions, version: u8) {
        if version >= 3 {
            bold.write(out, versions);
        } else {
            bold.idle.write(out, versions);
        }
    }

    pub fn read(
        input: &mut Reader<'_>,
        versions: &Versions,
        version: u8,
    ) -> Result<States<bool>, DecodeError> {
        if version >= 3 {
            Layout::read(input, versions)
        } else {
            bool::read(input, versions).map(States::all)
        }
    }
}

/// Before version 6 the five paths come first, then the five files.
mod icons {
    use super::*;

    pub fn write(icons: &States<CachedImage>, out: &mut Writer, versions: &Versions, version: u8) {
        if version >= 6 {
            return icons.write(out, versions);
        }
        for icon in icons.each() {
            icon.path().write(out, versions);
        }
        for icon in icons.each() {
            icon.data().write(out, versions);
        }
    }

    pub fn read(
        input: &mut Reader<'_>,
        versions: &Versions,
        version: u8,
    ) -> Result<States<CachedImage>, DecodeError> {
        if version >= 6 {
            return Layout::read(input, versions);
        }
        let paths = States::<String>::read(input, versions)?;
        let files = States::<Vec<u8>>::read(input, versions)?;
        let image = |path: String, data| CachedImage::uncached(&path, data);
        Ok(States {
            idle: image(paths.idle, files.idle),
            selected: image(paths.selected, files.selected),
            highlighted: image(paths.highlighted, files.highlighted),
            selected_highlighted: image(paths.selected_highlighted, files.selected_highlighted),
            unusable: image(paths.unusable, files.unusable),
        })
    }
}

layout! {
    /// The text on a button.
    pub struct ButtonText = "Button", 6 {
        /// Whether it shows.
        active: bool = true,
        /// The text.
        value: States<String> = States::all("text".to_owned()),
        /// Whether its size fits the button.
        auto_size: bool = true,
        /// The smallest size.
        min_size: f32,
        /// The largest size.
        max_size: f32 = 0.3,
        /// The size.
        size: f32 = 0.2,
        /// Whether it is underlined.
        underlined: bool,
        /// Whether a text too long ends in an ellipsis.
        [3..] ellipsis: bool = true,
        /// Whether it is bold; before version 3 the same in all states.
        bold: States<bool> as bold = States::all(true),
        /// Its colour.
        [3..] color: States<Color> = States::all(Color::WHITE),
        /// Space above.
        [3..] padding_top: f32,
        /// Space below.
        [3..] padding_bottom: f32,
        /// Space to the left.
        [3..] padding_left: f32,
        /// Space to the right.
        [3..] padding_right: f32,
        /// Space between lines.
        [3..] line_spacing: f32,
        /// Where it is in the button's height.
        vertical_align: VerticalAlign = VerticalAlign::Middle,
        /// Where it is in the button's width.
        horizontal_align: HorizontalAlign = HorizontalAlign::Middle,
    }
}

layout! {
    /// The picture on a button.
    pub struct ButtonIcon = "Button", 6 {
        /// Whether it shows.
        active: bool,
        /// The picture.
        value: States<CachedImage> as icons,
        /// Its colour.
        color: States<Color> = States::all(Color::WHITE),
        /// How sharp its edges are, 0 to 1.
        sharpness: f32 = 0.5,
        /// Its size.
        size: f32 = 1.0,
        /// Where it divides the button with the text, 0 to 1.
        ratio: f32 = 0.5,
        /// Its position.
        position: Vector3,
        /// How it is turned.
        rotation: Vector3,
    }
}

layout! {
    /// The body of a button.
    pub struct ButtonMesh = "Button", 6 {
        /// Whether it shows at all.
        active: bool,
        /// Whether it shows.
        enabled: States<bool> = States::all(true),
        /// Its colour.
        color: States<Color> = States::all(Color::BLACK),
    }
}

layout! {
    /// The outline of a button.
    pub struct ButtonOutline = "Button", 6 {
        /// Whether it shows.
        active: bool = true,
        /// How wide it is.
        size: States<f32> = States::all(0.3),
        /// Its colour.
        color: States<Color> = States {
            idle: Color::WHITE,
            selected: Color(0x00E5_BFFF),
            highlighted: Color(0x2FDB_BFFF),
            selected_highlighted: Color(0x00F9_D0FF),
            unusable: Color::GREY,
        },
    }
}

layout! {
    /// What is said about a button when the user points at it.
    pub struct ButtonTooltip = "Button", 6 {
        /// The title; without one there is no tooltip.
        title: String,
        /// The text.
        content: String,
        /// Its size.
        bounds: Vector3 = [1.73, 0.6, 0.05],
        /// Which point of the button it is put at.
        positioning_target: TooltipPosition = TooltipPosition::Right,
        /// Which point of it is put there.
        positioning_origin: TooltipPosition = TooltipPosition::TopLeft,
    }
}

layout! {
    /// The switch on a button.
    pub struct ButtonSwitch = "Button", 6 {
        /// Whether the button is a switch.
        active: bool,
        /// Its colour when on.
        on_color: Color = Color(0x00FF_D5FF),
        /// Its colour when off.
        off_color: Color = Color(0x7272_72FF),
    }
}

layout! {
    /// A button.
    pub struct Button = "Button", 6 {
        /// Its id.
        id: i32 as content_id,
        /// Its name, for people who write menus.
        [3..] name: String,
        /// Whether it is selected.
        selected: bool,
        /// Whether it cannot be pressed.
        unusable: bool,
        /// Whether a press makes it unusable.
        [4..] disable_on_press: bool,
        /// Whether a press selects it or takes the selection away.
        [5..] toggle_on_press: bool,
        /// Its text.
        text: ButtonText,
        /// Its picture.
        [2..] icon: ButtonIcon,
        /// Its body.
        [3..] mesh: ButtonMesh,
        /// Its outline.
        [3..] outline: ButtonOutline,
        /// Its tooltip.
        [3..] tooltip: ButtonTooltip,
        /// Its switch.
        [5..] switch: ButtonSwitch,
    }
}
