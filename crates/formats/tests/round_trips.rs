//! What is written is read back the same.

use geminal_formats::{Format, Options, read, read_file, write};
use geminal_structure::Structure;
use std::path::{Path, PathBuf};

/// Files of the repository, and of the shared collection if it is there.
fn files() -> Vec<PathBuf> {
    let own = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/formats")).to_owned();
    let shared = std::env::var("GEMINAL_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let shared = PathBuf::from(shared).join("structures");
    if !shared.is_dir() {
        println!("skipped: no shared structures");
    }
    let mut files: Vec<PathBuf> = [own, shared]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten())
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| Format::from_path(path).is_ok())
        .collect();
    files.sort();
    files
}

fn parse(bytes: &[u8], format: Format) -> Result<Vec<Structure>, String> {
    let input = read(bytes, format, &Options::default()).map_err(|error| error.to_string())?;
    Ok(input.structures)
}

/// The structure with its bonds in a fixed order: formats tell them in orders of their own.
fn with_sorted_bonds(mut s: Structure) -> Structure {
    let bonds = &s.bonds;
    let mut all: Vec<_> = (0..bonds.len())
        .map(|k| {
            let [i, j] = bonds.atoms[k];
            ([i.min(j), i.max(j)], bonds.order[k], bonds.aromatic[k], bonds.kind[k], bonds.stereo[k])
        })
        .collect();
    all.sort_by_key(|bond| bond.0);
    s.bonds.clear();
    for (atoms, order, aromatic, kind, stereo) in all {
        s.bonds.atoms.push(atoms);
        s.bonds.order.push(order);
        s.bonds.aromatic.push(aromatic);
        s.bonds.kind.push(kind);
        s.bonds.stereo.push(stereo);
    }
    s
}

/// The first difference between two structures, by field.
fn difference(a: &Structure, b: &Structure) -> Option<String> {
    macro_rules! compare {
        ($($field:ident $(. $inner:ident)*),* $(,)?) => {
            $(if a.$field$(.$inner)* != b.$field$(.$inner)* {
                let (a, b) = (format!("{:?}", a.$field$(.$inner)*), format!("{:?}", b.$field$(.$inner)*));
                let at = a.bytes().zip(b.bytes()).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
                let near = |text: &str| {
                    text.chars().skip(at.saturating_sub(40)).take(120).collect::<String>()
                };
                return Some(format!("{}: {} | {}", stringify!($field$(.$inner)*), near(&a), near(&b)));
            })*
        };
    }
    compare!(
        name,
        header.id,
        header.title,
        header.classification,
        header.date,
        header.methods,
        header.resolution,
        header.authors,
        header.other,
        models,
        chains,
        residues.name,
        residues.number,
        residues.insertion_code,
        residues.label_number,
        residues.entity_kind,
        residues.offset,
        atoms.name,
        atoms.element,
        atoms.position,
        atoms.formal_charge,
        atoms.occupancy,
        atoms.b_factor,
        atoms.alt_loc,
        atoms.serial,
        atoms.hetero,
        atoms.partial_charge,
        atoms.isotope,
        atoms.kind,
        atoms.segment,
        atoms.anisotropic,
        atoms.radical,
        atoms.other,
        secondary,
        residues.secondary,
        cell,
        assemblies,
        ncs,
        data,
        bonds.atoms,
        bonds.order,
        bonds.aromatic,
        bonds.kind,
        bonds.stereo,
    );
    (a != b).then(|| "something else".to_owned())
}

fn round_trip(path: &Path, format: Format, other_too: bool) -> Result<(), String> {
    let named = |what: String| format!("{} as {format}: {what}", path.display());
    let input = read_file(path, None, &Options::default()).map_err(|error| named(error.to_string()))?;
    let mut bytes = Vec::new();
    write(&input.structures, format, &mut bytes).map_err(|error| named(error.to_string()))?;
    let back = parse(&bytes, format).map_err(named)?;
    let kept = |s: Structure| {
        let mut s = with_sorted_bonds(s);
        if !other_too {
            s.header.other.clear();
        }
        s
    };
    if back.len() != input.structures.len() {
        return Err(named(format!("{} structures of {}", back.len(), input.structures.len())));
    }
    for (before, after) in input.structures.into_iter().zip(back) {
        if let Some(what) = difference(&kept(before), &kept(after)) {
            return Err(named(what));
        }
    }
    Ok(())
}

fn all_round_trip(wanted: impl Fn(Format) -> Option<Format>, other_too: bool) {
    let mut wrong = Vec::new();
    let mut count = 0;
    for path in files() {
        let Ok(from) = Format::from_path(&path) else { continue };
        let Some(to) = wanted(from) else { continue };
        count += 1;
        wrong.extend(round_trip(&path, to, other_too).err());
    }
    println!("{count} files");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_format_keeps_what_it_reads() {
    all_round_trip(Some, true);
}

#[test]
fn text_and_binary_cif_say_the_same() {
    let other = |format| match format {
        Format::Mmcif => Some(Format::BinaryCif),
        Format::BinaryCif => Some(Format::Mmcif),
        _ => None,
    };
    all_round_trip(other, false);
}
