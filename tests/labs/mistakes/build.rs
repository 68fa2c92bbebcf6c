//! A mistake as a program that can be run: compiled, if its language is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::outside::not_checked::has;
use crate::support::{Compiled, package, python, text};

pub enum Program {
    C(Compiled),
    Rust { _folder: TempDir, program: String },
    Python(String),
}

impl Program {
    /// `None` if this machine lacks what its language needs.
    pub fn of(file: &Path) -> Option<Self> {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("c") => {
                let source = fs::read_to_string(file).unwrap();
                Some(Self::C(Compiled::from(&source, false)))
            }
            Some("rs") => {
                let folder = tempfile::tempdir().unwrap();
                let program = rust(file, folder.path());
                Some(Self::Rust {
                    _folder: folder,
                    program,
                })
            }
            _ if has("python3", "--version") => {
                Some(Self::Python(format!("{} {}", python(), file.display())))
            }
            _ => {
                // `has` has said so.
                None
            }
        }
    }

    pub fn command(&self) -> &str {
        match self {
            Self::C(compiled) => compiled.program(),
            Self::Rust { program, .. } | Self::Python(program) => program,
        }
    }
}

/// By rustc itself: a package for each would cost seconds. The libc crate is the one that this test
/// was built with.
fn rust(file: &Path, folder: &Path) -> String {
    let test = std::env::current_exe().unwrap();
    let packages = test.parent().unwrap();
    let libc = format!("libc={}", newest(packages, "liblibc-").display());
    let program = folder.join("lab");
    let output =
        Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
            .args(["--edition", "2024", "-O", "--extern", &libc, "-L"])
            .arg(packages)
            .arg("-o")
            .args([&program, file])
            .current_dir(package())
            .output()
            .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    program.to_str().unwrap().to_string()
}

fn newest(folder: &Path, name: &str) -> PathBuf {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let fits = |file: &PathBuf| {
        let file = file.file_name().unwrap().to_string_lossy().into_owned();
        file.starts_with(name) && file.ends_with(".rlib")
    };
    let time = |file: &PathBuf| fs::metadata(file).unwrap().modified().unwrap();
    files
        .filter(fits)
        .max_by_key(time)
        .expect("the libc crate, built")
}
