//! `geminal hydrogens`: add the hydrogens that molecules lack, or remove them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use geminal_chemistry::hydrogens::{Added, Options, ResidueReport, add_with, remove};
use geminal_chemistry::residues::Components;
use geminal_structure::Structure;
use rayon::prelude::*;
use serde_json::json;

use crate::context::{Context, Outcome};
use crate::files::{Reading, Writing, display, is_stream};

/// Residues named in messages before the rest is only counted.
const NAMED: usize = 5;

/// Add the hydrogens that molecules lack, turned to make hydrogen bonds, or remove them
///
/// Atoms that are there never move. Known residues take bonds and names from the Chemical Component Dictionary, others
/// from geometry; protonation follows the pH, the names of force fields (HID, ASH, CYX), metals and, for histidine,
/// its surroundings. A residue that has its polar hydrogens keeps the state they show.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  geminal hydrogens fixtures/chemistry/1bhl.pdb -o 1bhl_h.pdb --ph 7.4")]
pub struct Arguments {
    /// File to read; - for stdin
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// File to write; - for stdout
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// Remove all hydrogens instead
    #[arg(long, conflicts_with_all = ["ph", "keep_charges", "polar", "no_turning"])]
    remove: bool,
    /// The pH that decides protonation
    #[arg(long, value_name = "PH", default_value_t = 7.4)]
    ph: f64,
    /// Leave charges as the file has them, whatever the pH
    #[arg(long, conflicts_with = "ph")]
    keep_charges: bool,
    /// Only hydrogens on nitrogen, oxygen and sulphur
    #[arg(long)]
    polar: bool,
    /// Leave hydroxyls, amines and waters as first placed
    #[arg(long)]
    no_turning: bool,
    /// Dictionary of further components in CIF, such as components.cif of the wwPDB
    #[arg(long, value_name = "FILE")]
    components: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
}

/// One molecule done: the result, and how many hydrogens came and went.
struct Done {
    structure: Structure,
    added: usize,
    removed: usize,
    warnings: Vec<String>,
}

/// Reads, adds or removes, writes.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    arguments.writing.format_of(&arguments.output)?;
    let input = arguments.reading.read(&arguments.input)?;
    let options = Options {
        ph: (!arguments.keep_charges).then_some(arguments.ph),
        polar_only: arguments.polar,
        orient: !arguments.no_turning,
    };
    let dictionary = arguments.components.as_deref().map(dictionary).transpose()?;
    let components = dictionary.as_ref().unwrap_or(Components::embedded());
    let done: Vec<Done> = input
        .structures
        .into_par_iter()
        .map(|structure| if arguments.remove { without(&structure) } else { with(&structure, components, &options) })
        .collect();
    let mut structures = Vec::with_capacity(done.len());
    for (number, molecule) in done.into_iter().enumerate() {
        let name = name(&molecule.structure, &arguments.input, number);
        molecule.warnings.iter().for_each(|warning| eprintln!("{name}: {warning}"));
        if !is_stream(&arguments.output) {
            let line = json!({ "name": name, "added": molecule.added, "removed": molecule.removed });
            context.print(&line, || format!("{name}: {} added, {} removed", molecule.added, molecule.removed))?;
        }
        structures.push(molecule.structure);
    }
    arguments.writing.write(&structures, &arguments.output)?;
    Ok(Outcome::Done)
}

/// The components that come with the program and those of a dictionary.
fn dictionary(path: &Path) -> Result<Components> {
    let text = std::fs::read_to_string(path).with_context(|| display(path))?;
    let mut components = Components::default();
    ensure!(components.add_dictionary(&text) > 0, "{}: no component is defined there", display(path));
    Ok(components)
}

fn without(structure: &Structure) -> Done {
    let bare = remove(structure);
    Done { added: 0, removed: structure.atom_count() - bare.atom_count(), structure: bare, warnings: Vec::new() }
}

fn with(structure: &Structure, components: &Components, options: &Options) -> Done {
    let added = add_with(structure, components, options);
    let mut warnings = Vec::new();
    let lacking = named(&added, |residue| residue.incomplete);
    if let Some(list) = lacking {
        warnings.push(format!("heavy atoms are missing, and hydrogens stand in for what they carry: {list}"));
    }
    Done { added: added.count(), removed: 0, structure: added.structure, warnings }
}

/// The residues that something is to be said of.
fn named(
    added: &Added,
    which: impl Fn(&ResidueReport) -> bool,
) -> Option<String> {
    let found: Vec<usize> = (0..added.residues.len()).filter(|&r| which(&added.residues[r])).collect();
    let first: Vec<String> =
        found.iter().take(NAMED).map(|&r| added.structure.residue(r).to_string()).collect();
    match found.len() {
        0 => None,
        n if n > NAMED => Some(format!("{} and {} more", first.join(", "), n - NAMED)),
        _ => Some(first.join(", ")),
    }
}

/// The molecule's name, or the file's with the number of the record if it has none.
fn name(structure: &Structure, input: &Path, number: usize) -> String {
    match (structure.name.trim(), structure.header.id.trim()) {
        ("", "") if number == 0 => display(input),
        ("", "") => format!("{} #{}", display(input), number + 1),
        ("", id) => id.to_owned(),
        (name, _) => name.to_owned(),
    }
}
