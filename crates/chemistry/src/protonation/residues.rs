//! The titratable groups of amino acids.

use super::Metals;
use super::histidine::{self, Histidine};
use crate::residues::{Match, first_of_chains, polar_hydrogens_told};
use geminal_spatial::CellGrid;
use geminal_structure::{Adjacency, Element, Name, Structure};
use std::collections::HashMap;

/// A titratable group of an amino acid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PkaOfGroup {
    /// Residue, or `N` and `C` for the ends of a chain.
    pub residue: &'static str,
    /// The atom that carries the charge.
    pub atom: &'static str,
    /// pKa in water.
    pub pka: f64,
    /// Charge above the pKa; below it is one more.
    pub charge: i8,
}

/// Model values in water: Thurlkill et al., Protein Sci. 2006, 15, 1214; arginine: Fitch et al., Protein Sci. 2015, 24, 752.
pub const STANDARD_PKA: [PkaOfGroup; 10] = [
    PkaOfGroup { residue: "N", atom: "N", pka: 8.00, charge: 0 },
    PkaOfGroup { residue: "C", atom: "OXT", pka: 3.67, charge: -1 },
    PkaOfGroup { residue: "ASP", atom: "OD2", pka: 3.67, charge: -1 },
    PkaOfGroup { residue: "GLU", atom: "OE2", pka: 4.25, charge: -1 },
    PkaOfGroup { residue: "HIS", atom: "ND1", pka: 6.54, charge: 0 },
    PkaOfGroup { residue: "CYS", atom: "SG", pka: 8.55, charge: -1 },
    PkaOfGroup { residue: "TYR", atom: "OH", pka: 9.84, charge: -1 },
    PkaOfGroup { residue: "LYS", atom: "NZ", pka: 10.40, charge: 0 },
    PkaOfGroup { residue: "ARG", atom: "NH2", pka: 13.8, charge: 0 },
    PkaOfGroup { residue: "SEC", atom: "SE", pka: 5.2, charge: -1 },
];

/// What a residue's name says of its state: names of force fields.
fn named_charge(name: &str) -> Option<i8> {
    Some(match name {
        "ASH" | "GLH" | "ASPP" | "GLUP" | "ASPH" | "GLUH" | "CYX" | "CYS2" | "LYN" | "LYSN" | "LSN"
        | "ARN" => 0,
        "CYM" | "TYM" | "CYSP" | "CYN" => -1,
        "LYSH" => 1,
        _ => return None,
    })
}

/// Sets the states of all amino acids whose hydrogens do not tell them. Gives each histidine's state by residue.
pub(crate) fn assign_residue_states(
    structure: &mut Structure,
    adjacency: &Adjacency,
    matches: &[Option<Match<'_>>],
    ph: f64,
) -> Vec<Option<Histidine>> {
    let first = first_of_chains(structure, matches);
    let metals = Metals::of(structure);
    let mut states = vec![None; matches.len()];
    let mut known: HashMap<(Name, i32, u8, Name), Histidine> = HashMap::new();
    for model in 0..structure.models.len() {
        let atoms: Vec<usize> =
            structure.model_atoms(model).filter(|&i| !structure.atoms.element[i].is_hydrogen()).collect();
        let points: Vec<_> = atoms.iter().map(|&i| structure.atoms.position[i]).collect();
        let grid = CellGrid::new(&points, 4.0).ok();
        for residue in structure.model_residues(model) {
            let Some(found) = &matches[residue] else { continue };
            if polar_hydrogens_told(structure, adjacency, found) {
                if let Some(state) = histidine::told(structure, adjacency, found) {
                    histidine::set_state(structure, adjacency, found, state);
                }
                continue;
            }
            set_charges(structure, adjacency, found, (ph, first[residue]), &metals, model as u32);
            if found.component.id != "HIS" {
                continue;
            }
            // Models of one molecule are in one state, that of the first.
            let r = &structure.residues;
            let chain = structure.chains.id[structure.chains.holding(residue)].clone();
            let place = (chain, r.number[residue], r.insertion_code[residue], r.name[residue].clone());
            let acidic = ph < 6.54;
            let metal = |structure: &Structure, atom| metals.bind(structure, atom, model as u32);
            let state = known.get(&place).copied().unwrap_or_else(|| {
                let around = grid.as_ref().map(|grid| (grid, atoms.as_slice()));
                histidine::state(structure, adjacency, (found, &r.name[residue]), acidic, around, metal)
            });
            known.insert(place, state);
            histidine::set_state(structure, adjacency, found, state);
            states[residue] = Some(state);
        }
    }
    states
}

/// Sets the charges of a residue's groups other than histidine's.
fn set_charges(
    structure: &mut Structure,
    adjacency: &Adjacency,
    found: &Match<'_>,
    (ph, first): (f64, bool),
    metals: &Metals,
    model: u32,
) {
    let residue = structure.residues.holding(found.atoms.start);
    let name = structure.residues.name[residue].clone();
    let amino_acid = found.component.atom_named("CA").is_some();
    for group in &STANDARD_PKA {
        let end = matches!(group.residue, "N" | "C");
        let here =
            if end { amino_acid } else { found.component.id == group.residue && group.residue != "HIS" };
        let Some(t) = found.component.atom_named(group.atom).filter(|_| here) else { continue };
        for atom in found.copies(t).collect::<Vec<_>>() {
            let linked = adjacency.of(atom).iter().any(|n| {
                let other = n.atom as usize;
                !found.atoms.contains(&other) && !structure.atoms.element[other].is_metal()
            });
            if linked || group.residue == "N" && !first {
                // In a peptide, a disulphide, an isopeptide: no group of its own.
                if !end && structure.atoms.element[atom] != Element::N {
                    structure.atoms.formal_charge[atom] = 0;
                }
                continue;
            }
            let by_ph = group.charge + i8::from(ph < group.pka);
            let by_name = if end { None } else { named_charge(&name) };
            let sulphur = matches!(group.residue, "CYS" | "SEC");
            let bound = sulphur && metals.bind(structure, atom, model);
            structure.atoms.formal_charge[atom] = if bound { -1 } else { by_name.unwrap_or(by_ph) };
        }
    }
}
