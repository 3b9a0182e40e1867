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
