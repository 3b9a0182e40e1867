//! Tests that walk the whole protocol.

mod capture;
mod conversion;
mod golden;
mod python;
mod walk;
