//! Partial charges from the graph alone.

mod gasteiger;

pub use gasteiger::{GasteigerModel, NoGasteigerType, gasteiger_charges};
