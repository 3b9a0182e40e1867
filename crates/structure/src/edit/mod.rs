//! Editing: taking atoms out and putting them in, putting structures together, moving them, building assemblies.
//!
//! All of it makes new tables from runs of old ones, so that every column, bond, conformer and listed helix stays in
//! step.

mod add;
mod assembly;
mod copy;
mod merge;
mod subset;
mod transform;

pub use add::{Added, NewAtom};
pub use assembly::AssemblyError;
