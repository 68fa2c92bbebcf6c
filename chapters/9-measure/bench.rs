//! What the library costs: each of its calls beside the same thing in raw `libc`, written the
//! shortest way, in the same run.
//!
//!     cargo bench --features bench --bench library
//!     cargo bench --features bench --bench library -- --test   # each once: is it correct?
//!
//! Criterion tells how long each takes. A ratio of two of its figures would be off by whatever
//! the machine did between them, though; so `ratio` measures the two in turns.

#[path = "bench/common.rs"]
mod common;
#[allow(dead_code, reason = "the chapter needs more of it")]
mod cores;
#[allow(dead_code, reason = "the chapter needs more of it")]
mod failures;
#[path = "bench/goal.rs"]
mod goal;
#[path = "bench/ping_pong.rs"]
mod ping_pong;
#[path = "bench/ratio.rs"]
mod ratio;
#[path = "bench/raw.rs"]
mod raw;

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};

use common::{PAGE, done};
use cores::Cores;
use criterion::Criterion;
use goal::WRAPPER;
use ratio::Table;
use shm_workbook::{Attachment, Error, Key, Mode, Segment, Semaphore};

fn main() -> Result<(), Error> {
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_millis(800))
        .configure_from_args();
    let mut table = Table::new();
    segments(&mut criterion, &mut table)?;
    copies(&mut criterion, &mut table)?;
    counter(&mut criterion, &mut table)?;
    semaphore(&mut criterion, &mut table)?;
    // This process on one core and the others on another, not wherever the scheduler puts them: on
    // one core an answer of a semaphore takes an eighth of the time.
    let Ok(cores) = Cores::choose() else {
        panic!("sched_getaffinity(2) does not tell the cores");
    };
    cores::stay_on(cores.left);
    ping_pong::spinning(cores, &mut criterion, &mut table)?;
    ping_pong::semaphores(cores, &mut criterion, &mut table)?;
    criterion.final_summary();
    table.print();
    Ok(())
}

fn segments(criterion: &mut Criterion, table: &mut Table) -> Result<(), Error> {
    table.compare(
        criterion,
        "create and remove",
        WRAPPER,
        || {
            done(
                Segment::create(Key::PRIVATE, PAGE, Mode::OWNER)
                    .and_then(Segment::remove),
            );
        },
        || raw::remove(raw::create(PAGE.get())),
    );
    let segment = Segment::create(Key::PRIVATE, PAGE, Mode::OWNER)?.remove_on_drop();
    let id = segment.id();
    // Ours asks for the size, too: without it no access could be checked. So twice: against C that
    // asks as well, and against C that believes what it was told.
    let attach = || done(segment.attach().and_then(Attachment::detach));
    table.compare(
        criterion,
        "attach, stat and detach",
        WRAPPER,
        attach,
        || {
            let address = raw::attach(id);
            black_box(raw::stat(id));
            raw::detach(address);
        },
    );
    table.compare(criterion, "attach and detach", WRAPPER, attach, || {
        raw::detach(raw::attach(id));
    });
    table.compare(
        criterion,
        "stat",
        WRAPPER,
        || {
            black_box(segment.stat().map(|stat| stat.size).unwrap_or_default());
        },
        || {
            black_box(raw::stat(id));
        },
    );
    segment.remove()
}

fn copies(criterion: &mut Criterion, table: &mut Table) -> Result<(), Error> {
    const SIZES: [usize; 8] = [
        64,
        256,
        1 << 10,
        4 << 10,
        16 << 10,
        64 << 10,
        1 << 20,
        16 << 20,
    ];
    let most = NonZeroUsize::new(SIZES[SIZES.len() - 1]).unwrap_or(PAGE);
    let segment = Segment::create(Key::PRIVATE, most, Mode::OWNER)?.remove_on_drop();
    let attachment = segment.attach()?;
    // Both sides at one address. With a second attachment, the same bytes had two addresses in
    // this process, and on some processors that alone costs up to half of the speed.
    let address = raw::at(attachment.address());
    let mut private = vec![1u8; most.get()];
    attachment.write(0, &private)?;
    for size in SIZES {
        let goal = goal::copy(size);
        let bytes = &private[..size];
        table.compare(
            criterion,
            &format!("copy in {size} B"),
            goal,
            || done(attachment.write(0, black_box(bytes))),
            || raw::copy_in(black_box(bytes), address),
        );
    }
    for size in SIZES {
        let goal = goal::copy(size);
        let cell = std::cell::RefCell::new(&mut private[..size]);
        table.compare(
            criterion,
            &format!("copy out {size} B"),
            goal,
            || done(attachment.read(0, black_box(&mut cell.borrow_mut()))),
            || raw::copy_out(address, black_box(&mut cell.borrow_mut())),
        );
    }
    attachment.detach()?;
    segment.remove()
}

fn counter(criterion: &mut Criterion, table: &mut Table) -> Result<(), Error> {
    let segment = Segment::create(Key::PRIVATE, PAGE, Mode::OWNER)?.remove_on_drop();
    let counter = segment.attach_as::<AtomicU64>()?;
    let theirs = raw::counter(raw::at(counter.address()));
    table.compare(
        criterion,
        "typed counter",
        WRAPPER,
        || {
            counter.fetch_add(1, Ordering::Relaxed);
        },
        || {
            theirs.fetch_add(1, Ordering::Relaxed);
        },
    );
    counter.detach()?;
    segment.remove()
}

fn semaphore(criterion: &mut Criterion, table: &mut Table) -> Result<(), Error> {
    let semaphore = Semaphore::create(Key::PRIVATE, 1, Mode::OWNER)?.remove_on_drop();
    let id = semaphore.id();
    table.compare(
        criterion,
        "acquire and drop",
        WRAPPER,
        || done(semaphore.acquire().map(drop)),
        || {
            raw::semop(id, -1, libc::SEM_UNDO);
            raw::semop(id, 1, libc::SEM_UNDO);
        },
    );
    semaphore.remove()
}
