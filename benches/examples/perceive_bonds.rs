//! Bonds of molecules given as XYZ files one after the other on standard input; a line of JSON each.
//!
//! `cargo run --release -p geminal-benches --example perceive_bonds < molecules.xyz`
#![expect(clippy::unwrap_used, reason = "a program run by hand")]

use geminal_chemistry::{Element, bonds::perceive_atoms};
use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let mut lines = text.lines();
    while let Some(count) = lines.next().and_then(|line| line.trim().parse::<usize>().ok()) {
        let _title = lines.next();
        let (mut elements, mut positions) = (Vec::new(), Vec::new());
        for line in lines.by_ref().take(count) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            elements.push(Element::from_symbol(cells[0]).unwrap());
            positions.push([1, 2, 3].map(|k| cells[k].parse::<f64>().unwrap()));
        }
        let found = perceive_atoms(&elements, &positions);
        let orders: Vec<u8> = found.orders.iter().map(|order| order.value() as u8).collect();
        println!(r#"{{"bonds": {:?}, "orders": {orders:?}, "charges": {:?}}}"#, found.bonds, found.charges);
    }
}
