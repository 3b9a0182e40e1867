//! A category: a table of values by item and row.

use std::borrow::Cow;

/// A value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// `?` (unknown) or `.` (inapplicable).
    Null(u8),
    /// Anything else, without quotes.
    Text(Cow<'a, str>),
}

/// A table, its values row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Category<'a> {
    /// Name without the underscore (`struct_conn`).
    pub(crate) name: String,
    /// Items without the category's name.
    pub(crate) items: Vec<String>,
    pub(crate) values: Vec<Value<'a>>,
    /// Line of its first token, 0 if it has none.
    pub(crate) line: usize,
    /// Its text, where it comes from a text.
    pub(crate) text: Option<&'a str>,
}

/// Categories of the atoms, which the model holds.
const ATOMS: [&str; 2] = ["atom_site", "atom_site_anisotrop"];

/// Whether the model holds all that a category says: some are read, but mostly say much more.
pub(crate) fn is_all_modelled(category: &Category<'_>) -> bool {
    const ITEMS: &[(&str, &[&str])] = &[
        ("atom_type", &["symbol"]),
        ("entity", &["id", "type"]),
        ("entity_poly", &["entity_id", "type"]),
        ("struct_keywords", &["entry_id", "pdbx_keywords"]),
        ("pdbx_database_status", &["entry_id", "recvd_initial_deposition_date"]),
        ("exptl", &["entry_id", "method"]),
        ("refine", &["entry_id", "ls_d_res_high"]),
    ];
    let known = ITEMS.iter().find(|(name, _)| name.eq_ignore_ascii_case(&category.name));
    is_one_of(&ATOMS, &category.name)
        || known.is_some_and(|(_, items)| category.items.iter().all(|item| items.contains(&item.as_str())))
}

/// Categories that something is read from; of others in text the values need not be kept.
pub(crate) fn is_read(name: &str) -> bool {
    const READ: &[&str] = &[
        "exptl",
        "refine",
        "em_3d_reconstruction",
        "struct_keywords",
        "pdbx_database_status",
        "entity",
        "entity_poly",
        "chem_comp",
        "chem_comp_atom",
    ];
    super::parts::part_of(name).is_some() || is_one_of(&ATOMS, name) || is_one_of(READ, name)
}

fn is_one_of(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

impl<'a> Category<'a> {
    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        if self.items.is_empty() { 0 } else { self.values.len() / self.items.len() }
    }

    /// Column of an item.
    pub(crate) fn column(&self, item: &str) -> Option<usize> {
        self.items.iter().position(|known| known.eq_ignore_ascii_case(item))
    }

    /// A value as text, none if it is null or not there.
    pub(crate) fn at(&self, row: usize, column: Option<usize>) -> Option<&str> {
        match self.values.get(row * self.items.len() + column?)? {
            Value::Text(text) => Some(text),
            Value::Null(_) => None,
        }
    }

    /// A value by item.
    pub(crate) fn get(&self, row: usize, item: &str) -> Option<&str> {
        self.at(row, self.column(item))
    }

    /// A value as an integer.
    pub(crate) fn integer(&self, row: usize, item: &str) -> Option<i32> {
        crate::number::integer(self.get(row, item)?.as_bytes())
    }

    /// A value as a decimal number; a standard uncertainty in parentheses is passed over.
    pub(crate) fn decimal(&self, row: usize, item: &str) -> Option<f64> {
        decimal(self.get(row, item)?)
    }

    /// The category as CIF text.
    pub(crate) fn into_text(self) -> String {
        match self.text {
            Some(text) => text.trim_end().to_owned(),
            None => {
                let mut out = String::new();
                crate::pdbx::write_text(&self, &mut out);
                out.truncate(out.trim_end().len());
                out
            }
        }
    }
}

/// A decimal number that may have a standard uncertainty: `1.234(5)`.
pub(crate) fn decimal(text: &str) -> Option<f64> {
    let plain = match text.find('(') {
        Some(end) if text.ends_with(')') => &text[..end],
        _ => text,
    };
    crate::number::decimal(plain.as_bytes())
}
