//! Times the searches of `geminal-spatial` on the coordinates of an `.npy` file (N x 3, float32): one JSON line each,
//! for `benches/peers/spatial.py` to set beside other programs.
//!
//! `cargo run --release -p geminal-benches --example spatial -- pairs|count|stream|nearest FILE.npy CUTOFF-OR-K [QUERIES.npy]`

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use geminal_spatial::{NearestTree, PairSearch, Point};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [what, file, number, rest @ ..] = &arguments[..] else {
        return Err("usage: spatial pairs|count|stream|nearest FILE.npy CUTOFF-OR-K [QUERIES.npy]".into());
    };
    let points = points(file)?;
    let (found, seconds) = match what.as_str() {
        "pairs" => {
            let search = PairSearch::within(number.parse()?);
            median(|| Ok(black_box(search.list(&points)?).len() as f64))?
        }
        "count" => {
            let search = PairSearch::within(number.parse()?);
            median(|| Ok(search.count(&points)? as f64))?
        }
        "stream" => {
            let search = PairSearch::within(number.parse()?);
            median(|| {
                let mut pairs = 0;
                search.for_each_batch(&points, |batch| pairs += black_box(batch).len())?;
                Ok(pairs as f64)
            })?
        }
        "nearest" => {
            let queries = self::points(rest.first().ok_or("nearest needs QUERIES.npy")?)?;
            let k: usize = number.parse()?;
            let tree = NearestTree::new(&points)?;
            let query = |tree: &NearestTree| -> f64 {
                if k == 1 {
                    let found = tree.nearest_of_each(&queries);
                    return found.iter().flatten().map(|n| n.distance_squared.sqrt()).sum();
                }
                tree.k_nearest_of_each(&queries, k).iter().flatten().map(|n| n.distance_squared.sqrt()).sum()
            };
            let (sum, seconds) = median(|| Ok(query(&tree)))?;
            let (_, with_build) = median(|| Ok(query(&NearestTree::new(&points)?)))?;
            println!(
                r#"{{"what": "nearest", "found": {sum}, "seconds": {seconds}, "with_build": {with_build}}}"#
            );
            return Ok(());
        }
        other => return Err(format!("unknown search {other}").into()),
    };
    println!(r#"{{"what": "{what}", "found": {found}, "seconds": {seconds}}}"#);
    Ok(())
}

fn points(file: &str) -> Result<Vec<Point>, Box<dyn Error>> {
    let array: ndarray::Array2<f32> = ndarray_npy::read_npy(file)?;
    Ok(array.rows().into_iter().map(|row| [0, 1, 2].map(|axis| f64::from(row[axis]))).collect())
}

/// The median time of a few runs after one that does not count, and what the last found.
fn median(mut run: impl FnMut() -> Result<f64, Box<dyn Error>>) -> Result<(f64, f64), Box<dyn Error>> {
    let first = Instant::now();
    let mut found = run()?;
    let runs = if first.elapsed().as_secs_f64() > 2.0 { 3 } else { 11 };
    let mut seconds = Vec::new();
    for _ in 0..runs {
        let start = Instant::now();
        found = run()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok((found, seconds[runs / 2]))
}
