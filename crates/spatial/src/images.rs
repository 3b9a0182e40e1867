//! Points of a periodic cell and as many of their images as a cutoff reaches.
//!
//! A pair over a face of the cell is a pair of a point and an image; with the images laid out, the search itself
//! knows nothing of periodicity.

use crate::{PeriodicCell, Point, SpatialError};

/// The most images that are laid out.
const MOST: f64 = 1e9;

/// Points moved into the cell, and their images around it.
pub(crate) struct Images {
    /// The points in the cell.
    pub(crate) inside: Vec<Point>,
    /// By how many cells each was moved there.
    pub(crate) wraps: Vec<[i32; 3]>,
    /// The images.
    pub(crate) outside: Vec<Point>,
    /// Of which point each is an image, and by how many cells it is moved from `inside`.
    pub(crate) sources: Vec<(u32, [i32; 3])>,
}

impl Images {
    /// Lays out the images within `reach` of the cell: all, or only those a positive number of cells away (by the last
    /// number that is not zero), which are enough to find each pair once.
    pub(crate) fn new(
        points: &[Point],
        cell: &PeriodicCell,
        reach: f64,
        positive: bool,
    ) -> Result<Self, SpatialError> {
        let mut wraps = Vec::with_capacity(points.len());
        for (index, point) in points.iter().enumerate() {
            wraps.push(cell.wrap(*point).ok_or(SpatialError::FarFromCell { index, point: *point })?);
        }
        let inside: Vec<Point> = points.iter().zip(&wraps).map(|(p, w)| cell.moved(*p, *w)).collect();
        // The margin, as a fraction of the cell, with room for rounding.
        let margin = cell.widths().map(|width| reach / width + 1e-6);
        let share: f64 = margin.iter().map(|m| 1.0 + 2.0 * m).product();
        let images = share * points.len() as f64;
        if images > MOST {
            return Err(SpatialError::TooManyImages { cutoff: reach, images });
        }

        let (mut outside, mut sources) = (Vec::new(), Vec::new());
        for (index, point) in inside.iter().enumerate() {
            let fractional = cell.fractional(*point);
            // Moves that keep the image within the margin of the cell.
            let moves = [0, 1, 2].map(|axis| {
                let low = (-margin[axis] - fractional[axis]).ceil() as i32;
                let high = (1.0 + margin[axis] - fractional[axis]).floor() as i32;
                low..=high
            });
            let [a, b, c] = moves;
            for k in c {
                for j in b.clone() {
                    for i in a.clone() {
                        let ahead = (k, j, i) > (0, 0, 0);
                        if ahead || (!positive && (k, j, i) != (0, 0, 0)) {
                            outside.push(cell.moved(*point, [i, j, k]));
                            sources.push((index as u32, [i, j, k]));
                        }
                    }
                }
            }
        }
        Ok(Images { inside, wraps, outside, sources })
    }
}
