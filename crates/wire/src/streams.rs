//! Streams: values that change often, sent without the objects they belong to.

use crate::codec::{DecodeError, Invalid, Reader, Writer};
use crate::layout::{Layout, enumeration, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::versions::Versions;

enumeration! {
    /// What is streamed, and how much of it belongs to an object: positions 3 floats; colours 3 bytes; scales 1 float;
    /// labels 1 string; complexes 7 floats (position, rotation); shapes' positions 3 floats; shapes' colours 4 bytes
    /// (red, green, blue, opacity); spheres' radii 1 float.
    pub enum StreamKind: u8 {
        Position = 0, Color = 1, Scale = 2, Label = 3, ComplexPositionRotation = 4, ShapePosition = 5, ShapeColor = 6,
        SphereShapeRadius = 7,
    }
}

impl StreamKind {
    /// Whether its objects are shapes, whose indices are i32.
    pub fn of_shapes(self) -> bool {
        matches!(self, Self::ShapePosition | Self::ShapeColor | Self::SphereShapeRadius)
    }

    /// What its values are; a room answers a request with this.
    pub fn data_kind(self) -> StreamDataKind {
        match self {
            Self::Color | Self::ShapeColor => StreamDataKind::Byte,
            Self::Label => StreamDataKind::String,
            _ => StreamDataKind::Float,
        }
    }

    /// How many values belong to an object; 0 for a kind without a name.
    pub fn values_per_object(self) -> usize {
        match self {
            Self::Position | Self::Color | Self::ShapePosition => 3,
            Self::Scale | Self::Label | Self::SphereShapeRadius => 1,
            Self::ShapeColor => 4,
            Self::ComplexPositionRotation => 7,
            Self::Other(_) => 0,
        }
    }
}

enumeration! {
    /// What a stream's values are.
    pub enum StreamDataKind: u8 { Float = 0, Byte = 1, String = 2, }
}

enumeration! {
    /// Who feeds a stream: the plugin (writing) or the room (reading).
    pub enum StreamDirection: u8 { Writing = 0, Reading = 1, }
}

/// Asks for a stream over some objects.
///
/// `StreamCreation`, newest version 2: v ≥ 1: u8 kind; v ≥ 2: u8 direction; i64\[\] indices (i32\[\] for shapes).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StreamCreate {
    /// What is streamed; positions at version 0.
    pub kind: StreamKind,
    /// Who feeds it.
    pub direction: StreamDirection,
    /// Indices of the atoms, complexes or shapes.
    pub indices: Vec<i64>,
}

impl Layout for StreamCreate {
    const NAME: &'static str = "StreamCreation";
    const VERSION: u8 = 2;
    const LEAST: usize = 4;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        let version = versions.of::<Self>();
        if version >= 1 {
            self.kind.write(out, versions);
        }
        if version >= 2 {
            self.direction.write(out, versions);
        }
        if version >= 1 && self.kind.of_shapes() {
            let narrow = |&index: &i64| i32::try_from(index).unwrap_or(-1);
            self.indices.iter().map(narrow).collect::<Vec<_>>().write(out, versions);
        } else {
            self.indices.write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let version = versions.of::<Self>();
        let kind = if version >= 1 { StreamKind::read(input, versions)? } else { StreamKind::default() };
        let direction =
            if version >= 2 { StreamDirection::read(input, versions)? } else { StreamDirection::default() };
        let indices = if kind.of_shapes() {
            Vec::<i32>::read(input, versions)?.into_iter().map(i64::from).collect()
        } else {
            Vec::read(input, versions)?
        };
        Ok(Self { kind, direction, indices })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self {
            kind: StreamKind::sample(random),
            direction: StreamDirection::sample(random),
            indices: Vec::sample(random),
        }
    }
}

enumeration! {
    /// Why there is no stream.
    pub enum StreamError: u8 { None = 0, AtomNotFound = 1, Unsupported = 2, }
}

layout! {
    /// The room made a stream, or says why not; all fields are there either way.
    pub struct StreamCreated = "StreamCreationResult", 2 {
        /// Why there is no stream.
        error: StreamError,
        /// The stream's id.
        id: u32,
        /// What its values are.
        [1..] data: StreamDataKind,
        /// Who feeds it.
        [2..] direction: StreamDirection,
    }
}

/// Values of a stream.
#[derive(Debug, Clone, PartialEq)]
pub enum StreamData {
    /// Kind 0; the only one at version 0.
    Float(Vec<f32>),
    /// Kind 1.
    Byte(Vec<u8>),
    /// Kind 2.
    String(Vec<String>),
}

/// New values for all objects of a stream. The room answers each with `stream_feed_done`, or the plugin stops.
///
/// `StreamFeed`, newest version 2: u32 stream id; v ≥ 1: u8 kind of data; f32\[\], u8\[\] or str\[\].
#[derive(Debug, Clone, PartialEq)]
pub struct StreamFeed {
    /// The stream's id.
    pub id: u32,
    /// The values, object after object.
    pub data: StreamData,
}

impl Layout for StreamFeed {
    const NAME: &'static str = "StreamFeed";
    const VERSION: u8 = 2;
    const LEAST: usize = 8;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.id.write(out, versions);
        let kind = match &self.data {
            StreamData::Float(_) => StreamDataKind::Float,
            StreamData::Byte(_) => StreamDataKind::Byte,
            StreamData::String(_) => StreamDataKind::String,
        };
        let version = versions.of::<Self>();
        if version >= 1 {
            kind.write(out, versions);
        }
        match &self.data {
            StreamData::Float(values) => values.write(out, versions),
            _ if version == 0 => Vec::<f32>::new().write(out, versions), // which has no way to say so
            StreamData::Byte(values) => values.write(out, versions),
            StreamData::String(values) => values.write(out, versions),
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let id = u32::read(input, versions)?;
        let at = input.position();
        let kind = if versions.of::<Self>() >= 1 {
            StreamDataKind::read(input, versions)?
        } else {
            StreamDataKind::Float
        };
        let data = match kind {
            StreamDataKind::Float => StreamData::Float(Vec::read(input, versions)?),
            StreamDataKind::Byte => StreamData::Byte(Vec::read(input, versions)?),
            StreamDataKind::String => StreamData::String(Vec::read(input, versions)?),
            StreamDataKind::Other(value) => {
                return Reader::invalid(
                    at,
                    Invalid::Tag { what: "kind of stream data", value: value.into() },
                );
            }
        };
        Ok(Self { id, data })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        let data = match random.below(3) {
            0 => StreamData::Float(Vec::sample(random)),
            1 => StreamData::Byte(Vec::sample(random)),
            _ => StreamData::String(Vec::sample(random)),
        };
        Self { id: u32::sample(random), data }
    }
}

enumeration! {
    /// Why a stream ended.
    pub enum StreamInterruptReason: u8 { StreamNotFound = 0, Crashed = 1, }
}

layout! {
    /// The room ended a stream.
    pub struct StreamInterrupt = "StreamInterrupt", 0 {
        /// Why.
        reason: StreamInterruptReason,
        /// The stream's id.
        id: u32,
    }
}
