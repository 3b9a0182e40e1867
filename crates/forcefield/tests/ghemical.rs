//! Ghemical against Open Babel, the only other program that has it: types, charges, and every term.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use common::{numbers, strings};
use geminal_forcefield::{ForceField, TermKind, ghemical};

/// kcal/mol.
const ENERGY: f64 = 0.01;

/// Open Babel takes the international table calorie for its energies in kJ/mol.
const KILOJOULES: f64 = 4.1868;

#[test]
fn types_and_charges() {
    let mut wrong = Vec::new();
    let reference = common::molecules("ghemical.json", "openbabel");
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
    let reference = common::molecules("ghemical.json", "openbabel");
    for (structure, value) in &reference {
        let (types, charges) = (strings(&value["types"]), numbers(&value["charges"]));
        let mut typed = ForceField::Ghemical.parametrize_with(structure, &types, &charges).unwrap();
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
