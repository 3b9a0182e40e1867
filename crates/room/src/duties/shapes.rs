//! Shapes: spheres, lines, labels and meshes that plugins put into the room.

use geminal_wire::shapes::{DeleteShapes, SetShapes, ShapesDeleted, ShapesSet};

use crate::event::Event;
use crate::room::Room;

impl Room {
    /// Makes shapes (index -1) or changes them; indices begin at 1.
    pub(crate) fn set_shapes(&mut self, shapes: SetShapes) -> ShapesSet {
        let (mut indices, mut successes) = (Vec::new(), Vec::new());
        for mut shape in shapes.0 {
            let known = self.shapes.contains_key(&shape.index);
            if shape.index < 0 {
                shape.index = self.shapes.last_key_value().map_or(1, |(last, _)| last + 1);
            }
            successes.push(known || !self.shapes.contains_key(&shape.index));
            indices.push(shape.index);
            self.shapes.insert(shape.index, shape);
        }
        self.tell(Event::Shapes);
        ShapesSet { indices, successes }
    }

    pub(crate) fn delete_shapes(&mut self, shapes: &DeleteShapes) -> ShapesDeleted {
        let deleted = shapes.0.iter().map(|index| self.shapes.remove(index).is_some()).collect();
        self.tell(Event::Shapes);
        ShapesDeleted(deleted)
    }
}
