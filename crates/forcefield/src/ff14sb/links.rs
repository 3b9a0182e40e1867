//! Bonds within residues, by template, and between them: peptide bonds and disulfide bridges.

use geminal_structure::{Element, Structure};

use super::library::{LIBRARY, Template};
use super::matching::Placed;

/// Two sulfurs closer than this are bridged (Å).
const BRIDGE: f64 = 3.0;
/// A carbonyl carbon and the next residue's nitrogen closer than this are bonded (Å).
const PEPTIDE: f64 = 2.5;

fn distance(structure: &Structure, i: usize, j: usize) -> f64 {
    let (a, b) = (structure.atoms.position[i], structure.atoms.position[j]);
    (0..3).map(|axis| (a[axis] - b[axis]).powi(2)).sum::<f64>().sqrt()
}

/// Pairs of sulfurs of cysteines without their hydrogen: each takes its nearest partner, the closest pairs first.
pub(super) fn disulfides(structure: &Structure, wanted: &dyn Fn(usize) -> bool) -> Vec<[u32; 2]> {
    let mut sulfurs: Vec<usize> = (0..structure.residues.len())
        .filter(|&residue| wanted(residue))
        .filter_map(|residue| bare_sulfur(structure, residue))
        .collect();
    // Sorted along x, partners are found among the few that are near in x.
    let x = |atom: usize| structure.atoms.position[atom][0];
    sulfurs.sort_by(|&a, &b| x(a).total_cmp(&x(b)));
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (n, &i) in sulfurs.iter().enumerate() {
        for &j in sulfurs[n + 1..].iter().take_while(|&&j| x(j) - x(i) < BRIDGE) {
            let apart = distance(structure, i, j);
            if apart < BRIDGE {
                pairs.push((apart, i.min(j), i.max(j)));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut taken = Vec::new();
    let mut bridges = Vec::new();
    for (_, i, j) in pairs {
        if !taken.contains(&i) && !taken.contains(&j) {
            taken.extend([i, j]);
            bridges.push([i as u32, j as u32]);
        }
    }
    bridges.sort_unstable();
    bridges
}

/// The sulfur of a cysteine without a hydrogen on it.
fn bare_sulfur(structure: &Structure, residue: usize) -> Option<usize> {
    let name = structure.residues.name[residue].trim();
    if !["CYS", "CYX", "CYM"].contains(&name) {
        return None;
    }
    let atoms = || structure.residues.atoms(residue);
    let sulfur = atoms().find(|&atom| structure.atoms.name[atom].trim() == "SG")?;
    let protonated = atoms()
        .any(|atom| structure.atoms.element[atom] == Element::H && distance(structure, atom, sulfur) < 1.6);
    (!protonated).then_some(sulfur)
}

/// The template of a residue and the atom in each of its places.
fn placed(
    structure: &Structure,
    residue: usize,
    places: &[Option<Placed>],
) -> Option<(&'static Template, Vec<u32>)> {
    let atoms = structure.residues.atoms(residue);
    let template = atoms.clone().find_map(|atom| places[atom])?.template as usize;
    let template = &LIBRARY.templates[template];
    let mut at = vec![u32::MAX; template.atoms.len()];
    for atom in atoms {
        if let Some(place) = places[atom] {
            at[place.index as usize] = atom as u32;
        }
    }
    Some((template, at))
}

/// The bonds of the residues' templates.
pub(super) fn within_residues(structure: &Structure, places: &[Option<Placed>]) -> Vec<[u32; 2]> {
    let mut bonds = Vec::new();
    for residue in 0..structure.residues.len() {
        let Some((template, at)) = placed(structure, residue, places) else { continue };
        let ends = template.bonds.iter().map(|bond| bond.map(|end| at[end as usize]));
        bonds.extend(ends.filter(|bond| !bond.contains(&u32::MAX)));
    }
    bonds
}

/// Bonds between the carbonyl carbon of a residue and the nitrogen of the next one of its chain.
pub(super) fn peptide_bonds(structure: &Structure, places: &[Option<Placed>]) -> Vec<[u32; 2]> {
    let end = |residue: usize, name: &str| {
        let (template, at) = placed(structure, residue, places)?;
        let place = template.external.iter().find(|&&place| template.atoms[place as usize].name == name)?;
        Some(at[*place as usize]).filter(|&atom| atom != u32::MAX)
    };
    let mut bonds = Vec::new();
    for chain in 0..structure.chains.len() {
        let residues = structure.chains.residues(chain);
        for residue in residues.clone().skip(1) {
            let (Some(carbon), Some(nitrogen)) = (end(residue - 1, "C"), end(residue, "N")) else { continue };
            if distance(structure, carbon as usize, nitrogen as usize) < PEPTIDE {
                bonds.push([carbon, nitrogen]);
            }
        }
    }
    bonds
}
