//! What the categories of PDBx/mmCIF mean, whether they come as text or binary.

mod assemblies;
mod atom_site;
mod bonds;
mod category;
mod component;
mod entities;
mod header;
mod parts;
mod secondary;
mod text;
mod write;

pub(crate) use atom_site::{AtomSite, Row, Run};
pub(crate) use category::{Category, Value, is_read};
pub(crate) use text::{push_quoted, write_loop, write_text};
pub(crate) use write::{Column, Labels, OutputBlock, Values, block};

use crate::diagnostic::Log;
use geminal_structure::Structure;
use parts::Part;

/// Reads a part of the model from a block.
type Step = fn(&Block<'_>, &mut Structure, &mut Log);

/// A data block: its tables, that of the atoms apart.
#[derive(Debug, Default)]
pub(crate) struct Block<'a> {
    pub(crate) name: String,
    pub(crate) categories: Vec<Category<'a>>,
    pub(crate) atom_site: AtomSite,
}

impl<'a> Block<'a> {
    /// A category by its name without the underscore.
    pub(crate) fn category(&self, name: &str) -> Option<&Category<'a>> {
        self.categories.iter().find(|category| category.name.eq_ignore_ascii_case(name))
    }

    /// Makes the structure.
    pub(crate) fn into_structure(mut self, log: &mut Log) -> Structure {
        if self.atom_site.len() == 0
            && let Some(table) = self.category("atom_site")
            && atom_site::is_fractional(table)
        {
            log.note(
                table.line,
                0,
                "fractional coordinates of a small-molecule CIF",
                "its atoms are not read; convert it to XYZ or PDB with a crystallographic program",
            );
        }
        if self.atom_site.len() == 0 {
            self.atom_site = component::atoms(&self, log);
        }
        let mut structure = std::mem::take(&mut self.atom_site).into_structure();
        structure.name = std::mem::take(&mut self.name);
        header::apply(&self, &mut structure);
        atom_site::anisotropic(&self, &mut structure, log);
        entities::apply(&self, &mut structure);
        let mut kept = parts::parts_to_keep(&self);
        let steps: [(Part, Step); 3] = [
            (Part::Bonds, bonds::apply),
            (Part::Secondary, secondary::apply),
            (Part::Assemblies, assemblies::apply),
        ];
        for (part, apply) in steps {
            let mut own = Log::default();
            apply(&self, &mut structure, &mut own);
            // What is left out is not kept either.
            kept.retain(|&known| known != part || own.is_empty());
            own.move_to(log);
        }
        for category in self.categories {
            let keep = match parts::part_of(&category.name) {
                Some(part) => kept.contains(&part),
                None => !category::is_all_modelled(&category),
            };
            if keep {
                structure.header.other.push((format!("_{}", category.name), category.into_text()));
            }
        }
        structure
    }
}
