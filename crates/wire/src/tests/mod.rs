//! Tests that walk the whole protocol.

mod walk;
