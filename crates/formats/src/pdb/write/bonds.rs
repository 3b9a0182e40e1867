//! Serials and `CONECT`; `LINK` and `SSBOND`.
//!
//! `CONECT` tells every bond there is; `LINK` those between residues that do not go without saying.

use super::names::{self, Chains};
use super::{cannot, line};
use crate::WriteError;
use crate::number::to_hybrid36;
use geminal_structure::{BondKind, BondOrder, EntityKind, Structure};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The serial of each atom of each structure.
pub(super) struct Numbers {
    pub(super) serials: Vec<Vec<i32>>,
}

impl Numbers {
    /// The atoms' own serials where `CONECT` with them means the same in every model; else counted through
    /// all models.
    pub(super) fn new(structures: &[Structure]) -> Numbers {
        if let [structure] = structures
            && (structure.bonds.is_empty() || own_serials_serve(structure))
            && structure.atoms.serial.iter().any(|&serial| serial != 0)
            && structure.atoms.serial.iter().all(|&serial| to_hybrid36(serial, 5).is_some())
        {
            return Numbers { serials: vec![structure.atoms.serial.clone()] };
        }
        let mut next = 0;
        let mut number = |structure: &Structure| {
            let first = next + 1;
            next += structure.atom_count() as i32;
            (first..=next).collect()
        };
        Numbers { serials: structures.iter().map(&mut number).collect() }
    }
}

/// Whether each bonded atom is the first in its model with its serial, so that a reader finds it.
fn own_serials_serve(structure: &Structure) -> bool {
    let serial = &structure.atoms.serial;
    let mut first = vec![false; serial.len()];
    let mut seen = FxHashSet::default();
    for model in 0..structure.models.len() {
        seen.clear();
        for i in structure.model_atoms(model) {
            first[i] = seen.insert(serial[i]);
        }
    }
    if structure.bonds.atoms.iter().flatten().any(|&i| !first[i as usize]) {
        return false;
    }
    let models = structure.models.len();
    if models < 2 {
        return true;
    }
    let ends: Vec<usize> = (0..models).map(|model| structure.model_atoms(model).end).collect();
    let mut by_model = vec![FxHashSet::default(); models];
    for (&[i, j], order) in structure.bonds.atoms.iter().zip(&structure.bonds.order) {
        let model = ends.partition_point(|&end| end <= i as usize);
        let (a, b) = (serial[i as usize], serial[j as usize]);
        by_model[model].insert((a.min(b), a.max(b), *order));
    }
    by_model.iter().all(|bonds| *bonds == by_model[0])
}

/// Whether a bond goes without saying: within a standard residue or water, or from one to the next in its
/// chain.
fn is_standard(structure: &Structure, residue_of: &[u32], chain_of: &[u32], i: u32, j: u32) -> bool {
    let [a, b] = [i, j].map(|atom| residue_of[atom as usize] as usize);
    let standard = |r: usize| {
        let name = &structure.residues.name[r];
        let kind = crate::entity_kind::by_name(name, usize::MAX);
        kind == EntityKind::Water || kind == structure.residues.entity_kind[r] && kind != EntityKind::Unknown
    };
    let atom = |atom: u32| structure.atoms.name[atom as usize].as_str();
    let backbone = matches!((atom(i), atom(j)), ("C", "N") | ("N", "C") | ("O3'", "P") | ("P", "O3'"));
    standard(a) && standard(b) && (a == b || a.abs_diff(b) == 1 && chain_of[a] == chain_of[b] && backbone)
}

/// Writes `CONECT`: for each atom its partners, a double bond twice.
pub(super) fn connect(
    structures: &[Structure],
    numbers: &Numbers,
    out: &mut String,
) -> Result<(), WriteError> {
    let mut partners: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for (structure, serials) in structures.iter().zip(&numbers.serials) {
        for (k, &[i, j]) in structure.bonds.atoms.iter().enumerate() {
            let (a, b) = (serials[i as usize], serials[j as usize]);
            // Models that begin their serials anew tell each bond once for all of them.
            if !seen.insert((a.min(b), a.max(b))) {
                continue;
            }
            let times = match structure.bonds.order[k] {
                BondOrder::Double => 2,
                BondOrder::Triple => 3,
                BondOrder::Quadruple => 4,
                _ => 1,
            };
            partners.entry(a).or_default().extend(std::iter::repeat_n(b, times));
            partners.entry(b).or_default().extend(std::iter::repeat_n(a, times));
        }
    }
    let field = |serial: i32| match to_hybrid36(serial, 5) {
        Some(field) => Ok(field),
        None => cannot(format!("the serial {serial}")),
    };
    for (atom, mut others) in partners {
        others.sort_unstable();
        for four in others.chunks(4) {
            out.push_str("CONECT");
            out.push_str(&field(atom)?);
            for &other in four {
                out.push_str(&field(other)?);
            }
            out.push('\n');
        }
    }
    Ok(())
}

/// Writes `SSBOND` and `LINK` of the first model, but for the bonds that are told already.
pub(super) fn links(
    structure: &Structure,
    chains: &Chains,
    told: &FxHashSet<(usize, usize)>,
    out: &mut String,
) -> Result<(), WriteError> {
    if structure.models.is_empty() {
        return Ok(());
    }
    let residue_of = structure.residue_of_atoms();
    let chain_of = structure.chain_of_residues();
    let first_model = structure.model_atoms(0);
    let mut links = String::new();
    let mut count = 0;
    for (k, &[i, j]) in structure.bonds.atoms.iter().enumerate() {
        let [a, b] = [i, j].map(|atom| residue_of[atom as usize] as usize);
        let ends = (i.min(j) as usize, i.max(j) as usize);
        if a == b || !first_model.contains(&(i as usize)) || told.contains(&ends) {
            continue;
        }
        let letter = |r: usize| chains.letter(&structure.chains.id[chain_of[r] as usize]);
        let sulphurs = [i, j].iter().all(|&atom| structure.atoms.name[atom as usize] == "SG");
        if structure.bonds.kind[k] == BondKind::Disulphide && sulphurs {
            count += 1;
            let end = |r: usize| -> Result<String, WriteError> {
                let name = names::residue_name(&structure.residues.name[r])?;
                let number = names::residue_number(structure.residues.number[r])?;
                Ok(format!(
                    "{name}{} {number}{}",
                    letter(r),
                    names::letter(structure.residues.insertion_code[r])
                ))
            };
            let text = format!("SSBOND {:>3} {}   {}", count % 1000, end(a)?, end(b)?);
            line(&text, out);
        } else if !is_standard(structure, &residue_of, &chain_of, i, j) {
            let mut atom_names = names::AtomNames::new();
            let mut end = |atom: u32, r: usize| -> Result<String, WriteError> {
                let name = atom_names.field(structure, atom as usize, r);
                let alt = names::letter(structure.atoms.alt_loc[atom as usize]);
                Ok(format!("{name}{alt}{}", names::residue(structure, r, letter(r))?))
            };
            let (first, second) = (end(i, a)?, end(j, b)?);
            line(&format!("LINK        {first}               {second}"), &mut links);
        }
    }
    out.push_str(&links);
    Ok(())
}
