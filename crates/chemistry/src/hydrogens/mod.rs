//! Hydrogens: added where they lack, turned to make hydrogen bonds, removed.
//!
//! What is there never moves and keeps its order; new hydrogens stand behind the atoms of their residue. How many an
//! atom gets follows from its bonds and its charge, and these from residue templates, geometry and the protonation at
//! a pH ([`crate::protonation`]); where they stand follows from ideal geometry; hydroxyls, thiols, amines and waters
//! are then turned. Names are those of the Chemical Component Dictionary.
//!
//! ```
//! use geminal_chemistry::hydrogens::{Options, add, remove};
//! use geminal_structure::{AtomRecord, Builder, Element};
//!
//! let mut builder = Builder::default();
//! builder.residue("HOH", 1, 0);
//! builder.atom(AtomRecord { name: "O".into(), element: Element::O, ..AtomRecord::default() });
//! let water = builder.finish();
//! let added = add(&water, &Options::default());
//! assert_eq!(added.structure.atoms.name, ["O", "H1", "H2"]);
//! assert_eq!(remove(&added.structure).atom_count(), 1);
//! ```

pub(crate) mod geometry;
mod insert;
mod naming;
mod orient;
mod sites;

use crate::bonds::perceive_bonds;
use crate::protonation::{assign_ligand_states, assign_residue_states};
use crate::residues::{Components, Match, first_of_chains, match_all};
use geminal_structure::{Adjacency, Element, Point, Structure};
use geometry::{add as sum, bond_length, directions, scale};
use orient::{Particle, heavy_particle, hydrogen_particle, orient};
use rayon::prelude::*;
use sites::{Freedom, Scene, Site, component_atoms, whole_orders};

pub use insert::remove;

/// How hydrogens are added.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// The pH that decides protonation; none leaves the charges as they are (those of templates at pH 7.4).
    pub ph: Option<f64>,
    /// Only hydrogens on nitrogen, oxygen and sulphur.
    pub polar_only: bool,
    /// Turn those that can turn, to make hydrogen bonds.
    pub orient: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { ph: Some(7.4), polar_only: false, orient: true }
    }
}

/// A structure with its hydrogens added.
#[derive(Clone, Debug)]
pub struct Added {
    /// The structure: bonds, orders and formal charges are complete too.
    pub structure: Structure,
    /// For each of its atoms the index before; none for an added hydrogen.
    pub origin: Vec<Option<u32>>,
    /// What was done to each residue.
    pub residues: Vec<ResidueReport>,
}

/// What was done to a residue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResidueReport {
    /// Number of hydrogens added.
    pub added: u32,
    /// Sum of its formal charges in e.
    pub charge: i32,
    /// It lacks heavy atoms of its template.
    pub incomplete: bool,
    /// No template is known: its chemistry was perceived.
    pub perceived: bool,
}

impl Added {
    /// Number of hydrogens added.
    pub fn count(&self) -> usize {
        self.origin.iter().filter(|origin| origin.is_none()).count()
    }
}

/// Adds the hydrogens that a structure lacks.
pub fn add(structure: &Structure, options: &Options) -> Added {
    add_with(structure, Components::embedded(), options)
}

/// The same with a dictionary of one's own.
pub fn add_with(structure: &Structure, components: &Components, options: &Options) -> Added {
    let mut complete = structure.clone();
    let template = perceive_bonds(&mut complete, components).templates;
    let matches = match_all(&complete, components);
    let adjacency = complete.adjacency();
    if let Some(ph) = options.ph {
        assign_residue_states(&mut complete, &adjacency, &matches, ph);
        assign_ligand_states(&mut complete, &adjacency, &matches, ph);
    }
    let sites = find_sites(&complete, &adjacency, &matches, options);
    let positions = place(&complete, &sites, options);
    let mut residues = vec![ResidueReport::default(); complete.residues.len()];
    for (residue, report) in residues.iter_mut().enumerate() {
        let atoms = complete.residues.atoms(residue);
        report.added = sites[residue].iter().map(|site| site.count as u32).sum();
        report.charge = atoms.map(|i| i32::from(complete.atoms.formal_charge[i])).sum();
        report.perceived = matches[residue].is_none();
    }
    let inserted = insert::insert(complete, &sites, &positions);
    template.incomplete.iter().for_each(|&residue| residues[residue as usize].incomplete = true);
    Added { structure: inserted.structure, origin: inserted.origin, residues }
}

/// The sites of all residues, with names.
fn find_sites(
    structure: &Structure,
    adjacency: &Adjacency,
    matches: &[Option<Match<'_>>],
    options: &Options,
) -> Vec<Vec<Site>> {
    let orders = whole_orders(structure);
    let first = first_of_chains(structure, matches);
    let component_atoms = component_atoms(structure, matches);
    let scene = Scene {
        structure,
        adjacency,
        matches,
        orders: &orders,
        first: &first,
        component_atoms: &component_atoms,
    };
    let polar = |element| matches!(element, Element::N | Element::O | Element::S);
    let of_residue = |residue| {
        let mut sites = scene.sites(residue, |element| !options.polar_only || polar(element));
        naming::name_sites(&scene, residue, &mut sites);
        sites
    };
    (0..structure.residues.len()).into_par_iter().with_min_len(64).map(of_residue).collect()
}

/// Positions of the hydrogens of every site: for the structure, then for each of its conformers.
fn place(structure: &Structure, sites: &[Vec<Site>], options: &Options) -> Vec<Vec<Vec<Vec<Point>>>> {
    let mut all: Vec<Vec<Vec<Vec<Point>>>> = sites.iter().map(|row| vec![Vec::new(); row.len()]).collect();
    let sets =
        std::iter::once(&structure.atoms.position).chain(structure.conformers.iter().map(|c| &c.position));
    for points in sets {
        for model in 0..structure.models.len() {
            let residues = structure.model_residues(model);
            let row: Vec<&Site> = residues.clone().flat_map(|r| &sites[r]).collect();
            let ideal = |site: &&Site| ideal(structure, points, site);
            let mut placed: Vec<Vec<Point>> = row.par_iter().with_min_len(512).map(ideal).collect();
            if options.orient {
                orient_model(structure, points, model, &row, &mut placed);
            }
            let mut placed = placed.into_iter();
            for residue in residues {
                for site in &mut all[residue] {
                    site.extend(placed.next());
                }
            }
        }
    }
    all
}

/// Element, position, neighbours and reference of a site.
fn surroundings(
    structure: &Structure,
    points: &[Point],
    site: &Site,
) -> (Element, Point, Vec<Point>, Option<Point>) {
    let neighbors = site.neighbors.iter().map(|&n| points[n as usize]).collect();
    (structure.atoms.element[site.parent], points[site.parent], neighbors, site.beyond.map(|b| points[b]))
}

/// Hydrogens at their ideal places.
fn ideal(structure: &Structure, points: &[Point], site: &Site) -> Vec<Point> {
    let (element, center, neighbors, beyond) = surroundings(structure, points, site);
    let what = (element, site.arrangement);
    let length = bond_length(element, site.arrangement);
    let found = directions(what, center, &neighbors, beyond, site.count, site.turn);
    found.into_iter().map(|direction| sum(center, scale(direction, length))).collect()
}

/// Turns what can turn in one model.
fn orient_model(
    structure: &Structure,
    points: &[Point],
    model: usize,
    sites: &[&Site],
    placed: &mut [Vec<Point>],
) {
    if sites.iter().all(|site| site.freedom == Freedom::Fixed) {
        return;
    }
    let particles = particles(structure, points, model, sites, placed);
    let adjacency = structure.adjacency();
    // The atom itself, its neighbours and theirs are dealt with by the barrier.
    let skip = |site: &Site, owner: u32| {
        owner as usize == site.parent
            || site
                .neighbors
                .iter()
                .any(|&n| n == owner || adjacency.of(n as usize).iter().any(|m| m.atom == owner))
    };
    orient(sites, |site| surroundings(structure, points, site), &particles, skip, placed);
}

/// What stands still: atoms that are there, and added hydrogens that cannot turn.
fn particles(
    structure: &Structure,
    points: &[Point],
    model: usize,
    sites: &[&Site],
    placed: &[Vec<Point>],
) -> Vec<Particle> {
    let atoms = &structure.atoms;
    let range = structure.model_atoms(model);
    let mut bears = vec![false; range.len()];
    let mut parent = vec![None; range.len()];
    for site in sites {
        bears[site.parent - range.start] = true;
    }
    for &[i, j] in &structure.bonds.atoms {
        for (a, b) in [(i as usize, j as usize), (j as usize, i as usize)] {
            if range.contains(&a) && range.contains(&b) && atoms.element[b].is_hydrogen() {
                bears[a - range.start] = true;
                parent[b - range.start] = Some(a);
            }
        }
    }
    let existing = range.clone().filter(|&i| points[i].iter().all(|x| x.is_finite())).map(|i| {
        let owner = parent[i - range.start];
        let (charge, contact) = match owner {
            Some(on) => hydrogen_particle(atoms.element[on]),
            None => heavy_particle(atoms.element[i], atoms.formal_charge[i], bears[i - range.start]),
        };
        Particle {
            position: points[i],
            charge,
            contact,
            alt: atoms.alt_loc[i],
            owner: owner.unwrap_or(i) as u32,
        }
    });
    let fixed = sites.iter().zip(placed).filter(|(site, _)| site.freedom == Freedom::Fixed);
    let added = fixed.flat_map(|(site, places)| {
        let (charge, contact) = hydrogen_particle(atoms.element[site.parent]);
        let (alt, owner) = (site.alt, site.parent as u32);
        places.iter().map(move |&position| Particle { position, charge, contact, alt, owner })
    });
    existing.chain(added).collect()
}
