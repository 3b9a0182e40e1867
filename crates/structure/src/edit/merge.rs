//! Putting structures together.

use crate::Structure;

impl Structure {
    /// Appends the chains of another structure, model by model: its first model joins the first here, and so on; models
    /// beyond are appended. Bonds and listed helices and strands come along; the name, header, cell and data stay as
    /// they are here. Conformers are kept where both have as many, and dropped otherwise: the answer says whether they
    /// were.
    pub fn merge(&mut self, other: &Structure) -> bool {
        let whole = std::mem::take(self);
        let mut merged = whole.emptied();
        let keep = whole.conformers.len() == other.conformers.len()
            || whole.atom_count() == 0
            || other.atom_count() == 0;
        if !keep {
            merged.conformers.clear();
        } else if whole.atom_count() == 0 {
            merged.conformers = other.emptied().conformers;
        }
        merged.atoms.reserve(whole.atom_count() + other.atom_count());
        // Where each model's atoms, residues of the two sources have gone: a shift a model.
        let mut shifts = [Vec::new(), Vec::new()];
        for model in 0..whole.models.len().max(other.models.len()) {
            for (source, shifts) in [&whole, other].into_iter().zip(&mut shifts) {
                if model < source.models.len() {
                    let from = (source.model_atoms(model).start, source.model_residues(model).start);
                    shifts.push((from, (merged.atom_count(), merged.residues.len())));
                    merged.append_model_chains(source, model);
                }
            }
            let number = whole.models.number.get(model).or(other.models.number.get(model));
            merged.models.number.push(number.copied().unwrap_or(model as i32 + 1));
            merged.models.offset.push(merged.chains.len() as u32);
        }
        for (source, shifts) in [&whole, other].into_iter().zip(&shifts) {
            for (bond, pair) in source.bonds.atoms.iter().enumerate() {
                let pair = pair.map(|atom| shifted(shifts, atom, |at| at.0));
                merged.bonds.push_copy(&source.bonds, bond, pair);
            }
            merged.secondary.extend(source.secondary.iter().map(|element| {
                let residues = element.residues.map(|r| shifted(shifts, r, |at| at.1));
                crate::SecondaryElement { residues, ..element.clone() }
            }));
        }
        *self = merged;
        keep
    }

    /// Appends the models of another structure as further models, numbered on from the last.
    pub fn append_models(&mut self, other: &Structure) -> bool {
        let mut later = other.clone();
        let empty = self.models.len();
        let last = self.models.number.last().copied().unwrap_or(0);
        for (number, k) in later.models.number.iter_mut().zip(1..) {
            *number = last + k;
        }
        // Models without chains in front move the others behind those here.
        later.models.number.splice(0..0, std::iter::repeat_n(0, empty));
        later.models.offset.splice(0..0, std::iter::repeat_n(0, empty));
        self.merge(&later)
    }

    /// Appends the chains of a model, without opening or closing one.
    fn append_model_chains(&mut self, source: &Structure, model: usize) {
        for chain in source.models.chains(model) {
            for residue in source.chains.residues(chain) {
                let end =
                    self.residues.offset[self.residues.len()] as usize + source.residues.atoms(residue).len();
                self.residues.push(&source.residues, residue, end);
            }
            self.chains.push(&source.chains, chain, None, self.residues.len());
        }
        let atoms = source.model_atoms(model);
        for (index, conformer) in self.conformers.iter_mut().enumerate() {
            let position = source.conformers.get(index).map_or(&source.atoms.position, |c| &c.position);
            conformer.position.extend_from_slice(&position[atoms.clone()]);
        }
        self.atoms.extend(&source.atoms, atoms);
    }
}

/// A place before and after: atoms and residues.
type Place = (usize, usize);

/// Where an index has gone, by the models' places before and after.
fn shifted(shifts: &[(Place, Place)], index: u32, of: impl Fn(&Place) -> usize) -> u32 {
    // Of models without atoms, the last one that begins here holds it.
    let model = shifts.partition_point(|(from, _)| of(from) <= index as usize).saturating_sub(1);
    shifts.get(model).map_or(index, |(from, to)| (index as usize - of(from) + of(to)) as u32)
}
