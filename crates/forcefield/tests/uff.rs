//! UFF against the reference: bonds, van der Waals, the other terms together, and the gradient.

#![expect(clippy::unwrap_used, reason = "a test stops at a reference file it cannot read")]

use std::path::PathBuf;

use geminal_forcefield::{TermKind, uff};
use geminal_formats::{Format, Options};
use geminal_structure::Structure;
use serde_json::Value;

/// kcal/mol.
const ENERGY: f64 = 0.01;

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("GEMINAL_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = root.join(path);
    path.exists().then_some(path)
}

fn differences(structure: &Structure, reference: &Value) -> Vec<String> {
    let parametrized = match uff::parametrize_structure(structure) {
        Ok(parametrized) => parametrized,
        Err(error) => return vec![error.to_string()],
    };
    let mut potential = parametrized.potential;
    let mut gradient = vec![[0.0; 3]; structure.atom_count()];
    let found = potential.energy_and_gradient(structure.positions(), &mut gradient);
    let mut wrong = Vec::new();
    for (key, kinds) in [
        ("bond", &[TermKind::Bond][..]),
        ("vdw", &[TermKind::VanDerWaals]),
        ("angle+torsion+inversion", &[TermKind::Angle, TermKind::Torsion, TermKind::OutOfPlane]),
    ] {
        let expected = reference["energies"][key].as_f64().unwrap();
        let found: f64 = kinds.iter().map(|&kind| found[kind]).sum();
        if (found - expected).abs() > ENERGY {
            wrong.push(format!("{key} {found:.4} not {expected:.4}"));
        }
    }
    let expected: Vec<f64> = reference["gradient"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()))
        .collect();
    let largest = expected.iter().fold(1.0, |max: f64, g| max.max(g.abs()));
    let pairs = gradient.iter().flatten().zip(&expected);
    let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) / largest;
    if worst > 1e-3 {
        wrong.push(format!("gradient off by {worst:.1e}"));
    }
    wrong
}

#[test]
fn terms_and_gradients_of_the_reference_molecules() {
    let Some((json, sdf)) =
        shared("reference/forcefields/uff.json").zip(shared("reference/forcefields/molecules.sdf"))
    else {
        println!("skipped: no reference/forcefields");
        return;
    };
    let reference: Value = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
    let molecules =
        geminal_formats::read(&std::fs::read(sdf).unwrap(), Format::Sdf, &Options::default()).unwrap();
    let mut wrong = Vec::new();
    let mut compared = 0;
    for structure in &molecules.structures {
        let expected = &reference[&structure.name]["rdkit"];
        if expected.get("energies").is_none() {
            continue;
        }
        compared += 1;
        let found = differences(structure, expected);
        if !found.is_empty() {
            wrong.push(format!("{}: {}", structure.name, found.join("; ")));
        }
    }
    assert!(compared > 100);
    assert!(100 * wrong.len() <= compared, "{} of {compared} differ:\n{}", wrong.len(), wrong.join("\n"));
}
