//! Who may connect: the key file.
//!
//! One key a line, `NAME ROLE SHA256 [GROUP]`. Keys are 256 random bits, so a plain hash of one reveals nothing.

use std::collections::HashMap;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use rand::RngExt;
use sha2::{Digest, Sha256};

use crate::registry::Owner;

/// What a key is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Role {
    /// Plugins.
    Plugin,
    /// Rooms.
    Room,
    /// Both.
    #[default]
    Any,
}

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// It cannot be read or written.
    #[error("key file {}: {source}", .file.display())]
    Io {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is no key.
    #[error(
        "key file {}, line {line}: expected `NAME plugin|room|any SHA256 [GROUP]` (make keys with --new-key)",
        .file.display()
    )]
    Line {
        /// Which file.
        file: PathBuf,
        /// Which line, from 1.
        line: usize,
    },
    /// A name that could not be read back.
    #[error("`{0}` cannot name a key: use letters, digits, `-`, `_`, `.`")]
    Name(String),
}

/// SHA-256 of a key, and who it is.
type Table = HashMap<[u8; 32], (Role, Owner)>;

/// The keys that are valid now.
#[derive(Debug)]
pub struct Keys {
    file: Option<PathBuf>,
    cached: Mutex<(Option<SystemTime>, Table)>,
}

impl Keys {
    /// Reads the key file; without one everybody is let in.
    pub fn read(file: Option<PathBuf>) -> Result<Self, KeyError> {
        let cached = match &file {
            Some(path) => (modified(path), table(path)?),
            None => (None, Table::new()),
        };
        Ok(Self { file, cached: Mutex::new(cached) })
    }

    /// Whose key this is, if it is one for `role`.
    pub fn owner(&self, role: Role, key: Option<&str>) -> Option<Owner> {
        let Some(file) = &self.file else { return Some(Owner::default()) };
        let mut cached = self.cached.lock().unwrap_or_else(PoisonError::into_inner);
        let now = modified(file);
        if now != cached.0 {
            match table(file) {
                Ok(table) => *cached = (now, table),
                Err(error) => tracing::error!(%error, "the keys of before stay valid"),
            }
        }
        let digest: [u8; 32] = Sha256::digest(key?.trim().as_bytes()).into();
        let (granted, owner) = cached.1.get(&digest)?;
        (*granted == role || *granted == Role::Any).then(|| owner.clone())
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|data| data.modified()).ok()
}

fn table(file: &Path) -> Result<Table, KeyError> {
    let text =
        std::fs::read_to_string(file).map_err(|source| KeyError::Io { file: file.to_owned(), source })?;
    let lines =
        text.lines().enumerate().filter(|(_, line)| !matches!(line.trim().chars().next(), None | Some('#')));
    lines
        .map(|(i, line)| entry(line).ok_or_else(|| KeyError::Line { file: file.to_owned(), line: i + 1 }))
        .collect()
}

fn entry(line: &str) -> Option<([u8; 32], (Role, Owner))> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (&[name, role, digest], group) = words.split_first_chunk::<3>()?;
    let role = match role {
        "plugin" => Role::Plugin,
        "room" => Role::Room,
        "any" => Role::Any,
        _ => return None,
    };
    let mut hash = [0; 32];
    if digest.len() != 64 || !digest.is_ascii() || group.len() > 1 {
        return None;
    }
    for (byte, digits) in hash.iter_mut().zip(digest.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    let group = group.first().map(|&group| group.to_owned());
    Some((hash, (role, Owner { key: Some(name.to_owned()), group })))
}

/// Makes a key, appends its hash to the file, and returns it: 64 upper-case hexadecimal digits, because the Python
/// library takes anything else for the name of a file.
pub fn new_key(file: &Path, name: &str, role: Role, group: Option<&str>) -> Result<String, KeyError> {
    for word in [Some(name), group].into_iter().flatten() {
        let fine = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if word.is_empty() || !word.chars().all(fine) {
            return Err(KeyError::Name(word.to_owned()));
        }
    }
    let key = hex(&rand::rng().random::<[u8; 32]>()).to_uppercase();
    let role = match role {
        Role::Plugin => "plugin",
        Role::Room => "room",
        Role::Any => "any",
    };
    let digest = hex(&Sha256::digest(key.as_bytes()));
    let line = format!("{name} {role} {digest} {}", group.unwrap_or_default());
    let written = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(file)
        .and_then(|mut file| writeln!(file, "{}", line.trim_end()));
    written.map_err(|source| KeyError::Io { file: file.to_owned(), source })?;
    Ok(key)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_open_what_they_are_for() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        std::fs::write(&file, "# our keys\n\n").unwrap();
        let plugin = new_key(&file, "lab", Role::Plugin, Some("chemistry")).unwrap();
        let any = new_key(&file, "boss", Role::Any, None).unwrap();
        let keys = Keys::read(Some(file.clone())).unwrap();
        let with_space = format!("{any}\n");
        for (role, key, expected) in [
            (Role::Plugin, Some(plugin.as_str()), Some(("lab", Some("chemistry")))),
            (Role::Room, Some(plugin.as_str()), None),
            (Role::Plugin, Some(any.as_str()), Some(("boss", None))),
            (Role::Room, Some(with_space.as_str()), Some(("boss", None))),
            (Role::Room, Some("0123"), None),
            (Role::Room, None, None),
        ] {
            let got = keys.owner(role, key);
            let got = got.as_ref().and_then(|owner| Some((owner.key.as_deref()?, owner.group.as_deref())));
            assert_eq!(got, expected, "{role:?} {key:?}");
        }
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains(&plugin) && plugin.chars().all(|c| "0123456789ABCDEF".contains(c)), "{text}");
    }

    #[test]
    fn without_a_file_everybody_is_let_in() {
        assert_eq!(Keys::read(None).unwrap().owner(Role::Plugin, None), Some(Owner::default()));
    }

    #[test]
    fn new_keys_count_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        std::fs::write(&file, "").unwrap();
        let keys = Keys::read(Some(file.clone())).unwrap();
        let key = new_key(&file, "late", Role::Any, None).unwrap();
        let later = SystemTime::now() + std::time::Duration::from_secs(2);
        std::fs::File::options().append(true).open(&file).unwrap().set_modified(later).unwrap();
        assert!(keys.owner(Role::Room, Some(&key)).is_some());
    }

    #[test]
    fn wrong_lines_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let hash = "0".repeat(64);
        for line in ["lab", "lab plugin 00", &format!("lab king {hash}"), &format!("lab any {hash} a b")] {
            std::fs::write(&file, format!("# x\n{line}\n")).unwrap();
            let error = Keys::read(Some(file.clone())).unwrap_err().to_string();
            assert!(error.contains("line 2"), "{line}: {error}");
        }
        assert!(new_key(&file, "two words", Role::Any, None).is_err());
    }
}
