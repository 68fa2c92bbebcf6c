//! A step's lines, part by part: calls as code, remarks as prose, and as tables what stands in columns
//! that a phone would fold over each other.

use crate::markdown::{escaped, table};
use crate::support::chinese::between;

/// Code in a table: there a bar ends the cell, even in code.
pub fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

pub enum Part {
    Code(Vec<String>),
    Remark(String),
    Table(Vec<String>, Vec<Vec<String>>),
}

impl Part {
    pub fn markdown(&self) -> String {
        match self {
            Self::Code(lines) => format!("```text\n{}\n```\n", lines.join("\n")),
            Self::Remark(text) => format!("> {}\n", escaped(text)),
            Self::Table(head, rows) => {
                table(&head.iter().map(String::as_str).collect::<Vec<_>>(), rows)
            }
        }
    }
}

/// A line of a schedule with semaphores: who does what, the answer, and what the values are then.
struct Row {
    who: String,
    does: String,
    answer: String,
    names: Vec<String>,
    values: Vec<String>,
}

impl Row {
    /// As `Lesson` lays it out: `P  empty-1               done          empty 0  full 0`.
    fn of(line: &str) -> Option<Self> {
        let (who, rest) = line.split_at_checked(3)?;
        let (does, rest) = rest.split_at_checked(22)?;
        let (answer, values) = rest.split_at_checked(14).unwrap_or((rest, ""));
        let is_row = who.starts_with(|c: char| c.is_ascii_uppercase())
            && who.ends_with("  ")
            && !does.starts_with(' ')
            && does.ends_with(' ');
        let words: Vec<_> = values.split_whitespace().map(str::to_owned).collect();
        let every_second = |from: usize| words.iter().skip(from).step_by(2).cloned();
        is_row.then(|| Self {
            who: who.trim().to_owned(),
            does: does.trim().to_owned(),
            answer: answer.trim().to_owned(),
            names: every_second(0).collect(),
            values: every_second(1).collect(),
        })
    }

    fn head(&self) -> Vec<String> {
        let first = ["who", "does", "answer"].map(str::to_owned);
        first.into_iter().chain(self.names.clone()).collect()
    }

    /// With the calls by which it was done.
    fn cells(&self, calls: &[String]) -> Vec<String> {
        let mut does = escaped(&self.does);
        for call in calls {
            does += &format!(" {}", code(call));
        }
        let first = [escaped(&self.who), does, escaped(&self.answer)];
        first.into_iter().chain(self.values.clone()).collect()
    }
}

/// The calls of this process at the end of the code, taken out of it.
fn calls_of(who: &str, parts: &mut Vec<Part>) -> Vec<String> {
    let Some(Part::Code(lines)) = parts.last_mut() else {
        return Vec::new();
    };
    let mark = format!("[{who}] ");
    let others = lines.iter().rposition(|line| !line.starts_with(&mark));
    let calls = lines.split_off(others.map_or(0, |at| at + 1));
    if lines.is_empty() {
        parts.pop();
    }
    let calls = calls.iter().map(|line| line[mark.len()..].to_owned());
    // A call that is too long for a line has its result on the next.
    let joined = calls.collect::<Vec<_>>().join("\n").replace("\n  =", " =");
    joined.lines().map(str::to_owned).collect()
}

fn add_row(row: &Row, parts: &mut Vec<Part>) {
    let cells = row.cells(&calls_of(&row.who, parts));
    match parts.last_mut() {
        Some(Part::Table(head, rows)) if *head == row.head() => rows.push(cells),
        _ => parts.push(Part::Table(row.head(), vec![cells])),
    }
}

const COUNTED: &str = "value  interleavings";

/// How many orders lead to a value. The bars are left out: the page draws them.
fn counted(line: &str) -> Vec<String> {
    let words: Vec<_> = line.split_whitespace().collect();
    let [value, count, share, ..] = words[..] else {
        panic!("no row of the table: {line:?}")
    };
    let last = words.last().filter(|word| **word == "correct");
    let cells = [value, count, &format!("{share} %"), last.unwrap_or(&"")];
    cells.map(str::to_owned).to_vec()
}

fn add_line(line: &str, parts: &mut Vec<Part>) {
    let text = line.strip_prefix("   ").unwrap_or(line);
    let indented = text.strip_prefix("  ");
    if let Some(remark) = text.strip_prefix("> ") {
        return parts.push(Part::Remark(remark.to_owned()));
    }
    if text.starts_with(COUNTED) {
        let head = ["value", "interleavings", "share", ""].map(str::to_owned);
        return parts.push(Part::Table(head.to_vec(), Vec::new()));
    }
    if let Some(row) = Row::of(text) {
        return add_row(&row, parts);
    }
    match (indented, parts.last_mut()) {
        (Some(more), Some(Part::Remark(remark))) => {
            let space = between(remark, more);
            *remark += &format!("{space}{more}");
        }
        (Some(more), Some(Part::Table(head, rows))) if head[0] == "value" => {
            rows.push(counted(more));
        }
        (_, Some(Part::Code(code))) => code.push(text.to_owned()),
        _ => parts.push(Part::Code(vec![text.to_owned()])),
    }
}

pub fn parts(lines: &[&str]) -> Vec<Part> {
    let mut parts = Vec::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        add_line(line, &mut parts);
    }
    parts
}

#[test]
fn a_step_has_the_calls_that_made_it_and_nothing_is_lost() {
    let lines = [
        "   semop(5, {0, 1, 0}, 1) = 0",
        "   [B] shmdt(0x1) = 0",
        "   [A] semtimedop(5, {{0, -1, 0}, {1, 1, 0}}, 2, {0, 1})",
        "   [A]   = -1 EAGAIN (The time is over)",
        "   A  first-1 second+1      time is over  first 0  second 0",
        "   A  kill -9               killed        first 0  second 1",
        "   A           B           counter",
    ];
    let made = parts(&lines).iter().map(Part::markdown).collect::<Vec<_>>();
    let expected = [
        "```text\nsemop(5, {0, 1, 0}, 1) = 0\n[B] shmdt(0x1) = 0\n```\n",
        "<div class=\"steps\">\n\n| who | does | answer | first | second |\n|---|---|---|---|---|\n\
         | A | first\\-1 second+1 `semtimedop(5, {{0, -1, 0}, {1, 1, 0}}, 2, {0, 1}) = -1 EAGAIN (The time is over)` \
         | time is over | 0 | 0 |\n| A | kill \\-9 | killed | 0 | 1 |\n\n</div>\n",
        "```text\nA           B           counter\n```\n",
    ];
    assert_eq!(made, expected);
}
