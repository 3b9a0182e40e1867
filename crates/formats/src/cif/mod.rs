//! CIF, the text syntax: data blocks of categories, each a table.
//!
//! [`tokens`] cuts the text, [`document`] gathers blocks, [`rows`] reads the loop of atoms, which is nearly
//! all of a large file, a line at a time and in parallel. What the categories mean is [`crate::pdbx`]'s.

mod columns;
mod cut;
mod document;
mod rows;
mod tokens;
mod write;

pub(crate) use document::{categories, read};
pub(crate) use write::write;
