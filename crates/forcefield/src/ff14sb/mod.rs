//! ff14SB for proteins, with TIP3P water and ions (Maier et al. 2015).
//!
//! `E = Σ k (r - r0)² + Σ k (θ - θ0)² + Σ V (1 + cos(n φ - δ)) + Σ 12-6 + Σ q q / r`. Pairs three bonds apart count
//! half (van der Waals) and 1/1.2 (electrostatics). Every atom must be in a residue that the force field knows, with
//! all its hydrogens; bonds come from the residues' templates, peptide bonds and disulfide bridges from distances or
//! the structure's own bonds.
//!
//! ```
//! use geminal_forcefield::{TermKind, ff14sb};
//! use geminal_structure::{AtomRecord, Builder, Element};
//!
//! let mut builder = Builder::default();
//! builder.chain("A", "");
//! builder.residue("HOH", 1, 0);
//! for (name, element, position) in [
//!     ("O", Element::O, [0.0, 0.0, 0.0]),
//!     ("H1", Element::H, [0.9572, 0.0, 0.0]),
//!     ("H2", Element::H, [-0.24, 0.93, 0.0]),
//! ] {
//!     builder.atom(AtomRecord { name: name.into(), element, position, ..AtomRecord::default() });
//! }
//! let water = builder.finish();
//! let mut potential = ff14sb::parametrize(&water)?;
//! let energies = potential.energy(water.positions());
//! assert!(energies[TermKind::Bond] < 0.01 && energies[TermKind::Electrostatic] == 0.0);
//! # Ok::<(), geminal_forcefield::Untyped>(())
//! ```

mod library;
mod links;
mod matching;
mod parameters;

use geminal_structure::Structure;

use crate::Potential;
use crate::nonbonded::{Coulomb, LennardJones, Pairs};
use crate::terms::Term;
use crate::terms::harmonic_angle::{HarmonicAngle, HarmonicAngles};
use crate::terms::harmonic_bond::{HarmonicBond, HarmonicBonds};
use crate::terms::periodic_torsion::{PeriodicTorsions, Torsion};
use crate::topology::Topology;
use crate::untyped::{Untyped, UntypedAtom};
pub(crate) use library::LIBRARY;
use library::{Kind, Series, TemplateAtom};
use matching::Placed;
use parameters::{Impropers, Outer, Propers};

/// Energy of two unit charges 1 Å apart, kcal/mol (138.935 457 644 kJ/mol·nm).
pub const COULOMB_CONSTANT: f64 = 332.063_713_299;

/// Factors of pairs three bonds apart: van der Waals, electrostatics.
pub const SCALED: [f64; 2] = [0.5, 1.0 / 1.2];

/// The potential of a structure all of whose atoms the force field knows.
///
/// # Errors
/// Names the atoms it does not know.
pub fn parametrize(structure: &Structure) -> Result<Potential, Untyped> {
    Ok(Typed::whole(structure)?.potential())
}

/// Atoms of a structure with their types, and the bonds between them.
pub struct Typed {
    places: Vec<Option<Placed>>,
    ranks: Vec<(u32, u8)>,
    elements: Vec<u8>,
    /// Bonds of the typed atoms.
    pub topology: Topology,
    /// Atoms that the force field does not know, or next to which some are missing.
    pub untyped: Vec<UntypedAtom>,
}

impl Typed {
    /// Types every residue.
    ///
    /// # Errors
    /// Names the atoms that the force field does not know.
    pub fn whole(structure: &Structure) -> Result<Self, Untyped> {
        let typed = Self::residues(structure, &|_| true);
        typed.complete("ff14sb", "add hydrogens first (geminal hydrogens), or try auto")
    }

    /// Itself, if every residue asked for is known.
    pub(crate) fn complete(
        mut self,
        forcefield: &'static str,
        advice: &'static str,
    ) -> Result<Self, Untyped> {
        let atoms = std::mem::take(&mut self.untyped);
        if atoms.is_empty() { Ok(self) } else { Err(Untyped { forcefield, atoms, advice }) }
    }

    /// The potential of all typed atoms.
    pub fn potential(&self) -> Potential {
        let mut potential = Potential::new(self.places.len());
        potential.extend(self.terms());
        let kernel = LennardJones { coulomb: Coulomb::Constant };
        let special = self.topology.special_pairs(SCALED[0], SCALED[1]);
        potential.set_nonbonded(Pairs { kernel, atoms: self.atoms(), special, cutoff: None });
        potential
    }

    /// Types the residues for which `wanted` holds.
    pub fn residues(structure: &Structure, wanted: &dyn Fn(usize) -> bool) -> Self {
        let bridges = links::disulfides(structure, wanted);
        let mut bridged = vec![false; structure.residues.len()];
        let residue_of = structure.residue_of_atoms();
        for &sulfur in bridges.iter().flatten() {
            bridged[residue_of[sulfur as usize] as usize] = true;
        }
        let matched = matching::matched(structure, wanted, &bridged);
        let mut bonds = links::within_residues(structure, &matched.places);
        bonds.extend(links::peptide_bonds(structure, &matched.places));
        let placed = |bond: &[u32; 2]| bond.iter().all(|&atom| matched.places[atom as usize].is_some());
        bonds.extend(bridges.into_iter().filter(placed));
        let rank = |(atom, place): (usize, &Option<Placed>)| {
            (residue_of[atom], place.map_or(0, |place| place.index))
        };
        Self {
            ranks: matched.places.iter().enumerate().map(rank).collect(),
            elements: structure.atoms.element.iter().map(|element| element.number()).collect(),
            topology: Topology::new(structure.atom_count(), bonds),
            places: matched.places,
            untyped: matched.untyped,
        }
    }

    /// Type of each atom as Amber calls it; empty for atoms without one.
    pub fn types(&self) -> Vec<&'static str> {
        let name = |atom: &TemplateAtom| LIBRARY.names[atom.kind as usize];
        self.places.iter().map(|place| place.map_or("", |place| name(template_atom(place)))).collect()
    }

    /// Charge of each atom in e; 0 for atoms without a type.
    pub fn charges(&self) -> Vec<f64> {
        self.places.iter().map(|place| place.map_or(0.0, |place| template_atom(place).charge)).collect()
    }

    /// Parameters of each atom for [`LennardJones`]; zeros for atoms without a type.
    pub fn atoms(&self) -> Vec<[f64; 3]> {
        let parameters = |place: &Option<Placed>| {
            place.map_or([0.0; 3], |place| {
                let atom = template_atom(place);
                let [sigma, epsilon] = LIBRARY.lennard_jones[atom.kind as usize];
                LennardJones::atom(atom.charge, sigma, epsilon, COULOMB_CONSTANT)
            })
        };
        self.places.iter().map(parameters).collect()
    }

    /// The bonded terms.
    pub fn terms(&self) -> Vec<Box<dyn Term>> {
        // In the order of their atoms, as the other terms are, so that a share of all of them is a stretch of atoms.
        let mut bonds = self.topology.bonds().to_vec();
        bonds.sort_unstable_by_key(|&[i, j]| (i.min(j), i.max(j)));
        let bonds = bonds.into_iter().filter_map(|[i, j]| {
            let [a, b] = self.kinds([i, j])?;
            Some(([i, j], *LIBRARY.stretch.get(&[a.min(b), a.max(b)])?))
        });
        let angles = self.topology.angles().filter_map(|[i, j, k]| {
            let [a, b, c] = self.kinds([i, j, k])?;
            Some(([i, j, k], *LIBRARY.bend.get(&[a.min(c), b, a.max(c)])?))
        });
        let mut terms: Vec<Box<dyn Term>> = vec![
            Box::new(HarmonicBonds::new(HarmonicBond, bonds)),
            Box::new(HarmonicAngles::new(HarmonicAngle, angles)),
        ];
        terms.extend(self.torsions().torsions());
        terms.extend(self.impropers().impropers());
        terms
    }

    fn torsions(&self) -> PeriodicTorsions {
        let mut propers = Propers::of(&LIBRARY);
        let mut torsions = Vec::new();
        for atoms in self.topology.torsions() {
            let series = self.kinds(atoms).and_then(|kinds| propers.find(kinds));
            push(&mut torsions, atoms, series);
        }
        PeriodicTorsions::new(&torsions)
    }

    fn impropers(&self) -> PeriodicTorsions {
        let mut impropers = Impropers::of(&LIBRARY);
        let mut torsions = Vec::new();
        for (centre, trio) in self.topology.trios() {
            let Some([kind, a, b, c]) = self.kinds([centre, trio[0], trio[1], trio[2]]) else { continue };
            let outer = |atom: u32, kind: Kind| Outer {
                kind,
                element: self.elements[atom as usize],
                rank: self.ranks[atom as usize],
            };
            let outers = [outer(trio[0], a), outer(trio[1], b), outer(trio[2], c)];
            if let Some(([x, y, z], series)) = impropers.find(kind, outers) {
                push(&mut torsions, [trio[x], trio[y], centre, trio[z]], Some(series));
            }
        }
        PeriodicTorsions::new(&torsions)
    }

    /// The types of some atoms, if all have one.
    fn kinds<const N: usize>(&self, atoms: [u32; N]) -> Option<[Kind; N]> {
        let mut kinds = [0; N];
        for (kind, atom) in kinds.iter_mut().zip(atoms) {
            let place = self.places[atom as usize]?;
            *kind = template_atom(place).kind;
        }
        Some(kinds)
    }
}

fn template_atom(place: Placed) -> &'static TemplateAtom {
    &LIBRARY.templates[place.template as usize].atoms[place.index as usize]
}

/// Whether there is a template for a residue, whatever its atoms.
pub fn knows(structure: &Structure, residue: usize) -> bool {
    matching::has_template(&structure.residues.name[residue])
}

fn push(torsions: &mut Vec<Torsion>, atoms: [u32; 4], series: Option<&Series>) {
    for &(barrier, periodicity, phase) in series.iter().flat_map(|series| &series.summands) {
        torsions.push(Torsion { atoms, periodicity, barrier, phase });
    }
}
