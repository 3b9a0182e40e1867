//! Tests that walk the whole protocol.

mod capture;
mod golden;
mod python;
mod walk;
