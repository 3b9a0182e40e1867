//! The program under the names of others whose place it takes.

#![expect(clippy::unwrap_used, reason = "a test whose program cannot be run has failed")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder with a complex in it and a link to the program.
struct Folder(tempfile::TempDir);

impl Folder {
    fn with(name: &str) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_geminal"), folder.path(name)).unwrap();
        let complex = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/complexes/5ht1b.pdb.gz");
        let plain = folder.path("5ht1b.pdb");
        let arguments = [Path::new("convert"), &complex, &plain];
        let done = Command::new(env!("CARGO_BIN_EXE_geminal")).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, name: &str, arguments: &str) -> Output {
        Command::new(self.path(name)).args(arguments.split(' ')).current_dir(self.0.path()).output().unwrap()
    }

    fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(self.path(name)).unwrap()).unwrap()
    }
}

#[test]
fn arpeggio_takes_the_flags_of_the_chemical_interactions_plugin() {
    let folder = Folder::with("arpeggio");
    for (selection, expression) in
        [("/A/900/", "chain A and resid 900"), ("/A/900/N1 /A/129/", "resid 129 or resid 900 and name N1")]
    {
        let run = folder.run("arpeggio", &format!("--mute 5ht1b.pdb -s {selection} -o out"));
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        assert!(run.stdout.is_empty() && run.stderr.is_empty());
        let ours = folder.path("ours");
        let select = ["interactions", "5ht1b.pdb", "--select", expression, "--arpeggio-json"];
        let same = Command::new(env!("CARGO_BIN_EXE_geminal"))
            .args(select)
            .current_dir(folder.0.path())
            .output()
            .unwrap();
        std::fs::write(&ours, &same.stdout).unwrap();
        let contacts = folder.json("out/5ht1b.json");
        assert!(contacts.as_array().unwrap().len() > 20, "{contacts}");
        assert_eq!(contacts, folder.json("ours"));
    }
}

#[test]
fn arpeggio_says_what_is_wrong() {
    let folder = Folder::with("arpeggio");
    for (arguments, message) in [
        ("5ht1b.pdb -s /A/9999/", "5ht1b.pdb: \"/A/9999/\" selects no atom"),
        ("5ht1b.pdb -s A:9", "is no selection; write /CHAIN/NUMBER/ATOM"),
        ("5ht1b.pdb -i 0", "--interacting is a distance"),
        ("nowhere.pdb", "nowhere.pdb"),
    ] {
        let run = folder.run("arpeggio", arguments);
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && told.contains(message), "{arguments}: {told}");
    }
}

/// Positions of the atoms of a PDB text, by serial.
fn positions(pdb: &str) -> Vec<[f64; 3]> {
    let atoms = pdb.lines().filter(|line| line.starts_with("ATOM") || line.starts_with("HETATM"));
    atoms.map(|line| [30, 38, 46].map(|start| line[start..start + 8].trim().parse().unwrap())).collect()
}

#[test]
fn nanobabel_minimizes_as_the_minimization_plugin_asks() {
    let folder = Folder::with("nanobabel");
    let ligand = ["convert", "5ht1b.pdb", "in.sdf", "--perceive-bonds", "--select", "resname LIG"];
    let made = Command::new(env!("CARGO_BIN_EXE_geminal"))
        .args(ligand)
        .current_dir(folder.0.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    for constraints in ["ATOM:FIXED:1\nATOM:FIXED:5\n", "ATOM:FIXED:1ATOM:FIXED:5"] {
        std::fs::write(folder.path("cx"), constraints).unwrap();
        let run =
            folder.run("nanobabel", "minimize -h -l 20 -n 100 -ff MMFF94 -i in.sdf -cx cx -o out.pdb -sd");
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let told = String::from_utf8(run.stdout).unwrap();
        let blocks: Vec<&str> = told.split("Step update start\n").skip(1).collect();
        assert_eq!(blocks.len(), 6, "every 20 of 100 steps, and the result");
        assert!(blocks.iter().all(|block| block.ends_with("Step update end\n")));
        let frames: Vec<_> = blocks.iter().map(|block| positions(block)).collect();
        let result = positions(&std::fs::read_to_string(folder.path("out.pdb")).unwrap());
        assert_eq!(frames.last(), Some(&result));
        let start = positions(
            &String::from_utf8(folder.run("nanobabel", "minimize -n 0 -i in.sdf -o start.pdb").stdout)
                .unwrap(),
        );
        assert!(result.len() > start.len(), "hydrogens were added behind");
        for frame in &frames {
            assert_eq!((frame[0], frame[4]), (start[0], start[4]));
        }
        let moved = result.iter().zip(&start).filter(|(now, then)| now != then).count();
        assert!(moved > start.len() / 2, "{moved} of {}", start.len());
    }
}

#[test]
fn nanobabel_adds_hydrogens_and_finds_bonds() {
    let folder = Folder::with("nanobabel");
    let atoms = |text: &str| {
        text.lines().filter(|line| line.starts_with("ATOM") || line.starts_with("HETATM")).count()
    };
    let heavy = atoms(&std::fs::read_to_string(folder.path("5ht1b.pdb")).unwrap());
    let count = |arguments: &str| {
        let run = folder.run("nanobabel", &format!("hydrogen -add -ph 7.4 -i 5ht1b.pdb -o h.pdb{arguments}"));
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        atoms(&std::fs::read_to_string(folder.path("h.pdb")).unwrap())
    };
    let (all, polar) = (count(""), count(" -pl"));
    assert!(heavy < polar && polar < all && all > 2 * heavy - heavy / 5, "{heavy} {polar} {all}");

    let run = folder.run("nanobabel", "bonding -i 5ht1b.pdb -o out.mol -f");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let bonds = std::fs::read_to_string(folder.path("out.mol")).unwrap();
    let counts: Vec<usize> = bonds
        .lines()
        .find_map(|line| line.strip_prefix("M  V30 COUNTS "))
        .unwrap()
        .split(' ')
        .map(|n| n.parse().unwrap())
        .collect();
    assert_eq!(counts[0], heavy);
    let double = |line: &str| line.split_whitespace().nth(3) == Some("2");
    assert!(counts[1] > heavy && bonds.lines().skip_while(|line| !line.ends_with("BEGIN BOND")).any(double));
}

#[test]
fn nanobabel_says_what_is_wrong() {
    let folder = Folder::with("nanobabel");
    std::fs::write(folder.path("cx"), "ATOM:FIXED:99999").unwrap();
    std::fs::write(folder.path("odd"), "whatever").unwrap();
    for (arguments, message) in [
        ("minimize -i nowhere.sdf -o out.pdb", "nowhere.sdf"),
        ("minimize -i 5ht1b.pdb -cx cx -o out.pdb", "cx: ATOM:FIXED:99999 names no atom"),
        ("minimize -i 5ht1b.pdb -cx odd -o out.pdb", "\"whatever\" is no constraint"),
        ("hydrogen -i 5ht1b.pdb -o out.pdb", "say -add"),
        ("bonding -i 5ht1b.pdb -o out.xtc", "out.xtc"),
    ] {
        let run = folder.run("nanobabel", arguments);
        let told = String::from_utf8_lossy(&run.stderr);
        assert!(!run.status.success() && told.contains(message), "{arguments}: {told}");
    }
}
