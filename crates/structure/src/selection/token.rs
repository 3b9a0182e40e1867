//! A selection cut into words, quoted words and parentheses.

use super::SelectionError;

/// A piece of the text and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// First byte in the text.
    pub(super) start: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Open,
    Close,
    /// A bare word: a keyword or a value.
    Word(String),
    /// A word in quotes: always a value.
    Quoted(String),
    End,
}

/// Cuts the text; the last token is always the end. A quote is one only where a word begins, so that `O5'` needs none.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, SelectionError> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let kind = match c {
            c if c.is_whitespace() => continue,
            '(' => TokenKind::Open,
            ')' => TokenKind::Close,
            '"' | '\'' => {
                let mut word = String::new();
                loop {
                    match rest.next() {
                        Some((_, end)) if end == c => break,
                        Some((_, other)) => word.push(other),
                        None => {
                            return Err(SelectionError::at(text, start, "this quote is never closed"));
                        }
                    }
                }
                TokenKind::Quoted(word)
            }
            c => {
                let mut word = String::from(c);
                while let Some((_, next)) =
                    rest.next_if(|(_, c)| !c.is_whitespace() && !matches!(c, '(' | ')'))
                {
                    word.push(next);
                }
                TokenKind::Word(word)
            }
        };
        tokens.push(Token { kind, start });
    }
    tokens.push(Token { kind: TokenKind::End, start: text.len() });
    Ok(tokens)
}
