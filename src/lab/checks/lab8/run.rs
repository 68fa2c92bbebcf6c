//! A run of lab 8, its segment, and what has to be true at its end.

use std::sync::atomic::AtomicU64;

use shm_workbook::{Attachment, RemoveOnDrop, Segment};

use super::layout::{Memory, Sizes};
use crate::checks::provided;
use crate::trial::Trial;
use crate::trial::ended::Ended;
use crate::trial::session::Session;
use crate::verdict::{Judged, Objection};

#[derive(Debug)]
pub struct Run<'a> {
    pub session: Session<'a>,
    pub sizes: Sizes,
    words: Attachment<[AtomicU64]>,
    _segment: RemoveOnDrop<Segment>,
}

impl<'a> Run<'a> {
    pub fn start(trial: &'a Trial, sizes: Sizes) -> Result<Self, Objection> {
        let segment = provided::segment(trial, sizes.bytes())?;
        let session = trial.start(&sizes.words(segment.id()))?;
        Self::of(session, sizes, segment)
    }

    /// As tracees; see `tracer`.
    pub fn start_traced(trial: &'a Trial, sizes: Sizes) -> Result<Self, Objection> {
        let segment = provided::segment(trial, sizes.bytes())?;
        let session = trial.start_traced(&sizes.words(segment.id()))?;
        Self::of(session, sizes, segment)
    }

    fn of(
        session: Session<'a>,
        sizes: Sizes,
        segment: RemoveOnDrop<Segment>,
    ) -> Result<Self, Objection> {
        Ok(Self {
            session,
            sizes,
            words: segment.attach_as::<[AtomicU64]>()?,
            _segment: segment,
        })
    }

    pub fn memory(&self) -> Memory {
        Memory::copy(&self.words, self.sizes)
    }

    /// Waits for the end. All items must have arrived.
    pub fn exact(&mut self) -> Result<Ended, Objection> {
        let ended = self.session.finish();
        ended.succeeded()?;
        self.all_arrived(&ended)?;
        Ok(ended)
    }

    pub fn all_arrived(&self, ended: &Ended) -> Judged {
        self.arrived(
            ended,
            &vec![self.sizes.items; self.sizes.producers as usize],
        )
    }

    /// So many items of each producer must have arrived, and the program must say how many in all.
    pub fn arrived(&self, ended: &Ended, wanted: &[u64]) -> Judged {
        let memory = self.memory();
        let story = memory.story(self.sizes);
        let sum: u64 = wanted.iter().sum();
        let printed = ended.value("taken") == Some(sum.to_string());
        if printed && story.as_deref() == Ok(wanted) {
            return Ok(());
        }
        let objection = ended.objection(
            format!(
                "{sum} items in the log, each once and those of one producer in its order, and \
                 `taken={sum}`"
            ),
            "Item n goes into slot n % SLOTS, comes out of it as the n-th, and into line n of the \
             log: n is read, and the count raised, with the mutex in hand.",
        );
        let told = match story {
            Ok(counts) => format!("the log: items of each producer {counts:?}"),
            Err(complaint) => complaint,
        };
        Err(objection.with(told).with(memory.line()))
    }
}

/// A few of everything, and more items of each producer than there are slots.
pub fn any_sizes() -> Sizes {
    let slots = fastrand::u64(4..8);
    Sizes {
        slots,
        producers: fastrand::u64(2..4),
        consumers: fastrand::u64(2..4),
        items: slots + fastrand::u64(2..6),
    }
}
