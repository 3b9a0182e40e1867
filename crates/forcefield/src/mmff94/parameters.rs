//! The parameter tables, parsed once, with lookup by types and the order in which equivalent types are tried.

use std::sync::LazyLock;

use super::Variant;
use super::table::Table;

/// What the tables say of one atom type.
#[derive(Clone, Copy, Default)]
pub(super) struct AtomType {
    pub element: u8,
    /// Number of neighbours.
    pub crd: u8,
    /// Number of bonds formed.
    pub val: u8,
    /// Whether it has a lone pair that can be delocalized.
    pub pilp: bool,
    /// Highest multiplicity of its bonds: 2, 3; 1 for delocalized single bonds.
    pub mltb: u8,
    pub aromatic: bool,
    pub linear: bool,
    /// Whether it can be on one end of a delocalized single bond.
    pub sbmb: bool,
    /// Equivalent types of levels 1 to 5, [0] unused.
    pub levels: [u8; 6],
    /// Van der Waals: polarizability, effective number of electrons, and the scale factors A and G.
    pub alpha: f64,
    pub electrons: f64,
    pub a: f64,
    pub g: f64,
    /// 1 donor, 2 acceptor, 0 neither.
    pub donor: u8,
    /// Partial bond charge increment.
    pub pbci: f64,
    /// Fraction of a formal charge that goes to each neighbour.
    pub formal_charge_share: f64,
}

/// All tables of one variant.
pub(super) struct Parameters {
    types: Vec<AtomType>,
    /// `kb`, `r0`.
    bonds: Table<[f64; 2]>,
    /// `r0`, `kb` by elements.
    bond_rules: Table<[f64; 2]>,
    /// `a`, `d`, `d'` by rows.
    badger: Table<[f64; 3]>,
    /// Radius and electronegativity by element.
    elements: Table<[f64; 2]>,
    /// `ka`, `theta0`.
    angles: Table<[f64; 2]>,
    /// `kba` of the two bonds.
    stretch_bend: Table<[f64; 2]>,
    stretch_bend_default: Table<[f64; 2]>,
    out_of_plane: Table<[f64; 1]>,
    /// `V1`, `V2`, `V3`.
    torsions: Table<[f64; 3]>,
    charges: Table<[f64; 1]>,
}

macro_rules! table {
    ($name:literal) => {
        include_str!(concat!("../../data/mmff94/", $name, ".tsv"))
    };
}

static MMFF94: LazyLock<Parameters> =
    LazyLock::new(|| Parameters::read(table!("out_of_plane"), table!("torsions")));
static MMFF94S: LazyLock<Parameters> =
    LazyLock::new(|| Parameters::read(table!("out_of_plane_s"), table!("torsions_s")));

/// A key from a class and types, all below 128.
#[inline]
fn key<const K: usize>(numbers: [u8; K]) -> u32 {
    numbers.into_iter().fold(1, |key, number| key << 7 | u32::from(number))
}

/// The same set of neighbours gives the same key.
#[inline]
fn sorted3(center: u8, mut around: [u8; 3]) -> u32 {
    around.sort_unstable();
    key([center, around[0], around[1], around[2]])
}

impl Parameters {
    pub fn of_variant(variant: Variant) -> &'static Self {
        match variant {
            Variant::Mmff94 => &MMFF94,
            Variant::Mmff94s => &MMFF94S,
        }
    }

    fn read(out_of_plane: &'static str, torsions: &'static str) -> Self {
        Self {
            types: read_types(table!("types")),
            bonds: Table::read(table!("bonds"), |[c, i, j]| key([c, i.min(j), i.max(j)])),
            bond_rules: Table::read(table!("bond_rules"), |[i, j]| key([i.min(j), i.max(j)])),
            badger: Table::read(table!("badger"), |[i, j]| key([i.min(j), i.max(j)])),
            elements: Table::read(table!("elements"), |[e]| key([e])),
            angles: Table::read(table!("angles"), |[c, i, j, k]| key([c, i.min(k), j, i.max(k)])),
            stretch_bend: Table::read(table!("stretch_bend"), key::<4>),
            stretch_bend_default: Table::read(table!("stretch_bend_default"), key::<3>),
            out_of_plane: Table::read(out_of_plane, |[i, j, k, l]| sorted3(j, [i, k, l])),
            torsions: Table::read(torsions, |[c, i, j, k, l]| torsion_key(c, [i, j, k, l])),
            charges: Table::read(table!("charges"), |[c, i, j]| key([c, i.min(j), i.max(j)])),
        }
    }

    /// What is known of an atom type.
    #[inline]
    pub fn of(&self, kind: u8) -> &AtomType {
        &self.types[kind as usize]
    }

    /// Bond stretching: `kb`, `r0`.
    pub fn bond(&self, class: u8, i: u8, j: u8) -> Option<[f64; 2]> {
        self.bonds.get(key([class, i.min(j), i.max(j)]))
    }

    /// Reference length and force constant of a bond between two elements.
    pub fn bond_rule(&self, i: u8, j: u8) -> Option<[f64; 2]> {
        self.bond_rules.get(key([i.min(j), i.max(j)]))
    }

    /// Badger's rule for two rows of the periodic table: `a`, `d`, `d'`.
    pub fn badger(&self, i: u8, j: u8) -> Option<[f64; 3]> {
        self.badger.get(key([i.min(j), i.max(j)]))
    }

    /// Covalent radius and electronegativity of an element.
    pub fn element(&self, element: u8) -> Option<[f64; 2]> {
        self.elements.get(key([element]))
    }

    /// What the second atom of a bond gains, e.
    pub fn charge_increment(&self, class: u8, i: u8, j: u8) -> f64 {
        match self.charges.get(key([class, i.min(j), i.max(j)])) {
            Some([gained]) => {
                if i <= j {
                    gained
                } else {
                    -gained
                }
            }
            None => self.of(j).pbci - self.of(i).pbci,
        }
    }

    /// Angle bending: `ka`, `theta0`; `ka` is 0 where only the angle is known. Levels 1-1-1, 2-2-2, 3-2-3, 5-2-5.
    pub fn angle(&self, class: u8, i: u8, j: u8, k: u8) -> Option<[f64; 2]> {
        let (a, c) = (&self.of(i).levels, &self.of(k).levels);
        [(1, 1), (2, 2), (3, 2), (4, 2), (5, 2)].into_iter().find_map(|(outer, middle)| {
            let (i, k) = (a[outer], c[outer]);
            self.angles.get(key([class, i.min(k), self.of(j).levels[middle], i.max(k)]))
        })
    }

    /// Stretch-bend: `kba` of the bonds `ij` and `kj`. The class is that of the angle in the order `i`, `j`, `k`.
    pub fn stretch_bend(&self, class: u8, i: u8, j: u8, k: u8) -> Option<[f64; 2]> {
        let found = |class, i, k| self.stretch_bend.get(key([class, i, j, k]));
        let swapped = || {
            let class = super::assembly::reversed_stretch_bend_class(class);
            found(class, k, i).map(|[first, second]| [second, first])
        };
        if i <= k { found(class, i, k).or_else(swapped) } else { swapped() }
    }

    /// Stretch-bend by rows of the periodic table.
    pub fn stretch_bend_default(&self, i: u8, j: u8, k: u8) -> [f64; 2] {
        if i <= k {
            self.stretch_bend_default.get(key([i, j, k])).unwrap_or_default()
        } else {
            let [first, second] = self.stretch_bend_default.get(key([k, j, i])).unwrap_or_default();
            [second, first]
        }
    }

    /// Out-of-plane bending at a centre with three neighbours. Levels 1, 2, 3 and 5 of the neighbours.
    pub fn out_of_plane(&self, center: u8, around: [u8; 3]) -> f64 {
        [1, 2, 3, 5]
            .into_iter()
            .find_map(|level| {
                let around = around.map(|kind| self.of(kind).levels[level]);
                self.out_of_plane.get(sorted3(self.of(center).levels[level.min(2)], around))
            })
            .map_or(0.0, |[koop]| koop)
    }

    /// Torsion: `V1`, `V2`, `V3`. Levels 1-1-1-1, 2-2-2-2, 3-2-2-5, 5-2-2-3, and the default 5-2-2-5.
    pub fn torsion(&self, class: u8, kinds: [u8; 4]) -> Option<[f64; 3]> {
        self.specific_torsion(class, kinds).or_else(|| self.torsion_at(class, kinds, (5, 2, 5)))
    }

    /// The same without the default.
    pub fn specific_torsion(&self, class: u8, kinds: [u8; 4]) -> Option<[f64; 3]> {
        [(1, 1, 1), (2, 2, 2), (3, 2, 5), (5, 2, 3)]
            .into_iter()
            .find_map(|levels| self.torsion_at(class, kinds, levels))
    }

    fn torsion_at(
        &self,
        class: u8,
        kinds: [u8; 4],
        (first, middle, last): (usize, usize, usize),
    ) -> Option<[f64; 3]> {
        let [i, j, k, l] = kinds.map(|kind| &self.of(kind).levels);
        self.torsions.get(torsion_key(class, [i[first], j[middle], k[middle], l[last]]))
    }
}

/// A torsion read from either end has the same key.
#[inline]
fn torsion_key(class: u8, [i, j, k, l]: [u8; 4]) -> u32 {
    // 3 bits for the class and 4 times 7 make 31.
    let pack = |i, j, k, l| key([i, j, k, l]) & 0x0fff_ffff;
    let packed = if (j, i) <= (k, l) { pack(i, j, k, l) } else { pack(l, k, j, i) };
    u32::from(class) << 28 | packed
}

fn read_types(text: &str) -> Vec<AtomType> {
    let mut types = vec![AtomType::default(); 128];
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let int = |at: usize| cells.get(at).and_then(|c| c.parse::<u8>().ok()).unwrap_or(0);
        let real = |at: usize| cells.get(at).and_then(|c| c.parse::<f64>().ok()).unwrap_or(0.0);
        types[int(0) as usize & 127] = AtomType {
            element: int(2),
            crd: int(3),
            val: int(4),
            pilp: int(5) == 1,
            mltb: int(6),
            aromatic: int(7) == 1,
            linear: int(8) == 1,
            sbmb: int(9) == 1,
            levels: [0, int(0), int(10), int(11), int(12), int(13)],
            alpha: real(14),
            electrons: real(15),
            a: real(16),
            g: real(17),
            donor: match cells.get(18) {
                Some(&"D") => 1,
                Some(&"A") => 2,
                _ => 0,
            },
            pbci: real(19),
            formal_charge_share: real(20),
        };
    }
    types
}
