//! Names of added hydrogens: the dictionary's where the component is known, else after the atom they sit on.

use super::geometry::Arrangement;
use super::sites::{Scene, Site};
use crate::residues::{Component, Shape};
use geminal_structure::{Name, Structure};

/// Names the hydrogens of one residue's sites.
pub(crate) fn name_sites(scene: &Scene<'_>, residue: usize, sites: &mut [Site]) {
    let s = scene.structure;
    let taken: Vec<(Name, u8)> =
        s.residues.atoms(residue).map(|i| (s.atoms.name[i].clone(), s.atoms.alt_loc[i])).collect();
    let mut used = taken;
    let nameless = s.residues.atoms(residue).all(|i| s.atoms.name[i].is_empty());
    for site in sites {
        let free = |name: &Name, used: &[(Name, u8)]| {
            !used.iter().any(|(other, alt)| other == name && (*alt == site.alt || *alt == 0 || site.alt == 0))
        };
        let mut names: Vec<Name> = Vec::new();
        if !nameless {
            names = known_names(scene, residue, site);
            names.retain(|name| free(name, &used));
            names.truncate(site.count);
            for k in 0.. {
                if names.len() >= site.count {
                    break;
                }
                let name = made_name(s, site, k);
                if free(&name, &used) && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names.resize(site.count, Name::new());
        used.extend(names.iter().map(|name| (name.clone(), site.alt)));
        site.names = names;
    }
}

/// The dictionary's names for a site's hydrogens, in the order of the site's directions; may be too few or too many.
fn known_names(scene: &Scene<'_>, residue: usize, site: &Site) -> Vec<Name> {
    let (Some(found), Some(t)) = (scene.matches[residue].as_ref(), scene.component_atoms[site.parent]) else {
        return Vec::new();
    };
    let (component, t) = (found.component, usize::from(t));
    let atom = &component.atoms[t];
    let linked = site.neighbors.iter().any(|&n| !found.atoms.contains(&(n as usize)));
    if atom.name == "N" && component.atom_named("CA").is_some() && !linked && site.count >= 2 {
        // The ammonium of a first residue has no place in the dictionary.
        let proline = site.neighbors.len() >= 2;
        return if proline {
            ["H2", "H3"].map(Name::from).to_vec()
        } else {
            ["H1", "H2", "H3"].map(Name::from).to_vec()
        };
    }
    let mut hydrogens: Vec<usize> = component.hydrogens(t).collect();
    if site.count < hydrogens.len() {
        // Leaving hydrogens leave.
        hydrogens.sort_by_key(|&h| component.atoms[h].leaving);
    }
    order_by_shape(component, t, site, &mut hydrogens);
    hydrogens.into_iter().map(|h| component.atoms[h].name.clone()).collect()
}

/// Puts hydrogens in the order in which the geometry places them.
fn order_by_shape(component: &Component, t: usize, site: &Site, hydrogens: &mut [usize]) {
    let shape = component.atoms[t].shape;
    match (site.neighbors.len(), site.arrangement, site.count, hydrogens.len()) {
        (2, Arrangement::Tetrahedral, 2, 2) if shape == Some(Shape::TetrahedralMirrored) => {
            hydrogens.swap(0, 1)
        }
        // About the bond towards the neighbour they are placed counter-clockwise, which is the negative sign.
        (1, Arrangement::Tetrahedral, 3, 3) if shape == Some(Shape::Tetrahedral) => hydrogens.swap(1, 2),
        (1, Arrangement::Planar, 2, 2) if shape == Some(Shape::PlanarTrans) => hydrogens.swap(0, 1),
        _ => {}
    }
}

/// The `k`-th name that can be made for a hydrogen from the name of its atom: `C12` gives `H12`, or `H121`, `H122`;
/// `O3` gives `HO3`; then come plain numbers.
fn made_name(structure: &Structure, site: &Site, k: usize) -> Name {
    let parent = structure.atoms.name[site.parent].as_str();
    let symbol = structure.atoms.element[site.parent].symbol();
    let is_carbon = symbol == "C";
    let rest = parent
        .get(symbol.len()..)
        .filter(|_| parent.to_ascii_uppercase().starts_with(&symbol.to_ascii_uppercase()));
    let stem = match rest {
        Some(rest) if is_carbon => format!("H{rest}"),
        _ => format!("H{parent}"),
    };
    let numbered = site.count > 1;
    let name = match k {
        0 if !numbered => stem,
        _ if k < 10 => format!("{stem}{}", if numbered { k + 1 } else { k }),
        _ => return format!("H{}", k - 9).into(),
    };
    // Four columns are all that PDB has.
    if name.len() > 4 && !parent.ends_with('\'') { format!("H{}", k + 1).into() } else { name.into() }
}
