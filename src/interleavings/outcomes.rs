//! How many orders end with each value.

use super::count::Count;
use super::error::ModelError;
use super::program::Program;
use super::stuck::Stuck;
use super::survivors::State;
use std::collections::BTreeMap;

/// All that a program can end with.
#[derive(Clone, Debug)]
pub struct Outcomes<C> {
    expected: u64,
    values: BTreeMap<u64, C>,
    stuck: Vec<Stuck<C>>,
    total: C,
}

impl<C: Count> Outcomes<C> {
    /// Each value that can be reached with all increments done, and the number of orders
    /// that end with it; the smallest value first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &C)> {
        self.values.iter().map(|(value, count)| (*value, count))
    }

    /// The number of orders that end with this value; `None` when none does.
    #[must_use]
    pub fn count(&self, value: u64) -> Option<&C> {
        self.values.get(&value)
    }

    /// The number of all orders, those that get stuck included.
    #[must_use]
    pub fn total(&self) -> &C {
        &self.total
    }

    /// The share of all orders that ends with this value, from 0 to 1.
    #[must_use]
    pub fn share(&self, value: u64) -> f64 {
        let part = self.count(value).map_or(0.0, Count::approximately);
        part / self.total.approximately()
    }

    /// The value that loses nothing.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected
    }

    /// The ways to get stuck: none unless a lock is never given back.
    #[must_use]
    pub fn stuck(&self) -> &[Stuck<C>] {
        &self.stuck
    }
}

/// The orders that lead to a state, by the number of survivors so far.
type Counts<C> = Vec<C>;

impl Program {
    /// Counts the orders of loads and stores by the value they end with.
    ///
    /// # Errors
    /// [`ModelError::CountTooLarge`] when a count does not fit `C`;
    /// [`ModelError::TooManyStates`] when it would take too long.
    pub fn outcomes<C: Count>(&self) -> Result<Outcomes<C>, ModelError> {
        self.check_size()?;
        let mut found = Outcomes {
            expected: self.expected(),
            values: BTreeMap::new(),
            stuck: Vec::new(),
            total: C::zero(),
        };
        // All states in a layer are the same number of steps from the start.
        let mut layer = BTreeMap::from([(State::start(self), vec![C::one()])]);
        while !layer.is_empty() {
            let mut next = BTreeMap::new();
            for (state, counts) in layer {
                self.advance(&state, &counts, &mut next)?;
                self.record(&state.done, counts, &mut found)?;
            }
            layer = next;
        }
        Ok(found)
    }

    fn advance<C: Count>(
        &self,
        state: &State,
        counts: &[C],
        next: &mut BTreeMap<State, Counts<C>>,
    ) -> Result<(), ModelError> {
        for step in state.moves(self) {
            let sums = next.entry(step.to).or_default();
            add_all(sums, counts, usize::from(step.survives))?;
        }
        Ok(())
    }

    /// Keeps the counts of a state that nothing follows. It has no carrier: who is between load
    /// and store can go on.
    fn record<C: Count>(
        &self,
        done: &[usize],
        counts: Vec<C>,
        found: &mut Outcomes<C>,
    ) -> Result<(), ModelError> {
        let stuck = self.is_stuck(done);
        if !stuck && !self.is_finished(done) {
            return Ok(());
        }
        let counts = (0u64..).zip(counts);
        for (value, count) in counts.filter(|(_, count)| *count != C::zero()) {
            found.total.add(&count).ok_or(ModelError::CountTooLarge)?;
            if stuck {
                found.stuck.push(Stuck::new(self, done, value, count)?);
            } else {
                found.values.insert(value, count);
            }
        }
        Ok(())
    }
}

/// Adds each count to the sum for `shift` more survivors.
fn add_all<C: Count>(
    sums: &mut Vec<C>,
    counts: &[C],
    shift: usize,
) -> Result<(), ModelError> {
    if sums.len() < counts.len() + shift {
        sums.resize(counts.len() + shift, C::zero());
    }
    for (sum, count) in sums[shift..].iter_mut().zip(counts) {
        sum.add(count).ok_or(ModelError::CountTooLarge)?;
    }
    Ok(())
}
