//! Names on the wire: a message, a command, an integration or a permission is named by a hash of its name.
//!
//! Six letters count, at positions `0, 3, 6, 9, 12, 15` modulo the length; each adds five bits, `a` = 1 to `z` = 26,
//! in either case; any other character adds five zero bits. Names that agree at those positions collide, so a hash
//! means something only together with its direction.

/// The 30-bit hash that stands for `name` on the wire; 0 for an empty name.
pub const fn name_hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = 0;
    let mut i = 0;
    while i < 6 && !bytes.is_empty() {
        let letter = bytes[i * 3 % bytes.len()].to_ascii_lowercase();
        hash <<= 5;
        if letter.is_ascii_lowercase() {
            hash |= (letter - b'a' + 1) as u32;
        }
        i += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::name_hash;

    #[test]
    fn known_names() {
        for (name, hash) in [
            ("connect", 116_013_167),
            ("run", 623_462_994),
            ("ls", 422_989_203),
            ("cd", 104_960_100),
            ("presenter_change", 557_449_253),
            ("print_working_directory", 552_316_137),
            ("local_files_access", 403_903_525),
            ("Run", 623_462_994),
            ("", 0),
        ] {
            assert_eq!(name_hash(name), hash, "{name}");
        }
    }
}
