//! Force fields and minimization: set-up, energy with gradient, and relaxation of a drug; ff14SB on a small protein, its
//! pairs in double and single precision, all or within a cutoff; some residues of it as a pocket under UFF.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::pocket::Pocket;
use geminal_chemistry::residues::Components;
use geminal_forcefield::{Cutoff, ForceField, Precision};
use geminal_formats::{Options, read_file};
use geminal_minimize::{Method, Settings, minimize};
use geminal_structure::{AtomSet, Structure};

fn fixture(path: &str) -> Option<Structure> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures").join(path);
    let all = read_file(&file, None, &Options::default()).ok()?.structures.into_iter().next()?;
    let model = all.model_atoms(0);
    let mut first = all.subset(&AtomSet::from_fn(all.atom_count(), |atom| model.contains(&atom)));
    perceive_bonds(&mut first, Components::embedded());
    Some(first)
}

fn forcefields(criterion: &mut Criterion) {
    for (name, path, fields) in [
        (
            "drug",
            "formats/egfr_3.sdf",
            &[ForceField::Mmff94, ForceField::Uff, ForceField::Gaff, ForceField::Ghemical][..],
        ),
        ("villin", "chemistry/1vii.pdb", &[ForceField::Ff14sb]),
    ] {
        let Some(structure) = fixture(path) else { continue };
        for field in fields {
            let Ok(typed) = field.parametrize(&structure) else { continue };
            let mut potential = typed.potential;
            let mut gradient = vec![[0.0; 3]; structure.atom_count()];
            criterion.bench_function(&format!("{name} {field} set-up"), |bench| {
                bench.iter(|| field.parametrize(black_box(&structure)).is_ok());
            });
            criterion.bench_function(&format!("{name} {field} energy and gradient"), |bench| {
                bench.iter(|| potential.energy_and_gradient(black_box(structure.positions()), &mut gradient));
            });
            let settings = Settings {
                method: Method::lbfgs(structure.atom_count()),
                max_steps: 100,
                rms_gradient: 0.0,
                ..Settings::default()
            };
            criterion.bench_function(&format!("{name} {field} 100 steps"), |bench| {
                bench.iter(|| {
                    let mut positions = structure.positions().to_vec();
                    minimize(&mut potential, &mut positions, &settings)
                });
            });
        }
    }
}

fn precisions(criterion: &mut Criterion) {
    let Some(protein) = fixture("chemistry/1vii.pdb") else { return };
    let Ok(typed) = ForceField::Ff14sb.parametrize(&protein) else { return };
    let mut potential = typed.potential;
    let mut gradient = vec![[0.0; 3]; protein.atom_count()];
    for precision in [Precision::Double, Precision::Mixed] {
        for cutoff in [None, Some(Cutoff::at(9.0))] {
            potential.set_precision(precision);
            potential.set_cutoff(cutoff);
            let reach = if cutoff.is_some() { "9 Å" } else { "no cutoff" };
            criterion.bench_function(&format!("villin ff14sb {precision:?}, {reach}"), |bench| {
                bench.iter(|| potential.energy_and_gradient(black_box(protein.positions()), &mut gradient));
            });
        }
    }
}

fn pocket(criterion: &mut Criterion) {
    let Some(protein) = fixture("chemistry/1vii.pdb") else { return };
    let free = AtomSet::from_fn(protein.atom_count(), |atom| protein.residues.atoms(20).contains(&atom));
    let Ok(pocket) = Pocket::around(&protein, &free, 7.0) else { return };
    let Ok(typed) = ForceField::Uff.parametrize(&pocket.structure) else { return };
    let mut potential = typed.potential;
    potential.set_fixed(&pocket.fixed);
    potential.set_precision(Precision::Mixed);
    let settings = Settings { rms_gradient: 0.1, ..Settings::default() };
    criterion.bench_function("villin pocket uff to 0.1", |bench| {
        bench.iter(|| {
            let mut positions = pocket.structure.positions().to_vec();
            minimize(&mut potential, &mut positions, &settings)
        });
    });
}

criterion_group!(benches, forcefields, precisions, pocket);
criterion_main!(benches);
