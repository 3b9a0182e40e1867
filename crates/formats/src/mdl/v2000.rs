//! The V2000 connection table: fixed columns, at most 999 atoms and bonds.
//!
//! | line | columns (from 0, end excluded) |
//! |---|---|
//! | counts | atoms 0-3, bonds 3-6, chiral flag 12-15 |
//! | atom | x 0-10, y 10-20, z 20-30, symbol 31-34, mass difference 34-36, charge code 36-39, parity 39-42, valence 48-51, mapping 60-63 |
//! | bond | atoms 0-3 and 3-6, type 6-9, stereo 9-12 |
//! | `M  CHG`, `M  ISO`, `M  RAD` | count 6-9, then pairs of 4 columns each |

use super::Molecule;
use crate::ReadError;
use crate::diagnostic::Log;
use crate::lines::{Lines, field};
use crate::number::{decimal, fixed, integer};
use geminal_structure::BondOrder;

/// Reads the table that follows its counts line.
pub(super) fn read(counts: &str, lines: &mut Lines<'_>, log: &mut Log) -> Result<Molecule, ReadError> {
    let number = lines.number;
    let count = |start, what: &str| {
        let value = integer(field(counts, start, start + 3)).and_then(|n| usize::try_from(n).ok());
        value.ok_or_else(|| ReadError::damaged(number, start + 1, format!("the number of {what} is missing")))
    };
    let (atoms, bonds) = (count(0, "atoms")?, count(3, "bonds")?);
    let mut molecule = Molecule::default();
    if field(counts, 12, 15) == b"1" {
        molecule.other.push((super::CHIRAL.to_owned(), "1".to_owned()));
    }
    reserve(&mut molecule, atoms, bonds);
    for k in 0..atoms {
        let line = next(lines, || format!("atom {} of {atoms} is missing", k + 1))?;
        atom(line, lines.number, &mut molecule)?;
    }
    for k in 0..bonds {
        let line = next(lines, || format!("bond {} of {bonds} is missing", k + 1))?;
        bond(line, lines.number, atoms, &mut molecule, log)?;
    }
    properties(lines, &mut molecule, log);
    Ok(molecule)
}

fn reserve(molecule: &mut Molecule, atoms: usize, bonds: usize) {
    let s = molecule.builder.structure();
    s.atoms.element.reserve_exact(atoms);
    s.atoms.name.reserve_exact(atoms);
    s.atoms.position.reserve_exact(atoms);
    s.atoms.formal_charge.reserve_exact(atoms);
    s.atoms.occupancy.reserve_exact(atoms);
    s.atoms.b_factor.reserve_exact(atoms);
    s.atoms.alt_loc.reserve_exact(atoms);
    s.atoms.serial.reserve_exact(atoms);
    s.atoms.hetero.reserve_exact(atoms);
    s.bonds.atoms.reserve_exact(bonds);
    s.bonds.order.reserve_exact(bonds);
    s.bonds.aromatic.reserve_exact(bonds);
    s.bonds.kind.reserve_exact(bonds);
    s.bonds.stereo.reserve_exact(bonds);
}

fn next<'a>(lines: &mut Lines<'a>, missing: impl Fn() -> String) -> Result<&'a str, ReadError> {
    match lines.next() {
        Some(line) if !line.starts_with("M  END") && !line.starts_with("$$$$") => Ok(line),
        _ => Err(ReadError::damaged(lines.number, 0, missing())),
    }
}

/// Ten columns with four decimals; any decimal number in them.
#[inline]
fn coordinate(line: &str, start: usize) -> Option<f64> {
    let columns = line.as_bytes().get(start..)?.first_chunk::<10>();
    let usual =
        columns.filter(|columns| columns[0] == b' ').and_then(|columns| fixed::<9, 4>(columns.last_chunk()?));
    usual.or_else(|| decimal(field(line, start, start + 10)))
}

fn atom(line: &str, number: usize, molecule: &mut Molecule) -> Result<(), ReadError> {
    let coordinate = |start| coordinate(line, start);
    let (Some(x), Some(y), Some(z)) = (coordinate(0), coordinate(10), coordinate(20)) else {
        return loose_atom(line, number, molecule);
    };
    // A symbol is one word: what stands behind it could not be written again.
    let symbol = field(line, 31, 34).split(u8::is_ascii_whitespace).next().unwrap_or_default();
    if symbol.is_empty() {
        return loose_atom(line, number, molecule);
    }
    let atom = molecule.atom(symbol, [x, y, z]);
    // Most atoms have nothing there but zeros.
    let further = line.as_bytes().get(34..).unwrap_or_default();
    if !further.iter().any(|byte| matches!(byte, b'1'..=b'9')) {
        return Ok(());
    }
    let value = |start: usize, end| integer(field(line, start, end)).unwrap_or(0);
    let difference = value(34, 36);
    if difference != 0 {
        let mass = molecule.builder.structure().atoms.element[atom].facts().mass.round() as i32;
        molecule.isotope.set(atom, u16::try_from(mass + difference).unwrap_or(0));
    }
    let code = value(36, 39);
    match code {
        1..=3 | 5..=7 => molecule.builder.structure().atoms.formal_charge[atom] = 4 - code as i8,
        4 => molecule.radical.set(atom, 2),
        _ => {}
    }
    molecule.parity.set(atom, u32::try_from(value(39, 42)).unwrap_or(0));
    molecule.valence.set(atom, u32::try_from(value(48, 51)).unwrap_or(0));
    molecule.mapping.set(atom, u32::try_from(value(60, 63)).unwrap_or(0));
    Ok(())
}

/// An atom line whose columns are not where they should be: words.
fn loose_atom(line: &str, number: usize, molecule: &mut Molecule) -> Result<(), ReadError> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [x, y, z, symbol, ..] = words.as_slice() else {
        return Err(ReadError::damaged(number, 1, "no coordinates and symbol of an atom"));
    };
    let coordinate = |word: &str| {
        decimal(word.as_bytes())
            .ok_or_else(|| ReadError::damaged(number, 1, format!("{word:?} is not a coordinate")))
    };
    molecule.atom(symbol.as_bytes(), [coordinate(x)?, coordinate(y)?, coordinate(z)?]);
    Ok(())
}

fn bond(
    line: &str,
    number: usize,
    atoms: usize,
    molecule: &mut Molecule,
    log: &mut Log,
) -> Result<(), ReadError> {
    let value = |start: usize| integer(field(line, start, start + 3));
    let (Some(i), Some(j), Some(kind)) = (value(0), value(3), value(6)) else {
        return Err(ReadError::damaged(number, 1, format!("{line:?} is not a bond")));
    };
    add_bond(molecule, [i, j], kind, atoms, number, log);
    let stereo = value(9).and_then(|s| u8::try_from(s).ok()).unwrap_or(0);
    if let Some(last) = molecule.builder.structure().bonds.stereo.last_mut()
        && stereo != 0
    {
        *last = stereo;
    }
    Ok(())
}

/// Adds a bond between atoms numbered from 1; one that makes no sense is noted and left out.
pub(super) fn add_bond(
    molecule: &mut Molecule,
    ends: [i32; 2],
    kind: i32,
    atoms: usize,
    line: usize,
    log: &mut Log,
) -> bool {
    let [i, j] = ends;
    let known = |k: i32| k >= 1 && k as usize <= atoms;
    if !known(i) || !known(j) || i == j {
        log.note(line, 1, format!("no bond can be between atoms {i} and {j} of {atoms}"), "left out");
        return false;
    }
    let order = super::bond_order(kind).unwrap_or_else(|| {
        log.note(line, 7, format!("{kind} is no bond order"), "taken as unknown");
        BondOrder::Unknown
    });
    molecule.builder.bond(i as usize - 1, j as usize - 1, order);
    true
}

/// The lines up to `M  END`. Charges and radicals given here replace all of the atom lines.
fn properties(lines: &mut Lines<'_>, molecule: &mut Molecule, log: &mut Log) {
    let mut kept = String::new();
    let mut reset = false;
    while let Some(line) = lines.peek() {
        if line.starts_with("$$$$") || line.starts_with('>') {
            log.note(lines.number + 1, 0, "the molecule ends without M  END", "taken as ended");
            break;
        }
        lines.next();
        let key = line.get(..6).unwrap_or("");
        match key {
            "M  END" => break,
            "M  CHG" | "M  ISO" | "M  RAD" => {
                if key != "M  ISO" && !reset {
                    molecule.builder.structure().atoms.formal_charge.fill(0);
                    molecule.radical.0.clear();
                    reset = true;
                }
                pairs(key, line, lines.number, molecule, log);
            }
            _ if line.trim().is_empty() => {}
            _ => {
                kept.push_str(line);
                kept.push('\n');
            }
        }
    }
    kept.truncate(kept.trim_end_matches('\n').len());
    molecule.other.push((super::PROPERTIES.to_owned(), kept));
}

fn pairs(key: &str, line: &str, number: usize, molecule: &mut Molecule, log: &mut Log) {
    let atoms = molecule.builder.structure().atom_count();
    for k in 0..integer(field(line, 6, 9)).unwrap_or(0).clamp(0, 999) as usize {
        let start = 9 + 8 * k;
        let atom = integer(field(line, start, start + 4)).and_then(|n| usize::try_from(n - 1).ok());
        let value = integer(field(line, start + 4, start + 8));
        let (Some(atom), Some(value)) = (atom.filter(|&atom| atom < atoms), value) else {
            log.note(number, start + 1, format!("{key:?} names no atom or has no value"), "left out");
            return;
        };
        match key {
            "M  CHG" => set_charge(molecule, atom, value),
            "M  ISO" => molecule.isotope.set(atom, u16::try_from(value).unwrap_or(0)),
            _ => molecule.radical.set(atom, u8::try_from(value).unwrap_or(0)),
        }
    }
}

/// Sets a formal charge; beyond what a byte holds there is none.
pub(super) fn set_charge(molecule: &mut Molecule, atom: usize, value: i32) {
    molecule.builder.structure().atoms.formal_charge[atom] = i8::try_from(value).unwrap_or(0);
}
