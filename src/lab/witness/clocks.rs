//! Vector clocks: what each process knows of the others' past.

/// How far each process had come, as far as somebody knows: entry `p` counts the steps of process `p` that
/// happened before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clock(Vec<u64>);

impl Clock {
    /// How far this process is known to have come.
    pub fn of(&self, process: usize) -> u64 {
        self.0.get(process).copied().unwrap_or(0)
    }

    /// Learns all that another clock knows.
    pub fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (own, other) in self.0.iter_mut().zip(&other.0) {
            *own = (*own).max(*other);
        }
    }

    /// The process takes a step that nobody else knows of yet.
    pub fn tick(&mut self, process: usize) {
        if self.0.len() <= process {
            self.0.resize(process + 1, 0);
        }
        self.0[process] += 1;
    }
}
