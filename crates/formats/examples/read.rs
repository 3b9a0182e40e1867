//! Reads files several times and prints what is in them and how long it took, a JSON line a file.
//!
//! ```sh
//! cargo run --release -p geminal-formats --example read -- --runs 9 1abc.cif
//! ```

use geminal_formats::{Counts, Options, read_file};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut runs = 5;
    let mut files = Vec::new();
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--runs" => runs = args.next().ok_or("--runs needs a number")?.parse()?,
            file => files.push(file.to_owned()),
        }
    }
    for file in files {
        let mut seconds = Vec::new();
        // The first run warms up, unless it is the only one.
        for _ in 0..=runs {
            let start = Instant::now();
            let input = read_file(&file, None, &Options::default())?;
            seconds.push(start.elapsed().as_secs_f64());
            if seconds.len() > runs {
                report(&file, &input, &mut seconds);
            } else if runs == 1 {
                report(&file, &input, &mut seconds);
                break;
            }
        }
    }
    Ok(())
}

fn report(file: &str, input: &geminal_formats::Input, seconds: &mut Vec<f64>) {
    if seconds.len() > 1 {
        seconds.remove(0);
    }
    seconds.sort_by(f64::total_cmp);
    let counts: Vec<Counts> = input.structures.iter().map(Counts::of).collect();
    let atoms: usize = counts.iter().map(|c| c.atoms_all_models).sum();
    let bonds: usize = input.structures.iter().map(|s| s.bonds.len()).sum();
    let residues: usize = counts.iter().map(|c| c.residues).sum();
    println!(
        r#"{{"file": "{file}", "records": {}, "atoms": {atoms}, "bonds": {bonds}, "residues": {residues}, "diagnostics": {}, "median_s": {:.6}, "peak_rss_mb": {:.1}}}"#,
        input.structures.len(),
        input.diagnostics.len(),
        seconds[seconds.len() / 2],
        peak_rss_mb()
    );
}

/// Peak resident memory of this process (Linux), 0 elsewhere.
fn peak_rss_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
