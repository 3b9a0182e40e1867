//! Writing molfiles: V2000, or V3000 where that is asked for or the molecule does not fit.

use super::{BLOCKS, CHIRAL, COMMENT, MAPPING, PARITY, PROGRAM, PROPERTIES, VALENCE};
use crate::number::push_exact;
use crate::{Format, WriteError};
use geminal_structure::{BondOrder, Structure};
use std::fmt::Write as _;
use std::io::Write;
use std::ops::Range;

/// Writes a record for each model.
pub(crate) fn write(structure: &Structure, v3000: bool, out: &mut impl Write) -> Result<(), WriteError> {
    let mut text = String::new();
    for model in 0..structure.models.len().max(1) {
        let atoms = if structure.models.is_empty() { 0..0 } else { structure.model_atoms(model) };
        let molecule = Molecule::new(structure, atoms);
        molecule.head(&mut text);
        if v3000 || !molecule.fits_v2000() {
            molecule.v3000(&mut text);
        } else {
            molecule.v2000(&mut text);
        }
        data(structure, &mut text)?;
        text.push_str("$$$$\n");
        out.write_all(text.as_bytes())?;
        text.clear();
    }
    Ok(())
}

fn data(structure: &Structure, out: &mut String) -> Result<(), WriteError> {
    for (tag, value) in &structure.data {
        if value.lines().any(|line| line.starts_with("$$$$")) {
            let what = format!("the value of {tag}: a line of it begins with $$$$");
            return Err(WriteError::NotExpressible { format: Format::Sdf, what, hint: "change the value" });
        }
        let tag = tag.replace(['\n', '\r'], " ");
        let _ = writeln!(out, "> <{tag}>");
        if !value.is_empty() {
            out.push_str(value);
            out.push('\n');
        }
        out.push('\n');
    }
    Ok(())
}

/// One model of a structure, its atoms numbered from 1.
struct Molecule<'a> {
    structure: &'a Structure,
    atoms: Range<usize>,
    bonds: Vec<usize>,
}

impl<'a> Molecule<'a> {
    fn new(structure: &'a Structure, atoms: Range<usize>) -> Self {
        let inside = |&bond: &usize| atoms.contains(&(structure.bonds.atoms[bond][0] as usize));
        let bonds = (0..structure.bonds.len()).filter(inside).collect();
        Molecule { structure, atoms, bonds }
    }

    fn fact(&self, key: &str) -> Option<&'a str> {
        self.structure.header.other.iter().find(|(known, _)| known == key).map(|(_, text)| text.as_str())
    }

    fn further(&self, key: &str, atom: usize) -> &'a str {
        let column = self.structure.atoms.other.iter().find(|(known, _)| known == key);
        column.map_or("", |(_, column)| column[atom].as_str())
    }

    fn head(&self, out: &mut String) {
        let header = &self.structure.header;
        let name = if self.structure.name.is_empty() { &header.title } else { &self.structure.name };
        for line in [name, self.fact(PROGRAM).unwrap_or(""), self.fact(COMMENT).unwrap_or("")] {
            out.push_str(&line.replace(['\n', '\r'], " "));
            out.push('\n');
        }
    }

    /// The symbol; of an atom of no element the name it was read with.
    fn symbol(&self, atom: usize) -> &'a str {
        let element = self.structure.atoms.element[atom];
        let name = self.structure.atoms.name[atom].as_str();
        if element.number() == 0 && !name.is_empty() { name } else { element.symbol() }
    }

    fn fits_v2000(&self) -> bool {
        let small = self.atoms.len() <= 999 && self.bonds.len() <= 999;
        let near = |p: &[f64; 3]| p.iter().all(|&x| x > -9999.0 && x < 99999.0);
        small
            && self.fact(BLOCKS).is_none()
            && self.structure.atoms.position[self.atoms.clone()].iter().all(near)
            && self.atoms.clone().all(|atom| self.symbol(atom).len() <= 3)
            && self.atoms.clone().all(|atom| self.further(MAPPING, atom).len() <= 3)
    }

    fn v2000(&self, out: &mut String) {
        let chiral = if self.fact(CHIRAL).is_some() { 1 } else { 0 };
        let (atoms, bonds) = (self.atoms.len(), self.bonds.len());
        let _ = writeln!(out, "{atoms:>3}{bonds:>3}  0  0{chiral:>3}  0  0  0  0  0999 V2000");
        for atom in self.atoms.clone() {
            let [x, y, z] = self.structure.atoms.position[atom];
            let number = |key| Some(self.further(key, atom)).filter(|text| !text.is_empty()).unwrap_or("0");
            let (parity, valence, mapping) = (number(PARITY), number(VALENCE), number(MAPPING));
            let _ = writeln!(
                out,
                "{x:>10.4}{y:>10.4}{z:>10.4} {:<3} 0  0{parity:>3}  0  0{valence:>3}  0  0  0{mapping:>3}  0  0",
                self.symbol(atom)
            );
        }
        for &bond in &self.bonds {
            let [i, j] = self.structure.bonds.atoms[bond].map(|atom| atom as usize + 1 - self.atoms.start);
            let (order, stereo) = (self.order(bond), self.structure.bonds.stereo[bond]);
            let _ = writeln!(out, "{i:>3}{j:>3}{order:>3}{stereo:>3}  0  0  0");
        }
        self.property("CHG", |atom| i32::from(self.structure.atoms.formal_charge[atom]), out);
        self.property("ISO", |atom| self.isotope(atom), out);
        self.property("RAD", |atom| self.radical(atom), out);
        if let Some(lines) = self.fact(PROPERTIES) {
            out.push_str(lines);
            out.push('\n');
        }
        out.push_str("M  END\n");
    }

    /// Lines of at most eight atoms that have a value.
    fn property(&self, key: &str, value: impl Fn(usize) -> i32, out: &mut String) {
        let all: Vec<(usize, i32)> = self.atoms.clone().map(|atom| (atom, value(atom))).collect();
        let some: Vec<_> = all.into_iter().filter(|&(_, value)| value != 0).collect();
        for eight in some.chunks(8) {
            let _ = write!(out, "M  {key}{:>3}", eight.len());
            for &(atom, value) in eight {
                let _ = write!(out, " {:>3} {value:>3}", atom + 1 - self.atoms.start);
            }
            out.push('\n');
        }
    }

    fn isotope(&self, atom: usize) -> i32 {
        self.structure.atoms.isotope.as_ref().map_or(0, |isotope| i32::from(isotope[atom]))
    }

    fn radical(&self, atom: usize) -> i32 {
        self.structure.atoms.radical.as_ref().map_or(0, |radical| i32::from(radical[atom]))
    }

    fn order(&self, bond: usize) -> u8 {
        match self.structure.bonds.order[bond] {
            BondOrder::Single => 1,
            BondOrder::Double => 2,
            BondOrder::Triple | BondOrder::Quadruple => 3,
            BondOrder::Aromatic => 4,
            BondOrder::Unknown => 8,
            BondOrder::Dative => 9,
        }
    }

    fn v3000(&self, out: &mut String) {
        let chiral = if self.fact(CHIRAL).is_some() { 1 } else { 0 };
        out.push_str("  0  0  0     0  0            999 V3000\nM  V30 BEGIN CTAB\n");
        let (atoms, bonds) = (self.atoms.len(), self.bonds.len());
        let _ = writeln!(out, "M  V30 COUNTS {atoms} {bonds} 0 0 {chiral}\nM  V30 BEGIN ATOM");
        for atom in self.atoms.clone() {
            let _ = write!(out, "M  V30 {} {}", atom + 1 - self.atoms.start, self.symbol(atom));
            for value in self.structure.atoms.position[atom] {
                out.push(' ');
                push_exact(value, 4, out);
            }
            let mapping = self.further(MAPPING, atom);
            let _ = write!(out, " {}", if mapping.is_empty() { "0" } else { mapping });
            let charge = i32::from(self.structure.atoms.formal_charge[atom]);
            let number = |key| self.further(key, atom).parse::<i32>().unwrap_or(0);
            let valence = if number(VALENCE) == 15 { -1 } else { number(VALENCE) };
            for (key, value) in [
                ("CHG", charge),
                ("RAD", self.radical(atom)),
                ("CFG", number(PARITY)),
                ("MASS", self.isotope(atom)),
                ("VAL", valence),
            ] {
                if value != 0 {
                    let _ = write!(out, " {key}={value}");
                }
            }
            out.push('\n');
        }
        out.push_str("M  V30 END ATOM\n");
        if bonds > 0 {
            self.v3000_bonds(out);
        }
        for line in self.fact(BLOCKS).unwrap_or("").lines() {
            let _ = writeln!(out, "M  V30 {line}");
        }
        out.push_str("M  V30 END CTAB\nM  END\n");
    }

    fn v3000_bonds(&self, out: &mut String) {
        out.push_str("M  V30 BEGIN BOND\n");
        for (k, &bond) in self.bonds.iter().enumerate() {
            let [i, j] = self.structure.bonds.atoms[bond].map(|atom| atom as usize + 1 - self.atoms.start);
            let _ = write!(out, "M  V30 {} {} {i} {j}", k + 1, self.order(bond));
            let configuration = match self.structure.bonds.stereo[bond] {
                1 => 1,
                3 | 4 => 2,
                6 => 3,
                _ => 0,
            };
            if configuration != 0 {
                let _ = write!(out, " CFG={configuration}");
            }
            out.push('\n');
        }
        out.push_str("M  V30 END BOND\n");
    }
}
