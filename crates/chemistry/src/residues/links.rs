//! Bonds between residues: along chains by sequence, everything else by distance.

use super::component::{Component, ComponentKind};
use super::matching::Match;
use super::{compatible, distance_squared};
use geminal_spatial::PairList;
use geminal_structure::{BondKind, BondOrder, Element, Structure};
use rustc_hash::FxHashSet;

/// Residues that follow each other in a chain are linked up to this distance in Å; models are often strained there.
const SEQUENCE_REACH: f64 = 2.1;
/// Two sulphurs of cysteines closer than this (Å) are a disulphide bridge.
const DISULPHIDE_REACH: f64 = 2.5;
/// Other links are at most this much longer than the sum of covalent radii (Å).
const TOLERANCE: f64 = 0.2;

/// Adds the links that are not there yet.
pub(super) fn add_links(structure: &mut Structure, matches: &[Option<Match<'_>>]) {
    let residue_of = structure.residue_of_atoms();
    let between = |pair: &&[u32; 2]| residue_of[pair[0] as usize] != residue_of[pair[1] as usize];
    let mut present: FxHashSet<[u32; 2]> =
        structure.bonds.atoms.iter().filter(between).map(|&[i, j]| [i.min(j), i.max(j)]).collect();
    let mut found = sequence_links(structure, matches);
    found.extend(distance_links(structure, matches, &residue_of));
    for (i, j, kind) in found {
        if present.insert([i.min(j), i.max(j)]) {
            structure.bonds.push_kind(i as usize, j as usize, BondOrder::Single, kind);
        }
    }
    // Links that a file tells without their order (LINK, CONECT, struct_conn) are single bonds.
    for bond in 0..structure.bonds.len() {
        let [i, j] = structure.bonds.atoms[bond].map(|i| residue_of[i as usize] as usize);
        let known = matches[i].is_some() && matches[j].is_some();
        if i != j && known && structure.bonds.order[bond] == BondOrder::Unknown {
            structure.bonds.order[bond] = BondOrder::Single;
        }
    }
}

/// Atoms by which a polymer's residue is linked to the one before and the one after.
pub(crate) fn chain_ends(component: &Component) -> Option<(&'static str, &'static str)> {
    match component.kind {
        ComponentKind::Peptide => Some(("N", "C")),
        ComponentKind::Dna | ComponentKind::Rna => Some(("P", "O3'")),
        _ => None,
    }
}

/// Links between residues next to each other in a chain.
fn sequence_links(structure: &Structure, matches: &[Option<Match<'_>>]) -> Vec<(u32, u32, BondKind)> {
    let mut links = Vec::new();
    for chain in 0..structure.chains.len() {
        let residues = structure.chains.residues(chain);
        for residue in residues.clone() {
            for next in following(structure, residue, residues.end) {
                let (Some(one), Some(other)) = (&matches[residue], &matches[next]) else { continue };
                link_ends(structure, one, other, &mut links);
            }
        }
    }
    links
}

/// Residues that may follow one: more than one where the chain has alternative residues at a position.
fn following(structure: &Structure, residue: usize, end: usize) -> impl Iterator<Item = usize> + '_ {
    let place = |r: usize| (structure.residues.number[r], structure.residues.insertion_code[r]);
    let first = (residue + 1..end).find(|&r| place(r) != place(residue)).unwrap_or(end);
    let same = move |r: &usize| place(*r) == place(first);
    (first..end).take_while(same)
}

fn link_ends(
    structure: &Structure,
    one: &Match<'_>,
    other: &Match<'_>,
    links: &mut Vec<(u32, u32, BondKind)>,
) {
    let (Some((_, end)), Some((start, _))) = (chain_ends(one.component), chain_ends(other.component)) else {
        return;
    };
    if (end == "C") != (start == "N") {
        return;
    }
    let (Some(s), Some(t)) = (one.component.atom_named(end), other.component.atom_named(start)) else {
        return;
    };
    let atoms = &structure.atoms;
    for i in one.copies(s) {
        for j in other.copies(t) {
            let near =
                distance_squared(atoms.position[i], atoms.position[j]) < SEQUENCE_REACH * SEQUENCE_REACH;
            if near && compatible(atoms.alt_loc[i], atoms.alt_loc[j]) {
                links.push((i as u32, j as u32, BondKind::Covalent));
            }
        }
    }
}

/// Whether an atom can take a link, and how far that is trusted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// It cannot.
    No,
    /// The dictionary says that something leaves here, or it is a hetero atom with a hydrogen to lose.
    Yes,
    /// It may: a carbon with hydrogens in a residue that is no standard one, or an atom without template.
    Maybe,
}

/// Links by distance, between atoms that have something to lose for it.
fn distance_links(
    structure: &Structure,
    matches: &[Option<Match<'_>>],
    residue_of: &[u32],
) -> Vec<(u32, u32, BondKind)> {
    let open = open_atoms(structure, matches);
    let atoms = &structure.atoms;
    let mut links = Vec::new();
    for model in 0..structure.models.len() {
        let finite = |&i: &usize| open[i] != Open::No && atoms.position[i].iter().all(|x| x.is_finite());
        let candidates: Vec<usize> = structure.model_atoms(model).filter(finite).collect();
        let points: Vec<_> = candidates.iter().map(|&i| atoms.position[i]).collect();
        let Ok(pairs) = PairList::within(&points, DISULPHIDE_REACH) else { continue };
        for [a, b] in pairs.pairs().iter().copied() {
            let (i, j) = (candidates[a as usize], candidates[b as usize]);
            if residue_of[i] == residue_of[j] || !compatible(atoms.alt_loc[i], atoms.alt_loc[j]) {
                continue;
            }
            let d = distance_squared(atoms.position[i], atoms.position[j]).sqrt();
            if let Some(kind) = link_kind((atoms.element[i], open[i]), (atoms.element[j], open[j]), d) {
                links.push((i as u32, j as u32, kind));
            }
        }
    }
    links
}

/// What link two open atoms at a distance make.
fn link_kind(a: (Element, Open), b: (Element, Open), distance: f64) -> Option<BondKind> {
    let radii = a.0.covalent_radius() + b.0.covalent_radius();
    if (a.0, b.0) == (Element::S, Element::S) {
        return (distance > 1.6).then_some(BondKind::Disulphide);
    }
    let hetero = |e: Element| matches!(e, Element::N | Element::O | Element::S | Element::SE);
    let maybe = a.1 == Open::Maybe || b.1 == Open::Maybe;
    let reach = radii + if maybe { TOLERANCE / 2.0 } else { TOLERANCE };
    if distance > reach || distance < 0.75 * radii || hetero(a.0) && hetero(b.0) {
        return None;
    }
    Some(BondKind::Covalent)
}

fn open_atoms(structure: &Structure, matches: &[Option<Match<'_>>]) -> Vec<Open> {
    let mut open = vec![Open::No; structure.atom_count()];
    for (residue, found) in matches.iter().enumerate() {
        match found {
            Some(found) => open_known(found, &mut open),
            None => {
                for i in structure.residues.atoms(residue) {
                    let e = structure.atoms.element[i];
                    let covalent =
                        !e.is_hydrogen() && !e.is_metal() && !e.is_halogen() && e != Element::UNKNOWN;
                    if covalent && structure.residues.atoms(residue).len() > 1 {
                        open[i] = Open::Maybe;
                    }
                }
            }
        }
    }
    open
}

fn open_known(found: &Match<'_>, open: &mut [Open]) {
    let component = found.component;
    if matches!(component.kind, ComponentKind::Water | ComponentKind::Ion) {
        return;
    }
    let standard = component.is_standard_amino_acid()
        || matches!(component.kind, ComponentKind::Dna | ComponentKind::Rna) && component.id.len() <= 2;
    for (t, i) in found.heavy.iter().zip(found.atoms.clone()) {
        let Some(t) = t.map(usize::from) else { continue };
        let atom = &component.atoms[t];
        let hydrogens = component.hydrogens(t).count();
        let lost = component.neighbors(t).iter().any(|&(other, _)| {
            let other = other as usize;
            let heavy = !component.atoms[other].element.is_hydrogen();
            component.atoms[other].leaving && heavy && found.copies(other).next().is_none()
        });
        open[i] = match atom.element {
            Element::N | Element::O | Element::S | Element::SE if hydrogens > 0 => Open::Yes,
            _ if lost => Open::Yes,
            Element::C if hydrogens > 0 && !standard => Open::Maybe,
            _ => Open::No,
        };
    }
}
