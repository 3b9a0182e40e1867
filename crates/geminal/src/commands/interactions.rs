//! `geminal interactions`: what holds a selection in place.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use geminal_formats::Format;
use geminal_interactions::{Contacts, Kind, Perceived, RuleSet, Rules, output};
use geminal_structure::{AtomSet, Point, Selection, Structure};

use crate::context::{Context, Outcome};
use crate::files::{Reading, display};
use crate::molecules::{first_model, frames};
use crate::parquet::write_parquet;

/// Find the contacts of a ligand, a selection or a whole structure
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  geminal interactions fixtures/complexes/5ht1b.pdb.gz --select 'resname LIG'
  geminal interactions fixtures/complexes/5ht1b.pdb.gz --rules plip --json")]
pub struct Arguments {
    /// Structure; of several models the first is taken, or each with --frames. - for stdin
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
    /// Every model as a frame of the first
    #[arg(long, conflicts_with_all = ["arpeggio_json", "pymol", "molviewspec"])]
    frames: bool,
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
    let structure = input.structures.into_iter().next().unwrap_or_default();
    let structure = if arguments.frames { structure } else { first_model(structure) };
    let (structure, frames) = frames(structure).with_context(|| name.clone())?;
    let found = find(&structure, &frames, &arguments, &rules).with_context(|| name.clone())?;
    found.notes.iter().for_each(|note| eprintln!("{name}: {note}"));
    let rows = output::rows(&found.frames, &structure);
    if let Some(path) = &arguments.parquet {
        write_parquet(&rows, path).with_context(|| display(path))?;
    }
    let contacts = &found.frames[0];
    if let Some(path) = &arguments.pymol {
        save(path, &output::pymol_script(contacts, &structure, &name))?;
    }
    if let Some(path) = &arguments.molviewspec {
        let format = viewer_format(arguments.reading.format_of(&arguments.file));
        save(path, &output::molviewspec(contacts, &structure, &name, format).to_string())?;
    }
    let text = if context.json {
        output::json_lines(&rows)
    } else if arguments.csv {
        output::csv(&rows)
    } else if arguments.arpeggio_json {
        format!("{}\n", output::arpeggio_json(contacts, &structure))
    } else {
        table(&rows, arguments.frames)
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

/// The contacts of each frame, and what had to be guessed.
struct Found {
    frames: Vec<Contacts>,
    notes: Vec<String>,
}

/// The contacts asked for, of each target in turn.
fn find(structure: &Structure, frames: &[Vec<Point>], arguments: &Arguments, rules: &Rules) -> Result<Found> {
    let mut found = Found { frames: vec![Contacts::default(); frames.len()], notes: Vec::new() };
    // Frames may bring anything near; of one structure the surroundings are enough.
    let slack = if arguments.frames { f64::INFINITY } else { 0.0 };
    for target in targets(structure, arguments)? {
        let perceived = Perceived::new(structure, target.as_ref(), rules, slack)?;
        for (all, part) in found.frames.iter_mut().zip(perceived.contacts_of_frames(frames, rules)?) {
            all.append(&part);
        }
        found.notes = perceived.features.notes;
    }
    Ok(found)
}

/// Whose contacts: everybody's, a selection's, or each ligand's.
fn targets(structure: &Structure, arguments: &Arguments) -> Result<Vec<Option<AtomSet>>> {
    if arguments.all {
        return Ok(vec![None]);
    }
    if let Some(selection) = &arguments.select {
        let selected = selection.atoms(structure);
        anyhow::ensure!(!selected.is_empty(), "the selection has no atoms");
        return Ok(vec![Some(selected)]);
    }
    let ligands = "ligand".parse::<Selection>()?.atoms(structure);
    anyhow::ensure!(!ligands.is_empty(), "there is no ligand; say what to look at with --select, or --all");
    let residues = (0..structure.residues.len()).map(|residue| {
        let atoms = structure.residues.atoms(residue).filter(|&atom| ligands.contains(atom));
        AtomSet::from_indices(structure.atom_count(), atoms)
    });
    Ok(residues.filter(|ligand| !ligand.is_empty()).map(Some).collect())
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
fn table(rows: &[output::Row], frames: bool) -> String {
    let proximal = rows.iter().filter(|row| row.kind == Kind::Proximal.name()).count();
    let frame = |text: &str| if frames { format!("{text:>5}  ") } else { String::new() };
    let mut text = frame("frame");
    text.push_str(&format!("{:<30} {:<28} {:<28} {:>8} {:>7}  {}\n", "kind", "from", "to", "Å", "angle", "entities"));
    for row in rows.iter().filter(|row| row.kind != Kind::Proximal.name()) {
        let end = |end: &output::End| {
            let place = format!("{} {}{}{}", end.residue, end.chain, end.number, end.insertion_code);
            format!("{place} {}", end.atoms.join(","))
        };
        let kind = if row.class.is_empty() { row.kind.to_owned() } else { format!("{} {}", row.kind, row.class) };
        let angle = row.angle.map(|angle| format!("{angle:.1}")).unwrap_or_default();
        let line = format!(
            "{}{kind:<30} {:<28} {:<28} {:>8.2} {angle:>7}  {}",
            frame(&row.frame.to_string()),
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
