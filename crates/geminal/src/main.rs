//! The program `geminal`: one subcommand a file in `commands/`.

mod commands;
mod context;
mod cpu;
mod files;
mod logging;
mod molecules;
mod npy;
mod parquet;

use std::process::ExitCode;

fn main() -> ExitCode {
    // Before anything that may be compiled to instructions an older processor lacks.
    if let Some(missing) = cpu::missing() {
        cpu::refuse(missing);
        return ExitCode::from(1);
    }
    context::run()
}
