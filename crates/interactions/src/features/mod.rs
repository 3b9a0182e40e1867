//! Features: what the atoms, rings and groups of a structure can do.

mod compiled;
mod perceive;

pub use compiled::Rules;

use crate::geometry::{Plane, centroid, cross, minus, unit};
use crate::rules::Sign;
use geminal_structure::Point;
use serde::Deserialize;

/// What an atom can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// Donor of hydrogen bonds.
    Donor,
    /// Acceptor of hydrogen bonds.
    Acceptor,
    /// Carbon with hydrogen.
    WeakDonor,
    /// Acceptor of weak hydrogen bonds.
    WeakAcceptor,
    /// Halogen that can point at an acceptor.
    HalogenDonor,
    /// What a halogen can point at.
    HalogenAcceptor,
    /// Positive, or part of a positive group.
    Positive,
    /// Negative, or part of a negative group.
    Negative,
    /// Hydrophobic.
    Hydrophobe,
    /// Oxygen of a carbonyl.
    CarbonylOxygen,
    /// Carbon of a carbonyl.
    CarbonylCarbon,
    /// Aromatic.
    Aromatic,
    /// A metal.
    Metal,
    /// What can coordinate a metal.
    MetalLigand,
    /// Sulphur of methionine.
    MethionineSulphur,
    /// A halogen.
    Halogen,
    /// Oxygen of water.
    Water,
    /// Every atom.
    Any,
}

/// Some features, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeatureSet(u32);

impl FeatureSet {
    /// The set of these features.
    pub fn of(features: &[Feature]) -> FeatureSet {
        FeatureSet(features.iter().fold(0, |bits, &feature| bits | 1 << feature as u32))
    }

    /// Adds a feature.
    pub fn insert(&mut self, feature: Feature) {
        self.0 |= 1 << feature as u32;
    }

    /// Whether a feature is in the set.
    pub fn has(self, feature: Feature) -> bool {
        self.0 >> feature as u32 & 1 == 1
    }

    /// The features of both sets.
    pub fn union(self, other: FeatureSet) -> FeatureSet {
        FeatureSet(self.0 | other.0)
    }

    /// Whether the two sets share a feature.
    pub fn meets(self, other: FeatureSet) -> bool {
        self.0 & other.0 != 0
    }
}

/// A ring that counts as aromatic.
#[derive(Clone, Debug, PartialEq)]
pub struct Ring {
    /// Its atoms, in order around.
    pub atoms: Vec<u32>,
    /// The residue of most of them.
    pub residue: u32,
}

/// An amide group.
#[derive(Clone, Debug, PartialEq)]
pub struct Amide {
    /// Carbon, oxygen, the carbon on the other side, and nitrogen.
    pub atoms: [u32; 4],
    /// The residue of most of them.
    pub residue: u32,
}

/// A charged group.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name of its rule.
    pub name: String,
    /// Its sign.
    pub sign: Sign,
    /// Its atoms.
    pub atoms: Vec<u32>,
    /// The atoms whose mean is its centre.
    pub center: Vec<u32>,
    /// Its residue.
    pub residue: u32,
}

/// Rows of indices of different lengths.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rows {
    offset: Vec<u32>,
    values: Vec<u32>,
}

impl Rows {
    /// The rows that `fill` appends, one call each.
    fn build(count: usize, mut fill: impl FnMut(usize, &mut Vec<u32>)) -> Rows {
        let mut rows = Rows { offset: Vec::with_capacity(count + 1), values: Vec::new() };
        rows.offset.push(0);
        for index in 0..count {
            fill(index, &mut rows.values);
            rows.offset.push(rows.values.len() as u32);
        }
        rows
    }

    /// One row.
    pub(crate) fn of(&self, index: usize) -> &[u32] {
        &self.values[self.offset[index] as usize..self.offset[index + 1] as usize]
    }
}

/// The features of one structure by one rule set. Perceived once, used for any number of frames.
#[derive(Clone, Debug, Default)]
pub struct Features {
    /// Per atom what it can do.
    pub atoms: Vec<FeatureSet>,
    /// Aromatic rings.
    pub rings: Vec<Ring>,
    /// Amide groups.
    pub amides: Vec<Amide>,
    /// Charged groups.
    pub groups: Vec<Group>,
    /// What had to be guessed, in words.
    pub notes: Vec<String>,
    pub(crate) hydrogens: Rows,
    /// Heavy neighbours.
    pub(crate) neighbors: Rows,
    pub(crate) residue: Vec<u32>,
    /// Per residue the next one of its chain, if the two are linked.
    pub(crate) next_residue: Vec<u32>,
    pub(crate) vdw_radius: Vec<f64>,
    pub(crate) covalent_radius: Vec<f64>,
    /// Hydrogens, which make no contacts of their own.
    pub(crate) hydrogen: Vec<bool>,
    /// Donors without a hydrogen in the file.
    pub(crate) implied: Vec<bool>,
    pub(crate) histidine: Vec<bool>,
    /// Per residue whether it is part of a protein or nucleic acid.
    pub(crate) polymer: Vec<bool>,
}

/// No next residue.
pub(crate) const NONE: u32 = u32::MAX;

impl Features {
    /// The plane of a ring.
    pub fn ring_plane(&self, ring: usize, positions: &[Point]) -> Plane {
        let corners: Vec<Point> = self.rings[ring].atoms.iter().map(|&i| positions[i as usize]).collect();
        Plane::of_ring(&corners)
    }

    /// The plane of an amide: its centre is the middle of C-N, its normal that of N, C and O.
    pub fn amide_plane(&self, amide: usize, positions: &[Point]) -> Plane {
        let [c, o, _, n] = self.amides[amide].atoms.map(|i| positions[i as usize]);
        Plane { center: centroid([c, n]), normal: unit(cross(minus(n, c), minus(o, c))) }
    }

    /// The centre of a charged group.
    pub fn group_center(&self, group: usize, positions: &[Point]) -> Point {
        centroid(self.groups[group].center.iter().map(|&i| positions[i as usize]))
    }

    /// Whether two residues follow each other in a chain.
    pub(crate) fn adjacent(&self, first: u32, second: u32) -> bool {
        self.next_residue[first as usize] == second || self.next_residue[second as usize] == first
    }
}
