//! Small values that many layouts share.

use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::{Layout, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::versions::Versions;

/// `x, y, z`.
pub type Vector3 = [f32; 3];

/// `x, y, z, w`. All zero, as a new complex of the Python library has it, means no rotation.
pub type Quaternion = [f32; 4];

/// Keys and values in the order of the wire.
pub type Tags = Vec<(String, String)>;

/// The rotation that changes nothing.
pub const NO_ROTATION: Quaternion = [0.0, 0.0, 0.0, 1.0];

/// `0xRRGGBBAA`; on the wire little-endian, so its bytes are A, B, G, R.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Color(pub u32);

impl Color {
    /// Transparent: "none set".
    pub const CLEAR: Self = Self(0);
    /// Opaque black.
    pub const BLACK: Self = Self(0x0000_00FF);
    /// Opaque white.
    pub const WHITE: Self = Self(0xFFFF_FFFF);
    /// Opaque grey.
    pub const GREY: Self = Self(0x7F7F_7FFF);

    /// From red, green, blue and opacity.
    pub const fn rgba(red: u8, green: u8, blue: u8, alpha: u8) -> Self {
        Self(u32::from_be_bytes([red, green, blue, alpha]))
    }

    /// Red, green, blue and opacity.
    pub const fn to_rgba(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }
}

impl Layout for Color {
    const LEAST: usize = 4;

    fn write(&self, out: &mut Writer, _: &Versions) {
        out.u32(self.0);
    }

    fn read(input: &mut Reader<'_>, _: &Versions) -> Result<Self, DecodeError> {
        input.u32().map(Self)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self(random.next() as u32)
    }
}

layout! {
    /// Where something is and how it is turned.
    #[derive(Copy)]
    pub struct Pose = "", 0 {
        /// Where it is.
        position: Vector3,
        /// How it is turned.
        rotation: Quaternion = NO_ROTATION,
    }
}

layout! {
    /// Where something is, how it is turned and how large it shows.
    #[derive(Copy)]
    pub struct Transform = "", 0 {
        /// Where it is.
        position: Vector3,
        /// How it is turned.
        rotation: Quaternion = NO_ROTATION,
        /// How large it shows.
        scale: Vector3 = [1.0; 3],
    }
}

/// A picture that is sent once in a session: bool cached; str key; u8\[\] data unless cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedImage {
    /// `"{session}-{path}"`. Layouts older than the cache hold the path alone; read from these, the session is 0.
    pub key: String,
    /// The file's bytes; `None` if the room has been sent them before.
    pub data: Option<Vec<u8>>,
}

impl Default for CachedImage {
    /// No picture.
    fn default() -> Self {
        Self { key: "0-".to_owned(), data: Some(Vec::new()) }
    }
}

impl CachedImage {
    /// From a layout older than the cache.
    pub(crate) fn uncached(path: &str, data: Vec<u8>) -> Self {
        Self { key: format!("0-{path}"), data: Some(data) }
    }

    /// The path without the session.
    pub(crate) fn path(&self) -> String {
        self.key.split_once('-').map_or_else(|| self.key.clone(), |(_, path)| path.to_owned())
    }

    /// The data, empty if the room has been sent it before.
    pub(crate) fn data(&self) -> Vec<u8> {
        self.data.clone().unwrap_or_default()
    }
}

impl Layout for CachedImage {
    const LEAST: usize = 5;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.data.is_none().write(out, versions);
        self.key.write(out, versions);
        if let Some(data) = &self.data {
            data.write(out, versions);
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let cached = bool::read(input, versions)?;
        let key = String::read(input, versions)?;
        Ok(Self { key, data: if cached { None } else { Some(Vec::read(input, versions)?) } })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        Self { key: String::sample(random), data: Option::sample(random) }
    }
}
