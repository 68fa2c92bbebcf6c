//! Archives from students: the right ones are graded, and the others get nothing but a sentence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, package, text};

/// What is said of each archive that `archives.py` makes.
const REFUSED: [(&str, &str); 19] = [
    ("tar-absolute", "leads out of the archive"),
    ("tar-bomb", "more than 67108864 bytes"),
    ("tar-broken", "no whole tar.gz"),
    ("tar-deep", "folders deep"),
    ("tar-device", "neither a file nor a folder"),
    ("tar-fifo", "neither a file nor a folder"),
    ("tar-hard-link", "neither a file nor a folder"),
    ("tar-link", "neither a file nor a folder"),
    ("tar-many", "more than 2000 entries"),
    ("tar-through-link", "neither a file nor a folder"),
    ("tar-twice", "exists"),
    ("tar-up", "leads out of the archive"),
    ("tar-markup", "leads out of the archive"),
    ("zip-absolute", "leads out of the archive"),
    ("zip-bomb", "more than 67108864 bytes"),
    ("zip-broken", "no whole zip"),
    ("zip-link", "neither a file nor a folder"),
    ("zip-many", "more than 2000 entries"),
    ("zip-up", "leads out of the archive"),
];

fn make(class: &Path) {
    let submissions = class.join("submissions");
    fs::create_dir(&submissions).unwrap();
    let mut python = Command::new("python3");
    python.arg(package().join("tests/labs/python/archives.py"));
    let made = python.arg(&submissions).arg(SOLUTIONS[0]).output().unwrap();
    assert!(made.status.success(), "{}", text(&made.stderr));
}

/// Every path below, links not followed.
fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        found.push(entry.path().to_string_lossy().into_owned());
        if entry.file_type().unwrap().is_dir() {
            found.extend(below(&entry.path()));
        }
    }
    found
}

#[test]
fn archives_are_graded_or_refused_with_a_reason() {
    let class = TempDir::new().unwrap();
    make(class.path());
    fs::write(class.path().join("submissions/notes.txt"), "").unwrap();
    let before = below(&class.path().join("submissions"));
    let mut grade = Command::new(CHECKER);
    let grade = grade.args(["grade", "submissions", "--lab", "1"]);
    let output = grade.current_dir(class.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));

    let results = fs::read(class.path().join("grades/results.json")).unwrap();
    let results: Value = serde_json::from_slice(&results).unwrap();
    let students = results["students"].as_array().unwrap();
    let mut labs: BTreeMap<&str, &Value> = students
        .iter()
        .map(|one| (one["student"].as_str().unwrap(), &one["labs"][0]))
        .collect();
    for right in [
        "tar-right",
        "tar-names",
        "Tar-GREAT",
        "zip-right",
        "zip-names",
    ] {
        assert_eq!(labs.remove(right).unwrap()["report"]["points"], 14);
    }
    assert_eq!(labs.len(), REFUSED.len());
    for (name, why) in REFUSED {
        let lab = labs[name];
        assert_eq!(lab["status"], "refused", "{name}");
        let reason = lab["reason"].as_str().unwrap();
        assert!(reason.contains(why), "{name}: {reason}");
    }

    // Text that is no archive is somebody's work all the same.
    let said = text(&output.stderr);
    assert!(said.contains("nor a zip or tar.gz: notes.txt\n"), "{said}");

    // Nothing came out, and nothing is left of what was refused.
    let submissions = class.path().join("submissions");
    assert_eq!(below(&submissions), before);
    let unpacked = below(&class.path().join("grades/unpacked"));
    let outside = |path: &&String| {
        !path.contains("-right.") && !path.contains("-names.") && !path.contains("GREAT")
    };
    let left: Vec<_> = unpacked.iter().filter(outside).collect();
    assert!(left.is_empty(), "{left:?}");
    let letter = class
        .path()
        .join("grades/students/tar-up.tar.gz/letter.txt");
    let letter = fs::read_to_string(letter).unwrap();
    assert!(letter.contains("leads out of the archive"), "{letter}");
    let page = fs::read_to_string(class.path().join("grades/index.html")).unwrap();
    assert_eq!(page.matches("<script>").count(), 1, "{page}");
}
