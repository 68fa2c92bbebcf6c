//! A class, graded as the page "For teachers" says: what is right, wrong, missing and dishonest.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, copy_program, text};

/// A student's program: a copy, as it would come from a learning system.
fn submit(class: &Path, student: &str, program: &str) {
    let folder = class.join("submissions").join(student);
    fs::create_dir_all(&folder).unwrap();
    copy_program(program, &folder.join("lab1"));
}

fn grade(class: &Path, more: &[&str]) -> Output {
    let mut grade = Command::new(CHECKER);
    grade
        .args(["grade", "submissions", "--lab", "1"])
        .args(more);
    grade.current_dir(class).output().unwrap()
}

fn read(class: &Path, name: &str) -> String {
    fs::read_to_string(class.join("grades").join(name)).unwrap()
}

fn class() -> TempDir {
    let class = TempDir::new().unwrap();
    submit(class.path(), "Ann \"A\" O'Hara", SOLUTIONS[0]);
    submit(class.path(), "=Jürgen Doe", "/bin/true");
    let folder = class.path().join("submissions");
    for student in ["copycat", "empty"] {
        fs::create_dir(folder.join(student)).unwrap();
    }
    // Somebody else's program, by a link.
    symlink(SOLUTIONS[0], folder.join("copycat/lab1")).unwrap();
    symlink("Ann \"A\" O'Hara", folder.join("link")).unwrap();
    class
}

const GRADES: &str = "Student,Lab 1,Lab 1 possible,Lab 1 status\r\n\
    \"'=Jürgen Doe\",0,14,judged\r\n\
    \"Ann \"\"A\"\" O'Hara\",14,14,judged\r\n\
    \"copycat\",,,no program\r\n\
    \"empty\",,,no program\r\n";

#[test]
fn a_class_is_graded_and_goes_on_where_it_was() {
    let class = class();
    let first = grade(class.path(), &[]);
    let said = text(&first.stderr);
    assert_eq!(first.status.code(), Some(0), "{said}");
    assert_eq!(read(class.path(), "grades.csv"), GRADES, "{said}");

    // Stored, a report is taken as it is; the same student's next program is judged.
    let stored = class.path().join("grades/students/=Jürgen Doe/lab1.json");
    let changed = fs::read_to_string(&stored).unwrap();
    fs::write(&stored, changed.replace("\"points\": 0,", "\"points\": 1,")).unwrap();
    assert_eq!(grade(class.path(), &[]).status.code(), Some(0));
    assert!(read(class.path(), "grades.csv").contains("Doe\",1,14,"));
    grade(class.path(), &["--again", "=Jürgen Doe"]);
    assert_eq!(read(class.path(), "grades.csv"), GRADES);
    submit(class.path(), "=Jürgen Doe", SOLUTIONS[0]);
    grade(class.path(), &[]);
    assert!(read(class.path(), "grades.csv").contains("Doe\",14,14,"));
}

/// A class that is unpacked once more is the same class; with another option it is judged anew.
#[test]
fn a_report_is_of_a_programs_bytes_and_of_the_checkers_options() {
    let class = class();
    let points = || read(class.path(), "grades.csv");
    grade(class.path(), &[]);
    let stored = class.path().join("grades/students/=Jürgen Doe/lab1.json");
    let report = fs::read_to_string(&stored).unwrap();
    fs::write(&stored, report.replace("\"points\": 0,", "\"points\": 1,")).unwrap();
    let folder = class.path().join("submissions/=Jürgen Doe");
    fs::remove_dir_all(&folder).unwrap();
    submit(class.path(), "=Jürgen Doe", "/bin/true");
    grade(class.path(), &[]);
    assert!(points().contains("Doe\",1,14,"), "{}", points());
    grade(class.path(), &["--time-limit", "3"]);
    assert!(points().contains("Doe\",0,14,"), "{}", points());
}

#[test]
fn which_labs_there_are_comes_from_the_catalogue() {
    let class = class();
    let mut grade = Command::new(CHECKER);
    let output = grade
        .args(["grade", "submissions", "--lab", "99"])
        .current_dir(class.path())
        .output();
    let said = text(&output.unwrap().stderr);
    assert!(
        said.contains(&format!("1 to {}", SOLUTIONS.len())),
        "{said}"
    );
}

/// A machine that cannot isolate as asked is nobody's zero.
#[test]
fn what_the_machine_cannot_judge_is_listed_apart() {
    let class = class();
    let output = grade(class.path(), &["--isolation", "nonsense"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(read(class.path(), "grades.csv").contains("O'Hara\",,,not judged"));
    let results: Value =
        serde_json::from_str(&read(class.path(), "results.json")).unwrap();
    let student = &results["students"][1];
    assert_eq!(student["labs"][0]["status"], "not judged");
    assert!(
        student["labs"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("isolation")
    );
    assert_eq!(grade(class.path(), &[]).status.code(), Some(0));
    assert_eq!(read(class.path(), "grades.csv"), GRADES);
}

#[test]
fn python_is_run_by_its_interpreter() {
    let class = TempDir::new().unwrap();
    let folder = class.path().join("submissions/it's me");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("lab1.py"), "print('hello')\n").unwrap();
    fs::set_permissions(folder.join("lab1.py"), fs::Permissions::from_mode(0o600))
        .unwrap();
    grade(class.path(), &[]);
    assert!(read(class.path(), "results.json").contains("python3"));
    assert!(read(class.path(), "grades.csv").contains("me\",0,14,judged"));
}
