//! Cell grid, pair lists, radius and nearest-neighbour queries over coordinates.
