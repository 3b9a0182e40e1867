//! Why a selection was not understood, and where.

use std::fmt;

/// A selection that was not understood. Its message shows the text with a mark under the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectionError {
    text: String,
    column: usize,
    what: String,
}

impl SelectionError {
    /// An error at a byte of the text.
    pub(super) fn at(text: &str, byte: usize, what: impl Into<String>) -> Self {
        let column = text.get(..byte).unwrap_or(text).chars().count() + 1;
        SelectionError { text: text.to_owned(), column, what: what.into() }
    }

    /// The column, counting characters from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// What is wrong there.
    pub fn what(&self) -> &str {
        &self.what
    }
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "selection, column {}: {}", self.column, self.what)?;
        writeln!(f, "  {}", self.text.replace(char::is_control, " "))?;
        write!(f, "  {:>width$}", '^', width = self.column)
    }
}

impl std::error::Error for SelectionError {}
