//! Cell grid, pair lists, radius and nearest-neighbour queries over coordinates.
//!
//! This crate knows points in Å and nothing of atoms. Everything it answers is exact: a distance counts when
//! `d² ≤ r²` in f64, as a plain loop over all pairs would decide, and every answer is the same, in the same order, for
//! any number of threads.
//!
//! ```
//! use geminal_spatial::{CellGrid, NearestTree, PairList};
//!
//! let points = [[0.0, 0.0, 0.0], [1.5, 0.0, 0.0], [0.0, 1.5, 0.0], [20.0, 0.0, 0.0]];
//! assert_eq!(PairList::within(&points, 1.6)?.len(), 2);
//! assert_eq!(CellGrid::new(&points, 5.0)?.within([1.0, 1.0, 0.0], 2.0), [0, 1, 2]);
//! assert_eq!(NearestTree::new(&points)?.nearest([15.0, 0.0, 0.0]).map(|found| found.index), Some(3));
//! # Ok::<(), geminal_spatial::SpatialError>(())
//! ```

mod cell;
mod error;
mod exclusions;
mod grid;
mod images;
mod lanes;
mod nearest;
mod pairs;
mod rows;
mod slabs;
mod store;
mod sweep;
mod verlet;

pub use cell::PeriodicCell;
pub use error::SpatialError;
pub use exclusions::Exclusions;
pub use grid::CellGrid;
pub use lanes::distance_squared;
pub use nearest::{NearestTree, Neighbor};
pub use pairs::{PairList, PairSearch, for_each_pair, pairs_between};
pub use verlet::VerletList;

/// A place: x, y and z, Å.
pub type Point = [f64; 3];
