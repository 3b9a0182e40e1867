//! Rings, aromaticity, hydrogens, hybridization, symmetry and pattern matches against RDKit's.
//!
//! `fixtures/perception` holds the molecules; their source is noted beside them.
#![expect(clippy::unwrap_used, reason = "a fixture that does not read fails the test")]

use geminal_chemistry::{BondOrder, Element, Graph, Hybridization, Molecule, Pattern, Rings, symmetry};
use serde_json::Value;

/// A molecule and what RDKit perceives in it.
struct Case {
    name: String,
    graph: Graph,
    expected: Value,
}

/// The file at a path below `fixtures/perception`.
fn fixture(name: &str) -> Value {
    let path = format!("{}/../../fixtures/perception/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A list of numbers.
fn numbers(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|n| n.as_i64().unwrap() as usize).collect()
}

/// All molecules.
fn cases() -> Vec<Case> {
    let read = |row: &Value| {
        let elements = numbers(&row["elements"]);
        let elements = elements.iter().map(|&n| Element::from_number(n as u8).unwrap()).collect();
        let charges = numbers(&row["charges"]).iter().map(|&c| c as i8).collect();
        let bonds: Vec<Vec<usize>> = row["bonds"].as_array().unwrap().iter().map(numbers).collect();
        let orders =
            bonds.iter().map(|b| [BondOrder::Single, BondOrder::Double, BondOrder::Triple][b[2] - 1]);
        let pairs = bonds.iter().map(|b| [b[0] as u32, b[1] as u32]).collect();
        let graph = Graph::from_parts(elements, charges, pairs, orders.collect())
            .with_isotopes(numbers(&row["isotopes"]).iter().map(|&n| n as u16).collect());
        Case { name: row["name"].as_str().unwrap().to_owned(), graph, expected: row.clone() }
    };
    fixture("perception.json").as_array().unwrap().iter().map(read).collect()
}

/// Indices for which a property holds.
fn which(count: usize, holds: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..count).filter(|&i| holds(i)).collect()
}

fn sizes(rings: &Rings, count: usize) -> Vec<usize> {
    let mut sizes: Vec<usize> = rings.iter().take(count).map(|ring| ring.len()).collect();
    sizes.sort_unstable();
    sizes
}

#[test]
fn rings_are_those_of_rdkit() {
    for case in cases() {
        let rings = Rings::new(&case.graph);
        assert_eq!(sizes(&rings, rings.basis_len()), numbers(&case.expected["basis"]), "{}", case.name);
        assert_eq!(sizes(&rings, rings.len()), numbers(&case.expected["rings"]), "{}", case.name);
    }
}

#[test]
fn aromaticity_hydrogens_and_conjugation_are_those_of_rdkit() {
    let mut wrong = Vec::new();
    for case in cases() {
        let molecule = Molecule::new(case.graph);
        let (atoms, bonds) = (molecule.atom_count(), molecule.graph().bond_count());
        for (what, found) in [
            ("aromatic_atoms", which(atoms, |i| molecule.is_aromatic(i))),
            ("aromatic_bonds", which(bonds, |i| molecule.bond_is_aromatic(i))),
            ("conjugated_bonds", which(bonds, |i| molecule.is_conjugated(i))),
            ("hydrogens", (0..atoms).map(|i| usize::from(molecule.hydrogens(i))).collect()),
        ] {
            let expected = numbers(&case.expected[what]);
            if found != expected {
                wrong.push(format!("{} {what}: {found:?}, RDKit {expected:?}", case.name));
            }
        }
        let name = |h: Hybridization| format!("{h:?}").to_uppercase();
        let found: Vec<String> = (0..atoms).map(|i| name(molecule.hybridization(i))).collect();
        let expected: Vec<&str> =
            case.expected["hybridization"].as_array().unwrap().iter().map(|h| h.as_str().unwrap()).collect();
        if found != expected {
            wrong.push(format!("{} hybridization: {found:?}, RDKit {expected:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Aromatic bonds in, Kekulé bonds out, and the same aromaticity perceived again.
#[test]
fn aromatic_bonds_become_kekule_bonds_and_back() {
    for case in cases() {
        let before = Molecule::new(case.graph.clone());
        let aromatic = before.aromaticity().bonds.clone();
        if before.rings().iter().any(|ring| ring.len() < 5 && before.is_aromatic(ring.atoms[0] as usize)) {
            continue;
        }
        let orders = case.graph.orders().iter().zip(&aromatic);
        let orders = orders.map(|(&order, &aromatic)| if aromatic { BondOrder::Aromatic } else { order });
        let after = Molecule::new(case.graph.clone().with_orders(orders.collect()));
        assert!(after.without_kekule().is_empty(), "{}", case.name);
        let doubles = |m: &Molecule| (0..aromatic.len()).filter(|&bond| m.order(bond) == 2).count();
        // Aromatic bonds do not tell which nitrogens bear a hydrogen: porphine may lose both of its own.
        let pyrrole =
            |i: usize| before.is_aromatic(i) && before.element(i) == Element::N && before.hydrogens(i) > 0;
        if (0..before.atom_count()).any(pyrrole) {
            assert!(doubles(&after) >= doubles(&before), "{}", case.name);
        } else {
            assert_eq!(doubles(&after), doubles(&before), "{}", case.name);
        }
    }
}

#[test]
fn symmetry_classes_are_those_of_rdkit() {
    for case in cases() {
        let molecule = Molecule::new(case.graph);
        let found = symmetry::symmetry_classes(&molecule);
        let expected = numbers(&case.expected["classes"]);
        let same = |i: usize, j: usize| (found[i] == found[j], expected[i] == expected[j]);
        for i in 0..found.len() {
            for j in 0..i {
                let (ours, theirs) = same(i, j);
                assert_eq!(ours, theirs, "{}: atoms {i} and {j}", case.name);
            }
        }
        let mut ranks = symmetry::canonical_ranks(&molecule);
        ranks.sort_unstable();
        assert_eq!(ranks, (0..found.len() as u32).collect::<Vec<_>>(), "{}", case.name);
    }
}

/// 284 patterns on 240 molecules: the number of unique matches and the atoms the first pattern atom can be.
#[test]
fn matches_are_those_of_rdkit() {
    let molecules: Vec<(String, Molecule)> =
        cases().into_iter().map(|case| (case.name, Molecule::new(case.graph))).collect();
    let mut wrong = Vec::new();
    for row in fixture("patterns.json").as_array().unwrap() {
        let pattern = Pattern::parse(row["smarts"].as_str().unwrap()).unwrap();
        for (index, (name, molecule)) in molecules.iter().enumerate() {
            let hit = &row["hits"][index.to_string()];
            let expected = if hit.is_null() {
                (0, Vec::new())
            } else {
                (hit[0].as_u64().unwrap() as usize, numbers(&hit[1]))
            };
            let atoms = pattern.atoms(molecule).iter().map(|&atom| atom as usize).collect::<Vec<_>>();
            let found = (pattern.unique_matches(molecule).len(), atoms);
            if found != expected {
                wrong.push(format!("{} on {name}: {found:?}, RDKit {expected:?}", pattern.as_str()));
            }
            let at = (0..molecule.atom_count()).filter(|&atom| pattern.matches_at(molecule, atom));
            assert_eq!(at.collect::<Vec<_>>(), found.1, "{} on {name}", pattern.as_str());
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
