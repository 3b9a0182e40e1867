//! Atoms of a PDB file: as much reading as these tests need (the crate knows no formats).

use geminal_structure::{AtomRecord, Builder, Element, Structure};

/// Reads `ATOM` and `HETATM` records of all models.
pub fn read_pdb(text: &str) -> Structure {
    let mut builder = Builder::default();
    let (mut chain, mut residue) = (String::new(), String::new());
    for line in text.lines() {
        let field = |from: usize, to: usize| line.get(from..to.min(line.len())).unwrap_or("").trim();
        if line.starts_with("MODEL") {
            builder.model(field(10, 14).parse().unwrap());
            (chain, residue) = (String::new(), String::new());
        }
        if !line.starts_with("ATOM") && !line.starts_with("HETATM") {
            continue;
        }
        if chain != format!("chain {}", field(21, 22)) {
            chain = format!("chain {}", field(21, 22));
            residue.clear();
            builder.chain(field(21, 22), "");
        }
        if residue != line[17..27] {
            residue = line[17..27].to_owned();
            let code = line.as_bytes()[26];
            builder.residue(
                field(17, 20),
                field(22, 26).parse().unwrap(),
                if code == b' ' { 0 } else { code },
            );
        }
        let symbol = if field(76, 78).is_empty() {
            field(12, 14).trim_matches(|c: char| c.is_ascii_digit())
        } else {
            field(76, 78)
        };
        let alt = line.as_bytes()[16];
        builder.atom(AtomRecord {
            element: Element::from_symbol(symbol).or(Element::from_symbol(&symbol[..1])).unwrap_or_default(),
            name: field(12, 16).into(),
            position: [field(30, 38), field(38, 46), field(46, 54)].map(|x| x.parse().unwrap()),
            occupancy: field(54, 60).parse().unwrap_or(1.0),
            alt_loc: if alt == b' ' { 0 } else { alt },
            serial: field(6, 11).parse().unwrap_or(0),
            hetero: line.starts_with("HETATM"),
            ..AtomRecord::default()
        });
    }
    builder.finish()
}

/// The text of a fixture of this crate.
pub fn fixture(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/chemistry/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap()
}

/// The text of a file of the shared reference data; none where these are not at hand.
pub fn shared(path: &str) -> Option<String> {
    let folder = std::env::var("GEMINAL_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let text = std::fs::read_to_string(format!("{folder}/{path}")).ok();
    if text.is_none() {
        eprintln!("skipped: {path} is not at hand (GEMINAL_SHARED)");
    }
    text
}
