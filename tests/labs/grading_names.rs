//! Folders as students and learning systems call them.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, copy_program, text};

/// Nothing but a slash and a zero byte is forbidden. The last two look the same when they are printed.
const NAMES: [&[u8]; 12] = [
    b"Jane Doe",
    "a b \u{fc}".as_bytes(),
    b"-rf",
    b"--help",
    b"<script>alert(1)<",
    b"$(touch evil)",
    b"`touch evil`; touch evil",
    b"*",
    b"'\"\\",
    b"line\nbreak",
    b"\xfe",
    b"\xff",
];

/// Each is graded, by its own program: one has all points, the next has none, and so on.
#[test]
fn a_folder_may_have_any_name() {
    let class = TempDir::new().unwrap();
    for (index, name) in NAMES.iter().enumerate() {
        let folder = class
            .path()
            .join("submissions")
            .join(OsStr::from_bytes(name));
        fs::create_dir_all(&folder).unwrap();
        let program = [SOLUTIONS[0], "/bin/true"][index % 2];
        copy_program(program, &folder.join("lab1"));
    }
    let mut grade = Command::new(CHECKER);
    let grade = grade.args(["grade", "submissions", "--lab", "1"]);
    let output = grade.current_dir(class.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    let results = fs::read(class.path().join("grades/results.json")).unwrap();
    let results: Value = serde_json::from_slice(&results).unwrap();
    let students = results["students"].as_array().unwrap();
    assert_eq!(students.len(), NAMES.len());
    for (index, name) in NAMES.iter().enumerate() {
        let folder = class.path().join("grades/students");
        let folder = folder.join(OsStr::from_bytes(name));
        let stored = fs::read(folder.join("lab1.json")).unwrap();
        let stored: Value = serde_json::from_slice(&stored).unwrap();
        let points = [14, 0][index % 2];
        assert_eq!(stored["report"]["points"], points, "{}", text(name));
        let row = |one: &&Value| {
            one["student"] == text(name) && one["labs"][0]["report"]["points"] == points
        };
        assert_eq!(students.iter().filter(row).count(), 1, "{}", text(name));
    }
    let mut made: Vec<_> = fs::read_dir(class.path()).unwrap().flatten().collect();
    made.sort_by_key(fs::DirEntry::file_name);
    let made: Vec<_> = made.iter().map(fs::DirEntry::file_name).collect();
    assert_eq!(made, ["grades", "submissions"]);
}
