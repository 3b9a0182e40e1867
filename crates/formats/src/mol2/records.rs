//! Cutting a file into its molecules.

use super::SECTION;
use crate::lines::Lines;

/// Records with the numbers of their first lines; comments before a molecule belong to it.
pub(crate) fn records(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut lines = Lines::new(text, 1);
    std::iter::from_fn(move || {
        let start = lines.rest();
        if start.trim().is_empty() {
            return None;
        }
        let first = lines.number + 1;
        let mut begun = false;
        // Where comments begin that may belong to the next molecule.
        let mut tail: Option<Lines<'_>> = None;
        loop {
            let before = lines.clone();
            let Some(line) = lines.next() else { break };
            if line.strip_prefix(SECTION).is_some_and(|name| name.trim() == "MOLECULE") {
                if begun {
                    lines = tail.unwrap_or(before);
                    break;
                }
                begun = true;
                tail = None;
            } else if line.starts_with('#') || line.trim().is_empty() {
                tail.get_or_insert(before);
            } else {
                tail = None;
            }
        }
        Some((first, &start[..start.len() - lines.rest().len()]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_with_the_molecule_below() {
        let text = "# a\n@<TRIPOS>MOLECULE\nx\n\n# b\n@<TRIPOS>MOLECULE\ny\n";
        let all: Vec<_> = records(text).collect();
        assert_eq!(all, [(1, "# a\n@<TRIPOS>MOLECULE\nx\n"), (4, "\n# b\n@<TRIPOS>MOLECULE\ny\n")]);
    }
}
