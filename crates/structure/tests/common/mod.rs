//! Structures of many shapes for property tests.

use geminal_structure::{
    AtomRecord, BondOrder, Builder, Conformer, Element, EntityKind, SecondaryElement, SecondaryStructure,
    Structure,
};
use proptest::prelude::*;

const NAMES: [&str; 7] = ["N", "CA", "C", "O", "O5'", "C1*", "H1"];
const ELEMENTS: [Element; 5] = [Element::N, Element::C, Element::O, Element::H, Element::UNKNOWN];
const KINDS: [EntityKind; 7] = [
    EntityKind::Unknown,
    EntityKind::Protein,
    EntityKind::NucleicAcid,
    EntityKind::Saccharide,
    EntityKind::Water,
    EntityKind::Ion,
    EntityKind::Ligand,
];

/// Small numbers that decide everything of one atom, residue or chain.
type Dice = u32;

/// A structure of up to three models, with empty models and chains now and then, bonds, helices, conformers and
/// optional columns.
pub fn structures() -> impl Strategy<Value = Structure> {
    let atoms = prop::collection::vec(any::<Dice>(), 0..5);
    let residues = prop::collection::vec((any::<Dice>(), atoms), 0..4);
    let chains = prop::collection::vec((any::<Dice>(), residues), 0..4);
    let models = prop::collection::vec(chains, 0..4);
    let bonds = prop::collection::vec((any::<Dice>(), any::<Dice>()), 0..12);
    (models, bonds, any::<Dice>(), 0..3usize).prop_map(|(models, bonds, dice, conformers)| {
        let mut builder = Builder::default();
        for (number, chains) in (1..).zip(models) {
            builder.model(number);
            for (dice, residues) in chains {
                builder.chain(["A", "B", "and"][dice as usize % 3], "");
                for (dice, atoms) in residues {
                    let (a, b) = (dice as i32 % 12, dice >> 8);
                    builder.residue(
                        ["ALA", "HOH", "x y"][b as usize % 3],
                        a,
                        [0, 0, b'A', b'C'][b as usize % 4],
                    );
                    if let Some(last) = builder.structure().residues.entity_kind.last_mut() {
                        *last = KINDS[(dice >> 16) as usize % 7];
                    }
                    for dice in atoms {
                        builder.atom(atom(dice));
                    }
                }
            }
        }
        let mut structure = builder.finish();
        let count = structure.atom_count();
        if count > 0 {
            for (i, j) in bonds {
                structure.bonds.push(i as usize % count, j as usize % count, BondOrder::Double);
            }
            for (residue, pair) in (0..structure.residues.len() as u32).zip([1, 2, 1, 3]) {
                let last = (residue + pair).min(structure.residues.len() as u32 - 1);
                structure.secondary.push(SecondaryElement {
                    kind: SecondaryStructure::Helix,
                    id: residue.to_string().into(),
                    residues: [residue, last],
                    class: 1,
                    sense: 0,
                });
            }
        }
        if dice % 2 == 0 {
            structure.atoms.partial_charge = Some((0..count).map(|i| i as f32).collect());
        }
        for k in 0..conformers {
            let position = structure.positions().iter().map(|p| p.map(|c| c + k as f64)).collect();
            structure.conformers.push(Conformer { position, ..Conformer::default() });
        }
        structure
    })
}

fn atom(dice: Dice) -> AtomRecord {
    let at = |k: u32| f64::from(dice >> k & 31) - 16.0;
    AtomRecord {
        element: ELEMENTS[dice as usize % 5],
        name: NAMES[dice as usize % 7].into(),
        position: [at(3), at(8), at(13) / 4.0],
        alt_loc: [0, 0, b'A', b'B'][(dice >> 18) as usize % 4],
        serial: (dice >> 20) as i32 % 50,
        hetero: dice >> 28 & 1 == 1,
        ..AtomRecord::default()
    }
}
