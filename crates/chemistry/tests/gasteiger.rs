//! Gasteiger charges against antechamber's, Open Babel's and RDKit's on the shared reference molecules.

#![expect(clippy::unwrap_used, reason = "reference data that does not read fails the test")]

mod common;

use common::{records, shared};
use geminal_chemistry::Molecule;
use geminal_chemistry::charges::{GasteigerModel, gasteiger_charges};
use serde_json::Value;

/// Names of molecules with a charge off by more than the tolerance, and the number compared.
fn differing(
    model: GasteigerModel,
    tolerance: f64,
    path: &str,
    of: impl Fn(&Value) -> &Value,
) -> Option<(Vec<String>, usize)> {
    let sdf = shared("reference/forcefields/molecules.sdf")?;
    let expected: Value = serde_json::from_str(&shared(path)?.replace("NaN", "null")).unwrap();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for record in records(&sdf) {
        // RDKit gives NaN where it has no parameters.
        let Some(reference) =
            of(&expected[&record.name]).as_array().filter(|row| row.iter().all(Value::is_number))
        else {
            continue;
        };
        compared += 1;
        let molecule = Molecule::new(record.graph);
        match gasteiger_charges(&molecule, model) {
            Ok(charges) => {
                let off = charges.iter().zip(reference).map(|(q, r)| q - r.as_f64().unwrap());
                let off: Vec<(usize, f64)> =
                    off.enumerate().filter(|(_, d)| d.abs() > tolerance || d.is_nan()).collect();
                if !off.is_empty() {
                    let smiles = record.data.iter().find(|d| d.0 == "smiles").map_or("", |d| &d.1);
                    wrong.push(format!("{} {smiles} {:?}", record.name, &off[..off.len().min(4)]));
                }
            }
            Err(error) => wrong.push(format!("{}: {error}", record.name)),
        }
    }
    println!(
        "{model:?}: {} of {compared} differ by more than {tolerance}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    Some((wrong, compared))
}

#[test]
fn antechamber() {
    let found = differing(GasteigerModel::Antechamber, 2e-5, "reference/forcefields/gaff.json", |v| {
        &v["ambertools"]["charges_gasteiger_antechamber"]
    });
    if let Some((wrong, compared)) = found {
        assert!(wrong.len() * 100 <= compared * 2);
    }
}

#[test]
fn rdkit() {
    let path = "reference/forcefields/charges_and_perception.json";
    if let Some((wrong, compared)) = differing(GasteigerModel::Rdkit, 1e-5, path, |v| &v["rdkit_gasteiger"]) {
        assert!(wrong.len() * 100 <= compared * 2);
    }
}

#[test]
fn open_babel() {
    let path = "reference/forcefields/charges_and_perception.json";
    if let Some((wrong, compared)) =
        differing(GasteigerModel::OpenBabel, 1e-5, path, |v| &v["openbabel_gasteiger"])
    {
        assert!(wrong.len() * 100 <= compared * 2);
    }
}
