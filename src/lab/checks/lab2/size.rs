//! A size for a segment that shows what is made of it.

/// Odd, so never a multiple of the page size, and more than 16 bits hold.
pub fn any_size() -> usize {
    fastrand::usize(70_000..400_000) | 1
}
