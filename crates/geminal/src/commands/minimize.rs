//! `geminal minimize`: relax molecules, or some atoms in their surroundings.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use geminal_chemistry::pocket::{Ends, Pocket};
use geminal_forcefield::{Cutoff, ForceField, Parametrized, Precision};
use geminal_formats::Format;
use geminal_minimize::{Method, Outcome as Minimized, Settings, Stop, minimize_observed};
use geminal_structure::{AtomSet, Point, Selection, Structure};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::context::{Context, Outcome};
use crate::files::{Reading, Writing, display, is_stream};
use crate::molecules::{ready, refused, tell_estimated, tell_left_out, title};

/// Relax molecules with a force field, or some atoms while the others stay where they are
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  geminal minimize fixtures/chemistry/alanine-dipeptide.pdb -o relaxed.pdb --hydrogens -f mmff94s")]
pub struct Arguments {
    /// File to read; - for stdin
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// File to write; - for stdout
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// uff, gaff, gaff2, ghemical, mmff94, mmff94s, ff14sb or auto
    #[arg(short, long, value_name = "FF")]
    forcefield: ForceField,
    /// How to go downhill
    #[arg(long, value_enum, default_value_t = Algorithm::Lbfgs)]
    algorithm: Algorithm,
    /// Stop after so many steps
    #[arg(long, value_name = "N", default_value_t = 2000)]
    steps: usize,
    /// Stop when the root mean square of the gradient is below this, kcal/mol/Å
    #[arg(long, value_name = "X", default_value_t = 1e-4)]
    rms_gradient: f64,
    /// Move only these atoms [default: all]
    #[arg(long, value_name = "EXPR")]
    free: Option<Selection>,
    /// With --free: leave out of account what is farther from these than this, Å
    #[arg(long, value_name = "R", requires = "free")]
    shell: Option<f64>,
    /// Cut pair interactions off smoothly at this distance, Å
    #[arg(long, value_name = "R")]
    cutoff: Option<f64>,
    /// Start from positions shaken by up to 0.1 Å by this seed [default: from those of the file]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Add the hydrogens that are missing
    #[arg(long)]
    hydrogens: bool,
    /// Write positions along the way, XYZ; with one molecule only
    #[arg(long, value_name = "FILE")]
    trajectory: Option<PathBuf>,
    /// Every so many steps
    #[arg(long, value_name = "K", default_value_t = 10, requires = "trajectory")]
    every: usize,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
}

/// A way downhill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Algorithm {
    /// Limited-memory BFGS
    Lbfgs,
    /// Conjugate gradients
    Conjugate,
    /// Steepest descent
    Steepest,
    /// Fast inertial relaxation
    Fire,
}

impl Algorithm {
    fn method(self, atoms: usize) -> Method {
        match self {
            Algorithm::Lbfgs => Method::lbfgs(atoms),
            Algorithm::Conjugate => Method::ConjugateGradients,
            Algorithm::Steepest => Method::SteepestDescent,
            Algorithm::Fire => Method::Fire,
        }
    }
}

/// A molecule and how its minimization went.
struct Done {
    structure: Structure,
    row: Value,
}

/// Reads, minimizes, writes in the order of the file; molecules that cannot be typed are written as they were.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    arguments.writing.format_of(&arguments.output)?;
    let name = display(&arguments.input);
    let format = arguments.reading.format_of(&arguments.input);
    let structures = arguments.reading.read(&arguments.input)?.structures;
    ensure!(
        arguments.trajectory.is_none() || structures.len() == 1,
        "--trajectory needs one molecule; {name} has {}",
        structures.len()
    );
    let count = structures.len();
    let bar = progress_bar(count);
    let done: Vec<Done> = structures
        .into_par_iter()
        .enumerate()
        .map(|(number, structure)| {
            let name = match structure.name.as_str() {
                "" => title(&arguments.input, number + 1, count),
                name => name.to_owned(),
            };
            let done = one(&name, structure, format, &arguments);
            bar.inc(1);
            done
        })
        .collect();
    bar.finish_and_clear();
    let mut outcome = Outcome::Done;
    let mut results = Vec::with_capacity(done.len());
    for Done { structure, row } in done {
        if let Some(error) = row.get("error") {
            outcome = Outcome::Incomplete;
            eprintln!("{}: {}", row["name"].as_str().unwrap_or(&name), error["message"].as_str().unwrap_or_default());
        }
        tell_estimated(row["name"].as_str().unwrap_or(&name), &row);
        tell_left_out(row["name"].as_str().unwrap_or(&name), &row);
        if !is_stream(&arguments.output) {
            context.print(&row, || text(&row))?;
        }
        results.push(structure);
    }
    arguments.writing.write(&results, &arguments.output)?;
    Ok(outcome)
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar(molecules: usize) -> ProgressBar {
    if molecules < 2 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} molecules, {per_sec}, {eta} left");
    let bar = ProgressBar::new(molecules as u64);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn one(name: &str, structure: Structure, format: Option<Format>, arguments: &Arguments) -> Done {
    match relaxed(name, &structure, format, arguments) {
        Ok(done) => done,
        Err(error) => Done { structure, row: refused(name, &error) },
    }
}

fn relaxed(name: &str, structure: &Structure, format: Option<Format>, arguments: &Arguments) -> Result<Done> {
    let start = Instant::now();
    let mut whole = ready(structure.clone(), format, arguments.forcefield, arguments.hydrogens)?;
    if let Some(seed) = arguments.seed {
        shake(&mut whole.atoms.position, seed);
    }
    let pocket = pocket(&whole, arguments)?;
    let Parametrized { mut potential, estimated, .. } = arguments.forcefield.parametrize(&pocket.structure)?;
    potential.set_fixed(&pocket.fixed);
    potential.set_cutoff(arguments.cutoff.map(Cutoff::at));
    potential.set_precision(Precision::for_minimization(potential.atoms(), arguments.rms_gradient));
    let setup = start.elapsed().as_secs_f64();
    let mut trajectory = arguments.trajectory.as_ref().map(File::create).transpose()?.map(BufWriter::new);
    let settings = Settings {
        method: arguments.algorithm.method(pocket.structure.atom_count()),
        max_steps: arguments.steps,
        rms_gradient: arguments.rms_gradient,
        report_every: if trajectory.is_some() { arguments.every } else { 0 },
        ..Settings::default()
    };
    let mut positions = pocket.structure.positions().to_vec();
    let mut written = Ok(());
    let start = Instant::now();
    let outcome = minimize_observed(&mut potential, &mut positions, &settings, &mut |progress| {
        if let Some(out) = &mut trajectory {
            written = frame(out, &pocket.structure, progress.positions, progress.step, progress.energy);
        }
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let seconds = start.elapsed().as_secs_f64();
    written.context("the trajectory")?;
    if let Some(mut out) = trajectory {
        out.flush()?;
    }
    for (here, there) in pocket.moving() {
        whole.atoms.position[there] = positions[here];
    }
    note(&mut whole, arguments, &outcome);
    let mut row = row(name, &outcome, seconds, setup);
    row["estimated"] = json!(estimated);
    row["left_out"] = json!(whole.atom_count() - whole.first_alternates().count());
    Ok(Done { row, structure: whole })
}

/// What moves and what surrounds it: everything, or what the arguments say.
fn pocket(whole: &Structure, arguments: &Arguments) -> Result<Pocket> {
    let count = whole.atom_count();
    let free = arguments.free.as_ref().map_or_else(|| AtomSet::all(count), |selection| selection.atoms(whole));
    ensure!(!free.is_empty() || count == 0, "--free selects no atom");
    if let Some(shell) = arguments.shell {
        let residues = matches!(arguments.forcefield, ForceField::Ff14sb | ForceField::Auto);
        let ends = if residues { Ends::Open } else { Ends::Capped };
        return Ok(Pocket::cut_from(whole, &free, shell, ends)?);
    }
    Ok(Pocket::as_is(whole, &free))
}

/// Moves every coordinate by up to 0.1 Å, the same for the same seed (SplitMix64).
fn shake(positions: &mut [Point], seed: u64) {
    let mut state = seed;
    for coordinate in positions.iter_mut().flatten() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let unit = (z ^ (z >> 31)) as f64 / u64::MAX as f64;
        *coordinate += 0.2 * (unit - 0.5);
    }
}

/// Says in the file how it was made.
fn note(structure: &mut Structure, arguments: &Arguments, outcome: &Minimized) {
    let seed = arguments.seed.map(|seed| format!(", seed {seed}")).unwrap_or_default();
    let text = format!(
        "geminal {}, {}, {:?}, {} steps, {:.6} kcal/mol{seed}",
        env!("CARGO_PKG_VERSION"),
        arguments.forcefield,
        arguments.algorithm,
        outcome.steps,
        outcome.energy
    );
    structure.data.retain(|(key, _)| key != "minimized");
    structure.data.push(("minimized".into(), text));
}

fn frame(out: &mut impl Write, structure: &Structure, positions: &[Point], step: usize, energy: f64) -> std::io::Result<()> {
    writeln!(out, "{}\nstep {step} energy {energy:.6} kcal/mol", positions.len())?;
    for (element, [x, y, z]) in structure.atoms.element.iter().zip(positions) {
        writeln!(out, "{element:<2} {x:.6} {y:.6} {z:.6}")?;
    }
    Ok(())
}

fn row(name: &str, outcome: &Minimized, seconds: f64, setup: f64) -> Value {
    json!({
        "name": name, "steps": outcome.steps, "energy_initial": outcome.start_energy, "energy": outcome.energy,
        "rms_gradient": outcome.rms_gradient,
        "converged": matches!(outcome.stop, Stop::RmsGradient | Stop::EnergyChange | Stop::NoProgress),
        "stopped_by": outcome.stop.to_string(), "evaluations": outcome.evaluations,
        "seconds": seconds, "seconds_setup": setup,
    })
}

/// A molecule as people read it.
fn text(row: &Value) -> String {
    let name = row["name"].as_str().unwrap_or_default();
    let number = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
    if row.get("error").is_some() {
        return format!("{name}: not minimized");
    }
    format!(
        "{name}: {:.4} to {:.4} kcal/mol in {} steps, gradient {:.2e}, {}",
        number("energy_initial"),
        number("energy"),
        row["steps"],
        number("rms_gradient"),
        row["stopped_by"].as_str().unwrap_or_default()
    )
}
