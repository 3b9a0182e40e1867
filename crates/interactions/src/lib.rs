//! Interaction detection: features, kinds of contact, rule sets.
