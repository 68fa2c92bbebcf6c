//! Sources that students hand in: compiled where they can do no harm, and what the compiler says is kept.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{CHECKER, c_source, package, text};

fn submit(class: &TempDir, student: &str, file: &str, source: &str) -> PathBuf {
    let folder = class.path().join("submissions").join(student);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(file), source).unwrap();
    folder
}

/// Lab 1 of all students, by name.
fn grade(class: &TempDir, more: &[&str]) -> impl Fn(&str) -> Value + use<> {
    let mut grade = Command::new(CHECKER);
    let grade = grade
        .args(["grade", "submissions", "--lab", "1"])
        .args(more);
    let output = grade.current_dir(class.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let results = fs::read(class.path().join("grades/results.json")).unwrap();
    let results: Value = serde_json::from_slice(&results).unwrap();
    move |student| {
        let all = results["students"].as_array().unwrap();
        let one = all.iter().find(|one| one["student"] == student).unwrap();
        one["labs"][0].clone()
    }
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(path).unwrap()
}

/// One of each language, with and without the lab's number.
fn in_all_languages() -> TempDir {
    let class = TempDir::new().unwrap();
    let chapter = package().join("chapters/1-create");
    let task = "raise NotImplementedError(\"create SIZE bytes under KEY: exclusively, mode 0600\")";
    let answer = "return call(\"shmget\", key, size, IPC_CREAT | IPC_EXCL | 0o600)";
    let python = read(chapter.join("starter.py")).replace(task, answer);
    let unused = c_source(1).replace("int id = ", "int unused; int id = ");
    submit(&class, "c", "lab1.c", &unused);
    submit(&class, "c plus plus", "lab1.cpp", &c_source(1));
    submit(&class, "rust", "lab.rs", &read(chapter.join("solution.rs")));
    submit(&class, "python", "lab.py", &python);
    class
}

fn are_right(class: &TempDir, more: &[&str]) {
    let lab = grade(class, more);
    for student in ["c", "c plus plus", "rust", "python"] {
        let lab = lab(student);
        assert_eq!(lab["report"]["points"], 14, "{student}: {lab:#}");
    }
    let said = lab("c")["compiler"].as_str().unwrap().to_string();
    assert!(
        said.contains("lab1.c:") && said.contains("unused"),
        "{said}"
    );
    let letter = read(class.path().join("grades/students/c/letter.txt"));
    assert!(letter.contains("What the compiler says:\n"), "{letter}");
    assert!(letter.contains("-Wunused-variable"), "{letter}");
    // Where the class lies is the teacher's business.
    assert!(!letter.contains(class.path().to_str().unwrap()), "{letter}");
}

#[test]
fn sources_of_all_languages_are_compiled_and_judged() {
    are_right(&in_all_languages(), &[]);
}

#[test]
fn sources_are_compiled_without_namespaces_too() {
    are_right(&in_all_languages(), &["--isolation", "none"]);
}

/// Each time that it includes itself, it does so twice.
const ENDLESS: &str = "#pragma message \"and again, and again, and again\"\n\
    #if __INCLUDE_LEVEL__ < 100\n#include __FILE__\n#include __FILE__\n#endif\n";

/// What is refused costs the points, and the reason is told. The others are judged all the same.
#[test]
fn a_hostile_source_reaches_nothing_and_ends() {
    let class = TempDir::new().unwrap();
    let keys = class.path().join("keys.h");
    fs::write(&keys, "#error the teacher's own words\n").unwrap();
    let include = format!("#include \"{}\"\n", keys.display());
    submit(&class, "right", "lab1.c", &c_source(1));
    submit(&class, "copies", "lab1.c", "#include \"../right/lab1.c\"\n");
    submit(&class, "peeks", "lab1.c", &include);
    let rust = format!(
        "const _: &str = include_str!(\"{}\"); fn main() {{}}",
        keys.display()
    );
    submit(&class, "peeks in rust", "lab1.rs", &rust);
    submit(&class, "endless", "lab1.c", ENDLESS);
    submit(&class, "nonsense", "lab1.c", "int main( {\n");
    let lab = grade(&class, &[]);
    assert_eq!(lab("right")["report"]["points"], 14);
    for (student, why) in [
        ("copies", "Permission denied"),
        ("peeks", "Permission denied"),
        ("peeks in rust", "Permission denied"),
        ("endless", "stopped: more output"),
        ("nonsense", "error: "),
    ] {
        let lab = lab(student);
        assert_eq!(lab["status"], "does not compile", "{student}: {lab}");
        let said = lab["compiler"].as_str().unwrap();
        assert!(said.contains(why), "{student}: {said}");
        assert!(!said.contains("teacher's own"), "{student}: {said}");
        let letter = class.path().join("grades/students").join(student);
        let letter = read(letter.join("letter.txt"));
        assert!(letter.contains("0 of 14 points, since it does not compile."));
    }
    let grades = read(class.path().join("grades/grades.csv"));
    assert!(
        grades.contains("\"nonsense\",0,14,does not compile\r\n"),
        "{grades}"
    );
    let page = read(class.path().join("grades/index.html"));
    assert!(
        page.contains("data-key=\"0\">0 of 14: does not compile<"),
        "{page}"
    );
}

/// A file that it includes is as much of a program as the source itself.
#[test]
fn a_source_is_judged_anew_when_a_file_beside_it_changes() {
    let class = TempDir::new().unwrap();
    let source = c_source(1).replace("0600", "MODE");
    submit(
        &class,
        "two files",
        "lab1.c",
        &format!("#include \"mode.h\"\n{source}"),
    );
    let points = |mode: &str| {
        submit(&class, "two files", "mode.h", mode);
        grade(&class, &[])("two files")["report"]["points"].as_u64()
    };
    assert_eq!(points("#define MODE 0600\n"), Some(14));
    assert!(points("#define MODE 0666\n") < Some(14));
}
