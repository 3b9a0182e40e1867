//! Atom types, from Halgren's definitions of the symbolic types (MMFF I, supplement).
//!
//! A symbolic type stands behind a numeric one; several share a number and then differ in nothing but the name, so
//! only numbers are assigned here. Comments name the symbolic types. Aromatic atoms come first, then each element by
//! its number of neighbours; hydrogens follow their parent. Counted are neighbours and bond orders only.

use super::molecule::{Molecule, Ring};

const H: u8 = 1;
const C: u8 = 6;
const N: u8 = 7;
const O: u8 = 8;
const SI: u8 = 14;
const P: u8 = 15;
const S: u8 = 16;
const CL: u8 = 17;

/// The type of every atom, 0 where there is none. `charges` are read for lone ions of iron and copper only.
pub(super) fn types(molecule: &Molecule, charges: &[i8]) -> Vec<u8> {
    let count = molecule.elements.len() as u32;
    let mut types = vec![0; count as usize];
    for atom in (0..count).filter(|&a| molecule.element(a) != H) {
        types[atom as usize] = heavy(molecule, atom, charges[atom as usize]);
    }
    for atom in (0..count).filter(|&a| molecule.element(a) == H) {
        types[atom as usize] = hydrogen(molecule, atom, &types);
    }
    types
}

fn heavy(m: &Molecule, atom: u32, charge: i8) -> u8 {
    if m.is_aromatic(atom) {
        let kind = aromatic(m, atom);
        if kind != 0 {
            return kind;
        }
    }
    match (m.element(atom), m.degree(atom)) {
        (C, degree) => carbon(m, atom, degree),
        (N, degree) => nitrogen(m, atom, degree),
        (O, degree) => oxygen(m, atom, degree),
        (S, degree) => sulphur(m, atom, degree),
        (SI, 4) => 19,
        (P, 4) => 25,
        (P, 3) => 26,
        (P, 2) if m.by_order(atom, 2).next().is_some() => 75,
        (9, 1) => 11,
        (CL, 1) => 12,
        (CL, 4) if m.terminal(atom, O) == 4 => 77,
        (35, 1) => 13,
        (53, 1) => 14,
        (element, 0) => ion(element, charge),
        _ => 0,
    }
}

/// Lone ions. The tables know one charge an element, two for iron and copper.
fn ion(element: u8, charge: i8) -> u8 {
    match element {
        9 => 89,
        CL => 90,
        35 => 91,
        3 => 92,
        11 => 93,
        19 => 94,
        30 => 95,
        20 => 96,
        12 => 99,
        26 if charge == 3 => 88,
        26 => 87,
        29 if charge == 1 => 97,
        29 => 98,
        _ => 0,
    }
}

fn aromatic(m: &Molecule, atom: u32) -> u8 {
    let element = m.element(atom);
    let mut place = None;
    for ring in m.rings_of(atom).filter(|ring| ring.aromatic && ring.size() == 5) {
        let here = FiveRing { molecule: m, ring }.place(atom);
        place = Some(match place {
            None => here,
            Some(before) if before == here => here,
            // Alpha in one ring and beta in another.
            Some(_) => Place::General,
        });
    }
    let terminal_oxygen = || m.terminal(atom, O) > 0;
    let positive = || m.degree(atom) == 3 && m.valence(atom) > 3;
    match (element, place) {
        (C, None) => 37,
        (C, Some(Place::Alpha)) => 63,
        (C, Some(Place::Beta)) => 64,
        (C, Some(Place::BetweenCations)) => 80,
        (C, Some(_)) => 78,
        (N, None) if terminal_oxygen() => 69,
        (N, None) if m.degree(atom) == 3 => 58,
        (N, None) => 38,
        // N5AX, N5BX, N5OX; NIM+, N5A+, N5B+, N5+; NPYL; N5M.
        (N, Some(_)) if positive() && terminal_oxygen() => 82,
        (N, Some(Place::Imidazolium)) => 81,
        (N, Some(_)) if positive() => 81,
        (N, Some(Place::Anion)) => 76,
        (N, Some(Place::LonePair)) => 39,
        (N, Some(Place::Alpha)) => 65,
        (N, Some(Place::Beta)) => 66,
        (N, Some(_)) => 79,
        (O, Some(Place::LonePair)) => 59,
        (S, Some(Place::LonePair)) => 44,
        _ => 0,
    }
}

/// Where an atom stands in an aromatic five-membered ring.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    LonePair,
    Alpha,
    Beta,
    /// No single place of the lone pair: anions, imidazolium ions.
    General,
    /// Nitrogen of a ring with a divalent nitrogen anion.
    Anion,
    /// The nitrogen with the lone pair, where it shares the charge of an imidazolium ion.
    Imidazolium,
    /// The carbon between the nitrogens that share the charge; one of these may be outside the ring.
    BetweenCations,
}

struct FiveRing<'a> {
    molecule: &'a Molecule,
    ring: &'a Ring,
}

impl FiveRing<'_> {
    fn place(&self, atom: u32) -> Place {
        let (m, ring) = (self.molecule, self.ring);
        let Some(place) = ring.place(atom) else { return Place::General };
        let lone_pair = ring.lone_pair as usize;
        let holder = ring.atoms()[lone_pair];
        let nitrogen = m.element(atom) == N;
        if m.element(holder) == N && m.degree(holder) == 2 {
            return if nitrogen { Place::Anion } else { Place::General };
        }
        if m.element(atom) == C && amidinium_nitrogens(m, atom) >= 2 {
            return Place::BetweenCations;
        }
        // An imidazolium ion: the nitrogen with the lone pair shares the charge.
        let neighbors = [(lone_pair + 1) % 5, (lone_pair + 4) % 5].map(|at| ring.atoms()[at]);
        let shares = m.element(holder) == N
            && neighbors.iter().any(|&a| m.element(a) == C && amidinium_nitrogens(m, a) >= 2);
        match (place + 5 - lone_pair) % 5 {
            0 if shares => Place::Imidazolium,
            0 => Place::LonePair,
            _ if shares => Place::General,
            1 | 4 => Place::Alpha,
            _ => Place::Beta,
        }
    }
}

fn carbon(m: &Molecule, atom: u32, degree: usize) -> u8 {
    match degree {
        // CR3R, CR4R, CR
        4 if m.in_ring(atom, 3) => 22,
        4 if m.in_ring(atom, 4) => 20,
        4 => 1,
        // CGD+, CNN+; CO2M, CS2M; CE4R; C=O and the like; C=C
        3 if amidinium_nitrogens(m, atom) >= 2 => 57,
        3 if m.terminal(atom, O) == 2 || m.terminal(atom, S) == 2 => 41,
        3 if m.in_ring(atom, 4) && m.doubly_bonded_to(atom, &[C]) => 30,
        3 if m.doubly_bonded_to(atom, &[N, O, P, S]) => 3,
        3 if m.valence(atom) == 4 => 2,
        2 => 4,
        1 if m.by_order(atom, 3).any(|other| m.element(other) == N) => 60,
        _ => 0,
    }
}

/// For a carbon doubly bonded to a positive nitrogen: how many nitrogens share the charge, else 0.
///
/// In an aromatic ring of six the charge stays where it is.
fn amidinium_nitrogens(m: &Molecule, carbon: u32) -> usize {
    let trivalent = |atom: u32| m.element(atom) == N && m.degree(atom) == 3 && m.terminal(atom, O) == 0;
    if m.element(carbon) != C || m.degree(carbon) != 3 || !m.by_order(carbon, 2).any(trivalent) {
        return 0;
    }
    if m.rings_of(carbon).any(|ring| ring.aromatic && ring.size() == 6) {
        return 0;
    }
    m.links(carbon).iter().filter(|link| trivalent(link.atom)).count()
}

fn nitrogen(m: &Molecule, atom: u32, degree: usize) -> u8 {
    match degree {
        // N3OX, NR+
        4 if m.terminal(atom, O) > 0 => 68,
        4 => 34,
        3 if m.valence(atom) > 3 => nitrogen_of_four_bonds(m, atom),
        3 => amine(m, atom),
        2 => divalent_nitrogen(m, atom),
        1 if m.valence(atom) == 3 => terminal_nitrogen(m, atom),
        1 => 47, // NAZT
        _ => 0,
    }
}

fn nitrogen_of_four_bonds(m: &Molecule, atom: u32) -> u8 {
    let shared = m.by_order(atom, 2).map(|carbon| amidinium_nitrogens(m, carbon)).max();
    match (m.terminal(atom, O), shared) {
        (0, Some(3)) => 56, // NGD+
        (0, Some(2)) => 55, // NCN+
        (0, _) => 54,       // N+=C, N+=N
        (1, _) => 67,       // N2OX
        _ => 45,            // NO2, NO3
    }
}

/// Nitrogen with three single bonds, by what it can lend its lone pair to.
fn amine(m: &Molecule, atom: u32) -> u8 {
    let neighbors = || m.links(atom).iter().map(|link| link.atom);
    let carbons = || neighbors().filter(|&a| m.element(a) == C);
    match carbons().map(|c| amidinium_nitrogens(m, c)).max() {
        Some(3) => return 56, // NGD+
        Some(2) => return 55, // NCN+
        _ => {}
    }
    let cyano = |c: u32| m.by_order(c, 3).any(|a| m.element(a) == N);
    let acidic = |a: u32| matches!(m.element(a), S | P) && m.terminal(a, O) >= 2 || acid_analogue(m, a);
    if neighbors().any(acidic) || carbons().any(cyano) {
        return 43; // NSO2, NSO3, NPO2, NPO3, NC%N
    }
    if carbons().any(|c| m.doubly_bonded_to(c, &[O, S])) {
        return 10; // NC=O, NC=S
    }
    if carbons().any(|c| m.doubly_bonded_to(c, &[C, N, P]) || m.by_order(c, 3).next().is_some()) {
        return 40; // NC=C, NC=N, NC=P, NC%C
    }
    if neighbors().any(|a| hydrazone_like(m, a)) {
        return 10; // NN=C, NN=N
    }
    8
}

/// A nitrogen doubly bonded to nitrogen, or to carbon that no other nitrogen, oxygen or sulphur gives a lone pair.
fn hydrazone_like(m: &Molecule, nitrogen: u32) -> bool {
    m.element(nitrogen) == N
        && m.degree(nitrogen) == 2
        && m.by_order(nitrogen, 2).any(|other| match m.element(other) {
            N => true,
            C => !m.by_order(other, 1).any(|a| matches!(m.element(a), N | O | S)),
            _ => false,
        })
}

/// A sulphur like that of a sulphone with nitrogen in the place of an oxygen.
fn acid_analogue(m: &Molecule, sulphur: u32) -> bool {
    m.element(sulphur) == S
        && m.degree(sulphur) == 4
        && m.terminal(sulphur, O) == 1
        && m.links(sulphur).iter().any(|link| m.element(link.atom) == N && m.degree(link.atom) == 2)
}

fn divalent_nitrogen(m: &Molecule, atom: u32) -> u8 {
    let neighbors = || m.links(atom).iter().map(|link| link.atom);
    let doubly = || m.by_order(atom, 2);
    // NSO, drawn with a single or a double bond; also in N=S=O.
    if neighbors().any(|a| m.element(a) == S && m.degree(a) == 4 && m.terminal(a, O) == 1)
        || doubly().any(|a| m.element(a) == S && m.terminal(a, O) == 1)
    {
        return 48;
    }
    if m.by_order(atom, 3).next().is_some() {
        return 61; // NR%
    }
    match doubly().count() {
        0 => 62,                                                            // NM
        1 if doubly().any(|a| m.element(a) == O && m.degree(a) == 1) => 46, // N=O
        1 if doubly().any(|a| m.element(a) == S)
            && neighbors().any(|a| m.element(a) == S && m.terminal(a, O) >= 2) =>
        {
            43 // NSO2
        }
        1 => 9,  // N=C, N=N
        _ => 53, // =N=
    }
}

fn terminal_nitrogen(m: &Molecule, atom: u32) -> u8 {
    // In an azide drawn N-N#N the chain goes on with a nitrogen.
    let middle = m.links(atom)[0].atom;
    let azide =
        m.element(middle) == N && m.links(middle).iter().any(|l| l.atom != atom && m.element(l.atom) == N);
    if azide { 47 } else { 42 }
}

fn oxygen(m: &Molecule, atom: u32, degree: usize) -> u8 {
    let link = || m.links(atom)[0];
    match degree {
        3 => 49,
        2 if m.valence(atom) == 3 => 51,
        2 if m.links(atom).iter().all(|l| m.element(l.atom) == H) => 70,
        2 => 6,
        1 => terminal_oxygen(m, link().atom, link().order),
        _ => 0,
    }
}

/// Oxygen with one neighbour, by that neighbour.
fn terminal_oxygen(m: &Molecule, neighbor: u32, order: u8) -> u8 {
    let siblings = m.terminal(neighbor, O);
    let sulphurs = m.terminal(neighbor, S);
    let degree = m.degree(neighbor);
    match m.element(neighbor) {
        C if degree == 3 && siblings == 2 => 32, // O2CM
        // OXN, O2N, O2NO, O3N; a double bond to a nitrogen of four bonds is a nitroso-like one (nitrous acid cation).
        N if degree >= 3 && (order == 1 || siblings >= 2 || m.valence(neighbor) > 4) => 32,
        S if degree == 4 => 32,                  // O-S, O2S, O3S, O4S
        S if degree == 3 && siblings >= 2 => 32, // O2S
        S if degree == 3 && sulphurs >= 1 => 32, // OSMS
        P | CL => 32,                            // OP ... O4P, O4CL
        S if degree == 2 && m.doubly_bonded_to(neighbor, &[N]) => 32,
        S => 7,               // O=S, O=S=
        _ if order == 2 => 7, // O=C, O=N
        _ => 35,              // OM, OM2
    }
}

fn sulphur(m: &Molecule, atom: u32, degree: usize) -> u8 {
    let oxygens = m.terminal(atom, O);
    match degree {
        4 => 18,
        3 if oxygens >= 2 && m.doubly_bonded_to(atom, &[C]) => 18, // =SO2
        3 if m.doubly_bonded_to(atom, &[N]) => 17,                 // >S=N
        3 if oxygens + m.terminal(atom, S) >= 2 => 73,             // SO2M, SSOM
        3 => 17,                                                   // S=O, >S=N
        2 if oxygens > 0 && m.by_order(atom, 2).count() == 2 => 74, // =S=O
        2 => 15,
        1 => terminal_sulphur(m, atom),
        _ => 0,
    }
}

fn terminal_sulphur(m: &Molecule, atom: u32) -> u8 {
    let link = m.links(atom)[0];
    match m.element(link.atom) {
        C if link.order == 2 && m.terminal(link.atom, S) < 2 => 16, // S=C
        _ => 72,                                                    // S-P, S2CM, SM, SSMO
    }
}

fn hydrogen(m: &Molecule, atom: u32, types: &[u8]) -> u8 {
    let [link] = m.links(atom) else { return 0 };
    let parent = types[link.atom as usize];
    match m.element(link.atom) {
        C | SI => 5,
        P | S => 71,
        N => match parent {
            8 | 39 | 62 | 67 | 68 => 23,       // HNR, HPYL, HNM, HNOX
            34 | 54 | 55 | 56 | 58 | 81 => 36, // HNR+ and the like
            9 => 27,                           // HN=C, HN=N
            0 => 0,
            _ => 28, // HNCO, HNCC ..., HNSO, HNC%, HSP2
        },
        O => match parent {
            49 => 50,
            51 => 52,
            70 => 31,
            6 => hydroxyl(m, atom, link.atom),
            0 => 0,
            _ => 21,
        },
        _ => 0,
    }
}

/// Hydrogen on an oxygen of type 6, by what else that oxygen is bonded to.
fn hydroxyl(m: &Molecule, hydrogen: u32, oxygen: u32) -> u8 {
    let Some(link) = m.links(oxygen).iter().find(|link| link.atom != hydrogen) else { return 21 };
    let other = link.atom;
    match m.element(other) {
        C if m.doubly_bonded_to(other, &[O, S]) => 24, // HOCO, HOCS
        C if m.doubly_bonded_to(other, &[C, N]) => 29, // HOCC, HOCN
        P => 24,                                       // HOP
        S => 33,                                       // HOS
        _ => 21,                                       // HOR, HO
    }
}
