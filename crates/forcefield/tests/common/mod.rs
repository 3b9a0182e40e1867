//! What the suites share: the reference data, and the few columns of a PDB file that they need.

use std::path::PathBuf;

use geminal_structure::{AtomRecord, Builder, Element, Structure};

/// A file of the shared reference data, or nothing (said once) where it is absent.
pub fn shared(path: &str) -> Option<String> {
    let root = std::env::var_os("GEMINAL_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let found = std::fs::read_to_string(root.join(path)).ok();
    if found.is_none() {
        println!("skipped: no {path} in the shared reference data");
    }
    found
}

/// The atoms of a PDB file, as they stand.
pub fn structure(pdb: &str) -> Structure {
    let mut builder = Builder::default();
    let (mut chain, mut residue) = (None, None);
    for line in pdb.lines().filter(|line| line.starts_with("ATOM") || line.starts_with("HETATM")) {
        let column = |from: usize, to: usize| line.get(from..to).unwrap_or("").trim();
        if chain != Some(column(21, 22)) {
            chain = Some(column(21, 22));
            builder.chain(column(21, 22), "");
            residue = None;
        }
        if residue != Some(column(17, 27)) {
            residue = Some(column(17, 27));
            let number = column(22, 26).parse().unwrap_or_default();
            builder.residue(column(17, 20), number, 0);
        }
        let coordinate = |from: usize| column(from, from + 8).parse::<f64>().unwrap_or_default();
        builder.atom(AtomRecord {
            name: column(12, 16).into(),
            element: Element::from_symbol(column(76, 78)).unwrap_or_default(),
            position: [coordinate(30), coordinate(38), coordinate(46)],
            ..AtomRecord::default()
        });
    }
    builder.finish()
}
