//! Times of force fields and minimization, as JSON: seconds.
//!
//! `kilobytes` is the most memory that set-up and evaluation took beside the structure.
//!
//! `cargo run --release -p geminal-benches --example forcefield -- FILE --forcefield NAME [--hydrogens] [--threads N]`
//!
//! For every molecule of the file, or the first `--take`: typing and set-up, energy with gradient, minimization (L-BFGS) to
//! an RMS gradient of 1e-4 kcal/mol/Å; means over the molecules, medians of `--runs`. With `--steps` the minimization is
//! that many steps long. With `--free` and `--shell` a pocket: these atoms free, residues that near fixed; with `--fixed`
//! a file that is one.

use clap::Parser;
use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::hydrogens;
use geminal_chemistry::pocket::Pocket;
use geminal_chemistry::residues::Components;
use geminal_forcefield::{Cutoff, ForceField, Potential, Precision};
use geminal_formats::{Options, read_file};
use geminal_minimize::{Method, Settings, minimize};
use geminal_structure::{Point, Selection, Structure};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Parser)]
struct Arguments {
    file: PathBuf,
    #[arg(long)]
    forcefield: ForceField,
    #[arg(long, default_value_t = usize::MAX)]
    take: usize,
    #[arg(long)]
    hydrogens: bool,
    #[arg(long)]
    free: Option<Selection>,
    #[arg(long, default_value_t = 7.0)]
    shell: f64,
    #[arg(long)]
    cutoff: Option<f64>,
    #[arg(long)]
    steps: Option<usize>,
    /// Steps that L-BFGS remembers.
    #[arg(long)]
    memory: Option<usize>,
    /// RMS gradient to stop at, kcal/mol/Å.
    #[arg(long, default_value_t = 1e-4)]
    rms: f64,
    /// Pairs in single precision.
    #[arg(long)]
    mixed: bool,
    /// Fixed atoms, by index from 1 and separated by commas, of a file taken as it is.
    #[arg(long, value_delimiter = ',')]
    fixed: Vec<usize>,
    #[arg(long, default_value_t = 5)]
    runs: usize,
    #[arg(long, default_value_t = 1)]
    threads: usize,
}

/// A molecule ready to be typed: what is fixed of it, if anything.
struct Case {
    structure: Structure,
    fixed: Vec<bool>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build_global()?;
    let structures = read_file(&arguments.file, None, &Options::default())?.structures;
    let prepared =
        structures.into_iter().take(arguments.take).map(|structure| prepared(structure, &arguments));
    let cases: Vec<Case> = prepared.collect::<Result<_, Box<dyn Error>>>()?;
    let before = memory("VmRSS:");
    let setup = median(arguments.runs, || potentials(&cases, &arguments).map(|_| ()))? / cases.len() as f64;
    let mut ready = potentials(&cases, &arguments)?;
    let mut gradients: Vec<Vec<Point>> =
        cases.iter().map(|case| vec![[0.0; 3]; case.structure.atom_count()]).collect();
    let evaluation = median(arguments.runs, || {
        for ((case, potential), gradient) in cases.iter().zip(&mut ready).zip(&mut gradients) {
            potential.energy_and_gradient(case.structure.positions(), gradient);
        }
        Ok(())
    })? / cases.len() as f64;
    let kilobytes = memory("VmHWM:").saturating_sub(before);
    let (mut energy, mut steps, mut evaluations) = (0.0, 0, 0);
    let settings = |atoms: usize| Settings {
        method: arguments.memory.map_or_else(|| Method::lbfgs(atoms), |memory| Method::Lbfgs { memory }),
        max_steps: arguments.steps.unwrap_or(5000),
        rms_gradient: if arguments.steps.is_some() { 0.0 } else { arguments.rms },
        ..Settings::default()
    };
    let minimization = median(arguments.runs, || {
        (energy, steps, evaluations) = (0.0, 0, 0);
        for (case, potential) in cases.iter().zip(&mut ready) {
            let mut positions = case.structure.positions().to_vec();
            let outcome = minimize(potential, &mut positions, &settings(case.structure.atom_count()));
            energy += outcome.energy;
            steps += outcome.steps;
            evaluations += outcome.evaluations;
        }
        Ok(())
    })? / cases.len() as f64;
    let (count, atoms) = (cases.len(), cases.iter().map(|case| case.structure.atom_count()).sum::<usize>());
    println!(
        r#"{{"molecules": {count}, "atoms": {atoms}, "setup": {setup:.3e}, "evaluation": {evaluation:.3e}, "minimization": {minimization:.3e}, "energy": {:.4}, "steps": {}, "evaluations": {}, "kilobytes": {}}}"#,
        energy / count as f64,
        steps / count.max(1),
        evaluations / count.max(1),
        kilobytes
    );
    Ok(())
}

/// A figure of `/proc/self/status`, kB; 0 where there is none.
fn memory(figure: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(figure)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

fn prepared(mut structure: Structure, arguments: &Arguments) -> Result<Case, Box<dyn Error>> {
    if arguments.forcefield != ForceField::Ff14sb {
        perceive_bonds(&mut structure, Components::embedded());
    }
    if let Some(free) = &arguments.free {
        let free = free.atoms(&structure);
        let pocket = Pocket::around(&structure, &free, arguments.shell)?;
        return Ok(Case { structure: pocket.structure, fixed: pocket.fixed });
    }
    if arguments.hydrogens {
        structure = hydrogens::add(&structure, &hydrogens::Options::default()).structure;
    }
    let fixed = (1..=structure.atom_count()).map(|number| arguments.fixed.contains(&number)).collect();
    Ok(Case { structure, fixed })
}

fn potentials(cases: &[Case], arguments: &Arguments) -> Result<Vec<Potential>, Box<dyn Error>> {
    let potential = |case: &Case| -> Result<Potential, Box<dyn Error>> {
        let mut potential = arguments.forcefield.parametrize(&case.structure)?.potential;
        potential.set_fixed(&case.fixed);
        potential.set_cutoff(arguments.cutoff.map(Cutoff::at));
        potential.set_precision(if arguments.mixed { Precision::Mixed } else { Precision::Double });
        Ok(potential)
    };
    cases.iter().map(potential).collect()
}

fn median(runs: usize, mut run: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    run()?;
    let mut seconds = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        run()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}
