//! What is written can be read by other programs: gemmi and biotite in a Python named by `GEMINAL_PYTHON`,
//! or `python3`. Skipped where they are not installed.

use geminal_formats::{Format, Options, read_file, write_file};
use std::process::Command;

/// Reads each file and prints atoms, the last atom's x, y and z, and its names.
const READER: &str = r#"
import sys, gemmi, numpy as np
from biotite.structure.io import pdbx
for path in sys.argv[1:]:
    if path.endswith(".bcif") or path.endswith(".cif"):
        f = (pdbx.BinaryCIFFile if path.endswith(".bcif") else pdbx.CIFFile).read(path)
        a = pdbx.get_structure(f, model=1, altloc="all", extra_fields=["atom_id", "b_factor", "occupancy", "charge"])
        x = a.coord[-1]
        print("biotite", len(a), *(f"{v:.2f}" for v in x), a.atom_name[-1], a.res_name[-1], a.chain_id[-1], a.res_id[-1])
        pdbx.get_structure(f, model=1, include_bonds=True)
    if not path.endswith(".bcif"):
        s = gemmi.read_structure(path)
        c = list(s[0].all())[-1]
        x = c.atom.pos
        print("gemmi", s[0].count_atom_sites(), *(f"{v:.2f}" for v in (x.x, x.y, x.z)),
              c.atom.name, c.residue.name, c.chain.name, c.residue.seqid.num)
"#;

#[test]
fn gemmi_and_biotite_read_what_is_written() {
    let python = std::env::var("GEMINAL_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import gemmi, biotite"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        println!("skipped: no gemmi and biotite in {python}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for name in ["oddities.pdb", "oddities.cif", "egfr_3.sdf", "protein.mol2"] {
        let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/formats/{}"), name);
        let mut input = read_file(path, None, &Options::default()).unwrap();
        input.structures.truncate(1);
        let s = &input.structures[0];
        for format in [Format::Pdb, Format::Mmcif, Format::BinaryCif] {
            let extension = if format == Format::Mmcif { "cif" } else { format.name() };
            let file = folder.path().join(format!("{name}.{extension}"));
            write_file(&input.structures, format, &file).unwrap();
            let output = Command::new(&python).args(["-c", READER]).arg(&file).output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let last = s.model_atoms(0).end - 1;
            let [x, y, z] = s.atoms.position[last];
            let expected = format!("{} {x:.2} {y:.2} {z:.2}", last + 1);
            let lines = text.lines().count();
            // gemmi sorts the parts of a chain together, so only biotite's last atom is ours.
            let right = text.lines().all(|line| {
                let rest = line.split_once(' ').map_or("", |(_, rest)| rest);
                if line.starts_with("biotite") {
                    rest.starts_with(&expected)
                } else {
                    rest.starts_with(&format!("{} ", last + 1))
                }
            });
            if !right || lines == 0 || !output.status.success() {
                wrong.push(format!(
                    "{name} as {format}: {text}expected {expected}\n{}",
                    String::from_utf8_lossy(&output.stderr)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
