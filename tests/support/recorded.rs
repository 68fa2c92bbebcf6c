//! Files of the book that tests make: compared with what is made now, or recorded anew.

use std::path::Path;

/// Compares a file of book/src/data/ with what a test has just made.
///
/// When the snapshots are recorded, it is, too: `.ci/record` does that.
#[track_caller]
pub fn check(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("book/src/data")
        .join(name);
    if recording() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "book/src/data/{name} is not what the model says now; .ci/record records it anew"
    );
}

/// insta's own variable, so that there is one for all.
pub fn recording() -> bool {
    std::env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always")
}
