//! `geminal interactions`: what it prints and writes.

#![expect(clippy::unwrap_used, reason = "a test whose program cannot be run has failed")]

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn complex() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/complexes/5ht1b.pdb.gz")
}

fn run(file: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_geminal"))
        .arg("interactions")
        .arg(file)
        .args(arguments)
        .output()
        .unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn every_output_holds_the_same_contacts() {
    let folder = tempfile::tempdir().unwrap();
    let [parquet, pymol, mol] =
        ["c.parquet", "c.pml", "c.mvsj"].map(|name| folder.path().join(name).display().to_string());
    let json = lines(&run(&complex(), &["--json", "--parquet", &parquet, "--pymol", &pymol]));
    let rows: Vec<serde_json::Value> = json.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let bonds: Vec<_> = rows.iter().filter(|row| row["kind"] == "hydrogen_bond").collect();
    assert_eq!(bonds.len(), 1);
    let bond = bonds[0];
    assert_eq!(bond["a"]["residue"], "LIG");
    assert_eq!((bond["class"].as_str(), bond["frame"].as_u64()), (Some("acceptor"), Some(0)));

    let csv = lines(&run(&complex(), &["--csv", "--molviewspec", &mol]));
    assert_eq!(csv.len(), rows.len() + 1);
    assert!(csv[0].starts_with("kind,class,chain_a,") && csv[0].ends_with(",atoms_b,frame"));
    for (line, row) in csv[1..].iter().zip(&rows) {
        assert_eq!(line.split(',').next(), row["kind"].as_str());
        assert_eq!(line.split(',').count(), csv[0].split(',').count());
    }

    let file = SerializedFileReader::new(std::fs::File::open(&parquet).unwrap()).unwrap();
    let read: Vec<_> = file.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(read.len(), rows.len());
    for (line, row) in read.iter().zip(&rows) {
        assert_eq!(line.get_string(0).unwrap(), row["kind"].as_str().unwrap());
        assert_eq!(Some(line.get_double(12).unwrap()), row["distance"].as_f64());
        assert_eq!(line.get_int(15).unwrap(), 0);
    }

    let script = std::fs::read_to_string(&pymol).unwrap();
    let drawn = script.lines().filter(|line| line.starts_with("distance ")).count();
    assert_eq!(drawn, rows.len());
    let state: serde_json::Value = serde_json::from_slice(&std::fs::read(&mol).unwrap()).unwrap();
    assert_eq!(state["root"]["kind"], "root");
}

/// Two frames of a zinc ion and a water: 2.2 Å apart, then 4.2 Å.
const FRAMES: &str = "\
MODEL        1
HETATM    1 ZN    ZN A   1       0.000   0.000   0.000  1.00  0.00          ZN
HETATM    2  O   HOH A   2       2.200   0.000   0.000  1.00  0.00           O
ENDMDL
MODEL        2
HETATM    1 ZN    ZN A   1       0.000   0.000   0.000  1.00  0.00          ZN
HETATM    2  O   HOH A   2       4.200   0.000   0.000  1.00  0.00           O
ENDMDL
";

#[test]
fn frames() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("two.pdb");
    std::fs::write(&file, FRAMES).unwrap();
    let kinds = |arguments: &[&str]| -> Vec<String> {
        let csv = lines(&run(&file, &[&["--select", "resname ZN", "--csv"], arguments].concat()));
        let cell = |line: &String| {
            (line.split(',').next().unwrap().to_owned(), line.split(',').next_back().unwrap().to_owned())
        };
        csv[1..].iter().map(cell).map(|(kind, frame)| format!("{frame} {kind}")).collect()
    };
    assert_eq!(kinds(&["--frames"]), ["0 vdw_clash", "0 metal_complex", "1 proximal"]);
    assert_eq!(kinds(&[]), ["0 vdw_clash", "0 metal_complex"]);
    let table = lines(&run(&file, &["--select", "resname ZN", "--frames"]));
    assert!(table[0].starts_with("frame  kind") && table[1].starts_with("    0  "), "{table:?}");

    std::fs::write(&file, FRAMES.replacen("ZN    ZN A   1       0.000   0.000   0.000  1.00  0.00          ZN\nHETATM    2  O   HOH A   2       4", "MG    MG A   1       0.000   0.000   0.000  1.00  0.00          MG\nHETATM    2  O   HOH A   2       4", 1)).unwrap();
    let refused = run(&file, &["--frames"]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(
        !refused.status.success() && told.contains("model 2 has 2 atoms and they are not the 2 of the first"),
        "{told}"
    );
}
