//! From what a student has handed in to a program.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::language::{Language, compiler};
use super::{compile, lifeline};

/// What is judged, and what the compiler had to say.
#[derive(Debug)]
pub enum Ready {
    Program(PathBuf, String),
    /// It does not compile.
    No(String),
}

/// `place` is a folder of this program's own. `options` are the checker's.
pub fn ready(
    handed_in: &Path,
    place: &Path,
    crates: &Path,
    options: &[OsString],
) -> Result<Ready, String> {
    let Some(language) = Language::of(handed_in) else {
        return Ok(Ready::Program(handed_in.to_path_buf(), String::new()));
    };
    let absolute = |path: &Path| std::path::absolute(path).map_err(|e| e.to_string());
    let source = absolute(handed_in)?;
    let words = compiler(language, &source, &absolute(crates)?)?;
    let program = absolute(&place.join("program"))?;
    fs::create_dir_all(place).map_err(|error| format!("{}: {error}", place.display()))?;
    // What an earlier grading has left there.
    let _ = fs::remove_file(&program);
    let built = built(&words, &program, isolation(options))?;
    let said = built["said"].as_str().unwrap_or_default();
    let said = said.replace(&place_of(&source), "");
    if built["made"] == true {
        return Ok(Ready::Program(program, said));
    }
    Ok(Ready::No(said))
}

/// What students are told names no folder of the teacher's.
fn place_of(source: &Path) -> String {
    let folder = source.parent().unwrap_or(source);
    format!("{}/", folder.display())
}

fn built(words: &[OsString], keep: &Path, isolation: OsString) -> Result<Value, String> {
    let mut role = Command::new(env::current_exe().map_err(|error| error.to_string())?);
    role.args(lifeline::words()).arg(compile::ROLE);
    role.arg(isolation).arg(keep).args(words);
    let output = role.stdin(Stdio::null()).output();
    let output = output.map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_string();
    let built = serde_json::from_slice(&output.stdout);
    built.map_err(|_| format!("the compiler could not be run: {said}"))
}

/// As for the checker itself.
fn isolation(options: &[OsString]) -> OsString {
    let mut pairs = options.chunks(2);
    let asked = pairs.find(|pair| pair[0] == "--isolation");
    asked.map_or_else(|| compile::BEST.into(), |pair| pair[1].clone())
}
