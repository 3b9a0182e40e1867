//! A structure with hydrogens among its atoms, and one without.

use super::sites::Site;
use geminal_structure::{Atoms, BondOrder, Bonds, Conformer, Element, Name, Point, Structure};

/// A structure with hydrogens added, and where its atoms were.
pub(super) struct Inserted {
    pub structure: Structure,
    /// For each atom of the new structure, the old index; none for an added hydrogen.
    pub origin: Vec<Option<u32>>,
}

/// Puts the hydrogens of each residue behind its atoms. `sites` and `positions` go by residue; the first set of
/// positions of a site is for the structure's own, the others for its conformers.
pub(super) fn insert(old: Structure, sites: &[Vec<Site>], positions: &[Vec<Vec<Vec<Point>>>]) -> Inserted {
    let added: usize = sites.iter().flatten().map(|site| site.count).sum();
    let mut order: Vec<Source> = Vec::with_capacity(old.atom_count() + added);
    let mut offset = Vec::with_capacity(old.residues.offset.len());
    offset.push(0u32);
    for residue in 0..old.residues.len() {
        order.extend(old.residues.atoms(residue).map(Source::Old));
        for (s, row) in positions[residue].iter().enumerate() {
            let mut ranks: Vec<usize> = (0..row.first().map_or(0, Vec::len)).collect();
            ranks.sort_by(|&a, &b| sites[residue][s].names[a].cmp(&sites[residue][s].names[b]));
            order.extend(ranks.into_iter().map(|k| Source::New { residue, site: s, k }));
        }
        offset.push(order.len() as u32);
    }
    let origin = order.iter().map(|source| match source {
        Source::Old(i) => Some(*i as u32),
        Source::New { .. } => None,
    });
    let origin = origin.collect();
    Inserted { structure: rebuild(old, sites, positions, (&order, offset)), origin }
}

/// The structure without its hydrogens, deuterium included. A residue of nothing else keeps them.
pub fn remove(structure: &Structure) -> Structure {
    let hydrogen = |i: usize| structure.atoms.element[i].is_hydrogen();
    let mut order = Vec::with_capacity(structure.atom_count());
    let mut offset = vec![0u32];
    for residue in 0..structure.residues.len() {
        let atoms = structure.residues.atoms(residue);
        let keeps = atoms.clone().all(hydrogen);
        order.extend(atoms.filter(|&i| keeps || !hydrogen(i)).map(Source::Old));
        offset.push(order.len() as u32);
    }
    rebuild(structure.clone(), &[], &[], (&order, offset))
}

/// The structure with its atoms in a new order, by residues whose atoms begin at `offset`.
fn rebuild(
    old: Structure,
    sites: &[Vec<Site>],
    positions: &[Vec<Vec<Vec<Point>>>],
    (order, offset): (&[Source], Vec<u32>),
) -> Structure {
    let columns = Columns { old: &old, sites, positions, order };
    let (atoms, bonds, conformers) = (columns.atoms(), columns.bonds(), columns.conformers());
    let mut structure = Structure { atoms, bonds, conformers, ..old };
    structure.residues.offset = offset;
    structure
}

/// Where an atom of the new structure comes from.
#[derive(Clone, Copy)]
enum Source {
    Old(usize),
    New { residue: usize, site: usize, k: usize },
}

struct Columns<'a> {
    old: &'a Structure,
    sites: &'a [Vec<Site>],
    positions: &'a [Vec<Vec<Vec<Point>>>],
    order: &'a [Source],
}

impl Columns<'_> {
    fn site(&self, residue: usize, site: usize) -> &Site {
        &self.sites[residue][site]
    }

    /// One column: old values, and new ones made from the site and the number of the hydrogen in it.
    fn column<T: Clone>(&self, old: &[T], new: impl Fn(&Site, usize) -> T) -> Vec<T> {
        let value = |source: &Source| match *source {
            Source::Old(i) => old[i].clone(),
            Source::New { residue, site, k } => new(self.site(residue, site), k),
        };
        self.order.iter().map(value).collect()
    }

    fn optional<T: Clone>(&self, old: &Option<Vec<T>>, new: impl Fn(&Site, usize) -> T) -> Option<Vec<T>> {
        old.as_ref().map(|old| self.column(old, new))
    }

    fn points(&self, old: &[Point], set: usize) -> Vec<Point> {
        let value = |source: &Source| match *source {
            Source::Old(i) => old[i],
            Source::New { residue, site, k } => self.positions[residue][site][set][k],
        };
        self.order.iter().map(value).collect()
    }

    fn atoms(&self) -> Atoms {
        let a = &self.old.atoms;
        Atoms {
            element: self.column(&a.element, |_, _| Element::H),
            name: self.column(&a.name, |site, k| site.names[k].clone()),
            position: self.points(&a.position, 0),
            formal_charge: self.column(&a.formal_charge, |_, _| 0),
            occupancy: self.column(&a.occupancy, |site, _| a.occupancy[site.model]),
            b_factor: self.column(&a.b_factor, |site, _| a.b_factor[site.parent]),
            alt_loc: self.column(&a.alt_loc, |site, _| site.alt),
            serial: self.column(&a.serial, |_, _| 0),
            hetero: self.column(&a.hetero, |site, _| a.hetero[site.parent]),
            partial_charge: self.optional(&a.partial_charge, |_, _| 0.0),
            isotope: self.optional(&a.isotope, |_, _| 0),
            kind: self.optional(&a.kind, |_, _| "H".into()),
            segment: self.optional(&a.segment, |site, _| {
                a.segment.as_ref().map(|c| c[site.parent].clone()).unwrap_or_default()
            }),
            anisotropic: self.optional(&a.anisotropic, |_, _| [0.0; 6]),
            radical: self.optional(&a.radical, |_, _| 0),
            other: a
                .other
                .iter()
                .map(|(name, old)| (name.clone(), self.column(old, |_, _| Name::new())))
                .collect(),
        }
    }

    fn conformers(&self) -> Vec<Conformer> {
        let sets = self.old.conformers.iter().enumerate();
        let grown = sets.map(|(set, conformer)| Conformer {
            name: conformer.name.clone(),
            position: self.points(&conformer.position, set + 1),
            data: conformer.data.clone(),
        });
        grown.collect()
    }

    /// The old bonds among atoms that are kept, and those of the hydrogens.
    fn bonds(&self) -> Bonds {
        let mut moved = vec![None; self.old.atom_count()];
        for (new, source) in self.order.iter().enumerate() {
            if let Source::Old(i) = source {
                moved[*i] = Some(new);
            }
        }
        let old = &self.old.bonds;
        let mut bonds = Bonds::default();
        for (bond, pair) in old.atoms.iter().enumerate() {
            if let [Some(i), Some(j)] = pair.map(|i| moved[i as usize]) {
                bonds.atoms.push([i as u32, j as u32]);
                bonds.order.push(old.order[bond]);
                bonds.aromatic.push(old.aromatic[bond]);
                bonds.kind.push(old.kind[bond]);
                bonds.stereo.push(old.stereo[bond]);
            }
        }
        for (new, source) in self.order.iter().enumerate() {
            if let Source::New { residue, site, .. } = *source
                && let Some(parent) = moved[self.site(residue, site).parent]
            {
                bonds.push(parent, new, BondOrder::Single);
            }
        }
        bonds
    }
}
