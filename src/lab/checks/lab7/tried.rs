//! Whether the witness could try everything.

use crate::verdict::{Judged, Objection};

/// What has to be so in an order.
#[derive(Debug, Clone, Copy)]
pub enum Judge {
    Counts,
    OneAtATime,
}

/// Did the orders that were run say all that was asked?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
#[cfg_attr(
    not(target_arch = "x86_64"),
    expect(dead_code, reason = "nothing is tried there")
)]
pub enum Tried {
    All,
    /// Not, for this reason.
    NotAll(&'static str),
}

pub const NO_WITNESS: Tried = Tried::NotAll("accesses cannot be seen here");

impl Tried {
    /// Where not all orders could be tried, rounds as they come have to do.
    pub fn or(self, sampled: impl FnOnce() -> Judged) -> Judged {
        match self {
            Self::All => Ok(()),
            Self::NotAll(_) => sampled().map_err(|objection| self.told(objection)),
        }
    }

    /// What is found afterwards says why it was not shown step by step.
    pub fn told(self, objection: Objection) -> Objection {
        match self {
            Self::All => objection,
            Self::NotAll(why) => {
                objection.with(format!("not all orders were tried before: {why}"))
            }
        }
    }
}
