//! Bonds, charges and kinds of real structures from templates.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

mod support;

use geminal_chemistry::residues::{Components, TemplateReport, template_bonds};
use geminal_structure::{BondKind, BondOrder, EntityKind, Structure};
use support::{fixture, read_pdb, shared};

fn completed(text: &str) -> (Structure, TemplateReport) {
    let mut structure = read_pdb(text);
    let report = template_bonds(&mut structure, Components::embedded());
    structure.check().unwrap();
    (structure, report)
}

/// Charged atoms as `OD2 of ASP A 44 -1`.
fn charges(structure: &Structure) -> Vec<String> {
    let charged = structure.iter_atoms().filter(|atom| atom.formal_charge() != 0);
    charged.map(|atom| format!("{atom} {:+}", atom.formal_charge())).collect()
}

fn bond_names(structure: &Structure, kind: BondKind) -> Vec<String> {
    let bonds = structure.bonds.atoms.iter().zip(&structure.bonds.kind).filter(|(_, k)| **k == kind);
    bonds
        .map(|([i, j], _)| format!("{} - {}", structure.atom(*i as usize), structure.atom(*j as usize)))
        .collect()
}

#[test]
fn fixtures_are_bonded_whole() {
    for (name, bonds, links, unknown) in
        [("alanine-dipeptide.pdb", 9, 2, 0), ("1vii.pdb", 602, 35, 0), ("1bhl.pdb", 470, 58, 0)]
    {
        let (_, report) = completed(&fixture(name));
        let found = (report.added, report.links, report.unknown.count(), report.incomplete.len());
        assert_eq!(found, (bonds, links, unknown, 0), "{name}");
    }
}

#[test]
fn charges_follow_hydrogens_or_the_usual_state() {
    let (with_hydrogens, _) = completed(&fixture("1vii.pdb"));
    let expected = [
        "N of MET A 41 +1",
        "OD2 of ASP A 44 -1",
        "OE2 of GLU A 45 -1",
        "OD2 of ASP A 46 -1",
        "NZ of LYS A 48 +1",
        "NH2 of ARG A 55 +1",
        "NZ of LYS A 65 +1",
        "NZ of LYS A 70 +1",
        "NZ of LYS A 71 +1",
        "OE2 of GLU A 72 -1",
        "NZ of LYS A 73 +1",
        "OXT of PHE A 76 -1",
    ];
    assert_eq!(charges(&with_hydrogens), expected);
    let bare: String = fixture("1vii.pdb")
        .lines()
        .filter(|l| l.get(77..78) != Some("H"))
        .map(|l| format!("{l}\n"))
        .collect();
    let (without, report) = completed(&bare);
    assert_eq!((without.atom_count(), report.added), (295, 301));
    assert_eq!(charges(&without), expected);
}

const HISTIDINE: &str = "\
ATOM      1  CG  HIS A   2       0.000   0.000   0.000  1.00  0.00           C
ATOM      2  ND1 HIS A   2       1.137  -0.755   0.000  1.00  0.00           N
ATOM      3  CE1 HIS A   2       2.175   0.060   0.000  1.00  0.00           C
ATOM      4  NE2 HIS A   2       1.758   1.317   0.000  1.00  0.00           N
ATOM      5  CD2 HIS A   2       0.394   1.288   0.000  1.00  0.00           C
ATOM      6  HE1 HIS A   2       3.209  -0.249   0.000  1.00  0.00           H
";
const HD1: &str = "ATOM      7  HD1 HIS A   2       1.179  -1.764   0.000  1.00  0.00           H\n";
const HE2: &str = "ATOM      8  HE2 HIS A   2       2.344   2.139   0.000  1.00  0.00           H\n";

#[test]
fn histidine_takes_its_form_from_its_hydrogens() {
    use BondOrder::{Double, Single};
    for (hydrogens, charged, nd1, ne2) in [
        ([HD1, HE2].concat(), vec!["ND1 of HIS A 2 +1"], Double, Single),
        (HE2.to_owned(), vec![], Double, Single),
        (HD1.to_owned(), vec![], Single, Double),
    ] {
        let (structure, _) = completed(&(HISTIDINE.to_owned() + &hydrogens));
        let adjacency = structure.adjacency();
        let order = |i, j| adjacency.bond_between(i, j).map(|b| structure.bonds.order[b]);
        assert_eq!(
            (charges(&structure), order(1, 2), order(2, 3)),
            (charged.into_iter().map(String::from).collect(), Some(nd1), Some(ne2))
        );
    }
}

#[test]
fn alternate_locations_are_not_mixed() {
    let text = "\
ATOM      1  N   SER A   1       0.000   0.000   0.000  1.00  0.00           N
ATOM      2  CA ASER A   1       1.450   0.000   0.000  0.50  0.00           C
ATOM      3  CA BSER A   1       1.440   0.150   0.000  0.50  0.00           C
ATOM      4  CB ASER A   1       1.980   1.420   0.000  0.50  0.00           C
ATOM      5  CB BSER A   1       1.960   1.570   0.000  0.50  0.00           C
ATOM      6  OG BSER A   1       3.360   1.570   0.000  0.50  0.00           O
";
    let (structure, report) = completed(text);
    assert_eq!(structure.bonds.atoms, [[0, 1], [0, 2], [1, 3], [2, 4], [4, 5]]);
    assert_eq!(report.incomplete, [0]);
}

#[test]
fn bonds_of_the_file_stay_and_get_orders() {
    let mut structure = read_pdb(&fixture("alanine-dipeptide.pdb"));
    structure.bonds.push(2, 1, BondOrder::Unknown);
    structure.bonds.push(6, 8, BondOrder::Unknown);
    let report = template_bonds(&mut structure, Components::embedded());
    assert_eq!((report.added, structure.bonds.len()), (7, 9));
    assert_eq!(structure.bonds.order[..2], [BondOrder::Double, BondOrder::Single]);
}

#[test]
fn another_molecule_of_the_same_name_is_left_alone() {
    // Named ATP and C1, C2, C3 like an unrelated ligand: nothing of it is a template's.
    let text = "\
HETATM    1  C2  ATP A   1       0.000   0.000   0.000  1.00  0.00           C
HETATM    2  C4  ATP A   1       1.400   0.000   0.000  1.00  0.00           C
HETATM    3  N9  ATP A   1       2.100   1.200   0.000  1.00  0.00           N
";
    let (structure, report) = completed(text);
    assert_eq!((structure.bonds.len(), report.unknown.count()), (0, 3));
    assert_eq!(structure.residues.entity_kind, [EntityKind::Ligand]);
}

#[test]
fn disulphides_and_sugars_are_linked() {
    let Some(text) = shared("structures/1eve.pdb") else { return };
    let (structure, report) = completed(&text);
    assert_eq!(
        bond_names(&structure, BondKind::Disulphide),
        [
            "SG of CYS A 67 - SG of CYS A 94",
            "SG of CYS A 402 - SG of CYS A 521",
            "SG of CYS A 254 - SG of CYS A 265"
        ]
    );
    let links = bond_names(&structure, BondKind::Covalent);
    for link in ["ND2 of ASN A 59 - C1 of NAG A 3001", "O4 of NAG A 3002 - C1 of NAG A 3003"] {
        assert!(links.iter().any(|l| l == link), "{link}");
    }
    // All but donepezil, which the table does not have.
    assert!(report.unknown.iter().all(|i| structure.atom(i).residue().name() == "E20"));
    assert_eq!(report.unknown.count(), 28);
}

#[test]
fn a_whole_protease_is_bonded_as_other_programs_bond_it() {
    // biotite's connect_via_residue_names gives the same 25,141 bonds.
    let Some(text) = shared("peers/inputs/6ef0.pdb") else { return };
    let (structure, report) = completed(&text);
    assert_eq!((structure.atom_count(), report.added, report.unknown.count()), (24_748, 25_141, 0));
}
