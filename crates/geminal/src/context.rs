//! What all commands share: the common arguments, output, and how a run ends.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use serde_json::Value;

use crate::commands::Command;

/// Structure compute, plugin services, relay and room in one program.
#[derive(Debug, Parser)]
#[command(name = "geminal", version, propagate_version = true, max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    context: Context,
}

/// Arguments of every command.
#[derive(Debug, Clone, clap::Args)]
pub struct Context {
    /// Print JSON Lines on stdout, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// Number of threads [default: all]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

impl Context {
    /// Prints one line of JSON if they are wanted, else what `text` makes.
    pub fn print(&self, json: &Value, text: impl FnOnce() -> String) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            serde_json::to_writer(&mut out, json)?;
            writeln!(out)?;
        } else {
            writeln!(out, "{}", text())?;
        }
        Ok(())
    }
}

/// How a command that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is done.
    Done,
    /// Some of the input could not be processed; messages have said what.
    Incomplete,
}

/// Runs the program: the exit code is 0 when done, 1 when the input could not be processed, 2 for wrong usage.
#[inline(never)]
pub fn run() -> ExitCode {
    // Wrong usage ends here with code 2, `--help` and `--version` with 0.
    let program = Program::parse();
    match start(program) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Incomplete) => ExitCode::from(1),
        // Whoever read our output has had enough, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("geminal: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn start(program: Program) -> anyhow::Result<Outcome> {
    if let Some(threads) = program.context.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .context("cannot start the threads")?;
    }
    program.command.run(&program.context)
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |kind: ErrorKind| kind == ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().is_some_and(|e| broken(e.kind()));
        io || cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind)
            .is_some_and(broken)
    })
}
