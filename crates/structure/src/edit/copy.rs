//! Copying runs of rows from one structure's tables to another's: what all editing is made of.

use std::ops::Range;

use crate::{Atoms, Bonds, Chains, Name, Residues, Structure};

/// Appends a run to a column that may be absent on either side; what has no value gets the default.
fn extend_optional<T: Clone + Default>(
    to: &mut Option<Vec<T>>,
    before: usize,
    from: Option<&Vec<T>>,
    run: &Range<usize>,
) {
    match (to, from) {
        (None, None) => {}
        (Some(to), Some(from)) => to.extend_from_slice(&from[run.clone()]),
        (Some(to), None) => to.resize(before + run.len(), T::default()),
        (to @ None, Some(from)) => {
            let mut column = vec![T::default(); before];
            column.extend_from_slice(&from[run.clone()]);
            *to = Some(column);
        }
    }
}

impl Atoms {
    /// Appends a run of another table's atoms.
    pub(super) fn extend(&mut self, from: &Atoms, run: Range<usize>) {
        let before = self.len();
        extend_optional(&mut self.partial_charge, before, from.partial_charge.as_ref(), &run);
        extend_optional(&mut self.isotope, before, from.isotope.as_ref(), &run);
        extend_optional(&mut self.kind, before, from.kind.as_ref(), &run);
        extend_optional(&mut self.segment, before, from.segment.as_ref(), &run);
        extend_optional(&mut self.anisotropic, before, from.anisotropic.as_ref(), &run);
        extend_optional(&mut self.radical, before, from.radical.as_ref(), &run);
        self.element.extend_from_slice(&from.element[run.clone()]);
        self.name.extend_from_slice(&from.name[run.clone()]);
        self.position.extend_from_slice(&from.position[run.clone()]);
        self.formal_charge.extend_from_slice(&from.formal_charge[run.clone()]);
        self.occupancy.extend_from_slice(&from.occupancy[run.clone()]);
        self.b_factor.extend_from_slice(&from.b_factor[run.clone()]);
        self.alt_loc.extend_from_slice(&from.alt_loc[run.clone()]);
        self.serial.extend_from_slice(&from.serial[run.clone()]);
        self.hetero.extend_from_slice(&from.hetero[run]);
    }

    /// Makes room for as many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.element.reserve_exact(more);
        self.name.reserve_exact(more);
        self.position.reserve_exact(more);
        self.formal_charge.reserve_exact(more);
        self.occupancy.reserve_exact(more);
        self.b_factor.reserve_exact(more);
        self.alt_loc.reserve_exact(more);
        self.serial.reserve_exact(more);
        self.hetero.reserve_exact(more);
    }
}

impl Residues {
    /// Appends what describes a residue; its atoms are those from the end of the last to `end`.
    pub(super) fn push(&mut self, from: &Residues, residue: usize, end: usize) {
        self.name.push(from.name[residue].clone());
        self.number.push(from.number[residue]);
        self.insertion_code.push(from.insertion_code[residue]);
        self.label_number.push(from.label_number[residue]);
        self.secondary.push(from.secondary[residue]);
        self.entity_kind.push(from.entity_kind[residue]);
        self.offset.push(end as u32);
    }
}

impl Chains {
    /// Appends what describes a chain, under a name of its own if one is given; its residues are those up to `end`.
    pub(super) fn push(&mut self, from: &Chains, chain: usize, suffix: Option<&str>, end: usize) {
        let named = |name: &Name| match suffix {
            Some(suffix) if !name.is_empty() => ecow::eco_format!("{name}{suffix}"),
            _ => name.clone(),
        };
        self.id.push(named(&from.id[chain]));
        self.label_id.push(named(&from.label_id[chain]));
        self.entity.push(from.entity[chain].clone());
        self.offset.push(end as u32);
    }
}

impl Bonds {
    /// Appends another table's bond between atoms renumbered.
    pub(super) fn push_copy(&mut self, from: &Bonds, bond: usize, atoms: [u32; 2]) {
        self.atoms.push(atoms);
        self.order.push(from.order[bond]);
        self.aromatic.push(from.aromatic[bond]);
        self.kind.push(from.kind[bond]);
        self.stereo.push(from.stereo[bond]);
    }

    /// Makes room for as many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.atoms.reserve_exact(more);
        self.order.reserve_exact(more);
        self.aromatic.reserve_exact(more);
        self.kind.reserve_exact(more);
        self.stereo.reserve_exact(more);
    }
}

impl Structure {
    /// A structure without atoms that has what belongs to the whole of another: name, header, cell, assemblies, data,
    /// and conformers without positions.
    pub(super) fn emptied(&self) -> Structure {
        let mut empty = Structure {
            name: self.name.clone(),
            header: self.header.clone(),
            cell: self.cell.clone(),
            assemblies: self.assemblies.clone(),
            ncs: self.ncs.clone(),
            data: self.data.clone(),
            ..Structure::default()
        };
        empty.conformers = self
            .conformers
            .iter()
            .map(|c| crate::Conformer { position: Vec::new(), name: c.name.clone(), data: c.data.clone() })
            .collect();
        empty.begin();
        empty
    }

    /// Gives every table the offset it begins with.
    pub(super) fn begin(&mut self) {
        for offset in [&mut self.residues.offset, &mut self.chains.offset, &mut self.models.offset] {
            if offset.is_empty() {
                offset.push(0);
            }
        }
    }
}
