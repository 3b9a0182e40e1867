//! `ATOM`, `HETATM`, `ANISOU` and `TER`.

use super::names::{self, AtomNames, Chains};
use super::{cannot, line};
use crate::WriteError;
use crate::number::to_hybrid36;
use geminal_structure::{EntityKind, Structure};

/// Writes the atoms of a model.
pub(super) fn write(
    structure: &Structure,
    model: usize,
    serials: &[i32],
    chains: &Chains,
    out: &mut String,
) -> Result<(), WriteError> {
    let runs = structure.models.chains(model);
    let mut atom_names = AtomNames::new();
    for chain in runs.clone() {
        let letter = chains.letter(&structure.chains.id[chain]);
        let mut last = None;
        for residue in structure.chains.residues(chain) {
            let place = names::residue(structure, residue, letter)?;
            for atom in structure.residues.atoms(residue) {
                write_atom(structure, atom, residue, serials[atom], &place, &mut atom_names, out)?;
                last = Some((serials[atom], residue));
            }
        }
        // A chain that another of its id follows must be ended, or the two would be read as one.
        let again = (chain + 1 < runs.end)
            .then(|| chains.letter(&structure.chains.id[chain + 1]))
            .is_some_and(|next| next == letter);
        if let Some((serial, residue)) = last
            && (again || is_polymer(structure.residues.entity_kind[residue]))
        {
            let number = to_hybrid36(serial.saturating_add(1), 5).unwrap_or_else(|| "*****".to_owned());
            line(&format!("TER   {number}      {}", names::residue(structure, residue, letter)?), out);
        }
    }
    Ok(())
}

fn is_polymer(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Protein | EntityKind::NucleicAcid)
}

fn write_atom(
    structure: &Structure,
    atom: usize,
    residue: usize,
    serial: i32,
    place: &str,
    atom_names: &mut AtomNames,
    out: &mut String,
) -> Result<(), WriteError> {
    let atoms = &structure.atoms;
    let Some(number) = to_hybrid36(serial, 5) else { return cannot(format!("the serial {serial}")) };
    let name = atom_names.field(structure, atom, residue);
    let alt = names::letter(atoms.alt_loc[atom]);
    let [x, y, z] = atoms.position[atom];
    let position = format!("{}{}{}", number_field(x, 8, 3)?, number_field(y, 8, 3)?, number_field(z, 8, 3)?);
    let occupancy = number_field(f64::from(atoms.occupancy[atom]), 6, 2)?;
    let b_factor = number_field(f64::from(atoms.b_factor[atom]), 6, 2)?;
    let segment = atoms.segment.as_ref().map_or("", |segments| &segments[atom]);
    let segment = names::padded(&segment[..segment.floor_char_boundary(4)], 4);
    let deuterium = atoms.isotope.as_ref().is_some_and(|isotopes| isotopes[atom] == 2);
    let element = &atoms.element[atom];
    let symbol = match element.number() {
        0 => "",
        1 if deuterium => "D",
        _ => element.symbol(),
    };
    let tail = format!("{segment}{:>2}{}", symbol.to_ascii_uppercase(), charge(atoms.formal_charge[atom]));
    let record = if atoms.hetero[atom] { "HETATM" } else { "ATOM  " };
    line(&format!("{record}{number} {name}{alt}{place}   {position}{occupancy}{b_factor}      {tail}"), out);
    if let Some(all) = &atoms.anisotropic
        && all[atom] != [0.0; 6]
    {
        let u: String = all[atom].iter().map(|u| format!("{:>7}", (f64::from(*u) * 1e4).round())).collect();
        line(&format!("ANISOU{number} {name}{alt}{place} {u}  {tail}"), out);
    }
    Ok(())
}

/// A number with fewer decimals where it would not fit.
pub(super) fn number_field(value: f64, width: usize, decimals: usize) -> Result<String, WriteError> {
    for decimals in (0..=decimals).rev() {
        let field = format!("{value:>width$.decimals$}");
        if field.len() == width {
            return Ok(field);
        }
    }
    cannot(format!("the number {value} in {width} columns"))
}

fn charge(charge: i8) -> String {
    match charge {
        1..=9 => format!("{charge}+"),
        -9..=-1 => format!("{}-", -charge),
        _ => String::new(),
    }
}
