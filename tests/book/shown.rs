//! What pages show and quote: it comes from files that other tests compile, run and compare.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::expect_none;
use crate::page::{Page, SRC, anchors, files_below, files_in, page, pages, read};

#[test]
fn every_include_has_its_file_and_its_anchor() {
    let mut wrong = Vec::new();
    for page in pages() {
        for target in page.includes() {
            let (file, part) = target.split_once(':').unwrap_or((target, ""));
            let Ok(text) = fs::read_to_string(Path::new(SRC).join(file)) else {
                wrong.push(format!("{}: no file {file}", page.name));
                continue;
            };
            let is_anchor = part.starts_with(|c: char| c.is_alphabetic());
            let both = ["ANCHOR", "ANCHOR_END"].map(|word| format!("{word}: {part}"));
            let has =
                |mark: &String| text.lines().any(|line| line.trim_end().ends_with(mark));
            if is_anchor && !both.iter().all(has) {
                wrong.push(format!("{}: {file} has no anchor {part}", page.name));
            }
            // A snapshot is included from the line after its header, which ends with the second ---.
            let body = text.lines().skip(1).position(|line| line == "---");
            if file.ends_with(".snap")
                && body.map(|at| format!("{}:", at + 3)).as_deref() != Some(part)
            {
                wrong.push(format!(
                    "{}: {target} does not begin behind the header",
                    page.name
                ));
            }
        }
    }
    expect_none(&wrong);
}

/// An anchor that no page includes is noise in the code.
#[test]
fn every_anchor_is_on_a_page() {
    let pages = pages();
    let included: BTreeSet<_> = pages.iter().flat_map(Page::includes).collect();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for path in ["chapters", "src", "tests/c"]
        .into_iter()
        .flat_map(files_below)
    {
        for anchor in anchors(&read(&path)) {
            seen += 1;
            // As a page writes it, from book/src; or without narration, as tests/book/listings.rs makes it.
            let file = path.display().to_string();
            let stem = path.file_stem().unwrap().to_str().unwrap();
            let number = file.trim_start_matches("chapters/").get(..1).unwrap();
            let targets = [
                format!("../../{file}:{anchor}"),
                format!("data/chapter{number}-listings.rs:{stem}-{anchor}"),
            ];
            if !targets
                .iter()
                .any(|target| included.contains(target.as_str()))
            {
                wrong.push(format!("{}: no page includes {anchor}", path.display()));
            }
        }
    }
    assert!(seen > 50, "only {seen} anchors");
    expect_none(&wrong);
}

#[test]
fn no_listing_and_no_output_is_typed_by_hand() {
    let mut wrong = Vec::new();
    for page in pages() {
        for (language, lines) in page.blocks() {
            let included = lines.iter().all(|line| line.starts_with("{{#"));
            // Commands are for the reader to type; everything else is a listing or an output.
            let typed = language == "sh";
            if lines.is_empty() || !(included || typed) {
                wrong.push(format!("{}: {language:?}: {lines:?}", page.name));
            }
        }
    }
    expect_none(&wrong);
}

/// What a sentence quotes of a program's output stands in a snapshot, word for word.
#[test]
fn every_quoted_call_and_message_is_in_a_snapshot() {
    let snapshots = files_in("tests/snapshots", "snap");
    let output: String = snapshots.iter().map(|path| read(path)).collect();
    // A call that is too long for a line has its result on the next.
    let output = output.replace("\n     = ", " = ");
    let mut seen = 0;
    let mut wrong = Vec::new();
    for page in pages() {
        for quote in page.quotes() {
            seen += 1;
            if !output.contains(quote) {
                wrong.push(format!("{}: no program says {quote:?}", page.name));
            }
        }
    }
    assert!(seen > 0, "no page quotes anything");
    expect_none(&wrong);
}

/// Chapter 9's page says in words how much slower the others are with 1 MiB: the recorded run
/// says so, too.
#[test]
fn the_words_about_long_messages_are_those_of_the_recorded_run() {
    let text = page("9-measure.md").text;
    let recorded = read(Path::new("book/src/data/chapter9.csv"));
    let median = |name: &str| -> f64 {
        let line = recorded.lines().find(|line| {
            line.starts_with("two cores,")
                && line.contains(name)
                && line.contains(",1048576,round trip,ns,")
        });
        let line = line.unwrap_or_else(|| panic!("no figure for {name}"));
        line.rsplit(',').nth(3).unwrap().parse().unwrap()
    };
    let streams = [
        "pipe",
        "FIFO",
        "Unix stream",
        "Unix datagrams",
        "TCP loopback",
    ];
    for (words, names, least, most) in [
        ("two to five times as long", &streams[..], 1.5, 5.5),
        ("more than three times as long", &["POSIX queue"], 3.0, 9.0),
        ("more than ten times", &["System V queue"], 10.0, 15.0),
    ] {
        assert!(text.contains(words), "the page no longer says {words:?}");
        for name in names {
            let ratio = median(name) / median("shm, spinning");
            assert!((least..=most).contains(&ratio), "{name}: {ratio}: {words}");
        }
    }
}
