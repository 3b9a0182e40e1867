//! Gasteiger and Marsili's partial equalization of orbital electronegativity (Tetrahedron 1980, 36, 3219).
//!
//! An atom's electronegativity depends on its charge: `χ(q) = a + b q + c q²`. In each round charge flows over every bond
//! from the less electronegative atom i to the other, `Δq = (χ_j - χ_i) / χ_i⁺`, where `χ⁺ = a + b + c` is that of the
//! cation (20.02 for hydrogen), times `½` in the first round, `¼` in the second and so on. Programs differ in types,
//! in how formal charges are spread at the start, and in when they stop; the three in use are kept apart here.
//! Parameters and types are in `data/gasteiger.tsv`, whose head names the sources.

use crate::{Molecule, Pattern};
use std::sync::LazyLock;

/// Whose reading of the method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GasteigerModel {
    /// As antechamber (`-c gas`): what GAFF is used with. Charges at the start come with the types, so that some ions
    /// (imidazolium) do not sum to their charge; iterated until nothing changes.
    #[default]
    Antechamber,
    /// As Open Babel 3 runs by default: six rounds from no charge at all, so that ions too sum to nothing.
    OpenBabel,
    /// As RDKit: twelve rounds, charges spread over conjugated atoms of one element.
    Rdkit,
}

/// Atoms for which a model has no parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no Gasteiger parameters ({model:?}) for atom(s) {atoms:?}; give the charges in the file, or use another charge model"
)]
pub struct NoGasteigerType {
    /// The model.
    pub model: GasteigerModel,
    /// The atoms, counted from 0.
    pub atoms: Vec<u32>,
}

/// What a model says of an atom type.
#[derive(Clone, Copy)]
struct Parameters {
    a: f64,
    b: f64,
    c: f64,
    cation: f64,
    seed: f64,
}

/// A line of the table: where a type applies.
struct Rule {
    model: GasteigerModel,
    pattern: Pattern,
    parameters: Parameters,
}

fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let number = |cells: &[&str], k: usize| cells.get(k).and_then(|cell| cell.parse().ok()).unwrap_or(0.0);
    let rule = |cells: Vec<&'static str>| {
        let model = match *cells.first()? {
            "antechamber" => GasteigerModel::Antechamber,
            "openbabel" => GasteigerModel::OpenBabel,
            _ => GasteigerModel::Rdkit,
        };
        let [a, b, c, cation, seed] = [3, 4, 5, 6, 7].map(|k| number(&cells, k));
        let pattern = Pattern::parse(cells.get(2)?).ok()?;
        Some(Rule { model, pattern, parameters: Parameters { a, b, c, cation, seed } })
    };
    lines(include_str!("../../data/gasteiger.tsv")).filter_map(rule).collect()
});

/// Partial charges of all atoms in e. Hydrogens must be atoms of the molecule.
pub fn gasteiger_charges(molecule: &Molecule, model: GasteigerModel) -> Result<Vec<f64>, NoGasteigerType> {
    let parameters = types(molecule, model)?;
    let mut charges = match model {
        GasteigerModel::Antechamber => parameters.iter().map(|p| p.seed).collect(),
        GasteigerModel::OpenBabel => vec![0.0; molecule.atom_count()],
        GasteigerModel::Rdkit => conjugated(molecule),
    };
    let (rounds, change) = match model {
        GasteigerModel::Antechamber => (500, 1e-5),
        GasteigerModel::OpenBabel => (6, 0.0),
        GasteigerModel::Rdkit => (12, 0.0),
    };
    equalize(molecule, &parameters, &mut charges, rounds, change);
    Ok(charges)
}

fn types(molecule: &Molecule, model: GasteigerModel) -> Result<Vec<Parameters>, NoGasteigerType> {
    let mut found: Vec<Option<Parameters>> = vec![None; molecule.atom_count()];
    for rule in RULES.iter().filter(|rule| rule.model == model) {
        for atom in rule.pattern.atoms(molecule) {
            found[atom as usize].get_or_insert(rule.parameters);
        }
    }
    let atoms = (0u32..).zip(&found).filter(|(_, p)| p.is_none()).map(|(atom, _)| atom).collect::<Vec<_>>();
    if atoms.is_empty() {
        Ok(found.into_iter().flatten().collect())
    } else {
        Err(NoGasteigerType { model, atoms })
    }
}

/// Formal charges, each spread over the atoms of the same element two conjugated bonds away.
fn conjugated(molecule: &Molecule) -> Vec<f64> {
    let mut charges = vec![0.0; molecule.atom_count()];
    for atom in 0..molecule.atom_count() {
        if molecule.charge(atom) == 0 || charges[atom] != 0.0 {
            continue;
        }
        let mut sharing = vec![atom];
        let across =
            |from: usize| molecule.neighbors(from).iter().filter(|n| molecule.is_conjugated(n.bond as usize));
        for first in across(atom) {
            for second in across(first.atom as usize).filter(|second| second.bond != first.bond) {
                if molecule.element(second.atom as usize) == molecule.element(atom) {
                    sharing.push(second.atom as usize);
                }
            }
        }
        let total: f64 = sharing.iter().map(|&a| f64::from(molecule.charge(a))).sum();
        for &other in &sharing {
            charges[other] = total / sharing.len() as f64;
        }
    }
    charges
}

/// Lets charge flow until the root mean square change of a round is at most `change`, or for `rounds` rounds.
fn equalize(molecule: &Molecule, parameters: &[Parameters], charges: &mut [f64], rounds: usize, change: f64) {
    let mut damping = 1.0;
    let mut electronegativity = vec![0.0; charges.len()];
    let mut before = vec![0.0; charges.len()];
    for _ in 0..rounds {
        damping *= 0.5;
        before.copy_from_slice(charges);
        for ((chi, p), &q) in electronegativity.iter_mut().zip(parameters).zip(&before) {
            *chi = p.a + q * (p.b + p.c * q);
        }
        for &[i, j] in molecule.graph().bonds() {
            let (i, j) = (i as usize, j as usize);
            let difference = electronegativity[j] - electronegativity[i];
            let donor = if difference >= 0.0 { i } else { j };
            let flow = damping * difference / parameters[donor].cation;
            charges[i] += flow;
            charges[j] -= flow;
        }
        let squares: f64 = charges.iter().zip(&before).map(|(q, old)| (q - old) * (q - old)).sum();
        if change > 0.0 && (squares / charges.len() as f64).sqrt() <= change {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BondOrder, Element, Graph};

    #[test]
    fn every_line_of_the_tables_is_read() {
        let count = |table: &'static str| lines(table).count();
        assert_eq!(RULES.len(), count(include_str!("../../data/gasteiger.tsv")));
    }

    #[test]
    fn methane_in_three_flavours() {
        let mut elements = vec![Element::H; 5];
        elements[0] = Element::C;
        let bonds = (1..5).map(|h| [0, h]).collect();
        let methane =
            Molecule::new(Graph::from_parts(elements, vec![0; 5], bonds, vec![BondOrder::Single; 4]));
        for (model, carbon) in [
            (GasteigerModel::Antechamber, -0.077576),
            (GasteigerModel::OpenBabel, -0.077596),
            (GasteigerModel::Rdkit, -0.077558),
        ] {
            let charges = gasteiger_charges(&methane, model).unwrap();
            assert!((charges[0] - carbon).abs() < 2e-6, "{model:?} {}", charges[0]);
            assert!(charges.iter().sum::<f64>().abs() < 1e-12);
        }
    }

    #[test]
    fn atoms_without_parameters_are_named() {
        let iron = Element::from_symbol("Fe").unwrap();
        let pair = Molecule::new(Graph::from_parts(vec![Element::H, iron], vec![0, 2], vec![], vec![]));
        let error = gasteiger_charges(&pair, GasteigerModel::Antechamber).unwrap_err();
        assert_eq!(error.atoms, [1]);
    }
}
