//! The lines of a text, with their numbers.

/// Lines without their ends (`\n` or `\r\n`).
#[derive(Clone, Debug)]
pub(crate) struct Lines<'a> {
    rest: &'a str,
    /// Number of the line given last, from 1.
    pub(crate) number: usize,
}

impl<'a> Lines<'a> {
    /// The lines of a text whose first line has the number `first`.
    pub(crate) fn new(text: &'a str, first: usize) -> Lines<'a> {
        Lines { rest: text, number: first - 1 }
    }

    /// What has not been given yet.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest
    }

    /// The next line without taking it.
    pub(crate) fn peek(&self) -> Option<&'a str> {
        self.clone().next()
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, next) = match memchr::memchr(b'\n', self.rest.as_bytes()) {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, ""),
        };
        self.rest = next;
        self.number += 1;
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

/// Bytes `start..end` of a line without blanks around; empty where the line ends before.
#[inline]
pub(crate) fn field(line: &str, start: usize, end: usize) -> &[u8] {
    let bytes = line.as_bytes();
    bytes.get(start..end.min(bytes.len())).unwrap_or_default().trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_either_way() {
        let mut lines = Lines::new("a\r\n\nb", 5);
        assert_eq!(lines.peek(), Some("a"));
        let all: Vec<_> = std::iter::from_fn(|| lines.next().map(|line| (lines.number, line))).collect();
        assert_eq!(all, [(5, "a"), (6, ""), (7, "b")]);
        assert_eq!((field("abc  d", 2, 9), field("abc", 5, 9)), (&b"c  d"[..], &b""[..]));
    }
}
