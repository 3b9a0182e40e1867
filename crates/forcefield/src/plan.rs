//! What is evaluated for a potential, and by how many threads.
//!
//! Small systems run on the calling thread. In large ones the terms are cut into pieces; each piece adds up its own
//! energies and a window of the gradient, and these are summed in the order of the pieces, which depends on the system
//! only: the same bits for any number of threads.

use std::ops::Range;

use rayon::prelude::*;
use wide::f64x4;

use crate::energies::Energies;
use crate::nonbonded::Engine;
use crate::terms::{Row, Term, Window};

/// Blocks in a piece of work.
const PIECE: usize = 4096;
/// Systems with fewer blocks run on the calling thread.
const MANY: usize = PIECE;

/// Terms that move a free atom, the pair engine, and scratch.
pub(crate) struct Plan {
    /// Only where atoms are fixed; otherwise the terms of the potential themselves.
    own_terms: Option<Vec<Box<dyn Term>>>,
    engine: Option<Engine>,
    positions: Vec<Row>,
    /// Gradient of each atom, valid after [`Plan::evaluate`].
    pub gradient: Vec<Row>,
    /// Empty for small systems.
    pieces: Vec<Piece>,
}

/// Some blocks of each term, which come in the order of their atoms, and so share a window.
struct Piece {
    blocks: Vec<Range<usize>>,
    first: u32,
    rows: Vec<Row>,
    energies: Energies,
}

impl Plan {
    pub fn new(
        terms: &[Box<dyn Term>],
        engine: Option<Engine>,
        fixed: Option<&[bool]>,
        atoms: usize,
    ) -> Self {
        let own_terms = fixed.map(|fixed| {
            let free = terms.iter().map(|term| term.without_fixed(fixed));
            free.filter(|term| !term.is_empty()).collect()
        });
        let mut plan = Self {
            own_terms,
            engine,
            positions: vec![f64x4::ZERO; atoms],
            gradient: vec![f64x4::ZERO; atoms],
            pieces: Vec::new(),
        };
        let terms = plan.terms(terms);
        if terms.iter().map(|term| term.blocks()).sum::<usize>() >= MANY {
            plan.pieces = cut(&terms);
        }
        plan
    }

    /// All terms: of few atoms, and pairs that the engine leaves to a term.
    fn terms<'a>(&'a self, all: &'a [Box<dyn Term>]) -> Vec<&'a dyn Term> {
        let scaled = self.engine.iter().filter_map(|engine| engine.scaled.as_deref());
        self.own_terms.as_deref().unwrap_or(all).iter().map(AsRef::as_ref).chain(scaled).collect()
    }

    /// Energies at these positions; the gradient is left in `gradient`.
    pub fn evaluate(&mut self, all: &[Box<dyn Term>], positions: &[[f64; 3]]) -> Energies {
        for (row, &[x, y, z]) in self.positions.iter_mut().zip(positions) {
            *row = f64x4::new([x, y, z, 0.0]);
        }
        self.gradient.fill(f64x4::ZERO);
        if self.pieces.is_empty() { self.evaluate_here(all) } else { self.evaluate_together(all) }
    }

    /// On the calling thread.
    fn evaluate_here(&mut self, all: &[Box<dyn Term>]) -> Energies {
        let mut energies = Energies::default();
        let mut window = Window { first: 0, rows: &mut self.gradient };
        for term in self.own_terms.as_deref().unwrap_or(all) {
            term.accumulate(0..term.blocks(), &self.positions, &mut window, &mut energies);
        }
        if let Some(engine) = &mut self.engine {
            if let Some(term) = &engine.scaled {
                term.accumulate(0..term.blocks(), &self.positions, &mut window, &mut energies);
            }
            engine.pairs.evaluate(&self.positions);
            engine.pairs.collect(&mut self.gradient, &mut energies);
        }
        energies
    }

    /// On all threads.
    fn evaluate_together(&mut self, all: &[Box<dyn Term>]) -> Energies {
        let Self { own_terms, engine, positions, gradient, pieces } = self;
        let (mut pairs, scaled) = match engine {
            Some(engine) => (Some(&mut engine.pairs), engine.scaled.as_deref()),
            None => (None, None),
        };
        let terms = own_terms.as_deref().unwrap_or(all);
        let term = &|index: usize| terms.get(index).map(AsRef::as_ref).or(scaled);
        let positions = &positions[..];
        rayon::join(
            || {
                if let Some(pairs) = &mut pairs {
                    pairs.evaluate(positions);
                }
            },
            || {
                pieces.par_iter_mut().with_max_len(1).for_each(|piece| piece.evaluate(term, positions));
            },
        );
        let mut energies = Energies::default();
        for piece in pieces {
            energies += piece.energies;
            for (row, part) in gradient[piece.first as usize..].iter_mut().zip(&piece.rows) {
                *row += *part;
            }
        }
        if let Some(pairs) = pairs {
            pairs.collect(gradient, &mut energies);
        }
        energies
    }
}

/// All terms in pieces.
fn cut(terms: &[&dyn Term]) -> Vec<Piece> {
    let count = terms.iter().map(|term| term.blocks()).sum::<usize>().div_ceil(PIECE);
    let piece = |n: usize| {
        let share = |term: &&dyn Term| term.blocks() * n / count..term.blocks() * (n + 1) / count;
        let blocks: Vec<Range<usize>> = terms.iter().map(share).collect();
        let spans = terms.iter().zip(&blocks).map(|(term, blocks)| term.span(blocks.clone()));
        let spans: Vec<Range<u32>> = spans.filter(|span| !span.is_empty()).collect();
        let first = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let end = spans.iter().map(|span| span.end).max().unwrap_or(0);
        Piece {
            blocks,
            first,
            rows: vec![f64x4::ZERO; (end - first) as usize],
            energies: Energies::default(),
        }
    };
    (0..count).map(piece).collect()
}

impl Piece {
    fn evaluate<'a>(&mut self, term: &(dyn Fn(usize) -> Option<&'a dyn Term> + Sync), positions: &[Row]) {
        self.rows.fill(f64x4::ZERO);
        self.energies = Energies::default();
        let mut window = Window { first: self.first, rows: &mut self.rows };
        for (index, blocks) in self.blocks.iter().enumerate() {
            if let Some(term) = term(index) {
                term.accumulate(blocks.clone(), positions, &mut window, &mut self.energies);
            }
        }
    }
}
