//! What follows from the bonds alone: angles, torsions, centres of impropers, and pairs by number of bonds between.

use crate::nonbonded::SpecialPair;

/// Bonds of a system, with the neighbours of each atom in ascending order.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    bonds: Vec<[u32; 2]>,
    offsets: Vec<u32>,
    neighbors: Vec<u32>,
}

impl Topology {
    /// The topology of so many atoms with these bonds, each given once.
    pub fn new(atoms: usize, bonds: Vec<[u32; 2]>) -> Self {
        let mut offsets = vec![0u32; atoms + 1];
        for end in bonds.iter().flatten() {
            offsets[*end as usize + 1] += 1;
        }
        for atom in 0..atoms {
            offsets[atom + 1] += offsets[atom];
        }
        let mut next = offsets.clone();
        let mut neighbors = vec![0; 2 * bonds.len()];
        for &[i, j] in &bonds {
            for (from, to) in [(i, j), (j, i)] {
                neighbors[next[from as usize] as usize] = to;
                next[from as usize] += 1;
            }
        }
        for atom in 0..atoms {
            neighbors[offsets[atom] as usize..offsets[atom + 1] as usize].sort_unstable();
        }
        Self { bonds, offsets, neighbors }
    }

    /// Number of atoms.
    pub fn atoms(&self) -> u32 {
        (self.offsets.len() - 1) as u32
    }

    /// The bonds.
    pub fn bonds(&self) -> &[[u32; 2]] {
        &self.bonds
    }

    /// The neighbours of an atom, ascending.
    pub fn neighbors(&self, atom: u32) -> &[u32] {
        &self.neighbors[self.offsets[atom as usize] as usize..self.offsets[atom as usize + 1] as usize]
    }

    /// Every angle, its centre second.
    pub fn angles(&self) -> impl Iterator<Item = [u32; 3]> + '_ {
        (0..self.atoms()).flat_map(move |centre| {
            let around = self.neighbors(centre);
            around
                .iter()
                .enumerate()
                .flat_map(move |(n, &i)| around[n + 1..].iter().map(move |&k| [i, centre, k]))
        })
    }

    /// Every torsion `i-j-k-l` about every bond `j-k` with `j < k`; none where `i` is `l`.
    pub fn torsions(&self) -> impl Iterator<Item = [u32; 4]> + '_ {
        (0..self.atoms()).flat_map(move |j| {
            let later = self.neighbors(j).iter().copied().filter(move |&k| k > j);
            later.flat_map(move |k| {
                let firsts = self.neighbors(j).iter().copied().filter(move |&i| i != k);
                firsts.flat_map(move |i| {
                    let lasts = self.neighbors(k).iter().copied();
                    lasts.filter(move |&l| l != j && l != i).map(move |l| [i, j, k, l])
                })
            })
        })
    }

    /// Every centre with each three of its neighbours, ascending: where an improper may be.
    pub fn trios(&self) -> impl Iterator<Item = (u32, [u32; 3])> + '_ {
        (0..self.atoms()).flat_map(move |centre| {
            let around = self.neighbors(centre);
            (0..around.len()).flat_map(move |a| {
                (a + 1..around.len()).flat_map(move |b| {
                    (b + 1..around.len()).map(move |c| (centre, [around[a], around[b], around[c]]))
                })
            })
        })
    }

    /// Pairs one or two bonds apart, excluded, and pairs three bonds apart, scaled by these factors.
    pub fn special_pairs(&self, vdw: f64, electrostatic: f64) -> Vec<SpecialPair> {
        let mut pairs = Vec::new();
        let (mut near, mut far) = (Vec::new(), Vec::new());
        for atom in 0..self.atoms() {
            near.clear();
            far.clear();
            for &first in self.neighbors(atom) {
                near.push(first);
                for &second in self.neighbors(first) {
                    near.push(second);
                    far.extend_from_slice(self.neighbors(second));
                }
            }
            near.sort_unstable();
            near.dedup();
            far.sort_unstable();
            far.dedup();
            far.retain(|other| near.binary_search(other).is_err());
            let later = |other: &&u32| **other > atom;
            pairs.extend(near.iter().filter(later).map(|&other| SpecialPair {
                atoms: [atom, other],
                vdw: 0.0,
                electrostatic: 0.0,
            }));
            pairs.extend(far.iter().filter(later).map(|&other| SpecialPair {
                atoms: [atom, other],
                vdw,
                electrostatic,
            }));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn butane_like_chain() {
        let chain = Topology::new(4, vec![[2, 1], [0, 1], [2, 3]]);
        assert_eq!(chain.angles().collect::<Vec<_>>(), [[0, 1, 2], [1, 2, 3]]);
        assert_eq!(chain.torsions().collect::<Vec<_>>(), [[0, 1, 2, 3]]);
        let special = chain.special_pairs(0.5, 0.25);
        let factors: Vec<_> = special.iter().map(|p| (p.atoms, p.vdw)).collect();
        let expected =
            [([0, 1], 0.0), ([0, 2], 0.0), ([0, 3], 0.5), ([1, 2], 0.0), ([1, 3], 0.0), ([2, 3], 0.0)];
        assert_eq!(factors, expected);
    }

    #[test]
    fn rings_count_the_shortest_way() {
        for (size, scaled) in [(3, 0), (4, 0), (5, 0), (6, 3)] {
            let ring = Topology::new(size, (0..size as u32).map(|i| [i, (i + 1) % size as u32]).collect());
            let found = ring.special_pairs(0.5, 0.5).iter().filter(|p| p.vdw != 0.0).count();
            assert_eq!(found, scaled, "ring of {size}");
            let torsions = if size == 3 { 0 } else { size };
            assert_eq!(ring.torsions().count(), torsions, "ring of {size}");
        }
    }

    #[test]
    fn a_centre_of_four_has_four_trios() {
        let star = Topology::new(5, vec![[0, 1], [0, 2], [0, 3], [0, 4]]);
        let expected = [(0, [1, 2, 3]), (0, [1, 2, 4]), (0, [1, 3, 4]), (0, [2, 3, 4])];
        assert_eq!(star.trios().collect::<Vec<_>>(), expected);
    }
}
