//! The atoms of a data block: columns, and runs of atoms that share a residue.
//!
//! Names are those of the entity (`label_atom_id`, `label_comp_id`), chains and numbers those of the authors
//! with the label's besides; author names are kept where they differ.

use super::{Block, Category};
use crate::diagnostic::Log;
use geminal_structure::{Atoms, Element, EntityKind, Name, SecondaryStructure, Structure};
use rustc_hash::FxHashMap;

/// The atoms as they come, in pieces that can be joined.
#[derive(Clone, Debug, Default)]
pub(crate) struct AtomSite {
    pub(crate) atoms: Atoms,
    /// Residues in the order of the file; a piece may begin inside one.
    pub(crate) runs: Vec<Run>,
    /// Atoms that are deuterium (2) or tritium (3).
    pub(crate) isotopes: Vec<(u32, u16)>,
    /// Values of further columns: column, atom, value.
    pub(crate) other: Vec<(u32, u32, Name)>,
}

/// A residue: what its atoms share, and how many there are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Run {
    pub(crate) model: i32,
    pub(crate) chain: Name,
    pub(crate) label_chain: Name,
    pub(crate) entity: Name,
    pub(crate) name: Name,
    pub(crate) number: i32,
    pub(crate) insertion_code: u8,
    pub(crate) label_number: Option<i32>,
    pub(crate) atoms: u32,
}

/// The values of an atom that are its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) element: Element,
    pub(crate) isotope: u16,
    pub(crate) name: Name,
    pub(crate) position: [f64; 3],
    pub(crate) formal_charge: i8,
    pub(crate) occupancy: f32,
    pub(crate) b_factor: f32,
    pub(crate) alt_loc: u8,
    pub(crate) serial: i32,
    pub(crate) hetero: bool,
}

impl Run {
    /// Whether two runs are parts of one residue.
    fn continues(&self, other: &Run) -> bool {
        self.number == other.number
            && self.name == other.name
            && self.insertion_code == other.insertion_code
            && self.label_number == other.label_number
            && self.same_chain(other)
    }

    fn same_chain(&self, other: &Run) -> bool {
        self.model == other.model
            && self.chain == other.chain
            && self.label_chain == other.label_chain
            && self.entity == other.entity
    }
}

impl AtomSite {
    /// Number of atoms.
    pub(crate) fn len(&self) -> usize {
        self.atoms.len()
    }

    /// Makes room for further atoms.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.atoms.name.reserve_exact(count);
        self.atoms.position.reserve_exact(count);
        self.reserve_small(count);
    }

    fn reserve_small(&mut self, count: usize) {
        let atoms = &mut self.atoms;
        atoms.element.reserve_exact(count);
        atoms.formal_charge.reserve_exact(count);
        atoms.occupancy.reserve_exact(count);
        atoms.b_factor.reserve_exact(count);
        atoms.alt_loc.reserve_exact(count);
        atoms.serial.reserve_exact(count);
        atoms.hetero.reserve_exact(count);
    }

    /// Adds an atom to the run that is open.
    #[inline]
    pub(crate) fn push(&mut self, row: Row) {
        let atoms = &mut self.atoms;
        if row.isotope != 0 {
            self.isotopes.push((atoms.element.len() as u32, row.isotope));
        }
        atoms.element.push(row.element);
        atoms.name.push(row.name);
        atoms.position.push(row.position);
        atoms.formal_charge.push(row.formal_charge);
        atoms.occupancy.push(row.occupancy);
        atoms.b_factor.push(row.b_factor);
        atoms.alt_loc.push(row.alt_loc);
        atoms.serial.push(row.serial);
        atoms.hetero.push(row.hetero);
        if let Some(run) = self.runs.last_mut() {
            run.atoms += 1;
        }
    }

    /// Joins the next piece.
    pub(crate) fn append(&mut self, mut next: AtomSite) {
        let shift = self.len() as u32;
        let (atoms, more) = (&mut self.atoms, &mut next.atoms);
        atoms.element.append(&mut more.element);
        atoms.name.append(&mut more.name);
        atoms.position.append(&mut more.position);
        atoms.formal_charge.append(&mut more.formal_charge);
        atoms.occupancy.append(&mut more.occupancy);
        atoms.b_factor.append(&mut more.b_factor);
        atoms.alt_loc.append(&mut more.alt_loc);
        atoms.serial.append(&mut more.serial);
        atoms.hetero.append(&mut more.hetero);
        self.isotopes.extend(next.isotopes.into_iter().map(|(atom, mass)| (atom + shift, mass)));
        self.other.extend(next.other.into_iter().map(|(column, atom, value)| (column, atom + shift, value)));
        let mut runs = next.runs.into_iter();
        if let Some(first) = runs.next() {
            match self.runs.last_mut() {
                Some(last) if last.continues(&first) => last.atoms += first.atoms,
                _ => self.runs.push(first),
            }
        }
        self.runs.extend(runs);
    }

    /// Joins pieces in their order, two columns at a time.
    pub(crate) fn join(mut pieces: Vec<AtomSite>) -> AtomSite {
        let total = pieces.iter().map(AtomSite::len).sum();
        let mut all = AtomSite::default();
        // Small columns go with the rest, which also shifts indices.
        let positions = pieces.iter_mut().map(|piece| std::mem::take(&mut piece.atoms.position)).collect();
        let names = pieces.iter_mut().map(|piece| std::mem::take(&mut piece.atoms.name)).collect();
        let (position, (name, ())) = rayon::join(
            || concatenated(positions, total),
            || {
                rayon::join(
                    || concatenated(names, total),
                    || {
                        all.reserve_small(total);
                        pieces.into_iter().for_each(|piece| all.append(piece));
                    },
                )
            },
        );
        (all.atoms.position, all.atoms.name) = (position, name);
        all
    }

    /// Names the further columns; a column without a value is none.
    pub(crate) fn set_other(&mut self, names: &[String]) {
        let count = self.len();
        let mut columns = vec![None; names.len()];
        for (column, atom, value) in std::mem::take(&mut self.other) {
            columns[column as usize].get_or_insert_with(|| vec![Name::new(); count])[atom as usize] = value;
        }
        for (name, column) in names.iter().zip(columns) {
            if let Some(column) = column {
                self.atoms.other.push((name.as_str().into(), column));
            }
        }
    }

    /// The tables of the structure: a new chain where either chain id, the entity or the model changes.
    pub(crate) fn into_structure(mut self) -> Structure {
        // Residues whose atoms were all left out.
        self.runs.retain(|run| run.atoms > 0);
        let mut s = Structure { atoms: self.atoms, ..Structure::default() };
        if !self.isotopes.is_empty() {
            let mut column = vec![0; s.atoms.len()];
            self.isotopes.iter().for_each(|&(atom, mass)| column[atom as usize] = mass);
            s.atoms.isotope = Some(column);
        }
        let count = self.runs.len();
        s.residues.name.reserve_exact(count);
        s.residues.number.reserve_exact(count);
        s.residues.insertion_code.reserve_exact(count);
        s.residues.label_number.reserve_exact(count);
        s.residues.offset.reserve_exact(count + 1);
        s.residues.secondary = vec![SecondaryStructure::Unknown; count];
        s.residues.entity_kind = vec![EntityKind::Unknown; count];
        let mut atom = 0;
        let mut open: Option<&Run> = None;
        for (r, run) in (0u32..).zip(&self.runs) {
            if open.is_none_or(|open| open.model != run.model) {
                s.models.number.push(run.model);
                s.models.offset.push(s.chains.id.len() as u32);
            }
            if open.is_none_or(|open| !open.same_chain(run)) {
                s.chains.id.push(run.chain.clone());
                s.chains.label_id.push(run.label_chain.clone());
                s.chains.entity.push(run.entity.clone());
                s.chains.offset.push(r);
            }
            open = Some(run);
            s.residues.name.push(run.name.clone());
            s.residues.number.push(run.number);
            s.residues.insertion_code.push(run.insertion_code);
            s.residues.label_number.push(run.label_number);
            s.residues.offset.push(atom);
            atom += run.atoms;
        }
        s.residues.offset.push(atom);
        s.chains.offset.push(count as u32);
        s.models.offset.push(s.chains.id.len() as u32);
        s
    }
}

/// All elements of the pieces, each piece given back as soon as it is moved.
fn concatenated<T>(pieces: Vec<Vec<T>>, total: usize) -> Vec<T> {
    let mut all = Vec::with_capacity(total);
    pieces.into_iter().for_each(|mut piece| all.append(&mut piece));
    all
}

/// `atom_site_anisotrop`: U in Å², matched by the atom's id.
pub(super) fn anisotropic(block: &Block<'_>, structure: &mut Structure, log: &mut Log) {
    let Some(table) = block.category("atom_site_anisotrop") else { return };
    let items = ["U[1][1]", "U[2][2]", "U[3][3]", "U[1][2]", "U[1][3]", "U[2][3]"].map(|u| table.column(u));
    let id = table.column("id");
    let (rows, count) = (table.rows(), structure.atom_count());
    let mut column = vec![[0.0; 6]; count];
    let mut by_serial = FxHashMap::default();
    // The table nearly always has the atoms in their order: look just behind the last one first.
    let mut next = 0;
    let mut lost = 0;
    for row in 0..rows {
        let serial = table.at(row, id).and_then(|id| crate::number::integer(id.as_bytes()));
        let Some(serial) = serial else { continue };
        let atom = if structure.atoms.serial.get(next) == Some(&serial) {
            Some(next)
        } else {
            if by_serial.is_empty() {
                by_serial
                    .extend(structure.atoms.serial.iter().zip(0..).map(|(&serial, atom)| (serial, atom)));
            }
            by_serial.get(&serial).copied()
        };
        let Some(atom) = atom else {
            lost += 1;
            continue;
        };
        next = atom + 1;
        for (value, &item) in column[atom].iter_mut().zip(&items) {
            *value = table.at(row, item).and_then(super::category::decimal).unwrap_or(0.0) as f32;
        }
    }
    if lost > 0 {
        log.note(table.line, 0, format!("{lost} anisotropic displacements of no atom"), "left out");
    }
    if rows > lost {
        structure.atoms.anisotropic = Some(column);
    }
}

/// Whether a block's table of atoms is that of small-molecule CIF: fractional coordinates.
pub(crate) fn is_fractional(category: &Category<'_>) -> bool {
    category.column("fract_x").is_some() && category.column("Cartn_x").is_none()
}
