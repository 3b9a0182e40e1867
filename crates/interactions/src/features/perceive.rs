//! Perceiving the features of a structure whose bonds are known.

use super::compiled::{AMINO_ACIDS, Rules};
use super::{Amide, Feature, FeatureSet, Features, Group, NONE, Ring, Rows};
use crate::geometry::{cross, folded, minus};
use crate::rules::Sign;
use geminal_chemistry::Molecule;
use geminal_structure::{Adjacency, Element, EntityKind, Point, Structure};
use rustc_hash::FxHashMap;

/// Names of water residues, for structures whose entity kinds nobody told.
const WATERS: [&str; 6] = ["HOH", "WAT", "DOD", "H2O", "TIP3", "SOL"];

impl Features {
    /// The features of all atoms, rings and groups by a rule set.
    ///
    /// The structure's bonds must be known, with their orders (`geminal_chemistry` perceives them).
    pub fn perceive(structure: &Structure, rules: &Rules) -> Features {
        let adjacency = structure.adjacency();
        let mut features = skeleton(structure, &adjacency);
        own_radii(structure, rules, &mut features);
        by_element_and_name(structure, rules, &mut features);
        let molecule = Molecule::of(structure);
        by_pattern(structure, rules, &molecule, &mut features);
        features.rings = rings(structure, rules, &molecule, &features.residue);
        if rules.set.amide.is_some() {
            features.amides = amides(rules, &molecule, &features.residue);
        }
        features.groups = groups(structure, rules, &molecule, &features.residue);
        for group in &features.groups {
            let feature = if group.sign == Sign::Positive { Feature::Positive } else { Feature::Negative };
            group.atoms.iter().for_each(|&atom| features.atoms[atom as usize].insert(feature));
        }
        imply_hydrogens(structure, &mut features);
        features
    }
}

/// What does not depend on the rules: radii, hydrogens, neighbours, residues.
fn skeleton(structure: &Structure, adjacency: &Adjacency) -> Features {
    let n = structure.atom_count();
    let element = &structure.atoms.element;
    let row = |hydrogens: bool| {
        Rows::build(n, |i, values| {
            let wanted =
                adjacency.of(i).iter().filter(|b| element[b.atom as usize].is_hydrogen() == hydrogens);
            values.extend(wanted.map(|b| b.atom));
        })
    };
    Features {
        atoms: vec![FeatureSet::of(&[Feature::Any]); n],
        hydrogens: row(true),
        neighbors: row(false),
        residue: structure.residue_of_atoms(),
        next_residue: next_residues(structure),
        vdw_radius: element.iter().map(|e| e.vdw_radius()).collect(),
        covalent_radius: element.iter().map(|e| e.covalent_radius()).collect(),
        hydrogen: element.iter().map(|e| e.is_hydrogen()).collect(),
        polymer: (0..structure.residues.len()).map(|residue| is_polymer(structure, residue)).collect(),
        histidine: structure.residues.name.iter().map(|name| name == "HIS").collect(),
        ..Features::default()
    }
}

/// The rule set's own radii.
fn own_radii(structure: &Structure, rules: &Rules, features: &mut Features) {
    for (symbol, &radius) in &rules.set.vdw_radii {
        let Some(element) = Element::from_symbol(symbol) else { continue };
        let atoms = features.vdw_radius.iter_mut().zip(&structure.atoms.element);
        atoms.filter(|(_, found)| **found == element).for_each(|(slot, _)| *slot = radius);
    }
}

/// Per residue the one that a peptide or nucleotide bond links it to.
fn next_residues(structure: &Structure) -> Vec<u32> {
    let residue = structure.residue_of_atoms();
    let mut next = vec![NONE; structure.residues.len()];
    let name = &structure.atoms.name;
    for &[i, j] in &structure.bonds.atoms {
        let (a, b) = if residue[i as usize] < residue[j as usize] { (i, j) } else { (j, i) };
        let link =
            matches!((name[a as usize].as_str(), name[b as usize].as_str()), ("C", "N") | ("O3'", "P"));
        if link && residue[a as usize] + 1 == residue[b as usize] {
            next[residue[a as usize] as usize] = residue[b as usize];
        }
    }
    next
}

fn is_water(structure: &Structure, residue: usize) -> bool {
    let name = structure.residues.name[residue].as_str();
    structure.residues.entity_kind[residue] == EntityKind::Water || WATERS.contains(&name)
}

fn is_polymer(structure: &Structure, residue: usize) -> bool {
    let kind = structure.residues.entity_kind[residue];
    matches!(kind, EntityKind::Protein | EntityKind::NucleicAcid) || is_amino_acid(structure, residue)
}

fn is_amino_acid(structure: &Structure, residue: usize) -> bool {
    AMINO_ACIDS.contains(&structure.residues.name[residue].as_str())
}

fn by_element_and_name(structure: &Structure, rules: &Rules, features: &mut Features) {
    let mut metals = FeatureSet::default();
    let mut waters = FeatureSet::default();
    let mut elements: FxHashMap<Element, FeatureSet> = FxHashMap::default();
    for (&feature, rule) in &rules.set.features {
        if rule.metals {
            metals.insert(feature);
        }
        if rule.water {
            waters.insert(feature);
        }
        for element in rule.elements.iter().filter_map(|symbol| Element::from_symbol(symbol)) {
            elements.entry(element).or_default().insert(feature);
        }
    }
    for residue in 0..structure.residues.len() {
        let water = is_water(structure, residue);
        let named = rules.by_name(&structure.residues.name[residue]);
        for atom in structure.residues.atoms(residue) {
            let element = structure.atoms.element[atom];
            let set = &mut features.atoms[atom];
            if element.is_metal() {
                *set = set.union(metals);
            }
            if water && element == Element::O {
                *set = set.union(waters);
                set.insert(Feature::Water);
            }
            if let Some(more) = elements.get(&element) {
                *set = set.union(*more);
            }
            if let Some(more) = named.and_then(|names| names.get(structure.atoms.name[atom].as_str())) {
                *set = set.union(*more);
            }
        }
    }
}

/// Patterns on all atoms that names do not settle.
fn by_pattern(structure: &Structure, rules: &Rules, molecule: &Molecule, features: &mut Features) {
    let settled: Vec<bool> = (0..structure.residues.len())
        .map(|residue| {
            rules.set.scope.amino_acids_by_name && is_amino_acid(structure, residue)
                || is_water(structure, residue)
        })
        .collect();
    let settled = |atom: usize| settled[features.residue[atom] as usize];
    let open: Vec<u32> = (0..structure.atom_count())
        .filter(|&atom| !settled(atom) && !structure.atoms.element[atom].is_hydrogen())
        .map(|atom| atom as u32)
        .collect();
    for (feature, pattern, all) in &rules.patterns {
        if *all {
            for matched in
                pattern.unique_matches(molecule).iter().filter(|matched| !settled(matched[0] as usize))
            {
                matched.iter().for_each(|&member| features.atoms[member as usize].insert(*feature));
            }
        } else {
            let found = pattern.atoms_among(molecule, open.iter().copied());
            found.for_each(|atom| features.atoms[atom as usize].insert(*feature));
        }
    }
}

/// The residue that most of some atoms are in.
fn main_residue(atoms: &[u32], residue: &[u32]) -> u32 {
    let of = |atom: u32| residue[atom as usize];
    let count = |r: u32| atoms.iter().filter(|&&atom| of(atom) == r).count();
    atoms.iter().map(|&atom| of(atom)).max_by_key(|&r| (count(r), std::cmp::Reverse(r))).unwrap_or(0)
}

fn rings(structure: &Structure, rules: &Rules, molecule: &Molecule, residue: &[u32]) -> Vec<Ring> {
    let [smallest, largest] = rules.set.rings.sizes;
    let aromatic = |atoms: &[u32]| atoms.iter().all(|&atom| molecule.is_aromatic(atom as usize));
    let flat = |atoms: &[u32]| is_flat(atoms, structure.positions(), rules.set.rings.flat_within);
    let all = molecule.rings().iter().map(|ring| ring.atoms.to_vec());
    all.filter(|atoms| (smallest..=largest).contains(&atoms.len()) && (aromatic(atoms) || flat(atoms)))
        .map(|atoms| Ring { residue: main_residue(&atoms, residue), atoms })
        .collect()
}

/// Whether the corners of a ring lie in a plane: no two corners' normals differ by more than some degrees.
fn is_flat(atoms: &[u32], positions: &[Point], within: f64) -> bool {
    let at = |k: usize| positions[atoms[k % atoms.len()] as usize];
    let n = atoms.len();
    let normals: Vec<Point> =
        (0..n).map(|k| cross(minus(at(k + n - 1), at(k)), minus(at(k + 1), at(k)))).collect();
    within > 0.0 && normals.iter().all(|&a| normals.iter().all(|&b| folded(a, b) <= within))
}

fn amides(rules: &Rules, molecule: &Molecule, residue: &[u32]) -> Vec<Amide> {
    let found = rules.amide.unique_matches(molecule);
    let found = found.iter().filter_map(|atoms| <[u32; 4]>::try_from(atoms).ok());
    let found = found.map(|[n, c, o, other]| [c, o, other, n]);
    found.map(|atoms| Amide { residue: main_residue(&atoms, residue), atoms }).collect()
}

fn groups(structure: &Structure, rules: &Rules, molecule: &Molecule, residue: &[u32]) -> Vec<Group> {
    let mut groups = Vec::new();
    for r in 0..structure.residues.len() {
        for rule in &rules.set.group {
            let Some(names) = rule.residues.get(structure.residues.name[r].as_str()) else { continue };
            let named = |atom: &usize| names.iter().any(|name| *name == structure.atoms.name[*atom].as_str());
            let atoms: Vec<u32> = structure.residues.atoms(r).filter(named).map(|atom| atom as u32).collect();
            if !atoms.is_empty() {
                groups.push(Group {
                    name: rule.name.clone(),
                    sign: rule.sign,
                    center: atoms.clone(),
                    atoms,
                    residue: r as u32,
                });
            }
        }
    }
    let by_name = |r: u32| is_amino_acid(structure, r as usize) || is_water(structure, r as usize);
    for (index, pattern) in &rules.groups {
        let rule = &rules.set.group[*index];
        for matched in pattern.unique_matches(molecule).iter() {
            let pick = |which: &Option<Vec<usize>>| match which {
                Some(list) => list.iter().filter_map(|&k| matched.get(k).copied()).collect(),
                None => matched.to_vec(),
            };
            let atoms: Vec<u32> = pick(&rule.members);
            let home = main_residue(matched, residue);
            if !by_name(home) && !atoms.is_empty() {
                let center = if rule.center.is_some() { pick(&rule.center) } else { atoms.clone() };
                groups.push(Group { name: rule.name.clone(), sign: rule.sign, atoms, center, residue: home });
            }
        }
    }
    groups
}

/// Donors whose residue has no hydrogens at all: what needs them falls back to heavy atoms.
fn imply_hydrogens(structure: &Structure, features: &mut Features) {
    let bare: Vec<bool> = (0..structure.residues.len())
        .map(|r| !structure.residues.atoms(r).any(|atom| structure.atoms.element[atom].is_hydrogen()))
        .collect();
    let donor = FeatureSet::of(&[Feature::Donor, Feature::WeakDonor]);
    let implied = |atom: usize| features.atoms[atom].meets(donor) && bare[features.residue[atom] as usize];
    features.implied = (0..structure.atom_count()).map(implied).collect();
    let count = (0..structure.atom_count())
        .filter(|&atom| features.implied[atom] && !features.atoms[atom].has(Feature::Water))
        .count();
    if count > 0 {
        features.notes.push(format!(
            "{count} donors have no hydrogens in the file: hydrogen bonds of these are told by the distance of heavy \
             atoms alone; add hydrogens for angles"
        ));
    }
}
