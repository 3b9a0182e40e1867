//! Which format a file has: by its name, else by its first bytes.

use std::path::Path;

/// A file format that can be read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Protein Data Bank, the fixed-column format.
    Pdb,
    /// PDBx/mmCIF, text.
    Mmcif,
    /// PDBx/mmCIF, binary.
    BinaryCif,
    /// MDL molfiles and structure-data files, V2000 and V3000.
    Sdf,
    /// Tripos MOL2.
    Mol2,
    /// XYZ, one or many frames.
    Xyz,
}

/// A file whose format is not known or not supported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownFormat {
    /// A format that is known and refused.
    #[error("{name} is not supported; convert it to PDB, mmCIF, BinaryCIF, SDF, MOL2 or XYZ first")]
    Refused {
        /// Name of the format.
        name: &'static str,
    },
    /// An extension that says nothing, or none.
    #[error("cannot tell the format of {name}; say it (one of pdb, mmcif, bcif, sdf, mol2, xyz)")]
    Unknown {
        /// What was looked at.
        name: String,
    },
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 6] =
        [Format::Pdb, Format::Mmcif, Format::BinaryCif, Format::Sdf, Format::Mol2, Format::Xyz];

    /// The name used on the command line and in results.
    pub fn name(self) -> &'static str {
        match self {
            Format::Pdb => "pdb",
            Format::Mmcif => "mmcif",
            Format::BinaryCif => "bcif",
            Format::Sdf => "sdf",
            Format::Mol2 => "mol2",
            Format::Xyz => "xyz",
        }
    }

    /// The format with this name or file extension, in any case.
    ///
    /// ```
    /// use geminal_formats::Format;
    /// assert_eq!(Format::from_name("ent"), Ok(Format::Pdb));
    /// assert!(Format::from_name("pqr").is_err());
    /// ```
    pub fn from_name(name: &str) -> Result<Format, UnknownFormat> {
        let refused = |name| Err(UnknownFormat::Refused { name });
        match name.to_ascii_lowercase().as_str() {
            "pdb" | "ent" | "brk" | "pdb1" | "pdb2" => Ok(Format::Pdb),
            "cif" | "mmcif" | "pdbx" | "mcif" => Ok(Format::Mmcif),
            "bcif" | "binarycif" => Ok(Format::BinaryCif),
            "sdf" | "sd" | "mol" | "mdl" => Ok(Format::Sdf),
            "mol2" | "ml2" => Ok(Format::Mol2),
            "xyz" => Ok(Format::Xyz),
            "pqr" => refused("PQR"),
            "pdbqt" => refused("PDBQT"),
            "mmtf" => refused("MMTF"),
            "bz2" => refused("bzip2 compression"),
            "xz" => refused("xz compression"),
            "zst" => refused("Zstandard compression"),
            "z" => refused("compress (.Z)"),
            "zip" => refused("a ZIP archive"),
            _ => Err(UnknownFormat::Unknown { name: name.to_owned() }),
        }
    }

    /// The format that a file's extension tells; a last `.gz` is passed over.
    pub fn from_path(path: &Path) -> Result<Format, UnknownFormat> {
        let extension = |p: &Path| p.extension().map(|e| e.to_string_lossy().into_owned());
        let unknown = || UnknownFormat::Unknown { name: path.display().to_string() };
        let name = match extension(path) {
            Some(gz) if gz.eq_ignore_ascii_case("gz") => extension(&path.with_extension("")),
            other => other,
        };
        Format::from_name(&name.ok_or_else(unknown)?).map_err(|error| match error {
            UnknownFormat::Unknown { .. } => unknown(),
            refused => refused,
        })
    }

    /// The format that the first bytes of an uncompressed file look like.
    pub fn from_content(bytes: &[u8]) -> Result<Format, UnknownFormat> {
        let head = &bytes[..bytes.len().min(4096)];
        if head.first().is_some_and(|&b| (0x80..=0x8f).contains(&b) || b == 0xde) {
            return Ok(Format::BinaryCif);
        }
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let first =
            lines.clone().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or("");
        if first.to_ascii_lowercase().starts_with("data_") {
            return Ok(Format::Mmcif);
        }
        if head.contains("@<TRIPOS>") {
            return Ok(Format::Mol2);
        }
        if lines.clone().nth(3).is_some_and(|counts| counts.contains("V2000") || counts.contains("V3000")) {
            return Ok(Format::Sdf);
        }
        if crate::pdb::looks_like(first) {
            return Ok(Format::Pdb);
        }
        if lines.next().is_some_and(|count| count.trim().parse::<u32>().is_ok()) {
            return Ok(Format::Xyz);
        }
        Err(UnknownFormat::Unknown { name: "the input".to_owned() })
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

impl std::str::FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Format::from_name(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_tell_the_format() {
        for (path, expected) in [
            ("1abc.pdb", Some(Format::Pdb)),
            ("pdb1abc.ent.gz", Some(Format::Pdb)),
            ("x.PDBX", Some(Format::Mmcif)),
            ("x.bcif.gz", Some(Format::BinaryCif)),
            ("x.mol", Some(Format::Sdf)),
            ("dir.x/y.mol2", Some(Format::Mol2)),
            ("a.b.xyz", Some(Format::Xyz)),
            ("x.pqr", None),
            ("x.cif.bz2", None),
            ("x", None),
        ] {
            assert_eq!(Format::from_path(Path::new(path)).ok(), expected, "{path}");
        }
        let refusal = Format::from_path(Path::new("a.mmtf")).unwrap_err().to_string();
        assert!(refusal.starts_with("MMTF is not supported"), "{refusal}");
    }

    #[test]
    fn content_tells_the_format() {
        for (text, expected) in [
            ("HEADER    HORMONE", Format::Pdb),
            ("# comment\ndata_X\n", Format::Mmcif),
            ("benzene\n\n\n  6  6  0  0  0  0  0  0  0  0999 V2000\n", Format::Sdf),
            ("#\n@<TRIPOS>MOLECULE\n", Format::Mol2),
            ("3\nwater\n", Format::Xyz),
        ] {
            assert_eq!(Format::from_content(text.as_bytes()), Ok(expected), "{text}");
        }
    }
}
