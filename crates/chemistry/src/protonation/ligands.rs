//! Titratable groups of everything that is no amino acid of its own: patterns with a pKa.

use crate::residues::{ComponentKind, Match, polar_hydrogens_told};
use crate::{Graph, Molecule, Pattern};
use geminal_structure::{Adjacency, BondKind, BondOrder, Structure};
use std::sync::LazyLock;

/// One line of the table: a pattern whose first atom is titratable.
struct Rule {
    pattern: Pattern,
    pka: f64,
    charge: i8,
}

/// The second of two amines two carbons apart is weaker by this much.
const SHIFT_BY_NEIGHBOR: f64 = 4.5;

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let text = include_str!("../../data/protonation.tsv");
    text.lines().filter(|line| !line.starts_with('#')).filter_map(read_rule).collect()
});

fn read_rule(line: &str) -> Option<Rule> {
    let mut fields = line.split('\t').skip(1);
    let (charge, pka, smarts) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Rule { pattern: Pattern::parse(smarts).ok()?, pka: pka.parse().ok()?, charge: charge.parse().ok()? })
}

/// Sets the charges of titratable groups in residues that are no standard ones and whose hydrogens do not tell.
pub(crate) fn assign_ligand_states(
    structure: &mut Structure,
    adjacency: &Adjacency,
    matches: &[Option<Match<'_>>],
    ph: f64,
) {
    let open: Vec<bool> = (0..matches.len()).map(|r| is_open(structure, adjacency, matches, r)).collect();
    let Some(part) = Part::of(structure, adjacency, &open) else { return };
    let residue_of = structure.residue_of_atoms();
    let molecule = Molecule::new(part.graph(structure));
    let mut decided = vec![false; part.atoms.len()];
    let mut protonated: Vec<u32> = Vec::new();
    for rule in RULES.iter() {
        for site in rule.pattern.atoms(&molecule) {
            let atom = part.atoms[site as usize] as usize;
            if std::mem::replace(&mut decided[site as usize], true) || !open[residue_of[atom] as usize] {
                continue;
            }
            if is_own_end(matches[residue_of[atom] as usize].as_ref(), atom) {
                continue;
            }
            let base = rule.charge == 0;
            let near = base && protonated.iter().any(|&other| bonds_between(&molecule, site, other, 3));
            let pka = if near { rule.pka - SHIFT_BY_NEIGHBOR } else { rule.pka };
            let below = ph < pka;
            structure.atoms.formal_charge[atom] = rule.charge + i8::from(below);
            if base && below {
                protonated.push(site);
            }
        }
    }
}

/// Whether the protonation of a residue is to be found here.
fn is_open(
    structure: &Structure,
    adjacency: &Adjacency,
    matches: &[Option<Match<'_>>],
    residue: usize,
) -> bool {
    match &matches[residue] {
        None => !structure.residues.atoms(residue).any(|i| structure.atoms.element[i].is_hydrogen()),
        Some(found) => {
            let component = found.component;
            let plain = match component.kind {
                ComponentKind::Water | ComponentKind::Ion => true,
                ComponentKind::Peptide => component.is_standard_amino_acid(),
                ComponentKind::Dna | ComponentKind::Rna => component.id.len() <= 2,
                ComponentKind::Saccharide | ComponentKind::Other => false,
            };
            !plain && !polar_hydrogens_told(structure, adjacency, found)
        }
    }
}

/// Whether an atom is the end of a peptide, whose state goes by the chain.
fn is_own_end(found: Option<&Match<'_>>, atom: usize) -> bool {
    let Some(found) = found.filter(|found| found.component.kind == ComponentKind::Peptide) else {
        return false;
    };
    let t = found.heavy[atom - found.atoms.start];
    t.is_some_and(|t| matches!(found.component.atoms[usize::from(t)].name.as_str(), "N" | "OXT"))
}

/// Whether two atoms are at most `limit` bonds apart.
fn bonds_between(molecule: &Molecule, from: u32, to: u32, limit: usize) -> bool {
    molecule.graph().within(from as usize, limit).iter().any(|&(atom, _)| atom == to as usize)
}

/// Atoms of the open residues and what is bonded to them up to three bonds away.
struct Part {
    atoms: Vec<u32>,
    bonds: Vec<u32>,
    index: Vec<u32>,
}

impl Part {
    fn of(structure: &Structure, adjacency: &Adjacency, open: &[bool]) -> Option<Part> {
        let mut inside = vec![false; structure.atom_count()];
        let mut edge: Vec<usize> = Vec::new();
        for residue in (0..open.len()).filter(|&r| open[r]) {
            for i in structure.residues.atoms(residue) {
                inside[i] = true;
                edge.push(i);
            }
        }
        if edge.is_empty() {
            return None;
        }
        for _ in 0..3 {
            let near = edge.iter().flat_map(|&i| adjacency.of(i)).map(|n| n.atom as usize);
            let mut next: Vec<usize> = near.filter(|&i| !inside[i]).collect();
            next.sort_unstable();
            next.dedup();
            next.iter().for_each(|&i| inside[i] = true);
            edge = next;
        }
        let atoms: Vec<u32> = (0..structure.atom_count() as u32).filter(|&i| inside[i as usize]).collect();
        let mut index = vec![u32::MAX; structure.atom_count()];
        for (k, &i) in (0u32..).zip(&atoms) {
            index[i as usize] = k;
        }
        let within = |bond: &u32| structure.bonds.atoms[*bond as usize].iter().all(|&i| inside[i as usize]);
        let bonds = (0..structure.bonds.len() as u32).filter(within).collect();
        Some(Part { atoms, bonds, index })
    }

    fn graph(&self, structure: &Structure) -> Graph {
        let bonds = &structure.bonds;
        let order = |&b: &u32| match bonds.kind[b as usize] {
            BondKind::Metal => BondOrder::Dative,
            _ => bonds.order[b as usize],
        };
        Graph::from_parts(
            self.atoms.iter().map(|&i| structure.atoms.element[i as usize]).collect(),
            self.atoms.iter().map(|&i| structure.atoms.formal_charge[i as usize]).collect(),
            self.bonds.iter().map(|&b| bonds.atoms[b as usize].map(|i| self.index[i as usize])).collect(),
            self.bonds.iter().map(order).collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geminal_structure::{AtomRecord, Builder};

    #[test]
    fn every_line_of_the_table_is_a_rule() {
        let text = include_str!("../../data/protonation.tsv");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let smarts = line.split('\t').nth(3).unwrap_or_default();
            assert!(read_rule(line).is_some(), "{line}: {:?}", Pattern::parse(smarts).err());
        }
    }

    /// A component's heavy atoms and bonds, in no place, as a molecule of which no template is known.
    fn bare(id: &str) -> Structure {
        let component = crate::residues::component(id).unwrap();
        let mut builder = Builder::default();
        builder.residue("", 1, 0);
        let mut index = vec![None; component.atoms.len()];
        for (t, atom) in component.atoms.iter().enumerate().filter(|(_, atom)| !atom.element.is_hydrogen()) {
            let (element, formal_charge) = (atom.element, atom.formal_charge);
            index[t] = Some(builder.atom(AtomRecord { element, formal_charge, ..AtomRecord::default() }));
        }
        for bond in &component.bonds {
            if let [Some(i), Some(j)] = bond.atoms.map(|t| index[usize::from(t)]) {
                builder.bond(i, j, bond.order);
            }
        }
        builder.finish()
    }

    #[test]
    fn net_charges_of_common_ligands() {
        for (id, ph, charge) in [
            ("ATP", 7.4, -4),
            ("ADP", 7.4, -3),
            ("AMP", 7.4, -2),
            ("FMN", 7.4, -2),
            ("CIT", 7.4, -3),
            ("CIT", 2.0, 0),
            ("GLC", 7.4, 0),
            ("GOL", 7.4, 0),
            ("SAH", 7.4, 0),
            ("SAM", 7.4, 1),
            ("GSH", 7.4, -1),
            ("MTX", 7.4, -2),
            ("BTN", 7.4, -1),
            ("TYL", 7.4, 0),
            ("IBP", 7.4, -1),
            ("BEN", 7.4, 1),
            ("TRS", 7.4, 1),
            ("TRS", 11.0, 0),
            ("EPE", 7.0, 0),
            ("MES", 5.0, 0),
            ("SPD", 7.4, 3),
            ("PUT", 7.4, 2),
            ("IMD", 6.0, 1),
            ("IMD", 7.4, 0),
            ("ACT", 7.4, -1),
            ("PO4", 7.4, -3),
            ("SO4", 7.4, -2),
            ("MLT", 7.4, -2),
            ("GAI", 7.4, 1),
            ("URE", 7.4, 0),
            ("CFF", 7.4, 0),
            ("ADN", 7.4, 0),
            ("PLP", 7.4, -2),
            ("IPH", 7.4, 0),
            ("BME", 7.4, 0),
        ] {
            let mut structure = bare(id);
            let adjacency = structure.adjacency();
            assign_ligand_states(&mut structure, &adjacency, &[None], ph);
            let found: i32 = structure.atoms.formal_charge.iter().map(|&q| i32::from(q)).sum();
            let charged: Vec<String> = (structure.atoms.formal_charge.iter().zip(&structure.atoms.element))
                .filter(|(q, _)| **q != 0)
                .map(|(q, e)| format!("{}{q:+}", e.symbol()))
                .collect();
            assert_eq!(found, charge, "{id} at pH {ph}: {charged:?}");
        }
    }
}
