//! Interaction detection: a ligand in its pocket by each rule set, a frame of it while it moves, a whole structure.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use geminal_formats::{Options, read_file};
use geminal_interactions::{Perceived, RuleSet, Rules, interactions};
use geminal_structure::{AtomSet, Structure};
use std::error::Error;

/// A serotonin receptor with ergotamine.
fn complex() -> Result<Structure, Box<dyn Error>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/complexes/5ht1b.pdb.gz");
    let structures = read_file(path, None, &Options::default())?.structures;
    structures.into_iter().next().ok_or_else(|| "no structure in the file".into())
}

fn bench(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let structure = complex()?;
    let ligand =
        AtomSet::from_fn(structure.atom_count(), |atom| structure.atom(atom).residue().name() == "LIG");
    for name in RuleSet::NAMES {
        let rules = Rules::named(name)?;
        let mut group = criterion.benchmark_group(format!("contacts by {name}"));
        group.bench_function("ligand", |b| b.iter(|| interactions(&structure, Some(&ligand), &rules)));
        group.bench_function("features", |b| {
            b.iter(|| Perceived::new(&structure, Some(&ligand), &rules, 0.0))
        });
        let perceived = Perceived::new(&structure, Some(&ligand), &rules, 0.0)?;
        group.bench_function("frame", |b| b.iter(|| perceived.contacts(structure.positions(), &rules)));
        group.throughput(Throughput::Elements(structure.atom_count() as u64));
        group.bench_function("whole", |b| b.iter(|| interactions(&structure, None, &rules)));
        group.finish();
    }
    Ok(())
}

fn run(criterion: &mut Criterion) {
    if let Err(error) = bench(criterion) {
        eprintln!("interactions: {error}");
    }
}

criterion_group!(benches, run);
criterion_main!(benches);
