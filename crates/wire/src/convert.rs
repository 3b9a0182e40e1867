//! Conversion between the wire's complexes and [`Structure`], losing nothing.
//!
//! An [`Entry`] is a structure with the room's knowledge about it. A complex becomes an entry and an entry a complex;
//! one after the other gives back the same bytes. The wire has no place for much that a structure read from a file
//! holds (double precision, insertion codes, labels of mmCIF, anisotropic displacements, the cell ...): [`Entry::updated`]
//! takes it over from the entry that the room had before, by index.

use std::collections::HashMap;

use geminal_structure::{
    AtomRecord, BondOrder, Builder, Conformer, Element, Name, Point, SecondaryStructure, Structure,
};

use crate::appearance::{Appearance, BondLook, ChainLook};
use crate::structure::{
    self as wire, AtomTable, Bond, BondKind, Chain, Complex, Molecule, Residue, Uid, WithAtoms, Workspace,
};
use crate::values::{Tags, Vector3};

/// A structure and what a room knows about it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Atoms and bonds, in the complex's own space.
    pub structure: Structure,
    /// The rest.
    pub appearance: Appearance,
}

/// Why a conversion failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConvertError {
    /// A residue or a bond refers to an atom that the message does not hold.
    #[error("{what} of {complex} refers to atom {}, which the message does not hold", .uid.0)]
    UnknownAtom {
        /// The complex.
        complex: String,
        /// What refers to it.
        what: &'static str,
        /// The atom's uid.
        uid: Uid,
    },
    /// An atom is in two residues.
    #[error("atom {} is in two residues of {complex}", .uid.0)]
    SharedAtom {
        /// The complex.
        complex: String,
        /// The atom's uid.
        uid: Uid,
    },
    /// The rows of an appearance are not the structure's.
    #[error("{complex} has {rows} rows of appearance for {expected} {what}: make it follow the structure")]
    Rows {
        /// The complex.
        complex: String,
        /// Of what.
        what: &'static str,
        /// How many rows there are.
        rows: usize,
        /// How many there should be.
        expected: usize,
    },
}

impl Entry {
    /// A structure that no room knows yet.
    pub fn new(structure: Structure) -> Self {
        Self { appearance: Appearance::of(&structure), structure }
    }

    /// From a complex.
    ///
    /// # Errors
    /// When it refers to atoms that are not there, or to one twice.
    pub fn from_wire(complex: &WithAtoms<Complex>) -> Result<Self, ConvertError> {
        Reading::new(&complex.structure, &complex.by_uid()).entry()
    }

    /// From every complex of a workspace.
    ///
    /// # Errors
    /// As [`Entry::from_wire`].
    pub fn from_workspace(workspace: &WithAtoms<Workspace>) -> Result<Vec<Self>, ConvertError> {
        let atoms = workspace.by_uid();
        workspace.structure.complexes.iter().map(|complex| Reading::new(complex, &atoms).entry()).collect()
    }

    /// The complex. An atom's uid is its index, or its number if indices are not unique.
    ///
    /// # Errors
    /// When the appearance is not this structure's.
    pub fn to_wire(&self) -> Result<WithAtoms<Complex>, ConvertError> {
        let mut many = Self::to_wires([self])?;
        Ok(WithAtoms { atoms: many.atoms, structure: many.structure.pop().unwrap_or_default() })
    }

    /// Several complexes after one table of their atoms.
    ///
    /// # Errors
    /// As [`Entry::to_wire`].
    pub fn to_wires<'a>(
        entries: impl IntoIterator<Item = &'a Self> + Clone,
    ) -> Result<WithAtoms<Vec<Complex>>, ConvertError> {
        let mut indices: Vec<_> = entries
            .clone()
            .into_iter()
            .flat_map(|entry| entry.appearance.atoms.iter().map(|atom| atom.index))
            .collect();
        indices.sort_unstable();
        let unique =
            indices.first().is_none_or(|&first| first >= 0) && indices.windows(2).all(|two| two[0] < two[1]);
        let (mut atoms, mut complexes) = (AtomTable::new(), Vec::new());
        for entry in entries {
            entry.check()?;
            let first = atoms.len() as i64;
            let uid = |atom: usize| {
                Uid(if unique { entry.appearance.atoms[atom].index } else { first + atom as i64 })
            };
            complexes.push(entry.complex(&uid));
            atoms.extend((0..entry.structure.atom_count()).map(|atom| (uid(atom), entry.atom(atom))));
        }
        Ok(WithAtoms { atoms, structure: complexes })
    }

    /// A workspace of entries, placed in the room as `room` is.
    ///
    /// # Errors
    /// As [`Entry::to_wire`].
    pub fn to_workspace<'a>(
        entries: impl IntoIterator<Item = &'a Self> + Clone,
        room: &Workspace,
    ) -> Result<WithAtoms<Workspace>, ConvertError> {
        let WithAtoms { atoms, structure: complexes } = Self::to_wires(entries)?;
        let &Workspace { position, rotation, scale, .. } = room;
        Ok(WithAtoms { atoms, structure: Workspace { complexes, position, rotation, scale } })
    }

    /// The complex without molecules.
    pub fn shallow(&self) -> Complex {
        let structure = &self.structure;
        Complex {
            name: structure.name.clone(),
            remarks: structure.header.other.clone(),
            molecules: Vec::new(),
            ..self.appearance.complex.clone()
        }
    }

    fn check(&self) -> Result<(), ConvertError> {
        let (structure, look) = (&self.structure, &self.appearance);
        let chain_residues = look.chains.iter().map(|chain| chain.residue_count).sum();
        let row = |what: &'static str, row: usize, rows: usize| match row < rows {
            true => Ok(()),
            false => Err(ConvertError::Rows {
                complex: structure.name.clone(),
                what,
                rows: row + 1,
                expected: rows,
            }),
        };
        look.bonds
            .iter()
            .try_for_each(|bond| row("residues of bonds", bond.residue, structure.residues.len()))?;
        look.chains
            .iter()
            .try_for_each(|chain| row("models of chains", chain.model, structure.models.len()))?;
        for (what, rows, expected) in [
            ("atoms", look.atoms.len(), structure.atom_count()),
            ("bonds", look.bonds.len(), structure.bonds.len()),
            ("residues", look.residues.len(), structure.residues.len()),
            ("residues in chains", chain_residues, structure.residues.len()),
            ("models", look.molecules.len(), structure.models.len()),
        ] {
            if rows != expected {
                return Err(ConvertError::Rows { complex: structure.name.clone(), what, rows, expected });
            }
        }
        Ok(())
    }

    fn complex(&self, uid: &impl Fn(usize) -> Uid) -> Complex {
        let mut residues = self.residues(uid).into_iter();
        let mut complex = self.shallow();
        complex.molecules = (0..self.structure.models.len()).map(|model| self.molecule(model)).collect();
        let mut first = 0;
        for look in &self.appearance.chains {
            let chain = Chain {
                name: self.chain_name(look, first),
                residues: residues.by_ref().take(look.residue_count).collect(),
                ..look.chain.clone()
            };
            first += look.residue_count;
            complex.molecules[look.model].chains.push(chain);
        }
        complex
    }

    fn molecule(&self, model: usize) -> Molecule {
        let mut molecule = self.appearance.molecules[model].clone();
        if model == 0 {
            if let Some(first) = molecule.associateds.first_mut() {
                first.clone_from(&self.structure.data);
            }
            for (k, conformer) in self.structure.conformers.iter().enumerate() {
                if let (Some(name), Some(data)) =
                    (molecule.names.get_mut(k + 1), molecule.associateds.get_mut(k + 1))
                {
                    name.clone_from(&conformer.name);
                    data.clone_from(&conformer.data);
                }
            }
        }
        molecule
    }

    /// The name the wire gave it, if that still means the structure's chain.
    fn chain_name(&self, look: &ChainLook, first_residue: usize) -> String {
        let name = &look.chain.name;
        if look.residue_count == 0 {
            return name.clone();
        }
        let id = self.structure.chains.id[self.structure.chains.holding(first_residue)].as_str();
        if name == id || name.strip_prefix('H') == Some(id) { name.clone() } else { id.to_owned() }
    }

    fn residues(&self, uid: &impl Fn(usize) -> Uid) -> Vec<Residue> {
        let table = &self.structure.residues;
        let mut residues: Vec<_> = self
            .appearance
            .residues
            .iter()
            .enumerate()
            .map(|(r, look)| Residue {
                atoms: table.atoms(r).map(uid).collect(),
                serial: table.number[r],
                name: table.name[r].to_string(),
                secondary_structure: kept(
                    look.secondary_structure,
                    secondary,
                    table.secondary[r],
                    wire_secondary,
                ),
                ..look.clone()
            })
            .collect();
        for (b, look) in self.appearance.bonds.iter().enumerate() {
            residues[look.residue].bonds.push(self.bond(b, look, uid));
        }
        residues
    }

    fn bond(&self, bond: usize, look: &BondLook, uid: &impl Fn(usize) -> Uid) -> Bond {
        let held = self.structure.bonds.order[bond];
        let atoms = self.structure.bonds.atoms[bond].map(|atom| uid(atom as usize));
        let (mut kinds, in_conformer): (Vec<_>, Vec<_>) = look.conformers.iter().copied().unzip();
        let Some(first) = kinds.first_mut() else {
            return Bond { index: look.index, ..Bond::new(wire_order(held), atoms) };
        };
        if *first != wire_order(held) && order(*first) != held {
            *first = wire_order(held);
        }
        Bond { index: look.index, kinds, in_conformer, atoms }
    }

    fn atom(&self, i: usize) -> wire::Atom {
        let (table, look) = (&self.structure.atoms, &self.appearance.atoms[i]);
        let count = look.in_conformer.len().clamp(1, 1 + self.structure.conformers.len());
        let further = self.structure.conformers.iter().map(|conformer| conformer.position[i]);
        let positions = std::iter::once(table.position[i]).chain(further).take(count);
        let mut in_conformer = look.in_conformer.clone();
        in_conformer.resize(count, true);
        wire::Atom {
            symbol: kept(
                look.symbol.clone(),
                |symbol| element(&symbol),
                table.element[i],
                |e| e.symbol().to_owned(),
            ),
            serial: table.serial[i],
            name: table.name[i].to_string(),
            positions: positions.map(narrow).collect(),
            in_conformer,
            is_het: table.hetero[i],
            occupancy: table.occupancy[i],
            bfactor: table.b_factor[i],
            formal_charge: kept(look.formal_charge, charge, table.formal_charge[i], i32::from),
            partial_charge: table.partial_charge.as_ref().map_or(0.0, |charges| charges[i]),
            alt_loc: kept(look.alt_loc, alt_loc, table.alt_loc[i], |location| {
                if location == 0 { b'.' } else { location }
            }),
            atom_type: self.types(i, &look.atom_type),
            ..look.clone()
        }
    }

    /// Types of an atom: as they came, if the structure's columns still say the same.
    fn types(&self, i: usize, came: &Tags) -> Tags {
        let columns = &self.structure.atoms.other;
        let held = |scheme: &str| {
            columns.iter().find(|(name, _)| name == scheme).map_or("", |(_, values)| &values[i])
        };
        let same = came.iter().all(|(scheme, name)| held(scheme) == name)
            && columns.iter().all(|(scheme, values)| {
                values[i].is_empty() || came.iter().any(|(known, _)| scheme == known)
            });
        if same {
            return came.clone();
        }
        let named = columns.iter().filter(|(_, values)| !values[i].is_empty());
        named.map(|(scheme, values)| (scheme.to_string(), values[i].to_string())).collect()
    }
}

/// How the wire said something, as long as it means what the structure holds; else how it is said now.
fn kept<W: Clone, S: PartialEq>(came: W, meaning: impl Fn(W) -> S, held: S, say: impl Fn(S) -> W) -> W {
    if meaning(came.clone()) == held { came } else { say(held) }
}

/// A point of the wire, which has single precision.
pub(crate) fn narrow(point: Point) -> Vector3 {
    point.map(|x| x as f32)
}

fn widen(point: Vector3) -> Point {
    point.map(f64::from)
}

fn element(symbol: &str) -> Element {
    Element::from_symbol(symbol).unwrap_or(Element::UNKNOWN)
}

fn charge(charge: i32) -> i8 {
    charge.clamp(i8::MIN.into(), i8::MAX.into()) as i8
}

fn alt_loc(location: u8) -> u8 {
    if matches!(location, b'.' | b' ') { 0 } else { location }
}

fn secondary(came: wire::SecondaryStructure) -> SecondaryStructure {
    match came {
        wire::SecondaryStructure::Coil => SecondaryStructure::Coil,
        wire::SecondaryStructure::Sheet => SecondaryStructure::Sheet,
        wire::SecondaryStructure::Helix => SecondaryStructure::Helix,
        _ => SecondaryStructure::Unknown,
    }
}

fn wire_secondary(held: SecondaryStructure) -> wire::SecondaryStructure {
    match held {
        SecondaryStructure::Unknown => wire::SecondaryStructure::Unknown,
        SecondaryStructure::Coil => wire::SecondaryStructure::Coil,
        SecondaryStructure::Sheet => wire::SecondaryStructure::Sheet,
        SecondaryStructure::Helix => wire::SecondaryStructure::Helix,
    }
}

fn order(came: BondKind) -> BondOrder {
    match came {
        BondKind::Single => BondOrder::Single,
        BondKind::Double => BondOrder::Double,
        BondKind::Triple => BondOrder::Triple,
        BondKind::Aromatic => BondOrder::Aromatic,
        _ => BondOrder::Unknown,
    }
}

/// The nearest the wire has: a quadruple bond is a triple one, a dative one single.
pub(crate) fn wire_order(held: BondOrder) -> BondKind {
    match held {
        BondOrder::Unknown => BondKind::Unknown,
        BondOrder::Single | BondOrder::Dative => BondKind::Single,
        BondOrder::Double => BondKind::Double,
        BondOrder::Triple | BondOrder::Quadruple => BondKind::Triple,
        BondOrder::Aromatic => BondKind::Aromatic,
    }
}

/// A complex on its way to an entry.
struct Reading<'a> {
    complex: &'a Complex,
    atoms: &'a HashMap<Uid, &'a wire::Atom>,
    builder: Builder,
    look: Appearance,
    /// Where each atom went.
    number_of: HashMap<Uid, usize>,
    /// The atoms in the structure's order.
    placed: Vec<&'a wire::Atom>,
}

impl<'a> Reading<'a> {
    fn new(complex: &'a Complex, atoms: &'a HashMap<Uid, &'a wire::Atom>) -> Self {
        Self {
            complex,
            atoms,
            builder: Builder::default(),
            look: Appearance { complex: complex.shallow(), ..Appearance::default() },
            number_of: HashMap::new(),
            placed: Vec::new(),
        }
    }

    fn entry(mut self) -> Result<Entry, ConvertError> {
        for (number, molecule) in (1..).zip(&self.complex.molecules) {
            self.molecule(number, molecule)?;
        }
        self.bonds()?;
        let mut structure = std::mem::take(&mut self.builder).finish();
        structure.name.clone_from(&self.complex.name);
        structure.header.other.clone_from(&self.complex.remarks);
        if let Some(data) = self.complex.molecules.first().and_then(|molecule| molecule.associateds.first()) {
            structure.data.clone_from(data);
        }
        structure.conformers = self.conformers();
        structure.atoms.partial_charge = self
            .placed
            .iter()
            .any(|atom| atom.partial_charge != 0.0)
            .then(|| self.placed.iter().map(|atom| atom.partial_charge).collect());
        structure.atoms.other = self.types();
        Ok(Entry { structure, appearance: self.look })
    }

    fn molecule(&mut self, number: i32, molecule: &'a Molecule) -> Result<(), ConvertError> {
        self.builder.model(number);
        self.look.molecules.push(molecule.shallow());
        let mut before: Option<&str> = None;
        for chain in &molecule.chains {
            let continues = before.is_some_and(|name| name != chain.name && self.chain_id(chain) == name);
            if !continues {
                self.builder.chain(self.chain_id(chain), "");
                before = Some(&chain.name);
            }
            self.look.chains.push(ChainLook {
                chain: chain.shallow(),
                model: self.look.molecules.len() - 1,
                residue_count: chain.residues.len(),
            });
            for residue in &chain.residues {
                self.residue(residue)?;
            }
        }
        Ok(())
    }

    /// The chain that a chain of the wire stands for: `A` for `HA` if all its atoms are hetero atoms.
    fn chain_id<'c>(&self, chain: &'c Chain) -> &'c str {
        let mut atoms =
            chain.residues.iter().flat_map(|residue| &residue.atoms).filter_map(|uid| self.atoms.get(uid));
        match chain.name.strip_prefix('H') {
            Some(id) if !id.is_empty() && !chain.residues.is_empty() && atoms.all(|atom| atom.is_het) => id,
            _ => &chain.name,
        }
    }

    fn residue(&mut self, residue: &'a Residue) -> Result<(), ConvertError> {
        self.builder.residue(&residue.name, residue.serial, 0);
        if let Some(last) = self.builder.structure().residues.secondary.last_mut() {
            *last = secondary(residue.secondary_structure);
        }
        self.look.residues.push(residue.shallow());
        for &uid in &residue.atoms {
            let atom = *self.atoms.get(&uid).ok_or_else(|| self.unknown("a residue", uid))?;
            let number = self.builder.atom(AtomRecord {
                element: element(&atom.symbol),
                name: atom.name.as_str().into(),
                position: widen(atom.position(0)),
                formal_charge: charge(atom.formal_charge),
                occupancy: atom.occupancy,
                b_factor: atom.bfactor,
                alt_loc: alt_loc(atom.alt_loc),
                serial: atom.serial,
                hetero: atom.is_het,
            });
            if self.number_of.insert(uid, number).is_some() {
                return Err(ConvertError::SharedAtom { complex: self.complex.name.clone(), uid });
            }
            self.placed.push(atom);
            let several = atom.positions.len() > 1;
            self.look.atoms.push(wire::Atom {
                positions: Vec::new(),
                in_conformer: if several { atom.in_conformer.clone() } else { Vec::new() },
                name: String::new(),
                ..atom.clone()
            });
        }
        Ok(())
    }

    fn bonds(&mut self) -> Result<(), ConvertError> {
        let chains = self.complex.molecules.iter().flat_map(|molecule| &molecule.chains);
        for (residue, wire) in chains.flat_map(|chain| &chain.residues).enumerate() {
            for bond in &wire.bonds {
                let number =
                    |uid| self.number_of.get(&uid).copied().ok_or_else(|| self.unknown("a bond", uid));
                let (first, second) = (number(bond.atoms[0])?, number(bond.atoms[1])?);
                self.builder.bond(first, second, order(bond.kind(0)));
                let conformers = bond.kinds.iter().copied().zip(bond.in_conformer.iter().copied()).collect();
                self.look.bonds.push(BondLook { index: bond.index, residue, conformers });
            }
        }
        Ok(())
    }

    fn unknown(&self, what: &'static str, uid: Uid) -> ConvertError {
        ConvertError::UnknownAtom { complex: self.complex.name.clone(), what, uid }
    }

    /// Further positions of all atoms; an atom with fewer stays where it was.
    fn conformers(&self) -> Vec<Conformer> {
        let count = self.placed.iter().map(|atom| atom.positions.len()).max().unwrap_or(1);
        let molecule = self.complex.molecules.first();
        let named =
            |k: usize| molecule.and_then(|m| Some((m.names.get(k)?.clone(), m.associateds.get(k)?.clone())));
        (1..count)
            .map(|k| {
                let (name, data) = named(k).unwrap_or_default();
                let position =
                    self.placed.iter().map(|atom| widen(atom.position(k.min(atom.positions.len() - 1))));
                Conformer { name, data, position: position.collect() }
            })
            .collect()
    }

    /// A column for every scheme of atom types.
    fn types(&self) -> Vec<(Name, Vec<Name>)> {
        let mut columns: Vec<(Name, Vec<Name>)> = Vec::new();
        for (number, atom) in self.placed.iter().enumerate() {
            for (scheme, name) in &atom.atom_type {
                let column = match columns.iter().position(|(known, _)| known == scheme.as_str()) {
                    Some(column) => column,
                    None => {
                        columns.push((scheme.as_str().into(), vec![Name::new(); self.placed.len()]));
                        columns.len() - 1
                    }
                };
                columns[column].1[number] = name.as_str().into();
            }
        }
        columns
    }
}
