//! Sums and products of long vectors, in an order that depends on their length only.

use rayon::prelude::*;

/// Work is shared out in pieces of this many numbers.
const PIECE: usize = 16_384;
/// Below this length threads cost more than they bring.
const LONG: usize = 8 * PIECE;

/// Scalar product.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    if a.len() < LONG {
        return a.chunks(PIECE).zip(b.chunks(PIECE)).map(|(a, b)| piece_dot(a, b)).sum();
    }
    let pieces: Vec<f64> =
        a.par_chunks(PIECE).zip(b.par_chunks(PIECE)).map(|(a, b)| piece_dot(a, b)).collect();
    pieces.iter().sum()
}

/// The same on the calling thread: eight sums side by side, which compile to vector instructions.
pub(crate) fn piece_dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_eights, a_rest) = a.as_chunks::<8>();
    let (b_eights, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for (a, b) in a_eights.iter().zip(b_eights) {
        for lane in 0..8 {
            sums[lane] = f64::mul_add(a[lane], b[lane], sums[lane]);
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7])) + rest
}

/// `a += factor * b`.
pub(crate) fn add_scaled(a: &mut [f64], factor: f64, b: &[f64]) {
    let piece = |a: &mut [f64], b: &[f64]| {
        for (a, b) in a.iter_mut().zip(b) {
            *a = f64::mul_add(factor, *b, *a);
        }
    };
    if a.len() < LONG {
        return piece(a, b);
    }
    a.par_chunks_mut(PIECE).zip(b.par_chunks(PIECE)).for_each(|(a, b)| piece(a, b));
}

/// `a = b + factor * c`.
pub(crate) fn sum_scaled(a: &mut [f64], b: &[f64], factor: f64, c: &[f64]) {
    let piece = |a: &mut [f64], b: &[f64], c: &[f64]| {
        for ((a, b), c) in a.iter_mut().zip(b).zip(c) {
            *a = f64::mul_add(factor, *c, *b);
        }
    };
    if a.len() < LONG {
        return piece(a, b, c);
    }
    a.par_chunks_mut(PIECE)
        .zip(b.par_chunks(PIECE).zip(c.par_chunks(PIECE)))
        .for_each(|(a, (b, c))| piece(a, b, c));
}

/// The largest length of an atom's three components.
pub(crate) fn longest(vector: &[f64]) -> f64 {
    let squared = |row: &[f64; 3]| row[0] * row[0] + row[1] * row[1] + row[2] * row[2];
    vector.as_chunks::<3>().0.iter().map(squared).fold(0.0, f64::max).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_do_not_depend_on_threads() {
        let a: Vec<f64> = (0..300_001).map(|i| (i as f64 * 0.37).sin()).collect();
        let b: Vec<f64> = (0..300_001).map(|i| (i as f64 * 0.11).cos()).collect();
        let exact: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| dot(&a, &b))
        };
        assert!((with(1) - exact).abs() < 1e-8);
        assert_eq!(with(1).to_bits(), with(3).to_bits());
        assert!(
            (dot(&a[..77], &b[..77]) - a[..77].iter().zip(&b).map(|(a, b)| a * b).sum::<f64>()).abs() < 1e-12
        );
    }

    #[test]
    fn longest_is_of_an_atom() {
        assert_eq!(longest(&[3.0, 4.0, 0.0, 1.0, 1.0, 1.0]), 5.0);
    }
}
