//! Programs of others whose place this one takes where it is run under their name (a link is enough): plugins that
//! start them run on these kernels unmodified.

mod arpeggio;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// The program that the name of the command means; none for our own name.
pub fn named(command: &Path) -> Option<fn(Vec<OsString>) -> ExitCode> {
    match command.file_stem()?.to_str()? {
        "arpeggio" | "pdbe-arpeggio" => Some(arpeggio::run),
        _ => None,
    }
}
