//! Menus, widgets, notifications, list buttons.

use geminal_wire::ui::{
    Content, Hook, LayoutNode, LayoutNodeDeep, MenuUpdate, Notification, NotificationKind,
};
use geminal_wire::{Command, PluginListButton};

use crate::event::Event;
use crate::room::Room;

impl Room {
    pub(crate) fn set_list_button(&mut self, session: u32, button: PluginListButton) -> Option<Command> {
        if let Some(session) = self.sessions.get_mut(&session) {
            session.buttons.insert(button.button.code(), button);
        }
        self.tell(Event::ListButton { session });
        None
    }

    /// A new menu, or one in the place of another; a shallow one changes only the frame.
    pub(crate) fn set_menu(&mut self, id: u32, menu: MenuUpdate) -> Option<Command> {
        let index = menu.index;
        if let Some(session) = self.sessions.get_mut(&id) {
            match session.menus.get_mut(&index) {
                Some(old) if menu.shallow => old.menu = menu.menu,
                _ => {
                    session.menus.insert(index, menu);
                }
            }
        }
        self.tell(Event::Menu { session: id, index });
        None
    }

    /// Replaces widgets by id.
    pub(crate) fn set_content(&mut self, id: u32, contents: Vec<Content>) -> Option<Command> {
        let session = self.sessions.get_mut(&id)?;
        for content in contents {
            if let Some(old) = session.content_mut(content.id()) {
                *old = content;
            }
        }
        self.tell_menus(id);
        None
    }

    /// Replaces nodes with what is below them.
    pub(crate) fn set_nodes(&mut self, id: u32, nodes: Vec<LayoutNodeDeep>) -> Option<Command> {
        let session = self.sessions.get_mut(&id)?;
        for node in nodes {
            for menu in
                session.menus.values_mut().filter(|menu| menu.nodes.iter().any(|old| old.id == node.id))
            {
                replace_node(menu, node.clone());
            }
        }
        self.tell_menus(id);
        None
    }

    fn tell_menus(&mut self, session: u32) {
        let menus: Vec<u8> =
            self.sessions.get(&session).map(|s| s.menus.keys().copied().collect()).unwrap_or_default();
        for index in menus {
            self.tell(Event::Menu { session, index });
        }
    }

    pub(crate) fn notification(&mut self, session: u32, notification: &Notification) -> Option<Command> {
        let kind = match notification.kind {
            NotificationKind::Success => "success",
            NotificationKind::Warning => "warning",
            NotificationKind::Error => "error",
            _ => "message",
        };
        self.tell(Event::Notification { session, kind, text: notification.text.clone() });
        None
    }

    pub(crate) fn hook(&mut self, session: u32, hook: &Hook) -> Option<Command> {
        if let Some(session) = self.sessions.get_mut(&session) {
            session.hooks.insert((hook.kind.code(), hook.id));
        }
        None
    }
}

/// Puts a node with its descendants in the place of the old one with its id.
fn replace_node(menu: &mut MenuUpdate, node: LayoutNodeDeep) {
    let mut below = vec![node.id];
    let mut at = 0;
    while at < below.len() {
        let children = menu.nodes.iter().find(|old| old.id == below[at]).map(|old| old.children.clone());
        below.extend(children.unwrap_or_default());
        at += 1;
    }
    let contents: Vec<i32> =
        menu.nodes.iter().filter(|old| below.contains(&old.id)).filter_map(|old| old.content).collect();
    menu.contents.retain(|content| !contents.contains(&content.id()));
    menu.nodes.retain(|old| !below.contains(&old.id));
    flatten(node, menu);
}

/// A node and those below it as the flat lists of a menu.
fn flatten(node: LayoutNodeDeep, menu: &mut MenuUpdate) {
    menu.nodes.push(LayoutNode {
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
    menu.contents.extend(node.content);
    for child in node.children {
        flatten(child, menu);
    }
}
