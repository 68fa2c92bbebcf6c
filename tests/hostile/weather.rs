//! Who may run beside whom: a storm takes processors and memory from all others, and a judge has a time
//! limit.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

static SKY: RwLock<()> = RwLock::new(());

/// Until it is dropped, nothing else of this test program runs.
#[derive(Debug)]
#[must_use]
#[allow(dead_code, reason = "they are held, not read")]
pub enum Weather {
    Storm(RwLockWriteGuard<'static, ()>),
    Calm(RwLockReadGuard<'static, ()>),
}

/// Waits for its turn. A test that failed meanwhile has nothing to do with it.
pub fn wait_for(storm: bool) -> Weather {
    if storm {
        Weather::Storm(SKY.write().unwrap_or_else(PoisonError::into_inner))
    } else {
        Weather::Calm(SKY.read().unwrap_or_else(PoisonError::into_inner))
    }
}
