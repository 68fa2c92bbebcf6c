//! The loop of the page "For teachers": run as it stands there, over submissions that are right,
//! wrong, and no program at all.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, text};

/// The script of the page, from the line that makes the folder for the results.
fn script() -> String {
    let page = fs::read_to_string("book/src/teachers.md").unwrap();
    let start = page.find("mkdir -p results\n").unwrap();
    let script = &page[start..];
    script[..script.find("```").unwrap()].to_owned()
}

fn submit(folder: &Path, student: &str, program: &str) {
    let place = folder.join("submissions").join(student);
    fs::create_dir_all(&place).unwrap();
    symlink(program, place.join("lab3")).unwrap();
}

#[test]
fn a_teacher_grades_a_folder_of_submissions_as_the_book_says() {
    let class = TempDir::new().unwrap();
    let checker = class.path().join("target/release");
    fs::create_dir_all(&checker).unwrap();
    symlink(CHECKER, checker.join("lab")).unwrap();
    submit(class.path(), "ann", SOLUTIONS[2]);
    submit(class.path(), "bob", "/bin/true");

    let script = script();
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", &script]).current_dir(&class);
    let output = shell.output().unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "ann: exit code 0\nbob: exit code 1\n");
    for (student, passed) in [("ann", "true"), ("bob", "false")] {
        let result = class.path().join(format!("results/{student}.json"));
        let json = fs::read_to_string(result).unwrap();
        assert!(json.contains(&format!("\"passed\": {passed},")), "{json}");
        for name in ["schema", "points", "max_points", "id", "status"] {
            assert!(json.contains(&format!("\"{name}\":")), "no {name}: {json}");
        }
    }
}
