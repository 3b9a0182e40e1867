//! Vectors in space over any lane type.

use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use crate::lanes::Lanes;

/// A vector in space, each component one or several numbers side by side. Å when it is a position.
#[derive(Clone, Copy, Debug)]
pub struct Vector<L> {
    /// Along the x axis.
    pub x: L,
    /// Along the y axis.
    pub y: L,
    /// Along the z axis.
    pub z: L,
}

impl<L: Lanes> Vector<L> {
    /// The vector of three components.
    #[inline(always)]
    pub fn new(x: L, y: L, z: L) -> Self {
        Self { x, y, z }
    }

    /// The zero vector.
    #[inline(always)]
    pub fn zero() -> Self {
        Self::new(L::zero(), L::zero(), L::zero())
    }

    /// The vector of each component's image.
    #[inline(always)]
    pub fn map<M: Lanes>(self, image: impl Fn(L) -> M) -> Vector<M> {
        Vector { x: image(self.x), y: image(self.y), z: image(self.z) }
    }

    /// Scalar product.
    #[inline(always)]
    pub fn dot(self, other: Self) -> L {
        self.x.mul_add(other.x, self.y.mul_add(other.y, self.z * other.z))
    }

    /// Vector product.
    #[inline(always)]
    pub fn cross(self, other: Self) -> Self {
        Self::new(
            self.y.mul_sub(other.z, self.z * other.y),
            self.z.mul_sub(other.x, self.x * other.z),
            self.x.mul_sub(other.y, self.y * other.x),
        )
    }

    /// The vector `factor` times as long.
    #[inline(always)]
    pub fn scale(self, factor: L) -> Self {
        Self::new(self.x * factor, self.y * factor, self.z * factor)
    }

    /// `self * factor + summand`.
    #[inline(always)]
    pub fn scale_add(self, factor: L, summand: Self) -> Self {
        Self::new(
            self.x.mul_add(factor, summand.x),
            self.y.mul_add(factor, summand.y),
            self.z.mul_add(factor, summand.z),
        )
    }

    /// `summand - self * factor`.
    #[inline(always)]
    pub fn scale_sub(self, factor: L, summand: Self) -> Self {
        Self::new(
            self.x.mul_neg_add(factor, summand.x),
            self.y.mul_neg_add(factor, summand.y),
            self.z.mul_neg_add(factor, summand.z),
        )
    }

    /// Square of the length.
    #[inline(always)]
    pub fn norm_squared(self) -> L {
        self.dot(self)
    }

    /// Length.
    #[inline(always)]
    pub fn norm(self) -> L {
        self.norm_squared().sqrt()
    }
}

impl<L: Lanes> Add for Vector<L> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self::new(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl<L: Lanes> Sub for Vector<L> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self::new(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl<L: Lanes> Neg for Vector<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::new(-self.x, -self.y, -self.z)
    }
}

impl<L: Lanes> AddAssign for Vector<L> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<L: Lanes> SubAssign for Vector<L> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
