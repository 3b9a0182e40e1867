//! Pairs that are never listed: in a force field, those joined by a few bonds.

use crate::SpatialError;

/// For each point, the partners it is never paired with.
///
/// In a periodic cell an exclusion holds for all images of the pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// Where each point's partners start; one more marks the end.
    starts: Vec<u32>,
    /// Ascending for each point.
    partners: Vec<u32>,
}

impl Exclusions {
    /// The exclusions of `points` points; the order of the pairs and repeats do not matter.
    pub fn from_pairs(
        points: usize,
        pairs: impl IntoIterator<Item = [u32; 2]>,
    ) -> Result<Self, SpatialError> {
        let mut both: Vec<[u32; 2]> = Vec::new();
        for [i, j] in pairs {
            if let Some(index) = [i, j].into_iter().find(|index| *index as usize >= points) {
                return Err(SpatialError::UnknownPoint { index, points });
            }
            both.extend([[i, j], [j, i]]);
        }
        both.sort_unstable();
        both.dedup();
        let mut starts = vec![0u32; points + 1];
        for [i, _] in &both {
            starts[*i as usize + 1] += 1;
        }
        for point in 0..points {
            starts[point + 1] += starts[point];
        }
        Ok(Exclusions { starts, partners: both.into_iter().map(|[_, j]| j).collect() })
    }

    /// The partners a point is never paired with, ascending.
    #[inline]
    pub fn of(&self, point: u32) -> &[u32] {
        match self.starts.get(point as usize..point as usize + 2) {
            Some(&[start, end]) => &self.partners[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Whether the pair is excluded.
    #[inline]
    pub fn contains(&self, i: u32, j: u32) -> bool {
        listed(self.of(i), j)
    }

    /// Whether nothing is excluded.
    pub fn is_empty(&self) -> bool {
        self.partners.is_empty()
    }

    /// Number of points.
    pub fn points(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }
}

/// Whether ascending partners hold `j`. Partners are few and near in number, most others are outside of their range.
#[inline]
pub(crate) fn listed(partners: &[u32], j: u32) -> bool {
    match (partners.first(), partners.last()) {
        (Some(first), Some(last)) => (*first..=*last).contains(&j) && partners.contains(&j),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symmetric_sorted_and_checked() {
        let exclusions = Exclusions::from_pairs(5, [[3, 0], [0, 1], [1, 0], [2, 2]]).unwrap();
        for (point, expected) in [(0, &[1, 3][..]), (1, &[0]), (2, &[2]), (3, &[0]), (4, &[]), (9, &[])] {
            assert_eq!(exclusions.of(point), expected, "of {point}");
        }
        assert!(exclusions.contains(0, 3) && !exclusions.contains(0, 2) && !exclusions.contains(0, 4));
        assert_eq!(
            Exclusions::from_pairs(2, [[0, 2]]),
            Err(SpatialError::UnknownPoint { index: 2, points: 2 })
        );
    }
}
