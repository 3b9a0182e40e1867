//! The program `geminal`: one subcommand a file in `commands/`; what it is under other names in `programs/`.

mod commands;
mod context;
mod cpu;
mod files;
mod logging;
mod molecules;
mod npy;
mod parquet;
mod programs;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything that may be compiled to instructions an older processor lacks.
    if let Some(missing) = cpu::missing() {
        cpu::refuse(missing);
        return ExitCode::from(1);
    }
    let arguments: Vec<OsString> = std::env::args_os().collect();
    match arguments.first().and_then(|command| programs::named(Path::new(command))) {
        Some(run) => run(arguments),
        None => context::run(),
    }
}
