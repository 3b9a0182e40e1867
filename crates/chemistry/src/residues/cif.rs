//! Tokens of CIF text: as much of the format as a dictionary of components needs.

/// A token, with its quotes taken off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'t> {
    /// `data_X`.
    Data(&'t str),
    /// `loop_`.
    Loop,
    /// `_category.item`, without the underscore.
    Tag(&'t str),
    /// A value; `?` and `.` (unquoted) are none.
    Value(Option<&'t str>),
}

/// Cuts a text into tokens; damaged quoting ends at the end of its line.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Tokens { text, at: 0 }
    }

    fn starts_line(&self) -> bool {
        self.at == 0 || self.text.as_bytes()[self.at - 1] == b'\n'
    }

    /// Takes up to `end`, and leaves out `gap` bytes behind it.
    fn take(&mut self, end: usize, gap: usize) -> &'t str {
        let taken = &self.text[self.at..end];
        self.at = (end + gap).min(self.text.len());
        taken
    }

    fn line_end(&self) -> usize {
        self.text[self.at..].find('\n').map_or(self.text.len(), |n| self.at + n)
    }

    /// A value between quotes, which end where white space follows.
    fn quoted(&mut self, quote: u8) -> &'t str {
        self.at += 1;
        let bytes = self.text.as_bytes();
        let line_end = self.line_end();
        let closes = |&k: &usize| bytes[k] == quote && bytes.get(k + 1).is_none_or(u8::is_ascii_whitespace);
        match (self.at..line_end).find(closes) {
            Some(end) => self.take(end, 1),
            None => self.take(line_end, 0),
        }
    }

    /// A text between semicolons at the beginnings of lines.
    fn text_field(&mut self) -> &'t str {
        self.at += 1;
        match self.text[self.at..].find("\n;") {
            Some(n) => self.take(self.at + n, 2),
            None => self.take(self.text.len(), 0),
        }
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at)? {
                b if b.is_ascii_whitespace() => self.at += 1,
                b'#' => self.at = self.line_end(),
                _ => break,
            }
        }
        Some(match bytes[self.at] {
            quote @ (b'\'' | b'"') => Token::Value(Some(self.quoted(quote))),
            b';' if self.starts_line() => Token::Value(Some(self.text_field())),
            _ => {
                let rest = &self.text[self.at..];
                let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
                let word = self.take(self.at + end, 0);
                match word {
                    "?" | "." => Token::Value(None),
                    _ if word.eq_ignore_ascii_case("loop_") => Token::Loop,
                    _ if word.starts_with('_') => Token::Tag(&word[1..]),
                    _ if word.len() >= 5
                        && word.is_char_boundary(5)
                        && word[..5].eq_ignore_ascii_case("data_") =>
                    {
                        Token::Data(&word[5..])
                    }
                    _ => Token::Value(Some(word)),
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_comments_and_texts() {
        use Token::{Data, Loop, Tag, Value};
        let text = "data_X # a comment\n_a.b 'it''s' \"O5'\"\nloop_\n_c.d\n? . '?' \n;two\nlines\n;\nlast";
        let expected = [
            Data("X"),
            Tag("a.b"),
            Value(Some("it''s")),
            Value(Some("O5'")),
            Loop,
            Tag("c.d"),
            Value(None),
            Value(None),
            Value(Some("?")),
            Value(Some("two\nlines")),
            Value(Some("last")),
        ];
        assert_eq!(Tokens::new(text).collect::<Vec<_>>(), expected);
        for damaged in ["'open", ";open", "data_", "\"", ";", "_", "é 'é"] {
            assert!(Tokens::new(damaged).count() > 0, "{damaged}");
        }
    }
}
