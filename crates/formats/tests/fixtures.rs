//! What is in the hand-made files is read, each oddity with its diagnostic.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

use geminal_formats::{Input, Options, ReadError, read_file};
use geminal_structure::{BondKind, BondOrder, ChainIds, EntityKind, SecondaryStructure, Structure};

fn fixture(name: &str) -> Input {
    let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/formats/{}"), name);
    let input = read_file(path, None, &Options::default()).unwrap();
    input.structures.iter().for_each(|structure| structure.check().unwrap());
    input
}

fn diagnostics(input: &Input) -> Vec<String> {
    input.diagnostics.iter().map(ToString::to_string).collect()
}

fn bonds(s: &Structure) -> Vec<(u32, u32, BondOrder, BondKind)> {
    let bonds = &s.bonds;
    (0..bonds.len()).map(|k| (bonds.atoms[k][0], bonds.atoms[k][1], bonds.order[k], bonds.kind[k])).collect()
}

#[test]
fn pdb_records() {
    let input = fixture("oddities.pdb");
    assert_eq!(diagnostics(&input), [""; 0]);
    let s = &input.structures[0];
    let h = &s.header;
    assert_eq!(
        (h.id.as_str(), h.classification.as_str(), h.date.as_str()),
        ("9XYZ", "TRANSFERASE", "01-JAN-20")
    );
    assert!(h.title.ends_with("SO LONG THAT IT GOES ON IN A SECOND LINE"), "{}", h.title);
    assert_eq!(h.methods, ["X-RAY DIFFRACTION", "NEUTRON DIFFRACTION"]);
    assert_eq!((h.authors.len(), h.resolution), (2, Some(1.85)));
    let kept: Vec<&str> = h.other.iter().map(|(record, _)| record.as_str()).collect();
    assert_eq!(kept, ["COMPND", "REMARK", "SEQRES", "HELIX", "SHEET", "SSBOND", "LINK", "ORIGX1"]);

    let a = &s.atoms;
    assert_eq!(a.alt_loc[..3], [b'A', b'B', 0]);
    assert_eq!(a.formal_charge, [1, 1, 0, 0, 0, 0, 0, 2, 0, 0, -1, 0, 0]);
    assert_eq!(a.serial[7..], [10, 99999, 100000, 100001, 100002, 100003]);
    assert_eq!(a.position[12], [-100.123, -200.456, 9000.789]);
    assert_eq!(a.anisotropic.as_ref().unwrap()[0], [0.1234, 0.2345, 0.3456, -0.0012, 0.0023, -0.0034]);
    assert_eq!(a.segment.as_ref().unwrap()[..4], ["SEG1", "SEG1", "SEG1", ""]);
    assert_eq!(a.isotope.as_ref().unwrap()[5], 2);

    let r = &s.residues;
    assert_eq!(r.name, ["SER", "CYS", "GLY", "CYS", "ZN", "LIG", "HOH", "POPC"]);
    assert_eq!(r.number, [51, 52, 53, 10, 301, 302, 10000, 1]);
    assert_eq!(r.insertion_code[..3], [0, b'A', 0]);
    use SecondaryStructure::{Helix, Sheet, Unknown};
    assert_eq!(r.secondary, [Helix, Sheet, Helix, Sheet, Unknown, Unknown, Unknown, Unknown]);
    use EntityKind::{Ion, Ligand, Protein, Water};
    assert_eq!(r.entity_kind, [Protein, Protein, Protein, Protein, Ion, Ligand, Water, Ligand]);
    assert_eq!(s.chains.id, ["A", "B", "A", "L"]);

    use BondKind::{Covalent, Disulphide, Metal};
    use BondOrder::{Double, Single};
    let expected = [
        (7, 6, Single, Metal),
        (8, 9, Double, Covalent),
        (9, 10, Single, Covalent),
        (3, 6, Single, Disulphide),
    ];
    assert_eq!(bonds(s), expected);
    assert_eq!(
        s.secondary.iter().map(|e| (e.residues, e.sense)).collect::<Vec<_>>(),
        [([0, 2], 0), ([1, 1], 0), ([3, 3], -1)]
    );
    let cell = s.cell.as_ref().unwrap();
    assert_eq!((cell.lengths, cell.angles[1], cell.z), ([52.5, 61.25, 70.125], 101.5, Some(4)));
    let part = &s.assemblies[0].parts[0];
    assert_eq!(part.chains, ChainIds::Author(vec!["A".into(), "B".into()]));
    assert_eq!(part.transforms[1].translation, [52.5, 0.0, 10.0]);
    assert_eq!((s.ncs[0].0.rotation[0], s.ncs[0].1), ([0.5, -0.866025, 0.0], true));
}

#[test]
fn cif_syntax_and_categories() {
    let input = fixture("oddities.cif");
    assert_eq!(
        diagnostics(&input),
        [
            "line 17, column 1: _citation.title is given twice; the first value is kept",
            "line 117: \"x\" is not a coordinate; the atom is left out"
        ]
    );
    let [s, second] = input.structures.as_slice() else { panic!("two blocks") };
    assert_eq!((s.name.as_str(), s.header.title.as_str()), ("9XYZ", "A title\nof two lines"));
    assert_eq!((second.name.as_str(), second.atom_count()), ("SECOND", 0));
    let a = &s.atoms;
    assert_eq!(a.name, ["N", "CA", "CA", "C1", "O1'", "C2", "D", "N"]);
    assert_eq!(a.position[5], [1.123456789, -25.0, 3.0]);
    assert_eq!(a.occupancy[..4], [1.0, 0.6, 0.4, 1.0]);
    assert_eq!(a.formal_charge, [1, 0, 0, 0, -1, 0, 0, 1]);
    assert_eq!(a.anisotropic.as_ref().unwrap()[1], [0.1, 0.2, 0.3, 0.01, 0.02, -0.03]);
    let other = |name: &str| &a.other.iter().find(|(key, _)| key == name).unwrap().1;
    assert_eq!((other("auth_comp_id")[3].as_str(), other("auth_atom_id")[3].as_str()), ("DRG", "C01"));
    assert_eq!(other("pdbx_tls_group_id")[1], "2");
    assert_eq!(s.models.number, [1, 2]);
    assert_eq!(s.residues.number, [51, 301, 401, 51]);
    assert_eq!(s.residues.insertion_code[0], b'B');
    assert_eq!(s.chains.label_id, ["A", "B", "C", "A"]);
    use BondKind::Covalent;
    use BondOrder::{Aromatic, Double, Single};
    let expected = [
        (0, 1, Single, Covalent),
        (0, 2, Single, Covalent),
        (3, 4, Double, Covalent),
        (3, 5, Aromatic, Covalent),
        (1, 5, Single, Covalent),
    ];
    assert_eq!(bonds(s), expected);
    assert_eq!(s.bonds.aromatic, [false, false, false, true, false]);
    let assembly = &s.assemblies[0];
    assert_eq!((assembly.details.as_str(), assembly.parts[0].transforms.len()), ("dimeric", 2));
    assert_eq!(s.cell.as_ref().unwrap().lengths, [10.5, 20.25, 30.0]);
}

#[test]
fn strict_reading_refuses_the_first_oddity() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/formats/oddities.cif");
    let strict = Options { strict: true, ..Options::default() };
    match read_file(path, None, &strict) {
        Err(ReadError::Strict(diagnostic)) => assert_eq!(diagnostic.line, 17),
        other => panic!("{other:?}"),
    }
}

#[test]
fn mdl_records() {
    let input = fixture("molecules.sdf");
    assert_eq!(diagnostics(&input), [""; 0]);
    let [v2000, v3000] = input.structures.as_slice() else { panic!("two records") };
    assert_eq!(v2000.name, "glycinate, deuterated");
    assert_eq!(v2000.atoms.formal_charge, [1, 0, 0, 0, -1, 0]);
    assert_eq!(v2000.atoms.isotope.as_ref().unwrap()[..], [0, 0, 13, 0, 0, 2]);
    assert_eq!(v2000.atoms.radical.as_ref().unwrap()[..], [0, 2, 0, 0, 0, 0]);
    assert_eq!(v2000.bonds.stereo, [1, 0, 0, 6, 0]);
    let data: Vec<_> = v2000.data.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
    assert_eq!(data, [("Name", "glycinate"), ("two lines", "first\nsecond"), ("empty", "")]);
    assert!(
        v2000.header.other.iter().any(|(key, text)| key == "MDL properties" && text == "M  STY  1   1 DAT")
    );

    assert_eq!(v3000.atoms.formal_charge, [2, 0, 0, 0]);
    assert_eq!(v3000.atoms.position[0][0], 0.123456);
    assert_eq!(v3000.atoms.isotope.as_ref().unwrap()[..], [0, 0, 13, 0]);
    assert_eq!(v3000.atoms.name[3], "R#");
    use BondOrder::{Dative, Double, Single};
    assert_eq!(v3000.bonds.order, [Dative, Double, Single]);
    assert_eq!(v3000.bonds.atoms, [[1, 0], [1, 2], [2, 3]]);
    assert_eq!(v3000.bonds.stereo, [0, 3, 6]);

    assert_eq!(fixture("egfr_3.sdf").structures.len(), 3);
}

#[test]
fn mol2_records() {
    let input = fixture("protein.mol2");
    assert_eq!(diagnostics(&input), [""; 0]);
    let s = &input.structures[0];
    assert_eq!(s.name, "dipeptide");
    assert_eq!(s.atoms.kind.as_ref().unwrap()[..3], ["N.am", "C.3", "C.2"]);
    assert_eq!(s.atoms.partial_charge.as_ref().unwrap()[..], [-0.3, 0.1, 0.2, -0.3, -0.3, 0.0]);
    assert_eq!(
        (&s.residues.name[1], s.residues.number[1], s.residues.insertion_code[1]),
        (&"GLY".into(), 13, b'A')
    );
    assert_eq!(s.chains.id, ["A"]);
    assert_eq!(s.bonds.order[2..], [BondOrder::Double, BondOrder::Single, BondOrder::Unknown]);
    assert_eq!(s.cell.as_ref().unwrap().angles, [90.0, 100.0, 90.0]);
    let two = fixture("vina_2.mol2");
    assert_eq!(two.structures.len(), 2);
    assert_eq!(two.structures[0].atom_count(), two.structures[1].atom_count());
}

#[test]
fn xyz_frames() {
    let frames = fixture("frames.xyz").structures;
    assert_eq!(frames.len(), 2);
    let symbols: Vec<&str> = frames[0].atoms.element.iter().map(|e| e.symbol()).collect();
    assert_eq!(symbols, ["O", "H", "X"]);
    assert_eq!(frames[1].atoms.position[0], [0.001, 2.0, 3.0]);
}
