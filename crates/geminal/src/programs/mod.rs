//! Programs of others whose place this one takes where it is run under their name (a link is enough): plugins that
//! start them run on these kernels unmodified.

mod arpeggio;
mod nanobabel;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// The program that the name of the command means; none for our own name.
pub fn named(command: &Path) -> Option<fn(Vec<OsString>) -> ExitCode> {
    match command.file_stem()?.to_str()? {
        "arpeggio" | "pdbe-arpeggio" => Some(arpeggio::run),
        "nanobabel" => Some(nanobabel::run),
        _ => None,
    }
}

/// Arguments with flags of one dash and several letters, which the parser would take for several flags, as `long` has
/// them with two dashes.
fn with_long_flags(arguments: Vec<OsString>, long: &[(&str, &str)]) -> impl Iterator<Item = OsString> {
    arguments.into_iter().map(|word| {
        let known = long.iter().find(|(short, _)| word == *short);
        known.map_or(word, |(_, long)| OsString::from(long))
    })
}
