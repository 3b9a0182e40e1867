//! Turning hydrogens to make hydrogen bonds without clashes.
//!
//! Hydroxyls, thiols, amines, ammoniums and waters have hydrogens whose place does not follow from their
//! neighbours. Each in turn takes the best of a set of directions (regular ones, and those that point at acceptors),
//! seeing what does not move and the others where they are now; a few sweeps settle networks. The score is the
//! interaction of coarse charges, a repulsion at short distance, and the barrier to turning. It is no force field.

use super::geometry::{Frame, add, bend, bond_length, cross, dot, scale, sub, unit};
use super::sites::{Barrier, Freedom, Site};
use crate::residues::{compatible, distance_squared};
use geminal_spatial::CellGrid;
use geminal_structure::{Element, Point};
use std::f64::consts::{PI, TAU};

/// Atoms farther than this (Å) from the one that carries the hydrogens are not seen.
const REACH: f64 = 4.6;
/// Uncharged atoms farther than this (Å) cannot touch a hydrogen.
const TOUCH: f64 = 3.7;
/// Directions of the first hydrogen of a water that are looked into, and turns of the second about each.
const FIRSTS: usize = 6;
const SPINS: usize = 12;
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
    sites: &[&Site],
    geometry: impl Fn(&Site) -> (Element, Point, Vec<Point>, Option<Point>),
    particles: &[Particle],
    skip: impl Fn(&Site, u32) -> bool,
    placed: &mut [Vec<Point>],
) {
    let points: Vec<Point> = particles.iter().map(|p| p.position).collect();
    let Ok(grid) = CellGrid::new(&points, REACH) else { return };
    let mut rotors = Vec::new();
    for (index, &site) in sites.iter().enumerate().filter(|(_, site)| site.freedom != Freedom::Fixed) {
        let (element, center, neighbors, beyond) = geometry(site);
        let mut seen = Vec::new();
        grid.for_each_within(center, REACH, |p, d2| {
            let particle = particles[p as usize];
            // What has no charge to speak of matters by contact only.
            let matters = particle.charge.abs() > 0.1 || d2 < TOUCH * TOUCH;
            if matters && compatible(particle.alt, site.alt) && !skip(site, particle.owner) {
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
    let mut settled = vec![false; rotors.len()];
    for sweep in 0..SWEEPS {
        for (index, rotor) in rotors.iter().enumerate() {
            if std::mem::replace(&mut settled[index], true) {
                continue;
            }
            let moving = moving_particles(rotor, &rotors, placed, sweep == 0);
            let best = rotor.best(&moving);
            if best != placed[rotor.site] {
                placed[rotor.site] = best;
                rotor.others.iter().for_each(|&other| settled[other] = false);
            }
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
        let of = |particles: &[Particle]| -> f64 {
            let term = |p: &Particle| {
                let r = distance_squared(h, p.position).max(0.04).sqrt();
                let overlap = (p.contact - r).max(0.0);
                COULOMB * charge * p.charge / r + 40.0 * overlap * overlap
            };
            particles.iter().map(term).sum()
        };
        of(&self.seen) + of(moving)
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
            let one = |k: usize| self.score(self.at(frame.direction(bend, turn + step * k as f64)), moving);
            barrier_energy(barrier, turn) + (0..self.spec.count).map(one).sum::<f64>()
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

    /// A water or an ion of its own: the first hydrogen along one of the best directions, then the spin about it.
    fn best_tumble(&self, moving: &[Particle]) -> Vec<Point> {
        let alone = |first: Point| (self.score(self.at(first), moving), first);
        let pointing = self.acceptors().map(|p| unit(sub(p, self.center)));
        let mut firsts: Vec<(f64, Point)> = pointing.chain(icosahedron()).map(alone).collect();
        firsts.sort_by(|a, b| a.0.total_cmp(&b.0));
        firsts.truncate(FIRSTS);
        let local = self.local();
        let spin = |k: usize| (TAU * k as f64 / SPINS as f64).sin_cos();
        let spins: [(f64, f64); SPINS] = std::array::from_fn(spin);
        let mut best = (f64::INFINITY, [0.0; 3], [0.0; 3]);
        for (alone, first) in firsts {
            let frame = Frame::about(first, None);
            for &(sin, cos) in &spins {
                let side = frame.across(sin, cos);
                let others = self.rigid(&local[1..], first, side);
                let value = alone + others.map(|h| self.score(h, moving)).sum::<f64>();
                if value < best.0 - 1e-9 {
                    best = (value, first, side);
                }
            }
        }
        self.rigid(&local, best.1, best.2).collect()
    }

    /// The hydrogens of a free group in a frame of its own: along the first, to the side, and across both.
    fn local(&self) -> Vec<Point> {
        let water = self.element == Element::O && self.spec.count == 2;
        let angle: f64 = if water { 104.52 } else { 109.47 };
        let (sin, cos) = angle.to_radians().sin_cos();
        let around = (0..3).map(|k| {
            let (s, c) = (f64::from(k) * TAU / 3.0).sin_cos();
            [cos, sin * c, sin * s]
        });
        std::iter::once([1.0, 0.0, 0.0]).chain(around).take(self.spec.count).collect()
    }

    /// Hydrogens of a free group whose frame is `first`, `side`.
    fn rigid<'l>(
        &'l self,
        local: &'l [Point],
        first: Point,
        side: Point,
    ) -> impl Iterator<Item = Point> + 'l {
        let other = cross(first, side);
        let place = move |l: &Point| add(add(scale(first, l[0]), scale(side, l[1])), scale(other, l[2]));
        local.iter().map(move |l| self.at(place(l)))
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
