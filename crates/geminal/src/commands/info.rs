//! `geminal info`: what is in a file.

use std::path::{Path, PathBuf};

use anyhow::Result;
use geminal_formats::{Counts, Format, Input, ReadError};
use geminal_structure::Structure;
use serde_json::{Value, json};

use crate::context::{Context, Outcome};
use crate::files::{Reading, display};

/// Tell what is in files: a line for each file, or for each record of SDF and MOL2
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  geminal info fixtures/chemistry/1vii.pdb --json")]
pub struct Arguments {
    /// Files to look at; - for stdin
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// Looks at each file; one that cannot be read does not keep the others from it.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    let mut outcome = Outcome::Done;
    for path in &arguments.files {
        match arguments.reading.read(path) {
            Ok(input) => tell(path, &arguments.reading, &input, context)?,
            Err(error) => {
                eprintln!("geminal: {error}");
                outcome = Outcome::Incomplete;
                // What is damaged is told of as empty; what cannot be opened or is no structure is not told of.
                if matches!(error.error, ReadError::Damaged { .. } | ReadError::Strict(_)) {
                    let format = arguments.reading.format_of(path);
                    let mut line = whole(path, format, &Structure::default());
                    line["error"] = Value::String(error.error.to_string());
                    context.print(&line, || text(&line))?;
                }
            }
        }
    }
    Ok(outcome)
}

fn tell(path: &Path, reading: &Reading, input: &Input, context: &Context) -> Result<()> {
    let format = reading.format_of(path);
    let records = matches!(format, Some(Format::Sdf | Format::Mol2)) || input.structures.len() > 1;
    if input.structures.iter().all(|s| s.atom_count() == 0) {
        eprintln!("{}: no atoms", display(path));
    }
    if input.structures.is_empty() {
        let line = whole(path, format, &Structure::default());
        return context.print(&line, || text(&line));
    }
    for (index, structure) in input.structures.iter().enumerate() {
        let mut line = whole(path, format, structure);
        if records {
            add_record(&mut line, index, structure);
        }
        context.print(&line, || text(&line))?;
    }
    Ok(())
}

/// What is told of a file.
fn whole(path: &Path, format: Option<Format>, structure: &Structure) -> Value {
    let counts = Counts::of(structure);
    let first = structure.models.number.first().map_or(0..0, |_| structure.model_atoms(0));
    let in_first = |pair: &&[u32; 2]| pair.iter().all(|atom| first.contains(&(*atom as usize)));
    let cell = structure.cell.as_ref().map(|cell| {
        json!({
            "lengths": cell.lengths,
            "angles": cell.angles,
            "space_group": cell.space_group,
        })
    });
    json!({
        "file": display(path),
        "format": format.map(Format::name),
        "models": counts.models,
        "chains": counts.chains,
        "residues": counts.residues,
        "atoms": counts.atoms,
        "atoms_all_models": counts.atoms_all_models,
        "bonds": structure.bonds.atoms.iter().filter(in_first).count(),
        "hydrogens": counts.hydrogens,
        "altlocs": counts.altlocs,
        "conformers": structure.conformers.len(),
        "assemblies": structure.assemblies.iter().map(|a| &a.id).collect::<Vec<_>>(),
        "cell": cell,
        "id": structure.header.id,
        "title": structure.header.title,
    })
}

/// What is told of a record besides.
fn add_record(line: &mut Value, index: usize, structure: &Structure) {
    let charge: i32 = structure.atoms.formal_charge.iter().map(|charge| i32::from(*charge)).sum();
    // Tags may repeat: the last value of each is told.
    let data: serde_json::Map<String, Value> =
        structure.data.iter().map(|(tag, value)| (tag.clone(), Value::String(value.clone()))).collect();
    line["record"] = index.into();
    line["name"] = structure.name.clone().into();
    line["charge"] = charge.into();
    line["data"] = data.into();
}

/// A line for people.
fn text(line: &Value) -> String {
    let field = |name: &str| line[name].as_str().unwrap_or_default();
    let number = |name: &str| line[name].as_u64().unwrap_or(0);
    let mut text = field("file").to_owned();
    if line["record"].is_u64() {
        text += &format!(" [{}] {}", number("record"), field("name"));
    }
    text += &format!(": {}", if field("format").is_empty() { "structure" } else { field("format") });
    for (name, one, many) in [
        ("models", "model", "models"),
        ("chains", "chain", "chains"),
        ("residues", "residue", "residues"),
        ("atoms", "atom", "atoms"),
        ("hydrogens", "hydrogen", "hydrogens"),
        ("bonds", "bond", "bonds"),
        ("altlocs", "atom with alternates", "atoms with alternates"),
    ] {
        let count = number(name);
        if count > 0 || name == "atoms" {
            text += &format!(", {count} {}", if count == 1 { one } else { many });
        }
    }
    for name in ["title", "error"] {
        if !field(name).is_empty() {
            text += &format!("\n  {}", field(name));
        }
    }
    text
}
