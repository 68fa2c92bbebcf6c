//! What Canvas and Moodle export, with the grades filled in, so that they import it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, copy_program, text};

fn submit(class: &Path, student: &str, program: &str) {
    let folder = class.join("submissions").join(student);
    fs::create_dir_all(&folder).unwrap();
    copy_program(program, &folder.join("lab1"));
}

fn grade(class: &TempDir, roster: &str, more: &[&str]) -> Output {
    fs::write(class.path().join("roster.csv"), roster).unwrap();
    let mut grade = Command::new(CHECKER);
    grade.args([
        "grade",
        "submissions",
        "--roster",
        "roster.csv",
        "--lab",
        "1",
    ]);
    grade.args(more).current_dir(class.path()).output().unwrap()
}

fn imported(class: &TempDir) -> String {
    fs::read_to_string(class.path().join("grades/import.csv")).unwrap()
}

/// As the gradebook's export, with its row of points and its number for the assignment.
#[test]
fn canvas_gets_its_own_table_back() {
    let class = TempDir::new().unwrap();
    submit(class.path(), "jdoe", SOLUTIONS[0]);
    submit(class.path(), "Roe, Rick", "/bin/true");
    submit(class.path(), "stranger", "/bin/true");
    submit(class.path(), "twin", "/bin/true");
    fs::create_dir(class.path().join("submissions/empty")).unwrap();
    let roster = "\u{feff}Student,ID,SIS User ID,SIS Login ID,Section,Lab 11 (9),Lab 1 (417),Note\r\n\
        \"    Points Possible\",,,,,5,,\r\n\
        \"Doe, Jane \"\"J\"\"\",12,s12,jdoe,One,1,,\"two\nlines\"\r\n\
        \"Roe, Rick\",13,s13,rroe,One,2,,\r\n\
        Empty,14,s14,empty,One,3,7,\r\n\
        twin,15,s15,twin1,One,3,7,\r\n\
        twin,16,s16,twin2,One,3,7,\r\n\
        Nobody,17,s17,nobody,One,3,7,\r\n";
    let output = grade(&class, roster, &[]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let wanted = "Student,ID,SIS User ID,SIS Login ID,Section,Lab 11 (9),Lab 1 (417),Note\r\n\
        \"    Points Possible\",,,,,5,14,\r\n\
        \"Doe, Jane \"\"J\"\"\",12,s12,jdoe,One,1,14,\"two\nlines\"\r\n\
        \"Roe, Rick\",13,s13,rroe,One,2,0,\r\n\
        Empty,14,s14,empty,One,3,7,\r\n\
        twin,15,s15,twin1,One,3,7,\r\n\
        twin,16,s16,twin2,One,3,7,\r\n\
        Nobody,17,s17,nobody,One,3,7,\r\n";
    assert_eq!(imported(&class), wanted);
    assert!(said.contains("not in the roster: stranger\n"), "{said}");
    assert!(said.contains("left as it was: twin\n"), "{said}");
    assert!(!said.contains("roster: jdoe"), "{said}");
}

/// As the grading worksheet of an assignment, and the folders of all submissions.
#[test]
fn moodle_gets_its_worksheet_back() {
    let class = TempDir::new().unwrap();
    submit(
        class.path(),
        "Jane Doe_4711_assignsubmission_file_",
        SOLUTIONS[0],
    );
    submit(
        class.path(),
        "Jane Doe_471_assignsubmission_file",
        "/bin/true",
    );
    let roster = "Identifier,\"Full name\",Status,Grade,\"Maximum grade\"\n\
        \"Participant 471\",\"Jane Doe\",\"Submitted for grading\",,14.00\n\
        \"Participant 4711\",\"Jane Doe\",\"Submitted for grading\",,14.00\n";
    let output = grade(&class, roster, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let wanted = "Identifier,Full name,Status,Grade,Maximum grade\r\n\
        Participant 471,Jane Doe,Submitted for grading,0,14.00\r\n\
        Participant 4711,Jane Doe,Submitted for grading,14,14.00\r\n";
    assert_eq!(imported(&class), wanted);
    // A worksheet is of one assignment: of two labs, neither is its grade.
    grade(&class, roster, &["--lab", "2"]);
    let heading = "Identifier,Full name,Status,Grade,Maximum grade,Lab 1,Lab 2\r\n";
    assert!(
        imported(&class).starts_with(heading),
        "{}",
        imported(&class)
    );
}

#[test]
fn a_roster_that_is_none_is_refused_before_anybody_is_judged() {
    let class = TempDir::new().unwrap();
    submit(class.path(), "jdoe", SOLUTIONS[0]);
    for (roster, why) in [
        ("", "no heading"),
        ("Student,\"ID\nx,1\n", "a quote is not closed"),
        ("Student,\"I\"D\n", "after a quote"),
    ] {
        let output = grade(&class, roster, &[]);
        assert_eq!(output.status.code(), Some(2), "{why}");
        assert!(
            text(&output.stderr).contains(why),
            "{}",
            text(&output.stderr)
        );
        assert!(!class.path().join("grades").exists());
    }
}
