//! Files into the room and out of it.

use geminal_formats::{Format, Options, read, write};
use geminal_structure::Structure;
use geminal_wire::Entry;
use geminal_wire::files::{
    ExportFiles, ExportFormat, ExportItem, ExportedFile, FileLoaded, LoadError, LoadFiles,
};
use geminal_wire::structure::{Complex, WithAtoms};

use crate::room::Room;

impl Room {
    /// Makes files of the complexes named, or of all.
    pub(crate) fn export(&self, export: &ExportFiles) -> Vec<ExportedFile> {
        let all =
            || self.workspace.complexes().iter().map(|complex| ExportItem::Index(complex.index)).collect();
        let items: Vec<ExportItem> = export.items.clone().unwrap_or_else(all);
        let complexes = items.into_iter().map(|item| match item {
            ExportItem::Index(index) => super::one(self.workspace.deep(&[index])),
            ExportItem::Complex(complex) => *complex,
        });
        complexes.map(|complex| exported(&complex, export.format)).collect()
    }

    /// Loads files with the room's readers; one answer each.
    pub(crate) fn load_files(&mut self, files: &LoadFiles) -> Vec<FileLoaded> {
        let mut answers = Vec::with_capacity(files.files.len());
        for file in &files.files {
            let name = file.name.rsplit(['/', '\\']).next().unwrap_or(&file.name);
            let error = match entries_of_file(name, &file.data) {
                Ok(complexes) => {
                    self.add_complexes(complexes);
                    LoadError::None
                }
                Err(_) => LoadError::LoadingFailed,
            };
            answers.push(FileLoaded { error });
        }
        answers
    }
}

fn exported(complex: &WithAtoms<Complex>, format: ExportFormat) -> ExportedFile {
    let format = match format {
        ExportFormat::Sdf => Format::Sdf,
        ExportFormat::Mmcif => Format::Mmcif,
        _ => Format::Pdb,
    };
    let bytes = write_complexes(std::slice::from_ref(complex), format).unwrap_or_default();
    match String::from_utf8(bytes) {
        Ok(text) => ExportedFile::Text(text),
        Err(error) => ExportedFile::Binary(error.into_bytes()),
    }
}

/// A file of complexes.
pub(crate) fn write_complexes(complexes: &[WithAtoms<Complex>], format: Format) -> Result<Vec<u8>, String> {
    let entries: Result<Vec<Entry>, _> = complexes.iter().map(Entry::from_wire).collect();
    let structures: Vec<Structure> =
        entries.map_err(|error| error.to_string())?.into_iter().map(|entry| entry.structure).collect();
    let mut bytes = Vec::new();
    write(&structures, format, &mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// The complexes of a file: one, with a frame for each record.
pub(crate) fn entries_of_file(name: &str, data: &[u8]) -> Result<WithAtoms<Vec<Complex>>, String> {
    let format = Format::from_path(std::path::Path::new(name)).map_err(|error| error.to_string())?;
    let input = read(data, format, &Options::default()).map_err(|error| error.to_string())?;
    let mut structures = input.structures.into_iter();
    let mut structure = structures.next().ok_or_else(|| format!("{name} has no structure"))?;
    structures.for_each(|further| {
        structure.append_models(&further);
    });
    geminal_chemistry::bonds::perceive_bonds(
        &mut structure,
        geminal_chemistry::residues::Components::embedded(),
    );
    let file = name.rsplit('/').next().unwrap_or(name);
    structure.name = file.split('.').next().unwrap_or(file).to_owned();
    Entry::to_wires([&Entry::new(structure)]).map_err(|error| error.to_string())
}
