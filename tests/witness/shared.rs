//! Building the C programs, and watching them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

#[path = "../support/mod.rs"]
mod support;

pub use support::{Ran, has, room, run};

/// The checker.
pub const LAB: &str = env!("CARGO_BIN_EXE_lab");

/// A folder with the compiled programs, which goes with the last test.
struct Compiled {
    folder: TempDir,
}

/// The path of tests/witness/c/NAME.c, compiled at this level; `None` where there is no compiler.
pub fn program(name: &str, level: &str) -> Option<PathBuf> {
    static COMPILED: OnceLock<Option<Compiled>> = OnceLock::new();
    let compiled = COMPILED.get_or_init(|| {
        has("cc", "--version").then(|| Compiled {
            folder: TempDir::new().unwrap(),
        })
    });
    let folder = compiled.as_ref()?.folder.path();
    Some(compile(folder, name, level))
}

fn compile(folder: &Path, name: &str, level: &str) -> PathBuf {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let program = folder.join(format!("{name}{level}"));
    let _one = ONE
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if !program.exists() {
        let mut compile = Command::new("cc");
        compile.args([
            "-std=gnu11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-g",
            "-pthread",
            level,
        ]);
        let source = format!("{}/tests/witness/c/{name}.c", env!("CARGO_MANIFEST_DIR"));
        run(compile.arg("-o").arg(&program).arg(source)).expect_code(0);
    }
    program
}

/// Runs `lab` with these arguments in an IPC namespace of its own, and fails if anything is left in it.
pub fn lab(arguments: &[&str]) -> Option<Ran> {
    let script = r#"lab=$1; shift; "$lab" "$@"; code=$?
        if [ "$(cat /proc/sysvipc/* | grep -vc key)" != 0 ]; then
            cat /proc/sysvipc/* >&2; exit 99
        fi
        exit $code"#;
    let mut words = vec![LAB];
    words.extend(arguments);
    let ran = run(&mut room(script, &words)?);
    assert_ne!(ran.code, Some(99), "left over:\n{}", ran.stderr);
    Some(ran)
}

/// All events of a program, and how it ran.
pub fn events(words: &[&str]) -> Option<(Vec<Value>, Ran)> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("events");
    let mut arguments = vec![
        "trace",
        "--format",
        "json",
        "--output",
        file.to_str().unwrap(),
        "--",
    ];
    arguments.extend(words);
    let ran = lab(&arguments)?;
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    let events = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    Some((events, ran))
}

/// One of the programs whose orders are counted.
pub fn orders(mode: &str) -> Option<String> {
    Some(program(mode, "-O2")?.to_str().unwrap().to_string())
}
