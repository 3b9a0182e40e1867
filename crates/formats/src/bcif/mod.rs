//! BinaryCIF: the categories of PDBx/mmCIF as encoded columns in MessagePack.
//!
//! A file is a map with `dataBlocks`; a block has `header` and `categories`; a category `name`, `rowCount`
//! and `columns`; a column `name`, `data` and perhaps a `mask` (0 a value, 1 `.`, 2 `?`). Data are bytes and
//! the list of encodings that made them, to be undone from the last to the first ([`decode`]).

mod atoms;
mod decode;
mod encode;
mod msgpack;
mod pack;
mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;
