//! Coordination of metals: which neighbours fit the geometry that fits best.
//!
//! Each geometry is a list of signatures: the angles that one neighbour sees between itself, the metal and the
//! others. A geometry's misfit is the mean over its signatures of the root of summed squares of the differences
//! to the best-matching neighbour (PLIP 3.0, `metal_complexation`). Angles in degrees.

use crate::features::{Feature, Features};
use crate::geometry::angle;
use crate::{Contacts, Kind};
use geminal_structure::Point;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// A misfit below which a geometry is taken although another fits as well.
const GOOD_MISFIT: f64 = 3.5;
/// A misfit by which the next geometry must be worse for one to be taken.
const CLEAR_MARGIN: f64 = 0.5;

/// The geometries by coordination number, the highest first: what each neighbour sees.
fn geometries() -> Vec<Vec<&'static [f64]>> {
    const FOUR_NINETY: &[f64] = &[90.0, 90.0, 90.0, 90.0];
    const EQUATOR: &[f64] = &[120.0, 120.0, 90.0, 90.0];
    const POLE: &[f64] = &[90.0, 90.0, 90.0, 180.0];
    vec![
        vec![&[90.0, 90.0, 90.0, 90.0, 180.0]; 6],
        vec![EQUATOR, EQUATOR, EQUATOR, POLE, POLE],
        vec![POLE, POLE, POLE, POLE, FOUR_NINETY],
        vec![&[109.5, 109.5, 109.5, 109.5]; 4],
        vec![FOUR_NINETY; 4],
        vec![&[120.0, 120.0]; 3],
        vec![&[109.5, 109.5]; 3],
        vec![&[180.0]; 2],
    ]
}

/// How well one geometry fits, and which neighbours it has no place for.
struct Fit {
    misfit: f64,
    unplaced: Vec<usize>,
    /// Neighbours observed less those of the geometry.
    surplus: usize,
}

/// Keeps the metal contacts that fit the best geometry of their metal; a metal with nothing but waters has none.
pub(super) fn fitting(contacts: &Contacts, features: &Features, positions: &[Point]) -> Contacts {
    let mut of_metal: BTreeMap<u32, Vec<(usize, u32)>> = BTreeMap::new();
    for (index, c) in contacts.iter().enumerate().filter(|(_, c)| c.kind == Kind::MetalComplex) {
        let first = features.atoms[c.atoms_a[0] as usize].has(Feature::Metal);
        let (metal, other) = if first { (c.atoms_a[0], c.atoms_b[0]) } else { (c.atoms_b[0], c.atoms_a[0]) };
        of_metal.entry(metal).or_default().push((index, other));
    }
    let mut dropped: FxHashSet<usize> = FxHashSet::default();
    for (&metal, neighbors) in &of_metal {
        let water = |atom: u32| features.atoms[atom as usize].has(Feature::Water);
        if neighbors.iter().all(|&(_, atom)| water(atom)) {
            dropped.extend(neighbors.iter().map(|&(index, _)| index));
            continue;
        }
        let places: Vec<Point> = neighbors.iter().map(|&(_, atom)| positions[atom as usize]).collect();
        dropped.extend(unplaced(positions[metal as usize], &places).into_iter().map(|k| neighbors[k].0));
    }
    contacts.filtered(|index, _| !dropped.contains(&index))
}

/// The neighbours that have no place in the geometry that is chosen.
fn unplaced(metal: Point, places: &[Point]) -> Vec<usize> {
    if places.len() < 2 {
        return Vec::new();
    }
    let mut fits: Vec<Fit> = geometries().iter().map(|geometry| fit(geometry, metal, places)).collect();
    fits.sort_by_key(|fit| fit.surplus);
    for pair in fits.windows(2) {
        if pair[1].misfit - pair[0].misfit > CLEAR_MARGIN {
            return pair[0].unplaced.clone();
        }
        if pair[1].misfit < GOOD_MISFIT {
            return pair[1].unplaced.clone();
        }
    }
    Vec::new()
}

/// Fits one geometry: each signature takes the neighbour left that fits it best.
fn fit(geometry: &[&[f64]], metal: Point, places: &[Point]) -> Fit {
    let mut free: Vec<usize> = (0..places.len()).collect();
    let mut misfits = Vec::new();
    for signature in geometry {
        let best =
            free.iter().map(|&k| (misfit(signature, metal, places, k), k)).min_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((misfit, taken)) => {
                misfits.push(misfit);
                free.retain(|&k| k != taken);
            }
            None => misfits.push(999.0),
        }
    }
    Fit {
        misfit: misfits.iter().sum::<f64>() / misfits.len() as f64,
        unplaced: free,
        surplus: places.len().abs_diff(geometry.len()),
    }
}

/// How badly what one neighbour sees matches a signature: each angle takes the observed one nearest to it.
fn misfit(signature: &[f64], metal: Point, places: &[Point], from: usize) -> f64 {
    let others = (0..places.len()).filter(|&k| k != from);
    let mut seen: Vec<f64> = others.map(|k| angle(places[from], metal, places[k])).collect();
    let mut sum = 0.0;
    for ideal in signature {
        let nearest =
            seen.iter().enumerate().min_by(|a, b| (a.1 - ideal).abs().total_cmp(&(b.1 - ideal).abs()));
        if let Some((k, &observed)) = nearest {
            sum += (observed - ideal) * (observed - ideal);
            seen.swap_remove(k);
        }
    }
    sum.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OCTAHEDRON: [Point; 6] = [
        [2.0, 0.0, 0.0],
        [-2.0, 0.0, 0.0],
        [0.0, 2.0, 0.0],
        [0.0, -2.0, 0.0],
        [0.0, 0.0, 2.0],
        [0.0, 0.0, -2.0],
    ];

    #[test]
    fn an_octahedron_keeps_all_and_a_seventh_has_no_place() {
        assert_eq!(unplaced([0.0; 3], &OCTAHEDRON), Vec::<usize>::new());
        let mut crowded = OCTAHEDRON.to_vec();
        crowded.push([1.7, 1.7, 0.3]);
        assert_eq!(unplaced([0.0; 3], &crowded), [6]);
    }

    #[test]
    fn one_neighbour_is_always_kept() {
        assert_eq!(unplaced([0.0; 3], &OCTAHEDRON[..1]), Vec::<usize>::new());
    }
}
