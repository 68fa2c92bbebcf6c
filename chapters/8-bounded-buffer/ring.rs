//! The ring: K slots in a segment, the two counts kept apart from them; and the three semaphores.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use shm_workbook::{Error, Headed, Key, Mode, Operation, SemaphoreSet, shared};

// ANCHOR: ring
shared! {
    /// Both only grow. Modulo K they are places in the ring; their difference is what is in it.
    pub struct Ends {
        pub taken: AtomicU64,
        pub put: AtomicU64,
        /// The conductor has seen what it wanted: a wait with a limit may end.
        pub seen: AtomicU64,
    }
}

pub type Ring = Headed<Ends, AtomicU64>;

/// Stores an item in the next slot. Nothing keeps anybody from doing so.
pub fn put(ring: &Ring, item: u64) {
    let at = ring.header.put.load(Ordering::Relaxed);
    slot(ring, at).store(item, Ordering::Relaxed);
    ring.header.put.store(at.wrapping_add(1), Ordering::Relaxed);
}

/// Takes the item at this place, which the caller has read from `taken`.
pub fn take(ring: &Ring, at: u64) -> u64 {
    let item = slot(ring, at).load(Ordering::Relaxed);
    ring.header
        .taken
        .store(at.wrapping_add(1), Ordering::Relaxed);
    item
}
// ANCHOR_END: ring

fn slot(ring: &Ring, at: u64) -> &AtomicU64 {
    &ring.items[(at % ring.items.len() as u64) as usize]
}

/// How many bytes a ring of so many slots has.
pub fn size(slots: u16) -> NonZeroUsize {
    let ends = const { NonZeroUsize::new(size_of::<Ends>()).unwrap() };
    ends.saturating_add(usize::from(slots) * size_of::<AtomicU64>())
}

// ANCHOR: set
/// How many slots are free, how many hold an item, and who may touch the counts.
pub const EMPTY: u16 = 0;
pub const FULL: u16 = 1;
pub const MUTEX: u16 = 2;

pub fn create_set(slots: u16) -> Result<SemaphoreSet, Error> {
    SemaphoreSet::create(Key::PRIVATE, &[slots, 0, 1], Mode::OWNER)
}
// ANCHOR_END: set

// ANCHOR: guarded
/// Puts an item into the ring, when there is room.
pub fn produce(ring: &Ring, set: SemaphoreSet, item: u64) -> Result<(), Error> {
    set.operate(&[Operation::wait(EMPTY)])?;
    set.operate(&[Operation::wait(MUTEX).undo()])?;
    put(ring, item);
    set.operate(&[Operation::signal(MUTEX).undo()])?;
    set.operate(&[Operation::signal(FULL)])
}

/// Takes an item out of the ring, when there is one, and tells its place in the order.
pub fn consume(ring: &Ring, set: SemaphoreSet) -> Result<(u64, u64), Error> {
    set.operate(&[Operation::wait(FULL)])?;
    set.operate(&[Operation::wait(MUTEX).undo()])?;
    let at = ring.header.taken.load(Ordering::Relaxed);
    let item = take(ring, at);
    set.operate(&[Operation::signal(MUTEX).undo()])?;
    set.operate(&[Operation::signal(EMPTY)])?;
    Ok((at, item))
}
// ANCHOR_END: guarded
