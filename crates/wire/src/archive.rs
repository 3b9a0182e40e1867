//! Files `.nanome` and `.nanoscenes`: workspaces in the layouts of the wire, compressed.
//!
//! zlib of: u32 0; map<str,u8> versions; then AtomDict, Workspace (`.nanome`), or a list of scenes (`.nanoscenes`): str
//! name; str description; AtomDict, Workspace; and, if the table has `Scene` at 1 or above, Interaction\[\].

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use crate::codec::{DecodeError, Reader, Writer};
use crate::interactions::Interaction;
use crate::layout::Layout;
use crate::structure::{WithAtoms, Workspace};
use crate::versions::{VersionTable, Versions};

/// The name whose version says whether scenes hold interactions.
const SCENE: &str = "Scene";

/// One scene of a `.nanoscenes` file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Its name.
    pub name: String,
    /// What it shows.
    pub description: String,
    /// Everything in it.
    pub workspace: WithAtoms<Workspace>,
    /// Interactions shown in it.
    pub interactions: Vec<Interaction>,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// It is not zlib.
    #[error("the file is not compressed as .nanome files are: {0}")]
    Compression(String),
    /// It holds more than the reader allows.
    #[error("the file holds more than {limit} bytes: raise the limit to read it")]
    TooLarge {
        /// What the reader allows.
        limit: usize,
    },
    /// It does not hold what it should.
    #[error("the file does not hold what it should: {0}")]
    Content(#[from] DecodeError),
}

/// The bytes of a `.nanome` file.
pub fn write_workspace(workspace: &WithAtoms<Workspace>) -> Vec<u8> {
    compressed(&VersionTable::library(), |out, versions| workspace.write(out, versions))
}

/// The bytes of a `.nanoscenes` file.
pub fn write_scenes(scenes: &[Scene]) -> Vec<u8> {
    let interactions = scenes.iter().any(|scene| !scene.interactions.is_empty());
    let mut table = VersionTable::library();
    if interactions {
        table.0.push((SCENE.to_owned(), 1));
    }
    compressed(&table, |out, versions| {
        out.count(scenes.len());
        for scene in scenes {
            scene.name.write(out, versions);
            scene.description.write(out, versions);
            scene.workspace.write(out, versions);
            if interactions {
                scene.interactions.write(out, versions);
            }
        }
    })
}

/// Reads a `.nanome` file that holds at most `limit` bytes when inflated.
///
/// # Errors
/// When it is damaged or too large.
pub fn read_workspace(file: &[u8], limit: usize) -> Result<WithAtoms<Workspace>, ArchiveError> {
    let bytes = inflated(file, limit)?;
    let mut input = Reader::new(&bytes);
    let versions = Versions::from(&header(&mut input)?);
    Ok(WithAtoms::read(&mut input, &versions)?)
}

/// Reads a `.nanoscenes` file that holds at most `limit` bytes when inflated.
///
/// # Errors
/// When it is damaged or too large.
pub fn read_scenes(file: &[u8], limit: usize) -> Result<Vec<Scene>, ArchiveError> {
    let bytes = inflated(file, limit)?;
    let mut input = Reader::new(&bytes);
    let table = header(&mut input)?;
    let (versions, interactions) =
        (Versions::from(&table), table.get(SCENE).is_some_and(|version| version >= 1));
    let count = input.count(SCENE_LEAST)?;
    let mut scenes = Vec::new();
    for _ in 0..count {
        scenes.push(Scene {
            name: Layout::read(&mut input, &versions)?,
            description: Layout::read(&mut input, &versions)?,
            workspace: Layout::read(&mut input, &versions)?,
            interactions: if interactions { Layout::read(&mut input, &versions)? } else { Vec::new() },
        });
    }
    Ok(scenes)
}

/// Two texts, a table of atoms and a workspace, all empty.
const SCENE_LEAST: usize = 4 + 4 + 4 + 44;

fn header(input: &mut Reader<'_>) -> Result<VersionTable, DecodeError> {
    input.u32()?;
    Layout::read(input, &Versions::oldest())
}

fn compressed(table: &VersionTable, write: impl FnOnce(&mut Writer, &Versions)) -> Vec<u8> {
    let versions = Versions::from(table);
    let mut out = Writer::new();
    out.u32(0);
    table.write(&mut out, &versions);
    write(&mut out, &versions);
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    encoder.write_all(&out.finish()).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn inflated(file: &[u8], limit: usize) -> Result<Vec<u8>, ArchiveError> {
    let mut bytes = Vec::new();
    let read = ZlibDecoder::new(file).take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| ArchiveError::Compression(error.to_string()))?;
    if bytes.len() > limit { Err(ArchiveError::TooLarge { limit }) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Random;

    const LIMIT: usize = 1 << 24;

    fn scene(seed: u64, interactions: bool) -> Scene {
        let random = &mut Random::new(seed);
        Scene {
            name: String::sample(random),
            description: String::sample(random),
            workspace: WithAtoms::sample(random),
            interactions: if interactions { vec![Interaction::sample(random)] } else { Vec::new() },
        }
    }

    #[test]
    fn files_survive() {
        for interactions in [false, true] {
            let scenes: Vec<_> = (0..3).map(|seed| scene(seed, interactions)).collect();
            assert!(read_scenes(&write_scenes(&scenes), LIMIT) == Ok(scenes));
        }
        let workspace = scene(5, false).workspace;
        assert!(read_workspace(&write_workspace(&workspace), LIMIT) == Ok(workspace));
    }

    #[test]
    fn damage_is_told() {
        let file = write_workspace(&scene(1, false).workspace);
        assert_eq!(read_workspace(&file, 100), Err(ArchiveError::TooLarge { limit: 100 }));
        assert!(matches!(read_workspace(b"PK\x03\x04", LIMIT), Err(ArchiveError::Compression(_))));
        let short = compressed(&VersionTable::library(), |out, _| out.u32(3));
        assert!(matches!(
            read_scenes(&short, LIMIT),
            Err(ArchiveError::Content(DecodeError::Incomplete { .. }))
        ));
        let bomb = compressed(&VersionTable::default(), |out, _| out.bytes(&vec![0; 4 << 20]));
        assert!(bomb.len() < 10_000);
        assert_eq!(read_workspace(&bomb, 1 << 20), Err(ArchiveError::TooLarge { limit: 1 << 20 }));
    }
}
