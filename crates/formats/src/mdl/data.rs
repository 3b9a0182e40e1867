//! The data of a record: `> <tag>`, lines of text, a blank line.

use crate::diagnostic::Log;
use crate::lines::Lines;

/// Reads up to the end of the record.
pub(super) fn read(lines: &mut Lines<'_>, log: &mut Log) -> Vec<(String, String)> {
    let mut data: Vec<(String, String)> = Vec::new();
    let mut open = false;
    let mut skipped = 0;
    for line in lines.by_ref() {
        if line.starts_with("$$$$") {
            break;
        }
        let inside = open && (!line.contains('<') || data.last().is_some_and(|(_, text)| text.is_empty()));
        if line.starts_with('>') && !inside {
            data.push((tag(line).to_owned(), String::new()));
            open = true;
            skipped = 0;
        } else if line.trim().is_empty() {
            open = false;
            skipped += 1;
        } else if let Some((_, text)) = data.last_mut() {
            // A blank line ends a value; programs that write one inside go on after it.
            if !text.is_empty() || skipped > 0 {
                text.extend(std::iter::repeat_n('\n', skipped + 1));
            }
            text.push_str(line);
            (open, skipped) = (true, 0);
        } else {
            log.note(0, 0, format!("{line:?} between the molecule and its data"), "ignored");
        }
    }
    data
}

/// `> 25 <MELTING.POINT> (id)`: what stands between the angle brackets, else all of it.
fn tag(line: &str) -> &str {
    let rest = line[1..].trim();
    match (rest.find('<'), rest.rfind('>')) {
        (Some(start), Some(end)) if start < end => &rest[start + 1..end],
        _ => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_values() {
        let text = "> <a>\n1\n2\n\n>  5  <b.c> (7)\n\n> <d>\n> not a tag\n\nmore\n\n$$$$\n";
        let data = read(&mut Lines::new(text, 1), &mut Log::default());
        let pairs: Vec<_> = data.iter().map(|(tag, text)| (tag.as_str(), text.as_str())).collect();
        assert_eq!(pairs, [("a", "1\n2"), ("b.c", ""), ("d", "> not a tag\n\nmore")]);
    }
}
