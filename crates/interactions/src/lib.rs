//! Interaction detection: what holds a ligand in its pocket, by the rules of Arpeggio, PLIP, ProLIF or your own.
//!
//! [`Rules`] are made once; [`interactions`] finds the contacts of a selection or of a whole structure. For frames of
//! one structure, or a ligand that moves, [`Perceived`] keeps what does not change.
//!
//! ```
//! use geminal_interactions::{Kind, Rules, interactions};
//! use geminal_structure::{AtomRecord, AtomSet, Builder, Element};
//!
//! // A sodium ion next to a water.
//! let mut builder = Builder::default();
//! builder.residue("NA", 1, 0);
//! let na = Element::from_symbol("NA").unwrap();
//! builder.atom(AtomRecord { name: "NA".into(), element: na, ..AtomRecord::default() });
//! builder.residue("HOH", 2, 0);
//! builder.atom(AtomRecord { name: "O".into(), element: Element::O, position: [2.4, 0.0, 0.0], ..AtomRecord::default() });
//! let structure = builder.finish();
//!
//! let ion = AtomSet::from_indices(2, [0]);
//! let found = interactions(&structure, Some(&ion), &Rules::named("arpeggio")?)?;
//! assert!(found.contacts.kind.contains(&Kind::MetalComplex));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod contacts;
mod engine;
mod features;
mod geometry;
mod kind;
pub mod output;
mod rules;
mod site;
mod summary;

pub use contacts::{Contact, Contacts, Entities};
pub use engine::Detector;
pub use features::{Amide, Feature, FeatureSet, Features, Group, Ring, Rules};
pub use geometry::Plane;
pub use kind::Kind;
pub use rules::{
    AmideRule, AtomPairRule, AtomRingRule, ClassRule, FeatureRule, GroupGroupRule, GroupRingRule, GroupRule,
    HydrogenRule, NormalOf, Refinement, RingRingRule, RingRule, RuleError, RuleSet, Scope, Sign,
    WaterBridgeRule,
};
pub use site::{Found, Perceived, interactions};
pub use summary::{Fingerprint, residue_counts};
