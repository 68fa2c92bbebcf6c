//! Who has nearly the same program as somebody else, whatever it calls its variables.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{CHECKER, c_source, filled_starter, package, text};

/// Another text with the same tokens: names, comments, lines and numbers are others.
fn disguised(source: &str) -> String {
    let renamed = source.replace("shmid", "kennung").replace("text", "wort");
    let numbers = renamed.replace("1024", "0x400");
    format!(
        "/* All my own work. */\n{}",
        numbers.replace(";\n", "; // so\n\n")
    )
}

#[test]
fn programs_that_are_nearly_the_same_are_pointed_out() {
    let class = TempDir::new().unwrap();
    let chapter = package().join("chapters/3-read-write");
    let starter = fs::read_to_string(chapter.join("starter.c")).unwrap();
    let rust = fs::read_to_string(chapter.join("solution.rs")).unwrap();
    for (student, file, source) in [
        ("Ann", "lab3.c", c_source(3)),
        ("Bob & Co", "lab3.c", disguised(&c_source(3))),
        ("right, too", "lab3.c", filled_starter(3, "c")),
        ("of another lab", "lab3.c", c_source(8)),
        ("begun", "lab3.c", starter.clone()),
        ("begun, too", "lab3.c", starter),
        ("Rust", "lab3.rs", rust),
    ] {
        let folder = class.path().join("submissions").join(student);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(file), source).unwrap();
    }
    let mut grade = Command::new(CHECKER);
    let grade = grade.args(["grade", "submissions", "--lab", "3"]);
    let output = grade.current_dir(class.path()).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let results = fs::read(class.path().join("grades/results.json")).unwrap();
    let results: Value = serde_json::from_slice(&results).unwrap();
    let alike = results["alike"].as_array().unwrap();
    assert_eq!(alike.len(), 1, "{alike:#?}");
    assert_eq!(alike[0]["lab"], 3);
    assert_eq!(alike[0]["students"], serde_json::json!(["Ann", "Bob & Co"]));
    assert!(alike[0]["percent"].as_u64() >= Some(95), "{alike:#?}");
    assert!(said.contains("nearly the same: 1"), "{said}");
    let page = fs::read_to_string(class.path().join("grades/index.html")).unwrap();
    assert!(page.contains("<td>Ann</td><td>Bob &amp; Co</td>"), "{page}");
    // It is the teacher's to look at, and nothing that a student is told.
    let letter = class.path().join("grades/students/Ann/letter.txt");
    assert!(!fs::read_to_string(letter).unwrap().contains("Bob"));
}
