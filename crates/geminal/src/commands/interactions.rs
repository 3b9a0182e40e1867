//! `geminal interactions`: what holds a selection in place.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use geminal_formats::Format;
use geminal_interactions::{Contacts, Found, Kind, RuleSet, Rules, interactions, output};
use geminal_structure::{AtomSet, Selection, Structure};

use crate::context::{Context, Outcome};
use crate::files::{Reading, display};
use crate::molecules::first_model;
use crate::parquet::write_parquet;

/// Find the contacts of a ligand, a selection or a whole structure
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  geminal interactions fixtures/complexes/5ht1b.pdb.gz --select 'resname LIG'
  geminal interactions fixtures/complexes/5ht1b.pdb.gz --rules plip --json")]
pub struct Arguments {
    /// Structure; of several models the first is taken. - for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Whose contacts [default: each ligand]
    #[arg(long, value_name = "EXPR", conflicts_with = "all")]
    select: Option<Selection>,
    /// All contacts of the structure
    #[arg(long)]
    all: bool,
    /// Rule set: arpeggio, plip, prolif, or a TOML file
    #[arg(long, value_name = "RULES", default_value = "arpeggio")]
    rules: String,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print the rows of pdbe-arpeggio's JSON
    #[arg(long, conflicts_with_all = ["json", "csv"])]
    arpeggio_json: bool,
    /// Write a Parquet file
    #[arg(long, value_name = "OUT.parquet")]
    parquet: Option<PathBuf>,
    /// Write a PyMOL script that shows the contacts
    #[arg(long, value_name = "OUT.pml")]
    pymol: Option<PathBuf>,
    /// Write a MolViewSpec state that shows the contacts in Mol*
    #[arg(long, value_name = "OUT.mvsj")]
    molviewspec: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

/// Reads, detects, prints.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    let rules = rules(&arguments.rules)?;
    let name = display(&arguments.file);
    let input = arguments.reading.read(&arguments.file)?;
    let structure = first_model(input.structures.into_iter().next().unwrap_or_default());
    let found = find(&structure, &arguments, &rules).with_context(|| name.clone())?;
    found.notes.iter().for_each(|note| eprintln!("{name}: {note}"));
    let contacts = &found.contacts;
    if let Some(path) = &arguments.parquet {
        write_parquet(contacts, &structure, path).with_context(|| display(path))?;
    }
    if let Some(path) = &arguments.pymol {
        save(path, &output::pymol_script(contacts, &structure, &name))?;
    }
    if let Some(path) = &arguments.molviewspec {
        let format = viewer_format(arguments.reading.format_of(&arguments.file));
        save(path, &output::molviewspec(contacts, &structure, &name, format).to_string())?;
    }
    let text = if context.json {
        output::json_lines(contacts, &structure)
    } else if arguments.csv {
        output::csv(contacts, &structure)
    } else if arguments.arpeggio_json {
        format!("{}\n", output::arpeggio_json(contacts, &structure))
    } else {
        table(contacts, &structure)
    };
    std::io::Write::write_all(&mut std::io::stdout().lock(), text.as_bytes())?;
    Ok(Outcome::Done)
}

/// A rule set by name, or from a file.
fn rules(name: &str) -> Result<Rules> {
    let set = if RuleSet::NAMES.contains(&name) {
        RuleSet::named(name)?
    } else if name.ends_with(".toml") {
        RuleSet::parse(&std::fs::read_to_string(name).with_context(|| name.to_owned())?)?
    } else {
        RuleSet::named(name)?
    };
    Ok(Rules::new(set)?)
}

/// The contacts asked for: of everything, of a selection, or of each ligand in turn.
fn find(structure: &Structure, arguments: &Arguments, rules: &Rules) -> Result<Found> {
    if arguments.all {
        return Ok(interactions(structure, None, rules)?);
    }
    if let Some(selection) = &arguments.select {
        let selected = selection.atoms(structure);
        anyhow::ensure!(!selected.is_empty(), "the selection has no atoms");
        return Ok(interactions(structure, Some(&selected), rules)?);
    }
    let ligands = "ligand".parse::<Selection>()?.atoms(structure);
    anyhow::ensure!(!ligands.is_empty(), "there is no ligand; say what to look at with --select, or --all");
    let mut found = Found::default();
    for residue in 0..structure.residues.len() {
        let atoms = structure.residues.atoms(residue).filter(|&atom| ligands.contains(atom));
        let ligand = AtomSet::from_indices(structure.atom_count(), atoms);
        if !ligand.is_empty() {
            let part = interactions(structure, Some(&ligand), rules)?;
            found.contacts.append(&part.contacts);
            found.notes = part.notes;
        }
    }
    Ok(found)
}

fn save(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| display(path))
}

/// What viewers call a format.
fn viewer_format(format: Option<Format>) -> &'static str {
    match format {
        Some(Format::BinaryCif) => "bcif",
        Some(Format::Mmcif) => "mmcif",
        Some(Format::Sdf) => "sdf",
        _ => "pdb",
    }
}

/// A readable table, a contact a line; pairs that are only near each other are counted at the end.
fn table(contacts: &Contacts, structure: &Structure) -> String {
    let proximal = contacts.kind.iter().filter(|&&kind| kind == Kind::Proximal).count();
    let mut text = format!("{:<30} {:<28} {:<28} {:>8} {:>7}  {}\n", "kind", "from", "to", "Å", "angle", "entities");
    for contact in contacts.iter().filter(|contact| contact.kind != Kind::Proximal) {
        let row = output::Row::new(&contact, structure);
        let end = |end: &output::End| {
            let place = format!("{} {}{}{}", end.residue, end.chain, end.number, end.insertion_code);
            format!("{place} {}", end.atoms.join(","))
        };
        let kind = if row.class.is_empty() { row.kind.to_owned() } else { format!("{} {}", row.kind, row.class) };
        let angle = row.angle.map(|angle| format!("{angle:.1}")).unwrap_or_default();
        let line = format!(
            "{kind:<30} {:<28} {:<28} {:>8.2} {angle:>7}  {}",
            end(&row.a),
            end(&row.b),
            row.distance,
            row.entities
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if proximal > 0 {
        text.push_str(&format!("and {proximal} pairs of atoms that are only near each other (--json, --csv list them)\n"));
    }
    text
}
