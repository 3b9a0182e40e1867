//! Times of interaction detection in a parsed file, as JSON: seconds, median of runs.
//!
//! `cargo run --release -p geminal-benches --example interactions -- FILE [--select EXPR] [--rules NAME] [--copies N]`
//!
//! `found`: contacts of the selection (of the whole structure without one), all from the parsed file: bonds, features,
//! detection. `frame`: the detection alone, with the features kept, each time at other positions of the selection.
//! With `--copies` the structure is put side by side as often.

use clap::Parser;
use geminal_formats::{Options, read_file};
use geminal_interactions::{Perceived, Rules, interactions};
use geminal_structure::{Assembly, AssemblyPart, AtomSet, ChainIds, Selection, Structure, Transform};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

#[derive(Parser)]
struct Arguments {
    file: PathBuf,
    #[arg(long)]
    select: Option<Selection>,
    #[arg(long, default_value = "arpeggio")]
    rules: String,
    #[arg(long, default_value_t = 1)]
    copies: usize,
    #[arg(long, default_value_t = 15)]
    runs: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let read = read_file(&arguments.file, None, &Options::default())?;
    let mut structure = read.structures.into_iter().next().ok_or("no structure in the file")?;
    if arguments.copies > 1 {
        structure = tiled(structure, arguments.copies)?;
    }
    let rules = Rules::named(&arguments.rules)?;
    let selected = arguments.select.as_ref().map(|selection| selection.atoms(&structure));
    let atoms = structure.atom_count();
    let (seconds, count) =
        median(arguments.runs, |_| Ok(interactions(&structure, selected.as_ref(), &rules)?.contacts.len()))?;
    println!(r#"{{"what": "found", "atoms": {atoms}, "seconds": {seconds:.6}, "contacts": {count}}}"#);
    let Some(selected) = selected else { return Ok(()) };
    let (seconds, count) = frames(&structure, &selected, &rules, arguments.runs)?;
    println!(r#"{{"what": "frame", "atoms": {atoms}, "seconds": {seconds:.6}, "contacts": {count}}}"#);
    Ok(())
}

/// Median time of detection while the selection moves.
fn frames(
    structure: &Structure,
    selected: &AtomSet,
    rules: &Rules,
    runs: usize,
) -> Result<(f64, usize), Box<dyn Error>> {
    let perceived = Perceived::new(structure, Some(selected), rules, 2.0)?;
    let mut positions = structure.positions().to_vec();
    median(runs, |run| {
        selected.iter().for_each(|atom| positions[atom][run % 3] += 0.02);
        Ok(perceived.contacts(&positions, rules)?.len())
    })
}

fn median(
    runs: usize,
    mut run: impl FnMut(usize) -> Result<usize, Box<dyn Error>>,
) -> Result<(f64, usize), Box<dyn Error>> {
    let mut count = run(0)?;
    let mut seconds = Vec::new();
    for k in 0..runs {
        let start = Instant::now();
        count = run(k)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok((seconds[seconds.len() / 2], count))
}

/// Copies side by side along x, 20 Å apart.
fn tiled(mut structure: Structure, copies: usize) -> Result<Structure, Box<dyn Error>> {
    let along_x = || structure.positions().iter().map(|p| p[0]);
    let width = along_x().fold(f64::MIN, f64::max) - along_x().fold(f64::MAX, f64::min) + 20.0;
    let chains = ChainIds::Author(structure.chains.id.clone());
    let moved = |k: usize| Transform { translation: [k as f64 * width, 0.0, 0.0], ..Transform::IDENTITY };
    let parts = vec![AssemblyPart { chains, transforms: (0..copies).map(moved).collect() }];
    structure.assemblies = vec![Assembly { id: "tiled".to_owned(), details: String::new(), parts }];
    Ok(structure.assembly("tiled")?)
}
