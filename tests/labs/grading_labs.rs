//! Several labs in one grading, the same program judged several times, and names that are no names.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, copy_program, script_at, text};

fn folder(class: &Path, student: &str) -> std::path::PathBuf {
    let folder = class.join("submissions").join(student);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn grade(class: &Path, more: &[&str]) -> Output {
    let mut grade = Command::new(CHECKER);
    let grade = grade.args(["grade", "submissions"]).args(more);
    grade.current_dir(class).output().unwrap()
}

fn read(class: &Path, name: &str) -> String {
    fs::read_to_string(class.join("grades").join(name)).unwrap()
}

#[test]
fn several_labs_have_columns_of_their_own() {
    let class = TempDir::new().unwrap();
    let ann = folder(class.path(), "Ann");
    copy_program(SOLUTIONS[0], &ann.join("lab1"));
    copy_program("/bin/true", &ann.join("lab2"));
    let bob = folder(class.path(), "Bob");
    copy_program(SOLUTIONS[1], &bob.join("lab2"));
    let output = grade(class.path(), &["--labs", "2,1-2", "--lab", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let grades = read(class.path(), "grades.csv");
    let lines: Vec<&str> = grades.split_terminator("\r\n").collect();
    let lab = |n: u8| format!(",Lab {n},Lab {n} possible,Lab {n} status");
    assert_eq!(lines[0], format!("Student{}{}", lab(1), lab(2)));
    let results: Value =
        serde_json::from_str(&read(class.path(), "results.json")).unwrap();
    let most = &results["students"][1]["labs"][1]["report"]["max_points"];
    assert_eq!(lines[1], format!("\"Ann\",14,14,judged,0,{most},judged"));
    assert_eq!(
        lines[2],
        format!("\"Bob\",,,no program,{most},{most},judged")
    );
}

/// Without a word about labs, all of them are graded.
#[test]
fn all_labs_are_graded_unless_some_are_named() {
    let class = TempDir::new().unwrap();
    folder(class.path(), "nothing");
    assert_eq!(grade(class.path(), &[]).status.code(), Some(0));
    let grades = read(class.path(), "grades.csv");
    let last = SOLUTIONS.len();
    assert!(grades.contains(&format!("Lab {last} possible")), "{grades}");
    assert_eq!(grades.matches("no program").count(), last);
}

#[test]
fn labs_that_do_not_exist_are_refused() {
    let class = TempDir::new().unwrap();
    folder(class.path(), "nothing");
    for labs in ["0", "3-1", "1-9", "one", "", "1,,2", "1-"] {
        let output = grade(class.path(), &["--labs", labs]);
        assert_eq!(output.status.code(), Some(2), "{labs}");
        assert!(text(&output.stderr).contains("labs are 1 to"), "{labs}");
    }
    assert!(!class.path().join("grades").exists());
}

/// Right or wrong, as the clock's last digit has it.
const COIN: &str =
    "case \"$(date +%N)\" in *[02468]) exec \"${0%/*}/right\" \"$@\";; esac";

/// With twelve times of several checks, fewer than one coin in a thousand million falls on one side only.
#[test]
fn a_program_that_is_not_judged_the_same_is_listed_as_flaky() {
    let class = TempDir::new().unwrap();
    let coin = folder(class.path(), "coin");
    copy_program(SOLUTIONS[0], &coin.join("right"));
    script_at(&coin.join("lab1"), COIN);
    let steady = folder(class.path(), "steady");
    copy_program(SOLUTIONS[0], &steady.join("lab1"));

    // Judged once is not judged often enough: what is stored from it is not taken.
    grade(class.path(), &["--lab", "1"]);
    assert!(!read(class.path(), "grades.csv").contains("flaky"));
    let output = grade(class.path(), &["--lab", "1", "--repeat", "12"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("not judged the same each time: 1"));
    let grades = read(class.path(), "grades.csv");
    assert!(grades.contains(",14,flaky\r\n"), "{grades}");
    assert!(grades.contains("\"steady\",14,14,judged"), "{grades}");
    let results: Value =
        serde_json::from_str(&read(class.path(), "results.json")).unwrap();
    let flaky = &results["students"][0]["labs"][0]["flaky"][0];
    let statuses = flaky["statuses"].as_array().unwrap();
    assert_eq!(statuses.len(), 12);
    assert!(statuses.contains(&"passed".into()) && statuses.contains(&"failed".into()));
    // The next run, which asks for less, knows it still.
    grade(class.path(), &["--lab", "1"]);
    assert_eq!(read(class.path(), "grades.csv"), grades);
}

/// One row for each student, whatever is in a name, and nothing that a spreadsheet would obey.
#[test]
fn a_name_is_neither_a_formula_nor_a_row() {
    let class = TempDir::new().unwrap();
    for name in [
        "a\r\nb,100,100",
        "  =1+1",
        "\t@SUM(A1)",
        "＝1+1",
        "Ann-Marie",
    ] {
        folder(class.path(), name);
    }
    grade(class.path(), &["--lab", "1"]);
    let grades = read(class.path(), "grades.csv");
    let lines: Vec<&str> = grades.split_terminator("\r\n").skip(1).collect();
    let fields: Vec<&str> = lines
        .iter()
        .map(|line| line.strip_suffix(",,,no program").unwrap())
        .collect();
    let wanted = [
        "\"\u{fffd}@SUM(A1)\"",
        "\"'  =1+1\"",
        "\"Ann-Marie\"",
        "\"a\u{fffd}\u{fffd}b,100,100\"",
        "\"'＝1+1\"",
    ];
    assert_eq!(fields, wanted);
}

/// In the folder itself: the second time, the results of the first are among the submissions.
#[test]
fn results_are_nobodys_submission() {
    let class = TempDir::new().unwrap();
    let submissions = folder(class.path(), "Ann");
    let submissions = submissions.parent().unwrap();
    for _ in 0..2 {
        let mut grade = Command::new(CHECKER);
        let grade = grade.args(["grade", ".", "--lab", "1"]);
        let output = grade.current_dir(submissions).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let grades = submissions.join("grades/grades.csv");
        let grades = fs::read_to_string(grades).unwrap();
        assert_eq!(grades.lines().count(), 2, "{grades}");
    }
}
