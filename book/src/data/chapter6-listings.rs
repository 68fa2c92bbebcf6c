// ANCHOR: conductor-play
impl<'a> Conductor<'a> {
    /// Starts as many workers as the schedule has, and waits until each has attached.
    pub fn start(
        lesson: &'a Lesson,
        segment: Segment,
        workers: usize,
    ) -> lesson::Result<Self> {
        let names = (0..workers).filter_map(Process::new);
        let spawned = names.map(|name| {
            let puppet = lesson.spawn("puppet", &[&segment])?;
            Ok(puppet.named(name))
        });
        let mut workers = spawned.collect::<lesson::Result<Vec<_>>>()?;
        for worker in &mut workers {
            worker.answer(lesson)?;
        }
        Ok(Conductor { lesson, workers })
    }

    /// Plays the schedule, and hands each step with its value to `show`.
    pub fn play(
        &mut self,
        schedule: &Schedule,
        mut show: impl FnMut(Step, u64) -> lesson::Result,
    ) -> lesson::Result {
        for &step in schedule.steps() {
            let value = self.take(step)?;
            show(step, value)?;
        }
        Ok(())
    }

    /// Lets one worker take one step, and returns the value that it loaded or stored.
    fn take(&mut self, step: Step) -> lesson::Result<u64> {
        let worker = &mut self.workers[step.process.index()];
        worker.tell(match step.action {
            Action::Load => "load",
            Action::Store => "store",
        })?;
        parse(&worker.answer(self.lesson)?)
    }

    /// No more steps: waits for the workers' ends.
    pub fn end(mut self) -> lesson::Result {
        self.workers
            .iter_mut()
            .try_for_each(|worker| worker.succeed(self.lesson))
    }
}
// ANCHOR_END: conductor-play

// ANCHOR: counter-counter
shared! {
    /// What the workers share.
    pub struct Counter {
        pub value: AtomicU64,
    }
}
// ANCHOR_END: counter-counter

// ANCHOR: counter-increment
pub fn increment(counter: &AtomicU64) {
    let value = counter.load(Ordering::Relaxed);
    pause();
    let value = value.wrapping_add(1);
    counter.store(value, Ordering::Relaxed);
}
// ANCHOR_END: counter-increment

// ANCHOR: demo-race
fn left_to_itself(lesson: &mut Lesson, increments: u64) -> lesson::Result {
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<Counter>()?;
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(lesson.spawn("racer", &[&segment, &increments])?);
    }
    lesson.start_together(&mut workers)?;
    for worker in &mut workers {
        worker.succeed(lesson)?;
    }
    lesson.tally(WORKERS * increments, counter.value.load(Ordering::Relaxed))?;
    counter.detach()?;
    Ok(segment.remove()?)
}

/// In another process: increments on its own, as soon as it is told to go.
fn racer(lesson: &mut Lesson) -> lesson::Result {
    let segment: Segment = lesson.args.take("SEGMENT")?;
    let increments: u64 = lesson.args.take("INCREMENTS")?;
    let counter = segment.attach_as::<Counter>()?;
    lesson.answer("ready")?;
    lesson.hear()?;
    for _ in 0..increments {
        increment(&counter.value);
        pause();
    }
    Ok(counter.detach()?)
}
// ANCHOR_END: demo-race

// ANCHOR: pause-pause
/// Between load and store it lets others have their turn, even on one core. Without it the gap is
/// there, too, only so narrow that a short run may not meet it.
///
/// Between two increments it stands for other work. Without that, a worker would load again what it
/// has just stored and never see the other's number: each run would lose exactly half.
pub fn pause() {
    // The standard library's one source of random numbers: it is there for hash maps.
    let random = RandomState::new().hash_one(());
    thread::sleep(Duration::from_micros(random % LONGEST));
}
// ANCHOR_END: pause-pause

// ANCHOR: torn-forced
/// The scribe writes one half at a time, and the copier copies in between.
pub fn forced(lesson: &mut Lesson) -> lesson::Result {
    let segment = Segment::create(Key::PRIVATE, SIZE, Mode::OWNER)?.remove_on_drop();
    let memory = segment.attach()?;
    memory.write(0, OLD)?;
    let (mut scribe, mut copier) = start(lesson, *segment)?;
    lesson.say(format_args!("{:COLUMN$}copier", "scribe"))?;
    for order in ["copy", "first half", "copy", "second half", "copy"] {
        if order == "copy" {
            copier.tell(order)?;
            lesson.say(format_args!("{:COLUMN$}{}", "", copier.answer(lesson)?))?;
        } else {
            scribe.tell(order)?;
            lesson.say(scribe.answer(lesson)?)?;
        }
    }
    scribe.succeed(lesson)?;
    copier.succeed(lesson)?;
    memory.detach()?;
    Ok(segment.remove()?)
}
// ANCHOR_END: torn-forced

// ANCHOR: torn-loops
fn alternate(memory: &Attachment<Bytes>, length: usize) -> lesson::Result {
    let messages = messages(length);
    let end = Instant::now() + TIME;
    loop {
        for message in &messages {
            memory.write(0, message)?;
        }
        if Instant::now() >= end {
            return Ok(());
        }
    }
}

/// What a copy should be is known, so whatever differs is torn.
fn count(memory: &Attachment<Bytes>, length: usize) -> lesson::Result<String> {
    let messages = messages(length);
    let (mut copies, mut torn) = (0u64, 0u64);
    let mut copy = vec![0; length];
    let end = Instant::now() + TIME;
    loop {
        memory.read(0, &mut copy)?;
        copies += 1;
        torn += u64::from(!messages.contains(&copy));
        if Instant::now() >= end {
            let whole = copies - torn;
            return Ok(format!("{copies} copies, {whole} whole, {torn} torn"));
        }
    }
}
// ANCHOR_END: torn-loops
