//! A pair list that stays good while points move a little.

use rayon::prelude::*;

use crate::error::check_points;
use crate::{PairList, PairSearch, Point, SpatialError, distance_squared};

/// A list of all pairs within `cutoff + skin`, rebuilt only when a point has moved more than half the skin: until then
/// no pair within the cutoff can be missing.
///
/// ```
/// use geminal_spatial::{PairSearch, VerletList};
/// let mut points = vec![[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]];
/// let mut list = VerletList::new(PairSearch::within(5.0), 2.0, &points)?;
/// points[1][0] += 0.9;
/// assert!(!list.update(&points)?); // still good
/// points[1][0] += 0.9;
/// assert!(list.update(&points)?); // made anew
/// # Ok::<(), geminal_spatial::SpatialError>(())
/// ```
#[derive(Debug, Clone)]
pub struct VerletList {
    search: PairSearch,
    skin: f64,
    list: PairList,
    /// Where the points were when the list was made.
    origins: Vec<Point>,
}

impl VerletList {
    /// Lists all pairs within the cutoff of the search and the skin (Å).
    pub fn new(search: PairSearch, skin: f64, points: &[Point]) -> Result<Self, SpatialError> {
        if !(skin.is_finite() && skin >= 0.0) {
            return Err(SpatialError::Skin(skin));
        }
        crate::error::check_cutoff(search.cutoff())?;
        let list = search.with_cutoff(search.cutoff() + skin).list(points)?;
        Ok(VerletList { search, skin, list, origins: points.to_vec() })
    }

    /// Makes the list anew if a point has moved more than half the skin since it was made; says whether it did.
    pub fn update(&mut self, points: &[Point]) -> Result<bool, SpatialError> {
        if points.len() != self.origins.len() {
            return Err(SpatialError::OtherPoints { expected: self.origins.len(), found: points.len() });
        }
        check_points(points)?;
        let limit = 0.25 * self.skin * self.skin;
        let good = points
            .par_iter()
            .with_min_len(4096)
            .zip(&self.origins)
            .all(|(now, then)| distance_squared(*now, *then) <= limit);
        if !good {
            self.list = self.search.with_cutoff(self.search.cutoff() + self.skin).list(points)?;
            self.origins.copy_from_slice(points);
        }
        Ok(!good)
    }

    /// The pairs within the cutoff and the skin: all within the cutoff, and some beyond.
    pub fn list(&self) -> &PairList {
        &self.list
    }

    /// The cutoff, Å.
    pub fn cutoff(&self) -> f64 {
        self.search.cutoff()
    }

    /// The skin, Å.
    pub fn skin(&self) -> f64 {
        self.skin
    }
}
