//! What the room looks like from outside, as JSON.

use geminal_wire::ui::{Content, LayoutNode, LayoutNodeDeep, MenuUpdate};
use geminal_wire::{Color, PluginButton};
use serde_json::{Value, json};

use crate::people::Refused;
use crate::room::Room;
use crate::workspace::atoms_of;

/// Everything but coordinates.
pub fn room(room: &Room) -> Value {
    let complexes: Vec<Value> = room
        .workspace
        .list()
        .iter()
        .map(|complex| {
            let whole = room.workspace.complex(complex.index);
            let atoms = whole.map_or(0, |whole| atoms_of(whole).count());
            let frames = whole.map_or(0, |whole| whole.molecules.len());
            json!({
                "index": complex.index, "name": complex.name, "visible": complex.visible, "locked": complex.locked,
                "selected": complex.selected, "atoms": atoms, "frames": frames, "current_frame": complex.current_frame,
                "position": complex.position, "rotation": complex.rotation,
            })
        })
        .collect();
    let sessions: Vec<u32> = room.sessions.keys().copied().collect();
    json!({
        "id": room.id, "name": room.name, "presenter": room.presenter.name,
        "complexes": complexes, "plugins": room.plugins, "integrations": room.routes,
        "sessions": sessions.iter().filter_map(|&id| session(room, id).ok()).collect::<Vec<_>>(),
        "auto_minimize": room.auto_minimize.is_some(),
        "shapes": room.shapes.len(), "interactions": room.interactions.len(), "volumes": room.volumes.len(),
    })
}

/// The atoms of a complex in the order of its file: indices, selection, coordinates.
pub fn atoms(room: &Room, index: i64) -> Result<Value, Refused> {
    let complex =
        room.workspace.complex(index).ok_or_else(|| Refused::Unknown(format!("complex {index}")))?;
    let atoms: Vec<_> = atoms_of(complex).filter_map(|uid| room.workspace.atom(uid.0)).collect();
    Ok(json!({
        "indices": atoms.iter().map(|atom| atom.index).collect::<Vec<_>>(),
        "selected": atoms.iter().map(|atom| atom.selected).collect::<Vec<_>>(),
        "coordinates": atoms.iter().filter_map(|atom| atom.positions.first()).flatten().collect::<Vec<_>>(),
    }))
}

/// A session: its buttons and menus.
pub fn session(room: &Room, id: u32) -> Result<Value, Refused> {
    let session = room.sessions.get(&id).ok_or_else(|| Refused::Unknown(format!("session {id}")))?;
    let plugin = room.plugins.iter().find(|plugin| plugin.id == session.plugin);
    let button = |which| session.button(which).map(|b| json!({ "text": b.text, "usable": b.usable }));
    Ok(json!({
        "session": id, "plugin": session.plugin, "name": plugin.map(|plugin| plugin.name.as_str()),
        "run": button(PluginButton::Run), "advanced": button(PluginButton::AdvancedSettings),
        "menus": session.menus.values().map(menu).collect::<Vec<_>>(),
        "streams": session.streams.len(),
    }))
}

fn menu(update: &MenuUpdate) -> Value {
    json!({
        "index": update.index, "title": update.menu.title, "enabled": update.menu.enabled,
        "root": update.menu.root,
        "nodes": update.nodes.iter().map(node).collect::<Vec<_>>(),
        "contents": update.contents.iter().map(content).collect::<Vec<_>>(),
    })
}

fn node(node: &LayoutNode) -> Value {
    json!({
        "id": node.id, "enabled": node.enabled, "orientation": node.orientation.code(), "sizing": node.sizing.code(),
        "size": node.sizing_value, "children": node.children, "content": node.content,
    })
}

/// A node of a list with everything below it.
fn deep(node: &LayoutNodeDeep) -> Value {
    json!({
        "id": node.id, "enabled": node.enabled, "orientation": node.orientation.code(), "sizing": node.sizing.code(),
        "size": node.sizing_value, "children": node.children.iter().map(deep).collect::<Vec<_>>(),
        "content": node.content.as_ref().map(content),
    })
}

fn content(content: &Content) -> Value {
    let id = content.id();
    match content {
        Content::Button(b) => json!({
            "kind": "button", "id": id, "text": b.text.value.idle, "usable": !b.unusable, "selected": b.selected,
            "tooltip": b.tooltip.content,
        }),
        Content::Label(l) => {
            json!({ "kind": "label", "id": id, "text": l.text, "bold": l.bold, "color": css(l.color) })
        }
        Content::Slider(s) => {
            json!({ "kind": "slider", "id": id, "min": s.min, "max": s.max, "value": s.current })
        }
        Content::TextInput(t) => json!({
            "kind": "text", "id": id, "text": t.text, "placeholder": t.placeholder, "password": t.password,
            "number": t.number, "max_length": t.max_length,
        }),
        Content::Dropdown(d) => json!({
            "kind": "dropdown", "id": id,
            "items": d.items.iter().map(|item| json!({ "name": item.name, "selected": item.selected })).collect::<Vec<_>>(),
        }),
        Content::List(list) => {
            json!({ "kind": "list", "id": id, "items": list.items.iter().map(deep).collect::<Vec<_>>() })
        }
        Content::LoadingBar(bar) => json!({
            "kind": "progress", "id": id, "part": bar.percentage, "title": bar.title, "description": bar.description,
        }),
        Content::Image(_) => json!({ "kind": "image", "id": id }),
        Content::Mesh(mesh) => json!({ "kind": "mesh", "id": id, "color": css(mesh.color) }),
    }
}

fn css(color: Color) -> String {
    let [r, g, b, a] = color.to_rgba();
    format!("#{r:02x}{g:02x}{b:02x}{a:02x}")
}

/// All shapes with where their anchors are.
pub fn shapes(room: &Room) -> Value {
    use geminal_wire::shapes::ShapeBody;
    let shapes = room.shapes.values().map(|shape| {
        let points: Vec<[f32; 3]> = shape.anchors.iter().map(|anchor| anchor_point(room, anchor)).collect();
        let (kind, size, text) = match &shape.body {
            ShapeBody::Sphere(sphere) => ("sphere", sphere.radius, ""),
            ShapeBody::Line(line) => ("line", line.thickness, ""),
            ShapeBody::Label(label) => ("label", label.font_size, label.text.as_str()),
            ShapeBody::Mesh(_) => ("mesh", 1.0, ""),
        };
        json!({ "index": shape.index, "kind": kind, "size": size, "text": text, "points": points, "color": css(shape.color) })
    });
    json!({ "shapes": shapes.collect::<Vec<_>>() })
}

/// Where an anchor is, in the workspace.
fn anchor_point(room: &Room, anchor: &geminal_wire::shapes::Anchor) -> [f32; 3] {
    use geminal_wire::shapes::AnchorKind;
    let target = match anchor.kind {
        AnchorKind::Atom => {
            room.workspace.atom(anchor.target).and_then(|atom| atom.positions.first().copied())
        }
        AnchorKind::Complex => room.workspace.complex(anchor.target).map(|complex| complex.position),
        _ => None,
    };
    let base = target.unwrap_or_default();
    std::array::from_fn(|k| base[k] + anchor.local_offset[k] + anchor.global_offset[k])
}

/// All interactions with the centres of their ends.
pub fn interactions(room: &Room) -> Value {
    let center = |atoms: &[i64]| -> [f32; 3] {
        let places: Vec<[f32; 3]> =
            atoms.iter().filter_map(|&atom| room.workspace.atom(atom)?.positions.first().copied()).collect();
        std::array::from_fn(|k| places.iter().map(|p| p[k]).sum::<f32>() / places.len().max(1) as f32)
    };
    let rows = room.interactions.values().filter(|interaction| interaction.visible).map(|interaction| {
        json!({
            "index": interaction.index, "kind": interaction.kind.code(),
            "from": center(&interaction.atoms1), "to": center(&interaction.atoms2),
        })
    });
    json!({ "interactions": rows.collect::<Vec<_>>() })
}

/// The OpenAPI description.
pub fn openapi() -> Value {
    serde_json::from_str(include_str!("openapi.json")).unwrap_or_default()
}
