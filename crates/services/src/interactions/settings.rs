//! What the user has chosen.

use super::appearance::APPEARANCES;
use super::compute::{Shown, is_mixed};
use crate::Scene;
use geminal_interactions::Entities;

/// Whose interactions are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Whose {
    /// Those of the selected atoms.
    #[default]
    Selection,
    /// Those of every ligand.
    Ligands,
    /// All.
    Everything,
    /// Those of a structure of the room, by its index.
    Structure(i64),
}

/// What the user has chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whose interactions.
    pub whose: Whose,
    /// Which rows of the kinds show.
    pub visible: [bool; APPEARANCES.len()],
    /// Between the selection and the rest.
    pub between: bool,
    /// Within the selection.
    pub within: bool,
    /// With water.
    pub water: bool,
    /// Whether a selection of a ligand together with its surroundings shows all of the three: the room's button asks
    /// so.
    pub all_of_mixed: bool,
    /// Whether distances are written beside the lines.
    pub labels: bool,
    /// Whether a change of a structure starts a new calculation.
    pub recalculate: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            whose: Whose::default(),
            visible: APPEARANCES.map(|row| row.visible),
            between: true,
            within: false,
            water: true,
            all_of_mixed: false,
            labels: false,
            recalculate: true,
        }
    }
}

impl Settings {
    /// The settings as they apply to a scene.
    pub fn at(&self, scene: &Scene) -> Settings {
        if self.all_of_mixed && self.whose == Whose::Selection && is_mixed(scene) {
            return Settings { between: true, within: true, water: true, ..self.clone() };
        }
        self.clone()
    }

    /// Whether an interaction shows.
    pub fn shows(&self, shown: &Shown) -> bool {
        self.visible[shown.row] && self.wants(shown.entities)
    }

    /// Whether contacts between such ends are wanted. Without a selection everything is within.
    pub fn wants(&self, entities: Entities) -> bool {
        match entities {
            Entities::Inter => self.between,
            Entities::IntraSelection => self.within || self.whose == Whose::Everything,
            Entities::SelectionWater => self.water,
            Entities::WaterWater => self.water && self.whose == Whose::Everything,
            Entities::IntraNonSelection | Entities::NonSelectionWater => false,
        }
    }
}
