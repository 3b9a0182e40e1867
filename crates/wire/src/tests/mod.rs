//! Tests that walk the whole protocol.

mod capture;
mod conversion;
mod golden;
mod hostile;
mod python;
mod walk;
