//! Contacts of a selection from end to end: cut out what is around it, complete its bonds, perceive, detect.

use crate::geometry::distance;
use crate::{Contacts, Detector, Features, Rules};
use geminal_chemistry::bonds::perceive_bonds;
use geminal_chemistry::residues::Components;
use geminal_spatial::{CellGrid, SpatialError};
use geminal_structure::{AtomSet, Point, Structure};
use rayon::prelude::*;

/// Contacts, and what had to be guessed to find them.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The contacts; atoms are those of the structure asked about.
    pub contacts: Contacts,
    /// What had to be guessed, in words.
    pub notes: Vec<String>,
}

/// The part of a structure that rules can reach from a selection: whole residues.
struct Site {
    structure: Structure,
    /// The selection in it.
    selected: AtomSet,
    /// Index in the whole structure of each of its atoms.
    atoms: Vec<u32>,
}

/// How far beyond the reach of the rules residues are taken along, in Å: the bonds of the outermost atoms.
const MARGIN: f64 = 2.0;

impl Site {
    /// Cuts out the residues with an atom within reach of the selection, in the selection's models; of their atoms
    /// those that are present.
    fn around(
        structure: &Structure,
        present: &AtomSet,
        selected: &AtomSet,
        reach: f64,
    ) -> Result<Site, SpatialError> {
        let positions = structure.positions();
        let points: Vec<_> = selected.iter().map(|atom| positions[atom]).collect();
        let grid = CellGrid::new(&points, reach + MARGIN)?;
        let mut near = AtomSet::none(structure.atom_count());
        for model in 0..structure.models.len() {
            if !structure.model_atoms(model).any(|atom| selected.contains(atom)) {
                continue;
            }
            for residue in structure.model_residues(model) {
                let atoms = structure.residues.atoms(residue);
                if atoms.clone().any(|atom| grid.any_within(positions[atom], reach + MARGIN)) {
                    atoms.for_each(|atom| near.insert(atom));
                }
            }
        }
        Ok(Site::of(structure, &near.intersection(present), selected))
    }

    /// The part made of these atoms.
    fn of(structure: &Structure, kept: &AtomSet, selected: &AtomSet) -> Site {
        let atoms: Vec<u32> = kept.iter().map(|atom| atom as u32).collect();
        let selected = AtomSet::from_fn(atoms.len(), |k| selected.contains(atoms[k] as usize));
        Site { structure: structure.subset(kept), selected, atoms }
    }
}

/// The contacts of a selection, or of the whole structure with `None`, by a rule set.
///
/// Bonds and charges that the structure lacks are perceived. Of alternate locations the first of each residue counts.
///
/// # Errors
/// A position that is not finite.
pub fn interactions(
    structure: &Structure,
    selected: Option<&AtomSet>,
    rules: &Rules,
) -> Result<Found, SpatialError> {
    let perceived = Perceived::new(structure, selected, rules, 0.0)?;
    let contacts = perceived.contacts(structure.positions(), rules)?;
    Ok(Found { contacts, notes: perceived.features.notes })
}

/// What does not change while atoms move: the site of a selection, its bonds and its features.
///
/// For frames of a trajectory, or a ligand that moves: perceived once, detected on each set of positions.
///
/// ```
/// use geminal_interactions::{Kind, Perceived, Rules};
/// use geminal_structure::{AtomRecord, AtomSet, Builder, Element};
///
/// let mut builder = Builder::default();
/// for (number, element, x) in [(1, "NA", 0.0), (2, "O", 2.4)] {
///     builder.residue(if number == 1 { "NA" } else { "HOH" }, number, 0);
///     let element = Element::from_symbol(element).unwrap();
///     builder.atom(AtomRecord { name: "X".into(), element, position: [x, 0.0, 0.0], ..AtomRecord::default() });
/// }
/// let structure = builder.finish();
/// let rules = Rules::named("arpeggio")?;
/// let perceived = Perceived::new(&structure, Some(&AtomSet::from_indices(2, [0])), &rules, f64::INFINITY)?;
/// let frames: Vec<_> = [2.4, 6.0].map(|x| vec![[0.0; 3], [x, 0.0, 0.0]]).into();
/// let found = perceived.contacts_of_frames(&frames, &rules)?;
/// assert!(found[0].kind.contains(&Kind::MetalComplex) && found[1].is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Perceived {
    site: Site,
    within: bool,
    /// What the atoms can do.
    pub features: Features,
    /// Where all atoms were, and how much nearer they may come.
    at: Vec<Point>,
    slack: f64,
}

impl Perceived {
    /// Perceives what is around a selection, or the whole structure with `None`.
    ///
    /// The atoms may later be up to `slack` Å nearer to the selection than they are now; with an infinite slack
    /// the whole structure is perceived, and they may go anywhere.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn new(
        structure: &Structure,
        selected: Option<&AtomSet>,
        rules: &Rules,
        slack: f64,
    ) -> Result<Perceived, SpatialError> {
        let present = structure.first_alternates();
        let mut site = match selected {
            Some(selected) if slack.is_finite() => {
                Site::around(structure, &present, selected, rules.set.reach() + slack.max(0.0))?
            }
            _ => Site::of(structure, &present, selected.unwrap_or(&present)),
        };
        perceive_bonds(&mut site.structure, Components::embedded());
        let features = Features::perceive(&site.structure, rules);
        let slack = if selected.is_some() { slack } else { f64::INFINITY };
        let at = structure.positions().to_vec();
        Ok(Perceived { site, within: selected.is_some(), features, at, slack })
    }

    /// The contacts at these positions of all atoms of the structure; rules are those it was perceived by.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn contacts(&self, positions: &[Point], rules: &Rules) -> Result<Contacts, SpatialError> {
        let within = self.within.then_some(&self.site.selected);
        let here: Vec<Point> = self.site.atoms.iter().map(|&atom| positions[atom as usize]).collect();
        let mut contacts = Detector::new(&rules.set, &self.features, within).detect(&here)?;
        contacts.rename_atoms(&self.site.atoms);
        Ok(contacts)
    }

    /// The contacts of each frame, found side by side.
    ///
    /// # Errors
    /// A position that is not finite.
    pub fn contacts_of_frames(
        &self,
        frames: &[Vec<Point>],
        rules: &Rules,
    ) -> Result<Vec<Contacts>, SpatialError> {
        frames.par_iter().map(|positions| self.contacts(positions, rules)).collect()
    }

    /// Whether atoms have stayed near enough to where they were perceived: no pair of them can have come nearer than
    /// the slack allows.
    pub fn holds_at(&self, positions: &[Point]) -> bool {
        self.at.iter().zip(positions).all(|(&then, &now)| distance(then, now) <= self.slack / 2.0)
    }
}
