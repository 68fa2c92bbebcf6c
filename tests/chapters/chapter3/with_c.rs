//! A program in C on the other side.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{is_free, read, write};
use crate::support::{Ran, has, run};
use shm_workbook::lesson::fresh_key;
use tempfile::TempDir;

/// Compiles a C program of tests/c/; `None` where there is no compiler.
fn c_program(folder: &TempDir, name: &str) -> Option<PathBuf> {
    if !has("cc", "--version") {
        return None;
    }
    let source = format!("tests/c/{name}.c");
    let program = folder.path().join(name);
    let mut compile = Command::new("cc");
    compile
        .args(["-Wall", "-Werror", "-o"])
        .arg(&program)
        .arg(source);
    run(&mut compile).expect_code(0);
    Some(program)
}

fn run_c(program: &Path, arguments: &[&str]) -> Ran {
    run(Command::new(program).args(arguments)).expect_code(0)
}

#[test]
fn c_writes_and_rust_reads() {
    let folder = TempDir::new().unwrap();
    let Some(writer) = c_program(&folder, "keyed_writer") else {
        return;
    };
    let key = fresh_key();
    run_c(&writer, &[&key.to_string(), "Hello from C!"]);
    let ran = read(key).expect_code(0);
    assert!(
        ran.stdout
            .contains("Data read from shared memory: Hello from C!\n")
    );
    assert!(is_free(key));
}

#[test]
fn rust_writes_and_c_reads() {
    let folder = TempDir::new().unwrap();
    let Some(reader) = c_program(&folder, "keyed_reader") else {
        return;
    };
    let key = fresh_key();
    write(key, "Hello from Rust!").expect_code(0);
    let ran = run_c(&reader, &[&key.to_string()]);
    assert_eq!(
        ran.stdout,
        "Data read from shared memory: Hello from Rust!\n"
    );
    assert!(is_free(key));
}
