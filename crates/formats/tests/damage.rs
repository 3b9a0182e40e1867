//! Damaged files: an answer or an error, in bounded time and memory, and never a panic.
//!
//! Each case takes a fixture, cuts it, doubles a part of it, or changes bytes; what is still read must be a
//! consistent structure that can be written.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its input has failed")]

use geminal_formats::{Format, Options, Records, read, write};
use proptest::prelude::*;
use std::time::Instant;

const FIXTURES: &[&str] = &[
    "oddities.pdb",
    "oddities.cif",
    "molecules.sdf",
    "egfr_3.sdf",
    "frames.xyz",
    "protein.mol2",
    "vina_2.mol2",
];

fn fixture(name: &str) -> (Vec<u8>, Format) {
    let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/formats/{}"), name);
    let format = Format::from_path(path.as_ref()).unwrap();
    (std::fs::read(path).unwrap(), format)
}

/// All fixtures, and the mmCIF one in binary.
fn seeds() -> Vec<(Vec<u8>, Format)> {
    let mut seeds: Vec<_> = FIXTURES.iter().map(|name| fixture(name)).collect();
    let (cif, _) = fixture("oddities.cif");
    let structures = read(&cif, Format::Mmcif, &Options::default()).unwrap().structures;
    let mut binary = Vec::new();
    write(&structures, Format::BinaryCif, &mut binary).unwrap();
    seeds.push((binary, Format::BinaryCif));
    seeds
}

/// One way to damage bytes.
#[derive(Clone, Debug)]
enum Damage {
    Cut(prop::sample::Index),
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Double(prop::sample::Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<prop::sample::Index>;
    // Bytes that mean something in one of the formats, and any others.
    let byte = prop_oneof![
        prop::sample::select(b" \n\r;'\"#_.?-+0129AZaz$>@\x00\x80\x90\xc4\xdc\xff".to_vec()),
        any::<u8>()
    ];
    let bytes = prop::collection::vec(byte.clone(), 1..12);
    prop_oneof![
        place().prop_map(Damage::Cut),
        (place(), byte).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (place(), bytes).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (place(), 1usize..200).prop_map(|(at, count)| Damage::Remove(at, count)),
        (place(), 1usize..400).prop_map(|(at, count)| Damage::Double(at, count)),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    let length = bytes.len();
    match damage {
        Damage::Cut(at) => bytes.truncate(at.index(length)),
        Damage::Set(at, byte) => bytes[at.index(length)] = *byte,
        Damage::Insert(at, more) => {
            let at = at.index(length);
            bytes.splice(at..at, more.iter().copied());
        }
        Damage::Remove(at, count) => {
            let at = at.index(length);
            bytes.drain(at..(at + count).min(length));
        }
        Damage::Double(at, count) => {
            let at = at.index(length);
            let part = bytes[at..(at + count).min(length)].to_vec();
            bytes.splice(at..at, part);
        }
    }
}

/// Reads, and writes what was read in every format.
fn survives(bytes: &[u8], format: Format) {
    let start = Instant::now();
    if let Ok(input) = read(bytes, format, &Options::default()) {
        for structure in &input.structures {
            structure.check().unwrap();
        }
        for to in Format::ALL {
            let mut out = Vec::new();
            if write(&input.structures, to, &mut out).is_ok() {
                let _ = read(&out, to, &Options::default());
            }
        }
    }
    if let Ok(records) = Records::new(bytes, format, &Options::default()) {
        assert!(records.count() < bytes.len() + 2);
    }
    assert!(start.elapsed().as_secs() < 5, "too long");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn damaged_fixtures(seed in 0usize..FIXTURES.len() + 1, damages in prop::collection::vec(damage(), 1..6)) {
        let (mut bytes, format) = seeds().swap_remove(seed);
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        survives(&bytes, format);
    }

    #[test]
    fn noise(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in Format::ALL {
            survives(&bytes, format);
        }
    }
}

#[test]
fn every_truncation_of_every_fixture() {
    for (bytes, format) in seeds() {
        for end in (0..bytes.len()).step_by(7) {
            let _ = read(&bytes[..end], format, &Options::default());
        }
    }
}

/// Found by fuzzing: what was read could not be read again once written.
#[test]
fn odd_words_are_written_so_that_they_can_be_read() {
    let mol2 = "@<TRIPOS>MOLECULE\nx\n2 0 1\nSMALL\nUSER_CHARGES\n@<TRIPOS>ATOM\n1 C 0 0 0 C.3 1 LIG1 0.1 \\ \n2 C 9 0 0 C.3 1 LIG1 0.1\n";
    let status = "@<TRIPOS>MOLECULE\nx\n1 0 1\nSMALL\n #\n @<TRIPOS>MOLECULE\n\\ \n@<TRIPOS>ATOM\n1 C 0 0 0 C.3 1 LIG1 0.1\n";
    let sdf = "x\n\n\n  2  0  0  0  0  0  0  0  0  0999 V2000\n    0.0000    0.0000    0.0000 O { 0  0\n9 9 9 Unknown\nM  END\n$$$$\n";
    for (text, format, atoms, to) in [
        // A status that is a backslash, which at the end of a line joins the next one to it.
        (mol2, Format::Mol2, 2, Format::Mol2),
        // A status of the molecule that would begin a section, were it not for the blank before it.
        (status, Format::Mol2, 1, Format::Mol2),
        // A name of two letters and three bytes; columns are bytes.
        (
            "ATOM      8 éG  CYS B  10     -12.639   7.071  -4.147  1.00 12.00      abcé",
            Format::Pdb,
            1,
            Format::Pdb,
        ),
        // A symbol of two words, beside one that only V3000 has room for.
        (sdf, Format::Sdf, 2, Format::Sdf),
    ] {
        let first = read(text.as_bytes(), format, &Options::default()).unwrap().structures;
        let mut written = Vec::new();
        write(&first, to, &mut written).unwrap();
        let again = read(&written, to, &Options::default()).unwrap().structures;
        assert_eq!((first[0].atom_count(), again[0].atom_count()), (atoms, atoms), "{text}");
        assert_eq!(first[0].header.other, again[0].header.other, "{text}");
    }
}

#[test]
fn one_line_of_a_million_values_is_read_in_no_time() {
    let start = Instant::now();
    for unit in ["_a.b 1 ", "x ", "loop_ ", "_a.b ", "'", ";", "\n;", "data_ ", "_atom_site.Cartn_x 1 "] {
        let text = unit.repeat(300_000);
        let _ = read(text.as_bytes(), Format::Mmcif, &Options::default());
    }
    let head = "data_x\nloop_\n_atom_site.Cartn_x\n_atom_site.Cartn_y\n_atom_site.Cartn_z\n";
    for rows in ["1 2 3 ", "1\n2\n3\n", "1 2 3 4\n", "x y z\n"] {
        let text = format!("{head}{}", rows.repeat(200_000));
        let _ = read(text.as_bytes(), Format::Mmcif, &Options::default());
    }
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
