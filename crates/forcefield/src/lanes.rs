//! The number type that every kernel is written over: one `f64`, four at once, or eight of single precision.
//!
//! A kernel is one generic function. Its `f64` instance is the plain reference that tests compare against; its
//! [`f64x4`] instance is what runs, and its [`f32x8`] instance where the pairs are to be of single precision. All go
//! through the same formula, so they agree to rounding.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

pub use wide::{f32x8, f64x4};

/// One or several real numbers that go through a formula side by side.
///
/// `Mask` holds one truth value a lane; [`Lanes::select`] picks by it. Formulas never branch on a lane's value.
pub trait Lanes:
    Copy
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
{
    /// One truth value a lane.
    type Mask: Copy;
    /// How many numbers this is.
    const COUNT: usize;

    /// The same number in every lane.
    fn splat(value: f64) -> Self;
    /// The number in one lane.
    fn lane(self, index: usize) -> f64;
    /// `self * factor + summand`, rounded once.
    fn mul_add(self, factor: Self, summand: Self) -> Self;
    /// `self * factor - subtrahend`, rounded once.
    fn mul_sub(self, factor: Self, subtrahend: Self) -> Self;
    /// `summand - self * factor`, rounded once.
    fn mul_neg_add(self, factor: Self, summand: Self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// The smaller of two numbers (neither may be NaN).
    fn min(self, other: Self) -> Self;
    /// The larger of two numbers (neither may be NaN).
    fn max(self, other: Self) -> Self;
    /// Exponential.
    fn exp(self) -> Self;
    /// Sine and cosine.
    fn sin_cos(self) -> (Self, Self);
    /// Angle of the point (`x`, `self`) from the x axis, -π to π.
    fn atan2(self, x: Self) -> Self;
    /// Arc cosine.
    fn acos(self) -> Self;
    /// Arc sine.
    fn asin(self) -> Self;
    /// Lane by lane `self < other`.
    fn less(self, other: Self) -> Self::Mask;
    /// Lane by lane `self > other`.
    fn greater(self, other: Self) -> Self::Mask;
    /// `if_true` in the lanes where the mask holds, `if_false` in the others.
    fn select(mask: Self::Mask, if_true: Self, if_false: Self) -> Self;
    /// Whether the mask holds in any lane.
    fn any(mask: Self::Mask) -> bool;
    /// Sum of the lanes, in a fixed order.
    fn sum(self) -> f64;

    /// Zero in every lane.
    #[inline(always)]
    fn zero() -> Self {
        Self::splat(0.0)
    }

    /// One in every lane.
    #[inline(always)]
    fn one() -> Self {
        Self::splat(1.0)
    }

    /// `1 / self`.
    #[inline(always)]
    fn recip(self) -> Self {
        Self::one() / self
    }
}

impl Lanes for f64 {
    type Mask = bool;
    const COUNT: usize = 1;

    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }
    #[inline(always)]
    fn lane(self, _index: usize) -> f64 {
        self
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, summand: Self) -> Self {
        f64::mul_add(self, factor, summand)
    }
    #[inline(always)]
    fn mul_sub(self, factor: Self, subtrahend: Self) -> Self {
        f64::mul_add(self, factor, -subtrahend)
    }
    #[inline(always)]
    fn mul_neg_add(self, factor: Self, summand: Self) -> Self {
        f64::mul_add(-self, factor, summand)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> Self {
        f64::abs(self)
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        f64::min(self, other)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        f64::max(self, other)
    }
    #[inline(always)]
    fn exp(self) -> Self {
        f64::exp(self)
    }
    #[inline(always)]
    fn sin_cos(self) -> (Self, Self) {
        f64::sin_cos(self)
    }
    #[inline(always)]
    fn atan2(self, x: Self) -> Self {
        f64::atan2(self, x)
    }
    #[inline(always)]
    fn acos(self) -> Self {
        f64::acos(self)
    }
    #[inline(always)]
    fn asin(self) -> Self {
        f64::asin(self)
    }
    #[inline(always)]
    fn less(self, other: Self) -> bool {
        self < other
    }
    #[inline(always)]
    fn greater(self, other: Self) -> bool {
        self > other
    }
    #[inline(always)]
    fn select(mask: bool, if_true: Self, if_false: Self) -> Self {
        if mask { if_true } else { if_false }
    }
    #[inline(always)]
    fn any(mask: bool) -> bool {
        mask
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        self
    }
}

/// The same for both vectors of `wide`.
macro_rules! vector_lanes {
    ($vector:ident, $number:ident, $count:literal) => {
        impl Lanes for $vector {
            type Mask = $vector;
            const COUNT: usize = $count;

            #[inline(always)]
            fn splat(value: f64) -> Self {
                $vector::splat(value as $number)
            }
            #[inline(always)]
            fn lane(self, index: usize) -> f64 {
                f64::from(self.as_array()[index])
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, summand: Self) -> Self {
                $vector::mul_add(self, factor, summand)
            }
            #[inline(always)]
            fn mul_sub(self, factor: Self, subtrahend: Self) -> Self {
                $vector::mul_sub(self, factor, subtrahend)
            }
            #[inline(always)]
            fn mul_neg_add(self, factor: Self, summand: Self) -> Self {
                $vector::mul_neg_add(self, factor, summand)
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $vector::sqrt(self)
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $vector::abs(self)
            }
            #[inline(always)]
            fn min(self, other: Self) -> Self {
                self.fast_min(other)
            }
            #[inline(always)]
            fn max(self, other: Self) -> Self {
                self.fast_max(other)
            }
            #[inline(always)]
            fn exp(self) -> Self {
                $vector::exp(self)
            }
            #[inline(always)]
            fn sin_cos(self) -> (Self, Self) {
                $vector::sin_cos(self)
            }
            #[inline(always)]
            fn atan2(self, x: Self) -> Self {
                $vector::atan2(self, x)
            }
            #[inline(always)]
            fn acos(self) -> Self {
                $vector::acos(self)
            }
            #[inline(always)]
            fn asin(self) -> Self {
                $vector::asin(self)
            }
            #[inline(always)]
            fn less(self, other: Self) -> $vector {
                self.simd_lt(other)
            }
            #[inline(always)]
            fn greater(self, other: Self) -> $vector {
                self.simd_gt(other)
            }
            #[inline(always)]
            fn select(mask: $vector, if_true: Self, if_false: Self) -> Self {
                mask.select(if_true, if_false)
            }
            #[inline(always)]
            fn any(mask: $vector) -> bool {
                $vector::any(mask)
            }
            #[inline(always)]
            fn sum(self) -> f64 {
                self.to_array().into_iter().map(f64::from).sum()
            }
        }
    };
}

vector_lanes!(f64x4, f64, 4);
vector_lanes!(f32x8, f32, 8);
