//! An order that ends where you want it, as short to read as can be.

use super::error::ModelError;
use super::program::Program;
use super::schedule::Schedule;
use super::step::{Process, Step};
use super::survivors::State;
use std::collections::{HashSet, VecDeque};

/// A place in the search, with the way back to the start.
struct Visit {
    place: Place,
    came_by: Option<(usize, Step)>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Place {
    state: State,
    survivors: u64,
    /// Who did the last step: it decides whether the next one is a switch.
    last: Option<Process>,
}

impl Program {
    /// An order in which all increments are done and the counter ends with `value`, with
    /// the fewest switches from one process to another; `None` when no order ends there.
    ///
    /// The same program and value always give the same order.
    ///
    /// # Errors
    /// [`ModelError::TooManyStates`] when it would take too long.
    pub fn schedule_for(&self, value: u64) -> Result<Option<Schedule>, ModelError> {
        let finished: Vec<usize> = self.increments().iter().map(|n| 2 * n).collect();
        self.schedule_to(&finished, value)
    }

    /// An order after which each process has done so many steps and the counter has this
    /// value.
    pub(super) fn schedule_to(
        &self,
        done: &[usize],
        value: u64,
    ) -> Result<Option<Schedule>, ModelError> {
        self.check_size()?;
        let goal = State {
            done: done.to_vec(),
            carrier: None,
        };
        Ok(Search::new(self).run(&goal, value))
    }
}

/// A breadth-first search in which a step without a switch costs nothing: such steps go
/// to the front of the queue, the others to its back.
struct Search<'a> {
    program: &'a Program,
    visits: Vec<Visit>,
    queue: VecDeque<usize>,
    settled: HashSet<Place>,
}

impl<'a> Search<'a> {
    fn new(program: &'a Program) -> Self {
        let place = Place {
            state: State::start(program),
            survivors: 0,
            last: None,
        };
        Search {
            program,
            visits: vec![Visit {
                place,
                came_by: None,
            }],
            queue: VecDeque::from([0]),
            settled: HashSet::new(),
        }
    }

    fn run(mut self, goal: &State, value: u64) -> Option<Schedule> {
        while let Some(at) = self.queue.pop_front() {
            let place = self.visits[at].place.clone();
            if place.state == *goal && place.survivors == value {
                return Some(self.way_to(at));
            }
            if self.settled.insert(place.clone()) {
                self.go_on(at, &place, value);
            }
        }
        None
    }

    fn go_on(&mut self, at: usize, from: &Place, value: u64) {
        for step in from.state.moves(self.program) {
            let survivors = from.survivors + u64::from(step.survives);
            let last = Some(step.step.process);
            let place = Place {
                state: step.to,
                survivors,
                last,
            };
            if self.is_hopeless(&place, value) || self.settled.contains(&place) {
                continue;
            }
            let stays = from.last == last;
            let next = self.visits.len();
            self.visits.push(Visit {
                place,
                came_by: Some((at, step.step)),
            });
            if stays {
                self.queue.push_front(next);
            } else {
                self.queue.push_back(next);
            }
        }
    }

    /// Too many survivors already, or too few even if nothing more is lost.
    fn is_hopeless(&self, place: &Place, value: u64) -> bool {
        let processes = self.program.processes();
        let to_come = processes.map(|process| {
            let steps = self.program.remaining(&place.state.done, process);
            // An odd number ends an increment that has begun; only the carrier's
            // survives.
            steps / 2 + usize::from(place.state.carrier == Some(process))
        });
        let most = place.survivors + to_come.sum::<usize>() as u64;
        !(place.survivors..=most).contains(&value)
    }

    fn way_to(&self, end: usize) -> Schedule {
        let mut steps = Vec::new();
        let mut at = end;
        while let Some((before, step)) = self.visits[at].came_by {
            steps.push(step);
            at = before;
        }
        steps.reverse();
        Schedule::from_model(steps)
    }
}
