// ANCHOR: crew-roles
/// Puts its items into the ring, one after the other.
pub fn producer(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let set: SemaphoreSet = lesson.args.take("SEMAPHORES")?;
    let number: u64 = lesson.args.take("NUMBER")?;
    let items: u64 = lesson.args.take("ITEMS")?;
    let ring = segment.attach_as::<Ring>()?;
    lesson.answer("ready")?;
    lesson.hear()?;
    for item in 0..items {
        produce(&ring, set, (number << NUMBER_BITS) | item)?;
        // The first round is shown; the others make the same calls.
        lesson.trace(false);
    }
    lesson.trace(true);
    ring.detach()?;
    lesson.answer(items)
}

/// Takes items until it is sent home, and enters each in the ledger, at its place in the order.
pub fn consumer(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let set: SemaphoreSet = lesson.args.take("SEMAPHORES")?;
    let ledger: Segment = lesson.args.take("LEDGER")?;
    let ring = segment.attach_as::<Ring>()?;
    let ledger = ledger.attach_as::<[AtomicU64]>()?;
    lesson.answer("ready")?;
    lesson.hear()?;
    let mut taken = 0u64;
    loop {
        let (at, item) = consume(&ring, set)?;
        lesson.trace(false);
        if item == END {
            break;
        }
        taken += 1;
        if let Some(line) = ledger.get(at as usize) {
            // 0 is a line that nobody has filled.
            line.fetch_add(item + 1, Ordering::Relaxed);
        }
    }
    lesson.trace(true);
    ledger.detach()?;
    ring.detach()?;
    lesson.answer(taken)
}
// ANCHOR_END: crew-roles

// ANCHOR: crew-check
/// Goes through the ledger: each line filled once, each producer's numbers one after the other.
fn check(
    lesson: &Lesson,
    ledger: &[AtomicU64],
    crew: &Crew,
    taken: u64,
) -> lesson::Result {
    let mut next = vec![0; crew.producers as usize];
    let (mut missing, mut out_of_order) = (0u64, 0u64);
    for line in ledger {
        let Some(item) = line.load(Ordering::Relaxed).checked_sub(1) else {
            missing += 1;
            continue;
        };
        let number = item & ((1 << NUMBER_BITS) - 1);
        match next.get_mut((item >> NUMBER_BITS) as usize) {
            Some(next) if *next == number => *next += 1,
            _ => out_of_order += 1,
        }
    }
    lesson.result(format_args!(
        "expected {}, taken {taken}, missing {missing}, out of order {out_of_order}",
        crew.items
    ))?;
    match (taken == crew.items, missing, out_of_order) {
        (true, 0, 0) => Ok(()),
        _ => Err(Failure::Child("items were lost, or came twice".into())),
    }
}
// ANCHOR_END: crew-check

// ANCHOR: deadlock-deadlock
produce(&mut stage, "put 10")?;
stage.does('P', "mutex-1~")?;
stage.sleeps('P', "within empty-1", EMPTY)?;
stage.does('C', "full-1")?;
stage.sleeps('C', "mutex-1~", MUTEX)?;
// ANCHOR_END: deadlock-deadlock

// ANCHOR: deadlock-asked
/// How many sleep for `empty` and for the mutex, and who changed the mutex last: GETNCNT, GETPID.
fn asked(set: SemaphoreSet) -> Result<([usize; 2], i32), Error> {
    let asleep = [set.waiting(EMPTY)?, set.waiting(MUTEX)?];
    Ok((asleep, set.last_pid(MUTEX)?))
}
// ANCHOR_END: deadlock-asked

// ANCHOR: deadlock-repaired
pub fn repaired(lesson: &mut Lesson) -> lesson::Result {
    let (segment, set) = one_slot()?;
    let mut stage =
        Stage::start(lesson, "PC", "hand", &[&segment, &set])?.with(*set, BUFFER);
    produce(&mut stage, "put 10")?;
    stage.sleeps('P', "empty-1", EMPTY)?;
    consume_in_two_calls(&mut stage)?;
    stage.wakes('P')?;
    stage.all('P', &["mutex-1~", "put 11", "mutex+1~ full+1"])?;
    stage.sleeps('P', "mutex-1~ empty-1", EMPTY)?;
    consume_in_two_calls(&mut stage)?;
    stage.wakes('P')?;
    stage.does('P', "put 12")?;
    stage.does('P', "mutex+1~ full+1")?;
    stage.ends('P')?;
    stage.ends('C')?;
    set.remove()?;
    Ok(segment.remove()?)
}

fn consume_in_two_calls(stage: &mut Stage) -> lesson::Result {
    stage.all(
        'C',
        &["full-1 mutex-1~", "look", "take", "mutex+1~ empty+1"],
    )
}
// ANCHOR_END: deadlock-repaired

// ANCHOR: guarded-sleepers
produce(&mut stage, "put 10")?;
stage.sleeps('P', "empty-1", EMPTY)?;
let first = consume(&mut stage)?;
stage.wakes('P')?;
stage.sleeps('C', "full-1", FULL)?;
stage.all('P', &["mutex-1~", "put 11", "mutex+1~", "full+1"])?;
stage.wakes('C')?;
let second = consume_behind_full(&mut stage)?;
// ANCHOR_END: guarded-sleepers

// ANCHOR: hand-within
/// A wait with a limit, semtimedop: `EAGAIN` says that the time is over.
fn within(set: SemaphoreSet, operations: &[Operation]) -> Result<&'static str, Error> {
    match set.operate_within(operations, LIMIT) {
        Ok(()) => Ok(DONE),
        Err(error) if error.would_wait() => Ok(OVER),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: hand-within

// ANCHOR: killed-killed
pub fn undo_on_the_mutex(lesson: &mut Lesson) -> lesson::Result {
    let (segment, set) = two_slots()?;
    let ring = segment.attach_as::<Ring>()?;
    let mut stage =
        Stage::start(lesson, "PC", "hand", &[&segment, &set])?.with(*set, BUFFER);
    produce(&mut stage, "put 10")?;
    produce(&mut stage, "put 11")?;
    stage.all('C', &["full-1", "mutex-1~", "look", "take"])?;
    stage.kill('C')?;
    count(lesson, &ring, *set)?;
    stage.ends('P')?;
    repair(lesson, &ring, *set)?;
    ring.detach()?;
    set.remove()?;
    Ok(segment.remove()?)
}

pub fn undo_on_the_counts(lesson: &mut Lesson) -> lesson::Result {
    let (segment, set) = two_slots()?;
    let ring = segment.attach_as::<Ring>()?;
    let mut stage =
        Stage::start(lesson, "PCD", "hand", &[&segment, &set])?.with(*set, BUFFER);
    produce(&mut stage, "put 10")?;
    produce(&mut stage, "put 11")?;
    stage.all('C', &["full-1~", "mutex-1~", "look", "take"])?;
    stage.kill('C')?;
    count(lesson, &ring, *set)?;
    repair(lesson, &ring, *set)?;
    stage.all(
        'D',
        &[
            "full-1~", "mutex-1~", "look", "take", "mutex+1~", "empty+1~",
        ],
    )?;
    stage.ends('D')?;
    count(lesson, &ring, *set)?;
    stage.ends('P')?;
    ring.detach()?;
    set.remove()?;
    Ok(segment.remove()?)
}
// ANCHOR_END: killed-killed

// ANCHOR: killed-repair
/// With nobody at work: the ring knows how many items it holds, so both counts can be set anew.
fn repair(lesson: &Lesson, ring: &Ring, set: SemaphoreSet) -> lesson::Result {
    let inside = inside(ring);
    set.set_value(FULL, inside)?;
    set.set_value(EMPTY, SLOTS - inside.min(SLOTS))?;
    count(lesson, ring, set)
}
// ANCHOR_END: killed-repair

// ANCHOR: ring-ring
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
// ANCHOR_END: ring-ring

// ANCHOR: ring-set
/// How many slots are free, how many hold an item, and who may touch the counts.
pub const EMPTY: u16 = 0;
pub const FULL: u16 = 1;
pub const MUTEX: u16 = 2;

pub fn create_set(slots: u16) -> Result<SemaphoreSet, Error> {
    SemaphoreSet::create(Key::PRIVATE, &[slots, 0, 1], Mode::OWNER)
}
// ANCHOR_END: ring-set

// ANCHOR: ring-guarded
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
// ANCHOR_END: ring-guarded

// ANCHOR: stage-asleep
/// How many the kernel counts as asleep at this member: GETNCNT and GETZCNT.
fn asleep_at(&self, member: u16) -> lesson::Result<usize> {
    self.quietly(0, |set| {
        Ok(set.waiting(member)? + set.waiting_for_zero(member)?)
    })
}
// ANCHOR_END: stage-asleep

// ANCHOR: unguarded-overwritten
pub fn overwritten(lesson: &mut Lesson) -> lesson::Result {
    let segment = Segment::create(Key::PRIVATE, size(2), Mode::OWNER)?.remove_on_drop();
    let ring = segment.attach_as::<Ring>()?;
    let mut stage = Stage::start(lesson, "PC", "hand", &[&segment])?;
    stage.all('P', &["put 10", "put 11", "put 12"])?;
    let mut taken = Vec::new();
    for _ in 0..3 {
        stage.does('C', "look")?;
        taken.push(stage.does('C', "take")?);
    }
    lesson.result(format_args!("put 10 11 12, taken {}", taken.join(" ")))?;
    stage.ends('P')?;
    stage.ends('C')?;
    ring.detach()?;
    Ok(segment.remove()?)
}
// ANCHOR_END: unguarded-overwritten

// ANCHOR: unguarded-twice
pub fn read_twice(lesson: &mut Lesson) -> lesson::Result {
    let segment = Segment::create(Key::PRIVATE, size(2), Mode::OWNER)?.remove_on_drop();
    let mut stage = Stage::start(lesson, "PCD", "hand", &[&segment])?;
    stage.all('P', &["put 10", "put 11"])?;
    stage.does('C', "look")?;
    stage.does('D', "look")?;
    let [first, second] = [stage.does('C', "take")?, stage.does('D', "take")?];
    lesson.result(format_args!("put 10 11, taken {first} {second}"))?;
    for who in "PCD".chars() {
        stage.ends(who)?;
    }
    Ok(segment.remove()?)
}
// ANCHOR_END: unguarded-twice
