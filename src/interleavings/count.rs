//! What the model counts with.

use std::fmt;

/// A whole number that is exact or absent: adding either gives the true sum or says that
/// it cannot.
///
/// `u128` reaches 3·10³⁸, enough for two processes with 32 increments each. With the
/// feature `big-counts`, `num_bigint::BigUint` counts without an end. Chapters compile
/// only `u128`.
pub trait Count: Clone + fmt::Debug + fmt::Display + PartialEq {
    /// Nothing counted yet.
    fn zero() -> Self;

    /// The one way to have taken no step.
    fn one() -> Self;

    /// Adds `other`; `None` when the sum does not fit, and then `self` is of no further
    /// use.
    #[must_use]
    fn add(&mut self, other: &Self) -> Option<()>;

    /// The nearest floating-point number, for shares and bars; the count itself stays
    /// exact.
    fn approximately(&self) -> f64;
}

impl Count for u128 {
    fn zero() -> u128 {
        0
    }

    fn one() -> u128 {
        1
    }

    fn add(&mut self, other: &u128) -> Option<()> {
        *self = self.checked_add(*other)?;
        Some(())
    }

    #[allow(clippy::cast_precision_loss)]
    fn approximately(&self) -> f64 {
        *self as f64
    }
}

#[cfg(feature = "big-counts")]
impl Count for num_bigint::BigUint {
    fn zero() -> Self {
        Self::ZERO
    }

    fn one() -> Self {
        Self::from(1u8)
    }

    fn add(&mut self, other: &Self) -> Option<()> {
        *self += other;
        Some(())
    }

    fn approximately(&self) -> f64 {
        // Its decimal digits are a floating-point number that Rust reads with correct
        // rounding; the numeric route would need the traits of one more crate.
        self.to_string().parse().unwrap_or(f64::INFINITY)
    }
}
