//! Widgets.

use super::ids::content_id;
use super::{Button, LayoutNodeDeep};
use crate::codec::{DecodeError, Invalid, Reader, Writer};
use crate::layout::{Layout, enumeration, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::values::{CachedImage, Color};
use crate::versions::Versions;

enumeration! {
    /// Where a text is in the width it has.
    pub enum HorizontalAlign: u32 { Left = 0, Middle = 1, Right = 2, }
}

enumeration! {
    /// Where a text is in the height it has.
    pub enum VerticalAlign: u32 { Top = 0, Middle = 1, Bottom = 2, }
}

enumeration! {
    /// A point of a button or of its tooltip.
    pub enum TooltipPosition: u32 {
        TopRight = 0, Top = 1, TopLeft = 2, Left = 3, BottomLeft = 4, Bottom = 5, BottomRight = 6, Right = 7,
        Center = 8,
    }
}

enumeration! {
    /// How a picture fills its place.
    pub enum Scaling: u32 { Stretch = 0, Fill = 1, Fit = 2, }
}

layout! {
    /// A coloured box.
    pub struct Mesh = "Mesh", 1 {
        /// Its id.
        id: i32 as content_id,
        /// Its colour.
        color: Color = Color::GREY,
    }
}

layout! {
    /// A slider.
    pub struct Slider = "Slider", 1 {
        /// Its id.
        id: i32 as content_id,
        /// Where it is.
        current: f32,
        /// Its left end.
        min: f32,
        /// Its right end.
        max: f32 = 1.0,
    }
}

layout! {
    /// A text to type into.
    pub struct TextInput = "TextInput", 3 {
        /// Its id.
        id: i32 as content_id,
        /// The most characters it takes; 0 for any number.
        max_length: i32 = 10,
        /// What shows while it is empty.
        placeholder: String,
        /// What it holds.
        text: String,
        /// Whether its text is hidden.
        [2..] password: bool,
        /// Whether it takes numbers only.
        [2..] number: bool,
        /// The placeholder's colour.
        [3..] placeholder_color: Color = Color(0x7C7F_89FF),
        /// The text's colour.
        [3..] text_color: Color = Color::BLACK,
        /// The colour behind.
        [3..] background_color: Color = Color::WHITE,
        /// The text's size.
        [3..] text_size: f32 = 1.0,
        /// Where the text is.
        [3..] horizontal_align: HorizontalAlign,
        /// Whether it has several lines.
        [3..] multi_line: bool,
        /// Space to the left.
        [3..] padding_left: f32 = 0.015,
        /// Space to the right.
        [3..] padding_right: f32 = 0.01,
        /// Space above.
        [3..] padding_top: f32,
        /// Space below.
        [3..] padding_bottom: f32,
    }
}

layout! {
    /// A text.
    pub struct Label = "Label", 1 {
        /// Its id.
        id: i32 as content_id,
        /// The text.
        text: String,
        /// Where it is in its place's height.
        vertical_align: VerticalAlign,
        /// Where it is in its place's width.
        horizontal_align: HorizontalAlign,
        /// Whether its size fits its place.
        auto_size: bool = true,
        /// The largest size.
        max_size: f32 = 1.0,
        /// The smallest size.
        min_size: f32,
        /// The size.
        size: f32 = 1.0,
        /// Its colour.
        color: Color = Color::WHITE,
        /// Whether it is bold.
        bold: bool,
        /// Whether it is italic.
        italic: bool,
        /// Whether it is underlined.
        underlined: bool,
    }
}

layout! {
    /// A list of nodes in pages.
    pub struct List = "List", 1 {
        /// Its id.
        id: i32 as content_id,
        /// What it lists.
        items: Vec<LayoutNodeDeep>,
        /// How many columns show.
        display_columns: i32 = 1,
        /// How many rows show.
        display_rows: i32 = 10,
        /// How many columns there are.
        total_columns: i32 = 1,
        /// Whether it cannot be used.
        unusable: bool,
    }
}

/// `Image`, newest version 2: i32 id; v < 2: str path; color; u32 scaling; v ≥ 2: CachedImage; v < 2: u8\[\] data.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Its id.
    pub id: i32,
    /// What it shows.
    pub image: CachedImage,
    /// What its pixels are multiplied by.
    pub color: Color,
    /// How it fills its place.
    pub scaling: Scaling,
}

impl Default for Image {
    fn default() -> Self {
        Self { id: 0, image: CachedImage::default(), color: Color::WHITE, scaling: Scaling::default() }
    }
}

impl Layout for Image {
    const NAME: &'static str = "Image";
    const VERSION: u8 = 2;
    const LEAST: usize = 17;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        let version = versions.of::<Self>();
        content_id::write(&self.id, out, versions, version);
        if version < 2 {
            self.image.path().write(out, versions);
        }
        self.color.write(out, versions);
        self.scaling.write(out, versions);
        if version < 2 {
            self.image.data().write(out, versions);
        } else {
            self.image.write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let version = versions.of::<Self>();
        let id = content_id::read(input, versions, version)?;
        let path = if version < 2 { String::read(input, versions)? } else { String::new() };
        let color = Color::read(input, versions)?;
        let scaling = Scaling::read(input, versions)?;
        let image = if version < 2 {
            CachedImage::uncached(&path, Vec::read(input, versions)?)
        } else {
            CachedImage::read(input, versions)?
        };
        Ok(Self { id, image, color, scaling })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self {
            id: i32::sample(random),
            image: CachedImage::sample(random),
            color: Color::sample(random),
            scaling: Scaling::sample(random),
        }
    }
}

layout! {
    /// How far something has got.
    pub struct LoadingBar = "LoadingBar", 1 {
        /// Its id.
        id: i32 as content_id,
        /// How much is done, 0 to 1.
        percentage: f32,
        /// The title.
        title: String,
        /// What is being done.
        description: String,
        /// Whether it failed.
        failure: bool,
    }
}

layout! {
    /// A list that opens when pressed.
    pub struct Dropdown = "Dropdown", 0 {
        /// Its id.
        id: i32,
        /// Whether the title stays when an item is chosen.
        use_permanent_title: bool,
        /// The title that stays.
        permanent_title: String,
        /// How many items show at once.
        max_displayed_items: i32 = 3,
        /// Its items.
        items: Vec<DropdownItem>,
    }
}

/// `DropdownItem`, newest version 0: str name; bool selected; bool close on selected; u8 1 (its kind, a constant).
#[derive(Debug, Clone, PartialEq)]
pub struct DropdownItem {
    /// Its name.
    pub name: String,
    /// Whether it is chosen.
    pub selected: bool,
    /// Whether choosing it closes the list.
    pub close_on_selected: bool,
}

impl Default for DropdownItem {
    fn default() -> Self {
        Self { name: String::new(), selected: false, close_on_selected: true }
    }
}

impl Layout for DropdownItem {
    const NAME: &'static str = "DropdownItem";
    const LEAST: usize = 7;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.name.write(out, versions);
        self.selected.write(out, versions);
        self.close_on_selected.write(out, versions);
        out.u8(1);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let item = Self {
            name: String::read(input, versions)?,
            selected: bool::read(input, versions)?,
            close_on_selected: bool::read(input, versions)?,
        };
        input.u8()?;
        Ok(item)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self { name: random.text(), selected: bool::sample(random), close_on_selected: bool::sample(random) }
    }
}

macro_rules! contents {
    ($($variant:ident($type:ty) = $code:literal,)*) => {
        /// A widget. `UIContent`, newest version 0: u32 kind; the widget.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Content {
            $(
                #[doc = concat!("Kind ", $code, ".")]
                $variant($type),
            )*
        }

        impl Content {
            /// The widget's id.
            pub fn id(&self) -> i32 {
                match self { $( Self::$variant(content) => content.id, )* }
            }
        }

        $(
            impl From<$variant> for Content {
                fn from(content: $variant) -> Self {
                    Self::$variant(content.into())
                }
            }
        )*

        impl Layout for Content {
            const NAME: &'static str = "UIContent";
            const LEAST: usize = 8;

            fn write(&self, out: &mut Writer, versions: &Versions) {
                match self {
                    $( Self::$variant(content) => {
                        out.u32($code);
                        content.write(out, versions);
                    } )*
                }
            }

            fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
                let at = input.position();
                match input.u32()? {
                    $( $code => Layout::read(input, versions).map(Self::$variant), )*
                    value => Reader::invalid(at, Invalid::Tag { what: "kind of widget", value }),
                }
            }

            #[cfg(test)]
            fn sample(random: &mut Random) -> Self {
                let kinds = [$( |random: &mut Random| Self::$variant(Layout::sample(random)), )*];
                kinds[random.below(kinds.len() as u64) as usize](random)
            }
        }
    };
}

contents! {
    Button(Box<Button>) = 0,
    Mesh(Mesh) = 1,
    Slider(Slider) = 2,
    TextInput(TextInput) = 3,
    Label(Label) = 4,
    List(List) = 5,
    Image(Image) = 6,
    LoadingBar(LoadingBar) = 7,
    Dropdown(Dropdown) = 8,
}
