use super::*;
use crate::{BondOrder, Element, Graph};

#[test]
fn errors_point_at_the_column() {
    for (smarts, column, message) in [
        ("", 1, "an atom is missing"),
        ("C(=O", 2, "this parenthesis is not closed"),
        ("CC)O", 3, "this parenthesis was not opened"),
        ("C1CC", 2, "ring closure 1 is not closed"),
        ("C11", 3, "ring closure 1 joins atoms that are joined already"),
        ("C=1CC-1", 7, "the two ends of ring closure 1 name different bonds"),
        ("[C;H2", 1, "this bracket is not closed"),
        ("[C;?]", 4, "this is no property of an atom"),
        ("[#119]", 6, "an atomic number is expected here"),
        ("CQ", 2, "an atom is expected here"),
        ("=C", 1, "a bond needs an atom before it"),
        ("C=", 3, "an atom is expected here"),
        ("[$(CO]", 6, "an atom is expected here"),
        ("[$C]", 3, "`(` is expected behind $"),
        ("C%1", 3, "two digits are expected behind %"),
        ("[CD{2-3]", 8, "`}` is expected here"),
        ("C..C", 3, "an atom is missing before the dot"),
        ("C.", 3, "an atom is missing"),
        ("(C)C", 1, "a branch needs an atom before it (groups of components are not read)"),
        ("[^7]", 4, "a hybridization from 0 (s) to 5 (sp3d2) is expected here"),
    ] {
        let error = Pattern::parse(smarts).unwrap_err();
        assert_eq!((error.column, error.message.as_str()), (column, message), "{smarts}");
    }
}

#[test]
fn what_has_no_effect_is_told() {
    let pattern = Pattern::parse("N[C@@H](C)/C=C").unwrap();
    assert_eq!(
        pattern.diagnostics(),
        ["column 4: chirality has no effect", "column 11: the direction of a bond has no effect"]
    );
    assert_eq!(Pattern::parse("[C:3][N:12]").unwrap().atom_maps(), [3, 12]);
}

#[test]
fn ways_to_ask() {
    // Propane: two ways to lay CC on each bond.
    let molecule = Molecule::new(Graph::from_parts(
        vec![Element::C; 3],
        vec![0; 3],
        vec![[0, 1], [1, 2]],
        vec![BondOrder::Single; 2],
    ));
    let pattern: Pattern = "CC".parse().unwrap();
    assert_eq!((pattern.matches(&molecule).len(), pattern.unique_matches(&molecule).len()), (4, 2));
    assert_eq!(pattern.atoms(&molecule), [0, 1, 2]);
    assert!(pattern.is_in(&molecule) && pattern.matches_at(&molecule, 2));
    assert_eq!(pattern.first_match(&molecule).map(|m| m.len()), Some(2));
    let end = Pattern::parse("[CD1]C[D{1-2}]").unwrap();
    assert_eq!(end.matches(&molecule).iter().collect::<Vec<_>>(), [[0, 1, 2], [2, 1, 0]]);
    assert_eq!(end.atoms(&molecule), [0, 2]);
    assert!(
        !end.matches_at(&molecule, 1) && Pattern::parse("CCCC").unwrap().first_match(&molecule).is_none()
    );
}
