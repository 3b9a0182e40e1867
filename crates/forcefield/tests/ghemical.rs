//! Ghemical against Open Babel, the only other program that has it: types, charges, and every term.

#![expect(clippy::unwrap_used, reason = "a test stops at a reference file it cannot read")]

use std::path::PathBuf;

use geminal_chemistry::Molecule;
use geminal_forcefield::{TermKind, ghemical};
use geminal_formats::{Format, Options};
use geminal_structure::Structure;
use serde_json::Value;

/// kcal/mol.
const ENERGY: f64 = 0.01;

/// Open Babel takes the international table calorie for its energies in kJ/mol.
const KILOJOULES: f64 = 4.1868;

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("GEMINAL_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = root.join(path);
    path.exists().then_some(path)
}

/// Molecules with what Open Babel says of them.
fn reference() -> Vec<(Structure, Value)> {
    let Some((json, sdf)) =
        shared("reference/forcefields/ghemical.json").zip(shared("reference/forcefields/molecules.sdf"))
    else {
        println!("skipped: no reference/forcefields");
        return Vec::new();
    };
    let text = std::fs::read_to_string(json).unwrap().replace("NaN", "null");
    let mut values: Value = serde_json::from_str(&text).unwrap();
    let molecules = geminal_formats::read(&std::fs::read(sdf).unwrap(), Format::Sdf, &Options::default())
        .unwrap()
        .structures;
    let with_value = molecules.into_iter().filter_map(|structure| {
        let value = values[&structure.name]["openbabel"].take();
        value.get("energies").is_some().then_some((structure, value))
    });
    with_value.collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn types_and_charges() {
    let mut wrong = Vec::new();
    let reference = reference();
    for (structure, value) in &reference {
        let expected = strings(&value["types"]);
        // FFFF: no type, for which Open Babel takes what comes. Here rings with O and S have types, metals are an error.
        if expected.iter().any(|kind| kind == "FFFF") {
            let known = |(i, kind): (usize, &String)| {
                kind != "FFFF" || matches!(structure.atoms.element[i].number(), 8 | 16)
            };
            let all_known = expected.iter().enumerate().all(known);
            assert_eq!(ghemical::parametrize_structure(structure).is_ok(), all_known, "{}", structure.name);
            continue;
        }
        let typed = ghemical::parametrize_structure(structure).unwrap();
        let charges = numbers(&value["charges"]);
        let off = typed.charges.iter().zip(&charges).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        if typed.types != expected || off > 1e-6 {
            let pairs = typed.types.iter().zip(&expected).enumerate().filter(|(_, (a, b))| a != b);
            let pairs: Vec<String> = pairs.map(|(i, (a, b))| format!("{i} {a} not {b}")).collect();
            wrong.push(format!("{}: {} charges off by {off}", structure.name, pairs.join(", ")));
        }
    }
    println!("{} of {} differ\n{}", wrong.len(), reference.len(), wrong.join("\n"));
    assert!(20 * wrong.len() <= reference.len());
}

#[test]
fn terms() {
    let mut wrong = Vec::new();
    let reference = reference();
    for (structure, value) in &reference {
        let (types, charges) = (strings(&value["types"]), numbers(&value["charges"]));
        let mut typed = ghemical::parametrize_with(&Molecule::of(structure), types, charges);
        let found = typed.potential.energy(structure.positions());
        for (key, kind) in [
            ("bond", TermKind::Bond),
            ("angle", TermKind::Angle),
            ("torsion", TermKind::Torsion),
            ("vdw", TermKind::VanDerWaals),
            ("elec", TermKind::Electrostatic),
        ] {
            let expected = value["energies"][key].as_f64().unwrap() / KILOJOULES;
            if (found[kind] - expected).abs() > ENERGY {
                wrong.push(format!("{} {key} {:.4} not {expected:.4}", structure.name, found[kind]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
