//! Building a structure from the top down: model, chain, residue, atom.

use crate::{BondKind, BondOrder, Element, EntityKind, Name, Point, SecondaryStructure, Structure};

/// Appends atoms to the tables of a structure, opening models, chains and residues as it is told.
///
/// ```
/// use geminal_structure::{AtomRecord, BondOrder, Builder, Element};
///
/// let mut builder = Builder::default();
/// builder.residue("CO", 1, 0);
/// let carbon = builder.atom(AtomRecord { name: "C".into(), element: Element::C, ..AtomRecord::default() });
/// let oxygen = builder.atom(AtomRecord { name: "O".into(), element: Element::O, position: [1.13, 0.0, 0.0], ..AtomRecord::default() });
/// builder.bond(carbon, oxygen, BondOrder::Triple);
/// let structure = builder.finish();
/// assert_eq!(structure.atom_count(), 2);
/// assert_eq!(structure.residues.atoms(0), 0..2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    structure: Structure,
}

/// One atom's values, for [`Builder::atom`].
#[derive(Clone, Debug, PartialEq)]
pub struct AtomRecord {
    /// Chemical element.
    pub element: Element,
    /// Name.
    pub name: Name,
    /// Position in Å.
    pub position: Point,
    /// Formal charge in e.
    pub formal_charge: i8,
    /// Occupancy.
    pub occupancy: f32,
    /// B factor in Å².
    pub b_factor: f32,
    /// Alternate location, 0 for none.
    pub alt_loc: u8,
    /// Serial number.
    pub serial: i32,
    /// Hetero flag.
    pub hetero: bool,
}

impl Default for AtomRecord {
    fn default() -> Self {
        AtomRecord {
            element: Element::UNKNOWN,
            name: Name::new(),
            position: [0.0; 3],
            formal_charge: 0,
            occupancy: 1.0,
            b_factor: 0.0,
            alt_loc: 0,
            serial: 0,
            hetero: false,
        }
    }
}

impl Builder {
    /// Opens a model.
    pub fn model(&mut self, number: i32) {
        let s = &mut self.structure;
        s.models.number.push(number);
        open(&mut s.models.offset, s.chains.len());
    }

    /// Opens a chain with an author id and a label id (empty if none); opens model 1 if there is none.
    pub fn chain(&mut self, id: &str, label_id: &str) {
        if self.structure.models.number.is_empty() {
            self.model(1);
        }
        let s = &mut self.structure;
        s.chains.id.push(id.into());
        s.chains.label_id.push(label_id.into());
        s.chains.entity.push(Name::new());
        open(&mut s.chains.offset, s.residues.len());
        close(&mut s.models.offset, s.chains.len());
    }

    /// Opens a residue with its name, number and insertion code (0 for none); opens a nameless chain if there is none.
    pub fn residue(&mut self, name: &str, number: i32, insertion_code: u8) {
        if self.structure.chains.id.is_empty() || self.model_is_empty() {
            self.chain("", "");
        }
        let s = &mut self.structure;
        let r = &mut s.residues;
        r.name.push(name.into());
        r.number.push(number);
        r.insertion_code.push(insertion_code);
        r.label_number.push(None);
        r.secondary.push(SecondaryStructure::Unknown);
        r.entity_kind.push(EntityKind::Unknown);
        open(&mut r.offset, s.atoms.len());
        close(&mut s.chains.offset, s.residues.len());
    }

    /// Appends an atom to the residue opened last, or to a nameless one; gives its index.
    pub fn atom(&mut self, atom: AtomRecord) -> usize {
        if self.structure.residues.name.is_empty() {
            self.residue("", 1, 0);
        }
        let a = &mut self.structure.atoms;
        let index = a.len();
        a.element.push(atom.element);
        a.name.push(atom.name);
        a.position.push(atom.position);
        a.formal_charge.push(atom.formal_charge);
        a.occupancy.push(atom.occupancy);
        a.b_factor.push(atom.b_factor);
        a.alt_loc.push(atom.alt_loc);
        a.serial.push(atom.serial);
        a.hetero.push(atom.hetero);
        close(&mut self.structure.residues.offset, index + 1);
        index
    }

    /// Appends a covalent bond.
    pub fn bond(&mut self, first: usize, second: usize, order: BondOrder) {
        self.structure.bonds.push_kind(first, second, order, BondKind::Covalent);
    }

    /// The structure as built so far, to set what has no method here.
    pub fn structure(&mut self) -> &mut Structure {
        &mut self.structure
    }

    /// The finished structure.
    pub fn finish(self) -> Structure {
        let mut structure = self.structure;
        for offset in
            [&mut structure.residues.offset, &mut structure.chains.offset, &mut structure.models.offset]
        {
            if offset.is_empty() {
                offset.push(0);
            }
        }
        structure
    }

    fn model_is_empty(&self) -> bool {
        let offset = &self.structure.models.offset;
        offset.len() >= 2 && offset[offset.len() - 2] == offset[offset.len() - 1]
    }
}

/// Begins an empty range at `start`.
fn open(offset: &mut Vec<u32>, start: usize) {
    if offset.is_empty() {
        offset.push(start as u32);
    }
    offset.push(start as u32);
}

/// Moves the end of the last range.
fn close(offset: &mut [u32], end: usize) {
    if let Some(last) = offset.last_mut() {
        *last = end as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_structure_is_consistent() {
        let structure = Builder::default().finish();
        assert_eq!((structure.residues.len(), structure.chains.len(), structure.models.len()), (0, 0, 0));
        structure.check().unwrap();
    }

    #[test]
    fn ranges_nest() {
        let mut b = Builder::default();
        for model in 1..=2 {
            b.model(model);
            for chain in ["A", "B"] {
                b.chain(chain, "");
                for number in 1..=3 {
                    b.residue("GLY", number, 0);
                    b.atom(AtomRecord::default());
                    b.atom(AtomRecord::default());
                }
            }
        }
        let s = b.finish();
        s.check().unwrap();
        assert_eq!((s.atom_count(), s.residues.len(), s.chains.len(), s.models.len()), (24, 12, 4, 2));
        assert_eq!((s.model_atoms(1), s.chain_atoms(1), s.residues.atoms(11)), (12..24, 6..12, 22..24));
        assert_eq!((s.residues.holding(13), s.chains.holding(6), s.models.holding(1)), (6, 2, 0));
        assert_eq!(s.residue_of_atoms()[..5], [0, 0, 1, 1, 2]);
    }

    #[test]
    fn an_empty_model_in_between_is_kept() {
        let mut b = Builder::default();
        b.model(1);
        b.model(2);
        b.residue("GLY", 1, 0);
        b.atom(AtomRecord::default());
        let s = b.finish();
        s.check().unwrap();
        assert_eq!((s.models.len(), s.model_atoms(0), s.model_atoms(1)), (2, 0..0, 0..1));
    }
}
