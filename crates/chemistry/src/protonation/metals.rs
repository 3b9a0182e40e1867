//! Metal atoms, which take the place of a proton on what they are bound to.

use crate::residues::{compatible, distance_squared};
use geminal_structure::Structure;

/// Reach of a coordination bond to nitrogen and oxygen, and to sulphur, in Å.
const REACH: f64 = 2.7;
const REACH_OF_SULPHUR: f64 = 2.9;

/// The metals of a structure, each with its model.
pub(crate) struct Metals {
    atoms: Vec<(usize, u32)>,
}

impl Metals {
    pub(crate) fn of(structure: &Structure) -> Metals {
        let mut atoms = Vec::new();
        for model in 0..structure.models.len() {
            let metal = |&i: &usize| structure.atoms.element[i].is_metal();
            atoms.extend(structure.model_atoms(model).filter(metal).map(|i| (i, model as u32)));
        }
        Metals { atoms }
    }

    /// Whether an atom of a model is bound to a metal.
    pub(crate) fn bind(&self, structure: &Structure, atom: usize, model: u32) -> bool {
        let atoms = &structure.atoms;
        let sulphur = matches!(atoms.element[atom].number(), 16 | 34);
        let reach = if sulphur { REACH_OF_SULPHUR } else { REACH };
        self.atoms.iter().any(|&(metal, of)| {
            of == model
                && compatible(atoms.alt_loc[metal], atoms.alt_loc[atom])
                && distance_squared(atoms.position[metal], atoms.position[atom]) < reach * reach
        })
    }
}
