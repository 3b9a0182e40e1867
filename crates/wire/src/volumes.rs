//! Volumes: maps on a grid.

use crate::layout::{enumeration, layout};
use crate::structure::{Complex, NEW, WithAtoms};
use crate::values::{Color, Vector3};

enumeration! {
    /// What a map is of.
    pub enum VolumeKind: i32 { Default = 0, Density = 1, DensityDifference = 2, CryoEm = 3, Electrostatic = 4, }
}

enumeration! {
    /// How a map is drawn.
    pub enum VolumeStyle: i32 { Mesh = 0, FlatSurface = 1, SmoothSurface = 2, }
}

layout! {
    /// The cell of a map's grid: lengths in Å, angles in degrees.
    pub struct UnitCell = "UnitCell", 0 {
        /// Length of the first edge.
        a: f32,
        /// Length of the second edge.
        b: f32,
        /// Length of the third edge.
        c: f32,
        /// Angle between the second and the third edge.
        alpha: f32,
        /// Angle between the first and the third edge.
        beta: f32,
        /// Angle between the first and the second edge.
        gamma: f32,
        /// Where it begins.
        origin: Vector3,
    }
}

layout! {
    /// A map.
    pub struct VolumeData = "VolumeData", 0 {
        /// How many values along x.
        width: i32,
        /// How many values along y.
        height: i32,
        /// How many values along z.
        depth: i32,
        /// The mean of all values.
        mean: f32,
        /// Their root-mean-square deviation.
        rmsd: f32,
        /// What it is of.
        kind: VolumeKind,
        /// Its name.
        name: String,
        /// The grid's cell.
        cell: UnitCell,
        /// The values, x fastest.
        data: Vec<f32>,
    }
}

layout! {
    /// A surface of equal value.
    pub struct VolumeLayer = "VolumeLayer", 0 {
        /// Its colour.
        color: Color = Color::BLACK,
        /// Its value, in deviations.
        rmsd: f32,
    }
}

layout! {
    /// How a map is drawn.
    pub struct VolumeProperties = "VolumeProperties", 0 {
        /// Whether it shows.
        visible: bool = true,
        /// Whether its box shows.
        boxed: bool = true,
        /// Whether a box around what is near is shown, and moved by the user.
        use_map_mover: bool = true,
        /// How it is drawn.
        style: VolumeStyle,
        /// Its surfaces.
        layers: Vec<VolumeLayer>,
    }
}

layout! {
    /// Adds a map as an entry.
    pub struct AddVolume = "AddVolume", 0 {
        /// The entry.
        complex: WithAtoms<Complex>,
        /// The index of the complex to put it at; -1 for none.
        align_to: i64 = NEW,
        /// The map.
        data: VolumeData,
        /// How it is drawn.
        properties: VolumeProperties,
    }
}
