//! Editing keeps every table in step: what each atom is and what it is bonded to does not change.

mod common;

use common::structures;
use geminal_structure::{
    Assembly, AssemblyPart, AtomRecord, AtomSet, BondOrder, Builder, ChainIds, Element, NewAtom, Structure,
    Transform,
};
use proptest::prelude::*;

/// All that is known of an atom, as one value.
fn facts(s: &Structure, atom: usize) -> String {
    let a = s.atom(atom);
    let model = s.models.number[s.models.holding(a.residue().chain().index())];
    let conformers: Vec<_> = s.conformers.iter().map(|c| c.position[atom]).collect();
    let charge = s.atoms.partial_charge.as_ref().map(|c| c[atom]);
    format!(
        "{model} {a} {:?} {:?} {conformers:?} {charge:?} {}",
        a.position(),
        a.serial(),
        s.atoms.alt_loc[atom]
    )
}

/// The bonds by the facts of their atoms.
fn bonds(s: &Structure) -> Vec<[String; 2]> {
    s.bonds.atoms.iter().map(|pair| pair.map(|atom| facts(s, atom as usize))).collect()
}

proptest! {
    #[test]
    fn a_subset_keeps_what_its_atoms_are(structure in structures(), dice in any::<u64>()) {
        let chosen = AtomSet::from_fn(structure.atom_count(), |atom| dice >> (atom % 64) & 1 == 1);
        let subset = structure.subset(&chosen);
        subset.check().unwrap();
        let expected: Vec<String> = chosen.iter().map(|atom| facts(&structure, atom)).collect();
        let found: Vec<String> = (0..subset.atom_count()).map(|atom| facts(&subset, atom)).collect();
        prop_assert_eq!(found, expected);
        let both = |pair: &&[u32; 2]| pair.iter().all(|atom| chosen.contains(*atom as usize));
        prop_assert_eq!(subset.bonds.len(), structure.bonds.atoms.iter().filter(both).count());
        let all = bonds(&structure);
        prop_assert!(bonds(&subset).iter().all(|bond| all.contains(bond)));
        prop_assert!((0..subset.residues.len()).all(|r| !subset.residues.atoms(r).is_empty()));

        let mut rest = structure.clone();
        rest.remove_atoms(&chosen);
        prop_assert_eq!(rest.atom_count() + subset.atom_count(), structure.atom_count());
        for element in &subset.secondary {
            prop_assert!(element.residues[0] <= element.residues[1]);
            prop_assert!((element.residues[1] as usize) < subset.residues.len());
        }
    }

    #[test]
    fn split_models_merge_back(structure in structures()) {
        let whole = structure.subset(&AtomSet::all(structure.atom_count()));
        let mut parts = whole.split_models().into_iter();
        let Some(mut merged) = parts.next() else { return Ok(()) };
        for part in parts {
            merged.append_models(&part);
        }
        merged.check().unwrap();
        merged.models.number.clone_from(&whole.models.number);
        let sorted = |s: &Structure| {
            let mut all = bonds(s);
            all.sort();
            all
        };
        let inside = |pair: &&[u32; 2]| {
            let model = pair.map(|a| whole.models.holding(whole.chains.holding(whole.residues.holding(a as usize))));
            model[0] == model[1]
        };
        if whole.bonds.atoms.iter().all(|pair| inside(&pair)) {
            prop_assert_eq!(sorted(&merged), sorted(&whole));
        }
        merged.bonds = whole.bonds.clone();
        merged.secondary.clone_from(&whole.secondary);
        prop_assert_eq!(merged, whole);
    }

    #[test]
    fn merging_keeps_both(a in structures(), b in structures()) {
        let mut merged = a.clone();
        let kept = merged.merge(&b);
        merged.check().unwrap();
        prop_assert_eq!(merged.atom_count(), a.atom_count() + b.atom_count());
        prop_assert_eq!(merged.bonds.len(), a.bonds.len() + b.bonds.len());
        prop_assert_eq!(merged.models.len(), a.models.len().max(b.models.len()));
        prop_assert!(kept || merged.conformers.is_empty());
        let places = |s: &Structure| -> Vec<_> {
            s.bonds.atoms.iter().map(|pair| pair.map(|atom| s.atom(atom as usize).to_string())).collect()
        };
        let (found, mut expected) = (places(&merged), places(&a));
        expected.extend(places(&b));
        // Names of nameless atoms hold their index; all have names here.
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn added_atoms_push_nothing_aside(structure in structures(), dice in prop::collection::vec(any::<u32>(), 0..6)) {
        prop_assume!(structure.atom_count() > 0);
        let additions: Vec<NewAtom> = dice
            .iter()
            .map(|d| NewAtom {
                residue: *d as usize % structure.residues.len(),
                atom: AtomRecord { name: "H9".into(), element: Element::H, position: [f64::from(*d); 3], ..AtomRecord::default() },
                bonds: vec![(*d as usize % structure.atom_count(), BondOrder::Single)],
            })
            .collect();
        let mut larger = structure.clone();
        let added = larger.add_atoms(&additions);
        larger.check().unwrap();
        prop_assert_eq!(larger.atom_count(), structure.atom_count() + additions.len());
        for atom in 0..structure.atom_count() {
            prop_assert_eq!(facts(&larger, added.moved[atom] as usize), facts(&structure, atom));
        }
        for (addition, new) in additions.iter().zip(&added.new) {
            let new = *new as usize;
            prop_assert_eq!(larger.positions()[new], addition.atom.position);
            prop_assert_eq!(larger.residues.holding(new), addition.residue);
            let bonded = added.moved[addition.bonds[0].0] as usize;
            prop_assert!(larger.adjacency().bond_between(bonded, new).is_some());
        }
        // Taken out again, nothing is left of them.
        larger.remove_atoms(&AtomSet::from_indices(larger.atom_count(), added.new.iter().map(|new| *new as usize)));
        prop_assert_eq!(larger, structure.subset(&AtomSet::all(structure.atom_count())));
    }

    #[test]
    fn a_transform_is_undone_by_its_inverse(axis in prop::array::uniform3(0.1..1.0f64), angle in -7.0..7.0f64, shift in prop::array::uniform3(-50.0..50.0f64), point in prop::array::uniform3(-50.0..50.0f64)) {
        let there = Transform::shift(shift).after(&Transform::turn(axis, angle));
        let back = there.inverse().after(&there).apply(point);
        prop_assert!((0..3).all(|k| (back[k] - point[k]).abs() < 1e-10));
    }
}

/// Two chains with a bond between, a water of chain A in a run of its own.
fn dimer() -> Structure {
    let mut b = Builder::default();
    for (chain, label, x) in [("A", "A", 1.0), ("B", "B", 2.0), ("A", "C", 3.0)] {
        b.chain(chain, label);
        b.residue("GLY", 1, 0);
        b.atom(AtomRecord { name: "SG".into(), position: [x, 0.0, 0.0], ..AtomRecord::default() });
    }
    b.bond(0, 1, BondOrder::Single);
    b.finish()
}

#[test]
fn assemblies() {
    let turn = Transform::turn([0.0, 0.0, 1.0], std::f64::consts::PI);
    let author = |ids: &[&str]| ChainIds::Author(ids.iter().map(|id| (*id).into()).collect());
    let label = |ids: &[&str]| ChainIds::Label(ids.iter().map(|id| (*id).into()).collect());
    let both = vec![Transform::IDENTITY, turn.clone()];
    for (parts, chains, bonds) in [
        (vec![(author(&["A", "B"]), both.clone())], "A B A A-2 B-2 A-2", 2),
        (vec![(label(&["A", "C"]), both.clone())], "A A A-2 A-2", 0),
        // Parts that share operators keep the bonds between them.
        (vec![(author(&["A"]), both.clone()), (author(&["B"]), both.clone())], "A B A A-2 B-2 A-2", 2),
        (
            vec![(author(&["A"]), both.clone()), (author(&["B"]), vec![Transform::IDENTITY])],
            "A B A A-2 A-2",
            1,
        ),
        (vec![(author(&["Z"]), both)], "", 0),
    ] {
        let mut structure = dimer();
        let parts =
            parts.into_iter().map(|(chains, transforms)| AssemblyPart { chains, transforms }).collect();
        structure.assemblies.push(Assembly { id: "1".to_owned(), details: String::new(), parts });
        let built = structure.assembly("1").unwrap();
        built.check().unwrap();
        let ids: Vec<&str> = built.iter_chains().map(|chain| chain.id()).collect();
        assert_eq!(ids.join(" "), chains);
        assert_eq!(built.bonds.len(), bonds, "{chains}");
        for [i, j] in &built.bonds.atoms {
            let (p, q) = (built.positions()[*i as usize], built.positions()[*j as usize]);
            assert!((p[0] - q[0]).abs() < 1.001 && p[0] * q[0] > 0.0);
        }
    }
    let message = dimer().assembly("2").unwrap_err().to_string();
    assert_eq!(message, "there is no assembly `2`; the file tells of none");
}

#[test]
fn a_turn_takes_displacements_along() {
    let mut structure = dimer();
    structure.atoms.anisotropic = Some(vec![[1.0, 2.0, 3.0, 0.1, 0.2, 0.3]; 3]);
    structure.transform(&Transform::turn([0.0, 0.0, 1.0], std::f64::consts::FRAC_PI_2));
    let turned = structure.atoms.anisotropic.unwrap()[0];
    for (found, expected) in turned.into_iter().zip([2.0, 1.0, 3.0, -0.1, -0.3, 0.2]) {
        assert!((found - expected).abs() < 1e-6, "{turned:?}");
    }
}

#[test]
fn split_chains_keeps_runs_together() {
    let parts: Vec<usize> = dimer().split_chains().iter().map(Structure::atom_count).collect();
    assert_eq!(parts, [2, 1]);
}
