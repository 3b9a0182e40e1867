//! Every search against a plain loop over all pairs, on clouds of points of many shapes.

use geminal_spatial::{
    CellGrid, Exclusions, NearestTree, PairList, PairSearch, PeriodicCell, Point, VerletList,
    distance_squared, for_each_pair, pairs_between,
};
use proptest::prelude::*;

/// Coordinates that make trouble: on a lattice (ties at the cutoff), in a box, flat, in a line, far apart, coincident.
fn cloud(most: usize) -> impl Strategy<Value = Vec<Point>> {
    let lattice = (-6i32..6).prop_map(f64::from);
    let any = -20.0..20.0f64;
    let far = prop_oneof![8 => any.clone(), 1 => Just(9.46e25), 1 => Just(-9.46e25), 1 => -1e7..1e7f64];
    prop_oneof![
        points(lattice.clone(), lattice.clone(), lattice, most),
        points(any.clone(), any.clone(), any.clone(), most),
        points(any.clone(), any.clone(), Just(3.0), most),
        points(Just(0.0), any.clone(), Just(3.0), most),
        points(any.clone(), Just(1.0), Just(3.0), most),
        points(far.clone(), far.clone(), far, most),
        points(Just(1.5), Just(-2.5), Just(1e9), most),
    ]
}

fn points(
    x: impl Strategy<Value = f64>,
    y: impl Strategy<Value = f64>,
    z: impl Strategy<Value = f64>,
    most: usize,
) -> impl Strategy<Value = Vec<Point>> {
    prop::collection::vec((x, y, z).prop_map(|(x, y, z)| [x, y, z]), 0..most)
}

fn cutoff() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), Just(3.0), 0.01..8.0f64, Just(100.0), Just(1e27)]
}

fn brute(points: &[Point], cutoff: f64) -> Vec<[u32; 2]> {
    let mut pairs = Vec::new();
    for (j, b) in points.iter().enumerate() {
        for (i, a) in points[..j].iter().enumerate() {
            if distance_squared(*a, *b) <= cutoff * cutoff {
                pairs.push([i as u32, j as u32]);
            }
        }
    }
    sorted(pairs)
}

fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn pairs(points in cloud(120), cutoff in cutoff()) {
        let expected = brute(&points, cutoff);
        let search = PairSearch::within(cutoff);
        let list = search.list(&points).unwrap();
        prop_assert_eq!(sorted(list.pairs().to_vec()), expected.clone());
        prop_assert_eq!(search.count(&points).unwrap(), expected.len() as u64);

        let mut streamed = Vec::new();
        for_each_pair(&points, cutoff, |i, j, d2| {
            assert_eq!(d2, distance_squared(points[i as usize], points[j as usize]));
            streamed.push([i, j]);
        }).unwrap();
        prop_assert_eq!(&streamed, list.pairs());

        let mut batched = Vec::new();
        search.for_each_batch(&points, |batch| batched.extend_from_slice(batch)).unwrap();
        prop_assert_eq!(&batched, list.pairs());

        let full = sorted(search.clone().full().list(&points).unwrap().into_pairs());
        prop_assert_eq!(full, sorted(expected.iter().flat_map(|&[i, j]| [[i, j], [j, i]]).collect()));
    }

    #[test]
    fn exclusions_are_left_out(points in cloud(60), cutoff in cutoff(), every in 1usize..4) {
        let all = brute(&points, cutoff);
        let excluded: Vec<[u32; 2]> = all.iter().copied().step_by(every).collect();
        let exclusions = Exclusions::from_pairs(points.len(), excluded.iter().copied()).unwrap();
        let expected: Vec<[u32; 2]> = all.into_iter().filter(|pair| !excluded.contains(pair)).collect();
        let search = PairSearch::within(cutoff).excluding(exclusions);
        prop_assert_eq!(search.count(&points).unwrap(), expected.len() as u64);
        prop_assert_eq!(sorted(search.list(&points).unwrap().into_pairs()), expected);
    }

    #[test]
    fn between_two_sets(a in cloud(80), b in cloud(80), cutoff in cutoff()) {
        let mut expected = Vec::new();
        for (i, p) in a.iter().enumerate() {
            for (j, q) in b.iter().enumerate() {
                if distance_squared(*p, *q) <= cutoff * cutoff {
                    expected.push([i as u32, j as u32]);
                }
            }
        }
        prop_assert_eq!(sorted(pairs_between(&a, &b, cutoff).unwrap()), expected);
    }

    #[test]
    fn radius_queries(points in cloud(120), place in cloud(6), size in cutoff(), radius in cutoff()) {
        let grid = CellGrid::new(&points, size).unwrap();
        for place in place.iter().chain(&points) {
            let expected: Vec<u32> = (0..points.len() as u32)
                .filter(|i| distance_squared(*place, points[*i as usize]) <= radius * radius)
                .collect();
            prop_assert_eq!(grid.any_within(*place, radius), !expected.is_empty());
            prop_assert_eq!(grid.within(*place, radius), expected);
        }
    }

    #[test]
    fn nearest(points in cloud(120), places in cloud(20), k in 0usize..12) {
        let tree = NearestTree::new(&points).unwrap();
        let one = tree.nearest_of_each(&places);
        let many = tree.k_nearest_of_each(&places, k);
        for ((place, one), many) in places.iter().zip(one).zip(many) {
            let mut all: Vec<(f64, u32)> =
                points.iter().zip(0..).map(|(p, i)| (distance_squared(*place, *p), i)).collect();
            all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            all.truncate(k.max(1));
            prop_assert_eq!(one.map(|n| (n.distance_squared, n.index)), all.first().copied());
            all.truncate(k);
            let many: Vec<(f64, u32)> = many.iter().map(|n| (n.distance_squared, n.index)).collect();
            prop_assert_eq!(many, all);
        }
    }

    #[test]
    fn periodic_cells(
        points in points(-20.0..20.0f64, -20.0..20.0f64, -20.0..20.0f64, 14),
        lengths in prop::array::uniform3(4.0..15.0f64),
        angles in prop_oneof![Just([90.0; 3]), prop::array::uniform3(60.0..110.0f64)],
        cutoff in 0.5..9.0f64,
    ) {
        let cell = PeriodicCell::from_lengths_and_angles(lengths, angles).unwrap();
        let reach = cell.widths().map(|w| (cutoff / w).ceil() as i32);
        // All images of all pairs, with what is within rounding of the cutoff apart.
        let (mut expected, mut doubtful) = (Vec::new(), Vec::new());
        for (i, a) in points.iter().enumerate() {
            for (j, b) in points.iter().enumerate() {
                let near = {
                    let (f, g) = (cell.fractional(*a), cell.fractional(*b));
                    [0, 1, 2].map(|axis| (f[axis] - g[axis]).round() as i32)
                };
                let around = |axis: usize| near[axis] - reach[axis] - 1..=near[axis] + reach[axis] + 1;
                for x in around(0) {
                    for y in around(1) {
                        for z in around(2) {
                            let d = distance_squared(*a, cell.moved(*b, [x, y, z])).sqrt();
                            if i == j && [x, y, z] == [0; 3] {
                                continue;
                            }
                            let entry = (i as u32, j as u32, [x, y, z]);
                            if (d - cutoff).abs() < 1e-9 {
                                doubtful.push(entry);
                            } else if d < cutoff {
                                expected.push(entry);
                            }
                        }
                    }
                }
            }
        }
        prop_assume!(doubtful.is_empty());
        let named = |search: PairSearch| {
            let list = search.in_cell(cell).list(&points).unwrap();
            assert_eq!(list.shifts().len(), list.len());
            list.pairs().iter().zip(list.shifts()).map(|([i, j], s)| (*i, *j, *s)).collect::<Vec<_>>()
        };
        prop_assert_eq!(sorted(named(PairSearch::within(cutoff).full())), sorted(expected.clone()));
        let half = named(PairSearch::within(cutoff));
        prop_assert!(half.iter().all(|(i, j, _)| i <= j));
        let both = half.iter().flat_map(|&(i, j, s)| [(i, j, s), (j, i, s.map(|s| -s))]).collect::<Vec<_>>();
        prop_assert_eq!(sorted(both), sorted(expected));
    }

    #[test]
    fn a_skin_misses_nothing(start in cloud(60), steps in prop::collection::vec(cloud(60), 1..4), skin in 0.0..3.0f64) {
        let mut points = start;
        let mut list = VerletList::new(PairSearch::within(4.0), skin, &points).unwrap();
        for step in steps {
            for (point, by) in points.iter_mut().zip(&step) {
                for axis in 0..3 {
                    point[axis] += by[axis].clamp(-20.0, 20.0) * skin / 40.0;
                }
            }
            list.update(&points).unwrap();
            let listed = sorted(list.list().pairs().to_vec());
            for pair in brute(&points, 4.0) {
                prop_assert!(listed.binary_search(&pair).is_ok(), "{pair:?} is missing");
            }
        }
    }
}

/// Points of a generator that needs no seed from outside.
fn many(count: usize, span: f64) -> Vec<Point> {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64 * span
    };
    (0..count).map(|_| [next(), next(), next()]).collect()
}

#[test]
fn the_same_for_any_number_of_threads() {
    let points = many(20_000, 60.0);
    let exclusions = Exclusions::from_pairs(points.len(), (1..20_000).map(|i| [i - 1, i])).unwrap();
    let cell = PeriodicCell::orthorhombic([60.0; 3]).unwrap();
    let searches = [
        PairSearch::within(4.0),
        PairSearch::within(4.0).full(),
        PairSearch::within(4.0).excluding(exclusions),
        PairSearch::within(4.0).in_cell(cell),
    ];
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            searches
                .iter()
                .map(|search| {
                    let list = search.list(&points).unwrap();
                    let sum = search
                        .fold(&points, || 0.0, |sum, _, _, d2| sum + 1.0 / (d2 + 0.1), |a, b| a + b)
                        .unwrap();
                    assert_eq!(list.len() as u64, search.count(&points).unwrap());
                    (list, sum.to_bits())
                })
                .collect::<Vec<_>>()
        })
    };
    let one = run(1);
    assert_eq!(one[0].0.len(), brute(&points, 4.0).len());
    for threads in [2, 3, 7] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn one_point_far_away_costs_nothing() {
    let mut points = many(30_000, 70.0);
    let near = PairList::within(&points, 5.0).unwrap().len();
    points.push([9.46e25, -9.46e25, 9.46e25]);
    points.insert(0, [-9.46e25; 3]);
    assert_eq!(PairList::within(&points, 5.0).unwrap().len(), near);
    let grid = CellGrid::new(&points, 5.0).unwrap();
    assert_eq!(grid.within([9.46e25, -9.46e25, 9.46e25], 1.0), [30_001]);
    assert_eq!(NearestTree::new(&points).unwrap().nearest([-1e20; 3]).map(|n| n.index != 0), Some(true));
}

#[test]
fn what_is_refused() {
    let bad = [[0.0; 3], [0.0, f64::NAN, 0.0]];
    let message = "point 1 has no place: (0, NaN, 0); leave it out or give it finite coordinates";
    for error in [
        PairList::within(&bad, 1.0).err(),
        PairSearch::within(1.0).count(&bad).err(),
        pairs_between(&[], &bad, 1.0).err(),
        CellGrid::new(&bad, 1.0).err(),
        NearestTree::new(&bad).err(),
        VerletList::new(PairSearch::within(1.0), 1.0, &bad).err(),
    ] {
        assert_eq!(error.unwrap().to_string(), message);
    }
    for cutoff in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(PairList::within(&[], cutoff).is_err(), "{cutoff}");
        assert!(CellGrid::new(&[], cutoff).is_err(), "{cutoff}");
    }
    let tiny = PeriodicCell::orthorhombic([1e-3; 3]).unwrap();
    let error = PairSearch::within(10.0).in_cell(tiny).list(&[[0.0; 3]]).unwrap_err();
    assert!(error.to_string().contains("shorter cutoff"), "{error}");
}
