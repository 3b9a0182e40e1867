//! Pair lists, radius queries and nearest neighbours of points as dense as water.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use geminal_spatial::{CellGrid, NearestTree, PairSearch, Point};

/// Points a cubic ångström of liquid water, hydrogens counted.
const DENSITY: f64 = 0.1;

/// `count` points in a cube of the density of water; the same every time.
fn water(count: usize) -> Vec<Point> {
    let span = (count as f64 / DENSITY).cbrt();
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64 * span
    };
    (0..count).map(|_| [next(), next(), next()]).collect()
}

fn pairs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pairs");
    group.sample_size(10);
    for (count, cutoff) in [(4_500, 5.0), (4_500, 12.0), (52_000, 5.0), (52_000, 12.0)] {
        let points = water(count);
        let search = PairSearch::within(cutoff);
        group.throughput(Throughput::Elements(search.count(&points).unwrap_or_default()));
        let name = format!("{count} points, {cutoff} Å");
        group.bench_function(BenchmarkId::new("list", &name), |b| b.iter(|| search.list(&points)));
        group.bench_function(BenchmarkId::new("count", &name), |b| b.iter(|| search.count(&points)));
        group.bench_function(BenchmarkId::new("fold", &name), |b| {
            b.iter(|| search.fold(&points, || 0.0, |sum, _, _, d2| sum + d2, |a, b| a + b));
        });
    }
    group.finish();
}

fn queries(criterion: &mut Criterion) {
    let points = water(52_000);
    let mut group = criterion.benchmark_group("queries of 52,000 points");
    group.throughput(Throughput::Elements(points.len() as u64));
    group.sample_size(10);
    group.bench_function("grid", |b| b.iter(|| CellGrid::new(&points, 5.0)));
    if let Ok(grid) = CellGrid::new(&points, 5.0) {
        group.bench_function("within 5 Å", |b| {
            b.iter(|| points.iter().map(|p| grid.within(*p, 5.0).len()).sum::<usize>());
        });
    }
    group.bench_function("tree", |b| b.iter(|| NearestTree::new(&points)));
    if let Ok(tree) = NearestTree::new(&points) {
        group.bench_function("nearest", |b| b.iter(|| tree.nearest_of_each(&points)));
        group.bench_function("8 nearest", |b| b.iter(|| tree.k_nearest_of_each(&points, 8)));
    }
    group.finish();
}

criterion_group!(benches, pairs, queries);
criterion_main!(benches);
