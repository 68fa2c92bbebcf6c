//! Outputs without steps, as the pages show them: prose that wraps, code and tables. Made from the snapshots.

use std::path::Path;

use crate::expect_none;
use crate::markdown::{escaped, table};
use crate::page::{page, read};
use crate::parts::code;
use crate::recorded;

type AsMarkdown = fn(&str) -> String;

/// A snapshot, and the page that shows it.
const TRANSCRIPTS: [(&str, &str, AsMarkdown); 4] = [
    ("c_naive", "c-to-rust.md", situations),
    ("refusals", "reference.md", refusals),
    ("lock_never_given_back", "7-semaphore.md", stuck),
    ("chapter3-nobody-created", "3-read-write.md", message),
];

fn output(name: &str) -> String {
    let snapshot = read(Path::new(&format!("tests/snapshots/{name}.snap")));
    let (_, body) = snapshot[4..].split_once("---\n").unwrap();
    body.trim_end().to_owned()
}

fn block(lines: &[&str]) -> String {
    format!("```text\n{}\n```\n", lines.join("\n"))
}

/// The document's C programs: what happened in each situation.
fn situations(output: &str) -> String {
    let situation = |part: &str| {
        let (title, rest) = part.trim_start_matches("# ").split_once('\n').unwrap();
        let lines: Vec<_> = rest.trim_end().lines().collect();
        format!("**{}**\n\n{}", escaped(title), block(&lines))
    };
    let parts = output.split("\n\n").map(situation);
    parts.collect::<Vec<_>>().join("\n")
}

/// `shmget(KEY, 0, 0) = -1 ENOENT (No such file or directory)`, in three cells.
fn refusal(line: &str) -> Vec<String> {
    let (call, rest) = line.split_once(" = -1 ").unwrap();
    let (errno, message) = rest.split_once(" (").unwrap();
    let message = message.trim_end_matches(')');
    vec![code(call), code(errno), escaped(message)]
}

fn refusals(output: &str) -> String {
    let rows: Vec<_> = output.lines().map(refusal).collect();
    table(&["the call", "errno", "which means"], &rows)
}

/// An order in which somebody waits for ever, and who is where then.
fn stuck(output: &str) -> String {
    let order = |part: &str| {
        let (title, rest) = part.split_once('\n').unwrap();
        let who = rest.lines().map(|line| {
            let line = escaped(line.trim()).replace("\\-\\-\\>", "→");
            format!("- {line}\n")
        });
        let who: String = who.collect();
        format!("**{}**\n\n{who}", escaped(title))
    };
    output
        .split("\n\n")
        .map(order)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What a command says when it fails, and the command that it gives for help.
fn message(output: &str) -> String {
    let parts = output
        .lines()
        .map(|line| match line.strip_prefix("      ") {
            Some(command) => block(&[command]),
            None => format!("> {}\n", escaped(line)),
        });
    parts.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_transcripts_are_those_of_the_snapshots_and_on_their_pages() {
    let mut wrong = Vec::new();
    for (name, on, as_markdown) in TRANSCRIPTS {
        recorded::check(&format!("{name}.md"), &as_markdown(&output(name)));
        let include = format!("{{{{#include data/{name}.md}}}}");
        if page(on).text.matches(&include).count() != 1 {
            wrong.push(format!("{on} does not show {name}"));
        }
    }
    expect_none(&wrong);
}
