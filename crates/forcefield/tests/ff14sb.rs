//! ff14SB against OpenMM's reference platform: every term 1e-6 relative, forces 1e-5.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

mod common;

use geminal_forcefield::{Precision, TermKind, ff14sb};
use serde_json::Value;

const NAMES: [&str; 6] = ["alanine_dipeptide", "ala_ala_ala", "1l2y", "1crn", "bpti", "aa20"];

#[test]
fn every_term_is_the_reference() {
    for name in NAMES {
        let (Some(pdb), Some(json)) = (
            common::shared(&format!("reference/amber/{name}.pdb")),
            common::shared(&format!("reference/amber/{name}.ff14SB.json")),
        ) else {
            return;
        };
        for precision in [Precision::Double, Precision::Mixed] {
            check(name, &pdb, precision, &serde_json::from_str(&json).unwrap());
        }
    }
}

fn check(name: &str, pdb: &str, precision: Precision, reference: &Value) {
    let structure = common::structure(pdb);
    let mut potential = ff14sb::parametrize(&structure).unwrap();
    potential.set_precision(precision);
    let mut gradient = vec![[0.0; 3]; structure.atom_count()];
    let found = potential.energy_and_gradient(structure.positions(), &mut gradient);
    let energy = |what: &str| reference["energies"][what].as_f64().unwrap();
    for (kind, expected, scale) in [
        (TermKind::Bond, energy("bond"), 0.0),
        (TermKind::Angle, energy("angle"), 0.0),
        (TermKind::Torsion, energy("proper"), 0.0),
        (TermKind::Improper, energy("improper"), 0.0),
        (TermKind::VanDerWaals, energy("vdw") + energy("vdw14"), energy("vdw14")),
        (TermKind::Electrostatic, energy("elec") + energy("elec14"), energy("elec14")),
    ] {
        let scale = expected.abs().max(scale.abs()).max(0.01);
        let error = (found[kind] - expected).abs() / scale;
        assert!(error < 1e-6, "{name} {kind} {precision:?}: {}, not {expected} ({error:e})", found[kind]);
    }
    let forces = reference["forces"].as_array().unwrap();
    for (index, (row, force)) in gradient.iter().zip(forces).enumerate() {
        let force: Vec<f64> = force.as_array().unwrap().iter().map(|f| f.as_f64().unwrap()).collect();
        let size = force.iter().map(|f| f * f).sum::<f64>().sqrt().max(1.0);
        for (g, f) in row.iter().zip(&force) {
            assert!(
                (g + f).abs() < 1e-5 * size,
                "{name} {precision:?}, atom {index}: gradient {row:?}, force {force:?}"
            );
        }
    }
}

const WATER: [&str; 3] = [
    "HETATM    1  O   HOH A   1       0.000   0.000   0.000  1.00  0.00           O  ",
    "HETATM    2  H1  HOH A   1       0.957   0.000   0.000  1.00  0.00           H  ",
    "HETATM    3  H2  HOH A   1      -0.240   0.927   0.000  1.00  0.00           H  ",
];
const LIGAND: &str = "HETATM    4  C1  LIG A   2       9.000   0.000   0.000  1.00  0.00           C  ";

#[test]
fn what_it_does_not_know_is_named() {
    let advice = "; add hydrogens first (geminal hydrogens), or try auto";
    for (lines, expected) in [
        (&WATER[..1], "1 atom(s): O of HOH A 1 (H1, H2 missing)"),
        (&WATER[..2], "1 atom(s): O of HOH A 1 (H2 missing)"),
        (&[WATER[0], WATER[1], WATER[2], LIGAND], "1 atom(s): C1 of LIG A 2 (no template for LIG)"),
        (&[WATER[0], WATER[1], WATER[2], WATER[2]], "1 atom(s): H2 of HOH A 1 (not in HOH of ff14SB)"),
    ] {
        let error = ff14sb::parametrize(&common::structure(&lines.join("\n"))).err().unwrap().to_string();
        assert_eq!(error, format!("ff14sb has no type for {expected}{advice}"));
    }
}

#[test]
fn waters_and_ions_go_by_element_whatever_their_names() {
    for lines in [
        WATER.join("\n"),
        WATER
            .join("\n")
            .replace("O   HOH", "OW  WAT")
            .replace("H1  HOH", "HW1 WAT")
            .replace("H2  HOH", "HW2 WAT"),
        "HETATM    1 NA   NA  A   1       0.000   0.000   0.000  1.00  0.00          NA  ".into(),
        "HETATM    1 CL   CL- A   1       0.000   0.000   0.000  1.00  0.00          CL  ".into(),
        "HETATM    1 ZN   ZN  A   1       0.000   0.000   0.000  1.00  0.00          ZN  ".into(),
    ] {
        let structure = common::structure(&lines);
        let energy = ff14sb::parametrize(&structure).unwrap().energy(structure.positions()).total();
        assert!(energy.abs() < 0.1, "{energy} for {lines}");
    }
}
