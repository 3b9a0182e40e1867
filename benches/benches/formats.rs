//! Readers and writers of each format, on a made structure of 20,000 atoms.
//!
//! The side-by-side figures with other programs on real files are made by `benches/peers/parse.py`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use geminal_formats::{Format, Options, read, write};
use geminal_structure::{AtomRecord, BondOrder, Builder, Element, Structure};
use std::hint::black_box;

const NAMES: [(&str, Element); 5] =
    [("N", Element::N), ("CA", Element::C), ("C", Element::C), ("O", Element::O), ("CB", Element::C)];

/// Four chains of 1000 alanines on a lattice, without hydrogens.
fn proteins() -> Structure {
    let mut builder = Builder::default();
    let mut serial = 0;
    for (chain, id) in ["A", "B", "C", "D"].into_iter().enumerate() {
        builder.chain(id, id);
        for number in 1..=1000 {
            builder.residue("ALA", number, 0);
            for (k, (name, element)) in NAMES.into_iter().enumerate() {
                serial += 1;
                builder.atom(AtomRecord {
                    element,
                    name: name.into(),
                    position: [
                        f64::from(number) * 0.38 - 200.123,
                        k as f64 * 1.234 + 0.5,
                        chain as f64 * 12.345 + f64::from(serial % 7),
                    ],
                    occupancy: 1.0,
                    b_factor: 10.25 + (serial % 40) as f32,
                    serial,
                    ..AtomRecord::default()
                });
            }
        }
    }
    builder.finish()
}

/// 500 chains of 40 carbons.
fn molecules() -> Vec<Structure> {
    let molecule = |k: u32| {
        let mut builder = Builder::default();
        for i in 0..40 {
            let position = [f64::from(i) * 1.25, f64::from(k), 0.5];
            builder.atom(AtomRecord { element: Element::C, position, hetero: true, ..AtomRecord::default() });
            if i > 0 {
                builder.bond(i as usize - 1, i as usize, BondOrder::Single);
            }
        }
        let mut molecule = builder.finish();
        molecule.name = format!("molecule {k}");
        molecule
    };
    (0..500).map(molecule).collect()
}

fn formats(c: &mut Criterion) {
    let (proteins, molecules) = (vec![proteins()], molecules());
    for format in Format::ALL {
        let structures = match format {
            Format::Pdb | Format::Mmcif | Format::BinaryCif => &proteins,
            Format::Sdf | Format::Mol2 | Format::Xyz => &molecules,
        };
        let mut bytes = Vec::new();
        if let Err(error) = write(structures, format, &mut bytes) {
            eprintln!("{format}: {error}");
            continue;
        }
        let mut group = c.benchmark_group(format.name());
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("read", |b| {
            b.iter(|| {
                read(black_box(&bytes), format, &Options::default()).map(|input| input.structures.len())
            });
        });
        group.bench_function("write", |b| {
            b.iter(|| {
                let mut out = Vec::with_capacity(bytes.len());
                write(black_box(structures), format, &mut out).map(|()| out.len())
            });
        });
        group.finish();
    }
}

criterion_group!(benches, formats);
criterion_main!(benches);
