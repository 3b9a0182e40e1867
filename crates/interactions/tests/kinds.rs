//! What is found in small scenes built for the purpose, and what holds of every structure.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use geminal_formats::{Format, Options, read, read_file};
use geminal_interactions::{Contacts, Kind, Perceived, Rules, interactions};
use geminal_structure::{AtomSet, Selection, Structure};
use rayon::ThreadPoolBuilder;
use std::path::Path;

/// An atom of a scene: its place in a PDB line (name, alternate location, residue, chain, number), then coordinates and
/// element.
type Line<'a> = (&'a str, char, &'a str, char, i32, [f64; 3], &'a str);

fn structure(lines: &[Line<'_>]) -> Structure {
    let line = |(serial, &(name, alt, residue, chain, number, [x, y, z], element)): (usize, &Line<'_>)| {
        format!(
            "HETATM{serial:5} {name:>4}{alt}{residue:>3} {chain}{number:4}    {x:8.3}{y:8.3}{z:8.3}  1.00  0.00          {element:>2}\n"
        )
    };
    let text: String = lines.iter().enumerate().map(line).collect();
    read(text.as_bytes(), Format::Pdb, &Options::default()).unwrap().structures.remove(0)
}

/// Guanine and cytosine in the standard reference frame of Olson et al., J. Mol. Biol. 2001, 313, 229.
fn base_pair() -> Vec<Line<'static>> {
    let guanine = [
        ("N9", -1.289, 4.551, "N"),
        ("C8", 0.023, 4.962, "C"),
        ("N7", 0.870, 3.969, "N"),
        ("C5", 0.071, 2.833, "C"),
        ("C6", 0.424, 1.460, "C"),
        ("O6", 1.554, 0.955, "O"),
        ("N1", -0.700, 0.641, "N"),
        ("C2", -1.999, 1.087, "C"),
        ("N2", -2.949, 0.139, "N"),
        ("N3", -2.342, 2.364, "N"),
        ("C4", -1.265, 3.177, "C"),
    ];
    let cytosine = [
        ("N1", -1.285, 4.542, "N"),
        ("C2", -1.472, 3.158, "C"),
        ("O2", -2.628, 2.709, "O"),
        ("N3", -0.391, 2.344, "N"),
        ("C4", 0.837, 2.868, "C"),
        ("N4", 1.875, 2.027, "N"),
        ("C5", 1.056, 4.275, "C"),
        ("C6", -0.023, 5.068, "C"),
    ];
    let first = guanine.map(|(name, x, y, element)| (name, ' ', "DG", 'A', 1, [x, y, 0.0], element));
    let second = cytosine.map(|(name, x, y, element)| (name, ' ', "DC", 'B', 2, [x, -y, 0.0], element));
    first.into_iter().chain(second).collect()
}

/// The names of both ends of the contacts of a kind, the selected one first.
fn of_kind(contacts: &Contacts, structure: &Structure, kind: Kind) -> Vec<[String; 2]> {
    let name = |atoms: &[u32]| {
        atoms.iter().map(|&atom| structure.atoms.name[atom as usize].as_str()).collect::<Vec<_>>().join(" ")
    };
    let found = contacts.iter().filter(|contact| contact.kind == kind);
    found.map(|contact| [name(contact.atoms_a), name(contact.atoms_b)]).collect()
}

fn check(rules: &str, selection: &str, lines: &[Line<'_>], kind: Kind, expected: &[[&str; 2]]) {
    let structure = structure(lines);
    let selected = selection.parse::<Selection>().unwrap().atoms(&structure);
    let found = interactions(&structure, Some(&selected), &Rules::named(rules).unwrap()).unwrap();
    let mut contacts = of_kind(&found.contacts, &structure, kind);
    contacts.sort();
    assert_eq!(contacts, expected, "{rules} {selection} {kind}");
}

#[test]
fn scenes() {
    let pair = base_pair();
    check("arpeggio", "resname DG", &pair, Kind::HydrogenBond, &[["N1", "N3"], ["N2", "O2"], ["O6", "N4"]]);

    let zinc: [Line<'_>; 3] = [
        ("ZN", ' ', "ZN", 'A', 1, [0.0; 3], "ZN"),
        ("NE2", ' ', "HIS", 'A', 5, [2.1, 0.0, 0.0], "N"),
        ("O", ' ', "HOH", 'A', 9, [0.0, 2.2, 0.0], "O"),
    ];
    check("arpeggio", "resname ZN", &zinc, Kind::MetalComplex, &[["ZN", "NE2"], ["ZN", "O"]]);

    let covalent: [Line<'_>; 4] = [
        ("C1", ' ', "LIG", 'A', 1, [0.0; 3], "C"),
        ("C2", ' ', "LIG", 'A', 1, [-1.0, 1.15, 0.0], "C"),
        ("SG", ' ', "CYS", 'A', 5, [1.81, 0.0, 0.0], "S"),
        ("CB", ' ', "CYS", 'A', 5, [2.4, 1.7, 0.0], "C"),
    ];
    check("arpeggio", "resname LIG", &covalent, Kind::Covalent, &[["C1", "SG"]]);

    // Of two places of a carboxylate the first counts, and the two do not see each other.
    let alternate: [Line<'_>; 3] = [
        ("NZ", ' ', "LYS", 'A', 1, [0.0; 3], "N"),
        ("OD1", 'A', "ASP", 'A', 5, [2.8, 0.0, 0.0], "O"),
        ("OD1", 'B', "ASP", 'A', 5, [3.3, 0.0, 0.0], "O"),
    ];
    check("arpeggio", "resname LYS", &alternate, Kind::Ionic, &[["NZ", "OD1"]]);

    // Phosphoserine is no standard residue: patterns tell what its atoms can do.
    let phosphate: [Line<'_>; 7] = [
        ("CB", ' ', "SEP", 'A', 1, [-2.2, 1.2, 0.0], "C"),
        ("OG", ' ', "SEP", 'A', 1, [-1.55, -0.1, 0.0], "O"),
        ("P", ' ', "SEP", 'A', 1, [0.05, -0.2, 0.0], "P"),
        ("O1P", ' ', "SEP", 'A', 1, [0.55, 1.2, 0.1], "O"),
        ("O2P", ' ', "SEP", 'A', 1, [0.45, -0.9, 1.25], "O"),
        ("O3P", ' ', "SEP", 'A', 1, [0.45, -0.9, -1.25], "O"),
        ("NZ", ' ', "LYS", 'A', 5, [2.2, 3.4, 0.2], "N"),
    ];
    check("arpeggio", "resname SEP", &phosphate, Kind::Ionic, &[["O1P", "NZ"]]);

    let water: [Line<'_>; 6] = [
        ("CB", ' ', "SER", 'A', 1, [-0.8, 1.2, 0.0], "C"),
        ("OG", ' ', "SER", 'A', 1, [0.0; 3], "O"),
        ("HG", ' ', "SER", 'A', 1, [0.96, 0.0, 0.0], "H"),
        ("O", ' ', "HOH", 'A', 9, [2.8, 0.0, 0.0], "O"),
        ("OD1", ' ', "ASP", 'A', 5, [3.4, 2.6, 0.0], "O"),
        ("CG", ' ', "ASP", 'A', 5, [4.5, 3.2, 0.0], "C"),
    ];
    check("plip", "resname SER", &water, Kind::WaterBridge, &[["OG", "O OD1"]]);
}

fn complex() -> (Structure, AtomSet) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/complexes/5ht1b.pdb.gz");
    let structure = read_file(&file, None, &Options::default()).unwrap().structures.remove(0);
    let ligand = "resname LIG".parse::<Selection>().unwrap().atoms(&structure);
    (structure, ligand)
}

/// Every pair of heavy atoms of the ligand and the rest within 5 Å has exactly one of the kinds that go by distance.
#[test]
fn distances_class_every_pair_as_a_look_at_all_pairs_does() {
    let (structure, ligand) = complex();
    let rules = Rules::named("arpeggio").unwrap();
    let found = interactions(&structure, Some(&ligand), &rules).unwrap();
    let by_distance = [Kind::Covalent, Kind::Clash, Kind::VdwClash, Kind::Vdw, Kind::Proximal];
    let mut classes: Vec<(u32, u32, Kind)> = found
        .contacts
        .iter()
        .filter(|contact| by_distance.contains(&contact.kind))
        .map(|contact| (contact.atoms_a[0], contact.atoms_b[0], contact.kind))
        .collect();
    classes.sort();

    let (element, position) = (&structure.atoms.element, structure.positions());
    let heavy = |&atom: &usize| !element[atom].is_hydrogen();
    let mut expected = Vec::new();
    for i in ligand.iter().filter(heavy) {
        for j in (0..structure.atom_count()).filter(heavy).filter(|&j| !ligand.contains(j)) {
            let square: f64 = (0..3).map(|k| (position[i][k] - position[j][k]).powi(2)).sum();
            let distance = square.sqrt();
            if distance > 5.0 {
                continue;
            }
            let covalent = element[i].covalent_radius() + element[j].covalent_radius();
            let vdw = element[i].vdw_radius() + element[j].vdw_radius();
            let kind = match distance {
                d if d < covalent => Kind::Clash,
                d if d < vdw => Kind::VdwClash,
                d if d <= vdw + 0.1 => Kind::Vdw,
                _ => Kind::Proximal,
            };
            expected.push((i as u32, j as u32, kind));
        }
    }
    expected.sort();
    assert!(expected.len() > 300, "{}", expected.len());
    assert_eq!(classes, expected);
}

#[test]
fn the_same_contacts_for_any_number_of_threads_and_every_way_of_asking() {
    let (structure, ligand) = complex();
    for name in ["arpeggio", "plip", "prolif"] {
        let rules = Rules::named(name).unwrap();
        for selected in [None, Some(&ligand)] {
            let on = |threads: usize| {
                let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| interactions(&structure, selected, &rules).unwrap().contacts)
            };
            let one = on(1);
            assert!(!one.is_empty());
            for contacts in [on(2), on(5)] {
                assert_eq!(format!("{contacts:?}"), format!("{one:?}"), "{name}");
            }
            for slack in [2.0, f64::INFINITY] {
                let perceived = Perceived::new(&structure, selected, &rules, slack).unwrap();
                let frames = vec![structure.positions().to_vec(); 3];
                for contacts in perceived.contacts_of_frames(&frames, &rules).unwrap() {
                    assert_eq!(format!("{contacts:?}"), format!("{one:?}"), "{name}, slack {slack}");
                }
            }
        }
    }
}
