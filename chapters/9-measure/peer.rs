//! The two ends at work: each is this program in a role, on a core of its own.

use std::thread;
use std::time::{Duration, Instant};

use shm_workbook::lesson::{Lesson, Result};

use crate::cores;
use crate::figures::what;
use crate::measure::{Run, SIZES};
use crate::mechanism::{self, End, Side};
use crate::message::{BLOCK, Messages};
use crate::slice::{Clocks, Kind, Slice, Tally};
use crate::spread;

/// The role: opens its end and does what the parent asks for, line by line.
pub fn play(lesson: &mut Lesson, side: Side) -> Result {
    lesson.trace(false);
    let mechanism = mechanism::find(&lesson.args.take::<String>("MECHANISM")?)?;
    cores::stay_on(lesson.args.take("CORE")?);
    let mut end = match (mechanism.open)(lesson, side) {
        Ok(end) => end,
        // Not an error of the program: this machine does not have it. The parent says so.
        Err(failure) => return lesson.answer(format_args!("missing {failure}")),
    };
    lesson.answer("ready")?;
    let mut messages = Messages::new(0);
    while let Some(line) = lesson.hear()? {
        let slice: Slice = line.parse()?;
        // Both ends keep on counting, or both begin anew.
        if messages.size() != slice.size {
            messages = Messages::new(slice.size);
        }
        let tally = match side {
            Side::Left => ask(end.as_mut(), &mut messages, slice)?,
            Side::Right => serve(end.as_mut(), &mut messages, slice)?,
        };
        lesson.answer(tally)?;
    }
    Ok(())
}

/// Round trips before the clock starts: the first touch every page and fill the caches.
fn warm_up(slice: Slice) -> u64 {
    let usual = if slice.size <= 1024 { 64 } else { 4 };
    slice.messages.min(usual)
}

/// How many messages are sent between two looks at the clock, which costs as much as a short one.
fn stride(size: usize) -> u64 {
    if size <= 1024 { 32 } else { 1 }
}

fn ask(end: &mut dyn End, messages: &mut Messages, slice: Slice) -> Result<Tally> {
    let mut echo = vec![0; slice.size];
    for _ in 0..warm_up(slice) {
        round_trip(end, messages, &mut echo, false)?;
    }
    let clocks = Clocks::start()?;
    let mut sent = 0;
    if slice.kind == Kind::Idle {
        thread::sleep(slice.limit);
    }
    loop {
        let last = is_last(slice, sent, &clocks);
        match slice.kind {
            Kind::RoundTrip => round_trip(end, messages, &mut echo, last)?,
            Kind::OneWay | Kind::Idle => end.send(messages.next(last))?,
        }
        sent += 1;
        if last {
            break;
        }
    }
    if slice.kind == Kind::OneWay {
        // Only now is it certain that all have arrived, and in good order.
        end.receive(&mut echo[..BLOCK])?;
    }
    clocks.tally(sent)
}

fn round_trip(
    end: &mut dyn End,
    messages: &mut Messages,
    echo: &mut [u8],
    last: bool,
) -> Result {
    end.send(messages.next(last))?;
    end.receive(echo)?;
    messages.check_echo(echo).map(drop)
}

fn is_last(slice: Slice, sent: u64, clocks: &Clocks) -> bool {
    let looks = (sent + 1) % stride(slice.size) == 0;
    slice.kind == Kind::Idle
        || sent + 1 >= slice.messages
        || looks && clocks.elapsed() >= slice.limit
}

fn serve(end: &mut dyn End, messages: &mut Messages, slice: Slice) -> Result<Tally> {
    let mut message = vec![0; slice.size];
    for _ in 0..warm_up(slice) {
        end.receive(&mut message)?;
        messages.check(&message)?;
        end.send(&message)?;
    }
    let clocks = Clocks::start()?;
    let mut received = 0;
    loop {
        end.receive(&mut message)?;
        let last = messages.check(&message)?;
        received += 1;
        if slice.kind == Kind::RoundTrip {
            end.send(&message)?;
        }
        if last {
            break;
        }
    }
    let tally = clocks.tally(received)?;
    if slice.kind == Kind::OneWay {
        end.send(&message[..BLOCK])?;
    }
    Ok(tally)
}

/// How long it takes to check a message, which is part of every figure.
pub fn time_checks(run: &mut Run<'_>) -> Result {
    for size in SIZES {
        let mut messages = Messages::new(size);
        let message = messages.next(false).to_vec();
        let (start, mut checks) = (Instant::now(), 0);
        while start.elapsed() < Duration::from_millis(5) || checks == 0 {
            for _ in 0..stride(size) {
                messages.check_echo(std::hint::black_box(&message))?;
                checks += 1;
            }
        }
        let each = start.elapsed().as_nanos() as f64 / f64::from(checks);
        let name = spread::size(size);
        run.figures.add(what("check", &name, "time"), "ns", each);
    }
    Ok(())
}
