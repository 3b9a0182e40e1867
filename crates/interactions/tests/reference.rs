//! Contacts of the ligands of six complexes against what Arpeggio found (reference data, not in the repository).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use geminal_formats::{Options, read_file};
use geminal_interactions::{Kind, Rules, interactions};
use geminal_structure::{AtomSet, Structure};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// One end: chain, residue number, insertion code, atom names sorted.
type End = (String, i64, String, String);
/// A contact: both ends in order, and the kind with its class.
type Key = (End, End, String);

fn reference() -> Option<PathBuf> {
    let shared = std::env::var("GEMINAL_SHARED")
        .unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").into());
    let folder = PathBuf::from(shared).join("reference/interactions");
    folder.is_dir().then_some(folder)
}

fn key(a: End, b: End, kind: &str) -> Key {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    (a, b, kind.to_owned())
}

/// Arpeggio's name of a kind in ours; ring classes as `ring_ring CLASS`.
fn our_name(name: &str) -> String {
    match name {
        "hbond" => "hydrogen_bond".into(),
        "weak_hbond" => "weak_hydrogen_bond".into(),
        "xbond" => "halogen_bond".into(),
        "CARBONPI" => "carbon_pi".into(),
        "CATIONPI" => "cation_pi".into(),
        "DONORPI" => "donor_pi".into(),
        "HALOGENPI" => "halogen_pi".into(),
        "METSULPHURPI" => "sulphur_pi".into(),
        "AMIDERING" => "amide_ring".into(),
        "AMIDEAMIDE" => "amide_amide".into(),
        "FF" | "OF" | "EE" | "FT" | "OT" | "ET" | "FE" | "OE" | "EF" => format!("ring_ring {name}"),
        other => other.into(),
    }
}

fn arpeggio(path: PathBuf) -> (BTreeSet<Key>, String) {
    let data: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let end = |v: &Value| -> End {
        let text = |name: &str| v[name].as_str().unwrap().trim().to_owned();
        (
            text("auth_asym_id"),
            v["auth_seq_id"].as_i64().unwrap(),
            text("pdbx_PDB_ins_code"),
            text("auth_atom_id"),
        )
    };
    let mut keys = BTreeSet::new();
    for row in data["contacts"].as_array().unwrap() {
        let entities = row["interacting_entities"].as_str().unwrap();
        if !matches!(entities, "INTER" | "SELECTION_WATER" | "INTRA_SELECTION") {
            continue;
        }
        for kind in row["contact"].as_array().unwrap() {
            keys.insert(key(end(&row["bgn"]), end(&row["end"]), &our_name(kind.as_str().unwrap())));
        }
    }
    (keys, data["selection"].as_str().unwrap().to_owned())
}

fn ours(structure: &Structure, ligand: &str, rules: &Rules) -> BTreeSet<Key> {
    let residue = structure.residue_of_atoms();
    let selected = AtomSet::from_fn(structure.atom_count(), |atom| {
        structure.residues.name[residue[atom] as usize] == ligand
    });
    let found = interactions(structure, Some(&selected), rules).unwrap();
    let end = |atoms: &[u32]| -> End {
        let residue = structure.atom(atoms[0] as usize).residue();
        let mut names: Vec<&str> = atoms.iter().map(|&atom| structure.atom(atom as usize).name()).collect();
        names.sort_unstable();
        let code = residue.insertion_code().map(String::from).unwrap_or_default();
        (residue.chain().id().into(), residue.number().into(), code, names.join(","))
    };
    let name = |kind: Kind, class: &str| {
        if kind == Kind::RingRing { format!("{kind} {class}") } else { kind.name().into() }
    };
    found.contacts.iter().map(|c| key(end(c.atoms_a), end(c.atoms_b), &name(c.kind, c.class))).collect()
}

/// True positives, false positives, false negatives.
#[derive(Clone, Copy, Default)]
struct Score([usize; 3]);

impl Score {
    fn f1(self) -> f64 {
        let [tp, fp, fun] = self.0.map(|n| n as f64);
        if tp + fp + fun == 0.0 { 1.0 } else { 2.0 * tp / (2.0 * tp + fp + fun) }
    }
}

#[test]
fn ligand_contacts_are_those_of_arpeggio() {
    let Some(folder) = reference() else {
        println!("skipped: no reference/interactions");
        return;
    };
    let rules = Rules::named("arpeggio").unwrap();
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let mut total = Score::default();
    for name in ["1eve", "1stp", "1tyl", "1vsn", "3o5r", "4agl"] {
        let (expected, ligand) = arpeggio(folder.join(format!("{name}.arpeggio.json")));
        let input = read_file(folder.join(format!("{name}.cif")), None, &Options::default()).unwrap();
        let found = ours(&input.structures[0], &ligand, &rules);
        for (keys, slot, sign) in [
            (found.intersection(&expected).collect::<Vec<_>>(), 0, ' '),
            (found.difference(&expected).collect(), 1, '+'),
            (expected.difference(&found).collect(), 2, '-'),
        ] {
            for k in keys {
                scores.entry(k.2.clone()).or_default().0[slot] += 1;
                if k.2 != "proximal" {
                    total.0[slot] += 1;
                    if slot > 0 {
                        println!("{name} {sign} {} {:?} {:?}", k.2, k.0, k.1);
                    }
                }
            }
        }
    }
    for (kind, score) in &scores {
        println!("{kind:24} {:?} {:.3}", score.0, score.f1());
    }
    println!("all but proximal {:?} {:.4}", total.0, total.f1());
    assert!(total.f1() >= 0.98, "F1 over all kinds is {:.4}", total.f1());
    for (kind, score) in scores.iter().filter(|(_, score)| score.0[0] + score.0[2] >= 5) {
        assert!(score.f1() >= 0.95, "F1 of {kind} is {:.3}", score.f1());
    }
}

/// PLIP's interactions: kind, residue of the partner, and the coordinates of the ligand's end where that is an atom.
fn plip(site: &Value) -> BTreeSet<(String, String, String)> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let place = |row: &Value, name: &str| -> String {
        row[name]
            .as_array()
            .map(|p| p.iter().map(|x| format!("{:.3}", x.as_f64().unwrap())).collect::<Vec<_>>().join(" "))
            .unwrap_or_default()
    };
    let rows = site["interactions"].as_array().unwrap().iter();
    rows.map(|row| {
        let partner = format!("{} {} {}", text(row, "restype"), text(row, "reschain"), text(row, "resnr"));
        match row["kind"].as_str().unwrap() {
            "hydrophobic_interaction" => {
                ("hydrophobic".into(), partner, place(row, "ligcoo") + " / " + &place(row, "protcoo"))
            }
            "hydrogen_bond" => {
                ("hydrogen_bond".into(), partner, place(row, "ligcoo") + " / " + &place(row, "protcoo"))
            }
            "halogen_bond" => {
                ("halogen_bond".into(), partner, place(row, "ligcoo") + " / " + &place(row, "protcoo"))
            }
            "metal_complex" => {
                ("metal_complex".into(), partner, place(row, "metalcoo") + " / " + &place(row, "targetcoo"))
            }
            "water_bridge" => ("water_bridge".into(), partner, place(row, "watercoo")),
            "pi_stack" => ("ring_ring".into(), partner, String::new()),
            "pi_cation_interaction" => ("cation_pi".into(), partner, String::new()),
            "salt_bridge" => ("salt_bridge".into(), partner, String::new()),
            other => panic!("PLIP's {other}"),
        }
    })
    .collect()
}

fn ours_as_plip(structure: &Structure, ligand: &Value, rules: &Rules) -> BTreeSet<(String, String, String)> {
    let [name, chain, number] = ["hetid", "chain", "position"].map(|key| ligand[key].as_str().unwrap());
    let residue = (0..structure.residues.len())
        .find(|&r| {
            let r = structure.residue(r);
            r.name() == name && r.chain().id() == chain && r.number().to_string() == number
        })
        .unwrap();
    let selected = AtomSet::from_indices(structure.atom_count(), structure.residues.atoms(residue));
    let found = interactions(structure, Some(&selected), rules).unwrap();
    let place = |atom: u32| structure.positions()[atom as usize].map(|x| format!("{x:.3}")).join(" ");
    let partner = |atom: u32| {
        let r = structure.atom(atom as usize).residue();
        format!("{} {} {}", r.name(), r.chain().id(), r.number())
    };
    let inside = |atoms: &[u32]| selected.contains(atoms[0] as usize);
    found
        .contacts
        .iter()
        .map(|c| {
            let (mine, other) =
                if inside(c.atoms_a) { (c.atoms_a, c.atoms_b) } else { (c.atoms_b, c.atoms_a) };
            match c.kind {
                Kind::RingRing | Kind::CationPi | Kind::SaltBridge => {
                    (c.kind.name().into(), partner(other[0]), String::new())
                }
                Kind::WaterBridge => {
                    let (donor, [water, acceptor]) = (c.atoms_a[0], [c.atoms_b[0], c.atoms_b[1]]);
                    let far = if selected.contains(donor as usize) { acceptor } else { donor };
                    (c.kind.name().into(), partner(far), place(water))
                }
                _ => (c.kind.name().into(), partner(other[0]), place(mine[0]) + " / " + &place(other[0])),
            }
        })
        .collect()
}

#[test]
fn ligand_contacts_are_those_of_plip() {
    let Some(folder) = reference() else {
        println!("skipped: no reference/interactions");
        return;
    };
    let rules = Rules::named("plip").unwrap();
    let mut total = Score::default();
    for name in ["1eve", "1stp", "1tyl", "1vsn", "3o5r", "4agl"] {
        let data: Value =
            serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.plip.json"))).unwrap())
                .unwrap();
        let input = read_file(folder.join(format!("{name}.cif")), None, &Options::default()).unwrap();
        for site in data["binding_sites"].as_array().unwrap() {
            let expected = plip(site);
            let found = ours_as_plip(&input.structures[0], &site["ligand"], &rules);
            total.0[0] += found.intersection(&expected).count();
            for (keys, slot, sign) in
                [(found.difference(&expected), 1, '+'), (expected.difference(&found), 2, '-')]
            {
                for key in keys {
                    total.0[slot] += 1;
                    println!("{name} {} {sign} {key:?}", site["ligand"]["hetid"]);
                }
            }
        }
    }
    println!("plip {:?} {:.4}", total.0, total.f1());
    assert!(total.f1() >= 0.95, "F1 is {:.4}", total.f1());
}
