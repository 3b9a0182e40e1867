//! Shapes: spheres, lines, labels and meshes anchored to the workspace, a complex or an atom.

use crate::codec::{DecodeError, Invalid, Reader, Writer};
use crate::layout::{Layout, enumeration, layout, one_then_many};
#[cfg(test)]
use crate::sample::Random;
use crate::values::{Color, NO_ROTATION, Quaternion, Vector3};
use crate::versions::Versions;

layout! {
    /// A ball.
    pub struct SphereShape = "SphereShape", 0 {
        /// Its radius.
        radius: f32 = 1.0,
    }
}

layout! {
    /// A dashed line between two anchors.
    pub struct LineShape = "LineShape", 0 {
        /// How thick it is.
        thickness: f32 = 0.1,
        /// How long a dash is.
        dash_length: f32 = 0.4,
        /// How far dashes are apart; 0 for a solid line.
        dash_distance: f32 = 0.1,
    }
}

layout! {
    /// A text at an anchor.
    pub struct LabelShape = "LabelShape", 0 {
        /// The text.
        text: String,
        /// Its size.
        font_size: f32 = 0.5,
    }
}

layout! {
    /// Triangles.
    pub struct MeshShape = "MeshShape", 1 {
        /// Three numbers a vertex.
        vertices: Vec<f32>,
        /// Three numbers a vertex.
        normals: Vec<f32>,
        /// Red, green, blue and opacity of every vertex.
        colors: Vec<f32>,
        /// Three vertices a triangle.
        triangles: Vec<i32>,
        /// Two numbers a vertex.
        uv: Vec<f32>,
        /// A file, PNG or JPEG.
        texture: Vec<u8>,
        /// Whether light does not change its colours.
        [1..] unlit: bool,
    }
}

/// What a shape is.
#[derive(Debug, Clone, PartialEq)]
pub enum ShapeBody {
    /// Kind 0.
    Sphere(SphereShape),
    /// Kind 1.
    Line(LineShape),
    /// Kind 2.
    Label(LabelShape),
    /// Kind 3.
    Mesh(MeshShape),
}

/// u8 kind; the body.
impl Layout for ShapeBody {
    const LEAST: usize = 5;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        match self {
            Self::Sphere(body) => {
                out.u8(0);
                body.write(out, versions);
            }
            Self::Line(body) => {
                out.u8(1);
                body.write(out, versions);
            }
            Self::Label(body) => {
                out.u8(2);
                body.write(out, versions);
            }
            Self::Mesh(body) => {
                out.u8(3);
                body.write(out, versions);
            }
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let at = input.position();
        Ok(match input.u8()? {
            0 => Self::Sphere(Layout::read(input, versions)?),
            1 => Self::Line(Layout::read(input, versions)?),
            2 => Self::Label(Layout::read(input, versions)?),
            3 => Self::Mesh(Layout::read(input, versions)?),
            value => return Reader::invalid(at, Invalid::Tag { what: "kind of shape", value: value.into() }),
        })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        match random.below(4) {
            0 => Self::Sphere(Layout::sample(random)),
            1 => Self::Line(Layout::sample(random)),
            2 => Self::Label(Layout::sample(random)),
            _ => Self::Mesh(Layout::sample(random)),
        }
    }
}

enumeration! {
    /// What an anchor is fixed to.
    pub enum AnchorKind: u8 { Workspace = 0, Complex = 1, Atom = 2, }
}

layout! {
    /// A point that moves with what it is fixed to.
    pub struct Anchor = "ShapeAnchor", 0 {
        /// The index of what it is fixed to.
        target: i64,
        /// What kind of thing that is.
        kind: AnchorKind,
        /// Offset in the target's space.
        local_offset: Vector3,
        /// Offset in the workspace.
        global_offset: Vector3,
        /// Offset towards the viewer.
        viewer_offset: Vector3,
    }
}

layout! {
    /// A shape.
    pub struct Shape = "Shape", 1 {
        /// What it is.
        body: ShapeBody = ShapeBody::Sphere(SphereShape::default()),
        /// What the room knows it by, from 1 on; -1 to make a new one.
        index: i32 = -1,
        /// Its anchors: two for a line, else one.
        anchors: Vec<Anchor>,
        /// Its colour.
        color: Color = Color::GREY,
    }
}

/// Makes shapes, or changes those whose indices are not -1.
///
/// `SetShape`, newest version 2: v 2: Shape\[\]; v 1: one Shape; v 0: u8 kind; body; i32 index; i64 target; u8 anchor;
/// vec3 position; quat; color. Before version 2 a message holds one shape: the first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SetShapes(pub Vec<Shape>);

impl SetShapes {
    fn write_unanchored(shape: &Shape, out: &mut Writer, versions: &Versions) {
        let anchor = shape.anchors.first().cloned().unwrap_or_default();
        shape.body.write(out, versions);
        shape.index.write(out, versions);
        anchor.target.write(out, versions);
        anchor.kind.write(out, versions);
        anchor.local_offset.write(out, versions);
        NO_ROTATION.write(out, versions);
        shape.color.write(out, versions);
    }

    fn read_unanchored(input: &mut Reader<'_>, versions: &Versions) -> Result<Shape, DecodeError> {
        let body = ShapeBody::read(input, versions)?;
        let index = i32::read(input, versions)?;
        let target = i64::read(input, versions)?;
        let kind = AnchorKind::read(input, versions)?;
        let local_offset = Vector3::read(input, versions)?;
        Quaternion::read(input, versions)?;
        let color = Color::read(input, versions)?;
        let anchor = Anchor { target, kind, local_offset, ..Anchor::default() };
        Ok(Shape { body, index, anchors: vec![anchor], color })
    }
}

impl Layout for SetShapes {
    const NAME: &'static str = "SetShape";
    const VERSION: u8 = 2;
    const LEAST: usize = 4;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        match (versions.of::<Self>(), self.0.first()) {
            (2.., _) => self.0.write(out, versions),
            (1, Some(shape)) => shape.write(out, versions),
            (0, Some(shape)) => Self::write_unanchored(shape, out, versions),
            (_, None) => {}
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Ok(Self(match versions.of::<Self>() {
            0 => vec![Self::read_unanchored(input, versions)?],
            1 => vec![Shape::read(input, versions)?],
            _ => Vec::read(input, versions)?,
        }))
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self((0..=random.count()).map(|_| Shape::sample(random)).collect())
    }
}

/// Which shapes were made or changed, one index and one success each.
///
/// `SetShape`, newest version 2: v 2: i32\[\] indices, u8\[\] successes; v < 2: i32 index, bool success.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShapesSet {
    /// Indices in the order of the request.
    pub indices: Vec<i32>,
    /// Whether each was made or changed.
    pub successes: Vec<bool>,
}

impl Layout for ShapesSet {
    const NAME: &'static str = "SetShape";
    const VERSION: u8 = 2;
    const LEAST: usize = 5;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        if versions.of::<Self>() >= 2 {
            self.indices.write(out, versions);
            self.successes.write(out, versions);
        } else {
            self.indices.first().copied().unwrap_or(-1).write(out, versions);
            self.successes.first().copied().unwrap_or(false).write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Ok(if versions.of::<Self>() >= 2 {
            Self { indices: Vec::read(input, versions)?, successes: Vec::read(input, versions)? }
        } else {
            Self { indices: vec![i32::read(input, versions)?], successes: vec![bool::read(input, versions)?] }
        })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let count = 1 + random.count();
        Self {
            indices: (0..count).map(|_| i32::sample(random)).collect(),
            successes: (0..count).map(|_| bool::sample(random)).collect(),
        }
    }
}

one_then_many! {
    /// Removes shapes by index. `DeleteShape`, newest version 1: v 1: i32\[\]; v 0: one i32.
    DeleteShapes(i32) = "DeleteShape"
}

one_then_many! {
    /// Whether each shape was removed. `DeleteShape`, newest version 1: v 1: u8\[\]; v 0: one bool.
    ShapesDeleted(bool) = "DeleteShape"
}
