//! Files of plugins: a folder of the room host, and nothing outside it.

use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use geminal_wire::files::{FileError, FileMeta};

/// A folder that plugins may use; paths begin at its current folder and never leave it.
#[derive(Debug)]
pub struct Sandbox {
    root: PathBuf,
    /// The current folder, below the root.
    current: PathBuf,
}

impl Sandbox {
    /// A sandbox in a folder, which is made when it is first used.
    pub fn new(root: PathBuf) -> Sandbox {
        Sandbox { root, current: PathBuf::new() }
    }

    /// The current folder as plugins see it.
    pub fn working_directory(&self) -> String {
        format!("/{}", self.current.display())
    }

    /// Where a path lies below the root; none if it would leave it.
    fn below(&self, path: &str) -> Option<PathBuf> {
        let path = path.replace('\\', "/");
        let mut here = if path.starts_with('/') { PathBuf::new() } else { self.current.clone() };
        for part in Path::new(&path).components() {
            match part {
                Component::Normal(name) => here.push(name),
                Component::ParentDir => {
                    if !here.pop() {
                        return None;
                    }
                }
                Component::CurDir | Component::RootDir => {}
                Component::Prefix(_) => return None,
            }
        }
        Some(here)
    }

    /// A path on this machine. Symbolic links that lead out are refused.
    fn place(&self, path: &str) -> Result<PathBuf, FileError> {
        std::fs::create_dir_all(&self.root).map_err(|_| FileError::Io)?;
        let place = self.root.join(self.below(path).ok_or(FileError::Security)?);
        let root = self.root.canonicalize().map_err(|_| FileError::Io)?;
        let mut known = place.clone();
        while !known.exists() && known.pop() {}
        let inside = known.canonicalize().is_ok_and(|known| known.starts_with(&root));
        if inside { Ok(place) } else { Err(FileError::Security) }
    }

    /// Changes the current folder.
    pub fn change_directory(&mut self, path: &str) -> FileError {
        match self.place(path) {
            Ok(place) if place.is_dir() => {
                self.current = self.below(path).unwrap_or_default();
                FileError::None
            }
            Ok(_) => FileError::InvalidPath,
            Err(error) => error,
        }
    }

    /// What is in a folder, by name.
    pub fn list(&self, path: &str) -> Result<Vec<FileMeta>, FileError> {
        let place = self.place(path)?;
        let entries = std::fs::read_dir(place).map_err(|_| FileError::InvalidPath)?;
        let mut files: Vec<FileMeta> = entries
            .flatten()
            .filter_map(|entry| {
                let meta = entry.metadata().ok()?;
                Some(FileMeta {
                    name: entry.file_name().to_string_lossy().into_owned(),
                    size: meta.len() as i64,
                    date_modified: meta.modified().map(date).unwrap_or_default(),
                    is_directory: meta.is_dir(),
                })
            })
            .collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        std::fs::read(self.place(path)?).map_err(|_| FileError::InvalidPath)
    }

    /// Writes a file.
    pub fn write(&self, path: &str, data: &[u8]) -> FileError {
        self.act(path, |place| std::fs::write(place, data))
    }

    /// Moves a file or folder.
    pub fn rename(&self, from: &str, to: &str) -> FileError {
        match self.place(to) {
            Ok(to) => self.act(from, |from| std::fs::rename(from, to)),
            Err(error) => error,
        }
    }

    /// Copies a file.
    pub fn copy(&self, from: &str, to: &str) -> FileError {
        match self.place(to) {
            Ok(to) => self.act(from, |from| std::fs::copy(from, to).map(|_| ())),
            Err(error) => error,
        }
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) -> FileError {
        self.act(path, std::fs::remove_file)
    }

    /// Removes a folder with what is in it; never the root.
    pub fn remove_directory(&self, path: &str) -> FileError {
        if self.below(path).is_none_or(|below| below.as_os_str().is_empty()) {
            return FileError::Security;
        }
        self.act(path, std::fs::remove_dir_all)
    }

    /// Makes a folder and those on its path.
    pub fn make_directory(&self, path: &str) -> FileError {
        self.act(path, std::fs::create_dir_all)
    }

    fn act(&self, path: &str, action: impl FnOnce(PathBuf) -> std::io::Result<()>) -> FileError {
        match self.place(path) {
            Ok(place) => match action(place) {
                Ok(()) => FileError::None,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => FileError::InvalidPath,
                Err(_) => FileError::Io,
            },
            Err(error) => error,
        }
    }
}

/// A time as `2026-11-22 10:25:00`, UTC.
fn date(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Civil date from days since 1970 (Howard Hinnant's algorithm for the proleptic Gregorian calendar).
    let z = days as i64 + 719_468;
    let era = z / 146_097;
    let day_of_era = z - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_civil() {
        for (seconds, expected) in [
            (0, "1970-01-01 00:00:00"),
            (951_782_400, "2000-02-29 00:00:00"),
            (1_795_343_100, "2026-11-22 10:25:00"),
        ] {
            assert_eq!(date(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }

    #[test]
    fn nobody_leaves_the_sandbox() {
        let folder = tempfile::tempdir().unwrap();
        let mut sandbox = Sandbox::new(folder.path().join("files"));
        assert_eq!(sandbox.make_directory("a/b"), FileError::None);
        assert_eq!(sandbox.write("a/b/c.txt", b"hello"), FileError::None);
        assert_eq!(sandbox.change_directory("a"), FileError::None);
        assert_eq!(
            (sandbox.working_directory(), sandbox.read("b/c.txt")),
            ("/a".into(), Ok(b"hello".to_vec()))
        );
        std::os::unix::fs::symlink("/etc", folder.path().join("files/out")).unwrap();
        for path in ["../../etc/passwd", "/../x", "/out/passwd", "b/../../../x"] {
            assert_eq!(sandbox.read(path), Err(FileError::Security), "{path}");
        }
        assert_eq!(sandbox.remove_directory("/"), FileError::Security);
        assert_eq!(sandbox.change_directory("nowhere"), FileError::InvalidPath);
        assert_eq!(sandbox.list("b").unwrap()[0].name, "c.txt");
        assert_eq!(sandbox.copy("b/c.txt", "d.txt"), FileError::None);
        assert_eq!(sandbox.rename("d.txt", "e.txt"), FileError::None);
        assert_eq!(
            (sandbox.remove("e.txt"), sandbox.remove("e.txt")),
            (FileError::None, FileError::InvalidPath)
        );
    }
}
