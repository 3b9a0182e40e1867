use super::*;
use geminal_structure::Element;
use proptest::prelude::*;

/// A graph of carbons with single bonds.
fn carbons(atom_count: usize, bonds: &[[u32; 2]]) -> Graph {
    Graph::from_parts(
        vec![Element::C; atom_count],
        vec![0; atom_count],
        bonds.to_vec(),
        vec![BondOrder::Single; bonds.len()],
    )
}

fn cycle(n: u32) -> Vec<[u32; 2]> {
    (0..n).map(|i| [i, (i + 1) % n]).collect()
}

/// Buckminsterfullerene: a truncated icosahedron, an atom for each directed edge (p, q) of the icosahedron.
fn fullerene() -> Vec<[u32; 2]> {
    let mut bonds = Vec::new();
    let icosahedron: [[u32; 5]; 12] = [
        [1, 2, 3, 4, 5],
        [0, 2, 7, 6, 5],
        [0, 3, 8, 7, 1],
        [0, 4, 9, 8, 2],
        [0, 5, 10, 9, 3],
        [0, 1, 6, 10, 4],
        [1, 7, 11, 10, 5],
        [2, 8, 11, 6, 1],
        [3, 9, 11, 7, 2],
        [4, 10, 11, 8, 3],
        [5, 6, 11, 9, 4],
        [6, 7, 8, 9, 10],
    ];
    let place = |p: u32, q: u32| icosahedron[p as usize].iter().position(|&x| x == q).map(|k| k as u32);
    for p in 0..12u32 {
        for k in 0..5u32 {
            bonds.push([5 * p + k, 5 * p + (k + 1) % 5]);
            let q = icosahedron[p as usize][k as usize];
            if p < q {
                bonds.push([5 * p + k, 5 * q + place(q, p).unwrap()]);
            }
        }
    }
    bonds
}

#[test]
fn known_ring_systems() {
    let spiro = [cycle(3), vec![[2, 3], [3, 4], [4, 2]]].concat();
    let cubane: Vec<[u32; 2]> =
        (0..8u32).flat_map(|i| [1, 2, 4].map(|b| [i, i ^ b])).filter(|[i, j]| i < j).collect();
    let naphthalene = [cycle(10), vec![[0, 5]]].concat();
    let bicyclo222 = vec![[0, 2], [2, 3], [3, 1], [0, 4], [4, 5], [5, 1], [0, 6], [6, 7], [7, 1]];
    let norbornane = vec![[0, 2], [2, 3], [3, 1], [0, 4], [4, 5], [5, 1], [0, 6], [6, 1]];
    let adamantane: Vec<[u32; 2]> = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
        .iter()
        .zip(4u32..)
        .flat_map(|(&[a, b], c)| [[a, c], [b, c]])
        .collect();
    for (name, n, bonds, basis, all) in [
        ("chain", 3, vec![[0, 1], [1, 2]], vec![], vec![]),
        ("cyclohexane", 6, cycle(6), vec![6], vec![6]),
        ("macrocycle of 40", 40, cycle(40), vec![40], vec![40]),
        ("spiropentane", 5, spiro, vec![3, 3], vec![3, 3]),
        ("naphthalene", 10, naphthalene, vec![6, 6], vec![6, 6]),
        ("norbornane", 7, norbornane, vec![5, 5], vec![5, 5]),
        ("bicyclo[2.2.2]octane", 8, bicyclo222, vec![6; 2], vec![6; 3]),
        ("cubane", 8, cubane, vec![4; 5], vec![4; 6]),
        ("adamantane", 10, adamantane, vec![6; 3], vec![6; 4]),
        (
            "fullerene",
            60,
            fullerene(),
            [vec![5; 12], vec![6; 19]].concat(),
            [vec![5; 12], vec![6; 20]].concat(),
        ),
    ] {
        let graph = carbons(n, &bonds);
        let rings = Rings::new(&graph);
        let sizes = |set: Vec<Ring<'_>>| {
            let mut sizes: Vec<_> = set.iter().map(Ring::len).collect();
            sizes.sort_unstable();
            sizes
        };
        assert_eq!(sizes(rings.basis().collect()), basis, "{name}");
        assert_eq!(sizes(rings.iter().collect()), all, "{name}");
        for ring in rings.iter() {
            for k in 0..ring.len() {
                let next = ring.atoms[(k + 1) % ring.len()] as usize;
                assert_eq!(graph.bond_between(ring.atoms[k] as usize, next), Some(ring.bonds[k] as usize));
            }
        }
    }
}

#[test]
fn questions_about_atoms_and_bonds() {
    // Indane's skeleton with a methyl: six-ring 0..5, five-ring 0 5 6 7 8, methyl 9, and a ring of 32 apart.
    let mut bonds = [cycle(6), vec![[5, 6], [6, 7], [7, 8], [8, 0], [7, 9]]].concat();
    bonds.extend((0..32u32).map(|i| [10 + i, 10 + (i + 1) % 32]));
    let graph = carbons(42, &bonds);
    let rings = Rings::new(&graph);
    let sizes = |atom: usize| [3, 5, 6, 31, 32, 33].map(|n| rings.in_ring_of_size(atom, n));
    assert_eq!(sizes(0), [false, true, true, false, false, false]);
    assert_eq!(sizes(2), [false, false, true, false, false, false]);
    assert_eq!(sizes(9), [false; 6]);
    assert_eq!(sizes(10), [false, false, false, false, true, false]);
    assert_eq!([0, 2, 9, 10].map(|a| rings.smallest(a)), [Some(5), Some(6), None, Some(32)]);
    let bond = |i, j| graph.bond_between(i, j).unwrap();
    assert!(rings.bond_in_ring_of_size(bond(0, 5), 5) && rings.bond_in_ring_of_size(bond(0, 5), 6));
    assert!(!rings.bond_in_ring(bond(7, 9)) && rings.bond_in_ring_of_size(bond(10, 11), 32));
    assert_eq!((rings.ring_bond_count(&graph, 0), rings.ring_bond_count(&graph, 7)), (3, 2));
    assert_eq!(rings.of_atom(0).len(), 2);
}

/// Lengths of a least cycle basis by brute force: all simple cycles, shortest first.
fn oracle(n: usize, bonds: &[[u32; 2]]) -> Vec<usize> {
    fn walk(adj: &[Vec<(usize, usize)>], path: &mut Vec<usize>, mask: u64, cycles: &mut Vec<u64>) {
        let (start, last) = (path[0], path[path.len() - 1]);
        for &(next, bond) in &adj[last] {
            if next == start && path.len() > 2 {
                cycles.push(mask | 1 << bond);
            } else if next > start && !path.contains(&next) {
                path.push(next);
                walk(adj, path, mask | 1 << bond, cycles);
                path.pop();
            }
        }
    }
    let mut adj = vec![Vec::new(); n];
    for (k, &[i, j]) in bonds.iter().enumerate() {
        adj[i as usize].push((j as usize, k));
        adj[j as usize].push((i as usize, k));
    }
    let mut cycles = Vec::new();
    for start in 0..n {
        walk(&adj, &mut vec![start], 0, &mut cycles);
    }
    cycles.sort_by_key(|c| c.count_ones());
    let mut rows: Vec<u64> = Vec::new();
    let mut lengths = Vec::new();
    for cycle in cycles {
        let reduced = rows.iter().fold(cycle, |c, &row| c.min(c ^ row));
        if reduced != 0 {
            rows.push(reduced);
            rows.sort_unstable_by(|a, b| b.cmp(a));
            lengths.push(cycle.count_ones() as usize);
        }
    }
    lengths
}

proptest! {
    #[test]
    fn basis_is_least(n in 3usize..11, picks in prop::collection::vec((0usize..11, 0usize..11), 2..15)) {
        let mut bonds: Vec<[u32; 2]> = Vec::new();
        for (i, j) in picks {
            let (i, j) = ((i % n) as u32, (j % n) as u32);
            if i != j && !bonds.contains(&[i, j]) && !bonds.contains(&[j, i]) {
                bonds.push([i, j]);
            }
        }
        let rings = Rings::new(&carbons(n, &bonds));
        let mut lengths: Vec<_> = rings.basis().map(|r| r.len()).collect();
        lengths.sort_unstable();
        prop_assert_eq!(lengths, oracle(n, &bonds));
    }
}
