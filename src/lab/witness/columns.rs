//! A trace: a column for each process, and beside them what the memory and the semaphores hold then.

use std::io::{self, Write};

use super::conductor::{Choice, Conductor, Decision, Turns};
use super::describe::signal_name;
use super::event::{Access, Effect, End, Event, What};
use super::lines::Lines;
use super::memory::Value;
use super::spots::{Spot, Spots};
use super::task::Process;

/// How wide a process's column is. Three of them, a value and a line of the source are 80.
const WIDTH: usize = 18;
const COLUMNS: usize = 3;

/// What a finding leaves of a terminal's 80 columns.
const ROOM: usize = 76;

/// Writes what happens as it happens.
pub struct Trace<'a> {
    out: &'a mut dyn Write,
    json: bool,
    lines: Lines,
    turns: Turns,
    last: usize,
    accesses: u64,
    limit: u64,
    /// Why the trace ended before the program did.
    pub cut: Option<String>,
    /// Does the program write to where it would without us?
    pub shows_output: bool,
    is_brief: bool,
}

impl<'a> Trace<'a> {
    pub fn new(out: &'a mut dyn Write, json: bool, turns: Turns, limit: u64) -> Self {
        let lines = Lines::default();
        Self {
            out,
            json,
            lines,
            turns,
            last: 0,
            accesses: 0,
            limit,
            cut: None,
            shows_output: true,
            is_brief: false,
        }
    }

    /// The same for a finding, which has less room.
    pub fn for_a_finding(self) -> Self {
        Self {
            is_brief: true,
            ..self.without_output()
        }
    }

    /// The same, and the program's own output goes nowhere.
    pub fn without_output(self) -> Self {
        Self {
            shows_output: false,
            ..self
        }
    }

    fn write(&mut self, event: &Event, line: &str) -> io::Result<()> {
        if self.json {
            let value = super::json::event(event, line);
            return writeln!(self.out, "{value}");
        }
        let (text, value) = match &event.what {
            What::Access(access) => (cell(access), beside(access)),
            What::Call(done) => (done.text.clone(), values(&done.effects)),
            What::Waits(_, text) => (format!("{text} …"), String::new()),
            What::Began { .. } => (
                format!("[{}]", Process::letter(event.process)),
                String::new(),
            ),
            What::Became(program) => {
                let name = program.rsplit('/').next().unwrap_or_default();
                (format!("exec {name}"), String::new())
            }
            What::Signal(signal) => (signal_name(*signal), String::new()),
            What::Ended(End::Exited(code)) => (format!("exit {code}"), String::new()),
            What::Ended(End::Killed(signal)) => {
                (format!("ended by {}", signal_name(*signal)), String::new())
            }
            What::Ended(End::Unseen) => ("ended".to_string(), String::new()),
        };
        if !self.is_brief {
            return writeln!(self.out, "{}", row(event.process, &text, &value, line));
        }
        // The cell of an access says its value.
        let beside = if matches!(event.what, What::Access(_)) {
            line.to_string()
        } else {
            format!("{value} {line}")
        };
        let whole = row(event.process, &text, &beside, "");
        let fits = whole.chars().count() <= ROOM;
        let shown = if fits {
            whole
        } else {
            row(event.process, &text, &value, "")
        };
        writeln!(self.out, "{shown}")
    }
}

/// One line of a trace.
pub fn row(process: usize, text: &str, value: &str, line: &str) -> String {
    let column = process % COLUMNS;
    let name = if process < COLUMNS {
        String::new()
    } else {
        Process::letter(process) + ": "
    };
    let left = format!("{:indent$}{name}{text}", "", indent = column * WIDTH);
    let rest = format!("{value:<12} {line}");
    format!("{left:<width$} {rest}", width = COLUMNS * WIDTH)
        .trim_end()
        .to_string()
}

/// `load 0`, `store 1`, `add 0->1`.
pub fn cell(access: &Access) -> String {
    let by = access
        .by_call
        .map(|call| format!("{call}: "))
        .unwrap_or_default();
    let shown = match access.kind {
        super::decode::Kind::Update => {
            let lock = if access.atomic { "lock " } else { "" };
            format!(
                "{lock}{} -> {}",
                number(access.before),
                number(access.after)
            )
        }
        kind => format!("{} {}", kind.name(), number(access.after)),
    };
    by + &shown
}

/// A short value as a number, a long one by its text if it is one.
pub fn number(value: Option<Value>) -> String {
    let Some(value) = value else {
        return "?".to_string();
    };
    if let Some(number) = value.number() {
        return number.to_string();
    }
    let text: String = value
        .bytes()
        .iter()
        .take_while(|byte| **byte != 0)
        .take(10)
        .map(|&byte| {
            if (32..127).contains(&byte) {
                char::from(byte)
            } else {
                '.'
            }
        })
        .collect();
    format!("{text:?}")
}

/// What the place holds afterwards: `M1+0=1`.
fn beside(access: &Access) -> String {
    let place = access.place;
    format!(
        "M{}+{}={}",
        place.segment + 1,
        place.offset,
        number(access.after)
    )
}

fn values(effects: &[Effect]) -> String {
    let one = |effect: &Effect| match effect {
        Effect::Operated {
            set, after: values, ..
        }
        | Effect::SetTo { set, values } => {
            let each = values.iter();
            let shown: Vec<String> = each
                .map(|(number, value)| format!("S{}[{number}]={value}", set + 1))
                .collect();
            Some(shown.join(" "))
        }
        _ => None,
    };
    effects.iter().filter_map(one).collect::<Vec<_>>().join(" ")
}

impl Conductor for Trace<'_> {
    fn choose(&mut self, choices: &[Choice<'_>]) -> Decision {
        if self.cut.is_some() {
            return Decision::Stop;
        }
        let next = self.turns.next(choices, self.last);
        self.last = choices[next].task;
        Decision::Run(next)
    }

    fn is_own(&mut self, spot: Spot, spots: &Spots) -> bool {
        self.lines.is_own(spot, spots)
    }

    fn saw(&mut self, event: &Event, spot: Spot, spots: &Spots) {
        if matches!(event.what, What::Access(_)) {
            self.accesses += 1;
            if self.accesses > self.limit {
                self.cut = Some(format!("ended after {} accesses (--limit)", self.limit));
                return;
            }
        }
        let line = self.lines.text(spot, spots);
        if let Err(error) = self.write(event, &line) {
            self.cut.get_or_insert(error.to_string());
        }
    }
}
