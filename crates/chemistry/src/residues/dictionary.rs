//! Components from a dictionary in CIF, as the wwPDB distributes it: `components.cif`, or the file of one component.

use super::cif::{Token, Tokens};
use super::component::{Component, ComponentAtom, ComponentBond, ComponentKind, Shape};
use super::table::Components;
use geminal_structure::{BondOrder, Element, Name, Point};
use std::collections::BTreeMap;

/// A component as its rows come, with the coordinates of its atoms.
#[derive(Default)]
struct Draft {
    component: Component,
    model: Vec<Option<Point>>,
    ideal: Vec<Option<Point>>,
}

impl Components {
    /// Adds the components of a dictionary in CIF; gives how many. Those of an id that is there are replaced.
    ///
    /// Text that is no dictionary adds nothing.
    pub fn add_dictionary(&mut self, cif: &str) -> usize {
        let mut drafts: BTreeMap<Name, Draft> = BTreeMap::new();
        let mut added = 0;
        let mut tokens = Tokens::new(cif).peekable();
        let mut single: Vec<(&str, &str)> = Vec::new();
        while let Some(token) = tokens.next() {
            match token {
                Token::Data(_) => added += self.finish(&mut drafts, &mut single),
                Token::Tag(tag) => {
                    if let Some(Token::Value(value)) = tokens.next_if(|t| matches!(t, Token::Value(_))) {
                        single.extend(value.map(|value| (tag, value)));
                    }
                }
                Token::Loop => {
                    let mut tags = Vec::new();
                    while let Some(Token::Tag(tag)) = tokens.next_if(|t| matches!(t, Token::Tag(_))) {
                        tags.push(tag);
                    }
                    let mut row: Vec<(&str, &str)> = Vec::with_capacity(tags.len());
                    let mut column = 0;
                    while let Some(Token::Value(value)) = tokens.next_if(|t| matches!(t, Token::Value(_))) {
                        if tags.is_empty() {
                            continue;
                        }
                        row.extend(value.map(|value| (tags[column], value)));
                        column += 1;
                        if column == tags.len() {
                            read_row(&mut drafts, &row);
                            row.clear();
                            column = 0;
                        }
                    }
                }
                Token::Value(_) => {}
            }
        }
        added + self.finish(&mut drafts, &mut single)
    }

    /// Ends a data block: single rows are read, and whole components added.
    fn finish(&mut self, drafts: &mut BTreeMap<Name, Draft>, single: &mut Vec<(&str, &str)>) -> usize {
        for category in ["chem_comp.", "chem_comp_atom.", "chem_comp_bond."] {
            let row: Vec<_> = single.iter().copied().filter(|(tag, _)| tag.starts_with(category)).collect();
            read_row(drafts, &row);
        }
        single.clear();
        let mut added = 0;
        for (_, draft) in std::mem::take(drafts) {
            if !draft.component.atoms.is_empty() {
                self.insert(draft.whole());
                added += 1;
            }
        }
        added
    }
}

/// Reads a row of one of the three categories of components; others are passed over.
fn read_row(drafts: &mut BTreeMap<Name, Draft>, row: &[(&str, &str)]) {
    let Some((category, _)) = row.first().and_then(|(tag, _)| tag.split_once('.')) else { return };
    let get = |item: &str| {
        let named = |tag: &str| tag.strip_prefix(category).and_then(|t| t.strip_prefix('.')) == Some(item);
        row.iter().find(|(tag, _)| named(tag)).map(|(_, value)| *value)
    };
    let id = get(if category == "chem_comp" { "id" } else { "comp_id" });
    let (Some(id), true) = (id, category.starts_with("chem_comp")) else { return };
    match category {
        "chem_comp" => drafts.entry(id.into()).or_default().describe(id, get),
        "chem_comp_atom" => drafts.entry(id.into()).or_default().atom(get),
        "chem_comp_bond" => drafts.entry(id.into()).or_default().bond(get),
        _ => {}
    }
}

impl Draft {
    fn describe<'t>(&mut self, id: &str, get: impl Fn(&str) -> Option<&'t str>) {
        let component = &mut self.component;
        component.id = id.into();
        component.name = get("name").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        component.parent = get("mon_nstd_parent_comp_id").filter(|p| p.len() <= 5).map(Name::from);
        component.letter =
            get("one_letter_code").filter(|code| code.len() == 1).and_then(|code| code.chars().next());
        let kind = get("type").unwrap_or_default().to_ascii_uppercase();
        component.kind = match id {
            "HOH" | "DOD" => ComponentKind::Water,
            "ACE" | "NME" | "NH2" | "FOR" => ComponentKind::Peptide,
            _ if kind.contains("PEPTIDE") && kind != "PEPTIDE-LIKE" => ComponentKind::Peptide,
            _ if kind.contains("DNA") => ComponentKind::Dna,
            _ if kind.contains("RNA") => ComponentKind::Rna,
            _ if kind.contains("SACCHARIDE") => ComponentKind::Saccharide,
            _ => ComponentKind::Other,
        };
    }

    fn atom<'t>(&mut self, get: impl Fn(&str) -> Option<&'t str>) {
        let (Some(name), Some(element)) = (get("atom_id"), get("type_symbol").and_then(Element::from_symbol))
        else {
            return;
        };
        let old: String = get("alt_atom_id").unwrap_or(name).split_whitespace().collect();
        let point = |items: [&str; 3]| -> Option<Point> {
            let [x, y, z] = items.map(|item| get(item).and_then(|value| value.parse().ok()));
            Some([x?, y?, z?])
        };
        self.model.push(point(["model_Cartn_x", "model_Cartn_y", "model_Cartn_z"]));
        self.ideal.push(point([
            "pdbx_model_Cartn_x_ideal",
            "pdbx_model_Cartn_y_ideal",
            "pdbx_model_Cartn_z_ideal",
        ]));
        self.component.atoms.push(ComponentAtom {
            name: name.into(),
            old_name: old.into(),
            element,
            formal_charge: get("charge").and_then(|charge| charge.parse().ok()).unwrap_or(0),
            leaving: get("pdbx_leaving_atom_flag") == Some("Y"),
            shape: None,
        });
    }

    fn bond<'t>(&mut self, get: impl Fn(&str) -> Option<&'t str>) {
        let index = |item| {
            let name = get(item)?;
            self.component.atoms.iter().position(|atom| atom.name == name).map(|index| index as u16)
        };
        let (Some(i), Some(j)) = (index("atom_id_1"), index("atom_id_2")) else { return };
        let order = match get("value_order").unwrap_or("SING").to_ascii_uppercase().as_str() {
            "DOUB" => BondOrder::Double,
            "TRIP" => BondOrder::Triple,
            "QUAD" => BondOrder::Quadruple,
            _ => BondOrder::Single,
        };
        let aromatic = get("pdbx_aromatic_flag") == Some("Y");
        self.component.bonds.push(ComponentBond { atoms: [i, j], order, aromatic });
    }

    /// The component, with the shapes of its atoms from the coordinates of the model, else the ideal ones.
    fn whole(self) -> Component {
        let Draft { mut component, model, ideal } = self;
        component.connect();
        if component.kind == ComponentKind::Other && component.atoms.len() == 1 {
            component.kind = ComponentKind::Ion;
        }
        let all = |points: Vec<Option<Point>>| points.into_iter().collect::<Option<Vec<Point>>>();
        let points =
            all(model).or_else(|| all(ideal)).unwrap_or_else(|| vec![[0.0; 3]; component.atoms.len()]);
        for atom in 0..component.atoms.len() {
            if component.hydrogens(atom).next().is_some() {
                component.atoms[atom].shape = Some(shape(&component, &points, atom));
            }
        }
        component
    }
}

/// How the hydrogens of an atom stand, from coordinates.
fn shape(component: &Component, points: &[Point], p: usize) -> Shape {
    use crate::hydrogens::geometry::{cross, dot, scale, sub, unit};
    let near = component.neighbors(p);
    let (hydrogens, heavy): (Vec<usize>, Vec<usize>) =
        near.iter().map(|&(i, _)| usize::from(i)).partition(|&i| component.atoms[i].element.is_hydrogen());
    let to = |i: usize| sub(points[i], points[p]);
    let all: Vec<Point> = near.iter().map(|&(i, _)| unit(to(usize::from(i)))).collect();
    let pairs = (0..all.len()).flat_map(|k| (0..k).map(move |l| (k, l)));
    let angles: Vec<f64> =
        pairs.map(|(k, l)| dot(all[k], all[l]).clamp(-1.0, 1.0).acos().to_degrees()).collect();
    let handed = |volume: f64| if volume > 0.0 { Shape::Tetrahedral } else { Shape::TetrahedralMirrored };
    match (heavy.as_slice(), hydrogens.as_slice()) {
        (_, _) if all.len() == 2 && angles[0] > 160.0 => Shape::Linear,
        (&[a], &[h, _]) if angles.iter().sum::<f64>() > 350.0 => {
            let beyond = component.neighbors(a).iter().map(|&(i, _)| usize::from(i)).find(|&i| i != p);
            let Some(beyond) = beyond else { return Shape::Planar };
            let axis = unit(to(a));
            let across = |v: Point| sub(v, scale(axis, dot(v, axis)));
            let cis = dot(across(sub(points[beyond], points[a])), across(to(h))) > 0.0;
            if cis { Shape::Planar } else { Shape::PlanarTrans }
        }
        _ if all.len() == 3 && angles.iter().sum::<f64>() > 350.0 || all.len() == 2 && angles[0] > 114.0 => {
            Shape::Planar
        }
        (&[a, b], &[h, _]) => handed(dot(cross(to(a), to(b)), to(h))),
        (_, &[h, i, j]) => handed(dot(cross(to(h), to(i)), to(j))),
        _ => Shape::Tetrahedral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETHANOL: &str = "\
data_EOX
#
_chem_comp.id EOX
_chem_comp.name 'ETHANOL, BUT NOT \"EOH\"'
_chem_comp.type NON-POLYMER
_chem_comp.one_letter_code ?
loop_
_chem_comp_atom.comp_id
_chem_comp_atom.atom_id
_chem_comp_atom.alt_atom_id
_chem_comp_atom.type_symbol
_chem_comp_atom.charge
_chem_comp_atom.pdbx_leaving_atom_flag
_chem_comp_atom.model_Cartn_x
_chem_comp_atom.model_Cartn_y
_chem_comp_atom.model_Cartn_z
EOX C1 C1 C 0 N 0.0 0.0 0.0
EOX C2 C2 C 0 N 1.5 0.0 0.0
EOX O O C 0 N -0.5 1.3 0.0
EOX H11 1H1 H 0 N -0.4 -0.5 0.9
EOX H12 2H1 H 0 N -0.4 -0.5 -0.9
loop_
_chem_comp_bond.comp_id
_chem_comp_bond.atom_id_1
_chem_comp_bond.atom_id_2
_chem_comp_bond.value_order
EOX C1 C2 SING
EOX C1 O SING
EOX C1 H11 SING
EOX C1 H12 SING
data_NEON
_chem_comp.id XNE
_chem_comp.type NON-POLYMER
_chem_comp_atom.comp_id XNE
_chem_comp_atom.atom_id NE
_chem_comp_atom.type_symbol NE
_chem_comp_atom.charge 0
";

    #[test]
    fn components_are_read_from_their_files() {
        let mut components = Components::default();
        assert_eq!(components.add_dictionary(ETHANOL), 2);
        let ethanol = components.get("EOX").unwrap();
        assert_eq!((ethanol.atoms.len(), ethanol.bonds.len(), ethanol.kind), (5, 4, ComponentKind::Other));
        assert_eq!((ethanol.name.as_str(), ethanol.letter), ("ETHANOL, BUT NOT \"EOH\"", None));
        assert_eq!((ethanol.atom_named("1H1"), ethanol.atoms[0].shape), (Some(3), Some(Shape::Tetrahedral)));
        assert_eq!(
            components.get("XNE").map(|c| (c.kind, c.atoms[0].element.symbol())),
            Some((ComponentKind::Ion, "Ne"))
        );
        for text in
            ["", "no dictionary", "loop_ 1 2 3", "data_X _chem_comp.id", "loop_\n_chem_comp_atom.comp_id\nX"]
        {
            assert_eq!(components.add_dictionary(text), 0, "{text}");
        }
    }
}
