//! Interactions between atoms or groups of atoms.

use crate::layout::{enumeration, layout};
use crate::structure::NEW;

enumeration! {
    /// What holds two groups of atoms together; `All` only to ask for any.
    pub enum InteractionKind: u8 {
        All = 0, Covalent = 1, HydrogenBond = 2, Ionic = 3, XBond = 4, MetalComplex = 5, Aromatic = 6,
        Hydrophobic = 7, VanDerWaals = 8, VanDerWaalsClash = 9, WeakHBond = 10, Polar = 11, WeakPolar = 12,
        Clash = 13, Carbonyl = 14, CarbonPi = 15, CationPi = 16, DonorPi = 17, HalogenPi = 18, MetsulphurPi = 19,
        Proximal = 20,
    }
}

layout! {
    /// An interaction; a group of several atoms (a ring) is drawn from its centroid.
    pub struct Interaction = "Interaction", 1 {
        /// What the room knows it by; -1 to make a new one.
        index: i64 = NEW,
        /// What it is.
        kind: InteractionKind,
        /// Indices of the atoms at one end.
        atoms1: Vec<i64>,
        /// Indices of the atoms at the other.
        atoms2: Vec<i64>,
        /// In which conformer of the one end's molecule it is.
        conformer1: Option<i32>,
        /// In which conformer of the other end's molecule it is.
        conformer2: Option<i32>,
        /// Whether it shows.
        visible: bool = true,
    }
}

layout! {
    /// Asks for interactions: of every object named, or of all if none is.
    pub struct GetInteractions = "GetInteractions", 1 {
        /// Indices of complexes.
        complexes: Vec<i64>,
        /// Indices of molecules.
        molecules: Vec<i64>,
        /// Indices of chains.
        chains: Vec<i64>,
        /// Indices of residues.
        residues: Vec<i64>,
        /// Indices of atoms.
        atoms: Vec<i64>,
        /// What kind.
        kind: InteractionKind,
    }
}
