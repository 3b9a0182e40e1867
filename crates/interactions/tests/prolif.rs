//! Contacts of docked poses against ProLIF, run beside on its own example (needs a Python with prolif).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use geminal_formats::{Options, read_file};
use geminal_interactions::{Rules, interactions};
use geminal_structure::AtomSet;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Residue name, chain, number and kind: a bit of ProLIF's fingerprint.
type Bit = (String, String, i64, String);

/// What the script writes: the bit, and the atoms of both ends.
type Row = (String, String, i64, String, Vec<u32>, Vec<u32>);

/// Runs ProLIF into a folder; false where this Python has none.
fn run_prolif(folder: &Path) -> bool {
    let python = std::env::var("GEMINAL_PYTHON").unwrap_or("python3".into());
    let has =
        Command::new(&python).args(["-c", "import prolif"]).output().is_ok_and(|out| out.status.success());
    if !has {
        println!("skipped: {python} has no prolif");
        return false;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/python/prolif_reference.py");
    let done = Command::new(&python).arg(script).arg(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    true
}

fn expected(path: &Path) -> BTreeSet<Bit> {
    let rows: Vec<Row> = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    rows.into_iter().map(|row| (row.0, row.1, row.2, row.3)).collect()
}

fn found(path: &Path, rules: &Rules) -> BTreeSet<Bit> {
    let input = read_file(path, None, &Options::default()).unwrap();
    let structure = &input.structures[0];
    let residue = structure.residue_of_atoms();
    let ligand =
        AtomSet::from_fn(structure.atom_count(), |i| structure.residues.name[residue[i] as usize] == "LIG");
    let contacts = interactions(structure, Some(&ligand), rules).unwrap().contacts;
    let bits = contacts.iter().map(|c| {
        let r = structure.atom(c.atoms_b[0] as usize).residue();
        (r.name().to_owned(), r.chain().id().to_owned(), i64::from(r.number()), c.kind.name().to_owned())
    });
    bits.collect()
}

#[test]
fn poses_have_the_contacts_of_prolif() {
    let folder = std::env::temp_dir().join(format!("geminal-prolif-{}", std::process::id()));
    if !run_prolif(&folder) {
        return;
    }
    let rules = Rules::named("prolif").unwrap();
    let mut score = [0.0; 3];
    for n in 0..9 {
        let expected = expected(&folder.join(format!("pose_{n}.json")));
        let found = found(&folder.join(format!("pose_{n}.pdb")), &rules);
        score[0] += expected.intersection(&found).count() as f64;
        for (bits, slot, sign) in
            [(found.difference(&expected), 1, '+'), (expected.difference(&found), 2, '-')]
        {
            for bit in bits {
                score[slot] += 1.0;
                println!("pose {n} {sign} {bit:?}");
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let f1 = 2.0 * score[0] / (2.0 * score[0] + score[1] + score[2]);
    println!("prolif {score:?} {f1:.4}");
    assert!(f1 >= 0.95, "F1 is {f1:.4}");
}
