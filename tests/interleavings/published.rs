//! Files that the book shows and that tests make.

use std::path::Path;

/// Compares a file of the book with what a test has just made from the model.
///
/// With `UPDATE_BOOK_DATA=1` in the environment it writes the file instead.
#[track_caller]
pub fn check(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("book/src/data")
        .join(name);
    if updating() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == made,
        "{name} is not what the model says: UPDATE_BOOK_DATA=1 cargo test"
    );
}

pub fn updating() -> bool {
    std::env::var_os("UPDATE_BOOK_DATA").is_some()
}
