//! What the command line may ask for instead of the chapter.

use std::hash::{BuildHasher, RandomState};

use shm_workbook::interleavings::Program;
use shm_workbook::lesson::{self, Args, Failure, Lesson, parse};

use crate::{explore, measure};

/// A question about two workers with some increments each.
#[derive(Debug)]
pub struct Request {
    program: Program,
    question: Question,
}

#[derive(Debug)]
enum Question {
    Explore,
    Reach(u64),
    Random { seed: u64 },
    Measure { runs: u64 },
}

/// Few enough to look at all orders, enough to lose a lot.
const INCREMENTS: usize = 3;

/// Takes a request from the arguments; `None` if the chapter itself is wanted.
pub fn take(args: &mut Args) -> lesson::Result<Option<Request>> {
    let Some(question) = question(args)? else {
        return Ok(None);
    };
    let mut increments = args.value("--increments")?;
    if let (Question::Explore, Some(text)) = (&question, args.positional()) {
        increments = Some(parse(&text)?);
    }
    let program = Program::new(crate::WORKERS as usize, increments.unwrap_or(INCREMENTS));
    let program = program.map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(Some(Request { program, question }))
}

fn question(args: &mut Args) -> lesson::Result<Option<Question>> {
    if args.flag("--explore") {
        return Ok(Some(Question::Explore));
    }
    if let Some(target) = args.value("--reach")? {
        return Ok(Some(Question::Reach(target)));
    }
    if args.flag("--random") {
        let seed = args.value("--seed")?.unwrap_or_else(any_seed);
        return Ok(Some(Question::Random { seed }));
    }
    match args.value("--measure")? {
        Some(0) => Err(Failure::Usage("--measure 0: no run, no measure".into())),
        runs => Ok(runs.map(|runs| Question::Measure { runs })),
    }
}

/// Some number, short enough to be typed again.
fn any_seed() -> u64 {
    RandomState::new().hash_one(()) % 10_000
}

impl Request {
    /// Answers it.
    pub fn answer(&self, lesson: &mut Lesson) -> lesson::Result {
        match self.question {
            Question::Explore => explore::explore(lesson, &self.program),
            Question::Reach(target) => explore::reach(lesson, &self.program, target),
            Question::Random { seed } => explore::random(lesson, &self.program, seed),
            Question::Measure { runs } => measure::measure(lesson, &self.program, runs),
        }
    }
}
