//! Bonds as `chem_comp_bond` and `struct_conn`.
//!
//! Bonds within residues of one component are told once for all of them, where all have the same bonds as
//! far as they have the atoms; every other bond is a link of its own.

use super::{Labels, some, table};
use crate::pdbx::Category;
use crate::pdbx::bonds::{FURTHER_LINKS, LINK_ITEMS};
use geminal_structure::{BondKind, BondOrder, Name, Structure};
use rustc_hash::{FxHashMap, FxHashSet};

/// A bond of a component: its order, and whether it is aromatic.
type Order = (BondOrder, bool);

pub(super) fn tables(s: &Structure, labels: &Labels) -> Vec<Category<'static>> {
    let names = super::atoms::made_names(s);
    let residue_of = s.residue_of_atoms();
    let templates = templates(s, labels, &names, &residue_of);
    let known: FxHashSet<&Name> = templates.iter().map(|template| &template.name).collect();
    let components = component_table(&templates);
    let mut links = Links::default();
    links.take(s);
    let mut lone = vec![true; s.bonds.len()];
    for (k, &[i, j]) in s.bonds.atoms.iter().enumerate() {
        let (a, b) = (residue_of[i as usize], residue_of[j as usize]);
        let told = a == b && known.contains(&labels.component[a as usize]);
        lone[k] = !told || s.bonds.kind[k] != BondKind::Covalent;
    }
    let first_model = if s.models.is_empty() { 0..0 } else { s.model_atoms(0) };
    for (k, &[i, j]) in s.bonds.atoms.iter().enumerate() {
        // A link stands for the bond in every model.
        if lone[k] && first_model.contains(&(i as usize)) {
            links.add(
                s,
                labels,
                &names,
                k,
                [i, j].map(|atom| (atom as usize, residue_of[atom as usize] as usize)),
            );
        }
    }
    let conn = table("struct_conn", LINK_ITEMS, links.rows);
    [components, conn].into_iter().flatten().collect()
}

/// The bonds of a component, in the order first seen.
struct Template {
    name: Name,
    bonds: Vec<(Name, Name, Order)>,
}

/// Components whose residues agree on their bonds.
fn templates(s: &Structure, labels: &Labels, names: &[Name], residue_of: &[u32]) -> Vec<Template> {
    let mut by_residue = FxHashMap::<u32, Vec<usize>>::default();
    for (k, &[i, j]) in s.bonds.atoms.iter().enumerate() {
        let r = residue_of[i as usize];
        if r == residue_of[j as usize] && s.bonds.kind[k] == BondKind::Covalent {
            by_residue.entry(r).or_default().push(k);
        }
    }
    let mut order: Vec<&Name> = Vec::new();
    let mut found = FxHashMap::<&Name, Collected>::default();
    for r in 0..s.residues.len() as u32 {
        let name = &labels.component[r as usize];
        let Some(bonds) = by_residue.get(&r) else { continue };
        let collected = found.entry(name).or_insert_with(|| {
            order.push(name);
            Collected::default()
        });
        for &k in bonds {
            let [i, j] = s.bonds.atoms[k].map(|atom| names[atom as usize].clone());
            collected.add(i, j, (s.bonds.order[k], s.bonds.aromatic[k]));
        }
    }
    // A component whose residues lack some of its bonds between atoms they have cannot be told once.
    for r in 0..s.residues.len() {
        let Some(collected) = found.get_mut(&labels.component[r]) else { continue };
        let own = by_residue.get(&(r as u32)).map_or(0, Vec::len);
        if collected.agrees && collected.expected(s, names, r) != own {
            collected.agrees = false;
        }
    }
    let mut templates = Vec::new();
    for name in order {
        if let Some(collected) = found.remove(name)
            && collected.agrees
            && !name.is_empty()
        {
            templates.push(Template { name: name.clone(), bonds: collected.bonds });
        }
    }
    templates
}

struct Collected {
    bonds: Vec<(Name, Name, Order)>,
    orders: FxHashMap<(Name, Name), Order>,
    agrees: bool,
}

impl Default for Collected {
    fn default() -> Self {
        Collected { bonds: Vec::new(), orders: FxHashMap::default(), agrees: true }
    }
}

impl Collected {
    fn add(&mut self, i: Name, j: Name, order: Order) {
        let key = if i <= j { (i.clone(), j.clone()) } else { (j.clone(), i.clone()) };
        match self.orders.get(&key) {
            Some(known) => self.agrees &= *known == order,
            None => {
                self.orders.insert(key, order);
                self.bonds.push((i, j, order));
            }
        }
    }

    /// How many bonds a residue would get from this.
    fn expected(&self, s: &Structure, names: &[Name], residue: usize) -> usize {
        let mut by_name = FxHashMap::<&Name, Vec<u8>>::default();
        for i in s.residues.atoms(residue) {
            by_name.entry(&names[i]).or_default().push(s.atoms.alt_loc[i]);
        }
        let mut count = 0;
        for (i, j, _) in &self.bonds {
            let (Some(first), Some(second)) = (by_name.get(i), by_name.get(j)) else { continue };
            // Atoms without names of their own in a large residue: a table cannot tell them apart.
            if first.len() * second.len() > 64 {
                return usize::MAX;
            }
            for &a in first {
                count += second.iter().filter(|&&b| a == 0 || b == 0 || a == b).count();
            }
        }
        count
    }
}

fn component_table(templates: &[Template]) -> Option<Category<'static>> {
    let items = ["comp_id", "atom_id_1", "atom_id_2", "value_order", "pdbx_aromatic_flag"];
    let mut rows = Vec::new();
    for template in templates {
        for (i, j, (order, aromatic)) in &template.bonds {
            let flag = some(if *aromatic { "Y" } else { "N" });
            rows.push(vec![some(&template.name), some(i), some(j), value_order(*order), flag]);
        }
    }
    table("chem_comp_bond", &items, rows)
}

fn value_order(order: BondOrder) -> Option<String> {
    some(match order {
        BondOrder::Unknown => "",
        BondOrder::Single => "SING",
        BondOrder::Double => "DOUB",
        BondOrder::Triple => "TRIP",
        BondOrder::Quadruple => "QUAD",
        BondOrder::Aromatic => "AROM",
        BondOrder::Dative => "DATI",
    })
}

#[derive(Default)]
struct Links {
    rows: Vec<Vec<Option<String>>>,
    counts: FxHashMap<&'static str, usize>,
    ids: FxHashSet<String>,
    seen: FxHashSet<(usize, usize)>,
}

impl Links {
    /// Links that are no bonds come first, as they were.
    fn take(&mut self, s: &Structure) {
        let kept = s.header.other.iter().filter(|(key, _)| key == FURTHER_LINKS);
        for category in kept.flat_map(|(_, text)| crate::cif::categories(text)) {
            for row in 0..category.rows() {
                let values = LINK_ITEMS.iter().map(|item| category.get(row, item).map(str::to_owned));
                let values: Vec<Option<String>> = values.collect();
                self.ids.extend(values[0].clone());
                self.rows.push(values);
            }
        }
    }

    /// An id of this kind that no other link has.
    fn id(&mut self, kind: &'static str) -> String {
        let count = self.counts.entry(kind).or_default();
        loop {
            *count += 1;
            let id = format!("{kind}{count}");
            if self.ids.insert(id.clone()) {
                return id;
            }
        }
    }

    fn add(
        &mut self,
        s: &Structure,
        labels: &Labels,
        names: &[Name],
        bond: usize,
        ends: [(usize, usize); 2],
    ) {
        let kind = match s.bonds.kind[bond] {
            BondKind::Covalent => "covale",
            BondKind::Disulphide => "disulf",
            BondKind::Metal => "metalc",
        };
        let [(i, _), (j, _)] = ends;
        if !self.seen.insert((i, j)) {
            return;
        }
        // The type must not say more than the file: an unknown order is no order.
        let mut row = vec![Some(self.id(kind)), some(kind), value_order(s.bonds.order[bond])];
        row[2] = row[2].take().map(|order| order.to_ascii_lowercase());
        for (atom, r) in ends {
            let letter = |byte: u8| (byte != 0).then(|| char::from(byte).to_string());
            row.extend([
                some(&labels.chain[r]),
                some(&labels.component[r]),
                labels.number[r].map(|number| number.to_string()),
                some(&names[atom]),
                letter(s.atoms.alt_loc[atom]),
                letter(s.residues.insertion_code[r]),
                some(&labels.author[s.chains.holding(r)]),
                some(&labels.component[r]),
                Some(s.residues.number[r].to_string()),
            ]);
        }
        row.extend([None, None]);
        self.rows.push(row);
    }
}
