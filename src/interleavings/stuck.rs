//! Where a program gets stuck: who waits, and for whom.

use super::count::Count;
use super::error::ModelError;
use super::program::Program;
use super::schedule::Schedule;
use super::step::Process;
use std::fmt;

/// A place where some processes have not finished and none can go on.
///
/// Printed, it is a wait-for picture:
///
/// ```
/// use shm_workbook::interleavings::{Lock, Process, Program};
/// let by = Process::new(0).unwrap();
/// let program = Program::new(2, 1)?.with_lock(Lock::NeverGivenBack { by, increment: 1 })?;
/// let outcomes = program.outcomes::<u128>()?;
/// assert_eq!(outcomes.stuck().len(), 1);
/// assert_eq!(
///     outcomes.stuck()[0].to_string(),
///     "stuck after A.load A.store, counter 1\n\
///      \u{20} A has finished and still holds the lock\n\
///      \u{20} B, 0 of 1 increments done, waits for the lock --> A\n"
/// );
/// # Ok::<(), shm_workbook::interleavings::ModelError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Stuck<C> {
    schedule: Schedule,
    value: u64,
    count: C,
    holder: Option<Process>,
    /// Increments done and wanted, for each process.
    progress: Vec<(usize, usize)>,
}

impl<C: Count> Stuck<C> {
    pub(super) fn new(
        program: &Program,
        done: &[usize],
        value: u64,
        count: C,
    ) -> Result<Stuck<C>, ModelError> {
        let schedule = program.schedule_to(done, value)?;
        // The place was counted by orders that lead to it, so the search meets one of
        // them.
        let schedule = schedule.ok_or(ModelError::TooManyStates)?;
        // Nobody stops between load and store, so two steps are one increment.
        let increments = done.iter().map(|steps| steps / 2);
        let progress = increments
            .zip(program.increments().iter().copied())
            .collect();
        let holder = program.holder(done);
        Ok(Stuck {
            schedule,
            value,
            count,
            holder,
            progress,
        })
    }
}

impl<C> Stuck<C> {
    /// An order that gets stuck here, with the fewest switches.
    #[must_use]
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// What the counter holds then.
    #[must_use]
    pub fn value(&self) -> u64 {
        self.value
    }

    /// How many orders get stuck here.
    #[must_use]
    pub fn count(&self) -> &C {
        &self.count
    }

    /// Who holds the lock that the others wait for.
    #[must_use]
    pub fn holder(&self) -> Option<Process> {
        self.holder
    }

    /// The processes that wait.
    pub fn waiting(&self) -> impl Iterator<Item = Process> {
        let unfinished =
            |index: &usize| self.progress[*index].0 < self.progress[*index].1;
        (0..self.progress.len())
            .filter(unfinished)
            .filter_map(Process::new)
    }
}

impl<C> fmt::Display for Stuck<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "stuck after {}, counter {}", self.schedule, self.value)?;
        for (process, (done, wanted)) in
            (0..).filter_map(Process::new).zip(&self.progress)
        {
            let holds = self.holder == Some(process);
            if done == wanted {
                let lock = if holds {
                    " and still holds the lock"
                } else {
                    ""
                };
                writeln!(f, "  {process} has finished{lock}")?;
            } else {
                let own = if holds { " that it holds itself" } else { "" };
                write!(
                    f,
                    "  {process}, {done} of {wanted} increments done, waits for the lock{own}"
                )?;
                match self.holder {
                    Some(holder) => writeln!(f, " --> {holder}")?,
                    None => writeln!(f)?,
                }
            }
        }
        Ok(())
    }
}
