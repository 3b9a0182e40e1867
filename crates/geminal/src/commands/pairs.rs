//! `geminal pairs`: pairs of atoms closer than a cutoff.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result};
use geminal_spatial::PairSearch;
use geminal_structure::{Point, Selection};
use serde_json::json;

use crate::context::{Context, Outcome};
use crate::files::{Reading, display};
use crate::npy;

/// Longer lists (1 GB) are not kept in memory but counted, or written as they are found.
const MOST_STORED: u64 = 1 << 27;

/// Find all pairs of atoms at most a cutoff apart
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  geminal pairs fixtures/chemistry/1vii.pdb --cutoff 5 --json")]
pub struct Arguments {
    /// Structure, or N x 3 coordinates in an .npy file; of several models the first is taken. - for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Most distance of a pair, Å
    #[arg(long, value_name = "R", allow_negative_numbers = true, value_parser = length)]
    cutoff: f64,
    /// Only among these atoms; the indices stay those of the file
    #[arg(long, value_name = "EXPR")]
    select: Option<Selection>,
    /// Write the pairs as an (N, 2) array of uint32: indices of atoms from 0, the smaller first
    #[arg(long, value_name = "OUT.npy")]
    list: Option<PathBuf>,
    /// Only count, storing nothing
    #[arg(long, conflicts_with = "list")]
    count: bool,
    #[command(flatten)]
    reading: Reading,
}

fn length(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(length) if length.is_finite() && length >= 0.0 => Ok(length),
        _ => Err("a distance in Å, 0 or more, is needed".to_owned()),
    }
}

/// Times the search alone: from coordinates in memory to the finished list.
pub fn run(arguments: Arguments, context: &Context) -> Result<Outcome> {
    let name = display(&arguments.file);
    let (points, atoms) = points(&arguments).with_context(|| name.clone())?;
    let search = PairSearch::within(arguments.cutoff);
    // Threads start before the clock does.
    rayon::broadcast(|_| ());

    let start = Instant::now();
    let counted = if arguments.count || points.len() > 100_000 { Some(search.count(&points)?) } else { None };
    let counting = start.elapsed().as_secs_f64();
    let stored = !arguments.count && counted.is_none_or(|pairs| pairs <= MOST_STORED);
    let (pairs, seconds) = if stored {
        let start = Instant::now();
        let list = search.list(&points)?;
        let seconds = start.elapsed().as_secs_f64();
        if let Some(path) = &arguments.list {
            let mut out = begin(path, list.len() as u64)?;
            write_named(&mut out, list.pairs(), atoms.as_deref())?;
            out.flush()?;
        }
        (list.len() as u64, seconds)
    } else if let (Some(path), Some(pairs)) = (&arguments.list, counted) {
        let start = Instant::now();
        let mut out = begin(path, pairs)?;
        let mut written = Ok(());
        search.for_each_batch(&points, |batch| {
            if written.is_ok() {
                written = write_named(&mut out, batch, atoms.as_deref());
            }
        })?;
        written?;
        out.flush()?;
        (pairs, start.elapsed().as_secs_f64())
    } else {
        (counted.unwrap_or_default(), counting)
    };

    let line = json!({
        "file": name, "atoms": points.len(), "cutoff": arguments.cutoff, "pairs": pairs, "seconds": seconds,
        "stored": stored, "threads": rayon::current_num_threads(),
    });
    let cutoff = arguments.cutoff;
    context.print(&line, || format!("{name}: {pairs} pairs of {} atoms within {cutoff} Å, found in {seconds:.4} s", points.len()))?;
    Ok(Outcome::Done)
}

/// The coordinates to search, and whose they are if not all atoms are.
fn points(arguments: &Arguments) -> Result<(Vec<Point>, Option<Vec<u32>>)> {
    if arguments.file.extension().is_some_and(|e| e.eq_ignore_ascii_case("npy")) {
        return Ok((npy::read_points(&std::fs::read(&arguments.file)?)?, None));
    }
    let input = arguments.reading.read(&arguments.file)?;
    let structure = input.structures.into_iter().next().unwrap_or_default();
    if structure.models.is_empty() {
        return Ok((Vec::new(), None));
    }
    let model = structure.model_atoms(0);
    let Some(selection) = &arguments.select else {
        return Ok((structure.positions()[model].to_vec(), None));
    };
    let chosen = selection.atoms(&structure);
    let atoms: Vec<usize> = chosen.iter().filter(|atom| model.contains(atom)).collect();
    let points = atoms.iter().map(|atom| structure.positions()[*atom]).collect();
    Ok((points, Some(atoms.into_iter().map(|atom| atom as u32).collect())))
}

fn begin(path: &Path, pairs: u64) -> Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| display(path))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    npy::write_u32_header(&mut out, pairs, 2)?;
    Ok(out)
}

/// Writes pairs, with the indices of the file where only some atoms were searched.
fn write_named(out: &mut impl Write, pairs: &[[u32; 2]], atoms: Option<&[u32]>) -> std::io::Result<()> {
    let Some(atoms) = atoms else { return npy::write_pairs(out, pairs) };
    // The selected atoms ascend, so the smaller stays first.
    pairs.chunks(1 << 16).try_for_each(|pairs| {
        let named: Vec<[u32; 2]> = pairs.iter().map(|pair| pair.map(|i| atoms[i as usize])).collect();
        npy::write_pairs(out, &named)
    })
}
