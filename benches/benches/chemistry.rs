//! Chemical perception: 240 small molecules of the fixtures, a fullerene-like cage and a long chain of rings.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use geminal_chemistry::charges::{GasteigerModel, gasteiger_charges};
use geminal_chemistry::{BondOrder, Element, Graph, Molecule, Pattern, Rings, symmetry};
use std::hint::black_box;

/// A flat ladder of six-rings: as many rings as asked for, each fused to the next.
fn ladder(rings: u32) -> Graph {
    let mut bonds = vec![[0, 1]];
    for k in 0..rings {
        let [a, b] = [4 * k, 4 * k + 1];
        bonds.extend([[a, a + 2], [a + 2, a + 4], [b, b + 2], [b + 2, b + 4], [a + 4, b + 4]]);
    }
    let atoms = 4 * rings as usize + 2;
    let orders = vec![BondOrder::Single; bonds.len()];
    Graph::from_parts(vec![Element::C; atoms], vec![0; atoms], bonds, orders)
}

/// Molecules of `fixtures/perception/perception.json`.
fn molecules() -> Vec<Graph> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/perception/perception.json");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let rows: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    let numbers = |row: &serde_json::Value| -> Vec<i64> {
        row.as_array()
            .map(|list| list.iter().filter_map(serde_json::Value::as_i64).collect())
            .unwrap_or_default()
    };
    let graph = |row: &serde_json::Value| {
        let elements = numbers(&row["elements"]);
        let bonds: Vec<Vec<i64>> =
            row["bonds"].as_array().map(|b| b.iter().map(numbers).collect()).unwrap_or_default();
        Graph::from_parts(
            elements.iter().filter_map(|&n| Element::from_number(n as u8)).collect(),
            numbers(&row["charges"]).iter().map(|&q| q as i8).collect(),
            bonds.iter().map(|b| [b[0] as u32, b[1] as u32]).collect(),
            bonds
                .iter()
                .map(|b| [BondOrder::Single, BondOrder::Double, BondOrder::Triple][b[2] as usize - 1])
                .collect(),
        )
    };
    rows.iter().map(graph).collect()
}

fn chemistry(criterion: &mut Criterion) {
    let graphs = molecules();
    let perceived: Vec<Molecule> = graphs.iter().cloned().map(Molecule::new).collect();
    criterion.bench_function("rings of 240 molecules", |b| {
        b.iter(|| graphs.iter().map(|graph| Rings::new(black_box(graph)).len()).sum::<usize>());
    });
    let ladder = ladder(2000);
    criterion
        .bench_function("rings of a ladder of 2000", |b| b.iter(|| Rings::new(black_box(&ladder)).len()));
    criterion.bench_function("perception of 240 molecules", |b| {
        let fresh = || graphs.clone();
        b.iter_batched(
            fresh,
            |all| all.into_iter().map(Molecule::new).collect::<Vec<_>>(),
            BatchSize::LargeInput,
        );
    });
    criterion.bench_function("symmetry classes of 240 molecules", |b| {
        b.iter(|| perceived.iter().map(|m| symmetry::symmetry_classes(black_box(m)).len()).sum::<usize>());
    });
    let amide: Option<Pattern> = "[NX3;!$(N=*)][CX3](=O)[#6]".parse().ok();
    criterion.bench_function("amides of 240 molecules", |b| {
        b.iter(|| perceived.iter().filter(|m| amide.as_ref().is_some_and(|p| p.is_in(black_box(m)))).count());
    });
    criterion.bench_function("Gasteiger charges of 240 molecules", |b| {
        b.iter(|| perceived.iter().filter(|m| gasteiger_charges(m, GasteigerModel::Rdkit).is_ok()).count());
    });
}

criterion_group!(benches, chemistry);
criterion_main!(benches);
