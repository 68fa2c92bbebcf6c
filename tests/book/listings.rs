//! A chapter's listings: its code, without what it only says. A page shows the calls; the narration stands in the
//! output beside them. Made from the sources, so a page still shows nothing that is not compiled and run.

use std::fs::read_dir;
use std::path::Path;

use crate::page::{anchors, files_in, read};
use crate::recorded;

/// What tells the reader of the output something, and does nothing else.
const NARRATION: [&str; 3] = ["lesson.step(", "lesson.notice(", ".notice("];

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// How many of these lines are a statement that only narrates, as rustfmt lays it out.
fn narration(lines: &[&str]) -> usize {
    let [first, rest @ ..] = lines else { return 0 };
    let start = first.trim_start();
    let folded = start == "lesson"
        && rest
            .first()
            .is_some_and(|second| second.trim_start().starts_with(NARRATION[2]));
    if !folded && !NARRATION[..2].iter().any(|call| start.starts_with(call)) {
        return 0;
    }
    let deepest = indentation(first) + if folded { 4 } else { 0 };
    let ends = |line: &&str| line.ends_with(';') && indentation(line) <= deepest;
    lines.iter().position(ends).map_or(0, |last| last + 1)
}

/// Lines without narration, and without the empty ones that it leaves behind.
fn told<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let skip = narration(&lines[at..]);
        let again = line.is_empty() && kept.last().is_none_or(|last| last.is_empty());
        if skip == 0 && !again {
            kept.push(line);
        }
        at += skip.max(1);
    }
    while kept.last().is_some_and(|line| line.is_empty()) {
        kept.pop();
    }
    kept
}

/// What stands between the comments of an anchor; those of anchors inside it are left out.
fn part<'a>(source: &'a str, anchor: &str) -> Vec<&'a str> {
    let mark =
        |word: &str, line: &str| line.trim_start() == format!("// {word}: {anchor}");
    let lines = source.lines().skip_while(|line| !mark("ANCHOR", line));
    let inside = lines.skip(1).take_while(|line| !mark("ANCHOR_END", line));
    inside.filter(|line| !line.contains("// ANCHOR")).collect()
}

/// The listing begins at the left edge: a narrow screen has no room for where it stood.
fn listing(name: &str, lines: &[&str]) -> String {
    let filled = lines.iter().filter(|line| !line.is_empty());
    let margin = filled.map(|line| indentation(line)).min().unwrap_or(0);
    let lines = lines
        .iter()
        .map(|line| line.get(margin..).unwrap_or_default());
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!("// ANCHOR: {name}\n{lines}\n// ANCHOR_END: {name}\n")
}

/// All listings of one chapter, each named by its file and its anchor: `writer-check`.
fn listings(folder: &str) -> String {
    let mut made = Vec::new();
    for file in files_in(folder, "rs") {
        let source = read(&file);
        let stem = file.file_stem().unwrap().to_str().unwrap();
        for anchor in anchors(&source) {
            let lines = told(&part(&source, anchor));
            // At the end of a function it is the function's value, and cannot be left out.
            let narrates =
                |line: &&&str| line.contains(".notice(") || line.contains(".step(");
            let left = lines.iter().find(narrates);
            assert!(left.is_none(), "{stem}-{anchor} still narrates: {left:?}");
            made.push(listing(&format!("{stem}-{anchor}"), &lines));
        }
    }
    made.join("\n")
}

/// Chapter 9 narrates nothing: its page includes its sources.
#[test]
fn the_listings_are_those_of_the_chapters() {
    let mut seen = 0;
    for entry in read_dir("chapters").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(number) = name.get(..1).filter(|number| "12345678".contains(number))
        else {
            continue;
        };
        seen += 1;
        let made = listings(Path::new("chapters").join(&name).to_str().unwrap());
        recorded::check(&format!("chapter{number}-listings.rs"), &made);
    }
    assert_eq!(seen, 8);
}

#[test]
fn narration_is_left_out_and_nothing_else() {
    let source = "\
    lesson.step(\"One\")?;
    let id = create(SIZE)?;
    lesson.table(&[id])?;
    lesson.notice(format_args!(
        \"It has {} bytes; more \\
         is not yours;\",
        size(id),
    ))?;

    lesson
        .notice(\"Two\")?;
    lesson.say(\"kept\")?;";
    let lines: Vec<_> = source.lines().collect();
    let kept = told(&lines);
    let expected = [lines[1], lines[2], lines[8], lines[11]];
    assert_eq!(kept, expected);
}
