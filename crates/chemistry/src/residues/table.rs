//! The table of components that comes with the crate, and dictionaries that more components are added to.

use super::component::{Component, ComponentAtom, ComponentBond, ComponentKind, Shape};
use geminal_structure::{BondOrder, Element, Name};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The components that come with the crate; the head of the file explains its layout.
const TABLE: &str = include_str!("../../data/components.txt");

static EMBEDDED: LazyLock<Components> = LazyLock::new(|| {
    let mut components = Components { list: Vec::new(), by_name: FxHashMap::default() };
    // A test reads the same text and insists that every line is sound.
    let _ = components.add_table(TABLE);
    components
});

/// The component of this name in the table that comes with the crate.
pub fn component(name: &str) -> Option<&'static Component> {
    EMBEDDED.get(name)
}

/// A dictionary of components.
#[derive(Clone, Debug)]
pub struct Components {
    list: Vec<Component>,
    by_name: FxHashMap<Name, u32>,
}

/// A line of a table of components that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the component table: {what}")]
pub struct DamagedTable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Default for Components {
    /// The components that come with the crate.
    fn default() -> Self {
        EMBEDDED.clone()
    }
}

impl Components {
    /// The components that come with the crate, without a copy.
    pub fn embedded() -> &'static Components {
        &EMBEDDED
    }

    /// The component of this id or other name; ids come first.
    pub fn get(&self, name: &str) -> Option<&Component> {
        let index = self.by_name.get(name).or_else(|| {
            // Amber writes the termini as NALA, CALA.
            let bare = name.strip_prefix(['N', 'C']).filter(|bare| bare.len() == 3 && bare.is_ascii())?;
            let index = self.by_name.get(bare)?;
            self.list[*index as usize].is_standard_amino_acid().then_some(index)
        })?;
        Some(&self.list[*index as usize])
    }

    /// Number of components.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All components.
    pub fn iter(&self) -> impl Iterator<Item = &Component> {
        self.list.iter()
    }

    /// Adds a component made of atoms and bonds; one of the same id is replaced, other names in use stay as they are.
    pub fn insert(&mut self, mut component: Component) {
        component.connect();
        let index = self.list.len() as u32;
        self.by_name.insert(component.id.clone(), index);
        for other in &component.other_names {
            self.by_name.entry(other.clone()).or_insert(index);
        }
        self.list.push(component);
    }

    /// Adds the components of a table in the layout of `data/components.txt`.
    pub fn add_table(&mut self, text: &str) -> Result<(), DamagedTable> {
        let mut open: Option<Component> = None;
        let mut atoms_come = false;
        for (number, line) in (1..).zip(text.lines()) {
            let damaged = |what| DamagedTable { line: number, what };
            if line.starts_with('#') && open.is_none() {
                continue;
            }
            if let Some(head) = line.strip_prefix('@') {
                if let Some(done) = open.take() {
                    self.insert(done);
                }
                open =
                    Some(read_head(head).ok_or_else(|| damaged("expected `@ID letter kind parent name`"))?);
                atoms_come = true;
                continue;
            }
            let component = open.as_mut().ok_or_else(|| damaged("expected a component's head, `@ID ...`"))?;
            if let Some(others) = line.strip_prefix("= ") {
                component.other_names = others.split(' ').map(Name::from).collect();
            } else if atoms_come {
                let atoms = line.split(' ').map(read_atom).collect::<Option<_>>();
                component.atoms = atoms.ok_or_else(|| damaged("expected atoms, `name:element...`"))?;
                atoms_come = false;
            } else {
                let bonds = line.split(' ').filter(|token| !token.is_empty()).map(read_bond);
                let bonds: Vec<_> =
                    bonds.collect::<Option<_>>().ok_or_else(|| damaged("expected bonds, `0-1`"))?;
                if bonds.iter().flat_map(|bond| bond.atoms).any(|i| i as usize >= component.atoms.len()) {
                    return Err(damaged("a bond names an atom that is not there"));
                }
                component.bonds = bonds;
            }
        }
        if let Some(done) = open {
            self.insert(done);
        }
        Ok(())
    }
}

fn read_head(text: &str) -> Option<Component> {
    let mut fields = text.splitn(5, ' ');
    let id = fields.next().filter(|id| !id.is_empty())?;
    let letter = fields.next()?;
    let kind = match fields.next()? {
        "P" => ComponentKind::Peptide,
        "D" => ComponentKind::Dna,
        "R" => ComponentKind::Rna,
        "S" => ComponentKind::Saccharide,
        "W" => ComponentKind::Water,
        "I" => ComponentKind::Ion,
        "L" => ComponentKind::Other,
        _ => return None,
    };
    let parent = fields.next()?;
    Some(Component {
        id: id.into(),
        other_names: Vec::new(),
        letter: letter.chars().next().filter(|&c| c != '-'),
        kind,
        parent: (parent != "-").then(|| parent.into()),
        name: fields.next()?.to_owned(),
        atoms: Vec::new(),
        bonds: Vec::new(),
        neighbors: Vec::new(),
    })
}

fn read_atom(token: &str) -> Option<ComponentAtom> {
    let (token, shape) = match token.rsplit_once('/') {
        None => (token, None),
        Some((rest, mark)) => (rest, Some(read_shape(mark)?)),
    };
    let (name, rest) = token.split_once(':')?;
    let (rest, old_name) = rest.split_once('=').unwrap_or((rest, name));
    let (rest, leaving) = rest.strip_suffix('!').map_or((rest, false), |rest| (rest, true));
    let end = rest.find(['+', '-']).unwrap_or(rest.len());
    let charge = &rest[end..];
    Some(ComponentAtom {
        name: name.into(),
        old_name: old_name.into(),
        element: Element::from_symbol(&rest[..end])?,
        formal_charge: if charge.is_empty() { 0 } else { charge.parse().ok()? },
        leaving,
        shape,
    })
}

fn read_shape(mark: &str) -> Option<Shape> {
    Some(match mark {
        "^" => Shape::Tetrahedral,
        "v" => Shape::TetrahedralMirrored,
        "_" => Shape::Planar,
        "-" => Shape::PlanarTrans,
        "|" => Shape::Linear,
        _ => return None,
    })
}

fn read_bond(token: &str) -> Option<ComponentBond> {
    let at = token.find(['-', '=', '#', '~', ':'])?;
    let (order, aromatic) = match token.as_bytes()[at] {
        b'-' => (BondOrder::Single, false),
        b'=' => (BondOrder::Double, false),
        b'#' => (BondOrder::Triple, false),
        b'~' => (BondOrder::Single, true),
        _ => (BondOrder::Double, true),
    };
    Some(ComponentBond { atoms: [token[..at].parse().ok()?, token[at + 1..].parse().ok()?], order, aromatic })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_without_a_damaged_line() {
        let mut components = Components { list: Vec::new(), by_name: FxHashMap::default() };
        components.add_table(TABLE).unwrap();
        assert!(components.len() > 500, "{}", components.len());
        for component in components.iter() {
            for (i, atom) in component.atoms.iter().enumerate() {
                let hydrogens = component.hydrogens(i).count();
                assert_eq!(hydrogens > 0, atom.shape.is_some(), "{} {}", component.id, atom.name);
                if atom.element == Element::C && atom.formal_charge == 0 && component.heavy_count() > 1 {
                    assert!(
                        component.valence(i) <= 4 || component.id == "HEM",
                        "{} {}",
                        component.id,
                        atom.name
                    );
                }
            }
        }
    }

    #[test]
    fn names_lead_to_components() {
        for (name, id) in [
            ("ALA", Some("ALA")),
            ("HID", Some("HIS")),
            ("HSP", Some("HIS")),
            ("CYX", Some("CYS")),
            ("NALA", Some("ALA")),
            ("CHID", Some("HIS")),
            ("WAT", Some("HOH")),
            ("TIP3", Some("HOH")),
            ("Na+", Some("NA")),
            ("DA5", Some("DA")),
            ("MSE", Some("MSE")),
            ("ATP", Some("ATP")),
            ("NATP", None),
            ("", None),
            ("nothing", None),
        ] {
            assert_eq!(component(name).map(|c| c.id.as_str()), id, "{name}");
        }
    }

    #[test]
    fn damage_is_told_with_its_line() {
        for (text, line) in [
            ("ALA", 1),
            ("@ALA A", 1),
            ("# c\n@X - L - x\nC:Q\n", 3),
            ("@X - L - x\nC:C O:O\n0-1 0*1\n", 3),
            ("@X - L - x\nC:C O:O\n0-2\n", 3),
        ] {
            assert_eq!(Components::default().add_table(text).unwrap_err().line, line, "{text}");
        }
    }

    #[test]
    fn atoms_answer_to_old_names() {
        let asn = component("ASN").unwrap();
        for (name, expected) in [("HB2", "HB2"), ("1HB", "HB2"), ("2HD2", "HD22"), ("CA", "CA")] {
            let atom = asn.atom_named(name).unwrap();
            assert_eq!(asn.atoms[atom].name, expected);
        }
    }
}
