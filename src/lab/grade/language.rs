//! In what a student has written, and the compiler that makes a program of it.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::crates::Crates;
use crate::judge::build::PROGRAM;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    C,
    Cpp,
    Rust,
}

/// The ends of the names of sources that are compiled, in the order in which they are looked for.
pub const ENDS: [&str; 5] = ["c", "cc", "cpp", "cxx", "rs"];

impl Language {
    pub fn of(source: &Path) -> Option<Self> {
        Some(match source.extension()?.to_str()? {
            "c" => Self::C,
            "cc" | "cpp" | "cxx" => Self::Cpp,
            "rs" => Self::Rust,
            _ => return None,
        })
    }
}

/// The compiler's words. Whatever is not in the system's own folders is a word by itself, so that it is
/// within the compiler's reach: see `isolation::reach`.
pub fn compiler(
    language: Language,
    source: &Path,
    crates: &Path,
) -> Result<Vec<OsString>, String> {
    let mut words = match language {
        Language::C => with_warnings(in_path("cc")?),
        Language::Cpp => with_warnings(in_path("c++")?),
        Language::Rust => rust(&Crates::gather(crates)?)?,
    };
    words.extend(["-o", PROGRAM].map(OsString::from));
    words.push(source.into());
    Ok(words)
}

fn with_warnings(compiler: PathBuf) -> Vec<OsString> {
    let mut words = vec![compiler.into()];
    words.extend(["-O2", "-g1", "-Wall", "-Wextra", "-pthread"].map(OsString::from));
    words
}

/// Not what is in the PATH: that may be rustup's, which looks for the compiler in somebody's home.
fn rust(crates: &Crates) -> Result<Vec<OsString>, String> {
    let asked = Command::new("rustc").args(["--print", "sysroot"]).output();
    let asked = asked.map_err(|error| format!("no Rust compiler, `rustc`: {error}"))?;
    let root = String::from_utf8_lossy(&asked.stdout)
        .trim_end()
        .to_string();
    let mut words: Vec<OsString> = vec![Path::new(&root).join("bin/rustc").into()];
    words.extend(["--sysroot", &root, "--edition", "2024"].map(OsString::from));
    words.extend(["--crate-name", "lab", "-C", "debuginfo=1", "-L"].map(OsString::from));
    words.push(crates.folder.clone().into());
    for (name, file) in &crates.direct {
        let mut is = OsString::from(format!("{name}="));
        is.push(file);
        words.extend(["--extern".into(), is]);
    }
    Ok(words)
}

fn in_path(name: &str) -> Result<PathBuf, String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut places = env::split_paths(&path).map(|folder| folder.join(OsStr::new(name)));
    places
        .find(|place| place.is_absolute() && place.is_file())
        .ok_or_else(|| format!("no compiler, `{name}`"))
}
