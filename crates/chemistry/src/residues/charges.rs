//! Formal charges of known residues, from the hydrogens they have.
//!
//! Each hydrogen or link more than the dictionary's molecule has on a nitrogen, oxygen or sulphur is a charge of +1,
//! each one less a charge of -1. Where a residue has no hydrogens at all (most crystal structures), the usual
//! protonation at pH 7.4 stands in for them.

use super::component::{Component, ComponentKind};
use super::matching::Match;
use geminal_structure::{Adjacency, BondKind, BondOrder, Element, Structure};

/// Sets the formal charges that are not there yet.
pub(super) fn assign_charges(structure: &mut Structure, matches: &[Option<Match<'_>>]) {
    let adjacency = structure.adjacency();
    let first = first_of_chains(structure, matches);
    for (residue, found) in matches.iter().enumerate() {
        let Some(found) = found else { continue };
        if found.component.kind == ComponentKind::Water {
            continue;
        }
        let charged = found.atoms.clone().any(|i| structure.atoms.formal_charge[i] != 0);
        if charged || !has_kekule_bonds(structure, &adjacency, found) {
            continue;
        }
        for (i, charge) in residue_charges(structure, &adjacency, found, first[residue]) {
            structure.atoms.formal_charge[i] = charge;
        }
        settle_resonance(structure, &adjacency, found);
    }
}

/// Whether a residue is the first of a polymer in its chain.
pub(crate) fn first_of_chains(structure: &Structure, matches: &[Option<Match<'_>>]) -> Vec<bool> {
    let mut first = vec![false; matches.len()];
    for chain in 0..structure.chains.len() {
        let mut residues = structure.chains.residues(chain);
        let polymer = |found: &Match<'_>| super::links::chain_ends(found.component).is_some();
        if let Some(residue) = residues.find(|&r| matches[r].as_ref().is_some_and(polymer)) {
            first[residue] = true;
        }
    }
    first
}

/// Orders known and not merely "aromatic" within the residue, so that valences can be counted.
fn has_kekule_bonds(structure: &Structure, adjacency: &Adjacency, found: &Match<'_>) -> bool {
    found.atoms.clone().flat_map(|i| adjacency.of(i)).all(|n| {
        let order = structure.bonds.order[n.bond as usize];
        order != BondOrder::Aromatic
            && (order != BondOrder::Unknown || !found.atoms.contains(&(n.atom as usize)))
    })
}

fn residue_charges(
    structure: &Structure,
    adjacency: &Adjacency,
    found: &Match<'_>,
    first: bool,
) -> Vec<(usize, i8)> {
    let component = found.component;
    let told = polar_hydrogens_told(structure, adjacency, found);
    let mut charges = Vec::new();
    for (t, i) in found.heavy.iter().zip(found.atoms.clone()) {
        let Some(t) = t.map(usize::from) else { continue };
        let atom = &component.atoms[t];
        let countable = matches!(atom.element, Element::N | Element::O | Element::S | Element::SE);
        if !countable {
            charges.push((i, atom.formal_charge));
            continue;
        }
        let links = links_of(structure, adjacency, found, i);
        let hydrogens = if told {
            adjacency.of(i).iter().filter(|n| structure.atoms.element[n.atom as usize].is_hydrogen()).count()
                as i32
        } else {
            usual_hydrogens(component, t, links, first)
        };
        let more = hydrogens + links - component.hydrogens(t).count() as i32 - lost_neighbors(found, t);
        // A backbone nitrogen short of a hydrogen lacks the residue before it, at a gap of the model.
        let least = if is_backbone_nitrogen(component, t) { 0 } else { -2 };
        charges.push((i, (i32::from(atom.formal_charge) + more).clamp(least, 2) as i8));
    }
    charges
}

fn hydrogens_on(structure: &Structure, adjacency: &Adjacency, atom: usize) -> usize {
    adjacency.of(atom).iter().filter(|n| structure.atoms.element[n.atom as usize].is_hydrogen()).count()
}

/// Whether a residue's protonation can be read from its hydrogens: at least half of its polar groups (the backbone
/// aside, if there are others) have one.
pub(crate) fn polar_hydrogens_told(structure: &Structure, adjacency: &Adjacency, found: &Match<'_>) -> bool {
    if !found.atoms.clone().any(|i| structure.atoms.element[i].is_hydrogen()) {
        return false;
    }
    let component = found.component;
    let polar: Vec<(bool, bool)> = (found.heavy.iter().zip(found.atoms.clone()))
        .filter_map(|(t, i)| {
            let t = t.map(usize::from)?;
            let element = component.atoms[t].element;
            let links = links_of(structure, adjacency, found, i);
            let titratable = matches!(element, Element::N | Element::O | Element::S | Element::SE)
                && usual_hydrogens(component, t, links, false) > 0;
            let has_one = hydrogens_on(structure, adjacency, i) > 0;
            (titratable || has_one).then_some((is_backbone_nitrogen(component, t), has_one))
        })
        .collect();
    let side_chain = polar.iter().any(|(backbone, _)| !backbone);
    let counted: Vec<bool> =
        polar.iter().filter(|(backbone, _)| !side_chain || !backbone).map(|(_, has)| *has).collect();
    let with = counted.iter().filter(|has| **has).count();
    // Without any polar group (proline in a chain) the hydrogens on carbon are all there is to tell.
    counted.is_empty() || 2 * with >= counted.len()
}

/// Number of covalent bonds of an atom to other residues; alternatives exclude each other and count once.
fn links_of(structure: &Structure, adjacency: &Adjacency, found: &Match<'_>, atom: usize) -> i32 {
    let mut alternates = Vec::new();
    for n in adjacency.of(atom) {
        let (other, bond) = (n.atom as usize, n.bond as usize);
        let metal = structure.bonds.kind[bond] == BondKind::Metal
            || structure.bonds.order[bond] == BondOrder::Dative
            || structure.atoms.element[other].is_metal();
        if !metal && !found.atoms.contains(&other) {
            alternates.push(structure.atoms.alt_loc[other]);
        }
    }
    let always = alternates.iter().filter(|&&alt| alt == 0).count();
    let sometimes = alternates.iter().filter(|&&alt| alt != 0);
    let most = |alt: &u8| alternates.iter().filter(|&other| other == alt).count();
    (always + sometimes.map(most).max().unwrap_or(0)) as i32
}

/// Leaving heavy neighbours that have left.
fn lost_neighbors(found: &Match<'_>, t: usize) -> i32 {
    let component = found.component;
    let lost = |&&(other, _): &&(u16, u16)| {
        let atom = &component.atoms[other as usize];
        atom.leaving && !atom.element.is_hydrogen() && found.copies(other as usize).next().is_none()
    };
    component.neighbors(t).iter().filter(lost).count() as i32
}

/// Hydrogens an atom carries at pH 7.4, where the file has none.
pub(crate) fn usual_hydrogens(component: &Component, t: usize, links: i32, first: bool) -> i32 {
    let atom = &component.atoms[t];
    let all = component.hydrogens(t).count() as i32;
    let free = (all - links).max(0);
    if is_backbone_nitrogen(component, t) {
        return match (links > 0, first) {
            (true, _) => free,
            // The start of the chain is an ammonium; at a gap in the model the chain goes on.
            (false, true) => all + 1,
            (false, false) => (all - 1).max(0),
        };
    }
    if component.id == "HIS" && atom.name == "ND1" {
        return 0;
    }
    if atom.element == Element::O && free > 0 && is_acid_oxygen(component, t) { 0 } else { free }
}

/// The nitrogen by which an amino acid links to the residue before it.
fn is_backbone_nitrogen(component: &Component, t: usize) -> bool {
    component.kind == ComponentKind::Peptide
        && component.atoms[t].name == "N"
        && component.atom_named("CA").is_some()
}

/// The hydroxyl oxygen of a carboxylic, phosphoric or sulphuric acid: its neighbour has a doubly bonded oxygen.
fn is_acid_oxygen(component: &Component, t: usize) -> bool {
    let double_oxygen = |&(other, bond): &(u16, u16)| {
        component.atoms[other as usize].element == Element::O
            && component.bonds[bond as usize].order == BondOrder::Double
    };
    component.neighbors(t).iter().any(|&(center, _)| {
        let element = component.atoms[center as usize].element;
        matches!(element, Element::C | Element::P | Element::S)
            && component.neighbors(center as usize).iter().any(double_oxygen)
    })
}

/// Moves the double bond of `N+=C-N-` or `O+=C-O-` to the other side, so that both atoms are neutral: the dictionary's
/// Kekulé structure belongs to its own protonation state.
fn settle_resonance(structure: &mut Structure, adjacency: &Adjacency, found: &Match<'_>) {
    for i in found.atoms.clone() {
        if structure.atoms.formal_charge[i] != 1 {
            continue;
        }
        let swap = adjacency.of(i).iter().find_map(|double| {
            let doubly = structure.bonds.order[double.bond as usize] == BondOrder::Double;
            let singles = adjacency.of(double.atom as usize).iter();
            let anion = |n: &&geminal_structure::Neighbor| {
                structure.bonds.order[n.bond as usize] == BondOrder::Single
                    && structure.atoms.formal_charge[n.atom as usize] == -1
                    && found.atoms.contains(&(n.atom as usize))
            };
            if doubly { singles.clone().find(anion).map(|single| (*double, *single)) } else { None }
        });
        if let Some((double, single)) = swap {
            structure.bonds.order[double.bond as usize] = BondOrder::Single;
            structure.bonds.order[single.bond as usize] = BondOrder::Double;
            structure.atoms.formal_charge[i] = 0;
            structure.atoms.formal_charge[single.atom as usize] = 0;
        }
    }
}
