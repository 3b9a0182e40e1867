//! Molecules ready for a force field: bonds known, hydrogens complete.

use std::path::Path;

use anyhow::{Result, bail, ensure};
use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::residues::Components;
use geminal_chemistry::{Molecule, hydrogens};
use geminal_forcefield::{ForceField, Untyped};
use geminal_formats::Format;
use geminal_structure::{AtomSet, Element, Point, Structure};
use serde_json::{Value, json};

/// Atoms named in a message before the rest is only counted.
const NAMED: usize = 5;

/// What a molecule without a name of its own is called: its file, with its number where there are several.
pub fn title(file: &Path, number: usize, count: usize) -> String {
    let stem = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = stem.split('.').next().unwrap_or_default().to_owned();
    if count > 1 { format!("{stem} {number}") } else { stem }
}

/// The first model of a molecule with its bonds, and with hydrogens added if asked for.
///
/// # Errors
/// When hydrogens are missing and not asked for: the atoms that lack them are named.
pub fn ready(
    structure: Structure,
    format: Option<Format>,
    forcefield: ForceField,
    add_hydrogens: bool,
) -> Result<Structure> {
    let mut structure = first_model(structure);
    // Files of small molecules tell their bonds; ff14SB knows its own.
    if !matches!(format, Some(Format::Sdf | Format::Mol2)) && forcefield != ForceField::Ff14sb {
        perceive_bonds(&mut structure, Components::embedded());
    }
    if add_hydrogens {
        return Ok(hydrogens::add(&structure, &hydrogens::Options::default()).structure);
    }
    if forcefield != ForceField::Ff14sb {
        refuse_missing_hydrogens(&structure)?;
    }
    Ok(structure)
}

/// The row of a molecule that a force field refuses: why, and which atoms.
pub fn refused(name: &str, error: &anyhow::Error) -> Value {
    let untyped = error.downcast_ref::<Untyped>();
    let atoms: Vec<u32> = untyped.iter().flat_map(|untyped| &untyped.atoms).map(|atom| atom.index).collect();
    json!({ "name": name, "error": { "message": format!("{error:#}"), "atoms": atoms } })
}

/// Says on stderr which terms of a row are estimated.
pub fn tell_estimated(name: &str, row: &Value) {
    let terms: Vec<&str> =
        row["estimated"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !terms.is_empty() {
        let named = terms[..terms.len().min(NAMED)].join(", ");
        let more =
            if terms.len() > NAMED { format!(" and {} more", terms.len() - NAMED) } else { String::new() };
        eprintln!("{name}: terms without parameters of their own are estimated: {named}{more}");
    }
}

/// The first alternate location of each residue, and how many atoms are left out.
pub fn first_alternates(structure: Structure) -> (Structure, usize) {
    let kept = structure.first_alternates();
    let left_out = structure.atom_count() - kept.count();
    if left_out == 0 { (structure, 0) } else { (structure.subset(&kept), left_out) }
}

/// Says on stderr how many atoms of other alternate locations a row leaves out.
pub fn tell_left_out(name: &str, row: &Value) {
    if let Some(count) = row["left_out"].as_u64().filter(|&count| count > 0) {
        eprintln!(
            "{name}: of alternate locations the first counts; {count} atom(s) of others are left as they are"
        );
    }
}

pub fn first_model(structure: Structure) -> Structure {
    if structure.models.len() < 2 {
        return structure;
    }
    let model = structure.model_atoms(0);
    structure.subset(&AtomSet::from_fn(structure.atom_count(), |atom| model.contains(&atom)))
}

/// The first model, and the positions of every model.
///
/// # Errors
/// When a model has other atoms than the first.
pub fn frames(structure: Structure) -> Result<(Structure, Vec<Vec<Point>>)> {
    if structure.models.len() < 2 {
        let positions = structure.positions().to_vec();
        return Ok((structure, vec![positions]));
    }
    let atoms = &structure.atoms;
    let first = structure.model_atoms(0);
    let mut frames = Vec::new();
    for number in 0..structure.models.len() {
        let model = structure.model_atoms(number);
        let same = atoms.name[model.clone()] == atoms.name[first.clone()]
            && atoms.element[model.clone()] == atoms.element[first.clone()];
        ensure!(
            same,
            "model {} has {} atoms and they are not the {} of the first: frames need the same atoms in the same order",
            number + 1,
            model.len(),
            first.len()
        );
        frames.push(atoms.position[model].to_vec());
    }
    Ok((first_model(structure), frames))
}

fn refuse_missing_hydrogens(structure: &Structure) -> Result<()> {
    let molecule = Molecule::of(structure);
    let element = &structure.atoms.element;
    let lacks = |&atom: &usize| {
        let usual = matches!(element[atom], Element::C | Element::N | Element::O);
        usual && structure.atoms.formal_charge[atom] == 0 && molecule.implicit_hydrogens(atom) > 0
    };
    let atoms: Vec<usize> = (0..structure.atom_count()).filter(lacks).collect();
    // A radical or an odd valence is not what this is about: carbons without their hydrogens are.
    let odd = !atoms.iter().any(|&atom| element[atom] == Element::C) && atoms.len() < structure.atom_count();
    if atoms.is_empty() || odd {
        return Ok(());
    }
    let names: Vec<String> = atoms.iter().take(NAMED).map(|&atom| structure.atom(atom).to_string()).collect();
    let more = if atoms.len() > NAMED { format!(" and {} more", atoms.len() - NAMED) } else { String::new() };
    bail!(
        "hydrogens are missing on {}{more}; add them with --hydrogens, or with geminal hydrogens",
        names.join(", ")
    )
}
