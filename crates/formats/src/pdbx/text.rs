//! A category as CIF text.

use super::{Category, Value};

/// Appends a category: item by item if it has one row, else as a loop.
pub(crate) fn write_text(category: &Category<'_>, out: &mut String) {
    if category.rows() == 1 {
        let longest = category.items.iter().map(String::len).max().unwrap_or(0);
        for (item, value) in category.items.iter().zip(&category.values) {
            out.push_str(&format!("_{}.{item:<longest$} ", category.name));
            push_value(value, out);
            out.push('\n');
        }
        return;
    }
    if category.rows() > 0 {
        write_loop(category, out);
    }
}

/// Appends a category as a loop.
pub(crate) fn write_loop(category: &Category<'_>, out: &mut String) {
    out.push_str("loop_\n");
    for item in &category.items {
        out.push_str(&format!("_{}.{item}\n", category.name));
    }
    for row in category.values.chunks_exact(category.items.len()) {
        for (k, value) in row.iter().enumerate() {
            if k > 0 {
                out.push(' ');
            }
            push_value(value, out);
        }
        out.push('\n');
    }
}

fn push_value(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Null(byte) => out.push(char::from(*byte)),
        Value::Text(text) => push_quoted(text, out),
    }
}

/// Appends a text with the quotes it needs.
pub(crate) fn push_quoted(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
        return;
    }
    let line = !text.contains(['\n', '\r']);
    // A quote may stand inside unless a blank follows it.
    let fits = |quote: char| {
        line && !text.match_indices(quote).any(|(at, _)| {
            text.as_bytes().get(at + 1).is_none_or(|&next| next <= b' ') && at + 1 < text.len()
        })
    };
    if fits('\'') {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else if fits('"') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str("\n;");
        // The text of lines cannot hold a line that begins with a semicolon: a blank goes before it.
        out.push_str(&text.replace("\n;", "\n ;"));
        out.push_str("\n;\n");
    }
}

/// Whether a text can stand without quotes.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let keyword =
        |key: &str| bytes.len() >= key.len() && bytes[..key.len()].eq_ignore_ascii_case(key.as_bytes());
    !bytes.is_empty()
        && bytes.iter().all(|&byte| byte > b' ' && byte != 0x7f)
        && !matches!(bytes[0], b'_' | b'#' | b'$' | b'\'' | b'"' | b'[' | b']' | b';')
        && !matches!(text, "?" | ".")
        && !["data_", "save_", "loop_", "stop_", "global_"].into_iter().any(keyword)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_get_the_quotes_they_need() {
        for (text, expected) in [
            ("abc", "abc"),
            ("O5'", "O5'"),
            ("?", "'?'"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", "it's"),
            ("a' b", "\"a' b\""),
            ("_x", "'_x'"),
            ("loop_x", "'loop_x'"),
            ("a' \" b", "\n;a' \" b\n;\n"),
            ("two\nlines", "\n;two\nlines\n;\n"),
        ] {
            let mut out = String::new();
            push_quoted(text, &mut out);
            assert_eq!(out, expected, "{text}");
        }
    }
}
