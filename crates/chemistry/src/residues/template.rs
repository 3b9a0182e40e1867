//! Bonds of a structure from templates.

use super::charges::assign_charges;
use super::compatible;
use super::component::Component;
use super::entities::assign_entity_kinds;
use super::links::add_links;
use super::matching::{Match, match_residue};
use super::table::Components;
use geminal_structure::{AtomSet, BondOrder, Structure};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// What [`template_bonds`] did.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateReport {
    /// Atoms of residues without a template, and atoms that their residue's template does not have: their bonds
    /// within their residue are left to perception from geometry.
    pub unknown: AtomSet,
    /// Residues that lack heavy atoms of their template (leaving atoms not counted).
    pub incomplete: Vec<u32>,
    /// Number of bonds added.
    pub added: usize,
    /// Number of bonds added between residues.
    pub links: usize,
}

/// Completes bonds, orders, aromatic flags, formal charges and entity kinds of all known residues.
///
/// Bonds that are there stay, and bonds of unknown order get the template's. Atoms of alternate locations that
/// exclude each other are never bonded, nor atoms of different models. Links between residues come from sequence
/// and distance: peptide, nucleotide, disulphide, glycosidic and other covalent links. Formal charges follow the
/// hydrogens of a residue, and where it has none the usual state at pH 7.4; charges that are there stay.
pub fn template_bonds(structure: &mut Structure, components: &Components) -> TemplateReport {
    let before = structure.bonds.len();
    let matches = match_all(structure, components);
    let mut writer = BondWriter::new(structure);
    for found in matches.iter().flatten() {
        add_residue_bonds(&mut writer, found);
    }
    let within = structure.bonds.len();
    add_links(structure, &matches);
    let links = structure.bonds.len() - within;
    assign_charges(structure, &matches);
    assign_entity_kinds(structure, &matches);
    TemplateReport {
        unknown: unknown_atoms(structure, &matches),
        incomplete: incomplete_residues(&matches),
        added: structure.bonds.len() - before,
        links,
    }
}

/// The match of every residue.
pub(crate) fn match_all<'c>(structure: &Structure, components: &'c Components) -> Vec<Option<Match<'c>>> {
    let residues = (0..structure.residues.len()).into_par_iter().with_min_len(128);
    residues.map(|residue| match_residue(structure, residue, components)).collect()
}

/// Adds bonds to a structure, and an order to those that lack one.
struct BondWriter<'s> {
    structure: &'s mut Structure,
    present: FxHashMap<[u32; 2], u32>,
}

impl<'s> BondWriter<'s> {
    fn new(structure: &'s mut Structure) -> Self {
        let present =
            (0u32..).zip(&structure.bonds.atoms).map(|(bond, &pair)| (ordered(pair), bond)).collect();
        BondWriter { structure, present }
    }

    /// Adds a bond, or gives an order to one of unknown order.
    fn bond(&mut self, i: usize, j: usize, order: BondOrder, aromatic: bool) {
        let bonds = &mut self.structure.bonds;
        match self.present.get(&ordered([i as u32, j as u32])) {
            None => {
                bonds.push(i, j, order);
                if let Some(flag) = bonds.aromatic.last_mut() {
                    *flag = aromatic;
                }
            }
            Some(&bond) => {
                let bond = bond as usize;
                if bonds.order[bond] == BondOrder::Unknown {
                    bonds.order[bond] = order;
                    bonds.aromatic[bond] = aromatic;
                }
            }
        }
    }
}

fn ordered([i, j]: [u32; 2]) -> [u32; 2] {
    [i.min(j), i.max(j)]
}

/// Adds the bonds within one residue.
fn add_residue_bonds(writer: &mut BondWriter<'_>, found: &Match<'_>) {
    for bond in &found.component.bonds {
        let [s, t] = bond.atoms.map(usize::from);
        if found.component.atoms[s].element.is_hydrogen() || found.component.atoms[t].element.is_hydrogen() {
            continue;
        }
        for i in found.copies(s) {
            for j in found.copies(t) {
                let alt = &writer.structure.atoms.alt_loc;
                if compatible(alt[i], alt[j]) {
                    writer.bond(i, j, bond.order, bond.aromatic);
                }
            }
        }
    }
    for (parent, i) in found.parent.iter().zip(found.atoms.clone()) {
        let Some(parent) = parent else { continue };
        // A hydrogen without alternate location on an atom with several sits on each of them.
        let alt = &writer.structure.atoms.alt_loc;
        let others: Vec<usize> = match found.heavy[*parent as usize - found.atoms.start] {
            Some(t) => found.copies(t as usize).filter(|&j| compatible(alt[i], alt[j])).collect(),
            None => vec![*parent as usize],
        };
        for j in others {
            writer.bond(j, i, BondOrder::Single, false);
        }
    }
}

/// Atoms that no template covers.
fn unknown_atoms(structure: &Structure, matches: &[Option<Match<'_>>]) -> AtomSet {
    let mut unknown = AtomSet::none(structure.atom_count());
    for (residue, found) in matches.iter().enumerate() {
        for i in structure.residues.atoms(residue) {
            let known = found.as_ref().is_some_and(|m| {
                let k = i - m.atoms.start;
                m.heavy[k].is_some() || m.parent[k].is_some()
            });
            if !known {
                unknown.insert(i);
            }
        }
    }
    unknown
}

/// Residues that lack heavy atoms.
fn incomplete_residues(matches: &[Option<Match<'_>>]) -> Vec<u32> {
    let lacks = |found: &Match<'_>| {
        let component: &Component = found.component;
        let wanted = |t: &usize| !component.atoms[*t].element.is_hydrogen() && !component.atoms[*t].leaving;
        // A nucleotide without its phosphate is the 5' end of a strand, not damaged.
        let end = |t: &usize| matches!(component.atoms[*t].name.as_str(), "P" | "OP1" | "OP2");
        (0..component.atoms.len()).filter(wanted).any(|t| !end(&t) && found.copies(t).next().is_none())
    };
    let numbered = (0u32..).zip(matches);
    numbered.filter(|(_, found)| found.as_ref().is_some_and(&lacks)).map(|(residue, _)| residue).collect()
}
