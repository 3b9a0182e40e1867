//! Turning hydrogens to make hydrogen bonds without clashes.
//!
//! Hydroxyls, thiols, amines, ammoniums and waters have hydrogens whose place does not follow from their
//! neighbours. Each in turn takes the best of a set of directions (regular ones, and those that point at acceptors),
//! seeing what does not move and the others where they are now; a few sweeps settle networks. The score is the
//! interaction of coarse charges, a repulsion at short distance, and the barrier to turning. It is no force field.

use super::geometry::{Frame, add, bend, bond_length, cross, dot, scale, sub, unit, water_directions};
use super::sites::{Barrier, Freedom, Site};
use crate::residues::{compatible, distance_squared};
use geminal_spatial::CellGrid;
use geminal_structure::{Element, Point};
use std::f64::consts::{PI, TAU};

/// Atoms farther than this (Å) from the one that carries the hydrogens are not seen.
const REACH: f64 = 4.6;
/// Passes over all that can turn.
const SWEEPS: usize = 3;
/// Coulomb's constant (kcal/mol Å/e²) over a dielectric constant of 4.
const COULOMB: f64 = 332.06 / 4.0;

/// What a hydrogen sees of another atom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Particle {
    pub position: Point,
    /// Coarse charge in e.
    pub charge: f64,
    /// Distance in Å below which a polar hydrogen is repelled.
    pub contact: f64,
    pub alt: u8,
    /// Index of the atom in the structure; for an added hydrogen, of the atom it sits on.
    pub owner: u32,
}

/// The coarse charge and contact distance of an atom that is no hydrogen; `donor` if it carries hydrogens.
pub(crate) fn heavy_particle(element: Element, formal_charge: i8, donor: bool) -> (f64, f64) {
    match element {
        Element::O if formal_charge < 0 => (-0.65, 1.65),
        Element::O if donor => (-0.6, 1.75),
        Element::O => (-0.5, 1.65),
        Element::N if formal_charge > 0 => (-0.2, 2.3),
        Element::N if donor => (-0.35, 2.3),
        Element::N => (-0.5, 1.75),
        Element::S => (if formal_charge < 0 { -0.6 } else { -0.15 }, 2.3),
        Element::F | Element::CL | Element::BR | Element::I if formal_charge < 0 => (-0.9, 2.0),
        e if e.is_halogen() => (-0.1, 2.4),
        e if e.is_metal() => (f64::from(formal_charge.clamp(1, 2)), 2.6),
        _ => (0.05, 2.5),
    }
}

/// The coarse charge and contact distance of a hydrogen on an atom of this element.
pub(crate) fn hydrogen_particle(parent: Element) -> (f64, f64) {
    match parent {
        Element::N | Element::O => (0.35, 1.9),
        Element::S => (0.15, 2.0),
        _ => (0.03, 2.1),
    }
}

/// A group of hydrogens that can turn.
struct Rotor<'a> {
    site: usize,
    element: Element,
    center: Point,
    neighbors: Vec<Point>,
    beyond: Option<Point>,
    seen: Vec<Particle>,
    others: Vec<usize>,
    spec: &'a Site,
}

/// Places the hydrogens of sites that can turn; `placed` has their positions, site by site, and gets the new ones.
pub(crate) fn orient(
    sites: &[Site],
    geometry: impl Fn(&Site) -> (Element, Point, Vec<Point>, Option<Point>),
    particles: &[Particle],
    skip: impl Fn(&Site, u32) -> bool,
    placed: &mut [Vec<Point>],
) {
    let points: Vec<Point> = particles.iter().map(|p| p.position).collect();
    let Ok(grid) = CellGrid::new(&points, REACH) else { return };
    let mut rotors = Vec::new();
    for (index, site) in sites.iter().enumerate().filter(|(_, site)| site.freedom != Freedom::Fixed) {
        let (element, center, neighbors, beyond) = geometry(site);
        let mut seen = Vec::new();
        grid.for_each_within(center, REACH, |p, _| {
            let particle = particles[p as usize];
            if compatible(particle.alt, site.alt) && !skip(site, particle.owner) {
                seen.push(particle);
            }
        });
        rotors.push(Rotor {
            site: index,
            element,
            center,
            neighbors,
            beyond,
            seen,
            others: Vec::new(),
            spec: site,
        });
    }
    find_partners(&mut rotors);
    for sweep in 0..SWEEPS {
        let mut moved = false;
        for rotor in &rotors {
            let moving = moving_particles(rotor, &rotors, placed, sweep == 0);
            let best = rotor.best(&moving);
            moved |= best != placed[rotor.site];
            placed[rotor.site] = best;
        }
        if !moved {
            break;
        }
    }
}

/// For each rotor the others near enough to matter.
fn find_partners(rotors: &mut [Rotor<'_>]) {
    let centers: Vec<Point> = rotors.iter().map(|rotor| rotor.center).collect();
    let Ok(grid) = CellGrid::new(&centers, REACH) else { return };
    for (index, rotor) in rotors.iter_mut().enumerate() {
        let near = grid.within(centers[index], REACH + 0.5);
        rotor.others = near.into_iter().map(|k| k as usize).filter(|&k| k != index).collect();
    }
}

/// Hydrogens of the other rotors where they are now; in the first sweep only of those that came before.
fn moving_particles(
    rotor: &Rotor<'_>,
    rotors: &[Rotor<'_>],
    placed: &[Vec<Point>],
    first: bool,
) -> Vec<Particle> {
    let mut moving = Vec::new();
    for &k in &rotor.others {
        let other = &rotors[k];
        if first && other.site > rotor.site || !compatible(other.spec.alt, rotor.spec.alt) {
            continue;
        }
        let (charge, contact) = hydrogen_particle(other.element);
        let owner = other.spec.parent as u32;
        let alt = other.spec.alt;
        moving.extend(placed[other.site].iter().map(|&position| Particle {
            position,
            charge,
            contact,
            alt,
            owner,
        }));
    }
    moving
}

impl Rotor<'_> {
    /// The best places for its hydrogens.
    fn best(&self, moving: &[Particle]) -> Vec<Point> {
        match self.spec.freedom {
            Freedom::Fixed => Vec::new(),
            Freedom::Turn(barrier) => self.best_turn(barrier, moving),
            Freedom::Choice => self.best_choice(moving),
            Freedom::Free => self.best_tumble(moving),
        }
    }

    fn length(&self) -> f64 {
        bond_length(self.element, self.spec.arrangement)
    }

    fn at(&self, direction: Point) -> Point {
        add(self.center, scale(direction, self.length()))
    }

    /// Score of one hydrogen.
    fn score(&self, h: Point, moving: &[Particle]) -> f64 {
        let (charge, _) = hydrogen_particle(self.element);
        let mut sum = 0.0;
        for p in self.seen.iter().chain(moving) {
            let r = distance_squared(h, p.position).max(0.04).sqrt();
            sum += COULOMB * charge * p.charge / r;
            if r < p.contact {
                sum += 40.0 * (p.contact - r).powi(2);
            }
        }
        sum
    }

    fn best_turn(&self, barrier: Barrier, moving: &[Particle]) -> Vec<Point> {
        let axis = unit(sub(self.neighbors[0], self.center));
        let frame = Frame::about(axis, self.beyond.map(|far| sub(far, self.neighbors[0])));
        let bend = bend(self.element, self.spec.arrangement);
        let step = TAU / 3.0;
        let places = |turn: f64| -> Vec<Point> {
            (0..self.spec.count).map(|k| self.at(frame.direction(bend, turn + step * k as f64))).collect()
        };
        let score = |turn: f64| {
            let strain = barrier_energy(barrier, turn);
            strain + places(turn).into_iter().map(|h| self.score(h, moving)).sum::<f64>()
        };
        let period = if self.spec.count == 3 { step } else { TAU };
        let steps = if self.spec.count == 3 { 8 } else { 18 };
        let regular = (0..steps).map(|k| self.spec.turn + period * f64::from(k) / f64::from(steps));
        let zero = frame.direction(PI / 2.0, 0.0);
        let quarter = frame.direction(PI / 2.0, PI / 2.0);
        let pointing = self.acceptors().map(|p| {
            let to = sub(p, self.center);
            dot(to, quarter).atan2(dot(to, zero))
        });
        let mut best = (f64::INFINITY, self.spec.turn);
        for turn in regular.chain(pointing) {
            let value = score(turn);
            if value < best.0 - 1e-9 {
                best = (value, turn);
            }
        }
        for delta in [0.12, 0.06, 0.03] {
            for turn in [best.1 - delta, best.1 + delta] {
                let value = score(turn);
                if value < best.0 - 1e-9 {
                    best = (value, turn);
                }
            }
        }
        places(best.1)
    }

    /// Places of atoms that may take a hydrogen bond.
    fn acceptors(&self) -> impl Iterator<Item = Point> + '_ {
        let near = |p: &&Particle| p.charge < -0.3 && distance_squared(p.position, self.center) < 3.6 * 3.6;
        self.seen.iter().filter(near).map(|p| p.position)
    }

    fn best_choice(&self, moving: &[Particle]) -> Vec<Point> {
        let what = (self.element, self.spec.arrangement);
        let other = if self.neighbors.len() == 1 {
            super::geometry::directions(
                what,
                self.center,
                &self.neighbors,
                self.beyond,
                1,
                self.spec.turn + PI,
            )
        } else {
            super::geometry::directions(what, self.center, &self.neighbors, self.beyond, 2, 0.0).split_off(1)
        };
        let this =
            super::geometry::directions(what, self.center, &self.neighbors, self.beyond, 1, self.spec.turn);
        let place = |d: Vec<Point>| d.into_iter().map(|d| self.at(d)).collect::<Vec<Point>>();
        let score = |h: &Vec<Point>| h.iter().map(|&h| self.score(h, moving)).sum::<f64>();
        let (this, other) = (place(this), place(other));
        if score(&other) < score(&this) - 1e-9 { other } else { this }
    }

    /// A water or an ion of its own: the first hydrogen along one of several directions, then the spin about it.
    fn best_tumble(&self, moving: &[Particle]) -> Vec<Point> {
        let mut firsts: Vec<Point> = self.acceptors().map(|p| unit(sub(p, self.center))).collect();
        firsts.extend(icosahedron());
        let mut best = (f64::INFINITY, Vec::new());
        for first in firsts {
            let frame = Frame::about(first, None);
            let alone = self.score(self.at(first), moving);
            for k in 0..12 {
                let side = frame.direction(PI / 2.0, TAU * f64::from(k) / 12.0);
                let h = self.rigid(first, side);
                let value = alone + h[1..].iter().map(|&h| self.score(h, moving)).sum::<f64>();
                if value < best.0 - 1e-9 {
                    best = (value, h);
                }
            }
        }
        best.1
    }

    /// All hydrogens of a free group, the first along `first`, the second towards `side`.
    fn rigid(&self, first: Point, side: Point) -> Vec<Point> {
        if self.element == Element::O && self.spec.count == 2 {
            return water_directions(first, side).map(|d| self.at(d)).to_vec();
        }
        let other = cross(first, side);
        let (sin, cos) = 109.47f64.to_radians().sin_cos();
        let around = |k: f64| {
            let (s, c) = (k * TAU / 3.0).sin_cos();
            add(scale(first, cos), scale(add(scale(side, c), scale(other, s)), sin))
        };
        let all = [first, around(0.0), around(1.0), around(2.0)];
        all.into_iter().take(self.spec.count).map(|d| self.at(d)).collect()
    }
}

fn barrier_energy(barrier: Barrier, turn: f64) -> f64 {
    match barrier {
        Barrier::Threefold(v) => v / 2.0 * (1.0 + (3.0 * turn).cos()),
        Barrier::Twofold(v) => v / 2.0 * (1.0 - (2.0 * turn).cos()),
        Barrier::Cis(v) => v / 2.0 * (1.0 - (2.0 * turn).cos()) + v / 2.0 * (1.0 - turn.cos()),
    }
}

/// The twelve directions of an icosahedron's corners.
fn icosahedron() -> impl Iterator<Item = Point> {
    let golden = (1.0 + 5f64.sqrt()) / 2.0;
    let signs = [(1.0, golden), (1.0, -golden), (-1.0, golden), (-1.0, -golden)];
    signs.into_iter().flat_map(|(a, b)| [[0.0, a, b], [a, b, 0.0], [b, 0.0, a]].map(unit))
}
