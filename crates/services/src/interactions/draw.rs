//! Interactions as the room keeps them: its own objects where it has them, lines where not; labels of distances.

use super::appearance::APPEARANCES;
use super::compute::Shown;
use super::settings::Settings;
use crate::Scene;
use geminal_plugin::{Session, SessionError};
use geminal_structure::Point;
use geminal_wire::interactions::{GetInteractions, Interaction};
use geminal_wire::shapes::{Anchor, AnchorKind, LabelShape, LineShape, Shape, ShapeBody};
use std::collections::HashMap;

/// Size of the labels.
const FONT_SIZE: f32 = 0.06;

/// What tells an interaction in the room from another: its kind, whether it shows, the atoms at its ends.
type Key = (u8, bool, Vec<i64>, Vec<i64>);

/// What this session has put into the room.
#[derive(Debug, Default)]
pub struct Drawn {
    interactions: HashMap<Key, i64>,
    shapes: Vec<i32>,
}

impl Drawn {
    /// Puts new interactions in place of the earlier ones. With `keep` those that are there already stay.
    ///
    /// # Errors
    /// When the session ends before.
    pub async fn replace(
        &mut self,
        session: &Session,
        scene: &Scene,
        shown: &[Shown],
        settings: &Settings,
        keep: bool,
    ) -> Result<(), SessionError> {
        let mut old = std::mem::take(self);
        let shown: Vec<&Shown> = shown.iter().filter(|one| settings.wants(one.entities)).collect();
        // A room that can be asked for interactions keeps them.
        let persistent = session.versions().of::<GetInteractions>() >= 1;
        let mut shapes = Vec::new();
        if persistent {
            let wanted: HashMap<Key, Interaction> = shown
                .iter()
                .map(|one| interaction(scene, one, settings))
                .map(|one| ((one.kind.code(), one.visible, one.atoms1.clone(), one.atoms2.clone()), one))
                .collect();
            if keep {
                self.interactions = old.interactions.extract_if(|key, _| wanted.contains_key(key)).collect();
            }
            let (keys, new): (Vec<Key>, Vec<Interaction>) =
                wanted.into_iter().filter(|(key, _)| !self.interactions.contains_key(key)).unzip();
            if !new.is_empty() {
                let indices = session.create_interactions(new).await?;
                self.interactions.extend(keys.into_iter().zip(indices));
            }
        }
        for one in shown.into_iter().filter(|one| settings.shows(one)) {
            if !persistent {
                shapes.push(line(scene, one));
            }
            if settings.labels {
                shapes.push(label(scene, one));
            }
        }
        if !shapes.is_empty() {
            self.shapes = session.set_shapes(shapes).await?.indices;
        }
        old.remove(session).await
    }

    /// Takes everything out of the room.
    async fn remove(self, session: &Session) -> Result<(), SessionError> {
        if !self.interactions.is_empty() {
            session.delete_interactions(self.interactions.into_values().collect());
        }
        if !self.shapes.is_empty() {
            session.delete_shapes(self.shapes).await?;
        }
        Ok(())
    }
}

fn interaction(scene: &Scene, shown: &Shown, settings: &Settings) -> Interaction {
    let indices = |atoms: &[u32]| atoms.iter().map(|&atom| scene.atoms[atom as usize].index).collect();
    Interaction {
        kind: APPEARANCES[shown.row].kind,
        atoms1: indices(&shown.a),
        atoms2: indices(&shown.b),
        visible: settings.visible[shown.row],
        ..Interaction::default()
    }
}

fn line(scene: &Scene, shown: &Shown) -> Shape {
    let look = APPEARANCES[shown.row];
    let body = LineShape {
        thickness: look.thickness,
        dash_length: look.dash_length,
        dash_distance: look.dash_distance,
    };
    let anchors = vec![
        anchor(scene, &shown.a, middle(scene, &shown.a)),
        anchor(scene, &shown.b, middle(scene, &shown.b)),
    ];
    Shape { body: ShapeBody::Line(body), anchors, color: look.color, ..Shape::default() }
}

fn label(scene: &Scene, shown: &Shown) -> Shape {
    let (a, b) = (middle(scene, &shown.a), middle(scene, &shown.b));
    let between = std::array::from_fn(|axis| (a[axis] + b[axis]) / 2.0);
    let body = LabelShape { text: format!("{:.2}", shown.distance), font_size: FONT_SIZE };
    let anchors = vec![anchor(scene, &shown.a, between)];
    Shape { body: ShapeBody::Label(body), anchors, color: APPEARANCES[shown.row].color, ..Shape::default() }
}

/// The middle of some atoms in the workspace.
fn middle(scene: &Scene, atoms: &[u32]) -> Point {
    let positions = scene.structure.positions();
    let sum = atoms.iter().fold([0.0; 3], |sum: Point, &atom| {
        std::array::from_fn(|axis| sum[axis] + positions[atom as usize][axis])
    });
    sum.map(|x| x / atoms.len().max(1) as f64)
}

/// A place in the workspace that moves with the first of some atoms.
fn anchor(scene: &Scene, atoms: &[u32], place: Point) -> Anchor {
    let Some(&first) = atoms.first() else { return Anchor::default() };
    let first = first as usize;
    let (there, here) = (scene.local(first, place), scene.local(first, scene.structure.positions()[first]));
    let local_offset = std::array::from_fn(|axis| (there[axis] - here[axis]) as f32);
    Anchor { target: scene.atoms[first].index, kind: AnchorKind::Atom, local_offset, ..Anchor::default() }
}
