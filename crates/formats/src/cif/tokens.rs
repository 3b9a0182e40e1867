//! The tokens of CIF 1.1.
//!
//! Tokens are parted by blanks; `#` at the start of one begins a comment. A value that starts with a quote
//! ends at the same quote before a blank; a line that starts with `;` begins a text that ends before the
//! next such line. Plain `?` is unknown, plain `.` inapplicable. Keywords are not case-sensitive.

/// A token, with its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `data_NAME`
    Data(&'a str),
    /// `save_NAME`, or `save_` which ends it.
    Save(&'a str),
    /// `loop_`
    Loop,
    /// `_category.item`
    Tag(&'a str),
    /// A value without its quotes.
    Value(&'a str),
    /// `?` or `.` without quotes.
    Null(u8),
}

/// Cuts a text into tokens.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Where the next token is looked for.
    pub(super) at: usize,
    /// Where the last token began.
    pub(super) start: usize,
    /// Where lines were counted up to, and the number of the line there.
    counted: (usize, usize),
    /// A text or a quote whose end is missing began here.
    pub(super) unclosed: Option<usize>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Tokens<'a> {
        Tokens { text, at: 0, start: 0, counted: (0, 1), unclosed: None }
    }

    /// The text that is cut.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Number of the line that holds a place not before those asked for earlier.
    pub(super) fn line_of(&mut self, at: usize) -> usize {
        let (from, line) = self.counted;
        if at < from {
            return 1 + count_lines(&self.text.as_bytes()[..at]);
        }
        self.counted = (at, line + count_lines(&self.text.as_bytes()[from..at]));
        self.counted.1
    }

    /// Line and column of the last token; column 0 far down a line, which would take long to count.
    pub(super) fn place(&mut self) -> (usize, usize) {
        let start = self.start;
        let near = start.saturating_sub(4096);
        let end = memchr::memrchr(b'\n', &self.text.as_bytes()[near..start]).map(|end| near + end + 1);
        let column = match end {
            Some(line) => start - line + 1,
            None if near == 0 => start + 1,
            None => 0,
        };
        (self.line_of(start), column)
    }

    /// The next token without taking it.
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.clone().next()
    }

    /// Skips blanks and comments; the place of the next token.
    fn skip(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        loop {
            while at < bytes.len() && bytes[at] <= b' ' {
                at += 1;
            }
            if bytes.get(at) != Some(&b'#') {
                break;
            }
            at = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        }
        self.at = at;
        (at < bytes.len()).then_some(at)
    }

    /// A text of lines: from behind `;` up to the line that begins with `;`.
    fn lines(&mut self, start: usize) -> Token<'a> {
        let bytes = self.text.as_bytes();
        let end = memchr::memmem::find(&bytes[start..], b"\n;").map(|end| start + end);
        let text = &self.text[start + 1..end.unwrap_or(bytes.len())];
        if end.is_none() {
            self.unclosed = Some(start);
        }
        self.at = end.map_or(bytes.len(), |end| end + 2);
        Token::Value(text.strip_suffix('\r').unwrap_or(text))
    }

    /// A quoted value. Quotes do not go over lines: without an end it is plain text to the line's end.
    fn quoted(&mut self, start: usize, quote: u8) -> Token<'a> {
        let bytes = self.text.as_bytes();
        let line = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |end| start + end);
        let ends = |&at: &usize| bytes.get(at + 1).is_none_or(|&next| next <= b' ');
        match memchr::memchr_iter(quote, &bytes[start + 1..line]).map(|at| start + 1 + at).find(ends) {
            Some(end) => {
                self.at = end + 1;
                Token::Value(&self.text[start + 1..end])
            }
            None => {
                self.unclosed = Some(start);
                self.at = line;
                Token::Value(self.text[start + 1..line].trim_end())
            }
        }
    }
}

/// Number of line ends.
fn count_lines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.skip()?;
        self.start = start;
        let bytes = self.text.as_bytes();
        match bytes[start] {
            b';' if start == 0 || bytes[start - 1] == b'\n' => return Some(self.lines(start)),
            quote @ (b'\'' | b'"') => return Some(self.quoted(start, quote)),
            _ => {}
        }
        let len = bytes[start..].iter().position(|&byte| byte <= b' ').unwrap_or(bytes.len() - start);
        self.at = start + len;
        let word = &self.text[start..self.at];
        Some(plain(word))
    }
}

/// A token without quotes.
fn plain(word: &str) -> Token<'_> {
    let bytes = word.as_bytes();
    let keyword =
        |key: &str| bytes.len() >= key.len() && bytes[..key.len()].eq_ignore_ascii_case(key.as_bytes());
    match bytes[0] {
        b'_' => Token::Tag(word),
        byte @ (b'?' | b'.') if bytes.len() == 1 => Token::Null(byte),
        b'd' | b'D' if keyword("data_") => Token::Data(&word[5..]),
        b's' | b'S' if keyword("save_") => Token::Save(&word[5..]),
        b'l' | b'L' if bytes.len() == 5 && keyword("loop_") => Token::Loop,
        _ => Token::Value(word),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_every_kind() {
        let text =
            "data_X # comment\nLOOP_\n_a.b\n'it''s' \"O5'\" 'a b' ? . '?' x#y\n;one\ntwo\n;\nsave_\n'open";
        let mut tokens = Tokens::new(text);
        let all: Vec<_> = tokens.by_ref().collect();
        use Token::*;
        let expected = [
            Data("X"),
            Loop,
            Tag("_a.b"),
            Value("it''s"),
            Value("O5'"),
            Value("a b"),
            Null(b'?'),
            Null(b'.'),
            Value("?"),
            Value("x#y"),
            Value("one\ntwo"),
            Save(""),
            Value("open"),
        ];
        assert_eq!(all, expected);
        assert_eq!(tokens.place(), (9, 1));
        assert!(tokens.unclosed.is_some());
    }
}
