//! Times of chemical perception over the records of an SDF, as JSON: mean microseconds a molecule, median of runs.
//!
//! `cargo run --release -p geminal-benches --example chemistry -- FILE.sdf PATTERNS.txt`

use geminal_chemistry::charges::{GasteigerModel, gasteiger_charges};
use geminal_chemistry::{Graph, Molecule, Pattern, Rings, bonds::perceive_atoms};
use geminal_formats::{Options, read_file};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, file, patterns] = &args[..] else { return Err("usage: chemistry FILE.sdf PATTERNS.txt".into()) };
    let structures = read_file(file, None, &Options::default())?.structures;
    let patterns = std::fs::read_to_string(patterns)?;
    let patterns: Vec<Pattern> = patterns.split_whitespace().map(Pattern::parse).collect::<Result<_, _>>()?;
    let graphs: Vec<Graph> = structures.iter().map(Graph::new).collect();
    let molecules: Vec<Molecule> = graphs.iter().cloned().map(Molecule::new).collect();

    let time = |name: &str, run: &dyn Fn() -> usize| {
        let mut seconds = Vec::new();
        let mut found = 0;
        for _ in 0..8 {
            let start = Instant::now();
            found = run();
            seconds.push(start.elapsed().as_secs_f64());
        }
        seconds.remove(0);
        seconds.sort_by(f64::total_cmp);
        let each = 1e6 * seconds[seconds.len() / 2] / structures.len() as f64;
        println!(r#"{{"what": "{name}", "microseconds": {each:.3}, "found": {found}}}"#);
    };
    time("rings", &|| graphs.iter().map(|graph| Rings::new(graph).len()).sum());
    time("perception", &|| {
        let aromatic = |m: Molecule| m.aromaticity().atoms.iter().filter(|&&a| a).count();
        structures.iter().map(|s| aromatic(Molecule::of(s))).sum()
    });
    time("patterns", &|| {
        let of =
            |molecule: &Molecule| patterns.iter().map(|p| p.unique_matches(molecule).len()).sum::<usize>();
        molecules.iter().map(of).sum()
    });
    time("gasteiger", &|| {
        molecules.iter().filter(|m| gasteiger_charges(m, GasteigerModel::Rdkit).is_ok()).count()
    });
    time("bonds", &|| {
        structures.iter().map(|s| perceive_atoms(&s.atoms.element, &s.atoms.position).bonds.len()).sum()
    });
    Ok(())
}
