//! Bonds perceived from coordinates against the shared reference: ligands of the PDB without and with hydrogens.

mod common;

use common::{Record, records, shared};
use geminal_chemistry::{Graph, Molecule, bonds::perceive_atoms};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A number equal for equal molecules: hashes of the surroundings of every atom, as far as the molecule reaches.
fn fingerprint(molecule: &Molecule) -> Vec<u64> {
    let hash = |value: &dyn Fn(&mut DefaultHasher)| {
        let mut hasher = DefaultHasher::new();
        value(&mut hasher);
        hasher.finish()
    };
    let heavy: Vec<usize> =
        (0..molecule.atom_count()).filter(|&a| !molecule.element(a).is_hydrogen()).collect();
    let mut colors = vec![0u64; molecule.atom_count()];
    for &atom in &heavy {
        let own = (molecule.element(atom), molecule.charge(atom), molecule.hydrogens(atom));
        colors[atom] = hash(&|h| own.hash(h));
    }
    for _ in 0..heavy.len().min(40) {
        let mut next = colors.clone();
        for &atom in &heavy {
            let heavy_neighbors =
                molecule.neighbors(atom).iter().filter(|n| !molecule.element(n.atom as usize).is_hydrogen());
            let mut around: Vec<(u64, u8)> = heavy_neighbors
                .map(|n| {
                    let bond = n.bond as usize;
                    let order = if molecule.bond_is_aromatic(bond) { 5 } else { molecule.order(bond) };
                    (colors[n.atom as usize], order)
                })
                .collect();
            around.sort_unstable();
            next[atom] = hash(&|h| (colors[atom], &around).hash(h));
        }
        colors = next;
    }
    let mut all: Vec<u64> = heavy.iter().map(|&atom| colors[atom]).collect();
    all.sort_unstable();
    all
}

fn bond_set(bonds: &[[u32; 2]]) -> BTreeSet<[u32; 2]> {
    bonds.iter().map(|&[i, j]| [i.min(j), i.max(j)]).collect()
}

/// Shares of molecules whose bonds, and whose bonds, orders and charges are right, in per cent.
fn shares(records: &[Record]) -> (f64, f64) {
    let (mut bonds_right, mut right) = (0, 0);
    for record in records {
        let found = perceive_atoms(record.graph.elements(), &record.positions);
        bonds_right += usize::from(bond_set(&found.bonds) == bond_set(record.graph.bonds()));
        let elements = record.graph.elements().to_vec();
        let graph = Graph::from_parts(elements, found.charges, found.bonds, found.orders);
        let expected = fingerprint(&Molecule::new(record.graph.clone()));
        right += usize::from(fingerprint(&Molecule::new(graph)) == expected);
    }
    let percent = |count: usize| 100.0 * count as f64 / records.len() as f64;
    (percent(bonds_right), percent(right))
}

#[test]
fn ligands_of_the_pdb_get_their_bonds_back() {
    for (file, bonds_bar, bar) in
        [("pdb_ligands_heavy.sdf", 99.0, 82.0), ("pdb_ligands_with_h.sdf", 99.0, 97.0)]
    {
        let Some(text) = shared(&format!("reference/perception/{file}")) else { return };
        let (bonds, right) = shares(&records(&text));
        println!("{file}: bonds {bonds:.1} %, bonds, orders and charges {right:.1} %");
        assert!(bonds >= bonds_bar && right >= bar, "{file}: {bonds:.1} {right:.1}");
    }
}

/// Ideal geometries written down here, so that something is tested where the shared data is not at hand.
#[test]
fn small_molecules() {
    type Atoms<'a> = &'a [(&'a str, [f64; 3])];
    let cases: [(&str, Atoms<'_>, &[u8], &[i8]); 5] = [
        (
            "carbon dioxide",
            &[("O", [-1.16, 0.0, 0.0]), ("C", [0.0; 3]), ("O", [1.16, 0.0, 0.0])],
            &[2, 2],
            &[0; 3],
        ),
        (
            "acetonitrile",
            &[("C", [-1.46, 0.0, 0.0]), ("C", [0.0; 3]), ("N", [1.16, 0.0, 0.0])],
            &[1, 3],
            &[0; 3],
        ),
        (
            "formate with its hydrogen",
            &[
                ("C", [0.0; 3]),
                ("O", [1.25, 0.0, 0.0]),
                ("O", [-0.77, 0.98, 0.0]),
                ("H", [-0.55, -0.94, 0.0]),
            ],
            &[2, 1, 1],
            &[0, 0, -1, 0],
        ),
        (
            "nitromethane",
            &[("C", [-1.49, 0.0, 0.0]), ("N", [0.0; 3]), ("O", [0.61, 1.06, 0.0]), ("O", [0.61, -1.06, 0.0])],
            &[1, 2, 1],
            &[0, 1, 0, -1],
        ),
        (
            "tetramethylammonium",
            &[
                ("N", [0.0; 3]),
                ("C", [0.86, 0.86, 0.86]),
                ("C", [-0.86, -0.86, 0.86]),
                ("C", [-0.86, 0.86, -0.86]),
                ("C", [0.86, -0.86, -0.86]),
            ],
            &[1, 1, 1, 1],
            &[1, 0, 0, 0, 0],
        ),
    ];
    for (name, atoms, orders, charges) in cases {
        let elements: Vec<_> =
            atoms.iter().map(|a| geminal_chemistry::Element::from_symbol(a.0).unwrap()).collect();
        let positions: Vec<_> = atoms.iter().map(|a| a.1).collect();
        let found = perceive_atoms(&elements, &positions);
        let values: Vec<u8> = found.orders.iter().map(|o| o.value() as u8).collect();
        let (mut sorted, mut expected) = (values.clone(), orders.to_vec());
        sorted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sorted, expected, "{name}");
        assert_eq!(
            found.charges.iter().map(|&q| i32::from(q)).sum::<i32>(),
            charges.iter().map(|&q| i32::from(q)).sum::<i32>(),
            "{name}"
        );
        assert_eq!(
            found.charges.iter().filter(|&&q| q != 0).count(),
            charges.iter().filter(|&&q| q != 0).count(),
            "{name}"
        );
    }
}
