//! The workbook's own folder: the reader's lab files, and how they are built.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::catalogue::Lab;

/// Cargo says where the package is. Without it, the place where the checker was built.
pub fn folder() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
}

pub fn lab_file(lab: &Lab) -> PathBuf {
    folder().join("chapters").join(lab.folder).join("lab.rs")
}

pub fn solution_file(lab: &Lab) -> PathBuf {
    folder()
        .join("chapters")
        .join(lab.folder)
        .join("solution.rs")
}

/// As a reader in the package's folder would type it.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(folder())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// Has the reader not begun yet?
pub fn is_untouched(lab: &Lab) -> bool {
    fs::read_to_string(lab_file(lab)).is_ok_and(|text| text == lab.starter)
}

/// Builds a lab and returns the executable; `None` if it does not compile. Cargo and rustc
/// speak to the reader themselves, on stderr.
///
/// With the checker's feature, since then the dependencies are the ones that are compiled
/// already.
pub fn build(lab: &Lab) -> io::Result<Option<PathBuf>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let name = format!("lab{}", lab.number);
    let mut child = Command::new(cargo)
        .args(["build", "--quiet", "--features", "checker", "--bin", &name])
        .arg("--message-format=json-render-diagnostics")
        .arg("--manifest-path")
        .arg(folder().join("Cargo.toml"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut executable = None;
    if let Some(stdout) = child.stdout.take() {
        let lines = BufReader::new(stdout).lines().map_while(Result::ok);
        executable = lines.filter_map(|line| executable_in(&line)).last();
    }
    Ok(if child.wait()?.success() {
        executable
    } else {
        None
    })
}

fn executable_in(line: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(line).ok()?;
    message.get("executable")?.as_str().map(PathBuf::from)
}
