//! Adds hydrogens to the first model of a file, again and again: a line of JSON for `peers/hydrogens.py`.

use std::time::Instant;

use geminal_chemistry::hydrogens::{Options, add, remove};
use geminal_formats::{Options as Reading, read_file};
use geminal_structure::AtomSet;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let input = read_file(&path, None, &Reading::default())?;
        let Some(whole) = input.structures.first() else { continue };
        let first = AtomSet::from_indices(whole.atom_count(), whole.model_atoms(0));
        let structure = remove(&whole.subset(&first));
        for (what, orient) in [("placed and turned", true), ("placed", false)] {
            let options = Options { orient, ..Options::default() };
            let start = Instant::now();
            let hydrogens = add(&structure, &options).count();
            let cold = start.elapsed().as_secs_f64();
            let mut runs: Vec<f64> = (0..15)
                .map(|_| {
                    let start = Instant::now();
                    std::hint::black_box(add(&structure, &options));
                    start.elapsed().as_secs_f64()
                })
                .collect();
            runs.sort_by(f64::total_cmp);
            let (atoms, seconds) = (structure.atom_count(), runs[runs.len() / 2]);
            println!(
                "{{\"file\": {path:?}, \"what\": {what:?}, \"atoms\": {atoms}, \"hydrogens\": {hydrogens}, \
                 \"seconds\": {seconds:.6}, \"first\": {cold:.6}}}"
            );
        }
    }
    Ok(())
}
