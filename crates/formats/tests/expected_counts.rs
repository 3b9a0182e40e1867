//! Every file of the shared collection has the counts that other readers found in it.

use geminal_formats::{Counts, Format, Options, ReadError, read_file};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn shared() -> Option<PathBuf> {
    let folder = std::env::var("GEMINAL_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    Some(PathBuf::from(folder).join("structures")).filter(|folder| folder.is_dir())
}

#[test]
fn all_files_have_their_expected_counts() {
    let Some(folder) = shared() else {
        println!("skipped: no shared structures");
        return;
    };
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    let wrong: Vec<String> = rows.iter().filter_map(|row| check(&folder, row).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(folder: &Path, row: &Value) -> Result<(), String> {
    let file = row["file"].as_str().ok_or("a row without a file")?;
    let read = read_file(folder.join(file), None, &Options::default());
    if file.ends_with(".pqr") || file.ends_with(".mmtf") {
        return match read {
            Err(ReadError::Format(_)) => Ok(()),
            other => Err(format!("{file}: not refused by name: {other:?}")),
        };
    }
    let input = read.map_err(|error| format!("{file}: {error}"))?;
    for structure in &input.structures {
        structure.check().map_err(|error| format!("{file}: {error}"))?;
    }
    for diagnostic in &input.diagnostics {
        println!("{file}: {diagnostic}");
    }
    let first = &input.structures[0];
    let counts = Counts::of(first);
    let cell = first.cell.as_ref().map(|c| [c.lengths, c.angles].concat());
    let number = |key: &str| row.get(key).and_then(Value::as_u64).map(|n| n as usize);
    let mut wrong = Vec::new();
    for (key, found) in [
        ("models", counts.models),
        ("atoms_all", counts.atoms_all_models),
        ("atoms_model1", counts.atoms),
        ("auth_chains", counts.chains),
        ("residues", counts.residues),
        ("altloc_atoms_model1", counts.altlocs),
        ("hydrogens_model1", counts.hydrogens),
        ("assemblies", first.assemblies.len()),
    ] {
        // A file without coordinates has no model for gemmi; how many empty ones there are is a matter of taste.
        if number(key).is_some_and(|expected| expected != found && counts.atoms_all_models > 0) {
            wrong.push(format!("{key} {found}, expected {}", row[key]));
        }
    }
    if let Some(expected) = row.get("cell").and_then(Value::as_array) {
        let expected: Vec<f64> = expected.iter().filter_map(Value::as_f64).collect();
        // The expected values are rounded to three decimals.
        let near = |cell: &Vec<f64>| cell.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 6e-4);
        if !cell.as_ref().is_some_and(near) {
            wrong.push(format!("cell {cell:?}, expected {expected:?}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{file}: {}", wrong.join("; "))) }
}

#[test]
fn formats_that_are_not_supported_are_refused_by_name() {
    for (name, says) in [("x.pqr", "PQR"), ("x.mmtf", "MMTF"), ("x.pdb.bz2", "bzip2"), ("x.what", "x.what")] {
        let error = read_file(name, None, &Options::default()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(matches!(
        read_file("no such file", Some(Format::Pdb), &Options::default()),
        Err(ReadError::Io { .. })
    ));
}
