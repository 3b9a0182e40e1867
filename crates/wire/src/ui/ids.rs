//! Ids of widgets.

use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::Layout;
use crate::versions::Versions;

/// What of an id is the plugin's own at version 0.
const OWN: i32 = 0x00FF_FFFF;

/// An id whose highest byte names the plugin at version 0. As the Python library 0.42.1 does, it is written as it is.
pub mod content_id {
    use super::*;

    pub fn write(id: &i32, out: &mut Writer, versions: &Versions, _: u8) {
        id.write(out, versions);
    }

    pub fn read(input: &mut Reader<'_>, versions: &Versions, version: u8) -> Result<i32, DecodeError> {
        let id = i32::read(input, versions)?;
        Ok(if version == 0 { id & OWN } else { id })
    }
}

/// The same, behind a bool that says if there is one.
pub mod optional_content_id {
    use super::*;

    pub fn write(id: &Option<i32>, out: &mut Writer, versions: &Versions, _: u8) {
        id.write(out, versions);
    }

    pub fn read(
        input: &mut Reader<'_>,
        versions: &Versions,
        version: u8,
    ) -> Result<Option<i32>, DecodeError> {
        let id = Option::<i32>::read(input, versions)?;
        Ok(if version == 0 { id.map(|id| id & OWN) } else { id })
    }
}
