//! A rule set made ready: its patterns parsed, its names looked up by residue.

use super::{Feature, FeatureSet};
use crate::rules::{FeatureRule, RuleError, RuleSet, Sign};
use geminal_chemistry::Pattern;
use rustc_hash::FxHashMap;

/// The twenty amino acids that `backbone` names hold for.
pub(crate) const AMINO_ACIDS: [&str; 20] = [
    "ALA", "ARG", "ASN", "ASP", "CYS", "GLN", "GLU", "GLY", "HIS", "ILE", "LEU", "LYS", "MET", "PHE", "PRO",
    "SER", "THR", "TRP", "TYR", "VAL",
];

/// A rule set with its patterns parsed. Made once, used for any number of structures.
pub struct Rules {
    /// The rule set it was made from.
    pub set: RuleSet,
    /// Patterns of features; with `true` all atoms of a match have it, otherwise the first.
    pub(super) patterns: Vec<(Feature, Pattern, bool)>,
    /// Patterns of groups, by index in the rule set.
    pub(super) groups: Vec<(usize, Pattern)>,
    pub(super) amide: Pattern,
    /// Residue name, then atom name, to features.
    names: FxHashMap<String, FxHashMap<String, FeatureSet>>,
}

impl Rules {
    /// One of the rule sets that come with the crate.
    pub fn named(name: &str) -> Result<Rules, RuleError> {
        Rules::new(RuleSet::named(name)?)
    }

    /// Parses the patterns of a rule set.
    pub fn new(set: RuleSet) -> Result<Rules, RuleError> {
        let mut rules = Rules {
            patterns: Vec::new(),
            groups: Vec::new(),
            amide: pattern("amide", "[NX3][CX3](=[OX1])[#6]")?,
            names: FxHashMap::default(),
            set,
        };
        for (&feature, rule) in &rules.set.features {
            for (list, all) in [(&rule.smarts, false), (&rule.fragments, true)] {
                for smarts in list {
                    rules.patterns.push((feature, pattern(&format!("features.{feature:?}"), smarts)?, all));
                }
            }
            add_names(&mut rules.names, feature, rule);
        }
        for (index, group) in rules.set.group.iter().enumerate() {
            if let Some(smarts) = &group.smarts {
                rules.groups.push((index, pattern(&format!("group {}", group.name), smarts)?));
            }
            let feature = if group.sign == Sign::Positive { Feature::Positive } else { Feature::Negative };
            for (residue, atoms) in &group.residues {
                atoms.iter().for_each(|atom| insert(&mut rules.names, residue, atom, feature));
            }
        }
        Ok(rules)
    }

    /// The features that a residue's atoms have by name.
    pub(super) fn by_name(&self, residue: &str) -> Option<&FxHashMap<String, FeatureSet>> {
        self.names.get(residue)
    }
}

fn pattern(place: &str, smarts: &str) -> Result<Pattern, RuleError> {
    Pattern::parse(smarts)
        .map_err(|error| RuleError::Smarts { place: place.to_owned(), message: error.to_string() })
}

fn add_names(
    names: &mut FxHashMap<String, FxHashMap<String, FeatureSet>>,
    feature: Feature,
    rule: &FeatureRule,
) {
    for (residue, atoms) in &rule.residues {
        atoms.iter().for_each(|atom| insert(names, residue, atom, feature));
    }
    for residue in
        AMINO_ACIDS.iter().filter(|name| !rule.backbone_except.iter().any(|except| except == *name))
    {
        rule.backbone.iter().for_each(|atom| insert(names, residue, atom, feature));
    }
}

fn insert(
    names: &mut FxHashMap<String, FxHashMap<String, FeatureSet>>,
    residue: &str,
    atom: &str,
    feature: Feature,
) {
    names.entry(residue.to_owned()).or_default().entry(atom.to_owned()).or_default().insert(feature);
}
