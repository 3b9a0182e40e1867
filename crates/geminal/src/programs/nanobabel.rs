//! `nanobabel`: the command line that the public Minimization, Hydrogens and Structure Prep plugins, and the Python
//! library's own bonding, start.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail, ensure};
use clap::{Parser, Subcommand};
use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::hydrogens;
use geminal_chemistry::pocket::Pocket;
use geminal_chemistry::residues::Components;
use geminal_forcefield::{ForceField, Precision};
use geminal_formats::{Format, write, write_file};
use geminal_minimize::{Method, Settings, minimize_observed};
use geminal_structure::{AtomSet, Point, Structure};

use super::with_long_flags;
use crate::files::{Reading, display};
use crate::molecules::first_model;

/// What plugins start nanobabel for, done by geminal
#[derive(Debug, Parser)]
#[command(name = "nanobabel", version, max_term_width = 100, disable_help_flag = true)]
struct Arguments {
    /// Print help
    #[arg(long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Relax a molecule; atoms of the constraints stay where they are
    Minimize(Minimize),
    /// Add hydrogens, after those that are there
    Hydrogen(Hydrogen),
    /// Find bonds and their orders
    Bonding(Bonding),
}

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
struct Minimize {
    #[command(flatten)]
    files: Files,
    /// Add the hydrogens that are missing
    #[arg(short = 'h')]
    hydrogens: bool,
    /// Print positions every so many steps
    #[arg(short = 'l', value_name = "N", default_value_t = 20)]
    every: usize,
    /// Stop after so many steps
    #[arg(short = 'n', value_name = "N", default_value_t = 2500)]
    steps: usize,
    /// Uff, Gaff, Ghemical, MMFF94 or MMFF94s (-ff); any other name means Uff
    #[arg(long, value_name = "FF", default_value = "Uff")]
    forcefield: String,
    /// File of lines ATOM:FIXED:SERIAL (-cx)
    #[arg(long, value_name = "FILE")]
    constraints: Option<PathBuf>,
    /// Steepest descent instead of conjugate gradients (-sd)
    #[arg(long)]
    steepest: bool,
    /// Taken and not needed: a folder of force field data (-dd)
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
struct Hydrogen {
    #[command(flatten)]
    files: Files,
    /// Add them (-add)
    #[arg(long)]
    add: bool,
    /// The pH that decides protonation (-ph)
    #[arg(long, value_name = "PH", default_value_t = 7.4)]
    ph: f64,
    /// Only hydrogens on nitrogen, oxygen and sulphur (-pl)
    #[arg(long)]
    polar: bool,
}

#[derive(Debug, clap::Args)]
#[command(disable_help_flag = true)]
struct Bonding {
    #[command(flatten)]
    files: Files,
    /// Taken and not needed: orders are found fast enough
    #[arg(short = 'f')]
    fast: bool,
}

#[derive(Debug, clap::Args)]
struct Files {
    /// File to read
    #[arg(short, value_name = "IN")]
    input: PathBuf,
    /// File to write
    #[arg(short, value_name = "OUT")]
    output: PathBuf,
}

/// Flags of one dash and several letters.
const LONG: [(&str, &str); 7] = [
    ("-ff", "--forcefield"),
    ("-cx", "--constraints"),
    ("-sd", "--steepest"),
    ("-dd", "--data"),
    ("-add", "--add"),
    ("-ph", "--ph"),
    ("-pl", "--polar"),
];

/// Gradients below this count as relaxed, kcal/mol/Å.
const RELAXED: f64 = 0.01;

/// Runs the program.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    let done = match Arguments::parse_from(with_long_flags(arguments, &LONG)).task {
        Task::Minimize(arguments) => minimize(&arguments),
        Task::Hydrogen(arguments) => add_hydrogens(&arguments),
        Task::Bonding(arguments) => find_bonds(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nanobabel: {error:#}");
            ExitCode::from(1)
        }
    }
}

impl Files {
    fn read(&self) -> Result<Vec<Structure>> {
        let input = Reading { from: None, strict: false }.read(&self.input)?;
        ensure!(!input.structures.is_empty(), "{}: no structure", display(&self.input));
        Ok(input.structures)
    }

    fn write(&self, structures: &[Structure]) -> Result<()> {
        let format = Format::from_path(&self.output)?;
        write_file(structures, format, &self.output).with_context(|| display(&self.output))
    }
}

fn minimize(arguments: &Minimize) -> Result<()> {
    let mut structure = first_model(arguments.files.read()?.remove(0));
    perceive_bonds(&mut structure, Components::embedded());
    let fixed = match &arguments.constraints {
        Some(path) => constraints(path, structure.atom_count())?,
        None => AtomSet::none(structure.atom_count()),
    };
    let free = fixed.complement();
    let Pocket { mut structure, fixed, .. } = if arguments.hydrogens {
        Pocket::completed(&structure, &free)
    } else {
        Pocket::as_is(&structure, &free)
    };
    let forcefield = forcefield(&arguments.forcefield);
    let mut potential = forcefield
        .parametrize(&structure)
        .with_context(|| format!("{}: {forcefield}", display(&arguments.files.input)))?
        .potential;
    potential.set_fixed(&fixed);
    potential.set_precision(Precision::for_minimization(potential.atoms(), RELAXED));
    let settings = Settings {
        method: if arguments.steepest { Method::SteepestDescent } else { Method::ConjugateGradients },
        max_steps: arguments.steps,
        rms_gradient: RELAXED,
        report_every: arguments.every,
        ..Settings::default()
    };
    let mut positions = structure.positions().to_vec();
    let mut told = Ok(());
    minimize_observed(&mut potential, &mut positions, &settings, &mut |progress| {
        told = tell(&mut structure, progress.positions);
        if told.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    match told.and_then(|()| tell(&mut structure, &positions)) {
        // Whoever started this has heard enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        other => other.context("stdout")?,
    }
    arguments.files.write(&[structure])
}

/// A force field by the name that plugins pass.
fn forcefield(name: &str) -> ForceField {
    match name.to_ascii_lowercase().as_str() {
        "gaff" => ForceField::Gaff,
        "ghemical" => ForceField::Ghemical,
        "mmff94" => ForceField::Mmff94,
        "mmff94s" => ForceField::Mmff94s,
        _ => ForceField::Uff,
    }
}

/// The atoms that a file of constraints fixes. Older plugins write no line ends.
fn constraints(path: &Path, atoms: usize) -> Result<AtomSet> {
    const MARK: &str = "ATOM:FIXED:";
    let text = std::fs::read_to_string(path).with_context(|| display(path))?;
    let mut fixed = AtomSet::none(atoms);
    let mut entries = text.split(MARK);
    if let Some(odd) = entries.next().map(str::trim).filter(|before| !before.is_empty()) {
        bail!("{}: {odd:?} is no constraint; write {MARK}SERIAL", display(path));
    }
    for entry in entries.map(str::trim) {
        match entry.parse::<usize>() {
            Ok(serial) if (1..=atoms).contains(&serial) => fixed.insert(serial - 1),
            _ => bail!("{}: {MARK}{entry} names no atom; there are {atoms}", display(path)),
        }
    }
    Ok(fixed)
}

/// Prints the structure at some positions, between the lines that plugins look for.
fn tell(structure: &mut Structure, positions: &[Point]) -> std::io::Result<()> {
    structure.atoms.position.copy_from_slice(positions);
    let mut text = b"Step update start\n".to_vec();
    write(std::slice::from_ref(structure), Format::Pdb, &mut text).map_err(std::io::Error::other)?;
    text.extend_from_slice(b"Step update end\n");
    let mut out = std::io::stdout().lock();
    out.write_all(&text)?;
    out.flush()
}

fn add_hydrogens(arguments: &Hydrogen) -> Result<()> {
    ensure!(arguments.add, "say -add; there is nothing else to do with hydrogens here");
    let options = hydrogens::Options {
        ph: Some(arguments.ph),
        polar_only: arguments.polar,
        ..hydrogens::Options::default()
    };
    let structures = arguments.files.read()?;
    let complete: Vec<Structure> =
        structures.iter().map(|structure| hydrogens::add(structure, &options).structure).collect();
    arguments.files.write(&complete)
}

fn find_bonds(arguments: &Bonding) -> Result<()> {
    let mut structures = arguments.files.read()?;
    for structure in &mut structures {
        perceive_bonds(structure, Components::embedded());
    }
    arguments.files.write(&structures)
}
