//! `auto` against the two force fields it is made of.

#![expect(clippy::unwrap_used, reason = "a test stops at a fixture it cannot read")]

mod common;

use std::path::Path;

use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::residues::Components;
use geminal_forcefield::gaff::{self, Version};
use geminal_forcefield::{TermKind, auto, ff14sb};
use geminal_formats::{Options, read_file};
use geminal_structure::{AtomRecord, AtomSet, BondOrder, Builder, Element, Structure, Transform};

fn fixture(path: &str) -> Structure {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path);
    read_file(&file, None, &Options::default()).unwrap().structures.remove(0)
}

fn protein() -> Structure {
    let all = fixture("chemistry/1vii.pdb");
    let first = all.model_atoms(0);
    let mut protein = all.subset(&AtomSet::from_fn(all.atom_count(), |atom| first.contains(&atom)));
    perceive_bonds(&mut protein, Components::embedded());
    protein
}

/// A drug, so far from the origin.
fn ligand(away: f64) -> Structure {
    let mut ligand = fixture("formats/egfr_3.sdf");
    ligand.transform(&Transform { translation: [away, 0.0, 0.0], ..Transform::IDENTITY });
    ligand
}

#[test]
fn each_part_has_its_own_force_field() {
    let (protein, ligand) = (protein(), ligand(300.0));
    let mut both = protein.clone();
    both.merge(&ligand);
    let mut typed = auto::parametrize_structure(&both).unwrap();
    let first = ff14sb::Typed::whole(&protein).unwrap();
    let second = gaff::parametrize_structure(&ligand, Version::Gaff2).unwrap();
    let types: Vec<&str> =
        first.types().into_iter().chain(second.types.iter().map(|name| name.as_str())).collect();
    assert_eq!(typed.types, types);
    assert_eq!(typed.charges, [first.charges(), second.charges.clone()].concat());

    let found = typed.potential.energy(both.positions());
    let (mut one, mut two) = (first.potential(), second.potential);
    let parts = [one.energy(protein.positions()), two.energy(ligand.positions())];
    for kind in TermKind::ALL {
        let expected = parts[0][kind] + parts[1][kind];
        // Across 300 Å charges are still felt, and the two take a different constant.
        let tolerance = if kind == TermKind::Electrostatic { 0.5 } else { 1e-3 };
        assert!((found[kind] - expected).abs() < tolerance, "{kind}: {} not {expected}", found[kind]);
    }
}

#[test]
fn gradients_are_finite_differences_across_the_two() {
    let mut both = protein();
    // Beside the protein: the two act on each other.
    let first = both.atom_count();
    both.merge(&ligand(14.0));
    let mut potential = auto::parametrize_structure(&both).unwrap().potential;
    let atoms = [0, first / 2, first, first + 5, first + 20].into_iter();
    common::check_gradient(&mut potential, both.positions(), atoms, 1e-5);
}

#[test]
fn metals_are_ions_that_nothing_is_bonded_to() {
    let with_zinc = |bonds: &[usize]| {
        let mut ligand = ligand(0.0);
        let count = ligand.atom_count();
        let mut builder = Builder::default();
        let position = [3.0, 30.0, 1.0];
        builder.atom(AtomRecord {
            name: "ZN".into(),
            element: Element::from_symbol("Zn").unwrap(),
            position,
            ..AtomRecord::default()
        });
        ligand.merge(&builder.finish());
        bonds.iter().for_each(|&atom| ligand.bonds.push(atom, count, BondOrder::Single));
        ligand
    };
    let of = |element: Element| {
        let elements = ligand(0.0).atoms.element.clone();
        (0..elements.len()).filter(|&atom| elements[atom] == element).collect::<Vec<usize>>()
    };
    let (nitrogens, carbons) = (of(Element::N), of(Element::C));
    let free = with_zinc(&[]);
    let alone = gaff::parametrize_structure(&ligand(0.0), Version::Gaff2).unwrap();
    for (structure, auto, bonds) in [
        (free.clone(), false, 0),
        (with_zinc(&nitrogens[..2]), false, 2),
        (with_zinc(&nitrogens[..1]), true, 1),
    ] {
        let mut typed = match auto {
            true => auto::parametrize_structure(&structure).unwrap(),
            false => gaff::parametrize_structure(&structure, Version::Gaff2).unwrap(),
        };
        let (zinc, rest) = typed.types.split_last().unwrap();
        assert_eq!((zinc.as_str(), rest), ("Zn2+", &alone.types[..]));
        let told = format!("Zn as an ion without its {bonds} bond(s)");
        assert_eq!(typed.estimated.contains(&told), bonds > 0, "{:?}", typed.estimated);
        assert_eq!(typed.charges, [&alone.charges[..], &[2.0]].concat());
        let mut expected = gaff::parametrize_structure(&free, Version::Gaff2).unwrap().potential;
        let (found, expected) =
            (typed.potential.energy(structure.positions()), expected.energy(free.positions()));
        for kind in TermKind::ALL {
            // The two take a slightly different constant of Coulomb's law.
            let tolerance = 1e-4 * expected[kind].abs().max(1.0);
            assert!(
                (found[kind] - expected[kind]).abs() < tolerance,
                "{kind}: {} {}",
                found[kind],
                expected[kind]
            );
        }
    }
    for (symbol, bonds, why) in [
        ("Os", &nitrogens[..1], "Amber has no ion Os of formal charge 0"),
        ("Zn", &carbons[..1], "Zn bonded to carbon is no ion"),
    ] {
        let mut refused = with_zinc(bonds);
        *refused.atoms.element.last_mut().unwrap() = Element::from_symbol(symbol).unwrap();
        let error = gaff::parametrize_structure(&refused, Version::Gaff2).err().unwrap().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn what_neither_knows_is_named() {
    let mut bonded = protein();
    let first = bonded.atom_count();
    bonded.merge(&ligand(14.0));
    bonded.bonds.push(3, first, BondOrder::Single);
    let error = auto::parametrize_structure(&bonded).err().unwrap().to_string();
    assert!(error.contains("bonded to") && error.contains("no parameters across"), "{error}");

    let mut incomplete = protein();
    incomplete =
        incomplete.subset(&AtomSet::from_indices(incomplete.atom_count(), 1..incomplete.atom_count()));
    let error = auto::parametrize_structure(&incomplete).err().unwrap().to_string();
    assert!(error.contains("auto has no type") && error.contains("add hydrogens"), "{error}");
}
