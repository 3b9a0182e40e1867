//! What coordinates and settings are refused, and why.

use crate::Point;

/// Why a search was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpatialError {
    /// A coordinate is NaN or infinite.
    #[error("point {index} has no place: ({}, {}, {}); leave it out or give it finite coordinates", .point[0], .point[1], .point[2])]
    NotFinite {
        /// Index of the first such point.
        index: usize,
        /// Its coordinates.
        point: Point,
    },
    /// The cutoff or radius is NaN, infinite or negative.
    #[error("the cutoff {0} Å is not a finite length of 0 or more")]
    Cutoff(f64),
    /// The Verlet skin is NaN, infinite or negative.
    #[error("the skin {0} Å is not a finite length of 0 or more")]
    Skin(f64),
    /// The edges of a periodic cell span no volume.
    #[error("the periodic cell has no volume: its edges are {edges:?}")]
    FlatCell {
        /// The three edge vectors.
        edges: [Point; 3],
    },
    /// A point lies so many periodic cells away that they cannot be counted.
    #[error("point {index} at ({}, {}, {}) lies too many periodic cells away to be moved back", .point[0], .point[1], .point[2])]
    FarFromCell {
        /// Index of the first such point.
        index: usize,
        /// Its coordinates.
        point: Point,
    },
    /// The cutoff reaches over more images of the periodic cell than can be stored.
    #[error(
        "the cutoff {cutoff} Å reaches over {images} images of the atoms of so small a periodic cell; use a shorter cutoff or a larger cell"
    )]
    TooManyImages {
        /// The cutoff, with the skin.
        cutoff: f64,
        /// How many images there would be.
        images: f64,
    },
    /// More points than 32-bit indices can name.
    #[error("{0} points are more than 32-bit indices can name")]
    TooManyPoints(usize),
    /// A list is updated with another number of points than it was built from.
    #[error("the list was built from {expected} points and cannot be updated with {found}; build a new one")]
    OtherPoints {
        /// Number of points of the list.
        expected: usize,
        /// Number of points given.
        found: usize,
    },
    /// An exclusion names a point that does not exist.
    #[error("an exclusion names point {index}, but there are only {points}")]
    UnknownPoint {
        /// The index named.
        index: u32,
        /// The number of points.
        points: usize,
    },
}

/// Refuses points that are not finite or too many, naming the first.
pub(crate) fn check_points(points: &[Point]) -> Result<(), SpatialError> {
    if points.len() >= u32::MAX as usize {
        return Err(SpatialError::TooManyPoints(points.len()));
    }
    match points.iter().position(|p| !p.iter().all(|c| c.is_finite())) {
        Some(index) => Err(SpatialError::NotFinite { index, point: points[index] }),
        None => Ok(()),
    }
}

/// Refuses a cutoff that is no length.
pub(crate) fn check_cutoff(cutoff: f64) -> Result<f64, SpatialError> {
    if cutoff.is_finite() && cutoff >= 0.0 { Ok(cutoff) } else { Err(SpatialError::Cutoff(cutoff)) }
}
