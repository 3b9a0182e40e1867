//! Menus built in code.
//!
//! Widgets are the wire's own types ([`geminal_wire::ui`]); here they get their ids, and a tree of nodes becomes a menu.
//!
//! ```
//! use geminal_plugin::ui::{self, Arrange};
//!
//! let run = ui::button("Minimize");
//! let steps = ui::slider(500.0, 5000.0, 2500.0);
//! let (run_id, steps_id) = (run.id, steps.id); // what events will name
//! let menu = ui::menu(
//!     0,
//!     "Minimization",
//!     ui::column(vec![
//!         ui::leaf(ui::label("Steps")),
//!         ui::leaf(steps),
//!         ui::row(vec![ui::leaf(run), ui::space()]).ratio(0.2),
//!     ]),
//! );
//! assert_eq!((menu.nodes.len(), menu.contents.len()), (6, 3));
//! assert_ne!(run_id, steps_id);
//! ```

use std::sync::atomic::{AtomicI32, Ordering};

pub use geminal_wire::ui::*;

/// Ids are counted over the process, which is one session.
static NEXT_ID: AtomicI32 = AtomicI32::new(1);

fn next_id() -> i32 {
    NEXT_ID.fetch_add(1, Ordering::Relaxed)
}

/// A button with a text.
pub fn button(text: impl Into<String>) -> Button {
    let text = ButtonText { value: States::all(text.into()), ..ButtonText::default() };
    Button { id: next_id(), text, ..Button::default() }
}

/// A text.
pub fn label(text: impl Into<String>) -> Label {
    Label { id: next_id(), text: text.into(), ..Label::default() }
}

/// A slider.
pub fn slider(min: f32, max: f32, current: f32) -> Slider {
    Slider { id: next_id(), min, max, current }
}

/// A text to type into.
pub fn text_input(placeholder: impl Into<String>, max_length: i32) -> TextInput {
    TextInput { id: next_id(), placeholder: placeholder.into(), max_length, ..TextInput::default() }
}

/// A list of nodes in pages.
pub fn list(items: Vec<LayoutNodeDeep>) -> List {
    List { id: next_id(), items, ..List::default() }
}

/// How far something has got.
pub fn loading_bar(title: impl Into<String>) -> LoadingBar {
    LoadingBar { id: next_id(), title: title.into(), ..LoadingBar::default() }
}

/// A list that opens when pressed; `chosen` is the number of the chosen item.
pub fn dropdown(items: &[&str], chosen: usize) -> Dropdown {
    let item = |(i, &name): (usize, &&str)| DropdownItem {
        name: name.to_owned(),
        selected: i == chosen,
        ..DropdownItem::default()
    };
    let items: Vec<_> = items.iter().enumerate().map(item).collect();
    Dropdown {
        id: next_id(),
        max_displayed_items: items.len().clamp(1, 8) as i32,
        items,
        ..Dropdown::default()
    }
}

/// A coloured box.
pub fn mesh(color: geminal_wire::Color) -> Mesh {
    Mesh { id: next_id(), color }
}

/// A picture file (PNG or JPEG) with a name that is new for new data.
pub fn image(session: u32, name: &str, data: Vec<u8>) -> Image {
    let image = geminal_wire::CachedImage { key: format!("{session}-{name}"), data: Some(data) };
    Image { id: next_id(), image, ..Image::default() }
}

/// A node that holds a widget.
pub fn leaf(content: impl Into<Content>) -> LayoutNodeDeep {
    LayoutNodeDeep { content: Some(content.into()), ..space() }
}

/// A node that holds nothing.
pub fn space() -> LayoutNodeDeep {
    LayoutNodeDeep { id: next_id(), ..LayoutNodeDeep::default() }
}

/// Nodes below each other.
pub fn column(children: Vec<LayoutNodeDeep>) -> LayoutNodeDeep {
    LayoutNodeDeep { orientation: Orientation::Vertical, children, ..space() }
}

/// Nodes beside each other.
pub fn row(children: Vec<LayoutNodeDeep>) -> LayoutNodeDeep {
    LayoutNodeDeep { orientation: Orientation::Horizontal, children, ..space() }
}

/// How nodes are arranged.
pub trait Arrange: Sized {
    /// Takes this part of its parent, 0 to 1.
    fn ratio(self, ratio: f32) -> Self;
    /// Takes this much.
    fn fixed(self, size: f32) -> Self;
    /// Space to the left, right, top and bottom.
    fn padding(self, padding: [f32; 4]) -> Self;
}

impl Arrange for LayoutNodeDeep {
    fn ratio(self, ratio: f32) -> Self {
        Self { sizing: SizingKind::Ratio, sizing_value: ratio, ..self }
    }

    fn fixed(self, size: f32) -> Self {
        Self { sizing: SizingKind::Fixed, sizing_value: size, ..self }
    }

    fn padding(self, padding: [f32; 4]) -> Self {
        Self { padding_kind: PaddingKind::Fixed, padding, ..self }
    }
}

/// A menu with a number; sent with [`Session::show_menu`](crate::Session::show_menu), it replaces one with the same.
pub fn menu(index: u8, title: impl Into<String>, root: LayoutNodeDeep) -> MenuUpdate {
    let frame = Menu { index: i32::from(index), title: title.into(), root: root.id, ..Menu::default() };
    let (mut nodes, mut contents) = (Vec::new(), Vec::new());
    flatten(root, &mut nodes, &mut contents);
    MenuUpdate { index, shallow: false, menu: frame, nodes, contents }
}

/// Nodes depth first, a parent before its children. What a list holds stays in the list.
fn flatten(node: LayoutNodeDeep, nodes: &mut Vec<LayoutNode>, contents: &mut Vec<Content>) {
    nodes.push(LayoutNode {
        id: node.id,
        enabled: node.enabled,
        layer: node.layer,
        orientation: node.orientation,
        sizing: node.sizing,
        sizing_value: node.sizing_value,
        forward_dist: node.forward_dist,
        padding_kind: node.padding_kind,
        padding: node.padding,
        children: node.children.iter().map(|child| child.id).collect(),
        content: node.content.as_ref().map(Content::id),
    });
    contents.extend(node.content);
    for child in node.children {
        flatten(child, nodes, contents);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_come_depth_first_with_their_widgets() {
        let (a, b) = (label("a"), button("b"));
        let (a_id, b_id) = (a.id, b.id);
        let left = column(vec![leaf(a), space()]).ratio(0.25);
        let left_id = left.id;
        let menu = menu(3, "Title", row(vec![left, leaf(b)]));
        assert_eq!((menu.index, menu.menu.index, menu.menu.root), (3, 3, menu.nodes[0].id));
        assert_eq!(menu.nodes[0].children, [left_id, menu.nodes[4].id]);
        assert_eq!((menu.nodes[1].id, menu.nodes[1].sizing_value), (left_id, 0.25));
        let contents: Vec<_> = menu.contents.iter().map(Content::id).collect();
        assert_eq!(contents, [a_id, b_id]);
        assert_eq!(menu.nodes[4].content, Some(b_id));
    }

    #[test]
    fn a_dropdown_has_one_choice() {
        let dropdown = dropdown(&["UFF", "MMFF94"], 1);
        let chosen: Vec<_> = dropdown.items.iter().map(|item| item.selected).collect();
        assert_eq!(chosen, [false, true]);
    }
}
