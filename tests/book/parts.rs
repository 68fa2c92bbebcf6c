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
                // The last column is often empty, and a phone is narrow.
                let columns = match rows
                    .iter()
                    .all(|row| row.last().is_some_and(String::is_empty))
                {
                    true => head.len() - 1,
                    false => head.len(),
                };
                let head: Vec<_> =
                    head.iter().take(columns).map(String::as_str).collect();
                let rows: Vec<_> =
                    rows.iter().map(|row| row[..columns].to_vec()).collect();
                table(&head, &rows)
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

/// The kernel's table, as `ipcs -m` shows it: `key  id  size  mode  nattch  creator  status`.
const KERNELS: &str = "key ";
/// A field of `struct shmid_ds`: its name, its value, and what that means.
const FIELD: &str = "shm_";

/// A line of the table that stands there last, if it is one.
fn kernels_row(text: &str, columns: usize) -> Option<Vec<String>> {
    let is_row = text.starts_with("0x") || text.starts_with("- ");
    let mut cells: Vec<_> = text.split_whitespace().map(escaped).collect();
    cells.resize(columns, String::new());
    is_row.then_some(cells)
}

fn field(text: &str) -> Option<Vec<String>> {
    let (name, rest) = text.split_once(' ').filter(|_| text.starts_with(FIELD))?;
    let (value, meaning) = rest.trim_start().split_once(' ')?;
    Some([name, value, meaning.trim_start()].map(escaped).to_vec())
}

/// What stands in columns without being a schedule.
fn add_columns(text: &str, parts: &mut Vec<Part>) -> bool {
    if text.starts_with(KERNELS) && text.contains("nattch") {
        let head = text.split_whitespace().map(str::to_owned).collect();
        parts.push(Part::Table(head, Vec::new()));
        return true;
    }
    let last = match parts.last_mut() {
        Some(Part::Table(head, rows)) => Some((head, rows)),
        _ => None,
    };
    match (last, field(text)) {
        (Some((head, rows)), Some(cells)) if head[0] == "field" => rows.push(cells),
        (_, Some(cells)) => {
            let head = ["field", "value", "meaning"].map(str::to_owned).to_vec();
            parts.push(Part::Table(head, vec![cells]));
        }
        (Some((head, rows)), None) if head[0] == "key" => {
            let Some(cells) = kernels_row(text, head.len()) else {
                return false;
            };
            rows.push(cells);
        }
        _ => return false,
    }
    true
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
    if add_columns(text, parts) {
        return;
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

#[test]
fn a_column_that_says_nothing_is_left_out() {
    let head = "   key         id     size  mode  nattch  creator  status";
    let of = |row: &str| parts(&[head, row])[0].markdown();
    let gone = of("   -           32770  -     -     -       -        gone");
    let there = of("   0x00000000  32770  8     0600  3       4711");
    assert!(gone.contains("| creator | status |"), "{gone}");
    assert!(there.contains("| creator |\n"), "{there}");
    assert!(
        there.contains("| 0x00000000 | 32770 | 8 | 0600 | 3 | 4711 |\n"),
        "{there}"
    );
}
