//! A PyMOL script that draws contacts as dashed lines, a group a kind.

use super::color;
use crate::{Contacts, Kind};
use geminal_structure::{Point, Structure};
use std::fmt::Write;

/// The script: loads `file` and draws every contact between the centres of its ends.
pub fn pymol_script(contacts: &Contacts, structure: &Structure, file: &str) -> String {
    let mut text = format!("load {file}\n");
    for kind in Kind::ALL {
        let of_kind: Vec<_> = contacts.iter().filter(|contact| contact.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        for (k, contact) in of_kind.iter().enumerate() {
            let [a, b] = [contact.atoms_a, contact.atoms_b].map(|atoms| center(atoms, structure));
            let _ = writeln!(text, "pseudoatom {kind}_{k}_a, pos=[{:.3},{:.3},{:.3}]", a[0], a[1], a[2]);
            let _ = writeln!(text, "pseudoatom {kind}_{k}_b, pos=[{:.3},{:.3},{:.3}]", b[0], b[1], b[2]);
            let _ = writeln!(text, "distance {kind}, {kind}_{k}_a, {kind}_{k}_b");
        }
        let [r, g, b] = color(kind);
        let _ = writeln!(
            text,
            "hide labels, {kind}\nset_color color_{kind}, [{r},{g},{b}]\ncolor color_{kind}, {kind}"
        );
        let _ = writeln!(text, "delete {kind}_*_a\ndelete {kind}_*_b");
    }
    text
}

/// The mean position of the atoms of one end.
pub(super) fn center(atoms: &[u32], structure: &Structure) -> Point {
    crate::geometry::centroid(atoms.iter().map(|&atom| structure.positions()[atom as usize]))
}
