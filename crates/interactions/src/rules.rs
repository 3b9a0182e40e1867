//! Rule sets: which atoms take part in which kind of interaction, and at which geometry.
//!
//! A rule set is a TOML file. Three come with the crate, in `data/`: `arpeggio`, `plip` and `prolif`, each with
//! the source of its thresholds; a user's own file has the same form. Distances are in Å, angles in degrees.
//!
//! ```
//! use geminal_interactions::RuleSet;
//!
//! let mine = r#"
//!     name = "mine"
//!     [features.positive]
//!     residues = { LYS = ["NZ"] }
//!     [features.negative]
//!     residues = { ASP = ["OD1", "OD2"] }
//!     [[atom_pair]]
//!     kind = "ionic"
//!     from = ["positive"]
//!     to = ["negative"]
//!     max = 4.0
//! "#;
//! assert_eq!(RuleSet::parse(mine)?.atom_pair.len(), 1);
//! # Ok::<(), geminal_interactions::RuleError>(())
//! ```

use crate::{Entities, Feature, Kind};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a rule set looks for. See the files in `data/` for complete examples.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// Its name.
    pub name: String,
    /// Where its numbers come from.
    #[serde(default)]
    pub source: String,
    /// Which pairs are looked at at all.
    #[serde(default)]
    pub scope: Scope,
    /// Which atoms have which feature.
    #[serde(default)]
    pub features: BTreeMap<Feature, FeatureRule>,
    /// Charged groups.
    #[serde(default)]
    pub group: Vec<GroupRule>,
    /// Which rings count as aromatic.
    #[serde(default)]
    pub rings: RingRule,
    /// Van der Waals radii by element symbol, in Å, where they are not Bondi's.
    #[serde(default)]
    pub vdw_radii: BTreeMap<String, f64>,
    /// Exclusive classes of atom pairs by distance.
    pub classes: Option<ClassRule>,
    /// Kinds between two atoms.
    #[serde(default)]
    pub atom_pair: Vec<AtomPairRule>,
    /// Kinds between an atom and a ring.
    #[serde(default)]
    pub atom_ring: Vec<AtomRingRule>,
    /// Classes of two rings; the first that fits holds.
    #[serde(default)]
    pub ring_ring: Vec<RingRingRule>,
    /// Kinds between a charged group and a ring.
    #[serde(default)]
    pub group_ring: Vec<GroupRingRule>,
    /// Kinds between two charged groups of opposite sign.
    #[serde(default)]
    pub group_group: Vec<GroupGroupRule>,
    /// Amide planes with rings and with each other.
    pub amide: Option<AmideRule>,
    /// Water bridges.
    pub water_bridge: Option<WaterBridgeRule>,
    /// Thinning after the search, in this order.
    #[serde(default)]
    pub refine: Vec<Refinement>,
}

/// Which pairs are looked at.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scope {
    /// Pairs of atoms farther apart than this are not looked at.
    pub cutoff: f64,
    /// A feature contact is not looked for beyond this distance of its two heavy atoms.
    pub feature_cutoff: f64,
    /// Hydrogens take part in pairs too.
    pub hydrogens: bool,
    /// Leave out neighbours in a chain.
    pub skip_sequence_neighbors: bool,
    /// A pair of one of these classes makes no other contact, but with a metal.
    pub exclude_classes: Vec<Kind>,
    /// Atoms of the twenty amino acids have just the features given by name, never by pattern.
    pub amino_acids_by_name: bool,
    /// What a selection touches must be protein, nucleic acid or water, no other ligand.
    pub polymer_partners: bool,
    /// Which pairs of ends are told, by the names of their entities; all if empty. Without a selection all are.
    pub entities: Vec<Entities>,
}

impl Default for Scope {
    fn default() -> Self {
        Scope {
            cutoff: 5.0,
            feature_cutoff: f64::INFINITY,
            hydrogens: false,
            skip_sequence_neighbors: false,
            exclude_classes: Vec::new(),
            amino_acids_by_name: false,
            polymer_partners: false,
            entities: Vec::new(),
        }
    }
}

/// Which atoms have a feature: any of these.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeatureRule {
    /// SMARTS; the first atom of each match has the feature.
    pub smarts: Vec<String>,
    /// SMARTS; all atoms of each match have the feature.
    pub fragments: Vec<String>,
    /// Atom names by residue name.
    pub residues: BTreeMap<String, Vec<String>>,
    /// Atom names in each of the twenty amino acids.
    pub backbone: Vec<String>,
    /// Amino acids that `backbone` does not hold for.
    pub backbone_except: Vec<String>,
    /// Element symbols.
    pub elements: Vec<String>,
    /// Every metal.
    pub metals: bool,
    /// Oxygen of water.
    pub water: bool,
}

/// A charged group.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// What it is called.
    pub name: String,
    /// Its sign.
    pub sign: Sign,
    /// SMARTS of the group, for what `residues` does not name.
    pub smarts: Option<String>,
    /// Which atoms of a match are the group's; all if not given.
    pub members: Option<Vec<usize>>,
    /// Which atoms of a match give its centre; the members if not given.
    pub center: Option<Vec<usize>>,
    /// Atom names by residue name; the centre is their mean.
    #[serde(default)]
    pub residues: BTreeMap<String, Vec<String>>,
}

/// Sign of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// Positive.
    Positive,
    /// Negative.
    Negative,
}

/// Which rings count as aromatic.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RingRule {
    /// Smallest and largest size.
    pub sizes: [usize; 2],
    /// A ring that is flat to this many degrees counts too, whatever its bonds; 0 for never.
    pub flat_within: f64,
}

impl Default for RingRule {
    fn default() -> Self {
        RingRule { sizes: [4, 8], flat_within: 0.0 }
    }
}

/// Classes of atom pairs: bonded, below the covalent radii, below the van der Waals radii, at them, farther.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassRule {
    /// How far beyond the sum of van der Waals radii a van der Waals contact reaches.
    pub vdw_tolerance: f64,
    /// The classes that are told.
    pub kinds: Vec<Kind>,
}

/// A kind between two atoms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtomPairRule {
    /// The kind.
    pub kind: Kind,
    /// The first atom has one of these features.
    pub from: Vec<Feature>,
    /// The second atom has one of these features.
    pub to: Vec<Feature>,
    /// Neither atom has one of these.
    #[serde(default)]
    pub without: Vec<Feature>,
    /// Shortest distance.
    #[serde(default)]
    pub min: f64,
    /// Longest distance.
    pub max: Option<f64>,
    /// Longest distance beyond the sum of van der Waals radii.
    pub beyond_vdw: Option<f64>,
    /// A hydrogen of the first atom must point the right way.
    pub hydrogen: Option<HydrogenRule>,
    /// Angle at the first atom, from its neighbour to the second atom.
    pub from_angle: Option<[f64; 2]>,
    /// Angle at the second atom, from the first atom to its neighbour.
    pub to_angle: Option<[f64; 2]>,
    /// The atom whose angle is tested must have just one neighbour.
    #[serde(default)]
    pub terminal: bool,
}

/// How a hydrogen of the donor must stand to the acceptor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HydrogenRule {
    /// Longest distance of hydrogen and acceptor beyond their van der Waals radii (1.2 Å for the hydrogen).
    pub beyond_vdw: Option<f64>,
    /// Angle donor, hydrogen, acceptor.
    pub angle: Option<[f64; 2]>,
    /// Angle neighbour of the acceptor, acceptor, hydrogen.
    pub acceptor_angle: Option<[f64; 2]>,
    /// Where hydrogens are missing: longest distance of donor and acceptor.
    pub implied_max: Option<f64>,
}

/// A kind between an atom and a ring.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtomRingRule {
    /// The kind.
    pub kind: Kind,
    /// The atom has one of these features.
    pub from: Vec<Feature>,
    /// And none of these.
    #[serde(default)]
    pub without: Vec<Feature>,
    /// Longest distance to the ring's centre.
    pub max: f64,
    /// Angle between the ring's normal and the line to the atom.
    pub normal_angle: Option<[f64; 2]>,
}

/// A class of two rings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RingRingRule {
    /// Its name.
    pub class: String,
    /// Longest distance of the centres.
    pub max: f64,
    /// Angle between the planes.
    pub plane_angle: [f64; 2],
    /// Angle between a normal and the line of the centres.
    pub normal_angle: Option<[f64; 2]>,
    /// Whose normal that is: of the ring the pair is seen from (each in turn), or of either.
    #[serde(default)]
    pub normal_of: NormalOf,
    /// Longest offset of one centre projected on the other's plane, the shorter of the two.
    pub offset: Option<f64>,
    /// Longest distance from a centre to the line in which the planes meet.
    pub meeting: Option<f64>,
    /// Two rings of one residue count as well.
    #[serde(default)]
    pub within_residue: bool,
}

/// Whose normal an angle is measured from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NormalOf {
    /// Of each ring in turn; a pair gets both classes where they differ.
    #[default]
    Each,
    /// Of whichever fits.
    Either,
}

/// A kind between a charged group and a ring.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRingRule {
    /// The kind.
    pub kind: Kind,
    /// Sign of the group.
    pub sign: Sign,
    /// Longest distance of the centres.
    pub max: f64,
    /// Longest offset of the group's centre projected on the ring.
    pub offset: Option<f64>,
    /// Angle between the ring's normal and the line of the centres.
    pub normal_angle: Option<[f64; 2]>,
    /// A group of this name must show the ring its face: angle of its plane and the ring's at most this.
    #[serde(default)]
    pub flat: BTreeMap<String, f64>,
}

/// A kind between two charged groups of opposite sign.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupGroupRule {
    /// The kind.
    pub kind: Kind,
    /// Longest distance of the centres.
    pub max: f64,
}

/// Amide planes with rings and with each other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmideRule {
    /// Longest distance of the centres (the middle of C-N; the ring's centre).
    pub max: f64,
    /// Largest angle between the planes.
    pub plane_angle: f64,
    /// Largest angle between the amide's normal and the line of the centres.
    pub normal_angle: f64,
}

/// Water bridges: a donor and an acceptor of the two sides with a water between.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaterBridgeRule {
    /// Shortest and longest distance of water oxygen and donor or acceptor.
    pub distance: [f64; 2],
    /// Smallest angle donor, hydrogen, water.
    pub donor_angle: f64,
    /// Angle acceptor, water, hydrogen of the donor.
    pub water_angle: [f64; 2],
}

/// A thinning of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refinement {
    /// No hydrogen bond between groups that make a salt bridge.
    HydrogenBondNotInSaltBridge,
    /// One hydrogen bond a donor: the straightest.
    OneHydrogenBondPerDonor,
    /// No hydrophobic contact between stacked rings; of a selected atom and a residue the closest; of an atom and
    /// connected selected atoms the closest.
    HydrophobicClosest,
    /// No cation-pi with a histidine that stacks on that ring.
    CationPiNotStackedHistidine,
    /// A donor with a hydrogen bond makes no water bridge; of a water and an acceptor, and of a water's bridges the
    /// two, whose angle at the water is nearest to 110 degrees.
    WaterBridgeBestAngle,
    /// The atoms around a metal that fit its best coordination geometry.
    MetalGeometry,
}

/// Why a rule set could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It is no TOML of this form.
    #[error("rule set: {0}")]
    Form(#[from] toml::de::Error),
    /// A SMARTS in it is wrong.
    #[error("rule set: in {place}: {message}")]
    Smarts {
        /// Which feature or group.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// There is none of this name.
    #[error("no rule set is called `{0}`; there are arpeggio, plip, prolif, or give a file")]
    Unknown(String),
}

impl RuleSet {
    /// Names of the rule sets that come with the crate.
    pub const NAMES: [&str; 3] = ["arpeggio", "plip", "prolif"];

    /// Reads a rule set.
    pub fn parse(text: &str) -> Result<RuleSet, RuleError> {
        Ok(toml::from_str(text)?)
    }

    /// One of the rule sets that come with the crate.
    pub fn named(name: &str) -> Result<RuleSet, RuleError> {
        RuleSet::parse(match name {
            "arpeggio" => include_str!("../data/arpeggio.toml"),
            "plip" => include_str!("../data/plip.toml"),
            "prolif" => include_str!("../data/prolif.toml"),
            _ => return Err(RuleError::Unknown(name.to_owned())),
        })
    }

    /// The longest distance at which any of its rules looks, in Å: what must be around a selection.
    pub fn reach(&self) -> f64 {
        let pairs = self.atom_pair.iter().filter_map(|rule| rule.max);
        let rings =
            self.ring_ring.iter().map(|rule| rule.max).chain(self.atom_ring.iter().map(|rule| rule.max));
        let groups =
            self.group_ring.iter().map(|rule| rule.max).chain(self.group_group.iter().map(|rule| rule.max));
        let amides = self.amide.iter().map(|rule| rule.max);
        let waters = self.water_bridge.iter().map(|rule| 2.0 * rule.distance[1]);
        pairs.chain(rings).chain(groups).chain(amides).chain(waters).fold(self.scope.cutoff, f64::max)
    }
}
