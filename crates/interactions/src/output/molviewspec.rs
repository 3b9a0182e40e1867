//! A MolViewSpec state: the structure with a tube for every contact, for Mol* and whatever reads `.mvsj`.

use super::color;
use super::pymol::center;
use crate::Contacts;
use geminal_structure::Structure;
use serde_json::{Value, json};

/// The state, as JSON of MolViewSpec version 1. `url` and `format` (`mmcif`, `pdb`, `bcif`) name the structure.
pub fn molviewspec(contacts: &Contacts, structure: &Structure, url: &str, format: &str) -> Value {
    let tubes: Vec<Value> = contacts
        .iter()
        .map(|contact| {
            let [r, g, b] = color(contact.kind);
            let [start, end] = [contact.atoms_a, contact.atoms_b].map(|atoms| center(atoms, structure));
            json!({
                "kind": "primitive",
                "params": {
                    "kind": "tube", "start": start, "end": end, "radius": 0.06, "dash_length": 0.2,
                    "color": format!("#{r:02x}{g:02x}{b:02x}"),
                    "tooltip": format!("{} {:.2} Å", contact.kind, contact.distance),
                },
            })
        })
        .collect();
    let component = |selector: &str, representation: &str| {
        json!({
            "kind": "component", "params": { "selector": selector },
            "children": [{ "kind": "representation", "params": { "type": representation } }],
        })
    };
    json!({
        "kind": "single",
        "metadata": { "version": "1", "title": structure.name, "timestamp": "1970-01-01T00:00:00Z" },
        "root": { "kind": "root", "children": [{
            "kind": "download", "params": { "url": url },
            "children": [{ "kind": "parse", "params": { "format": format }, "children": [{
                "kind": "structure", "params": { "type": "model" },
                "children": [
                    component("polymer", "cartoon"),
                    component("ligand", "ball_and_stick"),
                    json!({ "kind": "primitives", "params": {}, "children": tubes }),
                ],
            }] }],
        }] },
    })
}
