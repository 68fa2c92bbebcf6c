//! A class, as it might be: right and wrong in all languages, empty, hostile, and with odd names. Graded twice,
//! everybody has the same grade. Here and in CI a part of 120; all of them if
//! `WHOLE_CLASS=1` asks for it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::outside::repeat::here_or_in_ci;
use crate::support::{
    CHECKER, SOLUTIONS, c_source, copy_program, filled_starter, package, script_at, text,
};
use crate::weather;

const NAMES: [&str; 6] = [
    "Jane Doe", "a b ü", "-rf", "<script>", "$(exit)", "=1+1 \"'",
];

/// One of ten hands in one of these.
const HOSTILE: [&str; 4] = [
    "exec yes",
    "while :; do sleep 1; done",
    "\"$0\" & sleep 60",
    "kill -9 $PPID; rm -rf ../../*; exit 0",
];

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    All,
    /// Some points at most, and a judgement.
    NotAll,
    None,
    Status(&'static str),
}

fn read(chapter_file: &str) -> String {
    let chapter = package().join("chapters/3-read-write");
    fs::read_to_string(chapter.join(chapter_file)).unwrap()
}

fn hand_in(folder: &Path, index: usize) -> Wanted {
    fs::create_dir_all(folder).unwrap();
    let write = |name: &str, source: &str| fs::write(folder.join(name), source).unwrap();
    let program = folder.join("lab3");
    match index % 10 {
        0 => write("lab3.c", &c_source(3)),
        1 => write("lab.rs", &read("solution.rs")),
        2 => write("lab3.py", &filled_starter(3, "py")),
        3 => copy_program(SOLUTIONS[2], &program),
        _ => return wrong(folder, index),
    }
    Wanted::All
}

fn wrong(folder: &Path, index: usize) -> Wanted {
    let write = |name: &str, source: &str| fs::write(folder.join(name), source).unwrap();
    match index % 10 {
        4 => write("lab3.c", &read("starter.c")),
        5 => write("lab3.rs", &read("lab.rs")),
        6 => write(
            "lab3.cpp",
            "#include <iostream>\nint main() { std::cout << 42; }\n",
        ),
        7 => {
            write("lab3.cpp", "int main( {\n");
            return Wanted::Status("does not compile");
        }
        8 => return Wanted::Status("no program"),
        _ => {
            let lines = HOSTILE[index / 10 % HOSTILE.len()];
            script_at(&folder.join("lab3"), lines);
            return Wanted::None;
        }
    }
    Wanted::NotAll
}

/// What a busy machine could not judge, the next run tries again, as a teacher would.
fn grade(class: &Path, output: &str) -> String {
    let mut said = String::new();
    for _ in 0..5 {
        let mut grade = Command::new(CHECKER);
        grade.args(["grade", "submissions", "--lab", "3", "--output", output]);
        let ended = grade.current_dir(class).output().unwrap();
        if ended.status.code() == Some(0) {
            return fs::read_to_string(class.join(output).join("grades.csv")).unwrap();
        }
        said = text(&ended.stderr);
        assert!(said.contains("The next run tries again."), "{said}");
    }
    panic!("{said}");
}

fn assert_is(lab: &Value, wanted: Wanted) {
    let points = lab["report"]["points"].as_u64();
    let most = lab["report"]["max_points"].as_u64();
    let fits = match wanted {
        Wanted::All => points.is_some() && points == most,
        Wanted::NotAll => points.is_some() && points < most,
        Wanted::None => points == Some(0),
        Wanted::Status(status) => lab["status"] == status,
    };
    assert!(fits, "{wanted:?}: {lab:#}");
}

#[test]
fn a_class_is_graded_twice_with_the_same_grades() {
    let class = TempDir::new().unwrap();
    let submissions = class.path().join("submissions");
    let mut wanted = BTreeMap::new();
    let count = match std::env::var_os("WHOLE_CLASS") {
        Some(_) => 120,
        None => here_or_in_ci(12, 20),
    };
    for index in 0..count {
        let name = format!("{} {index}", NAMES[index % NAMES.len()]);
        let becomes = hand_in(&submissions.join(&name), index);
        wanted.insert(name, becomes);
    }
    let _storm = weather::wait_for(true);
    let first = grade(class.path(), "grades");
    let results = fs::read(class.path().join("grades/results.json")).unwrap();
    let results: Value = serde_json::from_slice(&results).unwrap();
    let students = results["students"].as_array().unwrap();
    assert_eq!(students.len(), wanted.len());
    for student in students {
        let name = student["student"].as_str().unwrap();
        assert_is(&student["labs"][0], wanted[name]);
    }
    // With an output of its own, the second time takes nothing from the first.
    assert_eq!(grade(class.path(), "again"), first);
}
