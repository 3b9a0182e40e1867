//! Complexes to entries and back.

use geminal_structure::{AtomRecord, BondOrder, Builder, Conformer, Element, EntityKind, Structure};

use crate::layout::Layout;
use crate::sample::Random;
use crate::structure::{Atom, AtomMode, BondKind, Complex, Uid, WithAtoms};
use crate::{Color, ConvertError, Entry};

/// Sampled uids begin at 100; without unique indices an entry counts from 0.
fn renumbered(mut complex: WithAtoms<Complex>) -> WithAtoms<Complex> {
    complex.atoms.iter_mut().for_each(|(uid, _)| uid.0 -= 100);
    let chains = complex.structure.molecules.iter_mut().flat_map(|molecule| &mut molecule.chains);
    for residue in chains.flat_map(|chain| &mut chain.residues) {
        residue.atoms.iter_mut().for_each(|uid| uid.0 -= 100);
        residue.bonds.iter_mut().flat_map(|bond| &mut bond.atoms).for_each(|uid| uid.0 -= 100);
    }
    complex
}

#[test]
fn complexes_survive() {
    let mut converted = 0;
    for seed in 0..400 {
        let mut complex = WithAtoms::<Complex>::sample(&mut Random::new(seed));
        complex.atoms.iter_mut().for_each(|(_, atom)| atom.index = -1);
        match Entry::from_wire(&complex) {
            Ok(entry) => {
                entry.structure.check().unwrap();
                assert!(entry.to_wire().unwrap() == renumbered(complex), "seed {seed}");
                converted += 1;
            }
            // A sampled bond may name an atom that no residue has.
            Err(error) => {
                assert!(matches!(error, ConvertError::UnknownAtom { what: "a bond", .. }), "{error}")
            }
        }
    }
    assert!(converted > 200, "{converted}");
}

/// A structure with what the wire cannot say.
fn rich() -> Structure {
    let mut b = Builder::default();
    for model in [1, 3] {
        b.model(model);
        for (chain, label, residues) in
            [("A", "A", &["ALA", "SER"][..]), ("A", "C", &["LIG", "HOH"]), ("B", "B", &["ZN"])]
        {
            b.chain(chain, label);
            for (number, name) in (10..).zip(residues) {
                b.residue(name, number, b'A');
                for (k, element) in [Element::C, Element::O].into_iter().enumerate() {
                    b.atom(AtomRecord {
                        element,
                        name: format!("{}{k}", element.symbol()).into(),
                        position: [0.1 * k as f64, 1.0 / 3.0, f64::from(model) + 1e-9],
                        alt_loc: [0, b'B'][k],
                        formal_charge: -(k as i8),
                        hetero: !["ALA", "SER"].contains(name),
                        occupancy: 0.5,
                        ..AtomRecord::default()
                    });
                }
            }
        }
    }
    let mut s = b.finish();
    for (i, order) in [BondOrder::Dative, BondOrder::Quadruple, BondOrder::Aromatic, BondOrder::Unknown]
        .into_iter()
        .enumerate()
    {
        s.bonds.push(6 - 2 * i, 7 - 2 * i, order); // not in the order of residues
    }
    s.bonds.stereo[1] = 6;
    s.name = "1abc".into();
    s.header.title = "A title".into();
    s.header.other = vec![("REMARK 2".into(), "text".into())];
    s.data = vec![("IC50".into(), "3 nM".into())];
    s.residues.entity_kind[2] = EntityKind::Ligand;
    s.residues.label_number[0] = Some(7);
    s.atoms.isotope = Some((0..s.atom_count() as u16).collect());
    s.atoms.anisotropic = Some(vec![[0.25; 6]; s.atom_count()]);
    s.atoms.partial_charge = Some(vec![0.0; s.atom_count()]);
    s.atoms.other = vec![
        ("nothing".into(), vec!["".into(); s.atom_count()]),
        (
            "IDATM".into(),
            (0..s.atom_count()).map(|i| if i % 2 == 0 { "C3".into() } else { "".into() }).collect(),
        ),
    ];
    let position = s.atoms.position.iter().map(|p| p.map(|x| x + 0.7)).collect();
    s.conformers =
        vec![Conformer { name: "second".into(), position, data: vec![("energy".into(), "-1".into())] }];
    s.check().unwrap();
    s
}

#[test]
fn structures_survive() {
    let structure = rich();
    let mut entry = Entry::new(structure.clone());
    let mut next = 1000;
    entry.appearance.assign_indices(&mut next);
    assert_eq!(next, 1000 + 1 + 2 + 6 + 10 + 4 + 20);
    let wire = entry.to_wire().unwrap();
    let names: Vec<_> = wire.structure.molecules[0].chains.iter().map(|chain| chain.name.as_str()).collect();
    assert_eq!(names, ["A", "HA", "HB"]);
    assert_eq!(wire.atoms[3].1.alt_loc, b'B');
    assert_eq!(wire.structure.molecules[0].names[1], "second");

    let updated = entry.updated(&wire).unwrap();
    assert_eq!(updated.structure, structure);
    assert!(updated.to_wire().unwrap() == wire);
    // Through the wire alone all that it can say survives.
    assert!(Entry::from_wire(&wire).unwrap().to_wire().unwrap() == wire);
}

#[test]
fn an_update_changes_what_it_says() {
    let mut entry = Entry::new(rich());
    entry.appearance.assign_indices(&mut 1);
    let mut wire = entry.to_wire().unwrap();
    let residue = &mut wire.structure.molecules[0].chains[0].residues[0];
    residue.name = "GLY".into();
    residue.atoms.pop();
    let moved = residue.atoms[0];
    residue.bonds.clear();
    residue.atoms.push(Uid(-5));
    wire.atoms.push((Uid(-5), Atom { symbol: "N".into(), name: "N".into(), ..Atom::default() }));
    let atom = wire.atoms.iter_mut().find(|(uid, _)| *uid == moved).map(|(_, atom)| atom).unwrap();
    atom.positions = vec![[5.0, 0.0, 0.0]; 2];
    atom.color = Color::WHITE;

    let updated = entry.updated(&wire).unwrap();
    let s = &updated.structure;
    s.check().unwrap();
    assert_eq!((s.atom_count(), s.bonds.len()), (20, 3));
    assert_eq!(
        (s.residues.name[0].as_str(), s.residues.insertion_code[0], s.residues.label_number[0]),
        ("GLY", b'A', Some(7))
    );
    assert_eq!((s.atoms.element[1], s.atoms.isotope.as_ref().unwrap()[1]), (Element::N, 0));
    assert_eq!((s.atoms.position[0], s.conformers[0].position[0]), ([5.0, 0.0, 0.0], [5.0, 0.0, 0.0]));
    assert_eq!(s.atoms.position[2], entry.structure.atoms.position[2]);
    assert_eq!((updated.appearance.atoms[0].color, updated.appearance.atoms[1].index), (Color::WHITE, -1));
}

#[test]
fn an_edit_keeps_the_appearance() {
    let mut entry = Entry::new(rich());
    entry.appearance.assign_indices(&mut 1);
    entry.appearance.atoms[4].mode = AtomMode::Stick;
    entry.appearance.atoms[4].selected = true;
    entry.appearance.residues[2].labeled = true;
    entry.appearance.complex.position = [1.0, 2.0, 3.0];

    // The ligand alone, and a hydrogen on it.
    let old = &entry.structure;
    let mut b = Builder::default();
    b.chain("A", "");
    b.residue("LIG", 10, b'A');
    for i in [4, 5] {
        b.atom(AtomRecord { element: old.atoms.element[i], hetero: true, ..AtomRecord::default() });
    }
    b.atom(AtomRecord { element: Element::H, hetero: true, ..AtomRecord::default() });
    b.bond(0, 1, BondOrder::Quadruple);
    b.bond(0, 2, BondOrder::Single);
    let edited = entry.edited(b.finish(), &[Some(4), Some(5), None]);
    let (look, before) = (&edited.appearance, &entry.appearance);
    assert_eq!((look.atoms[0].mode, look.selected().collect::<Vec<_>>()), (AtomMode::Stick, vec![0]));
    assert_eq!(
        (look.residues[0].index, look.chains[0].chain.index, look.molecules[0].index),
        (before.residues[2].index, before.chains[1].chain.index, before.molecules[0].index)
    );
    assert_eq!((look.bonds[0].index, look.bonds[1].index), (before.bonds[1].index, -1));
    let wire = edited.to_wire().unwrap();
    assert_eq!(
        (wire.structure.molecules[0].chains[0].name.as_str(), wire.structure.position),
        ("HA", [1.0, 2.0, 3.0])
    );
    assert_eq!(wire.structure.molecules[0].chains[0].residues[0].bonds[0].kinds[0], BondKind::Triple);
}

#[test]
fn what_cannot_be_converted() {
    let complex = Entry::new(rich()).to_wire().unwrap();
    let missing = WithAtoms { atoms: complex.atoms[1..].to_vec(), structure: complex.structure.clone() };
    assert_eq!(
        Entry::from_wire(&missing).unwrap_err().to_string(),
        "a residue of 1abc refers to atom 0, which the message does not hold"
    );
    let mut shared = complex;
    shared.structure.molecules[0].chains[0].residues[1].atoms.push(Uid(0));
    assert_eq!(Entry::from_wire(&shared).unwrap_err().to_string(), "atom 0 is in two residues of 1abc");
    let mut entry = Entry::new(rich());
    entry.appearance.atoms.pop();
    assert_eq!(
        entry.to_wire().unwrap_err().to_string(),
        "1abc has 19 rows of appearance for 20 atoms: make it follow the structure"
    );
}
