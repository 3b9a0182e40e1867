//! `geminal energy`: energies by term, types and charges.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use geminal_forcefield::{Cutoff, ForceField, Parametrized, TermKind};
use geminal_formats::Format;
use geminal_structure::Structure;
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::context::{Context, Outcome};
use crate::files::{Reading, display};
use crate::molecules::{first_alternates, ready, refused, tell_estimated, tell_left_out, title};

/// Molecules in work at a time: enough for all threads, few enough for memory.
const BATCH: usize = 1024;

/// Compute the energy of molecules by term, kcal/mol
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  geminal energy fixtures/chemistry/alanine-dipeptide.pdb --hydrogens -f mmff94 --json")]
pub struct Arguments {
    /// Structures; - for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// uff, gaff, gaff2, ghemical, mmff94, mmff94s, ff14sb or auto
    #[arg(short, long, value_name = "FF")]
    forcefield: ForceField,
    /// Give the gradient too, kcal/mol/Å
    #[arg(long)]
    gradient: bool,
    /// Cut pair interactions off smoothly at this distance, Å
    #[arg(long, value_name = "R")]
    cutoff: Option<f64>,
    /// Add the hydrogens that are missing
    #[arg(long)]
    hydrogens: bool,
    /// Types and charges by molecule in place of our own: {"name": {"types": [...], "charges": [...]}}
    #[arg(long, value_name = "FILE.json")]
    assign: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// Types and charges that the user gives for a molecule.
#[derive(Deserialize)]
struct Assigned {
    types: Vec<String>,
    charges: Vec<f64>,
}

/// Reads, types, evaluates, prints in the order of the file.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    let assigned = arguments.assign.as_ref().map(assignments).transpose()?.unwrap_or_default();
    let name = display(&arguments.file);
    let format = arguments.reading.format_of(&arguments.file);
    let input = arguments.reading.read(&arguments.file)?;
    let mut outcome = Outcome::Done;
    let mut number = 0;
    for batch in input.structures.chunks(BATCH) {
        let rows: Vec<Value> = batch
            .par_iter()
            .map(|structure| one(structure, format, &arguments, &assigned))
            .collect();
        for mut row in rows {
            number += 1;
            if row["name"] == "" {
                row["name"] = json!(title(&arguments.file, number, input.structures.len()));
            }
            if let Some(error) = row.get("error") {
                outcome = Outcome::Incomplete;
                eprintln!("{}: {}", row["name"].as_str().unwrap_or(&name), error["message"].as_str().unwrap_or_default());
            }
            tell_estimated(row["name"].as_str().unwrap_or(&name), &row);
            tell_left_out(row["name"].as_str().unwrap_or(&name), &row);
            context.print(&row, || text(&row))?;
        }
    }
    Ok(outcome)
}

fn assignments(path: &PathBuf) -> Result<HashMap<String, Assigned>> {
    let bytes = std::fs::read(path).with_context(|| display(path))?;
    serde_json::from_slice(&bytes).with_context(|| display(path))
}

/// One molecule's line.
fn one(structure: &Structure, format: Option<Format>, arguments: &Arguments, assigned: &HashMap<String, Assigned>) -> Value {
    let name = structure.name.clone();
    let structure = match ready(structure.clone(), format, arguments.forcefield, arguments.hydrogens) {
        Ok(structure) => structure,
        Err(error) => return refused(&name, &error),
    };
    let (structure, left_out) = first_alternates(structure);
    let typed = match assigned.get(&name) {
        Some(given) => arguments.forcefield.parametrize_with(&structure, &given.types, &given.charges),
        None => arguments.forcefield.parametrize(&structure),
    };
    match typed {
        Ok(typed) => {
            let mut row = evaluated(&name, &structure, typed, arguments);
            row["left_out"] = json!(left_out);
            row
        }
        Err(error) => refused(&name, &error.into()),
    }
}

fn evaluated(name: &str, structure: &Structure, mut typed: Parametrized, arguments: &Arguments) -> Value {
    typed.potential.set_cutoff(arguments.cutoff.map(Cutoff::at));
    let mut gradient = vec![[0.0; 3]; structure.atom_count()];
    let energies = typed.potential.energy_and_gradient(structure.positions(), &mut gradient);
    let told = TermKind::ALL.into_iter().filter(|kind| *kind != TermKind::Restraint);
    let terms: Map<String, Value> = told.map(|kind| (kind.name().to_owned(), json!(energies[kind]))).collect();
    let mut row = json!({
        "name": name, "forcefield": arguments.forcefield.name(), "energy": energies.total(), "terms": terms,
        "types": typed.types, "charges": typed.charges, "estimated": typed.estimated,
    });
    if arguments.gradient {
        row["gradient"] = json!(gradient);
    }
    row
}

/// A molecule as people read it.
fn text(row: &Value) -> String {
    let name = row["name"].as_str().unwrap_or_default();
    let Some(terms) = row["terms"].as_object() else { return format!("{name}: no energy") };
    let parts = terms.iter().filter(|(_, energy)| energy.as_f64() != Some(0.0));
    let parts: Vec<String> = parts.map(|(kind, energy)| format!("{kind} {:.4}", energy.as_f64().unwrap_or(0.0))).collect();
    format!("{name}: {:.4} kcal/mol ({})", row["energy"].as_f64().unwrap_or(f64::NAN), parts.join(", "))
}
