//! Writing the PDB format, records in the order of its documentation.

mod atoms;
mod bonds;
mod header;
mod kept;
mod names;

use crate::{Format, WriteError};
use geminal_structure::Structure;
use names::Chains;
use std::io::Write;

/// Writes structures into one file: the header of the first, the models of all.
pub(crate) fn write(structures: &[Structure], out: &mut impl Write) -> Result<(), WriteError> {
    let chains = Chains::new(structures)?;
    let numbers = bonds::Numbers::new(structures);
    if let Some(first) = structures.first() {
        let mut text = String::new();
        header::write(first, &chains, &mut text)?;
        out.write_all(text.as_bytes())?;
    }
    let models: usize = structures.iter().map(|structure| structure.models.len()).sum();
    let numbered = models > 1 || structures.iter().any(|s| s.models.number.iter().any(|&number| number != 1));
    let mut next = 0;
    let mut text = String::new();
    for (k, structure) in structures.iter().enumerate() {
        for model in 0..structure.models.len() {
            next += 1;
            let number = if structures.len() == 1 { structure.models.number[model] } else { next };
            if numbered {
                text.push_str(&format!("MODEL     {number:>4}\n"));
            }
            atoms::write(structure, model, &numbers.serials[k], &chains, &mut text)?;
            if numbered {
                text.push_str("ENDMDL\n");
            }
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    bonds::connect(structures, &numbers, &mut text)?;
    text.push_str("END\n");
    out.write_all(text.as_bytes())?;
    Ok(())
}

fn cannot<T>(what: String) -> Result<T, WriteError> {
    Err(WriteError::NotExpressible { format: Format::Pdb, what, hint: "write mmCIF or BinaryCIF" })
}

/// Appends a line without the blanks at its end.
fn line(text: &str, out: &mut String) {
    out.push_str(text.trim_end());
    out.push('\n');
}
