//! The language of selections: what each word selects, what is refused and where, and that any selection agrees with
//! a plain reading of it atom by atom.

mod common;

use common::structures;
use geminal_structure::{AtomRecord, Builder, Element, EntityKind, Selection, Structure};
use proptest::prelude::*;

/// Two models of a small world: a peptide with insertion codes and alternate locations, a ligand, water, an ion, a
/// nucleotide without entity kind, a glycan.
fn world() -> Structure {
    let mut b = Builder::default();
    for model in [1, 2] {
        b.model(model);
        b.chain("A", "A");
        for (number, code) in [(-5, 0), (10, 0), (52, 0), (52, b'A'), (52, b'B'), (53, 0)] {
            b.residue("GLY", number, code);
            set_kind(&mut b, EntityKind::Protein);
            for (k, name) in ["N", "CA", "C", "O", "HA"].into_iter().enumerate() {
                let alt_loc = if number == 10 && name == "CA" { b'A' } else { 0 };
                let x = f64::from(number) * 10.0 + f64::from(code) / 10.0;
                b.atom(record(
                    name,
                    if name == "HA" { "H" } else { &name[..1] },
                    [x, k as f64, 0.0],
                    alt_loc,
                ));
            }
            if number == 10 {
                b.atom(record("CA", "C", [100.0, 1.5, 0.0], b'B'));
            }
        }
        b.chain("or", "B");
        b.residue("TYL", 1, 0);
        set_kind(&mut b, EntityKind::Ligand);
        b.atom(record("O5'", "O", [102.0, 0.0, 0.0], 0));
        b.atom(record("CL1", "Cl", [300.0, 0.0, 0.0], 0));
        b.residue("HOH", 2, 0);
        set_kind(&mut b, EntityKind::Water);
        b.atom(record("O", "O", [105.0, 0.0, 0.0], 0));
        b.residue("ZN", 3, 0);
        b.atom(record("ZN", "Zn", [-400.0, 0.0, 0.0], 0));
        b.residue("XYZ", 4, 0);
        for name in ["P", "O5'", "C4'", "C3'", "C1'", "N9"] {
            b.atom(record(name, &name[..1], [600.0, 0.0, 0.0], 0));
        }
        b.residue("NAG", 5, 0);
        set_kind(&mut b, EntityKind::Saccharide);
        b.atom(record("C1", "C", [700.0, 0.0, 0.0], 0));
    }
    let mut world = b.finish();
    world.atoms.hetero = world.atoms.name.iter().map(|name| name == "ZN").collect();
    world.atoms.serial = (1..).take(world.atom_count()).collect();
    world
}

fn record(name: &str, element: &str, position: [f64; 3], alt_loc: u8) -> AtomRecord {
    let element = Element::from_symbol(element).unwrap_or(Element::UNKNOWN);
    AtomRecord { element, name: name.into(), position, alt_loc, ..AtomRecord::default() }
}

fn set_kind(builder: &mut Builder, kind: EntityKind) {
    if let Some(last) = builder.structure().residues.entity_kind.last_mut() {
        *last = kind;
    }
}

#[test]
fn what_words_select() {
    let world = world();
    let model = world.model_atoms(0);
    for (selection, expected) in [
        ("all", 84),
        ("none", 0),
        ("model 1", 42),
        ("model 2-7", 42),
        ("model 1 and protein", 31),
        ("model 1 and nucleic", 6),
        ("model 1 and water", 1),
        ("model 1 and ion", 1),
        ("model 1 and ligand", 3),
        ("model 1 and saccharide", 1),
        ("model 1 and hetero", 1),
        ("model 1 and hydrogen", 6),
        ("model 1 and backbone", 25 + 4),
        ("model 1 and protein and not backbone", 6),
        ("model 1 and chain A", 31),
        ("model 1 and chain \"or\"", 11),
        ("model 1 and chain A \"or\"", 42),
        ("model 1 and resname TYL HOH", 3),
        ("model 1 and resname tyl", 0),
        ("model 1 and name CA", 7),
        ("model 1 and name O5'", 2),
        ("model 1 and name \"O5'\" 'CL1'", 3),
        ("model 1 and element cl ZN", 2),
        ("model 1 and element C", 17),
        ("model 1 and altloc A", 1),
        ("model 1 and altloc A B", 2),
        ("model 1 and altloc \"\"", 40),
        ("model 1 and resid -5", 5),
        ("model 1 and resid 52", 5),
        ("model 1 and resid 52A", 5),
        ("model 1 and resid 52-52", 15),
        ("model 1 and resid 52-53", 20),
        ("model 1 and resid 52A-53", 15),
        ("model 1 and resid 10-52", 21),
        ("model 1 and resid 10-52A", 16),
        ("model 1 and resid 10:52A", 16),
        ("model 1 and resid -10--1 53", 10),
        ("model 1 and resid -10-9 and chain A", 5),
        ("index 0-9 83", 11),
        ("serial 1 84", 2),
        ("not model 1", 42),
        ("model 1 and (water or ion)", 2),
        ("model 1 and water or ion", 3),
        ("water or ion and model 1", 3),
        ("not water and not ion and model 1", 40),
        // Both alternate CA and N at x = 100 lie within 3 of the ligand's O5' at 102; the second model is not asked.
        ("within 3 of (resname TYL and model 1)", 1 + 1 + 2 + 2 + 1),
        ("within 2 of (resname TYL and model 1)", 3),
        ("within 0 of water", 2),
        ("model 1 and byres (within 2 of resname TYL)", 6 + 2),
        ("model 1 and byres within 2 of resname TYL", 6 + 2),
        ("within 2 of resname TYL and model 1", 3),
        ("byres index 0", 5),
        ("not not water", 2),
        ("((water))", 2),
    ] {
        let atoms = world.select(selection).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(atoms.count(), expected, "{selection}: {:?}", atoms.iter().collect::<Vec<_>>());
    }
    assert_eq!(model.len(), 42);
}

#[test]
fn what_is_refused_and_where() {
    for (selection, column, what) in [
        ("", 1, "a selection is missing here"),
        ("   ", 4, "a selection is missing here"),
        ("chain", 6, "`chain` needs a value, such as `chain A`"),
        ("chain and name CA", 7, "`chain` needs a value, such as `chain A`"),
        ("protien", 1, "`protien` is not a word of the selection language; is it `protein`?"),
        ("Protein", 1, "is it `protein`?"),
        ("chain A name CA", 9, "`and` or `or` is missing before this"),
        ("(chain A name CA)", 10, "`and` or `or` is missing before this"),
        ("(water or ion", 1, "this parenthesis is never closed"),
        ("water)", 6, "this parenthesis closes nothing"),
        ("()", 2, "a selection is missing before this parenthesis"),
        ("and water", 1, "a selection is missing before `and`"),
        ("water or", 9, "a selection is missing here"),
        ("name \"CA", 6, "this quote is never closed"),
        ("\"CA\"", 1, "a value without a property"),
        ("element C Qq", 11, "`Qq` is not the symbol of an element"),
        ("resid 5x2", 7, "`5x2` is not a residue number"),
        ("resid 5 20-10", 9, "the range `20-10` runs backwards"),
        ("resid 99999999999", 7, "is not a residue number"),
        ("index 9-1", 7, "the range `9-1` runs backwards"),
        ("index a", 7, "`a` is not a whole number"),
        ("altloc AB", 8, "one letter"),
        ("within five of water", 8, "a distance in Å"),
        ("within -1 of water", 8, "a distance in Å"),
        ("within 1e999 of water", 8, "a distance in Å"),
        ("within nan of water", 8, "a distance in Å"),
        ("within 5 water", 10, "`of` is missing"),
        ("chain Ä and ?", 13, "not a word of the selection language, which are and, or"),
    ] {
        let error = Selection::parse(selection).unwrap_err();
        assert_eq!(error.column(), column, "{selection}: {error}");
        assert!(error.what().contains(what), "{selection}: {error}");
        let lines: Vec<String> = error.to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines[2].chars().count(), column + 2, "{error}");
    }
    let deep = "(".repeat(100_000);
    assert!(Selection::parse(&deep).unwrap_err().what().contains("nested more than"));
    assert!(Selection::parse(&"not ".repeat(100_000)).is_err());
}

/// A selection as text, and the same decided for one atom at a time.
#[derive(Clone, Debug)]
enum Plain {
    Leaf(&'static str),
    Not(Box<Plain>),
    And(Box<Plain>, Box<Plain>),
    Or(Box<Plain>, Box<Plain>),
    Within(u8, Box<Plain>),
    ByResidue(Box<Plain>),
}

const LEAVES: [&str; 10] = [
    "all",
    "hydrogen",
    "water",
    "chain A",
    "chain \"and\" B",
    "resname \"x y\"",
    "name CA O5'",
    "resid -3-2 5A",
    "altloc A \"\"",
    "model 2",
];

fn plain() -> impl Strategy<Value = Plain> {
    prop::sample::select(&LEAVES[..]).prop_map(Plain::Leaf).prop_recursive(4, 24, 2, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(Plain::Not),
            (boxed(), boxed()).prop_map(|(a, b)| Plain::And(a, b)),
            (boxed(), boxed()).prop_map(|(a, b)| Plain::Or(a, b)),
            (0..12u8, boxed()).prop_map(|(distance, a)| Plain::Within(distance, a)),
            boxed().prop_map(Plain::ByResidue),
        ]
    })
}

impl Plain {
    fn text(&self) -> String {
        match self {
            Plain::Leaf(text) => (*text).to_owned(),
            Plain::Not(a) => format!("not ({})", a.text()),
            Plain::And(a, b) => format!("({}) and ({})", a.text(), b.text()),
            Plain::Or(a, b) => format!("({}) or ({})", a.text(), b.text()),
            Plain::Within(distance, a) => format!("within {distance} of ({})", a.text()),
            Plain::ByResidue(a) => format!("byres ({})", a.text()),
        }
    }

    fn holds(&self, s: &Structure, atom: usize) -> bool {
        let model = |atom: usize| s.models.holding(s.chains.holding(s.residues.holding(atom)));
        match self {
            Plain::Not(a) => !a.holds(s, atom),
            Plain::And(a, b) => a.holds(s, atom) && b.holds(s, atom),
            Plain::Or(a, b) => a.holds(s, atom) || b.holds(s, atom),
            Plain::ByResidue(a) => s.residues.atoms(s.residues.holding(atom)).any(|other| a.holds(s, other)),
            Plain::Within(distance, a) => s.model_atoms(model(atom)).any(|other| {
                let (p, q) = (s.positions()[atom], s.positions()[other]);
                let squared: f64 = (0..3).map(|k| (p[k] - q[k]).powi(2)).sum();
                squared <= f64::from(*distance).powi(2) && a.holds(s, other)
            }),
            Plain::Leaf(text) => {
                let a = s.atom(atom);
                let (residue, alt_loc) = (a.residue(), s.atoms.alt_loc[atom]);
                match *text {
                    "all" => true,
                    "hydrogen" => a.element() == Element::H,
                    "water" => residue.entity_kind() == EntityKind::Water,
                    "chain A" => residue.chain().id() == "A",
                    "chain \"and\" B" => ["and", "B"].contains(&residue.chain().id()),
                    "resname \"x y\"" => residue.name() == "x y",
                    "name CA O5'" => ["CA", "O5'"].contains(&a.name()),
                    "resid -3-2 5A" => {
                        (-3..=2).contains(&residue.number())
                            || (residue.number(), residue.insertion_code()) == (5, Some('A'))
                    }
                    "altloc A \"\"" => alt_loc == 0 || alt_loc == b'A',
                    _ => s.models.number[model(atom)] == 2,
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn agrees_with_a_plain_reading(structure in structures(), plain in plain()) {
        let selection = Selection::parse(&plain.text()).unwrap();
        let expected: Vec<usize> =
            (0..structure.atom_count()).filter(|atom| plain.holds(&structure, *atom)).collect();
        prop_assert_eq!(selection.atoms(&structure).iter().collect::<Vec<_>>(), expected);
        prop_assert_eq!(Selection::parse(&selection.to_string()).unwrap(), selection);
    }

    #[test]
    fn no_text_makes_it_panic(text in "[a-z0-9 ()\"'A-Z:.-]{0,40}|\\PC{0,20}") {
        if let Ok(selection) = Selection::parse(&text) {
            prop_assert_eq!(Selection::parse(&selection.to_string()).unwrap(), selection);
        }
    }
}

/// Found by fuzzing: a word that holds quotes of both kinds has none of its own.
#[test]
fn a_word_with_both_quotes_is_printed_as_it_was_read() {
    let selection = Selection::parse("name O5'\"x").unwrap();
    assert_eq!(selection.to_string(), "name O5'\"x");
    assert_eq!(Selection::parse(&selection.to_string()).unwrap(), selection);
}

/// A chain of conditions made a tree as deep as it is long, and the stack overflowed.
#[test]
fn a_chain_of_any_length_is_read_printed_and_evaluated() {
    for word in ["or", "and"] {
        let selection = Selection::parse(&format!("all{}", format!(" {word} all").repeat(100_000))).unwrap();
        assert_eq!(selection.atoms(&Structure::default()).count(), 0);
        assert_eq!(Selection::parse(&selection.to_string()).unwrap(), selection);
    }
}

/// Printed with parentheses that nobody wrote, it was nested deeper than the parser takes.
#[test]
fn a_selection_as_deep_as_may_be_is_printed_so_that_it_can_be_read() {
    for text in ["not ".repeat(199) + "all", "(not ".repeat(99) + "all" + &")".repeat(99)] {
        let selection = Selection::parse(&text).unwrap();
        assert_eq!(Selection::parse(&selection.to_string()).unwrap(), selection);
    }
}
