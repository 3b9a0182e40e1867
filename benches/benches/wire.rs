//! Decoding and encoding a workspace.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use geminal_wire::structure::{
    Atom, Bond, BondKind, Chain, Complex, Molecule, Residue, Uid, WithAtoms, Workspace,
};
use geminal_wire::{Command, Entry, VersionTable, Versions};

/// As many atoms as the captured workspace of 5CEO.
const ATOMS: i64 = 2265;

/// A chain of residues of eight atoms, each bonded to the next.
fn workspace() -> WithAtoms<Workspace> {
    let atom = |i: i64| Atom {
        index: 2_000_000_000_000 + i,
        name: "CA".into(),
        positions: vec![[i as f32, 1.5, -20.25]],
        atom_type: vec![("IDATM".into(), "C3".into())],
        ..Atom::default()
    };
    let uid = |i: i64| Uid(2_000_000_000_000 + i);
    let residue = |first: i64| {
        let range = first..(first + 8).min(ATOMS);
        Residue {
            atoms: range.clone().map(uid).collect(),
            bonds: range.skip(1).map(|i| Bond::new(BondKind::Single, [uid(i - 1), uid(i)])).collect(),
            name: "ALA".into(),
            ..Residue::default()
        }
    };
    let chain = Chain {
        residues: (0..ATOMS).step_by(8).map(residue).collect(),
        name: "A".into(),
        ..Chain::default()
    };
    let complex = Complex {
        molecules: vec![Molecule { chains: vec![chain], ..Molecule::default() }],
        ..Complex::default()
    };
    WithAtoms {
        atoms: (0..ATOMS).map(|i| (uid(i), atom(i))).collect(),
        structure: Workspace { complexes: vec![complex], ..Workspace::default() },
    }
}

/// The captured workspace if `GEMINAL_SHARED` has it, else one of its size; and what it is.
fn payload(versions: &Versions) -> (Vec<u8>, &'static str) {
    let capture = std::env::var("GEMINAL_SHARED")
        .ok()
        .and_then(|shared| std::fs::read(format!("{shared}/reference/nanome/workspace_response.bin")).ok());
    match capture {
        Some(bytes) => (bytes, "capture of 5CEO"),
        None => (Command::WorkspaceResponse(workspace()).encode(0, versions), "made"),
    }
}

fn wire(criterion: &mut Criterion) {
    let versions = Versions::from(&VersionTable::library());
    let (payload, what) = payload(&versions);
    let Ok(received) = Command::decode(&payload, &versions) else { return };
    let Command::WorkspaceResponse(workspace) = &received.command else { return };
    let Ok(entries) = Entry::from_workspace(workspace) else { return };
    let mut group = criterion.benchmark_group(format!("workspace of {ATOMS} atoms ({what})"));
    group.throughput(Throughput::Bytes(received.length as u64));
    group.bench_function("decode", |b| {
        b.iter_batched(|| (), |()| Command::decode(&payload, &versions), BatchSize::SmallInput);
    });
    group.bench_function("encode", |b| b.iter(|| received.command.encode(0, &versions)));
    group.bench_function("to structures", |b| {
        b.iter_batched(|| (), |()| Entry::from_workspace(workspace), BatchSize::SmallInput);
    });
    group.bench_function("from structures", |b| {
        b.iter_batched(
            || (),
            |()| Entry::to_workspace(&entries, &workspace.structure),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, wire);
criterion_main!(benches);
