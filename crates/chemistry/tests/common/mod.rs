//! Molecules of `fixtures/perception/perception.json`, whose source is noted beside it.
#![expect(clippy::unwrap_used, reason = "a fixture that does not read fails the test")]

use geminal_chemistry::{BondOrder, Element, Graph};
use serde_json::Value;

/// A molecule and what RDKit perceives in it.
pub struct Case {
    pub name: String,
    pub graph: Graph,
    pub expected: Value,
}

/// The file at a path below `fixtures/perception`.
pub fn fixture(name: &str) -> Value {
    let path = format!("{}/../../fixtures/perception/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A list of numbers.
pub fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|n| n.as_i64().unwrap() as usize).collect()
}

/// All molecules.
pub fn cases() -> Vec<Case> {
    let read = |row: &Value| {
        let elements = numbers(&row["elements"]);
        let elements = elements.iter().map(|&n| Element::from_number(n as u8).unwrap()).collect();
        let charges = numbers(&row["charges"]).iter().map(|&c| c as i8).collect();
        let bonds: Vec<Vec<usize>> = row["bonds"].as_array().unwrap().iter().map(numbers).collect();
        let orders =
            bonds.iter().map(|b| [BondOrder::Single, BondOrder::Double, BondOrder::Triple][b[2] - 1]);
        let pairs = bonds.iter().map(|b| [b[0] as u32, b[1] as u32]).collect();
        let graph = Graph::from_parts(elements, charges, pairs, orders.collect())
            .with_isotopes(numbers(&row["isotopes"]).iter().map(|&n| n as u16).collect());
        Case { name: row["name"].as_str().unwrap().to_owned(), graph, expected: row.clone() }
    };
    fixture("perception.json").as_array().unwrap().iter().map(read).collect()
}
