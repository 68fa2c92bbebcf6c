//! Producers and consumers left to themselves: each item once, and in its producer's order.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use shm_workbook::lesson::{self, Child, Failure, Lesson};
use shm_workbook::{Key, Mode, Operation, Segment, SemaphoreSet};

use crate::ring::{EMPTY, FULL, MUTEX, Ring, consume, create_set, produce, put, size};

/// Comes behind the last item, once for each consumer: go home.
const END: u64 = u64::MAX;
/// An item is the number of its producer, and above these bits nothing else.
const NUMBER_BITS: u32 = 40;

/// How many of each.
pub struct Crew {
    pub producers: u64,
    pub consumers: u64,
    pub slots: u16,
    pub items: u64,
}

// ANCHOR: roles
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
// ANCHOR_END: roles

pub fn all_at_once(lesson: &mut Lesson, crew: &Crew) -> lesson::Result {
    let &Crew {
        producers,
        consumers,
        slots,
        items,
    } = crew;
    lesson.step(format_args!(
        "Left to themselves: {producers} producers, {consumers} consumers, {slots} slots, \
         {items} items"
    ))?;
    let segment =
        Segment::create(Key::PRIVATE, size(slots), Mode::OWNER)?.remove_on_drop();
    let set = create_set(slots)?.remove_on_drop();
    let lines = usize::try_from(items).unwrap_or(usize::MAX);
    let bytes = NonZeroUsize::MIN.saturating_add(lines.saturating_mul(8) - 1);
    let book = Segment::create(Key::PRIVATE, bytes, Mode::OWNER)?.remove_on_drop();
    let ledger = book.attach_as::<[AtomicU64]>()?;
    let ring = segment.attach_as::<Ring>()?;
    let mut all = Vec::new();
    for number in 0..producers {
        let share = items / producers + u64::from(number < items % producers);
        all.push(lesson.spawn("producer", &[&segment, &set, &number, &share])?);
    }
    for _ in 0..consumers {
        all.push(lesson.spawn("consumer", &[&segment, &set, &book])?);
    }
    lesson.start_together(&mut all)?;
    let begin = Instant::now();
    let mut takers = all.split_off(producers as usize);
    sum_of_answers(lesson, &mut all, &mut takers)?;
    send_home(lesson, &ring, *set, &mut takers)?;
    let taken = sum_of_answers(lesson, &mut takers, &mut [])?;
    let time = begin.elapsed();
    check(lesson, &ledger, crew, taken)?;
    report(lesson, items, time)?;
    ledger.detach()?;
    ring.detach()?;
    book.remove()?;
    set.remove()?;
    Ok(segment.remove()?)
}

/// One last item for each consumer. This process does not sleep for a slot, in which no signal would
/// reach it: both semaphores at once, or neither.
fn send_home(
    lesson: &Lesson,
    ring: &Ring,
    set: SemaphoreSet,
    takers: &mut [Child],
) -> lesson::Result {
    let enter = [Operation::wait(EMPTY), Operation::wait(MUTEX).undo()];
    for _ in 0..takers.len() {
        lesson.hold_trace();
        while let Err(error) = set.try_operate(&enter) {
            if !error.would_wait() {
                return Err(error.into());
            }
            if all_have_ended(takers)? {
                // Not by an item of ours: their answers say why.
                return Ok(());
            }
            lesson.wait(None, Some(Duration::from_millis(1)))?;
            lesson.hold_trace();
        }
        lesson.trace(true);
        put(ring, END);
        set.operate(&[Operation::signal(MUTEX).undo(), Operation::signal(FULL)])?;
    }
    Ok(())
}

fn all_have_ended(children: &mut [Child]) -> lesson::Result<bool> {
    for child in children {
        if !child.has_ended()? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Waits until the workers have ended, and adds up what they answer. If one of them fails, or if one
/// of the others ends, who may not yet, the rest would sleep for ever: that is noticed at once.
pub fn sum_of_answers(
    lesson: &Lesson,
    workers: &mut [Child],
    others: &mut [Child],
) -> lesson::Result<u64> {
    let mut heard = vec![false; workers.len()];
    let mut sum = 0;
    while heard.contains(&false) {
        for (worker, heard) in workers.iter_mut().zip(&mut heard) {
            if !*heard && worker.has_ended()? {
                sum += lesson::parse::<u64>(&worker.answer(lesson)?)?;
                worker.succeed(lesson)?;
                *heard = true;
            }
        }
        for other in &mut *others {
            if other.has_ended()? {
                other.succeed(lesson)?;
                return Err(Failure::Child("a consumer went home too early".into()));
            }
        }
        lesson.wait(None, Some(Duration::from_millis(1)))?;
    }
    Ok(sum)
}

// ANCHOR: check
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
// ANCHOR_END: check

fn report(lesson: &Lesson, items: u64, time: Duration) -> lesson::Result {
    let rate = items as f64 / time.as_secs_f64().max(1e-9);
    lesson.result(format_args!(
        "in {:.3} s: {rate:.0} items a second",
        time.as_secs_f64()
    ))?;
    lesson.notice(
        "Each item arrived once, and those of one producer in its order. An item costs at least \
         eight calls here, four on each side, and more when somebody has to be woken.",
    )
}
