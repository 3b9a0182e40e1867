//! Structures and the atoms they refer to.

use std::collections::HashMap;

use super::{Atom, Bond, Chain, Complex, Molecule, Residue, Workspace};
use crate::codec::{DecodeError, Reader, Writer};
use crate::layout::Layout;
#[cfg(test)]
use crate::sample::Random;
use crate::versions::Versions;

/// What an atom is called within one message: `AtomIndex` (0), i64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uid(pub i64);

impl Layout for Uid {
    const NAME: &'static str = "AtomIndex";
    const LEAST: usize = 8;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        self.0.write(out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        i64::read(input, versions).map(Self)
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        random.new_atom()
    }
}

/// Atoms by uid, in the order of the wire: map<i64 uid, Atom>.
pub type AtomTable = Vec<(Uid, Atom)>;

/// A structure after the atoms that it refers to by uid.
///
/// AtomDict; then the structure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WithAtoms<T> {
    /// The atoms.
    pub atoms: AtomTable,
    /// What refers to them.
    pub structure: T,
}

impl<T> WithAtoms<T> {
    /// The atoms by uid, to look up what residues and bonds refer to.
    pub fn by_uid(&self) -> HashMap<Uid, &Atom> {
        self.atoms.iter().map(|(uid, atom)| (*uid, atom)).collect()
    }
}

/// A structure that refers to atoms.
pub trait Refers {
    /// Calls `visit` with the uid of every atom of its residues and with the conformer that its molecule shows.
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize));
}

impl Refers for Residue {
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.atoms.iter().for_each(|&uid| visit(uid, conformer));
    }
}

impl Refers for Chain {
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.residues.atoms_shown(conformer, visit);
    }
}

impl Refers for Molecule {
    fn atoms_shown(&self, _: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.chains.atoms_shown(self.shown(), visit);
    }
}

impl Refers for Complex {
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.molecules.atoms_shown(conformer, visit);
    }
}

impl Refers for Workspace {
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.complexes.atoms_shown(conformer, visit);
    }
}

impl Refers for Bond {
    fn atoms_shown(&self, _: usize, _: &mut impl FnMut(Uid, usize)) {}
}

impl<T: Refers> Refers for Vec<T> {
    fn atoms_shown(&self, conformer: usize, visit: &mut impl FnMut(Uid, usize)) {
        self.iter().for_each(|structure| structure.atoms_shown(conformer, visit));
    }
}

/// The first version of [`Atom`] that holds several conformers.
const ATOM_HOLDS_CONFORMERS: u8 = 3;

impl<T: Layout + Refers> Layout for WithAtoms<T> {
    const LEAST: usize = 4 + T::LEAST;

    fn write(&self, out: &mut Writer, versions: &Versions) {
        if versions.of::<Atom>() >= ATOM_HOLDS_CONFORMERS {
            self.atoms.write(out, versions);
        } else {
            let mut shown = HashMap::new();
            self.structure.atoms_shown(0, &mut |uid, conformer| {
                shown.insert(uid, conformer);
            });
            out.count(self.atoms.len());
            for (uid, atom) in &self.atoms {
                uid.write(out, versions);
                atom.write_conformer(shown.get(uid).copied().unwrap_or(0), out, versions);
            }
        }
        self.structure.write(out, versions);
    }

    fn read(input: &mut Reader<'_>, versions: &Versions) -> Result<Self, DecodeError> {
        Ok(Self { atoms: Layout::read(input, versions)?, structure: T::read(input, versions)? })
    }

    #[cfg(test)]
    fn sample(random: &mut Random) -> Self {
        random.start_structure();
        let structure = T::sample(random);
        let uids = random.atoms();
        Self { atoms: uids.into_iter().map(|uid| (uid, Atom::sample(random))).collect(), structure }
    }
}
