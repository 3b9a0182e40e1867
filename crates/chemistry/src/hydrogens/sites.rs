//! Which atoms lack hydrogens: how many, how they stand, and whether they can turn.

use super::geometry::Arrangement;
use crate::Graph;
use crate::kekule::kekule_orders;
use crate::residues::{Match, compatible, whole_order};
use geminal_structure::{Adjacency, BondKind, BondOrder, Element, Name, Structure};

/// An atom (at one alternate location) that hydrogens are to be placed on.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The atom.
    pub parent: usize,
    /// Alternate location of the hydrogens.
    pub alt: u8,
    /// The atom that gives the hydrogens their occupancy.
    pub model: usize,
    /// Number of hydrogens to place.
    pub count: usize,
    /// Atoms bonded to it at this alternate location, hydrogens that are there included.
    pub neighbors: Vec<u32>,
    /// How they stand.
    pub arrangement: Arrangement,
    /// An atom on the only neighbour, from which dihedral angles count.
    pub beyond: Option<usize>,
    /// What the hydrogens can do.
    pub freedom: Freedom,
    /// Dihedral angle of the first hydrogen in radians, before orientation.
    pub turn: f64,
    /// Names, in the order of the directions; filled by `naming`.
    pub names: Vec<Name>,
}

/// How the hydrogens of a site may move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Freedom {
    /// Their places follow from the neighbours (methyl groups stay staggered).
    Fixed,
    /// They turn about the bond to the only neighbour, best at the dihedral angles of the barrier.
    Turn(Barrier),
    /// One of two places.
    Choice,
    /// They turn about all axes: water, ammonium.
    Free,
}

/// Barrier to turning in kcal/mol.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Barrier {
    /// Staggered is best: `V/2 (1 + cos 3φ)`.
    Threefold(f64),
    /// In the plane is best: `V/2 (1 - cos 2φ)`.
    Twofold(f64),
    /// In the plane and cis to `beyond` (acids): twofold, and as much again for trans.
    Cis(f64),
}

/// What the sites are found in: a structure whose bonds and charges are complete.
pub(crate) struct Scene<'a> {
    pub structure: &'a Structure,
    pub adjacency: &'a Adjacency,
    pub matches: &'a [Option<Match<'a>>],
    /// Order of each bond as a whole number.
    pub orders: &'a [u8],
    /// For each residue, whether a polymer begins with it.
    pub first: &'a [bool],
    /// For each atom, the atom of its residue's component that it is.
    pub component_atoms: &'a [Option<u16>],
}

impl<'a> Scene<'a> {
    /// The sites of one residue, in the order of its atoms.
    pub(crate) fn sites(&self, residue: usize, wanted: impl Fn(Element) -> bool) -> Vec<Site> {
        let mut sites = Vec::new();
        for i in self.structure.residues.atoms(residue) {
            let element = self.structure.atoms.element[i];
            if !takes_hydrogens(element) || !wanted(element) {
                continue;
            }
            for (alt, model) in self.alternates(i) {
                let neighbors = self.neighbors(i, alt);
                let count = self.lacking(residue, i, &neighbors);
                if count > 0 {
                    sites.push(self.site(i, (alt, model), neighbors, count));
                }
            }
        }
        sites
    }

    /// Alternate locations at which an atom needs hydrogens of their own, each with the atom that is there only then.
    fn alternates(&self, atom: usize) -> Vec<(u8, usize)> {
        let alt = &self.structure.atoms.alt_loc;
        if alt[atom] != 0 {
            return vec![(alt[atom], atom)];
        }
        let near = self.adjacency.of(atom).iter().map(|n| n.atom as usize);
        let mut found: Vec<(u8, usize)> = near.filter(|&n| alt[n] != 0).map(|n| (alt[n], n)).collect();
        found.sort_unstable();
        found.dedup_by_key(|(alt, _)| *alt);
        if found.is_empty() { vec![(0, atom)] } else { found }
    }

    /// Atoms bonded to one at an alternate location; coordination to metals left out.
    fn neighbors(&self, atom: usize, alt: u8) -> Vec<u32> {
        let s = self.structure;
        let near = self.adjacency.of(atom).iter().filter(|n| {
            compatible(alt, s.atoms.alt_loc[n.atom as usize]) && !self.is_coordination(n.bond as usize)
        });
        let mut atoms: Vec<u32> = near.map(|n| n.atom).collect();
        // In the component's order, so that left and right have names.
        let rank = |i: u32| self.component_atoms[i as usize].map_or(u32::MAX, u32::from);
        atoms.sort_by_key(|&i| (s.atoms.element[i as usize].is_hydrogen(), rank(i), i));
        atoms
    }

    fn is_coordination(&self, bond: usize) -> bool {
        let bonds = &self.structure.bonds;
        bonds.kind[bond] == BondKind::Metal || bonds.order[bond] == BondOrder::Dative
    }

    /// Order of the bond between two atoms.
    fn order(&self, atom: usize, other: u32) -> u8 {
        self.adjacency.bond_between(atom, other as usize).map_or(1, |bond| self.orders[bond])
    }

    /// Hydrogens that an atom with these neighbours lacks.
    fn lacking(&self, residue: usize, atom: usize, neighbors: &[u32]) -> usize {
        let s = self.structure;
        if neighbors.iter().any(|&n| s.atoms.element[n as usize].is_metal())
            && self.adjacency.of(atom).len() > 1
        {
            return 0;
        }
        let sum: u8 = neighbors.iter().map(|&n| self.order(atom, n)).sum();
        let free = lacking_by_valence(s.atoms.element[atom], s.atoms.formal_charge[atom], sum);
        match self.matches[residue].as_ref() {
            Some(found) => self.lacking_in_component(found, residue, atom, neighbors, free),
            None if s.residues.atoms(residue).len() == 1 && !s.residues.name[residue].is_empty() => 0,
            None => free,
        }
    }

    /// The same for an atom of a known component, which may say that there are none.
    fn lacking_in_component(
        &self,
        found: &Match<'_>,
        residue: usize,
        atom: usize,
        neighbors: &[u32],
        free: usize,
    ) -> usize {
        let Some(t) = found.heavy[atom - found.atoms.start].map(usize::from) else { return free };
        let component = found.component;
        let known = component.hydrogens(t).count();
        let heavy = |&&(other, _): &&(u16, u16)| !component.atoms[other as usize].element.is_hydrogen();
        let whole = component
            .neighbors(t)
            .iter()
            .filter(heavy)
            .all(|&(other, _)| found.copies(other as usize).any(|i| neighbors.contains(&(i as u32))));
        let changed = component.atoms[t].formal_charge != self.structure.atoms.formal_charge[atom];
        if known == 0
            && (whole && !changed && component.id != "HIS" || component.atoms[t].element == Element::P)
        {
            return 0;
        }
        let gap = |name: &str| {
            component.atoms[t].name == name
                && component.atom_named("CA").is_some()
                && crate::residues::chain_ends(component).is_some_and(|ends| ends.0 == "N")
                && !neighbors.iter().any(|&n| !found.atoms.contains(&(n as usize)))
        };
        if gap("C") && !whole {
            // The next residue is missing from the model.
            return 0;
        }
        if gap("N") && !self.first[residue] && self.structure.atoms.formal_charge[atom] == 0 {
            return free.saturating_sub(1);
        }
        free
    }

    fn site(&self, parent: usize, (alt, model): (u8, usize), neighbors: Vec<u32>, count: usize) -> Site {
        let arrangement = self.arrangement(parent, &neighbors);
        let mut site = Site {
            parent,
            alt,
            model,
            count,
            neighbors,
            arrangement,
            beyond: None,
            freedom: Freedom::Fixed,
            turn: std::f64::consts::PI,
            names: Vec::new(),
        };
        match (site.neighbors.len(), arrangement) {
            (0, _) => site.freedom = Freedom::Free,
            (1, Arrangement::Linear) => {}
            (1, _) => self.set_turn(&mut site),
            (2, Arrangement::Tetrahedral) if count == 1 => site.freedom = Freedom::Choice,
            _ => {}
        }
        site
    }

    /// The dihedral angle and freedom of hydrogens about the bond to their only neighbour.
    fn set_turn(&self, site: &mut Site) {
        let s = self.structure;
        let axis = site.neighbors[0] as usize;
        let element = s.atoms.element[site.parent];
        if s.atoms.element[axis].is_hydrogen() {
            // One hydrogen of a water or an ammonium is there.
            site.freedom = Freedom::Turn(Barrier::Threefold(0.0));
            return;
        }
        let mut others = self.neighbors(axis, site.alt);
        others.retain(|&n| n as usize != site.parent);
        let double = others.iter().copied().find(|&n| self.order(axis, n) == 2);
        let flat = self.is_flat(axis);
        let doubly_oxygen = double.filter(|&n| s.atoms.element[n as usize] == Element::O);
        let single = others.iter().copied().find(|&n| self.order(axis, n) == 1);
        let hydroxyl = matches!(element, Element::O | Element::S | Element::SE);
        match (site.arrangement, site.count) {
            (Arrangement::Planar, count) => {
                site.beyond = others.first().map(|&n| n as usize);
                site.turn = if count == 1 { std::f64::consts::PI } else { 0.0 };
                if count == 1 {
                    site.freedom = Freedom::Choice;
                }
            }
            (_, 1) if hydroxyl && flat => {
                site.beyond = doubly_oxygen.or(others.first().copied()).map(|n| n as usize);
                let acid = doubly_oxygen.is_some();
                site.turn = if acid { 0.0 } else { std::f64::consts::PI };
                site.freedom = Freedom::Turn(if acid { Barrier::Cis(6.0) } else { Barrier::Twofold(3.0) });
            }
            (_, count) => {
                site.beyond =
                    if flat { single.or(double) } else { others.first().copied() }.map(|n| n as usize);
                let movable =
                    !(matches!(element, Element::C | Element::B | Element::SI) || count == 2 && flat);
                if movable {
                    site.freedom =
                        Freedom::Turn(Barrier::Threefold(if element == Element::N { 2.0 } else { 1.2 }));
                }
            }
        }
    }

    fn arrangement(&self, atom: usize, neighbors: &[u32]) -> Arrangement {
        let s = self.structure;
        let element = s.atoms.element[atom];
        if !matches!(element, Element::C | Element::N | Element::O | Element::B) {
            return Arrangement::Tetrahedral;
        }
        let orders = || neighbors.iter().map(|&n| self.order(atom, n));
        if orders().any(|order| order >= 3) || orders().filter(|&order| order == 2).count() == 2 {
            return Arrangement::Linear;
        }
        let boron = element == Element::B && s.atoms.formal_charge[atom] == 0;
        if self.is_flat(atom) || boron || element == Element::N && self.is_amide_like(atom, neighbors) {
            return Arrangement::Planar;
        }
        Arrangement::Tetrahedral
    }

    /// Whether an atom of the second row has a double or an aromatic bond.
    fn is_flat(&self, atom: usize) -> bool {
        let second_row = self.structure.atoms.element[atom].number() <= 10;
        second_row
            && self.adjacency.of(atom).iter().any(|n| {
                let bond = n.bond as usize;
                self.orders[bond] == 2 || self.structure.bonds.aromatic[bond]
            })
    }

    /// A neutral nitrogen beside an atom with a double or aromatic bond: amide, aniline, enamine, guanidine.
    fn is_amide_like(&self, atom: usize, neighbors: &[u32]) -> bool {
        self.structure.atoms.formal_charge[atom] <= 0 && neighbors.iter().any(|&n| self.is_flat(n as usize))
    }
}

/// For each atom of a structure, the atom of its residue's component that it is.
pub(crate) fn component_atoms(structure: &Structure, matches: &[Option<Match<'_>>]) -> Vec<Option<u16>> {
    let mut atoms = vec![None; structure.atom_count()];
    for found in matches.iter().flatten() {
        atoms[found.atoms.clone()].copy_from_slice(&found.heavy);
    }
    atoms
}

/// Elements that get hydrogens.
fn takes_hydrogens(element: Element) -> bool {
    matches!(element.number(), 5..=8 | 14..=16 | 34)
}

/// Hydrogens that an atom lacks, by its valence.
fn lacking_by_valence(element: Element, charge: i8, order_sum: u8) -> usize {
    usize::from(crate::valence::missing_hydrogens(element, charge, order_sum))
}

/// Orders of all bonds as whole numbers, coordination 0; delocalized bonds take a Kekulé structure, as far as there
/// is one.
pub(crate) fn whole_orders(structure: &Structure) -> Vec<u8> {
    let orders = &structure.bonds.order;
    let whole = |orders: &[BondOrder]| orders.iter().map(|&order| whole_order(order) as u8).collect();
    if !orders.contains(&BondOrder::Aromatic) {
        return whole(orders);
    }
    match kekule_orders(&Graph::new(structure)) {
        Ok(orders) => whole(&orders),
        Err(partly) => whole(&partly.orders),
    }
}
