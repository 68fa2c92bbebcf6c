//! The starters in C and Python: each compiles, fails as the one in Rust does, and becomes a right program by
//! what its tasks ask for and nothing else.

use std::path::PathBuf;
use std::{fs, iter};

use rstest::rstest;
use tempfile::TempDir;

use crate::outside::not_checked::{has, left_to_ci};
use crate::support::{
    Compiled, FOLDERS, assert_passes, check, checker, ids, package, python, text,
};

#[derive(Debug, Clone, Copy)]
enum Language {
    C,
    Python,
}

use Language::{C, Python};

impl Language {
    fn starter(self, lab: usize) -> String {
        let ending = match self {
            C => "c",
            Python => "py",
        };
        let folder = FOLDERS[lab - 1];
        fs::read_to_string(package().join(format!("chapters/{folder}/starter.{ending}")))
            .unwrap()
    }

    /// What tests/labs/answers/ has for each task: `== LAB: TASK`, and the lines below it.
    fn answers(self, lab: usize) -> Vec<(String, String)> {
        let file = match self {
            C => "c.txt",
            Python => "python.txt",
        };
        let all =
            fs::read_to_string(package().join("tests/labs/answers").join(file)).unwrap();
        let all = format!("\n{all}");
        let mine = format!("{lab}: ");
        let blocks = all
            .split("\n== ")
            .filter_map(|block| block.strip_prefix(&mine));
        let pairs = blocks.filter_map(|block| block.split_once('\n'));
        pairs
            .map(|(task, answer)| (task.to_owned(), answer.to_owned()))
            .collect()
    }

    /// The line of a starter where this is to be done.
    fn task(self, task: &str) -> String {
        match self {
            C => format!("TODO(\"{task}\");"),
            Python => format!("raise NotImplementedError(\"{task}\")"),
        }
    }
}

/// A program, and the folder that it is in.
enum Built {
    Compiled(Compiled),
    Script(TempDir),
}

impl Built {
    fn from(language: Language, source: &str) -> Self {
        match language {
            C => Self::Compiled(Compiled::from(source, true)),
            Python => {
                let folder = tempfile::tempdir().unwrap();
                fs::write(folder.path().join("lab.py"), source).unwrap();
                Self::Script(folder)
            }
        }
    }

    fn program(&self) -> String {
        match self {
            Self::Compiled(compiled) => compiled.program().to_owned(),
            Self::Script(folder) => {
                let file: PathBuf = folder.path().join("lab.py");
                format!("{} {}", python(), file.display())
            }
        }
    }
}

/// The starter with all its tasks done, each where it stands.
fn solved(language: Language, lab: usize) -> String {
    let mut source = language.starter(lab);
    for (task, answer) in language.answers(lab) {
        let line = language.task(&task);
        let at = source
            .find(&line)
            .unwrap_or_else(|| panic!("lab {lab}: no task {task:?}"));
        let start = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let margin = source[start..at].to_owned();
        let lines = answer.trim_end().lines();
        let lines = lines.map(|line| format!("{margin}{line}").trim_end().to_owned());
        let lines = lines.collect::<Vec<_>>().join("\n");
        source.replace_range(start..at + line.len(), &lines);
    }
    source
}

/// All labs in CI. For whoever waits here, in C those that `right.rs` leaves out here, and one in Python.
fn is_asked(language: Language, lab: usize, in_python: usize) -> bool {
    match language {
        C => !left_to_ci(lab % 2 == 0),
        Python => !left_to_ci(lab != in_python) && has("python3", "--version"),
    }
}

#[rstest]
fn each_starter_fails_and_says_what_to_do_first(
    #[values(C, Python)] language: Language,
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize,
) {
    if !is_asked(language, lab, 1) {
        return;
    }
    let built = Built::from(language, &language.starter(lab));
    let program = built.program();
    let output = checker(&["check", &lab.to_string(), "--program", &program]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("This first failure is expected"), "{said}");
    let (first, _) = &language.answers(lab)[0];
    assert!(
        said.contains("Do this first, at ") && said.contains(first.as_str()),
        "{said}"
    );
    let report = check(lab, &program, &[]);
    assert_eq!(report["points"], 0, "{report:#}");
    assert_eq!(ids(&report, "passed"), [""; 0]);
}

#[rstest]
fn each_starter_becomes_a_right_program_by_its_tasks(
    #[values(C, Python)] language: Language,
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] lab: usize,
) {
    if !is_asked(language, lab, 7) {
        return;
    }
    let source = solved(language, lab);
    let left =
        ["    TODO(\"", "raise NotImplementedError(\""].map(|mark| source.contains(mark));
    assert_eq!(left, [false; 2], "a task without an answer:\n{source}");
    assert_passes(
        lab,
        &Built::from(language, &source).program(),
        &["--time-limit", "30"],
    );
}

/// A task is told by its words: no two of a lab are alike, and none is a number or a name alone.
#[test]
fn each_task_says_what_to_do() {
    for (language, lab) in [C, Python]
        .into_iter()
        .flat_map(|l| iter::repeat(l).zip(1..=8))
    {
        let tasks: Vec<_> = language
            .answers(lab)
            .into_iter()
            .map(|(task, _)| task)
            .collect();
        assert!(!tasks.is_empty(), "lab {lab} in {language:?}");
        for (at, task) in tasks.iter().enumerate() {
            assert!(task.split(' ').count() >= 3, "{task}");
            assert!(!tasks[..at].contains(task), "{task}");
        }
    }
}
