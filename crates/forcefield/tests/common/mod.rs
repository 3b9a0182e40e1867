//! What the suites share: the reference data, and the few columns of a PDB file that they need.

#![allow(dead_code, reason = "each suite uses its part")]
#![allow(clippy::unwrap_used, reason = "a suite stops at a reference file it cannot read")]

use std::path::PathBuf;

use geminal_forcefield::Potential;
use geminal_formats::{Format, Options};
use serde_json::Value;

use geminal_structure::{AtomRecord, Builder, Element, Structure};

/// A file of the shared reference data, or nothing (said once) where it is absent.
pub fn shared(path: &str) -> Option<String> {
    let root = std::env::var_os("GEMINAL_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let found = std::fs::read_to_string(root.join(path)).ok();
    if found.is_none() {
        println!("skipped: no {path} in the shared reference data");
    }
    found
}

/// The atoms of a PDB file, as they stand.
pub fn structure(pdb: &str) -> Structure {
    let mut builder = Builder::default();
    let (mut chain, mut residue) = (None, None);
    for line in pdb.lines().filter(|line| line.starts_with("ATOM") || line.starts_with("HETATM")) {
        let column = |from: usize, to: usize| line.get(from..to).unwrap_or("").trim();
        if chain != Some(column(21, 22)) {
            chain = Some(column(21, 22));
            builder.chain(column(21, 22), "");
            residue = None;
        }
        if residue != Some(column(17, 27)) {
            residue = Some(column(17, 27));
            let number = column(22, 26).parse().unwrap_or_default();
            builder.residue(column(17, 20), number, 0);
        }
        let coordinate = |from: usize| column(from, from + 8).parse::<f64>().unwrap_or_default();
        builder.atom(AtomRecord {
            name: column(12, 16).into(),
            element: Element::from_symbol(column(76, 78)).unwrap_or_default(),
            position: [coordinate(30), coordinate(38), coordinate(46)],
            ..AtomRecord::default()
        });
    }
    builder.finish()
}

/// The molecules of the small reference set with what `program` says of each in `file`.
pub fn molecules(file: &str, program: &str) -> Vec<(Structure, Value)> {
    let files =
        (shared(&format!("reference/forcefields/{file}")), shared("reference/forcefields/molecules.sdf"));
    let (Some(json), Some(sdf)) = files else { return Vec::new() };
    // Python writes what is no number as a word that JSON does not have.
    let mut values: Value = serde_json::from_str(&json.replace("NaN", "null")).unwrap();
    let read = geminal_formats::read(sdf.as_bytes(), Format::Sdf, &Options::default()).unwrap();
    let with_value = |structure: Structure| {
        let value = values.get_mut(&structure.name)?.get_mut(program)?.take();
        value.get("error").is_none().then_some((structure, value))
    };
    read.structures.into_iter().filter_map(with_value).collect()
}

pub fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Central differences of the energy at some atoms against the gradient, relative to its largest component.
pub fn check_gradient(
    potential: &mut Potential,
    positions: &[[f64; 3]],
    atoms: impl Iterator<Item = usize>,
    within: f64,
) {
    let mut positions = positions.to_vec();
    let mut gradient = vec![[0.0; 3]; positions.len()];
    potential.energy_and_gradient(&positions, &mut gradient);
    let scale = gradient.iter().flatten().fold(1.0, |most: f64, g| most.max(g.abs()));
    for atom in atoms {
        for axis in 0..3 {
            let mut at = |moved: f64| {
                positions[atom][axis] += moved;
                let energy = potential.energy(&positions).total();
                positions[atom][axis] -= moved;
                energy
            };
            let slope = (at(1e-4) - at(-1e-4)) / 2e-4;
            let expected = gradient[atom][axis];
            assert!((slope - expected).abs() < within * scale, "atom {atom}: {slope} not {expected}");
        }
    }
}
