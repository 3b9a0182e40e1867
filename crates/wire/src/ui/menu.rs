//! Menus and the nodes that divide them.

use super::Content;
use super::ids::optional_content_id;
use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::{Layout, enumeration, layout, one_then_many};
use crate::values::{NO_ROTATION, Quaternion, Vector3};
use crate::versions::Versions;

enumeration! {
    /// How a node's children are put beside each other.
    pub enum Orientation: u32 { Vertical = 0, Horizontal = 1, }
}

enumeration! {
    /// What a node's size means.
    pub enum SizingKind: u32 { Expand = 0, Fixed = 1, Ratio = 2, }
}

enumeration! {
    /// What a node's padding means.
    pub enum PaddingKind: u32 { Fixed = 0, Ratio = 1, }
}

layout! {
    /// A menu's frame.
    pub struct Menu = "Menu", 0 {
        /// Whether it is open.
        enabled: bool = true,
        /// Its number.
        index: i32,
        /// Its title.
        title: String,
        /// Whether it stays where it is.
        locked: bool,
        /// Its width.
        width: f32 = 0.7,
        /// Its height.
        height: f32 = 0.6,
        /// The id of its outermost node.
        root: i32,
    }
}

layout! {
    /// A part of a menu, with its children by their ids.
    pub struct LayoutNode = "LayoutNode", 1 {
        /// Its id.
        id: i32,
        /// Whether it shows.
        enabled: bool = true,
        /// Its layer, for several contents in one place.
        layer: i32,
        /// How its children are put beside each other.
        orientation: Orientation,
        /// What its size means.
        sizing: SizingKind,
        /// Its size.
        sizing_value: f32 = 1.0,
        /// How far it comes forward.
        forward_dist: f32,
        /// What its padding means.
        padding_kind: PaddingKind,
        /// Space to the left, right, top and bottom.
        padding: [f32; 4],
        /// Ids of its children.
        children: Vec<i32>,
        /// The id of its widget.
        content: Option<i32> as optional_content_id,
    }
}

layout! {
    /// A part of a menu with everything in it.
    pub struct LayoutNodeDeep = "LayoutNodeDeep", 0 {
        /// Its id.
        id: i32,
        /// Whether it shows.
        enabled: bool = true,
        /// Its layer, for several contents in one place.
        layer: i32,
        /// How its children are put beside each other.
        orientation: Orientation,
        /// What its size means.
        sizing: SizingKind,
        /// Its size.
        sizing_value: f32 = 1.0,
        /// How far it comes forward.
        forward_dist: f32,
        /// What its padding means.
        padding_kind: PaddingKind,
        /// Space to the left, right, top and bottom.
        padding: [f32; 4],
        /// Its children.
        children: Vec<LayoutNodeDeep> as nested,
        /// Its widget.
        content: Option<Content> as nested,
    }
}

/// What a node contains may contain nodes: reading counts how deep.
mod nested {
    use super::*;

    pub fn write<T: Layout>(inside: &T, out: &mut Writer, versions: &Versions, _: u8) {
        inside.write(out, versions);
    }

    pub fn read<T: Layout>(input: &mut Reader<'_>, versions: &Versions, _: u8) -> Result<T, DecodeError> {
        input.nested(|input| T::read(input, versions))
    }
}

layout! {
    /// A menu, to be shown in place of any with the same number; or, shallow, its frame only.
    pub struct MenuUpdate = "UpdateMenu", 2 {
        /// The menu's number.
        [1..] index: u8,
        /// Whether nodes and contents stay as they are; both lists are empty then.
        [2..] shallow: bool,
        /// The menu's frame.
        menu: Menu,
        /// All nodes, depth first.
        nodes: Vec<LayoutNode>,
        /// The widgets of all nodes; what a list contains is in the list.
        contents: Vec<Content>,
    }
}

one_then_many! {
    /// Widgets to be shown in place of those with the same ids. `SendUIContent`, newest version 1: v 0: one UIContent;
    /// v 1: UIContent\[\].
    ContentUpdate(Content) = "SendUIContent"
}

one_then_many! {
    /// Nodes to be shown in place of those with the same ids. `SendLayoutNode`, newest version 1: v 0: one
    /// LayoutNodeDeep; v 1: LayoutNodeDeep\[\].
    NodeUpdate(LayoutNodeDeep) = "SendLayoutNode"
}

layout! {
    /// Where a menu is to be.
    pub struct MenuTransform = "SetMenuTransform", 0 {
        /// The menu's number.
        index: u8,
        /// Where it is.
        position: Vector3,
        /// How it is turned.
        rotation: Quaternion = NO_ROTATION,
        /// How large it shows.
        scale: Vector3 = [1.0; 3],
    }
}

enumeration! {
    /// What a notification is about.
    pub enum NotificationKind: u32 { Message = 0, Success = 1, Warning = 2, Error = 3, }
}

layout! {
    /// A text that shows for a moment.
    pub struct Notification = "SendNotification", 0 {
        /// What it is about.
        kind: NotificationKind,
        /// The text.
        text: String,
    }
}
