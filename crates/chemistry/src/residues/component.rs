//! A component of the Chemical Component Dictionary: its atoms, hydrogens included, and bonds.

use geminal_structure::{BondOrder, Element, Name};

/// What the dictionary knows of one residue, ligand, water or ion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Component {
    /// Its id (`ALA`).
    pub id: Name,
    /// Other names that files use for it (`HSE` for `HIS`).
    pub other_names: Vec<Name>,
    /// One-letter code.
    pub letter: Option<char>,
    /// What it links into.
    pub kind: ComponentKind,
    /// The standard residue it is a modification of (`MSE`: `MET`).
    pub parent: Option<Name>,
    /// Chemical name.
    pub name: String,
    /// Atoms in the dictionary's order.
    pub atoms: Vec<ComponentAtom>,
    /// Bonds.
    pub bonds: Vec<ComponentBond>,
    /// Neighbours of each atom as (atom, bond), in the order of the atoms.
    pub(super) neighbors: Vec<Vec<(u16, u16)>>,
}

/// What a component links into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ComponentKind {
    /// Peptides, caps included.
    Peptide,
    /// Deoxyribonucleic acid.
    Dna,
    /// Ribonucleic acid.
    Rna,
    /// Oligosaccharides.
    Saccharide,
    /// Nothing: water.
    Water,
    /// Nothing: a single atom.
    Ion,
    /// Anything else.
    #[default]
    Other,
}

/// An atom of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct ComponentAtom {
    /// Name (`HB2`).
    pub name: Name,
    /// Name in old PDB files (`1HB`), the same where it has not changed.
    pub old_name: Name,
    /// Element.
    pub element: Element,
    /// Formal charge in e, in the protonation state of the dictionary.
    pub formal_charge: i8,
    /// Lost when the component links to another.
    pub leaving: bool,
    /// How the hydrogens on it stand; none if it has none.
    pub shape: Option<Shape>,
}

/// How the hydrogens `h1, h2 ...` of an atom `p` stand beside its other neighbours `a, b ...`, all in the order of
/// the component's atoms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Tetrahedral. Two hydrogens beside two neighbours: `(a-p) × (b-p) · (h1-p) > 0`; three hydrogens:
    /// `(h1-p) × (h2-p) · (h3-p) > 0`.
    Tetrahedral,
    /// Tetrahedral with the negative sign.
    TetrahedralMirrored,
    /// Planar; of two hydrogens `h1` is cis to the first other neighbour of `a`.
    Planar,
    /// Planar, `h1` trans.
    PlanarTrans,
    /// Linear.
    Linear,
}

/// A bond of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComponentBond {
    /// The two atoms, as indices of the component's atoms.
    pub atoms: [u16; 2],
    /// Order (a Kekulé structure).
    pub order: BondOrder,
    /// Part of an aromatic system.
    pub aromatic: bool,
}

impl Component {
    /// Index of the atom of this name, new or old.
    pub fn atom_named(&self, name: &str) -> Option<usize> {
        let new = self.atoms.iter().position(|atom| atom.name == name);
        new.or_else(|| self.atoms.iter().position(|atom| atom.old_name == name))
    }

    /// Neighbours of an atom as (atom, bond), in the order of the atoms.
    pub fn neighbors(&self, atom: usize) -> &[(u16, u16)] {
        &self.neighbors[atom]
    }

    /// Hydrogens on an atom.
    pub fn hydrogens(&self, atom: usize) -> impl Iterator<Item = usize> + '_ {
        let all = self.neighbors[atom].iter().map(|&(other, _)| other as usize);
        all.filter(|&other| self.atoms[other].element.is_hydrogen())
    }

    /// The heavy atom that a hydrogen sits on.
    pub fn hydrogen_parent(&self, hydrogen: usize) -> Option<usize> {
        self.neighbors[hydrogen].first().map(|&(other, _)| other as usize)
    }

    /// Sum of the orders of the bonds of an atom, all neighbours present.
    pub fn valence(&self, atom: usize) -> i32 {
        self.neighbors[atom].iter().map(|&(_, bond)| whole_order(self.bonds[bond as usize].order)).sum()
    }

    /// Whether it is one of the twenty standard amino acids.
    pub fn is_standard_amino_acid(&self) -> bool {
        self.kind == ComponentKind::Peptide
            && self.parent.is_none()
            && self.letter.is_some_and(|l| !"UOX".contains(l))
    }

    /// Number of atoms that are no hydrogens.
    pub fn heavy_count(&self) -> usize {
        self.atoms.iter().filter(|atom| !atom.element.is_hydrogen()).count()
    }

    /// Fills the neighbours from the bonds.
    pub(super) fn connect(&mut self) {
        self.neighbors = vec![Vec::new(); self.atoms.len()];
        for (index, bond) in (0u16..).zip(&self.bonds) {
            let [i, j] = bond.atoms;
            self.neighbors[i as usize].push((j, index));
            self.neighbors[j as usize].push((i, index));
        }
        for row in &mut self.neighbors {
            row.sort_unstable();
        }
    }
}

/// The order of a Kekulé bond as a number; 0 for a dative one.
pub(crate) fn whole_order(order: BondOrder) -> i32 {
    match order {
        BondOrder::Unknown | BondOrder::Single | BondOrder::Aromatic => 1,
        BondOrder::Double => 2,
        BondOrder::Triple => 3,
        BondOrder::Quadruple => 4,
        BondOrder::Dative => 0,
    }
}
