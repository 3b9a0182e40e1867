//! Unit cell, rigid transforms and biological assemblies.

use crate::{Name, Point};

/// A crystal's unit cell: edges in Å, angles in degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitCell {
    /// Edges a, b, c in Å.
    pub lengths: [f64; 3],
    /// Angles alpha, beta, gamma in degrees.
    pub angles: [f64; 3],
    /// Hermann-Mauguin symbol, empty if not told.
    pub space_group: String,
    /// Number of polymeric chains in the cell (the PDB's Z value).
    pub z: Option<u32>,
}

impl UnitCell {
    /// The cell's edge vectors as rows, in the PDB convention (a along x, b in the xy plane).
    pub fn vectors(&self) -> [Point; 3] {
        let [a, b, c] = self.lengths;
        let [alpha, beta, gamma] = self.angles.map(f64::to_radians);
        let cx = beta.cos();
        let cy = (alpha.cos() - beta.cos() * gamma.cos()) / gamma.sin();
        let cz = (1.0 - cx * cx - cy * cy).max(0.0).sqrt();
        [[a, 0.0, 0.0], [b * gamma.cos(), b * gamma.sin(), 0.0], [c * cx, c * cy, c * cz]]
    }

    /// Volume in Å³.
    pub fn volume(&self) -> f64 {
        let [a, b, c] = self.vectors();
        a[0] * b[1] * c[2]
    }
}

/// A rotation (rows) and a translation in Å: `x' = R x + t`.
#[derive(Clone, Debug, PartialEq)]
pub struct Transform {
    /// Rotation matrix by rows.
    pub rotation: [[f64; 3]; 3],
    /// Translation in Å.
    pub translation: Point,
}

impl Transform {
    /// Leaves everything where it is.
    pub const IDENTITY: Transform =
        Transform { rotation: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], translation: [0.0; 3] };

    /// Where a point goes.
    pub fn apply(&self, p: Point) -> Point {
        let row = |i: usize| {
            let r = self.rotation[i];
            r[0] * p[0] + r[1] * p[1] + r[2] * p[2] + self.translation[i]
        };
        [row(0), row(1), row(2)]
    }

    /// First `other`, then this one.
    pub fn after(&self, other: &Transform) -> Transform {
        let mut rotation = [[0.0; 3]; 3];
        for (i, row) in rotation.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                *cell = (0..3).map(|k| self.rotation[i][k] * other.rotation[k][j]).sum();
            }
        }
        Transform { rotation, translation: self.apply(other.translation) }
    }
}

/// A biological assembly: which chains are copied by which transforms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assembly {
    /// The assembly's id (`1`, `PAU`).
    pub id: String,
    /// What the file says of it (`dimeric`).
    pub details: String,
    /// Groups of chains with the transforms to apply to each of them.
    pub parts: Vec<AssemblyPart>,
}

/// One group of chains of an assembly.
#[derive(Clone, Debug, PartialEq)]
pub struct AssemblyPart {
    /// The chains.
    pub chains: ChainIds,
    /// Their copies.
    pub transforms: Vec<Transform>,
}

/// Chains named by author id (PDB) or label id (mmCIF).
#[derive(Clone, Debug, PartialEq)]
pub enum ChainIds {
    /// Ids of the authors.
    Author(Vec<Name>),
    /// Ids in the mmCIF sense.
    Label(Vec<Name>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triclinic_cell_has_its_volume() {
        let cell = UnitCell {
            lengths: [10.0, 20.0, 30.0],
            angles: [80.0, 95.0, 110.0],
            space_group: String::new(),
            z: None,
        };
        let [ca, cb, cg] = cell.angles.map(|a| a.to_radians().cos());
        let expected = 6000.0 * (1.0 - ca * ca - cb * cb - cg * cg + 2.0 * ca * cb * cg).sqrt();
        assert!((cell.volume() - expected).abs() < 1e-9);
    }

    #[test]
    fn transforms_compose() {
        let turn = Transform {
            rotation: [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
            translation: [1.0, 0.0, 0.0],
        };
        let shift = Transform { translation: [0.0, 0.0, 5.0], ..Transform::IDENTITY };
        let p = [2.0, 3.0, 4.0];
        assert_eq!(turn.after(&shift).apply(p), turn.apply(shift.apply(p)));
        assert_eq!(turn.apply(p), [-2.0, 2.0, 4.0]);
    }
}
