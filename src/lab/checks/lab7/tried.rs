//! Whether the witness could try everything.

use crate::verdict::Judged;

/// Did the orders that were run say all that was asked?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Tried {
    All,
    /// Programs cannot be traced here, or this one does not do the same twice, spins, has more orders than
    /// anybody waits for, or did not end in time under the witness, which makes it slower.
    NotAll,
}

impl Tried {
    /// Where not all orders could be tried, rounds as they come have to do.
    pub fn or(self, sampled: impl FnOnce() -> Judged) -> Judged {
        match self {
            Self::All => Ok(()),
            Self::NotAll => sampled(),
        }
    }
}
