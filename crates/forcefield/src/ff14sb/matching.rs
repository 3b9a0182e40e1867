//! Which template each residue is, and which of its atoms each atom is.
//!
//! The residue's name and the hydrogens present decide among the forms of a residue (`HIS` is `HID`, `HIE` or `HIP`;
//! termini have forms of their own). Heavy atoms go by name. Hydrogens go by name and, where an older naming is used,
//! by the heavy atom they are nearest to, since all hydrogens of one heavy atom are alike in this force field.

use geminal_structure::{Element, Structure};

use super::library::{LIBRARY, Library, Template};
use crate::untyped::UntypedAtom;

/// An atom of a structure as an atom of a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub template: u16,
    pub index: u8,
}

/// What matching found: atoms with their places, and those without.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub places: Vec<Option<Placed>>,
    pub untyped: Vec<UntypedAtom>,
}

/// Matches every residue for which `wanted` holds.
pub(super) fn matched(structure: &Structure, wanted: &dyn Fn(usize) -> bool, bridged: &[bool]) -> Matched {
    let mut found = Matched { places: vec![None; structure.atom_count()], untyped: Vec::new() };
    for residue in (0..structure.residues.len()).filter(|&residue| wanted(residue)) {
        let atoms = structure.residues.atoms(residue);
        if atoms.is_empty() {
            continue;
        }
        let name = structure.residues.name[residue].trim().to_ascii_uppercase();
        let best = candidates(&LIBRARY, &name, bridged[residue])
            .into_iter()
            .map(|template| Match::of(structure, residue, template, &LIBRARY.templates[template]))
            .min_by_key(|fit| fit.missing.len() + fit.extra.len());
        let Some(best) = best else {
            let why = format!("no template for {name}");
            found.untyped.extend(atoms.map(|atom| untyped(structure, atom, why.clone())));
            continue;
        };
        best.report(structure, &mut found.untyped);
        for (atom, index) in best.places {
            found.places[atom] = Some(Placed { template: best.template as u16, index });
        }
    }
    found
}

pub(super) fn untyped(structure: &Structure, atom: usize, why: String) -> UntypedAtom {
    UntypedAtom { index: atom as u32, name: structure.atom(atom).to_string(), why }
}

/// Whether a residue of this name has a template.
pub(super) fn has_template(name: &str) -> bool {
    !candidates(&LIBRARY, &name.trim().to_ascii_uppercase(), false).is_empty()
}

/// The forms of a residue of this name; `bridged` if its sulfur has a disulfide bond.
fn candidates(library: &Library, name: &str, bridged: bool) -> Vec<usize> {
    let forms: &[&str] = match name {
        "HIS" | "HID" | "HIE" | "HIP" | "HSD" | "HSE" | "HSP" => &["HID", "HIE", "HIP"],
        "ASP" | "ASH" => &["ASP", "ASH"],
        "GLU" | "GLH" => &["GLU", "GLH"],
        "LYS" | "LYN" => &["LYS", "LYN"],
        "CYS" | "CYX" | "CYM" if bridged => &["CYX"],
        "CYS" | "CYX" | "CYM" => &["CYS", "CYM"],
        "WAT" | "H2O" | "DOD" | "TIP" | "TIP3" | "TP3" | "SOL" => &["HOH"],
        "NH2" => &["NHE"],
        _ => &[name.trim_end_matches(['+', '-'])],
    };
    let found = ["", "N", "C"].iter().flat_map(|end| {
        forms.iter().filter_map(move |form| library.by_name.get(&format!("{end}{form}")).copied())
    });
    // `NA` (sodium) is no terminal form of a residue `A`.
    found.filter(|&t| forms.iter().any(|form| library.templates[t].is_form_of(form))).collect()
}

impl Template {
    fn is_form_of(&self, form: &str) -> bool {
        self.name.eq_ignore_ascii_case(form) || self.atoms.len() > 3
    }
}

/// How well a template fits a residue.
struct Match {
    template: usize,
    residue: usize,
    places: Vec<(usize, u8)>,
    /// Template atoms that the residue lacks.
    missing: Vec<u8>,
    /// Atoms that the template lacks.
    extra: Vec<usize>,
}

impl Match {
    fn of(structure: &Structure, residue: usize, template: usize, form: &Template) -> Self {
        let mut taken = vec![None; form.atoms.len()];
        let mut left = Vec::new();
        for atom in structure.residues.atoms(residue) {
            match place_by_name(structure, atom, form).filter(|&place| taken[place].is_none()) {
                Some(place) => taken[place] = Some(atom),
                None => left.push(atom),
            }
        }
        let mut extra = Vec::new();
        for atom in left {
            match place_by_neighbor(structure, atom, form, &taken) {
                Some(place) => taken[place] = Some(atom),
                None => extra.push(atom),
            }
        }
        let places = taken.iter().enumerate().filter_map(|(i, atom)| atom.map(|atom| (atom, i as u8)));
        Self {
            template,
            residue,
            places: places.collect(),
            missing: (0..taken.len()).filter(|&i| taken[i].is_none()).map(|i| i as u8).collect(),
            extra,
        }
    }

    /// Names the atoms that do not fit, and the atoms next to which one is missing.
    fn report(&self, structure: &Structure, out: &mut Vec<UntypedAtom>) {
        let form = &LIBRARY.templates[self.template];
        for &atom in &self.extra {
            out.push(untyped(structure, atom, format!("not in {} of ff14SB", form.name)));
        }
        let Some(first) = structure.residues.atoms(self.residue).next() else { return };
        let mut lacking: Vec<(usize, Vec<&str>)> = Vec::new();
        for &index in &self.missing {
            let parent = form.neighbors(index).find_map(|n| {
                let at = self.places.iter().find(|place| place.1 == n && !form.atoms[n as usize].hydrogen);
                at.map(|place| place.0)
            });
            let parent = parent.unwrap_or(first);
            let name = form.atoms[index as usize].name;
            match lacking.iter_mut().find(|entry| entry.0 == parent) {
                Some(entry) => entry.1.push(name),
                None => lacking.push((parent, vec![name])),
            }
        }
        for (atom, names) in lacking {
            out.push(untyped(structure, atom, format!("{} missing", names.join(", "))));
        }
    }
}

impl Template {
    fn neighbors(&self, atom: u8) -> impl Iterator<Item = u8> + '_ {
        self.bonds.iter().filter(move |bond| bond.contains(&atom)).map(move |&[i, j]| i + j - atom)
    }

    fn heavy_atoms(&self) -> usize {
        self.atoms.iter().filter(|atom| !atom.hydrogen).count()
    }
}

fn place_by_name(structure: &Structure, atom: usize, form: &Template) -> Option<usize> {
    let hydrogen = structure.atoms.element[atom] == Element::H;
    // A water or an ion has one heavy atom, whatever its name.
    if !hydrogen && form.heavy_atoms() == 1 {
        return form.atoms.iter().position(|entry| !entry.hydrogen);
    }
    let find = |name: &str| {
        let same = |entry: &super::library::TemplateAtom| entry.hydrogen == hydrogen && entry.name == name;
        form.atoms.iter().position(same)
    };
    let name = structure.atoms.name[atom].trim();
    find(name).or_else(|| match name {
        "OT1" | "OC1" => find("O"),
        "OT2" | "OC2" | "OT" => find("OXT"),
        "CD" => find("CD1"),
        "C" | "CA" => find("CH3"),
        _ => None,
    })
}

/// The place of a hydrogen of unknown name: a free one at the heavy atom it is nearest to.
fn place_by_neighbor(
    structure: &Structure,
    atom: usize,
    form: &Template,
    taken: &[Option<usize>],
) -> Option<usize> {
    if structure.atoms.element[atom] != Element::H {
        return None;
    }
    let distance = |place: usize| {
        taken[place].map_or(f64::INFINITY, |other| {
            let (a, b) = (structure.atoms.position[atom], structure.atoms.position[other]);
            (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum()
        })
    };
    let heavy = (0..form.atoms.len()).filter(|&place| !form.atoms[place].hydrogen);
    let parent = heavy.min_by(|&a, &b| distance(a).total_cmp(&distance(b)))?;
    let mut places = form.neighbors(parent as u8).map(usize::from);
    places.find(|&place| form.atoms[place].hydrogen && taken[place].is_none())
}
