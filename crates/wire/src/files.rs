//! Files on the presenter's machine, files to load into the room and files made from it.

use crate::codec::{DecodeError, Invalid, Reader, Writer};
use crate::layout::{Layout, enumeration, layout};
#[cfg(test)]
use crate::sample::Random;
use crate::structure::{Complex, WithAtoms};
use crate::versions::Versions;

enumeration! {
    /// Why a file could not be used.
    pub enum FileError: i32 { None = 0, InvalidPath = 1, Io = 2, Security = 3, Unauthorized = 4, }
}

enumeration! {
    /// Why a folder could not be listed (old files API).
    pub enum DirectoryError: i32 { None = 0, Unreachable = 1, }
}

enumeration! {
    /// Why a file could not be read or written (old files API).
    pub enum OldFileError: i32 { None = 0, Unreachable = 1, PathTooLong = 2, MissingPermission = 3, }
}

enumeration! {
    /// Why a file could not be loaded.
    pub enum LoadError: u8 { None = 0, LoadingFailed = 1, }
}

enumeration! {
    /// What to export to.
    pub enum ExportFormat: u8 { Nanome = 0, Pdb = 1, Sdf = 2, Mmcif = 3, Smiles = 4, }
}

/// Data after a signed length, as only the old files API has it: i32 length; bytes.
mod signed {
    use super::*;

    pub fn write(data: &[u8], out: &mut Writer, versions: &Versions, _: u8) {
        i32::try_from(data.len()).unwrap_or(i32::MAX).write(out, versions);
        out.bytes(data);
    }

    pub fn read(input: &mut Reader<'_>, versions: &Versions, _: u8) -> Result<Vec<u8>, DecodeError> {
        let at = input.position();
        let length = i32::read(input, versions)?;
        match usize::try_from(length) {
            Ok(length) => input.bytes(length).map(<[u8]>::to_vec),
            Err(_) => Reader::invalid(at, Invalid::Length(length)),
        }
    }
}

layout! {
    /// Lists a folder (old files API).
    pub struct DirectoryRequest = "Directory", 0 {
        /// The folder.
        directory: String = ".".to_owned(),
        /// Which names.
        pattern: String = "*".to_owned(),
    }
}

layout! {
    /// A name in a folder (old files API).
    pub struct DirectoryEntry = "", 0 {
        /// The name.
        name: String,
        /// Whether it is a folder.
        is_directory: bool,
    }
}

layout! {
    /// What a folder holds (old files API).
    pub struct DirectoryResponse = "Directory", 0 {
        /// Its names.
        entries: Vec<DirectoryEntry>,
        /// Why it could not be listed.
        error: DirectoryError,
    }
}

layout! {
    /// A file that was read (old files API).
    pub struct FileData = "", 0 {
        /// What it holds.
        data: Vec<u8> as signed,
        /// Why it could not be read.
        error: OldFileError,
    }
}

layout! {
    /// A file to write (old files API).
    pub struct FileToSave = "", 0 {
        /// Where to.
        path: String,
        /// What it is to hold.
        data: Vec<u8> as signed,
    }
}

layout! {
    /// A file that was written (old files API).
    pub struct FileSaved = "", 0 {
        /// Where to.
        path: String,
        /// Why it could not be written.
        error: OldFileError,
    }
}

/// What to export.
///
/// `ExportFilesItem`, newest version 0: u8 kind; kind 1: AtomDict, Complex; kind 0: i64 complex index.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportItem {
    /// A complex in the room.
    Index(i64),
    /// A complex of the plugin's.
    Complex(Box<WithAtoms<Complex>>),
}

impl Layout for ExportItem {
    const NAME: &'static str = "ExportFilesItem";
    const LEAST: usize = 9;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        match self {
            Self::Index(index) => {
                out.u8(0);
                index.write(out, versions);
            }
            Self::Complex(complex) => {
                out.u8(1);
                complex.write(out, versions);
            }
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let at = input.position();
        match input.u8()? {
            0 => i64::read(input, versions).map(Self::Index),
            1 => WithAtoms::read(input, versions).map(|complex| Self::Complex(Box::new(complex))),
            value => Reader::invalid(at, Invalid::Tag { what: "kind of export", value: value.into() }),
        }
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        match random.below(2) {
            0 => Self::Index(i64::sample(random)),
            _ => Self::Complex(Box::new(WithAtoms::sample(random))),
        }
    }
}

layout! {
    /// Asks for files made from complexes.
    pub struct ExportFiles = "ExportFiles", 0 {
        /// To what format.
        format: ExportFormat,
        /// Which complexes; without a list, everything in the room.
        items: Option<Vec<ExportItem>>,
    }
}

/// A file made from a complex. `ExportFilesItem`, newest version 0: u8 kind; kind 0: str; kind 1: u8\[\].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportedFile {
    /// A text file.
    Text(String),
    /// Any other file.
    Binary(Vec<u8>),
}

impl Layout for ExportedFile {
    const NAME: &'static str = "ExportFilesItem";
    const LEAST: usize = 5;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        match self {
            Self::Text(text) => {
                out.u8(0);
                text.write(out, versions);
            }
            Self::Binary(data) => {
                out.u8(1);
                data.write(out, versions);
            }
        }
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        let at = input.position();
        match input.u8()? {
            0 => String::read(input, versions).map(Self::Text),
            1 => Vec::read(input, versions).map(Self::Binary),
            value => Reader::invalid(at, Invalid::Tag { what: "kind of exported file", value: value.into() }),
        }
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        match random.below(2) {
            0 => Self::Text(String::sample(random)),
            _ => Self::Binary(Vec::sample(random)),
        }
    }
}

layout! {
    /// Two paths: from and to.
    pub struct FromTo = "", 0 {
        /// From.
        source: String,
        /// To.
        destination: String,
    }
}

layout! {
    /// Writes a file.
    pub struct PutFile = "put", 0 {
        /// Where to.
        destination: String,
        /// What it is to hold.
        data: Vec<u8>,
    }
}

layout! {
    /// The folder that paths begin at.
    pub struct WorkingDirectory = "pwd", 0 {
        /// Why it could not be said.
        error: FileError,
        /// The folder.
        path: String,
    }
}

layout! {
    /// A name in a folder.
    pub struct FileMeta = "FileMeta", 0 {
        /// The name.
        name: String,
        /// How many bytes it holds.
        size: i64,
        /// When it was last changed.
        date_modified: String,
        /// Whether it is a folder.
        is_directory: bool,
    }
}

layout! {
    /// What a folder holds.
    pub struct FileList = "ls", 0 {
        /// Why it could not be listed.
        error: FileError,
        /// Its names.
        files: Vec<FileMeta>,
    }
}

layout! {
    /// A file that was read.
    pub struct GotFile = "get", 0 {
        /// Why it could not be read.
        error: FileError,
        /// What it holds.
        data: Vec<u8>,
    }
}

layout! {
    /// A file to load into the room.
    pub struct FileToLoad = "LoadFileInfo", 0 {
        /// Its name; the ending says what it is.
        name: String,
        /// What it holds.
        data: Vec<u8>,
    }
}

layout! {
    /// Loads files into the room.
    pub struct LoadFiles = "LoadFile", 0 {
        /// The files.
        files: Vec<FileToLoad>,
        /// Undocumented; always true.
        flag1: bool = true,
        /// Undocumented; always true.
        flag2: bool = true,
    }
}

layout! {
    /// A file that was loaded.
    pub struct FileLoaded = "LoadFileDoneInfo", 0 {
        /// Why it could not be.
        error: LoadError,
    }
}
