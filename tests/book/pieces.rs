//! A chapter's output in pieces, so that a page can explain each where it stands: calls and tables
//! as code or as tables, remarks as prose, which wraps on a narrow screen. Made from the snapshots, so a page still
//! shows nothing that a chapter does not print.

use std::collections::BTreeSet;
use std::path::Path;

use crate::expect_none;
use crate::markdown::escaped;
use crate::page::{Page, page, pages, read};
use crate::parts::parts;
use crate::recorded;
use crate::support::chinese::columns;

/// A page, and what it shows in pieces, in the page's order.
const OUTPUTS: [(&str, &str); 12] = [
    ("1-create.md", "chapter1"),
    ("2-attach.md", "chapter2"),
    ("3-read-write.md", "chapter3"),
    ("4-detach.md", "chapter4"),
    ("5-delete.md", "chapter5"),
    ("6-race.md", "chapter6"),
    ("6-race.md", "explore6"),
    ("6-race.md", "explore6_reach"),
    ("7-semaphore.md", "chapter7"),
    ("8-bounded-buffer.md", "chapter8"),
    ("8-bounded-buffer.md", "chapter8-readers-writers"),
    ("8-bounded-buffer.md", "chapter8-barrier"),
];

/// Of each language, what ends the names of its snapshots and of the pieces made from them.
const LANGUAGES: [(&str, &str); 2] = [("", ""), ("-zh", ".zh")];

/// The chapters that ask before they show.
fn asking() -> impl Iterator<Item = &'static str> {
    let chapters = OUTPUTS.iter().map(|(page, _)| *page);
    chapters.collect::<BTreeSet<_>>().into_iter()
}

fn output(name: &str, language: &str) -> String {
    let snapshot = read(Path::new(&format!("tests/snapshots/{name}{language}.snap")));
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
        made += &format!("\n{}", part.markdown());
    }
    format!("ANCHOR: step-{number}\n{made}ANCHOR_END: step-{number}\n")
}

#[test]
fn the_pieces_are_those_of_the_snapshots() {
    for ((_, name), (snapshot, end)) in OUTPUTS
        .into_iter()
        .flat_map(|output| LANGUAGES.map(|language| (output, language)))
    {
        let output = output(name, snapshot);
        let steps = steps(&output);
        let pieces = (1..).zip(&steps).map(|(at, step)| markdown(at, step));
        let made = pieces.collect::<Vec<_>>().join("\n");
        recorded::check(&format!("{name}-steps{end}.md"), &made);
    }
}

/// One piece after the other, in the program's order; and the whole, as it was printed.
#[test]
fn each_page_shows_every_piece_and_the_whole() {
    let mut wrong = Vec::new();
    for (on, name) in OUTPUTS {
        let Page { text, .. } = page(on);
        let count = steps(&output(name, "")).len();
        assert!(count > 0, "{name} has no steps");
        let mut rest = text.as_str();
        let mut wanted: Vec<_> = (1..=count)
            .map(|step| format!("{{{{#include data/{name}-steps.md:step-{step}}}}}"))
            .collect();
        wanted.push(format!(
            "{WHOLE}{{{{#include ../../tests/snapshots/{name}.snap:4:"
        ));
        for piece in wanted {
            match rest.split_once(&piece) {
                Some((_, behind)) => rest = behind,
                None => wrong.push(format!("{on}: no {piece}, or not in order")),
            }
        }
    }
    expect_none(&wrong);
}

/// How a page folds a whole output away.
const WHOLE: &str = "<details class=\"whole\">\n\
    <summary>The whole, as the program prints it</summary>\n\n```text\n";

/// One block of code cuts or folds its remarks on a phone, and nobody can translate them.
#[test]
fn no_page_shows_an_output_as_one_block() {
    let mut wrong = Vec::new();
    for Page { name, text } in pages() {
        let blocks = text.matches("```text\n").count();
        let folded = text.matches(WHOLE).count();
        if blocks != folded {
            wrong.push(format!("{name}: {blocks} outputs, {folded} of them folded"));
        }
    }
    expect_none(&wrong);
}

/// What the question is about is seen before anything else is.
#[test]
fn each_page_opens_with_its_question_and_one_picture() {
    let mut wrong = Vec::new();
    for name in asking() {
        let text = page(name).text;
        let opening = text.split("\n## ").nth(1).unwrap_or_default();
        let (before, _) = opening.split_once("<details ").unwrap_or_default();
        let pictures = before.matches("{{#include pictures/").count();
        if !opening.starts_with("Guess first {#") || pictures != 1 {
            wrong.push(format!("{name}: {pictures} pictures with its question"));
        }
    }
    expect_none(&wrong);
}

/// A reader who has seen the answer cannot guess any more.
#[test]
fn each_page_asks_before_it_shows() {
    let mut wrong = Vec::new();
    let asks = OUTPUTS
        .iter()
        .filter(|(_, name)| name.starts_with("chapter"));
    for (name, _) in asks {
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
