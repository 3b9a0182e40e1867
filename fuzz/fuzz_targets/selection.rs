//! Any text as a selection: an expression or an error that points into the text; what an expression is printed as
//! reads back as the same.
#![no_main]

use geminal_structure::Selection;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match Selection::parse(text) {
        Ok(selection) => {
            let again = Selection::parse(&selection.to_string()).expect("what was printed can be read");
            assert_eq!(again, selection);
        }
        Err(error) => assert!(error.column() <= text.chars().count() + 1),
    }
});
