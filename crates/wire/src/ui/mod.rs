//! The user interface: menus of nodes that hold widgets, and what users do with them.
//!
//! Ids of nodes and widgets are counted by each plugin on its own, so a room keys them by session and id. Below the
//! version that a widget lists, the highest byte of its id names the plugin and is masked off when read.

mod button;
mod content;
mod events;
mod ids;
mod menu;

pub use button::{
    Button, ButtonIcon, ButtonMesh, ButtonOutline, ButtonSwitch, ButtonText, ButtonTooltip, States,
};
pub use content::{
    Content, Dropdown, DropdownItem, HorizontalAlign, Image, Label, List, LoadingBar, Mesh, Scaling, Slider,
    TextInput, TooltipPosition, VerticalAlign,
};
pub use events::{
    ButtonEvent, DropdownEvent, Hook, HookKind, ImageEvent, MenuToggle, SliderEvent, TextEvent,
};
pub use menu::{
    ContentUpdate, LayoutNode, LayoutNodeDeep, Menu, MenuTransform, MenuUpdate, NodeUpdate, Notification,
    NotificationKind, Orientation, PaddingKind, SizingKind,
};
