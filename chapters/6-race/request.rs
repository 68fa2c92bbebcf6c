//! What the command line may ask for instead of the chapter.

use std::hash::{BuildHasher, RandomState};

use shm_workbook::interleavings::Program;
use shm_workbook::lesson::{self, Args, Failure, Lesson, number};

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
    let most = 1..=Program::MOST as u64;
    let mut increments = args.number("--increments", most.clone())?;
    if let (Question::Explore, Some(text)) = (&question, args.positional()) {
        increments = Some(number("N", &text, most)?);
    }
    let increments = increments.map_or(INCREMENTS, |n| n as usize);
    let program = Program::new(crate::WORKERS as usize, increments);
    let program = program.map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(Some(Request { program, question }))
}

fn question(args: &mut Args) -> lesson::Result<Option<Question>> {
    let random = args.flag("--random");
    let seed = args.number("--seed", 0..=u64::MAX)?;
    if seed.is_some() && !random {
        return Err(Failure::Usage("--seed goes with --random".into()));
    }
    let seed = seed.unwrap_or_else(any_seed);
    let reach = args.number("--reach", 0..=crate::WORKERS * Program::MOST as u64)?;
    let measure = args.number("--measure", 1..=10_000)?;
    let asked = [
        args.flag("--explore").then_some(Question::Explore),
        reach.map(Question::Reach),
        random.then_some(Question::Random { seed }),
        measure.map(|runs| Question::Measure { runs }),
    ];
    let mut asked = asked.into_iter().flatten();
    match (asked.next(), asked.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err(one_at_a_time()),
        (Some(_), None) if args.value::<String>("--schedule")?.is_some() => {
            Err(one_at_a_time())
        }
        (question, None) => Ok(question),
    }
}

fn one_at_a_time() -> Failure {
    Failure::Usage(
        "one request at a time: --schedule, --explore, --reach, --random or --measure"
            .into(),
    )
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
