//! Views for people: an atom, a residue or a chain that knows its structure.

use crate::{Element, EntityKind, Point, Structure};

/// An atom of a structure.
#[derive(Clone, Copy)]
pub struct AtomRef<'a> {
    structure: &'a Structure,
    index: usize,
}

/// A residue of a structure.
#[derive(Clone, Copy)]
pub struct ResidueRef<'a> {
    structure: &'a Structure,
    index: usize,
}

/// A chain of a structure.
#[derive(Clone, Copy)]
pub struct ChainRef<'a> {
    structure: &'a Structure,
    index: usize,
}

impl Structure {
    /// An atom by index.
    pub fn atom(&self, index: usize) -> AtomRef<'_> {
        AtomRef { structure: self, index }
    }

    /// A residue by index.
    pub fn residue(&self, index: usize) -> ResidueRef<'_> {
        ResidueRef { structure: self, index }
    }

    /// A chain by index.
    pub fn chain(&self, index: usize) -> ChainRef<'_> {
        ChainRef { structure: self, index }
    }

    /// All atoms.
    pub fn iter_atoms(&self) -> impl ExactSizeIterator<Item = AtomRef<'_>> {
        (0..self.atom_count()).map(|index| self.atom(index))
    }

    /// All residues.
    pub fn iter_residues(&self) -> impl ExactSizeIterator<Item = ResidueRef<'_>> {
        (0..self.residues.len()).map(|index| self.residue(index))
    }

    /// All chains.
    pub fn iter_chains(&self) -> impl ExactSizeIterator<Item = ChainRef<'_>> {
        (0..self.chains.len()).map(|index| self.chain(index))
    }
}

impl<'a> AtomRef<'a> {
    /// Index in the structure.
    pub fn index(self) -> usize {
        self.index
    }

    /// Chemical element.
    pub fn element(self) -> Element {
        self.structure.atoms.element[self.index]
    }

    /// Name.
    pub fn name(self) -> &'a str {
        &self.structure.atoms.name[self.index]
    }

    /// Position in Å.
    pub fn position(self) -> Point {
        self.structure.atoms.position[self.index]
    }

    /// Formal charge in e.
    pub fn formal_charge(self) -> i8 {
        self.structure.atoms.formal_charge[self.index]
    }

    /// Serial number in the file.
    pub fn serial(self) -> i32 {
        self.structure.atoms.serial[self.index]
    }

    /// The residue it belongs to.
    pub fn residue(self) -> ResidueRef<'a> {
        self.structure.residue(self.structure.residues.holding(self.index))
    }
}

impl std::fmt::Display for AtomRef<'_> {
    /// As messages name an atom: `FE of HEM A 154`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = if self.name().is_empty() { self.element().symbol() } else { self.name() };
        let residue = self.residue();
        if residue.name().is_empty() && residue.chain().id().is_empty() {
            write!(f, "{name} (atom {})", self.index + 1)
        } else {
            write!(f, "{name} of {residue}")
        }
    }
}

impl<'a> ResidueRef<'a> {
    /// Index in the structure.
    pub fn index(self) -> usize {
        self.index
    }

    /// Component name.
    pub fn name(self) -> &'a str {
        &self.structure.residues.name[self.index]
    }

    /// Sequence number of the authors.
    pub fn number(self) -> i32 {
        self.structure.residues.number[self.index]
    }

    /// Insertion code, if any.
    pub fn insertion_code(self) -> Option<char> {
        Some(self.structure.residues.insertion_code[self.index]).filter(|&c| c != 0).map(char::from)
    }

    /// What it is part of.
    pub fn entity_kind(self) -> EntityKind {
        self.structure.residues.entity_kind[self.index]
    }

    /// Its atoms.
    pub fn atoms(self) -> impl ExactSizeIterator<Item = AtomRef<'a>> {
        let structure = self.structure;
        structure.residues.atoms(self.index).map(move |index| structure.atom(index))
    }

    /// Its first atom of this name.
    pub fn atom_named(self, name: &str) -> Option<AtomRef<'a>> {
        self.atoms().find(|atom| atom.name() == name)
    }

    /// The chain it belongs to.
    pub fn chain(self) -> ChainRef<'a> {
        self.structure.chain(self.structure.chains.holding(self.index))
    }
}

impl std::fmt::Display for ResidueRef<'_> {
    /// As messages name a residue: `HEM A 154`, `SER B 52A`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.name())?;
        if !self.chain().id().is_empty() {
            write!(f, " {}", self.chain().id())?;
        }
        write!(f, " {}", self.number())?;
        self.insertion_code().map_or(Ok(()), |code| write!(f, "{code}"))
    }
}

impl<'a> ChainRef<'a> {
    /// Index in the structure.
    pub fn index(self) -> usize {
        self.index
    }

    /// Author id.
    pub fn id(self) -> &'a str {
        &self.structure.chains.id[self.index]
    }

    /// Label id, empty if none.
    pub fn label_id(self) -> &'a str {
        &self.structure.chains.label_id[self.index]
    }

    /// Its residues.
    pub fn residues(self) -> impl ExactSizeIterator<Item = ResidueRef<'a>> {
        let structure = self.structure;
        structure.chains.residues(self.index).map(move |index| structure.residue(index))
    }
}
