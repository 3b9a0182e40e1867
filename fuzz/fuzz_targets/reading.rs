//! What must hold of any bytes given to a reader: no panic, and structures that fit together, can be
//! written, and read again as the same number of atoms.

use geminal_formats::{Format, Options, Records, read, write};

/// Content beyond this says nothing new and takes long.
const LARGEST: u64 = 1 << 22;

pub fn survives(bytes: &[u8], format: Format) {
    let options = Options { max_bytes: LARGEST, ..Options::default() };
    if let Ok(input) = read(bytes, format, &options) {
        for structure in &input.structures {
            structure.check().unwrap();
            let mut written = Vec::new();
            if write(std::slice::from_ref(structure), format, &mut written).is_ok() && !written.is_empty() {
                let again = read(&written, format, &Options::default()).expect("what was written can be read");
                let atoms: usize = again.structures.iter().map(|s| s.atom_count()).sum();
                assert_eq!(atoms, structure.atom_count(), "atoms are lost or made in writing");
            }
        }
    }
    if let Ok(records) = Records::new(bytes, format, &options) {
        records.for_each(drop);
    }
}
