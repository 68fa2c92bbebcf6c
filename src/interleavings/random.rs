//! An order picked at random, the same one again for the same seed.

use super::program::Program;
use super::schedule::Schedule;
use super::step::{Process, Step};

/// SplitMix64: one addition and a few shifts, and good enough to draw lots.
///
/// A random-number crate would do the same, but may change its stream with a new version;
/// here a seed that a reader noted down has to mean the same order for ever.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, each equally likely: what the remainder would favour is
    /// drawn again.
    fn below(&mut self, bound: u64) -> u64 {
        let fair = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.next();
            if drawn < fair {
                return drawn % bound;
            }
        }
    }
}

impl Program {
    /// An order picked at random. Without a lock, and with the semaphore, every order is
    /// equally likely.
    ///
    /// With a lock that is never given back, the order may end stuck.
    ///
    /// ```
    /// use shm_workbook::interleavings::Program;
    /// let program = Program::new(2, 3)?;
    /// let drawn = program.random_schedule(7);
    /// assert_eq!(drawn, program.random_schedule(7));
    /// assert_eq!((drawn.processes(), drawn.increments()), (2, 6));
    /// # Ok::<(), shm_workbook::interleavings::ModelError>(())
    /// ```
    #[must_use]
    pub fn random_schedule(&self, seed: u64) -> Schedule {
        let mut lots = SplitMix64(seed);
        let mut done = vec![0; self.increments().len()];
        let mut steps = Vec::new();
        while let Some(step) = self.draw(&done, &mut lots) {
            done[step.process.index()] += 1;
            steps.push(step);
        }
        Schedule::from_model(steps)
    }

    /// Draws one of the steps in front of those who can go on, as from a shuffled pack of
    /// cards: whoever has more cards left is more likely to come next.
    fn draw(&self, done: &[usize], lots: &mut SplitMix64) -> Option<Step> {
        let able: Vec<(Step, u64)> = self
            .processes()
            .filter_map(|process| Some((self.next_step(done, process)?, process)))
            .map(|(step, process)| (step, self.remaining(done, process) as u64))
            .collect();
        let cards = able.iter().map(|(_, left)| left).sum();
        let mut lot = if cards == 0 {
            return None;
        } else {
            lots.below(cards)
        };
        able.into_iter().find_map(|(step, left)| {
            let hit = lot < left;
            lot = lot.wrapping_sub(left);
            hit.then_some(step)
        })
    }

    fn next_step(&self, done: &[usize], process: Process) -> Option<Step> {
        let action = self.next_action(done, process)?;
        Some(Step { process, action })
    }
}
