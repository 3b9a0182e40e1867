//! The runtime for plugin services in Rust.
