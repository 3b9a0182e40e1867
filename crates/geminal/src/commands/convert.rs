//! `geminal convert`: between formats, whole or in part.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::residues::Components;
use geminal_structure::{AtomSet, EntityKind, Selection, Structure};
use serde_json::json;

use crate::context::{Context, Outcome};
use crate::files::{Reading, Writing, display, is_stream};

/// Convert between PDB, mmCIF, BinaryCIF, SDF, MOL2 and XYZ, whole or in part
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  geminal convert fixtures/chemistry/1vii.pdb - --to xyz --select \"resid 41-50 and backbone\"")]
pub struct Arguments {
    /// File to read; - for stdin
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// File to write; - for stdout
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// Keep only these atoms, such as "chain A and not water"
    #[arg(long, value_name = "EXPR")]
    select: Option<Selection>,
    /// Keep only the model of this number
    #[arg(long, value_name = "N")]
    model: Option<i32>,
    /// Build this biological assembly
    #[arg(long, value_name = "ID")]
    assembly: Option<String>,
    /// Leave hydrogens out
    #[arg(long)]
    no_hydrogens: bool,
    /// Leave waters out
    #[arg(long)]
    no_waters: bool,
    /// Give atoms the bonds, orders and charges that the file does not tell
    #[arg(long)]
    perceive_bonds: bool,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    writing: Writing,
}

/// Reads, changes and writes. Nothing is written when a step fails.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    arguments.writing.format_of(&arguments.output)?;
    let name = display(&arguments.input);
    let input = arguments.reading.read(&arguments.input)?;
    let mut structures = Vec::with_capacity(input.structures.len());
    for structure in input.structures {
        structures.push(changed(structure, &arguments).with_context(|| name.clone())?);
    }
    let atoms: usize = structures.iter().map(Structure::atom_count).sum();
    if atoms == 0 {
        eprintln!("{name}: no atoms are left to write");
    }
    arguments.writing.write(&structures, &arguments.output)?;
    if context.json && !is_stream(&arguments.output) {
        let line = json!({
            "file": display(&arguments.output),
            "records": structures.len(),
            "atoms": atoms,
            "bonds": structures.iter().map(|s| s.bonds.len()).sum::<usize>(),
        });
        context.print(&line, String::new)?;
    }
    Ok(Outcome::Done)
}

/// The part of a structure that is asked for: the model, of it the assembly, of that the selected atoms.
fn changed(mut structure: Structure, arguments: &Arguments) -> Result<Structure> {
    if let Some(number) = arguments.model {
        structure = model(&structure, number)?;
    }
    if arguments.perceive_bonds {
        perceive_bonds(&mut structure, Components::embedded());
    }
    if let Some(id) = &arguments.assembly {
        structure = structure.assembly(id)?;
    }
    let mut kept = AtomSet::all(structure.atom_count());
    if let Some(selection) = &arguments.select {
        kept = kept.intersection(&selection.atoms(&structure));
    }
    if arguments.no_hydrogens {
        let heavy = |atom: usize| !structure.atoms.element[atom].is_hydrogen();
        kept = kept.intersection(&AtomSet::from_fn(structure.atom_count(), heavy));
    }
    if arguments.no_waters {
        for residue in 0..structure.residues.len() {
            if structure.residues.entity_kind[residue] == EntityKind::Water {
                structure.residues.atoms(residue).for_each(|atom| kept.remove(atom));
            }
        }
    }
    Ok(if kept.count() == structure.atom_count() { structure } else { structure.subset(&kept) })
}

/// The model of a number, alone.
fn model(structure: &Structure, number: i32) -> Result<Structure> {
    let Some(model) = structure.models.number.iter().position(|n| *n == number) else {
        let known: Vec<String> = structure.models.number.iter().map(i32::to_string).collect();
        bail!("there is no model {number}, only {}", known.join(", "));
    };
    Ok(structure.subset(&AtomSet::from_indices(structure.atom_count(), structure.model_atoms(model))))
}
