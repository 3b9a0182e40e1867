//! Plugin services over the compute crates.
