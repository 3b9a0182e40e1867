//! Bonds from templates, and hydrogens added, on a small crystal structure.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use geminal_chemistry::hydrogens::{Options, add, remove};
use geminal_chemistry::residues::{Components, template_bonds};
use geminal_formats::{Options as Reading, read_file};
use geminal_structure::Structure;

/// The catalytic domain of an integrase, with waters; other files by `GEMINAL_BENCH_FILES`, separated by colons.
fn structures() -> Vec<(String, Structure)> {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/chemistry/1bhl.pdb").to_owned();
    let more = std::env::var("GEMINAL_BENCH_FILES").unwrap_or_default();
    let paths = std::iter::once(fixture).chain(more.split(':').filter(|p| !p.is_empty()).map(str::to_owned));
    let read = |path: String| {
        let input = read_file(&path, None, &Reading::default()).ok()?;
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        Some((name, remove(input.structures.first()?)))
    };
    paths.filter_map(read).collect()
}

fn hydrogens(criterion: &mut Criterion) {
    for (name, structure) in structures() {
        let mut group = criterion.benchmark_group(&name);
        group.throughput(Throughput::Elements(structure.atom_count() as u64));
        group.bench_function("template bonds", |b| {
            b.iter(|| template_bonds(&mut structure.clone(), Components::embedded()));
        });
        for (what, orient) in [("hydrogens", true), ("hydrogens, not turned", false)] {
            let options = Options { orient, ..Options::default() };
            group.bench_function(what, |b| b.iter(|| add(&structure, &options)));
        }
        group.finish();
    }
}

criterion_group!(benches, hydrogens);
criterion_main!(benches);
