//! The book cannot go stale: what its pages show comes from files that other tests compile, run and
//! compare, and every link, every picture and every item of the document is where it should be.

#![allow(clippy::unwrap_used, clippy::expect_used)]

#[macro_use]
#[path = "../support/mod.rs"]
mod support;

mod c_listings;
mod duties;
mod goals;
mod imports;
mod listings;
#[path = "../support/markdown.rs"]
mod markdown;
mod page;
mod parts;
mod pictures;
mod pieces;
#[path = "../support/recorded.rs"]
mod recorded;
mod reference;
mod said;
mod shown;
mod structure;
mod trace;
mod transcripts;

use std::process::Command;

use support::{has, run};
use tempfile::TempDir;

/// Reports all that is wrong at once, not only the first.
#[track_caller]
fn expect_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn mdbook_builds_it_without_a_warning() {
    // Without Python Chinese words are not marked, and mdBook says so.
    if !has("mdbook", "--version") || !has("python3", "--version") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let mut build = Command::new("mdbook");
    build
        .args(["build", "book", "--dest-dir"])
        .arg(folder.path());
    let ran = run(&mut build).expect_code(0);
    let log = ran.stdout + &ran.stderr;
    let noise = log
        .lines()
        .filter(|line| line.contains("WARN") || line.contains("ERROR"));
    expect_none(&noise.map(str::to_owned).collect::<Vec<_>>());
    assert!(folder.path().join("1-create.html").exists());
}
