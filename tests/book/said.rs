//! Sentences that a machine can hold true.

use std::path::Path;

use nix::errno::Errno;
use regex::Regex;

use crate::expect_none;
use crate::page::{page, read};

/// People search for the message that they see, so the page has to have it word for word. Other
/// C libraries say it in other words.
#[cfg(target_env = "gnu")]
#[test]
fn what_does_not_work_is_said_in_the_systems_words() {
    let text = page("before-you-start.md").text;
    let named = Regex::new(r"`(E[A-Z0-9]+)` \(([^)]+)\)").unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for found in named.captures_iter(&text) {
        let [name, message] = found.extract().1;
        seen += 1;
        let errno = (1..200).find(|&code| format!("{:?}", Errno::from_raw(code)) == name);
        let error = std::io::Error::from_raw_os_error(errno.unwrap()).to_string();
        if error.split(" (os error").next() != Some(message) {
            wrong.push(format!("{name}: {message:?} is {error:?}"));
        }
    }
    assert!(seen > 8, "only {seen} messages");
    expect_none(&wrong);
}

/// Chapter 2 asks what `nattch` is after a step: count the calls up to there.
#[test]
fn chapter_2_counts_its_attachments_right() {
    let text = page("2-attach.md").text;
    let (_, asked) = text.split_once("a second terminal, after step ").unwrap();
    let (step, rest) = asked.split_once('?').unwrap();
    let (_, answer) = rest.split_once("</summary>\n\n").unwrap();
    let output = read(Path::new("tests/snapshots/chapter2.snap"));
    let next = step.parse::<u32>().unwrap() + 1;
    let (until, _) = output.split_once(&format!("\n{next}. ")).unwrap();
    let ours = |call: &str| {
        let start = format!("   {call}(");
        let calls = until.lines().filter(|line| line.starts_with(&start));
        calls.filter(|line| !line.contains("= -1")).count()
    };
    let attached = ours("shmat") - ours("shmdt");
    assert!(answer.starts_with(&format!("{attached}: ")), "{attached}");
}
