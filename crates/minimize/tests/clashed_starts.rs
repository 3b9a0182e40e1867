//! Drugs relax from badly clashed starts under every force field for them: no NaN, no explosion, and nearly as low as
//! from where they were.

#![expect(clippy::unwrap_used, reason = "a failing test may panic")]

use std::path::Path;

use geminal_forcefield::{ForceField, Precision};
use geminal_formats::{Options, read_file};
use geminal_minimize::{Method, Outcome, Settings, minimize};
use geminal_structure::{Point, Structure};

fn drugs() -> Vec<Structure> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats/egfr_3.sdf");
    read_file(&file, None, &Options::default()).unwrap().structures
}

/// Each coordinate off by up to `reach` Å.
fn shaken(positions: &[Point], reach: f64) -> Vec<Point> {
    let off = |n: usize| reach * ((n as f64 * 12.9898).sin() * 43758.5453).fract();
    let shake = |(atom, p): (usize, &Point)| std::array::from_fn(|axis| p[axis] + off(3 * atom + axis));
    positions.iter().enumerate().map(shake).collect()
}

fn on_top_of_each_other(positions: &[Point]) -> Vec<Point> {
    let mut moved = positions.to_vec();
    let last = moved.len() - 1;
    moved[2] = moved[last];
    moved[5] = moved[last / 2];
    moved
}

fn squeezed(positions: &[Point], factor: f64) -> Vec<Point> {
    positions.iter().map(|p| p.map(|x| factor * x)).collect()
}

fn relax(
    drug: &Structure,
    field: ForceField,
    precision: Precision,
    start: Vec<Point>,
) -> (Outcome, Vec<Point>) {
    let mut potential = field.parametrize(drug).unwrap().potential;
    potential.set_precision(precision);
    let settings = Settings {
        method: Method::lbfgs(drug.atom_count()),
        max_steps: 3000,
        rms_gradient: 0.01,
        ..Settings::default()
    };
    let mut positions = start;
    (minimize(&mut potential, &mut positions, &settings), positions)
}

#[test]
fn drugs_relax_from_clashes() {
    for drug in drugs() {
        for field in [ForceField::Mmff94, ForceField::Uff, ForceField::Gaff2, ForceField::Ghemical] {
            let from_file = drug.positions().to_vec();
            let (relaxed, _) = relax(&drug, field, Precision::Double, from_file.clone());
            // How much higher it may end, kcal/mol: a knot of the squeezed ones stays tied.
            for (what, start, higher) in [
                ("shaken", shaken(&from_file, 0.3), 10.0),
                ("shaken badly", shaken(&from_file, 1.0), 150.0),
                ("on top of each other", on_top_of_each_other(&from_file), 150.0),
                ("squeezed", squeezed(&from_file, 0.2), 1000.0),
                ("in one point", squeezed(&from_file, 0.0), 5000.0),
            ] {
                for precision in [Precision::Double, Precision::Mixed] {
                    let (outcome, positions) = relax(&drug, field, precision, start.clone());
                    let name = format!("{field} {what} {precision:?}: {outcome:?} from {}", relaxed.energy);
                    assert!(outcome.energy.is_finite() && outcome.rms_gradient < 1.0, "{name}");
                    assert!(positions.iter().flatten().all(|x| x.abs() < 100.0), "{name}");
                    assert!(outcome.energy < relaxed.energy + higher, "{name}");
                }
            }
        }
    }
}
