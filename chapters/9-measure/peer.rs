//! The two ends at work: each is this program in a role, on a core of its own.

use std::thread;
use std::time::{Duration, Instant};

use shm_workbook::lesson::{Failure, Lesson, Result, parse};

use crate::cores;
use crate::mechanism::{self, End, Side};
use crate::message::{BLOCK, Messages};
use crate::slice::{Kind, Slice, Tally, cpu_time};

/// The role: opens its end and does what the parent asks for, line by line.
pub fn play(lesson: &mut Lesson, side: Side) -> Result {
    lesson.trace(false);
    let name = lesson.args.positional().unwrap_or_default();
    cores::stay_on(parse(&lesson.args.positional().unwrap_or_default())?);
    let mechanism = mechanism::find(&name)
        .ok_or_else(|| Failure::Usage(format!("no mechanism is called {name:?}")))?;
    let mut end = match mechanism.open(lesson, side) {
        Ok(end) => end,
        // Not an error of the program: this machine does not have it. The parent says so.
        Err(failure) => return lesson.answer(format_args!("missing {failure}")),
    };
    lesson.answer("ready")?;
    while let Some(line) = lesson.hear()? {
        let slice: Slice = line.parse()?;
        let tally = match side {
            Side::Left => ask(end.as_mut(), slice)?,
            Side::Right => serve(end.as_mut(), slice)?,
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

fn ask(end: &mut dyn End, slice: Slice) -> Result<Tally> {
    let mut messages = Messages::new(slice.size);
    let mut echo = vec![0; slice.size];
    for _ in 0..warm_up(slice) {
        round_trip(end, &mut messages, &mut echo, false)?;
    }
    let (start, cpu) = (Instant::now(), cpu_time()?);
    let mut sent = 0;
    if slice.kind == Kind::Idle {
        thread::sleep(slice.limit);
    }
    loop {
        let last = is_last(slice, sent, start);
        match slice.kind {
            Kind::RoundTrip => round_trip(end, &mut messages, &mut echo, last)?,
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
    Ok(Tally {
        messages: sent,
        time: start.elapsed(),
        cpu: cpu_time()?.saturating_sub(cpu),
    })
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

fn is_last(slice: Slice, sent: u64, start: Instant) -> bool {
    let looks = (sent + 1) % stride(slice.size) == 0;
    slice.kind == Kind::Idle
        || sent + 1 >= slice.messages
        || looks && start.elapsed() >= slice.limit
}

fn serve(end: &mut dyn End, slice: Slice) -> Result<Tally> {
    let mut messages = Messages::new(slice.size);
    let mut message = vec![0; slice.size];
    for _ in 0..warm_up(slice) {
        end.receive(&mut message)?;
        messages.check(&message)?;
        end.send(&message)?;
    }
    let (start, cpu) = (Instant::now(), cpu_time()?);
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
    let tally = Tally {
        messages: received,
        time: start.elapsed(),
        cpu: cpu_time()?.saturating_sub(cpu),
    };
    if slice.kind == Kind::OneWay {
        end.send(&message[..BLOCK])?;
    }
    Ok(tally)
}

/// How long it takes to check a message of that size, which is part of every figure.
pub fn time_to_check(size: usize, limit: Duration) -> Result<Duration> {
    let mut messages = Messages::new(size);
    let message = messages.next(false).to_vec();
    let start = Instant::now();
    let mut checks = 0;
    while start.elapsed() < limit || checks == 0 {
        for _ in 0..stride(size) {
            messages.check_echo(std::hint::black_box(&message))?;
            checks += 1;
        }
    }
    Ok(start.elapsed() / checks)
}
