//! Points filed by place, for questions about what is near.

use crate::error::{check_cutoff, check_points};
use crate::lanes::within_run;
use crate::rows::{Rows, bounds, gap};
use crate::{Point, SpatialError, distance_squared};

/// Points filed in cells, to be asked which lie within a distance of a place.
///
/// The cells are rows along x (see `rows.rs`), so a query of any radius is exact and the memory taken depends on the
/// number of points alone, however far apart they are.
///
/// ```
/// use geminal_spatial::CellGrid;
/// let grid = CellGrid::new(&[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [5.0, 0.0, 0.0]], 4.0)?;
/// assert_eq!(grid.within([0.5, 0.0, 0.0], 1.0), [0, 1]);
/// # Ok::<(), geminal_spatial::SpatialError>(())
/// ```
#[derive(Debug, Clone)]
pub struct CellGrid {
    rows: Rows,
    /// The smallest and the largest coordinate along each axis.
    bounds: [[f64; 2]; 3],
}

impl CellGrid {
    /// Files points in cells about `cell_size` (Å) wide: best near the radius asked for most.
    pub fn new(points: &[Point], cell_size: f64) -> Result<Self, SpatialError> {
        let size = check_cutoff(cell_size)?;
        check_points(points)?;
        let bounds = [0, 1, 2].map(|axis| bounds(points.iter().map(|p| p[axis])));
        Ok(CellGrid { rows: Rows::new(points, if size > 0.0 { size } else { 1.0 }), bounds })
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The points at most `radius` from the place, by index. A place or radius that is no number has none.
    pub fn within(&self, place: Point, radius: f64) -> Vec<u32> {
        let mut found = Vec::new();
        self.for_each_within(place, radius, |index, _| found.push(index));
        found.sort_unstable();
        found
    }

    /// Whether any point lies at most `radius` from the place.
    pub fn any_within(&self, place: Point, radius: f64) -> bool {
        let mut any = false;
        self.visit(place, radius, |_, _| {
            any = true;
            false
        });
        any
    }

    /// Calls `visit(index, d²)` with each point at most `radius` from the place, in an order that is always the same.
    pub fn for_each_within(&self, place: Point, radius: f64, mut visit: impl FnMut(u32, f64)) {
        self.visit(place, radius, |index, squared| {
            visit(index, squared);
            true
        });
    }

    /// As [`Self::for_each_within`], until `visit` returns false.
    fn visit(&self, place: Point, radius: f64, mut visit: impl FnMut(u32, f64) -> bool) {
        if check_cutoff(radius).is_err() || !place.iter().all(|c| c.is_finite()) {
            return;
        }
        let reach = radius * (1.0 + 1e-9) + 1e-150;
        if place.iter().zip(self.bounds).any(|(&c, bounds)| gap([c; 2], bounds) > reach) {
            return;
        }
        let mut go_on = true;
        self.rows.near([place[1]; 2], [place[2]; 2], reach, |row, squared| {
            if !go_on {
                return;
            }
            let half_length = (reach * reach - squared).max(0.0).sqrt();
            let points = self.rows.points_of(row);
            let x = &self.rows.x[points.clone()];
            let low = x.partition_point(|x| *x < place[0] - half_length);
            let run = low..low + x[low..].partition_point(|x| *x <= place[0] + half_length);
            let run = points.start + run.start..points.start + run.end;
            within_run(&self.rows, run, place, radius * radius, |first, mut mask| {
                while mask != 0 && go_on {
                    let point = first + mask.trailing_zeros() as usize;
                    mask &= mask - 1;
                    go_on = visit(self.rows.order[point], distance_squared(place, self.rows.at(point)));
                }
            });
        });
    }
}
