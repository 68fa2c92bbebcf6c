//! What grading writes for people: the teacher's page, and a text for each student.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{CHECKER, SOLUTIONS, copy_program, text};

/// Markup, as far as a folder can be called so.
const MARKUP: &str = "<img src=x onerror='alert(1)'>\"&\u{202e}";

fn submit(class: &Path, student: &str, program: &str) {
    let folder = class.join("submissions").join(student);
    fs::create_dir_all(&folder).unwrap();
    copy_program(program, &folder.join("lab1"));
}

fn graded() -> TempDir {
    let class = TempDir::new().unwrap();
    submit(class.path(), "Ann", SOLUTIONS[0]);
    submit(class.path(), MARKUP, "/bin/true");
    fs::create_dir(class.path().join("submissions/none")).unwrap();
    let mut grade = Command::new(CHECKER);
    let grade = grade.args(["grade", "submissions", "--lab", "1"]);
    let output = grade.current_dir(class.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    class
}

fn read(class: &TempDir, name: &str) -> String {
    fs::read_to_string(class.path().join("grades").join(name)).unwrap()
}

#[test]
fn the_teachers_page_shows_everybody_and_obeys_nobody() {
    let class = graded();
    let page = read(&class, "index.html");
    let name = "&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&quot;&amp;\u{fffd}";
    assert!(page.contains(&format!("<td>{name}</td>")), "{page}");
    assert!(!page.contains("<img"), "{page}");
    assert!(page.contains(">14 of 14</td>") && page.contains(">0 of 14</td>"));
    assert!(page.contains("data-key=\"-1\">no program</td>"), "{page}");
}

/// It can be mailed, or opened without a network.
#[test]
fn the_teachers_page_asks_nothing_of_other_places() {
    let page = read(&graded(), "index.html");
    for word in ["http:", "https:", "src=\"", "href=", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn the_teachers_page_says_how_the_class_did() {
    let page = read(&graded(), "index.html");
    let table = |id: &str| {
        let from = page.find(&format!("id=\"{id}\"")).unwrap();
        let rest = &page[from..];
        &rest[..rest.find("</table>").unwrap()]
    };
    // One has none of the points and one has all; who handed in nothing is not among them.
    let counts: Vec<&str> = table("distribution")
        .split("<td data-key=\"")
        .skip(2)
        .map(|cell| &cell[..1])
        .collect();
    assert_eq!(counts, ["1", "0", "0", "0", "0", "1"]);
    let failures = table("failures");
    let lines = failures.lines().filter(|line| line.contains("lab1."));
    let lines: Vec<&str> = lines.collect();
    assert!(!lines.is_empty());
    for line in lines {
        assert!(line.contains("data-key=\"1\">1</td><td data-key=\"2\">2</td>"));
    }
}

#[test]
fn each_student_gets_plain_words() {
    let class = graded();
    let letter = |student: &str| read(&class, &format!("students/{student}/letter.txt"));
    let right = letter("Ann");
    assert!(
        right.starts_with("Ann\n\nLab 1: 14 of 14 points.\n"),
        "{right}"
    );
    assert!(
        right.contains("passed") && !right.contains("not yet"),
        "{right}"
    );
    let wrong = letter(MARKUP);
    assert!(wrong.contains("Lab 1: 0 of 14 points.\n"), "{wrong}");
    assert!(
        wrong.contains("not yet\n") && wrong.contains("idea: "),
        "{wrong}"
    );
    assert!(!wrong.contains('\u{202e}'));
    assert!(letter("none").contains("Lab 1: there was no program to judge.\n"));
}
