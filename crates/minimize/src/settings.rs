//! How to minimize, when to stop, and what came of it.

/// A way downhill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Along the gradient: slow and sure.
    SteepestDescent,
    /// Conjugate gradients (Polak-Ribière, restarted when they stop being conjugate).
    ConjugateGradients,
    /// Limited-memory BFGS with so many remembered steps: the fastest for nearly everything. Where the objective tells its
    /// stiffness, up to 5,000 free atoms, it starts from that.
    Lbfgs {
        /// How many steps it remembers.
        memory: usize,
    },
    /// Fast inertial relaxation engine (Bitzek et al. 2006): dynamics that brakes when it goes uphill.
    Fire,
}

impl Method {
    /// L-BFGS with the memory that suits so many atoms: less where remembering costs more than it brings.
    pub fn lbfgs(atoms: usize) -> Method {
        Method::Lbfgs { memory: if atoms <= 5000 { 20 } else { 8 } }
    }
}

/// How to minimize and when to stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// The way downhill.
    pub method: Method,
    /// Stop after so many steps.
    pub max_steps: usize,
    /// Stop when the root mean square of the gradient's components on free atoms is below this, kcal/mol/Å.
    pub rms_gradient: f64,
    /// Stop when three steps in a row each changed the energy by less than this, kcal/mol; 0 never.
    pub energy_change: f64,
    /// No step moves an atom further than this, Å.
    pub max_move: f64,
    /// Call the observer every so many steps; 0 never.
    pub report_every: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            method: Method::Lbfgs { memory: 8 },
            max_steps: 1000,
            rms_gradient: 1e-3,
            energy_change: 0.0,
            max_move: 0.2,
            report_every: 0,
        }
    }
}

/// Why a minimization ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The gradient is small enough: converged.
    RmsGradient,
    /// The energy no longer changes: converged.
    EnergyChange,
    /// The steps are used up.
    Steps,
    /// The observer said so.
    Observer,
    /// No step goes further down within rounding: as low as the numbers allow.
    NoProgress,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::RmsGradient => "gradient below the limit",
            Self::EnergyChange => "energy change below the limit",
            Self::Steps => "number of steps reached",
            Self::Observer => "stopped by the observer",
            Self::NoProgress => "no further progress within rounding",
        })
    }
}

/// What an observer sees.
#[derive(Debug)]
pub struct Progress<'a> {
    /// Steps taken.
    pub step: usize,
    /// Energy, kcal/mol.
    pub energy: f64,
    /// Root mean square of the gradient's components on free atoms, kcal/mol/Å.
    pub rms_gradient: f64,
    /// Positions of all atoms, Å.
    pub positions: &'a [[f64; 3]],
}

/// What came of a minimization.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Why it ended.
    pub stop: Stop,
    /// Steps taken.
    pub steps: usize,
    /// How often energy and gradient were computed.
    pub evaluations: usize,
    /// Energy at the start, kcal/mol.
    pub start_energy: f64,
    /// Energy at the end, kcal/mol.
    pub energy: f64,
    /// Root mean square of the gradient's components on free atoms at the end, kcal/mol/Å.
    pub rms_gradient: f64,
}
