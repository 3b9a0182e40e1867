//! Contacts as text: JSON Lines, CSV, Arpeggio's rows, and scripts that show them in viewers.

mod arpeggio;
mod molviewspec;
mod pymol;

pub use arpeggio::arpeggio_json;
pub use molviewspec::molviewspec;
pub use pymol::pymol_script;

use crate::{Contact, Contacts, Kind};
use geminal_structure::Structure;
use serde::Serialize;
use std::fmt::Write;

/// One contact with everything that tells its ends: a row of every output. Indices count from 0; Å and degrees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Kind of contact.
    pub kind: &'static str,
    /// Class of geometry (two rings), or what the first end is in a hydrogen bond (`donor`, `acceptor`).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// Atoms of the first end.
    pub atoms_a: Vec<u32>,
    /// Atoms of the second end.
    pub atoms_b: Vec<u32>,
    /// Where the first end is.
    pub a: End,
    /// Where the second end is.
    pub b: End,
    /// Distance of the ends or their centres in Å.
    pub distance: f64,
    /// The angle tested, in degrees; none where the rule tests none.
    pub angle: Option<f64>,
    /// Where the ends stand to the selection.
    pub entities: &'static str,
    /// Number of the frame, from 0.
    pub frame: usize,
}

/// Names of one end of a contact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// Author's chain id.
    pub chain: String,
    /// Residue name.
    pub residue: String,
    /// Author's residue number.
    pub number: i32,
    /// Insertion code, empty if none.
    pub insertion_code: String,
    /// Atom names.
    pub atoms: Vec<String>,
}

impl Row {
    /// The row of a contact in a frame of a structure.
    pub fn new(contact: &Contact<'_>, structure: &Structure, frame: usize) -> Row {
        Row {
            kind: contact.kind.name(),
            class: contact.class.to_owned(),
            atoms_a: contact.atoms_a.to_vec(),
            atoms_b: contact.atoms_b.to_vec(),
            a: End::new(contact.atoms_a, structure),
            b: End::new(contact.atoms_b, structure),
            distance: round(contact.distance, 1e4),
            angle: Some(round(contact.angle, 1e3)).filter(|angle| angle.is_finite()),
            entities: contact.entities.name(),
            frame,
        }
    }
}

/// The rows of the contacts of each frame.
pub fn rows(frames: &[Contacts], structure: &Structure) -> Vec<Row> {
    let of_frame = |(frame, contacts): (usize, &Contacts)| -> Vec<Row> {
        contacts.iter().map(|contact| Row::new(&contact, structure, frame)).collect()
    };
    frames.iter().enumerate().flat_map(of_frame).collect()
}

impl End {
    fn new(atoms: &[u32], structure: &Structure) -> End {
        let first = structure.atom(atoms.first().map_or(0, |&atom| atom as usize));
        let residue = first.residue();
        End {
            chain: residue.chain().id().to_owned(),
            residue: residue.name().to_owned(),
            number: residue.number(),
            insertion_code: residue.insertion_code().map(String::from).unwrap_or_default(),
            atoms: atoms.iter().map(|&atom| structure.atom(atom as usize).name().to_owned()).collect(),
        }
    }
}

fn round(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

/// JSON Lines: an object a contact.
pub fn json_lines(rows: &[Row]) -> String {
    let mut text = String::new();
    for line in rows.iter().filter_map(|row| serde_json::to_string(row).ok()) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// CSV with a header; lists of atoms are separated by spaces.
pub fn csv(rows: &[Row]) -> String {
    let mut text = String::from(
        "kind,class,chain_a,residue_a,number_a,insertion_code_a,atom_names_a,chain_b,residue_b,number_b,\
         insertion_code_b,atom_names_b,distance,angle,entities,atoms_a,atoms_b,frame\n",
    );
    for row in rows {
        let _ = write!(text, "{},{}", row.kind, row.class);
        for end in [&row.a, &row.b] {
            let cells = [
                &end.chain,
                &end.residue,
                &end.number.to_string(),
                &end.insertion_code,
                &end.atoms.join(" "),
            ];
            cells.iter().for_each(|cell| {
                text.push(',');
                text.push_str(&quoted(cell));
            });
        }
        let angle = row.angle.map(|angle| angle.to_string()).unwrap_or_default();
        let indices = |atoms: &[u32]| atoms.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
        let _ = writeln!(
            text,
            ",{},{angle},{},{},{},{}",
            row.distance,
            row.entities,
            indices(&row.atoms_a),
            indices(&row.atoms_b),
            row.frame
        );
    }
    text
}

/// A CSV cell, in quotes where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The colour that viewers draw a kind in, as red, green, blue.
pub const fn color(kind: Kind) -> [u8; 3] {
    match kind {
        Kind::Covalent => [255, 255, 0],
        Kind::HydrogenBond => [0, 255, 255],
        Kind::Ionic | Kind::SaltBridge | Kind::CarbonPi => [255, 0, 0],
        Kind::HalogenBond | Kind::HalogenPi => [0, 128, 0],
        Kind::MetalComplex => [128, 128, 128],
        Kind::Aromatic | Kind::RingRing => [255, 0, 255],
        Kind::Hydrophobic => [128, 0, 128],
        Kind::Vdw => [160, 82, 45],
        Kind::VdwClash => [128, 0, 0],
        Kind::WeakHydrogenBond | Kind::CationPi => [255, 165, 0],
        Kind::Polar | Kind::SulphurPi | Kind::WaterBridge => [0, 0, 255],
        Kind::WeakPolar => [70, 130, 180],
        Kind::Clash | Kind::Proximal => [255, 255, 255],
        Kind::Carbonyl | Kind::AmideRing | Kind::AmideAmide => [112, 128, 144],
        Kind::DonorPi => [255, 255, 0],
    }
}
