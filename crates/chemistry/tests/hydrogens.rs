//! Hydrogens of real and small structures: how many, where, under which names.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

mod support;

use geminal_chemistry::hydrogens::{Added, Options, add, remove};
use geminal_structure::{BondKind, BondOrder, Conformer, Element, Structure};
use support::{fixture, read_pdb, shared};

fn add_to(text: &str, options: &Options) -> Added {
    let structure = read_pdb(text);
    let added = add(&structure, options);
    added.structure.check().unwrap();
    // What was there has not moved and is in the same order.
    let kept: Vec<usize> = (0..added.structure.atom_count()).filter(|&i| added.origin[i].is_some()).collect();
    assert_eq!(kept.len(), structure.atom_count());
    for (old, &new) in kept.iter().enumerate() {
        assert_eq!(added.origin[new], Some(old as u32));
        assert_eq!(added.structure.atoms.position[new], structure.atoms.position[old]);
        assert_eq!(added.structure.atoms.name[new], structure.atoms.name[old]);
    }
    added
}

fn names(structure: &Structure, residue: usize) -> String {
    let atoms = structure.residue(residue).atoms().filter(|atom| atom.element().is_hydrogen());
    atoms.map(|atom| atom.name().to_owned()).collect::<Vec<_>>().join(" ")
}

fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn a_capped_residue_is_complete_and_named_as_in_the_dictionary() {
    let added = add_to(&fixture("alanine-dipeptide.pdb"), &Options::default());
    let found: Vec<String> = (0..3).map(|r| names(&added.structure, r)).collect();
    assert_eq!(found, ["H1 H2 H3", "H HA HB1 HB2 HB3", "HN2 H1 H2 H3"]);
    assert_eq!(added.count(), 12);
}

/// The text without its hydrogens.
fn bare(text: &str) -> String {
    text.lines()
        .filter(|line| line.get(76..78).map(str::trim) != Some("H"))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn stripped_hydrogens_come_back_where_they_were() {
    let text = fixture("1vii.pdb");
    let original = read_pdb(&text);
    let added = add_to(&bare(&text), &Options::default()).structure;
    assert_eq!(added.atom_count(), original.atom_count());
    let mut turning = 0;
    for residue in 0..original.residues.len() {
        for atom in original.residue(residue).atoms().filter(|atom| atom.element().is_hydrogen()) {
            let found = added.residue(residue).atom_named(atom.name());
            let found = found.unwrap_or_else(|| panic!("{atom} is missing: {}", names(&added, residue)));
            // By name, so that left and right are told apart; what turns is left out.
            let off = distance(found.position(), atom.position());
            let turns = ["H1", "H2", "H3", "HZ1", "HZ2", "HZ3", "HG", "HG1", "HH", "HE1", "HE2", "HE3"]
                .contains(&atom.name())
                && ["MET", "LYS", "SER", "THR", "TYR"].contains(&atom.residue().name())
                || atom.name().starts_with("HB") && atom.residue().name() == "ALA"
                || atom.name().len() == 4;
            turning += usize::from(turns);
            assert!(turns || off < 0.25, "{atom}: {off:.2}");
        }
    }
    assert!(turning < 130, "{turning}");
}

#[test]
fn removing_undoes_adding() {
    for name in ["1bhl.pdb", "alanine-dipeptide.pdb"] {
        let structure = read_pdb(&fixture(name));
        let back = remove(&add(&structure, &Options::default()).structure);
        assert_eq!(
            (&back.atoms.name, &back.atoms.position),
            (&structure.atoms.name, &structure.atoms.position)
        );
        assert_eq!(back.residues.offset, structure.residues.offset);
    }
}

#[test]
fn adding_twice_adds_nothing() {
    for name in ["1bhl.pdb", "1vii.pdb", "alanine-dipeptide.pdb"] {
        let once = add(&read_pdb(&fixture(name)), &Options::default()).structure;
        assert_eq!(add(&once, &Options::default()).count(), 0, "{name}");
    }
}

#[test]
fn a_histidine_keeps_the_proton_that_its_metal_leaves_it() {
    let text = bare(&fixture("1bhl.pdb"));
    let structure = read_pdb(&text);
    let histidine = (0..structure.residues.len()).find(|&r| structure.residues.name[r] == "HIS").unwrap();
    let atom = |name: &str| {
        let position = |i: usize| structure.atoms.position[i];
        structure
            .residues
            .atoms(histidine)
            .find(|&i| structure.atoms.name[i].trim() == name)
            .map(position)
            .unwrap()
    };
    let (nitrogen, carbons) = (atom("NE2"), [atom("CD2"), atom("CE1")]);
    // Away from both carbons.
    let zinc: [f64; 3] = std::array::from_fn(|k| 2.8 * nitrogen[k] - 0.9 * (carbons[0][k] + carbons[1][k]));
    let [x, y, z] = zinc;
    let line = format!("HETATM 9999 ZN    ZN Z 999    {x:8.3}{y:8.3}{z:8.3}  1.00  0.00          ZN\n");
    let mut once = add_to(&format!("{text}{line}"), &Options::default()).structure;
    let told = names(&once, histidine);
    assert!(told.contains("HD1") && !told.contains("HE2"), "{told}");
    // As a file has it that lists the coordination.
    let last = once.atom_count() - 1;
    let nitrogen = once.residues.atoms(histidine).find(|&i| once.atoms.name[i].trim() == "NE2").unwrap();
    once.bonds.push_kind(nitrogen, last, BondOrder::Single, BondKind::Metal);
    let twice = add(&once, &Options::default()).structure;
    assert_eq!(names(&twice, histidine), told);
}

#[test]
fn the_ph_and_names_decide_the_charge() {
    // Villin headpiece: 2 Asp, 2 Glu, 5 Lys, 1 Arg, both ends.
    let text = bare(&fixture("1vii.pdb"));
    for (ph, charge, hydrogens) in
        [(1.0, 7, 306), (4.0, 4, 303), (7.4, 2, 301), (9.0, 1, 300), (12.0, -4, 295), (14.0, -5, 294)]
    {
        let added = add_to(&text, &Options { ph: Some(ph), ..Options::default() });
        let found: i32 = added.residues.iter().map(|residue| residue.charge).sum();
        assert_eq!((found, added.count()), (charge, hydrogens), "pH {ph}");
    }
    for (from, to, hydrogens) in [("ASP", "ASH", 303), ("GLU", "GLH", 303), ("LYS", "LYN", 296)] {
        let added = add_to(&text.replace(from, to), &Options::default());
        assert_eq!(added.count(), hydrogens, "{to}");
    }
}

#[test]
fn polar_hydrogens_only_on_request() {
    let added = add_to(&bare(&fixture("1vii.pdb")), &Options { polar_only: true, ..Options::default() });
    let s = &added.structure;
    let adjacency = s.adjacency();
    for i in (0..s.atom_count()).filter(|&i| added.origin[i].is_none()) {
        let parent = s.atoms.element[adjacency.of(i)[0].atom as usize];
        assert!(matches!(parent.number(), 7 | 8 | 16), "{}", s.atom(i));
    }
    assert_eq!(added.count(), 69);
}

const CYSTEINE: &str = "\
ATOM      1  CA  CYS A   2       0.000   0.000   0.000  1.00  0.00           C
ATOM      2  CB  CYS A   2       1.530   0.000   0.000  1.00  0.00           C
ATOM      3  SG  CYS A   2       2.130   1.700   0.000  1.00  0.00           S
";
const SERINE: &str = "\
ATOM      1  CA  SER A   2       0.000   0.000   0.000  1.00  0.00           C
ATOM      2  CB  SER A   2       1.530   0.000   0.000  1.00  0.00           C
ATOM      3  OG  SER A   2       2.010   1.340   0.000  1.00  0.00           O
";

#[test]
fn a_metal_takes_the_place_of_a_proton() {
    let zinc = "HETATM    4 ZN    ZN A   3       4.400   1.700   0.000  1.00  0.00          ZN\n";
    for (text, expected) in [(CYSTEINE.to_owned(), true), (format!("{CYSTEINE}{zinc}"), false)] {
        let added = add_to(&text, &Options::default());
        assert_eq!(names(&added.structure, 0).contains("HG"), expected, "{}", names(&added.structure, 0));
    }
}

#[test]
fn hydroxyls_turn_to_acceptors_and_away_from_donors() {
    // The oxygen of a carbonyl beside the hydroxyl, on either side.
    for z in [2.4, -2.4] {
        let acceptor = format!(
            "HETATM    4  C   ACE B   3       3.500   2.400{:8.3}  1.00  0.00           C\n\
             HETATM    5  O   ACE B   3       2.700   1.900{z:8.3}  1.00  0.00           O\n",
            1.4 * z
        );
        let added = add_to(&format!("{SERINE}{acceptor}"), &Options::default()).structure;
        let hydrogen = added.residue(0).atom_named("HG").unwrap().position();
        let oxygen = added.residue(1).atom_named("O").unwrap().position();
        assert!(distance(hydrogen, oxygen) < 2.0, "{:.2}", distance(hydrogen, oxygen));
    }
    // Two waters: one hydrogen between the oxygens, not none and not two.
    let waters = "\
HETATM    1  O   HOH A   1       0.000   0.000   0.000  1.00  0.00           O
HETATM    2  O   HOH A   2       2.800   0.000   0.000  1.00  0.00           O
";
    let added = add_to(waters, &Options::default()).structure;
    let near = |residue: usize, other: usize| {
        let oxygen = added.residue(other).atom_named("O").unwrap().position();
        added.residue(residue).atoms().skip(1).filter(|h| distance(h.position(), oxygen) < 2.2).count()
    };
    assert_eq!(near(0, 1) + near(1, 0), 1);
}

#[test]
fn each_alternate_location_has_its_own_hydrogens() {
    let text = "\
ATOM      1  CA  SER A   2       0.000   0.000   0.000  1.00  5.00           C
ATOM      2  CB ASER A   2       1.530   0.000   0.000  0.60  6.00           C
ATOM      3  CB BSER A   2       1.500   0.300   0.000  0.40  7.00           C
ATOM      4  OG ASER A   2       2.010   1.340   0.000  0.60  6.00           O
ATOM      5  OG BSER A   2       2.010  -1.040   0.000  0.40  7.00           O
";
    let added = add_to(text, &Options::default()).structure;
    let mut found: Vec<(String, u8, f32)> = Vec::new();
    for atom in added.residue(0).atoms().filter(|atom| atom.element().is_hydrogen()) {
        let i = atom.index();
        found.push((atom.name().to_owned(), added.atoms.alt_loc[i], added.atoms.occupancy[i]));
    }
    for name in ["HB2", "HB3", "HG"] {
        assert!(
            found.contains(&(name.into(), b'A', 0.6)) && found.contains(&(name.into(), b'B', 0.4)),
            "{found:?}"
        );
    }
    let adjacency = added.adjacency();
    for i in 0..added.atom_count() {
        for n in adjacency.of(i) {
            let (a, b) = (added.atoms.alt_loc[i], added.atoms.alt_loc[n.atom as usize]);
            assert!(a == b || a == 0 || b == 0);
        }
    }
}

#[test]
fn conformers_get_hydrogens_of_their_own() {
    let mut structure = read_pdb(&fixture("alanine-dipeptide.pdb"));
    let moved = structure.atoms.position.iter().map(|p| [p[0] + 10.0, p[1], p[2]]).collect();
    structure.conformers.push(Conformer { name: "moved".into(), position: moved, data: Vec::new() });
    let added = add(&structure, &Options::default()).structure;
    added.check().unwrap();
    for (p, q) in added.atoms.position.iter().zip(&added.conformers[0].position) {
        assert!(distance([p[0] + 10.0, p[1], p[2]], *q) < 1e-6);
    }
}

#[test]
fn counts_agree_with_other_programs_on_crystal_structures() {
    // hydride, pdbfixer and Open Babel give as many; 1TYL: with the ligand and the water, at pH 7.4.
    for (file, hydrogens) in [("structures/1aki.pdb", 1115), ("structures/1tyl.pdb", 978)] {
        let Some(text) = shared(file) else { continue };
        let structure = remove(&read_pdb(&text));
        assert_eq!(add(&structure, &Options::default()).count(), hydrogens, "{file}");
    }
}

/// Records of an SDF of the shared reference data.
fn records(path: &str) -> Option<Vec<Structure>> {
    let text = shared(path)?;
    let input =
        geminal_formats::read(text.as_bytes(), geminal_formats::Format::Sdf, &Default::default()).unwrap();
    Some(input.structures)
}

#[test]
fn ligands_get_as_many_hydrogens_as_their_charges_say() {
    // The same molecules with the hydrogens that RDKit gives them.
    let heavy = records("reference/perception/pdb_ligands_heavy.sdf");
    let (Some(heavy), Some(expected)) = (heavy, records("reference/perception/pdb_ligands_with_h.sdf"))
    else {
        return;
    };
    assert_eq!(heavy.len(), expected.len());
    let options = Options { ph: None, ..Options::default() };
    let mut differ = Vec::new();
    let (mut squares, mut fixed) = (0.0, 0);
    for (molecule, expected) in heavy.iter().zip(&expected) {
        let added = add(molecule, &options).structure;
        if added.atom_count() != expected.atom_count() {
            differ.push((molecule.name.clone(), added.atom_count(), expected.atom_count()));
            continue;
        }
        let (ours, theirs) = (hydrogens_of(&added), hydrogens_of(expected));
        for parent in 0..molecule.atom_count() {
            let (a, b) = (&ours[parent], &theirs[parent]);
            if a.len() != b.len() {
                differ.push((format!("{} atom {parent}", molecule.name), a.len(), b.len()));
            } else if let ([a], [b]) = (&a[..], &b[..]) {
                // One hydrogen on a carbon between others; hydroxyls turn and amines turn over.
                let heavy = molecule.bonds.atoms.iter().flatten().filter(|&&i| i as usize == parent).count();
                if heavy > 1 && molecule.atoms.element[parent] == Element::C {
                    squares += distance(*a, *b).powi(2);
                    fixed += 1;
                }
            }
        }
    }
    assert_eq!(differ, []);
    let rmsd = (squares / f64::from(fixed)).sqrt();
    assert!(fixed > 3000 && rmsd < 0.1, "{fixed} {rmsd:.3}");
}

/// Hydrogens of each atom.
fn hydrogens_of(structure: &Structure) -> Vec<Vec<[f64; 3]>> {
    let adjacency = structure.adjacency();
    let heavy: Vec<usize> =
        (0..structure.atom_count()).filter(|&i| !structure.atoms.element[i].is_hydrogen()).collect();
    let of = |i: &usize| {
        let near = adjacency.of(*i).iter().map(|n| n.atom as usize);
        near.filter(|&n| structure.atoms.element[n].is_hydrogen())
            .map(|n| structure.atoms.position[n])
            .collect()
    };
    heavy.iter().map(of).collect()
}
