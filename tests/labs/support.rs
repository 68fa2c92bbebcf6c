//! What the tests of the labs share: running the checker, compiling C, reading its answer.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;
use serde_json::Value;
use tempfile::TempDir;

use crate::outside::repeat::here_or_in_ci;

pub const CHECKER: &str = env!("CARGO_BIN_EXE_lab");

pub const SOLUTIONS: [&str; 8] = [
    env!("CARGO_BIN_EXE_solution1"),
    env!("CARGO_BIN_EXE_solution2"),
    env!("CARGO_BIN_EXE_solution3"),
    env!("CARGO_BIN_EXE_solution4"),
    env!("CARGO_BIN_EXE_solution5"),
    env!("CARGO_BIN_EXE_solution6"),
    env!("CARGO_BIN_EXE_solution7"),
    env!("CARGO_BIN_EXE_solution8"),
];

pub const STARTERS: [&str; 8] = [
    env!("CARGO_BIN_EXE_lab1"),
    env!("CARGO_BIN_EXE_lab2"),
    env!("CARGO_BIN_EXE_lab3"),
    env!("CARGO_BIN_EXE_lab4"),
    env!("CARGO_BIN_EXE_lab5"),
    env!("CARGO_BIN_EXE_lab6"),
    env!("CARGO_BIN_EXE_lab7"),
    env!("CARGO_BIN_EXE_lab8"),
];

pub const FOLDERS: [&str; 8] = [
    "1-create",
    "2-attach",
    "3-read-write",
    "4-detach",
    "5-delete",
    "6-race",
    "7-semaphore",
    "8-bounded-buffer",
];

/// A path as one word for `--program`, which splits at spaces as a shell does: the workbook's own folder may have one.
pub fn word(path: &str) -> String {
    format!("'{}'", path.replace('\'', r"'\''"))
}

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// In how many surroundings right programs are judged: three isolations, one core, an ordinary user with
/// isolation and without.
const SURROUNDINGS: usize = 6;

/// The labs that are looked at in one of the surroundings: in CI all of them in each; here each lab in one, so
/// that each lab and each of the surroundings has its turn.
pub fn labs_in(surrounding: usize) -> impl Iterator<Item = usize> {
    let every = here_or_in_ci(SURROUNDINGS, 1);
    (1..=SOLUTIONS.len())
        .skip(surrounding % every)
        .step_by(every)
}

/// The checker with these arguments.
pub fn checker(arguments: &[&str]) -> Output {
    Command::new(CHECKER).args(arguments).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the checker says about this program, as JSON.
#[track_caller]
pub fn check(lab: usize, program: &str, more: &[&str]) -> Value {
    let lab = lab.to_string();
    let mut arguments = vec!["check", &lab, "--program", program, "--format", "json"];
    arguments.extend(more);
    let output = checker(&arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}\n{}{}", text(&output.stdout), text(&output.stderr))
    })
}

/// The ids of the checks with this status.
pub fn ids(report: &Value, status: &str) -> Vec<String> {
    let checks = report["labs"][0]["checks"].as_array().unwrap();
    let fitting = checks.iter().filter(|check| check["status"] == status);
    fitting
        .map(|check| check["id"].as_str().unwrap().to_string())
        .collect()
}

#[track_caller]
pub fn assert_passes(lab: usize, program: &str, more: &[&str]) {
    let report = check(lab, program, more);
    assert_eq!(report["passed"], true, "{report:#}");
}

/// From here on, this thread and what it starts stay on the first core that they may use.
pub fn stay_on_one_core() {
    let allowed = sched_getaffinity(Pid::from_raw(0)).unwrap();
    let first = (0..CpuSet::count()).find(|core| allowed.is_set(*core).unwrap());
    let mut core = CpuSet::new();
    core.set(first.unwrap()).unwrap();
    sched_setaffinity(Pid::from_raw(0), &core).unwrap();
}

/// Python itself: what is called `python3` may be a script that looks for it, with hundreds of processes.
pub fn python() -> String {
    let output = Command::new("python3")
        .args(["-c", "import sys; print(sys.executable)"])
        .output();
    text(&output.unwrap().stdout).trim().to_owned()
}

pub fn c_source(lab: usize) -> String {
    let path = package().join(format!("tests/labs/c/lab{lab}.c"));
    std::fs::read_to_string(path).unwrap()
}

/// A starter in C or Python, with what its tasks ask for: a right program.
pub fn filled_starter(lab: usize, end: &str) -> String {
    let (answers, begin, close) = match end {
        "c" => ("c.txt", "TODO(\"", "\");"),
        _ => ("python.txt", "raise NotImplementedError(\"", "\")"),
    };
    let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
    let answers = read(package().join("tests/labs/answers").join(answers));
    let chapter = package().join("chapters").join(FOLDERS[lab - 1]);
    let mut program = read(chapter.join(format!("starter.{end}")));
    for block in format!("\n{answers}")
        .split(&format!("\n== {lab}: "))
        .skip(1)
    {
        let (task, answer) = block.split_once('\n').unwrap();
        let answer = answer.split("\n== ").next().unwrap().trim_end();
        let todo = format!("{begin}{task}{close}");
        let before = program.split(&todo).next().unwrap();
        let indent = before.rsplit('\n').next().unwrap().to_string();
        program = program.replace(&todo, &answer.replace('\n', &format!("\n{indent}")));
    }
    program
}

/// A C program, compiled in a folder of its own.
pub struct Compiled {
    _folder: TempDir,
    pub path: PathBuf,
}

impl Compiled {
    /// The mutants are wrong on purpose, and some compilers warn about it.
    #[track_caller]
    pub fn from(source: &str, strict: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (file, path) = (folder.path().join("lab.c"), folder.path().join("lab"));
        std::fs::write(&file, source).unwrap();
        let mut command = Command::new("cc");
        command.args(["-std=c11", "-O2", "-pthread"]).args([
            &file,
            Path::new("-o"),
            &path,
        ]);
        command.args(if strict {
            &["-Wall", "-Wextra", "-Werror"][..]
        } else {
            &["-w"]
        });
        let output = command.output().expect("a C compiler, `cc`");
        assert!(output.status.success(), "{}", text(&output.stderr));
        Self {
            _folder: folder,
            path,
        }
    }

    pub fn program(&self) -> &str {
        self.path.to_str().unwrap()
    }
}

/// A shell script. It gets the lab's arguments, and may ignore them.
pub fn script(folder: &TempDir, name: &str, lines: &str) -> String {
    let path = folder.path().join(name);
    script_at(&path, lines);
    path.to_str().unwrap().to_string()
}

pub fn script_at(path: &Path, lines: &str) {
    let write = "printf '#!/bin/sh\n%s\n' \"$1\" >\"$0\" && chmod 755 \"$0\"";
    by_a_child(Command::new("sh").args(["-c", write]).arg(path).arg(lines));
}

pub fn copy_program(from: impl AsRef<Path>, to: &Path) {
    by_a_child(Command::new("cp").arg(from.as_ref()).arg(to));
}

/// Programs are written by a child. If this process wrote them, a child that another test starts
/// at that moment would have the file open, too, and until its exec nobody could run it: ETXTBSY.
#[track_caller]
fn by_a_child(command: &mut Command) {
    assert!(command.status().unwrap().success());
}

/// The lines that a failing check shows, those of its table last.
pub fn saw(report: &Value, index: usize) -> String {
    let finding = &report["labs"][0]["checks"][index]["finding"];
    let of = |name: &str| finding[name].as_array().unwrap().iter();
    let lines: Vec<&str> = of("saw")
        .chain(of("steps"))
        .map(|line| line.as_str().unwrap())
        .collect();
    lines.join("\n")
}
