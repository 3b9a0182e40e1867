//! Single lines, and what they mean.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

use geminal_formats::{Format, Input, Options, ReadError, Records, read, write};
use geminal_structure::{AtomRecord, BondOrder, Builder, Element};

fn pdb(line: &str) -> Input {
    read(line.as_bytes(), Format::Pdb, &Options::default()).unwrap()
}

#[test]
fn elements_of_pdb_atoms() {
    for (line, element) in [
        ("ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C", "C"),
        ("ATOM      1  CA  ALA A   1      11.104   6.134  -6.504", "C"),
        ("ATOM      1 CA   ALA A   1      11.104   6.134  -6.504", "C"),
        ("HETATM    1 CA    CA A   1      11.104   6.134  -6.504", "Ca"),
        ("HETATM    1 CL1  LIG A   1      11.104   6.134  -6.504", "Cl"),
        ("ATOM      1 HG21 VAL A   1      11.104   6.134  -6.504", "H"),
        ("ATOM      1 1HB  ALA A   1      11.104   6.134  -6.504", "H"),
        ("HETATM    1 SE   MSE A   1      11.104   6.134  -6.504  1.00  0.00          SE", "Se"),
        ("HETATM    1  X   DUM A   1      11.104   6.134  -6.504", "X"),
        // An old file numbers its lines where the element would be.
        ("ATOM      1  N   ALA A   1      11.104   6.134  -6.504  1.00  0.00      1ABC  98", "N"),
    ] {
        assert_eq!(pdb(line).structures[0].atoms.element[0].symbol(), element, "{line}");
    }
}

#[test]
fn residue_numbers_and_serials_survive() {
    for (line, serial, number, code) in [
        ("ATOM      1  CA  ALA A  -5      11.104   6.134  -6.504", 1, -5, 0),
        ("ATOM  99999  CA  ALA A  52A     11.104   6.134  -6.504", 99999, 52, b'A'),
        ("ATOM  A0000  CA  ALA AA000      11.104   6.134  -6.504", 100_000, 10_000, 0),
        ("ATOM  186a0  CA  ALA A   1      11.104   6.134  -6.504", 100_000, 1, 0),
        ("ATOM  100000 CA  ALA A   1      11.104   6.134  -6.504", 100_000, 1, 0),
        ("ATOM  *****  CA  ALA A   1      11.104   6.134  -6.504", 1, 1, 0),
        ("ATOM         CA  ALA A          11.104   6.134  -6.504", 1, 0, 0),
    ] {
        let s = &pdb(line).structures[0];
        let found = (s.atoms.serial[0], s.residues.number[0], s.residues.insertion_code[0]);
        assert_eq!(found, (serial, number, code), "{line}");
    }
}

#[test]
fn windows_line_ends_blank_cells_and_models() {
    let text = "CRYST1                                                      \r\n\
        MODEL        3\r\n\
        ATOM      1  CA  ALA A   1      11.104   6.134  -6.504\r\n\
        ENDMDL\r\n\
        MODEL        4\r\n\
        ATOM      1  CA  ALA A   1      12.104   6.134  -6.504\r\n\
        ENDMDL\r\n";
    let input = pdb(text);
    let s = &input.structures[0];
    assert_eq!((s.models.number.as_slice(), &s.cell), (&[3, 4][..], &None));
    assert_eq!(input.diagnostics, []);
}

#[test]
fn connect_lines() {
    let atoms = "HETATM    1  C1  LIG A   1       1.000   2.000   3.000\n\
        HETATM    2  C2  LIG A   1       2.000   2.000   3.000\n\
        HETATM    3  C3  LIG A   1       3.000   2.000   3.000\n";
    use BondOrder::{Double, Single, Triple, Unknown};
    for (lines, expected, noted) in [
        ("CONECT    1    2\nCONECT    2    1\n", vec![([0, 1], Unknown)], 0),
        ("CONECT    1    2    2\nCONECT    2    3\n", vec![([0, 1], Double), ([1, 2], Single)], 0),
        ("CONECT    1    2    2    2\n", vec![([0, 1], Triple)], 0),
        ("CONECT    1    9\nCONECT    1    1\n", vec![], 1),
        ("CONECT    1 oops\n", vec![], 1),
    ] {
        let input = pdb(&format!("{atoms}{lines}"));
        let bonds = &input.structures[0].bonds;
        let found: Vec<_> = bonds.atoms.iter().copied().zip(bonds.order.iter().copied()).collect();
        assert_eq!((found, input.diagnostics.len()), (expected, noted), "{lines}");
    }
}

#[test]
fn a_component_of_the_dictionary_is_a_residue() {
    let text = "data_CO\nloop_\n_chem_comp_atom.comp_id\n_chem_comp_atom.atom_id\n_chem_comp_atom.type_symbol\n\
        _chem_comp_atom.charge\n_chem_comp_atom.model_Cartn_x\n_chem_comp_atom.model_Cartn_y\n\
        _chem_comp_atom.model_Cartn_z\nCMO C C -1 0 0 0\nCMO O O 1 1.13 0 0\n\
        _chem_comp_bond.comp_id CMO\n_chem_comp_bond.atom_id_1 C\n_chem_comp_bond.atom_id_2 O\n\
        _chem_comp_bond.value_order TRIP\n";
    let input = read(text.as_bytes(), Format::Mmcif, &Options::default()).unwrap();
    let s = &input.structures[0];
    assert_eq!((s.residues.name[0].as_str(), s.atoms.formal_charge.as_slice()), ("CMO", &[-1, 1][..]));
    assert_eq!((s.bonds.atoms.as_slice(), s.bonds.order[0]), (&[[0, 1]][..], BondOrder::Triple));
}

#[test]
fn damaged_files_say_where() {
    for (text, format, says) in [
        ("what is this\n", Format::Pdb, "line 1: no PDB record"),
        ("_x 1 2\n loop_", Format::Mmcif, ""),
        ("no cif at all", Format::Mmcif, ""),
        ("name\n\n\n  2  1  0", Format::Sdf, "line 4: atom 1 of 2 is missing"),
        ("name\n\n\nxxx", Format::Sdf, "line 4, column 1: the number of atoms is missing"),
        (
            "@<TRIPOS>MOLECULE\nx\n2 0\n@<TRIPOS>ATOM\n1 C 0 0 0 C.3\n",
            Format::Mol2,
            "the record has 1 of 2 atoms",
        ),
        ("2\n\nC 0 0 0\n", Format::Xyz, "line 3: atom 2 of 2 is missing"),
        ("\u{1}", Format::BinaryCif, "BinaryCIF: no dataBlocks"),
    ] {
        let found = read(text.as_bytes(), format, &Options::default());
        match found {
            Err(error @ ReadError::Damaged { .. }) => {
                assert!(error.to_string().contains(says) && !says.is_empty() || says.is_empty(), "{error}");
            }
            Err(other) => panic!("{text}: {other}"),
            Ok(input) => assert!(says.is_empty() && !input.diagnostics.is_empty(), "{text}"),
        }
    }
}

#[test]
fn records_are_read_one_by_one_past_a_damaged_one() {
    let good = "a\n\n\n  1  0  0\n    0.0000    0.0000    0.0000 C\nM  END\n$$$$\n";
    let text = format!("{good}b\n\n\n  2  0  0\nM  END\n$$$$\n{good}");
    let records = Records::new(text.as_bytes(), Format::Sdf, &Options::default()).unwrap();
    let found: Vec<_> =
        records.map(|record| record.map(|r| r.structure.name).map_err(|e| e.to_string())).collect();
    assert_eq!(
        found,
        [Ok("a".to_owned()), Err("line 12: atom 1 of 2 is missing".to_owned()), Ok("a".to_owned())]
    );
    assert!(Records::new(&b""[..], Format::Pdb, &Options::default()).is_err());
}

/// A chain of carbons.
fn chain_of(count: usize) -> geminal_structure::Structure {
    let mut builder = Builder::default();
    for k in 0..count {
        let atom =
            AtomRecord { element: Element::C, position: [k as f64, 0.0, 0.0], ..AtomRecord::default() };
        builder.atom(atom);
        if k > 0 {
            builder.bond(k - 1, k, BondOrder::Single);
        }
    }
    builder.finish()
}

fn text(structure: &geminal_structure::Structure, format: Format) -> String {
    let mut out = Vec::new();
    write(std::slice::from_ref(structure), format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_molecule_of_many_atoms_is_written_as_v3000() {
    for (count, version) in [(999, "V2000"), (1000, "V3000")] {
        let written = text(&chain_of(count), Format::Sdf);
        assert!(written.lines().nth(3).unwrap().contains(version), "{count}");
        let back = read(written.as_bytes(), Format::Sdf, &Options::default()).unwrap();
        assert_eq!((back.structures[0].atom_count(), back.structures[0].bonds.len()), (count, count - 1));
    }
}

#[test]
fn pdb_files_name_what_has_no_name() {
    let mut s = chain_of(3);
    s.residues.name[0] = "LIG".into();
    s.chains.id[0] = "long".into();
    let written = text(&s, Format::Pdb);
    let lines: Vec<&str> = written.lines().filter(|line| line.starts_with("ATOM")).collect();
    assert!(lines[2].starts_with("ATOM      3  C3  LIG A   1       2.000"), "{written}");
    assert!(written.contains("CHAIN long IS WRITTEN AS A"), "{written}");
    s.residues.name[0] = "TOOLONG".into();
    let error = write(&[s], Format::Pdb, &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "pdb cannot hold the residue name TOOLONG; write mmCIF or BinaryCIF");
}

#[test]
fn many_structures_become_models_of_one_pdb_file() {
    let mut out = Vec::new();
    write(&[chain_of(2), chain_of(3)], Format::Pdb, &mut out).unwrap();
    let back = read(&out, Format::Pdb, &Options::default()).unwrap();
    let s = &back.structures[0];
    assert_eq!((s.models.len(), s.model_atoms(1).len(), s.bonds.len()), (2, 3, 3));
}

#[test]
fn conformers_become_frames() {
    let mut s = chain_of(2);
    let position = vec![[5.0; 3]; 2];
    s.conformers.push(geminal_structure::Conformer { name: "second".into(), position, data: Vec::new() });
    for format in [Format::Xyz, Format::Sdf, Format::Mol2] {
        let back = read(text(&s, format).as_bytes(), format, &Options::default()).unwrap();
        assert_eq!(back.structures.len(), 2, "{format}");
        assert_eq!(
            (back.structures[1].atoms.position[1], back.structures[1].name.as_str()),
            ([5.0; 3], "second")
        );
    }
}

#[test]
fn files_are_packed_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    for (name, packed) in [("a.xyz", false), ("a.xyz.gz", true)] {
        let path = folder.path().join(name);
        geminal_formats::write_file(&[chain_of(2)], Format::Xyz, &path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap().starts_with(&[0x1f, 0x8b]), packed);
        let back = geminal_formats::read_file(&path, None, &Options::default()).unwrap();
        assert_eq!(back.structures[0].atom_count(), 2);
        let records = geminal_formats::records_of_file(&path, None, &Options::default()).unwrap();
        assert_eq!(records.count(), 1);
    }
}

/// A small protein whose records say more than the model holds.
const ANNOTATED: &str = "\
REMARK   2
REMARK   2 RESOLUTION.    1.50 ANGSTROMS.
REMARK 350
REMARK 350 BIOMOLECULE: 1
REMARK 350 SOFTWARE USED: PISA
REMARK 350 TOTAL BURIED SURFACE AREA: 1230 ANGSTROM**2
REMARK 350 APPLY THE FOLLOWING TO CHAINS: A
REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        0.00000
REMARK 350   BIOMT2   1  0.000000  1.000000  0.000000        0.00000
REMARK 350   BIOMT3   1  0.000000  0.000000  1.000000        0.00000
HELIX    1 HA1 CYS A    1  CYS A    2  1 BENT AT PRO                       2
SHEET    1   A 2 CYS A   1  CYS A   1  0
SHEET    2   A 2 CYS A   2  CYS A   2 -1  N  CYS A   2   O  CYS A   1
SSBOND   1 CYS A    1    CYS A    2                          1555   1555  2.04
LINK         SG  CYS A   1                 ZN    ZN A   3     1555   3655  2.31
ATOM      1  SG  CYS A   1       0.000   0.000   0.000  1.00 10.00           S
ATOM      2  SG  CYS A   2       2.040   0.000   0.000  1.00 10.00           S
HETATM    3 ZN    ZN A   3       9.000   0.000   0.000  1.00 10.00          ZN
CONECT    1    2
CONECT    2    1
END
";

#[test]
fn records_are_written_as_they_were_while_they_hold() {
    let read = pdb(ANNOTATED).structures.swap_remove(0);
    assert_eq!(text(&read, Format::Pdb), ANNOTATED);

    let mut changed = read.clone();
    changed.header.resolution = Some(2.0);
    changed.assemblies.clear();
    changed.secondary.pop();
    changed.bonds = Default::default();
    let expected = "\
REMARK   2
REMARK   2 RESOLUTION.    2.00 ANGSTROMS.
HELIX    1 HA1 CYS A    1  CYS A    2  1                                   2
SHEET    1   A 1 CYS A   1  CYS A   1  0
LINK         SG  CYS A   1                 ZN    ZN A   3     1555   3655  2.31
ATOM  ";
    let written = text(&changed, Format::Pdb);
    assert!(written.starts_with(expected), "{written}");
}

#[test]
fn a_record_that_no_pdb_file_has_is_noted() {
    let input = pdb("ATOM      1  CA  ALA A   1       0.000   0.000   0.000\nBRANCH  1  2\nEND\n");
    assert_eq!(
        input.diagnostics[0].to_string(),
        "line 2, column 1: \"BRANCH\" is no record of the format; the line is left out"
    );
}
