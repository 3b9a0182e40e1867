//! `arpeggio`: the command line of pdbe-arpeggio 1.4, as far as plugins use it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clap::Parser;
use geminal_interactions::{RuleSet, Rules, interactions, output};
use geminal_structure::{AtomSet, EntityKind, Structure};
use serde::Serialize as _;

use super::with_long_flags;
use crate::files::{Reading, display};
use crate::molecules::first_model;

/// Interatomic contacts as pdbe-arpeggio writes them, found by geminal
#[derive(Debug, Parser)]
#[command(name = "arpeggio", version, max_term_width = 100)]
struct Arguments {
    /// PDB, mmCIF or BinaryCIF file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Whose contacts: /CHAIN/NUMBER[CODE]/ATOM (each may be left out), RESNAME:ID or LIGANDS [default: all]
    #[arg(short, long, num_args = 1.., value_name = "SELECTION")]
    selection: Vec<String>,
    /// File of selections, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "selection")]
    selection_file: Option<PathBuf>,
    /// How far beyond the sum of van der Waals radii their contacts reach, Å
    #[arg(long, value_name = "Å", default_value_t = 0.1)]
    vdw_comp: f64,
    /// Pairs of atoms farther apart than this are not looked at, Å
    #[arg(short, long, value_name = "Å", default_value_t = 5.0)]
    interacting: f64,
    /// Contacts of neighbours in a chain too
    #[arg(long)]
    include_sequence_adjacent: bool,
    /// Folder for the result, NAME.json
    #[arg(short, long, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    /// Only warnings and errors on stderr
    #[arg(short, long)]
    mute: bool,
}

/// Flags of one dash and two letters.
const LONG: [(&str, &str); 3] =
    [("-sf", "--selection-file"), ("-co", "--vdw-comp"), ("-sa", "--include-sequence-adjacent")];

/// Runs the program.
pub fn run(arguments: Vec<OsString>) -> ExitCode {
    match find(&Arguments::parse_from(with_long_flags(arguments, &LONG))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("arpeggio: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn find(arguments: &Arguments) -> Result<()> {
    let name = display(&arguments.file);
    let input = Reading { from: None, strict: false }.read(&arguments.file)?;
    let structure = first_model(input.structures.into_iter().next().unwrap_or_default());
    let selected = selected(&selections(arguments)?, &structure).with_context(|| name.clone())?;
    let found =
        interactions(&structure, Some(&selected), &rules(arguments)?).with_context(|| name.clone())?;
    if !arguments.mute {
        found.notes.iter().for_each(|note| eprintln!("{name}: {note}"));
    }
    std::fs::create_dir_all(&arguments.output).with_context(|| display(&arguments.output))?;
    let path = arguments.output.join(format!("{}.json", stem(&arguments.file)));
    let file = std::fs::File::create(&path).with_context(|| display(&path))?;
    let indented = serde_json::ser::PrettyFormatter::with_indent(b"    ");
    let mut writer = serde_json::Serializer::with_formatter(std::io::BufWriter::new(file), indented);
    output::arpeggio_json(&found.contacts, &structure).serialize(&mut writer)?;
    std::io::Write::flush(&mut writer.into_inner()).with_context(|| display(&path))
}

/// The file's name up to its first point.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn rules(arguments: &Arguments) -> Result<Rules> {
    ensure!(arguments.interacting > 0.0, "--interacting is a distance in Å above 0");
    let mut set = RuleSet::named("arpeggio")?;
    set.scope.cutoff = arguments.interacting;
    set.scope.skip_sequence_neighbors = !arguments.include_sequence_adjacent;
    let tolerance = arguments.vdw_comp;
    if let Some(classes) = &mut set.classes {
        classes.vdw_tolerance = tolerance;
    }
    for rule in &mut set.atom_pair {
        let hydrogen = rule.hydrogen.as_mut().and_then(|hydrogen| hydrogen.beyond_vdw.as_mut());
        rule.beyond_vdw.iter_mut().chain(hydrogen).for_each(|beyond| *beyond = tolerance);
    }
    Ok(Rules::new(set)?)
}

fn selections(arguments: &Arguments) -> Result<Vec<String>> {
    let Some(path) = &arguments.selection_file else { return Ok(arguments.selection.clone()) };
    let text = std::fs::read_to_string(path).with_context(|| display(path))?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// The atoms that any of the selections means; all if there is none.
fn selected(selections: &[String], structure: &Structure) -> Result<AtomSet> {
    let count = structure.atom_count();
    if selections.is_empty() {
        return Ok(AtomSet::all(count));
    }
    let mut all = AtomSet::none(count);
    for text in selections {
        let one = Words::parse(text)?;
        let atoms = AtomSet::from_fn(count, |atom| one.hold(structure, atom));
        ensure!(!atoms.is_empty(), "{text:?} selects no atom");
        all = all.union(&atoms);
    }
    Ok(all)
}

/// A selection in Arpeggio's words.
#[derive(Debug, PartialEq)]
enum Words<'a> {
    Component(&'a str),
    Ligands,
    Place { chain: Option<&'a str>, residue: Option<(i32, Option<char>)>, atom: Option<&'a str> },
}

impl<'a> Words<'a> {
    fn parse(text: &'a str) -> Result<Words<'a>> {
        let trimmed = text.trim();
        if let Some(name) = trimmed.strip_prefix("RESNAME:") {
            return Ok(Words::Component(name.trim()));
        }
        if trimmed == "LIGANDS" {
            return Ok(Words::Ligands);
        }
        let mut parts = trimmed.strip_prefix('/').unwrap_or_default().split('/');
        let (Some(chain), Some(residue), Some(atom), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            anyhow::bail!("{text:?} is no selection; write /CHAIN/NUMBER/ATOM, RESNAME:ID or LIGANDS");
        };
        let given = |part: &'a str| Some(part).filter(|part| !part.is_empty());
        let residue = given(residue).map(|residue| {
            let code = residue.chars().next_back().filter(|c| !c.is_ascii_digit());
            let digits = &residue[..residue.len() - code.map_or(0, char::len_utf8)];
            digits.parse().map(|number| (number, code))
        });
        let residue = residue.transpose().with_context(|| format!("{text:?}: no residue number"))?;
        Ok(Words::Place { chain: given(chain), residue, atom: given(atom) })
    }

    fn hold(&self, structure: &Structure, atom: usize) -> bool {
        let view = structure.atom(atom);
        let of = view.residue();
        match self {
            Words::Component(name) => of.name() == *name,
            Words::Ligands => matches!(of.entity_kind(), EntityKind::Ligand | EntityKind::Saccharide),
            Words::Place { chain, residue, atom } => {
                chain.is_none_or(|chain| of.chain().id() == chain)
                    && residue
                        .is_none_or(|(number, code)| of.number() == number && of.insertion_code() == code)
                    && atom.is_none_or(|name| view.name() == name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_in_the_words_of_arpeggio() {
        let place = |chain, residue, atom| Words::Place { chain, residue, atom };
        for (text, expected) in [
            ("/A/10/", Some(place(Some("A"), Some((10, None)), None))),
            ("/A/-5B/CA", Some(place(Some("A"), Some((-5, Some('B'))), Some("CA")))),
            ("//12/", Some(place(None, Some((12, None)), None))),
            ("/A//", Some(place(Some("A"), None, None))),
            ("RESNAME:TYL", Some(Words::Component("TYL"))),
            ("LIGANDS", Some(Words::Ligands)),
            ("/A/10", None),
            ("A/10/CA", None),
            ("/A/x1/", None),
        ] {
            assert_eq!(Words::parse(text).ok(), expected, "{text}");
        }
    }
}
