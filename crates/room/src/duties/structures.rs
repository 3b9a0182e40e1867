//! Complexes: adding, dividing into parts, bonds, colours.

use std::collections::HashMap;

use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::residues::Components;
use geminal_structure::EntityKind;
use geminal_wire::structure::{
    ColorScheme, ColorSchemeTarget, ColorSchemeUse, Complex, Molecule, Substructure, SubstructureKind,
    SubstructureRequest, SubstructureResponse, Uid, WithAtoms,
};
use geminal_wire::{Color, Command, Entry};

use crate::event::Event;
use crate::room::Room;
use crate::workspace::Edit;

impl Room {
    /// Adds complexes; gives them back as they are in the room.
    pub(crate) fn add_complexes(&mut self, complexes: WithAtoms<Vec<Complex>>) -> WithAtoms<Vec<Complex>> {
        let added = self.workspace.add(complexes);
        let told = self.workspace.deep(&added);
        self.announce(&Edit { added, ..Edit::default() });
        told
    }

    /// The parts of a molecule: proteins by chain, ligands by residue, solvent as one.
    pub(crate) fn substructures(&self, request: &SubstructureRequest) -> SubstructureResponse {
        let complexes = self.workspace.complexes().iter();
        let owner =
            complexes.clone().find(|complex| complex.molecules.iter().any(|m| m.index == request.molecule));
        let Some(complex) = owner else { return SubstructureResponse::default() };
        let deep = super::one(self.workspace.deep(&[complex.index]));
        let molecule = deep
            .structure
            .molecules
            .iter()
            .find(|m| m.index == request.molecule)
            .cloned()
            .unwrap_or_default();
        let used: std::collections::HashSet<Uid> =
            molecule.chains.iter().flat_map(|c| &c.residues).flat_map(|r| &r.atoms).copied().collect();
        let atoms = deep.atoms.into_iter().filter(|(uid, _)| used.contains(uid)).collect();
        let mut substructures = parts(&molecule);
        substructures.retain(|part| request.kind == SubstructureKind::Unknown || part.kind == request.kind);
        SubstructureResponse { molecule: WithAtoms { atoms, structure: molecule }, substructures }
    }

    /// Colours the selected atoms.
    pub(crate) fn color(&mut self, scheme: &ColorSchemeUse) -> Option<Command> {
        let snapshot = self.workspace.snapshot();
        let mut chosen: Vec<(i64, Color)> = Vec::new();
        for complex in &snapshot.structure.complexes {
            for (n, chain) in complex.molecules.iter().flat_map(|m| &m.chains).enumerate() {
                for residue in &chain.residues {
                    let shade =
                        |atom: &geminal_wire::structure::Atom| color_of(scheme.scheme, n, residue, atom);
                    let atoms = residue.atoms.iter().filter_map(|uid| self.workspace.atom(uid.0));
                    let wanted = atoms.filter(|a| a.selected && (!scheme.only_carbons || a.symbol == "C"));
                    chosen.extend(wanted.filter_map(|atom| Some((atom.index, shade(atom)?))));
                }
            }
        }
        let (atoms, colors): (Vec<i64>, Vec<Color>) = chosen.into_iter().unzip();
        self.workspace.change_atoms(&atoms, |k, atom| {
            if matches!(scheme.target, ColorSchemeTarget::AtomBond | ColorSchemeTarget::All) {
                atom.color = colors[k];
            }
            if matches!(scheme.target, ColorSchemeTarget::Surface | ColorSchemeTarget::All) {
                atom.surface_color = colors[k];
            }
        });
        let changed = self.workspace.owners(&atoms);
        self.tell(Event::Workspace { edit: Edit { changed, ..Edit::default() } });
        None
    }
}

/// Proteins and nucleic acids by chain, other molecules by residue, all water together.
fn parts(molecule: &Molecule) -> Vec<Substructure> {
    let mut parts: Vec<Substructure> = Vec::new();
    let mut solvent = Vec::new();
    for chain in &molecule.chains {
        let mut polymer = Vec::new();
        for residue in &chain.residues {
            match entity(&residue.name) {
                EntityKind::Water => solvent.push(residue.index),
                EntityKind::Protein | EntityKind::NucleicAcid => polymer.push(residue.index),
                _ => parts.push(Substructure {
                    name: format!("{} {}", residue.name, residue.serial),
                    residues: vec![residue.index],
                    kind: SubstructureKind::Ligand,
                }),
            }
        }
        if !polymer.is_empty() {
            parts.push(Substructure {
                name: format!("Chain {}", chain.name),
                residues: polymer,
                kind: SubstructureKind::Protein,
            });
        }
    }
    if !solvent.is_empty() {
        parts.push(Substructure {
            name: "Solvent".into(),
            residues: solvent,
            kind: SubstructureKind::Solvent,
        });
    }
    parts
}

/// What a residue of this name is part of.
fn entity(name: &str) -> EntityKind {
    use geminal_chemistry::residues::{ComponentKind, component};
    match component(name).map(|component| component.kind) {
        Some(ComponentKind::Peptide) => EntityKind::Protein,
        Some(ComponentKind::Dna | ComponentKind::Rna) => EntityKind::NucleicAcid,
        Some(ComponentKind::Water) => EntityKind::Water,
        _ => EntityKind::Ligand,
    }
}

/// Complexes with their bonds perceived, for plugins that ask the room for them.
pub(crate) fn with_bonds(complexes: WithAtoms<Vec<Complex>>) -> WithAtoms<Vec<Complex>> {
    let perceived = |complex: &Complex| -> Option<Entry> {
        let one = WithAtoms { atoms: complexes.atoms.clone(), structure: complex.clone() };
        let mut entry = Entry::from_wire(&one).ok()?;
        perceive_bonds(&mut entry.structure, Components::embedded());
        let known = std::mem::take(&mut entry.appearance);
        let fresh = Entry::new(entry.structure);
        let indices: HashMap<usize, i64> = known.atoms.iter().map(|atom| atom.index).enumerate().collect();
        let mut appearance = fresh.appearance;
        appearance.complex = known.complex;
        for (k, atom) in appearance.atoms.iter_mut().enumerate() {
            atom.index = indices.get(&k).copied().unwrap_or(atom.index);
        }
        Some(Entry { structure: fresh.structure, appearance })
    };
    let entries: Option<Vec<Entry>> = complexes.structure.iter().map(perceived).collect();
    entries.and_then(|entries| Entry::to_wires(&entries).ok()).unwrap_or(complexes)
}

/// The colour of an atom by a scheme; none where the scheme says nothing of it.
fn color_of(
    scheme: ColorScheme,
    chain: usize,
    residue: &geminal_wire::structure::Residue,
    atom: &geminal_wire::structure::Atom,
) -> Option<Color> {
    const CHAINS: [u32; 8] = [
        0x4E79_A7FF,
        0xF28E_2BFF,
        0xE157_59FF,
        0x76B7_B2FF,
        0x59A1_4FFF,
        0xEDC9_48FF,
        0xB07A_A1FF,
        0x9C75_5FFF,
    ];
    let ramp = |part: f32| {
        let high = (part.clamp(0.0, 1.0) * 255.0) as u8;
        Color::rgba(high, 64, 255 - high, 255)
    };
    Some(match scheme {
        ColorScheme::None => return None,
        ColorScheme::Element => match atom.symbol.as_str() {
            "C" => Color(0x9090_90FF),
            "N" => Color(0x3050_F8FF),
            "O" => Color(0xFF0D_0DFF),
            "S" => Color(0xFFFF_30FF),
            "P" => Color(0xFF80_00FF),
            "F" | "Cl" => Color(0x1FF0_1FFF),
            "Br" => Color(0xA629_29FF),
            "I" => Color(0x9400_94FF),
            _ => Color::WHITE,
        },
        ColorScheme::Occupancy => ramp(atom.occupancy),
        ColorScheme::BFactor | ColorScheme::BFactorAf => ramp(atom.bfactor / 100.0),
        ColorScheme::SecondaryStructure => match residue.secondary_structure {
            geminal_wire::structure::SecondaryStructure::Helix => Color(0xE157_59FF),
            geminal_wire::structure::SecondaryStructure::Sheet => Color(0xEDC9_48FF),
            _ => Color::WHITE,
        },
        ColorScheme::DonorAcceptor if atom.donor => Color(0x3050_F8FF),
        ColorScheme::DonorAcceptor if atom.acceptor => Color(0xFF0D_0DFF),
        ColorScheme::DonorAcceptor | ColorScheme::Monochrome => Color::WHITE,
        ColorScheme::Rainbow => ramp((residue.serial.rem_euclid(500) as f32) / 500.0),
        ColorScheme::Chain => Color(CHAINS[chain % CHAINS.len()]),
        _ => Color(CHAINS[residue.name.bytes().map(usize::from).sum::<usize>() % CHAINS.len()]),
    })
}
