//! A chapter's output in pieces, so that a page can explain each where it stands: calls and tables
//! as code, remarks as prose, which wraps on a narrow screen. Made from the snapshots, so a page still
//! shows nothing that a chapter does not print.

use std::path::Path;

use crate::expect_none;
use crate::page::{Page, page, read};
use crate::recorded;
use crate::support::chinese::{between, columns};

const PAGES: [&str; 8] = [
    "1-create.md",
    "2-attach.md",
    "3-read-write.md",
    "4-detach.md",
    "5-delete.md",
    "6-race.md",
    "7-semaphore.md",
    "8-bounded-buffer.md",
];

/// Of each language, what ends the names of its snapshots and of the pieces made from them.
const LANGUAGES: [(&str, &str); 2] = [("", ""), ("-zh", ".zh")];

fn output(number: usize, language: &str) -> String {
    let name = format!("tests/snapshots/chapter{number}{language}.snap");
    let snapshot = read(Path::new(&name));
    let (_, body) = snapshot[4..].split_once("---\n").unwrap();
    body.to_owned()
}

/// Whether a step begins here: `1. Create`.
fn begins_step(line: &str) -> bool {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    digits.len() < line.len() && digits.starts_with(". ")
}

/// How a lesson begins to say where to go on.
const NEXT: [&str; 4] = ["Next: ", "Now in ", "接下来：", "现在用"];

/// Each step, from its title on; what is said after the last one is no step.
fn steps(output: &str) -> Vec<Vec<&str>> {
    let mut steps: Vec<Vec<&str>> = Vec::new();
    let mut after = false;
    for line in output.lines() {
        if begins_step(line) {
            steps.push(Vec::new());
        }
        after = !begins_step(line)
            && (after || NEXT.iter().any(|next| line.starts_with(next)));
        if let (Some(step), false) = (steps.last_mut(), after) {
            step.push(line);
        }
    }
    steps
}

/// Keeps Markdown from seeing marks of its own in what a program prints.
fn escaped(text: &str) -> String {
    let mark = |c: char| match "\\`*_[]<>#-|\"".contains(c) {
        true => format!("\\{c}"),
        false => c.to_string(),
    };
    text.chars().map(mark).collect()
}

enum Part {
    Code(Vec<String>),
    Remark(String),
}

fn parts(lines: &[&str]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let text = line.strip_prefix("   ").unwrap_or(line);
        match (
            text.strip_prefix("> "),
            text.strip_prefix("  "),
            parts.last_mut(),
        ) {
            (Some(remark), ..) => parts.push(Part::Remark(remark.to_owned())),
            (None, Some(more), Some(Part::Remark(remark))) => {
                let space = between(remark, more);
                *remark += &format!("{space}{more}");
            }
            (.., Some(Part::Code(code))) => code.push(text.to_owned()),
            _ => parts.push(Part::Code(vec![text.to_owned()])),
        }
    }
    parts
}

fn markdown(number: usize, step: &[&str]) -> String {
    // A long title is folded, without a mark of its own: the next line is no call.
    let folded = step.get(1).is_some_and(|line| {
        line.starts_with("   ") && !line.contains(['(', '>']) && columns(step[0]) > 70
    });
    let (title, rest) = step.split_at(1 + usize::from(folded));
    let title: Vec<_> = title.iter().map(|line| line.trim()).collect();
    let mut made = format!(
        "**{}**\n",
        escaped(&title.join(" ")).replacen(". ", "\\. ", 1)
    );
    for part in parts(rest) {
        made += &match part {
            Part::Code(lines) => format!("\n```text\n{}\n```\n", lines.join("\n")),
            Part::Remark(text) => format!("\n> {}\n", escaped(&text)),
        };
    }
    format!("ANCHOR: step-{number}\n{made}ANCHOR_END: step-{number}\n")
}

#[test]
fn the_pieces_are_those_of_the_snapshots() {
    for (number, (snapshot, end)) in
        (1..=PAGES.len()).flat_map(|n| LANGUAGES.map(|language| (n, language)))
    {
        let output = output(number, snapshot);
        let steps = steps(&output);
        let pieces = (1..).zip(&steps).map(|(at, step)| markdown(at, step));
        let made = pieces.collect::<Vec<_>>().join("\n");
        recorded::check(&format!("chapter{number}-steps{end}.md"), &made);
    }
}

/// One piece after the other, in the program's order; and the whole, as it was printed.
#[test]
fn each_page_shows_every_piece_and_the_whole() {
    let mut wrong = Vec::new();
    for (number, name) in (1..).zip(PAGES) {
        let Page { text, .. } = page(name);
        let count = steps(&output(number, "")).len();
        let mut rest = text.as_str();
        let mut wanted: Vec<_> = (1..=count)
            .map(|step| {
                format!("{{{{#include data/chapter{number}-steps.md:step-{step}}}}}")
            })
            .collect();
        wanted.push(format!("snapshots/chapter{number}.snap:4:"));
        for piece in wanted {
            match rest.split_once(&piece) {
                Some((_, behind)) => rest = behind,
                None => wrong.push(format!("{name}: no {piece}, or not in order")),
            }
        }
    }
    expect_none(&wrong);
}

/// A reader who has seen the answer cannot guess any more.
#[test]
fn each_page_asks_before_it_shows() {
    let mut wrong = Vec::new();
    for name in PAGES {
        let text = page(name).text;
        let asked = text.find("\n## Guess first {#");
        let shown = text.find("\n## What you see {#");
        let (Some(asked), Some(shown)) = (asked, shown) else {
            wrong.push(format!("{name} asks nothing, or shows nothing"));
            continue;
        };
        let question = text.get(asked..shown).unwrap_or_default();
        let choices = question.matches("<details class=\"choice\">").count();
        let right = question.matches("</summary>\n\n**Yes.** ").count();
        let others = question.matches("</summary>\n\n**No.** ").count();
        if choices < 3 || right != 1 || right + others != choices {
            wrong.push(format!(
                "{name}: {choices} choices, {right} right, {others} wrong"
            ));
        }
    }
    expect_none(&wrong);
}
