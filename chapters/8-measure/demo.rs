#![forbid(unsafe_code)]
mod cores;
mod failures;
mod measure;
mod mechanism;
mod message;
mod peer;
mod slice;
use failures::{failed, io};
use shm_workbook::lesson::{self, Lesson};
use std::process::ExitCode;
fn main() -> ExitCode {
    lesson::run("u", |lesson| match lesson.role() {
        Some("left") => peer::play(lesson, mechanism::Side::Left),
        Some(_) => peer::play(lesson, mechanism::Side::Right),
        None => chapter(lesson),
    })
}
struct W;
impl measure::Watcher for W {
    fn sample(&mut self, row: usize, size: usize, s: &measure::Sample) -> lesson::Result {
        println!(
            "{size:8} {:24} {:10.2} us {:9.1} MB/s cpu {:9.2}",
            mechanism::ALL[row].name,
            s.round_trip / 1e3,
            s.throughput / 1e6,
            s.cpu / 1e3
        );
        Ok(())
    }
    fn missing(&mut self, row: usize, w: &str) -> lesson::Result {
        println!("{} missing {w}", mechanism::ALL[row].name);
        Ok(())
    }
}
fn chapter(lesson: &mut Lesson) -> lesson::Result {
    lesson.trace(false);
    let c = cores::Cores::choose()?;
    println!("{c}");
    let rows = measure::all(
        lesson,
        c,
        measure::Plan {
            rounds: 1,
            slice: std::time::Duration::from_millis(30),
            messages: u64::MAX,
        },
        &mut W,
    )?;
    for r in rows {
        println!("{} idle {:.2}", r.mechanism.name, r.idle);
    }
    for s in measure::SIZES {
        println!(
            "{s} {:?}",
            peer::time_to_check(s, std::time::Duration::from_millis(20))?
        );
    }
    Ok(())
}
