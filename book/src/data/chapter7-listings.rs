// ANCHOR: demo-create
let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
let counter = segment.attach_as::<Table>()?;
let semaphore = Semaphore::create(Key::PRIVATE, 1, Mode::OWNER)?.remove_on_drop();
// ANCHOR_END: demo-create

// ANCHOR: demo-kill
fn kill_the_holder(
    lesson: &mut Lesson,
    semaphore: Semaphore,
    table: &Attachment<Table>,
) -> lesson::Result {
    let segment = table.segment();
    table.left.store(TOKENS, Ordering::Relaxed);
    let mut victim = lesson.spawn("victim", &[&segment, &semaphore])?;
    // Attached, then half-way.
    victim.answer(lesson)?;
    victim.answer(lesson)?;
    let mut other = lesson.spawn("mover", &[&segment, &semaphore])?;
    other.answer(lesson)?;
    until_it_waits(lesson, semaphore, &mut other)?;
    show(lesson, segment, semaphore)?;

    victim.kill()?;
    was_killed(lesson, victim)?;
    other.succeed(lesson)?;
    show(lesson, segment, semaphore)?;
    count_tokens(lesson, table)
}
// ANCHOR_END: demo-kill

// ANCHOR: torn-loops
fn alternate(
    lesson: &Lesson,
    memory: &Attachment<Bytes>,
    semaphore: Semaphore,
    length: usize,
) -> lesson::Result {
    let messages = messages(length);
    let end = Instant::now() + TIME;
    loop {
        for message in &messages {
            let permit = semaphore.acquire()?;
            memory.write(0, message)?;
            permit.release()?;
            // The first round is shown; the others make the same calls.
            lesson.trace(false);
        }
        if Instant::now() >= end {
            return Ok(());
        }
    }
}

fn count(
    lesson: &Lesson,
    memory: &Attachment<Bytes>,
    semaphore: Semaphore,
    length: usize,
) -> lesson::Result<String> {
    let messages = messages(length);
    let (mut copies, mut torn) = (0u64, 0u64);
    let mut copy = vec![0; length];
    let end = Instant::now() + TIME;
    loop {
        let permit = semaphore.acquire()?;
        memory.read(0, &mut copy)?;
        permit.release()?;
        lesson.trace(false);
        copies += 1;
        torn += u64::from(!messages.contains(&copy));
        if Instant::now() >= end {
            let whole = copies - torn;
            return Ok(format!("{copies} copies, {whole} whole, {torn} torn"));
        }
    }
}
// ANCHOR_END: torn-loops

// ANCHOR: worker-increment
/// During the pause others would get their turn, as in chapter 6, if they could enter.
fn increment(counter: &AtomicU64, semaphore: Semaphore) -> lesson::Result {
    let permit = semaphore.acquire()?;
    let value = counter.load(Ordering::Relaxed);
    pause();
    let value = value.wrapping_add(1);
    counter.store(value, Ordering::Relaxed);
    Ok(permit.release()?)
}
// ANCHOR_END: worker-increment

// ANCHOR: worker-mover
/// Moves a token from the left to the right, and may wait half-way to be killed.
pub fn mover(lesson: &mut Lesson, stops_half_way: bool) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let semaphore: Semaphore = lesson.args.take("SEMAPHORE")?;
    let table = segment.attach_as::<Table>()?;
    lesson.answer("attached")?;
    let permit = semaphore.acquire()?;
    table.left.fetch_sub(1, Ordering::Relaxed);
    if stops_half_way {
        lesson.answer("half-way")?;
        lesson.hear()?;
    }
    table.right.fetch_add(1, Ordering::Relaxed);
    permit.release()?;
    Ok(table.detach()?)
}
// ANCHOR_END: worker-mover
