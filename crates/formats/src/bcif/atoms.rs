//! `_atom_site` of a BinaryCIF file, column by column.

use super::decode::Column;
use super::msgpack::Item;
use super::read::{Masked, masked};
use crate::ReadError;
use crate::number::integer;
use crate::pdbx::{AtomSite, Run};
use geminal_structure::{Element, Name};
use rayon::prelude::*;

fn name<'a>(item: &Item<'a>) -> &'a str {
    item.get("name").and_then(Item::text).unwrap_or("")
}

/// Whether the table has coordinates.
pub(super) fn has_positions(columns: &[Item<'_>]) -> bool {
    ["Cartn_x", "Cartn_y", "Cartn_z"].iter().all(|axis| columns.iter().any(|item| name(item) == *axis))
}

/// The columns that the model has a place for.
const KNOWN: &[&str] = &[
    "group_PDB",
    "id",
    "type_symbol",
    "label_atom_id",
    "auth_atom_id",
    "label_alt_id",
    "label_comp_id",
    "auth_comp_id",
    "label_asym_id",
    "auth_asym_id",
    "label_entity_id",
    "label_seq_id",
    "auth_seq_id",
    "pdbx_PDB_ins_code",
    "Cartn_x",
    "Cartn_y",
    "Cartn_z",
    "occupancy",
    "B_iso_or_equiv",
    "pdbx_formal_charge",
    "pdbx_PDB_model_num",
];

/// Reads the table.
pub(super) fn read(columns: &[Item<'_>], rows: usize) -> Result<AtomSite, ReadError> {
    let decoded: Result<Vec<Masked<'_>>, ReadError> =
        columns.par_iter().map(|item| masked(item, rows)).collect();
    let decoded = decoded?;
    let find = |wanted: &[&str]| {
        let at = |wanted: &&str| columns.iter().position(|item| name(item) == *wanted);
        wanted.iter().find_map(at).map(|at| &decoded[at])
    };
    let table = Table {
        names: find(&["label_atom_id", "auth_atom_id"]),
        symbols: find(&["type_symbol"]),
        group: find(&["group_PDB"]),
        position: [find(&["Cartn_x"]), find(&["Cartn_y"]), find(&["Cartn_z"])],
        occupancy: find(&["occupancy"]),
        b_factor: find(&["B_iso_or_equiv"]),
        charge: find(&["pdbx_formal_charge"]),
        id: find(&["id"]),
        alt: find(&["label_alt_id"]),
        comp: find(&["label_comp_id", "auth_comp_id"]),
        chain: find(&["auth_asym_id", "label_asym_id"]),
        label_chain: find(&["label_asym_id"]),
        entity: find(&["label_entity_id"]),
        label_number: find(&["label_seq_id"]),
        number: find(&["auth_seq_id", "label_seq_id"]),
        insertion_code: find(&["pdbx_PDB_ins_code"]),
        model: find(&["pdbx_PDB_model_num"]),
        rows,
    };
    let mut site = table.site()?;
    let mut further = Vec::new();
    for (item, column) in columns.iter().zip(&decoded) {
        if !KNOWN.contains(&name(item)) {
            further.push((name(item).to_owned(), other(column, rows, |_| false)));
        }
    }
    for (author, label) in [("auth_comp_id", "label_comp_id"), ("auth_atom_id", "label_atom_id")] {
        if let (Some(author_column), Some(label)) = (find(&[author]), find(&[label])) {
            let same = |row| text(author_column, row) == text(label, row);
            further.push((author.to_owned(), other(author_column, rows, same)));
        }
    }
    for (name, column) in further {
        if let Some(column) = column {
            site.atoms.other.push((name.as_str().into(), column));
        }
    }
    Ok(site)
}

/// Fills a column.
type Task<'a> = Box<dyn FnOnce() + Send + 'a>;

struct Table<'a, 'b> {
    names: Option<&'b Masked<'a>>,
    symbols: Option<&'b Masked<'a>>,
    group: Option<&'b Masked<'a>>,
    position: [Option<&'b Masked<'a>>; 3],
    occupancy: Option<&'b Masked<'a>>,
    b_factor: Option<&'b Masked<'a>>,
    charge: Option<&'b Masked<'a>>,
    id: Option<&'b Masked<'a>>,
    alt: Option<&'b Masked<'a>>,
    comp: Option<&'b Masked<'a>>,
    chain: Option<&'b Masked<'a>>,
    label_chain: Option<&'b Masked<'a>>,
    entity: Option<&'b Masked<'a>>,
    label_number: Option<&'b Masked<'a>>,
    number: Option<&'b Masked<'a>>,
    insertion_code: Option<&'b Masked<'a>>,
    model: Option<&'b Masked<'a>>,
    rows: usize,
}

impl Table<'_, '_> {
    /// All columns of the model, two at a time.
    fn site(&self) -> Result<AtomSite, ReadError> {
        let mut site = AtomSite::default();
        let rows = self.rows;
        let atoms = &mut site.atoms;
        let mut position = Ok(Vec::new());
        let (mut elements, mut runs) = (Vec::new(), Vec::new());
        let tasks: Vec<Task<'_>> = vec![
            Box::new(|| position = self.positions()),
            Box::new(|| runs = self.runs()),
            Box::new(|| atoms.name = self.texts(self.names)),
            Box::new(|| elements = self.elements()),
            Box::new(|| atoms.occupancy = floats(self.occupancy, rows, 1.0)),
            Box::new(|| atoms.b_factor = floats(self.b_factor, rows, 0.0)),
            Box::new(|| {
                let charge = |charge| i8::try_from(charge).unwrap_or(0);
                atoms.formal_charge = integers(self.charge, rows, |_| 0, charge);
            }),
            Box::new(|| atoms.serial = integers(self.id, rows, |row| row as i32 + 1, |id| id)),
            Box::new(|| atoms.alt_loc = letters(self.alt, rows)),
            Box::new(|| {
                atoms.hetero = by_text(self.group, rows, false, |text| text.starts_with(['H', 'h']));
            }),
        ];
        tasks.into_par_iter().with_max_len(1).for_each(|task| task());
        atoms.position = position?;
        let isotopes = (0..).zip(&elements).filter(|(_, (_, mass))| *mass != 0);
        site.isotopes = isotopes.map(|(atom, &(_, mass))| (atom, mass)).collect();
        site.atoms.element = elements.into_iter().map(|(element, _)| element).collect();
        site.runs = runs;
        Ok(site)
    }

    /// Elements and isotopes.
    fn elements(&self) -> Vec<(Element, u16)> {
        by_text(self.symbols, self.rows, (Element::UNKNOWN, 0), |symbol| {
            let isotope = match symbol {
                "D" => 2,
                "T" => 3,
                _ => 0,
            };
            (Element::from_symbol(symbol).unwrap_or_default(), isotope)
        })
    }

    fn positions(&self) -> Result<Vec<[f64; 3]>, ReadError> {
        let missing = || ReadError::damaged(0, 0, "BinaryCIF: a coordinate is missing or no number");
        let mut position = vec![[0.0; 3]; self.rows];
        for (axis, column) in self.position.iter().enumerate() {
            let column = column.ok_or_else(missing)?;
            match (&column.column, &column.mask) {
                (Column::Floats(values), None) => {
                    position.iter_mut().zip(values).for_each(|(p, &value)| p[axis] = value);
                }
                _ => {
                    for (row, p) in position.iter_mut().enumerate() {
                        p[axis] = float(column, row).ok_or_else(missing)?;
                    }
                }
            }
        }
        match position.iter().flatten().all(|value| value.is_finite()) {
            true => Ok(position),
            false => Err(missing()),
        }
    }

    fn texts(&self, column: Option<&Masked<'_>>) -> Vec<Name> {
        by_text(column, self.rows, Name::new(), |text| Name::from(text))
    }

    /// Residues: texts are compared by their indices, which are equal if the texts are.
    fn runs(&self) -> Vec<Run> {
        let columns = [
            self.number,
            self.label_number,
            self.comp,
            self.chain,
            self.label_chain,
            self.insertion_code,
            self.model,
            self.entity,
        ];
        // Whether a residue begins at each row: column by column, which is fast.
        let mut begins = vec![false; self.rows];
        for column in columns.into_iter().flatten() {
            match &column.column {
                Column::Integers(values) | Column::Texts(values, _) => changes(values, &mut begins),
                Column::Floats(_) => {}
            }
            if let Some(mask) = &column.mask {
                changes(mask, &mut begins);
            }
        }
        let mut runs: Vec<Run> = Vec::new();
        for (row, &begins) in begins.iter().enumerate() {
            match runs.last_mut() {
                Some(run) if !begins => run.atoms += 1,
                _ => runs.push(self.run(row)),
            }
        }
        runs
    }

    fn run(&self, row: usize) -> Run {
        let name = |column: Option<&Masked<'_>>| {
            column.map_or_else(Name::new, |column| match &column.column {
                Column::Texts(..) => text(column, row).unwrap_or("").into(),
                _ => number(column, row).map_or_else(Name::new, |value| value.to_string().into()),
            })
        };
        let value = |column: Option<&Masked<'_>>| column.and_then(|column| number(column, row));
        let label_number = value(self.label_number);
        Run {
            model: value(self.model).unwrap_or(1),
            chain: name(self.chain),
            label_chain: name(self.label_chain),
            entity: name(self.entity),
            name: name(self.comp),
            number: value(self.number).or(label_number).unwrap_or(0),
            insertion_code: self.insertion_code.and_then(|c| text(c, row)?.bytes().next()).unwrap_or(0),
            label_number,
            atoms: 1,
        }
    }
}

/// Marks the rows whose value differs from the one before.
fn changes(values: &[i32], begins: &mut [bool]) {
    let pairs = values.iter().zip(values.get(1..).unwrap_or_default());
    for (begins, (before, value)) in begins.iter_mut().skip(1).zip(pairs) {
        *begins |= before != value;
    }
}

/// A value as text, where the column is of texts.
#[inline]
fn text<'a>(column: &Masked<'a>, row: usize) -> Option<&'a str> {
    match &column.column {
        Column::Texts(indices, texts) if indices[row] >= 0 && column.null(row) == 0 => {
            texts.get(indices[row] as usize).copied()
        }
        _ => None,
    }
}

/// A value as an integer, whatever the column is of.
fn number(column: &Masked<'_>, row: usize) -> Option<i32> {
    if column.null(row) != 0 {
        return None;
    }
    match &column.column {
        Column::Integers(values) => Some(values[row]),
        Column::Floats(values) => Some(values[row] as i32),
        Column::Texts(..) => integer(text(column, row)?.as_bytes()),
    }
}

/// A value as a float, whatever the column is of.
fn float(column: &Masked<'_>, row: usize) -> Option<f64> {
    if column.null(row) != 0 {
        return None;
    }
    match &column.column {
        Column::Integers(values) => Some(f64::from(values[row])),
        Column::Floats(values) => Some(values[row]),
        Column::Texts(..) => crate::number::decimal(text(column, row)?.as_bytes()),
    }
}

fn floats(column: Option<&Masked<'_>>, rows: usize, default: f32) -> Vec<f32> {
    match column {
        None => vec![default; rows],
        Some(Masked { column: Column::Floats(values), mask: None }) => {
            values.iter().map(|&value| value as f32).collect()
        }
        Some(column) => {
            (0..rows).map(|row| float(column, row).map_or(default, |value| value as f32)).collect()
        }
    }
}

fn integers<T: Copy>(
    column: Option<&Masked<'_>>,
    rows: usize,
    default: impl Fn(usize) -> i32,
    convert: impl Fn(i32) -> T,
) -> Vec<T> {
    match column {
        Some(Masked { column: Column::Integers(values), mask: None }) => {
            values.iter().map(|&value| convert(value)).collect()
        }
        Some(column) => {
            (0..rows).map(|row| convert(number(column, row).unwrap_or_else(|| default(row)))).collect()
        }
        None => (0..rows).map(|row| convert(default(row))).collect(),
    }
}

/// First letters, 0 for none.
fn letters(column: Option<&Masked<'_>>, rows: usize) -> Vec<u8> {
    by_text(column, rows, 0, |text| text.bytes().next().unwrap_or(0))
}

/// What each text means, worked out once a text.
fn by_text<T: Clone>(column: Option<&Masked<'_>>, rows: usize, none: T, of: impl Fn(&str) -> T) -> Vec<T> {
    let Some(column) = column else { return vec![none; rows] };
    match &column.column {
        Column::Texts(indices, texts) => {
            let table: Vec<T> = texts.iter().map(|text| of(text)).collect();
            let one = |row: usize| match usize::try_from(indices[row]) {
                Ok(index) if column.null(row) == 0 => table[index].clone(),
                _ => none.clone(),
            };
            (0..rows).map(one).collect()
        }
        _ => {
            let one = |row| number(column, row).map_or_else(|| none.clone(), |value| of(&value.to_string()));
            (0..rows).map(one).collect()
        }
    }
}

/// A further column as texts, if it says anything but what `same` holds for.
fn other(column: &Masked<'_>, rows: usize, same: impl Fn(usize) -> bool) -> Option<Vec<Name>> {
    let mut all: Option<Vec<Name>> = None;
    for row in 0..rows {
        if column.null(row) != 0 || same(row) {
            continue;
        }
        let value: Name = match &column.column {
            Column::Integers(values) => values[row].to_string().into(),
            Column::Floats(values) => values[row].to_string().into(),
            Column::Texts(..) => text(column, row).unwrap_or("").into(),
        };
        all.get_or_insert_with(|| vec![Name::new(); rows])[row] = value;
    }
    all
}
