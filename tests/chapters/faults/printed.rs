//! What a chapter prints is what it called, and nothing else was called.

use super::trace::{as_chapters_write_it, traces};
use super::{CALLS, LEFT, traced};
use crate::support::fold::unfold;
use regex::Regex;
use rstest::rstest;
use tempfile::TempDir;

/// The calls that were printed: without a label, and with any label.
fn printed(stdout: &str) -> (Vec<String>, Vec<String>) {
    let call = Regex::new(r"^   (\[\w+\] )?((?:shm|sem)\w+\(.*\) = .*)$").unwrap();
    let (mut own, mut childrens) = (Vec::new(), Vec::new());
    let stdout = unfold(stdout);
    for found in stdout.lines().filter_map(|line| call.captures(line)) {
        let list = if found.get(1).is_none() {
            &mut own
        } else {
            &mut childrens
        };
        list.push(as_chapters_write_it(&found[2]));
    }
    (own, childrens)
}

fn is_polled(call: &str) -> bool {
    let asks = ["GETNCNT", "GETZCNT", "GETALL"];
    // Of a set that is shown after each step, and of a permit that is not there yet.
    asks.iter().any(|command| call.contains(command))
        || call.starts_with("semctl(") && call.contains("IPC_STAT")
        || call.contains("IPC_NOWAIT") && call.contains("EAGAIN")
}

#[rstest]
fn what_it_prints_is_what_it_called(#[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize) {
    let folder = TempDir::new().unwrap();
    let flags = format!("-ff -e trace={}", CALLS.join(","));
    let Some(ran) = traced(number, &[&flags], &folder) else {
        return;
    };
    let stdout = ran.expect_code(0).stdout;
    assert!(stdout.ends_with(LEFT), "{stdout}");

    let mut called = traces(&folder);
    let (own, childrens) = printed(&stdout);
    let mut own_called = called.remove(0);
    // How often it has to ask whether somebody waits, only the scheduler knows.
    let (asked, own): (Vec<_>, Vec<_>) =
        own.into_iter().partition(|call| is_polled(call));
    assert!(asked.iter().all(|call| own_called.contains(call)));
    own_called.retain(|call| !is_polled(call));
    assert_eq!(own, own_called);

    let mut called = called.concat();
    assert!(number == 5 || !childrens.is_empty(), "{stdout}");
    for call in childrens {
        let place = called.iter().position(|other| *other == call);
        called
            .remove(place.unwrap_or_else(|| panic!("printed, but never called: {call}")));
    }
    // Chapters 7 and 8 say that they show the first round of each worker's loop, and of a wait that
    // is repeated the last.
    called.retain(|call| !call.starts_with("semop(") && !call.starts_with("semtimedop("));
    assert_eq!(called, [""; 0], "called, but not printed");
}
