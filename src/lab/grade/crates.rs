//! What a lab in Rust uses besides the standard library: `libc` and `nix`, as this checker was built with
//! them. They are copied, since beside them lie the solutions.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

/// `libc` and `nix`, and what those use.
const ALL: [&str; 4] = ["libc", "nix", "bitflags", "cfg_if"];
const DIRECT: [&str; 2] = ["libc", "nix"];

#[derive(Debug)]
pub struct Crates {
    pub folder: PathBuf,
    /// Their names and files.
    pub direct: Vec<(&'static str, PathBuf)>,
}

impl Crates {
    pub fn gather(folder: &Path) -> Result<Self, String> {
        // Nobody is to use a file that another one still copies.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _held = ONE_AT_A_TIME.lock();
        Self::copy(folder).map_err(|error| {
            format!(
                "for programs in Rust, run the checker where cargo has built it: {error}"
            )
        })
    }

    fn copy(folder: &Path) -> io::Result<Self> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let checker = env::current_exe()?;
        let deps = checker.parent().ok_or_else(missing)?.join("deps");
        fs::create_dir_all(folder)?;
        let mut direct = Vec::new();
        for name in ALL {
            let all = built(&deps, name)?;
            for file in &all {
                let place = folder.join(file.file_name().ok_or_else(missing)?);
                if !place.exists() {
                    fs::copy(file, place)?;
                }
            }
            let newest = all.first().and_then(|file| file.file_name());
            let newest = folder.join(newest.ok_or_else(missing)?);
            if DIRECT.contains(&name) {
                direct.push((name, newest));
            }
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            direct,
        })
    }
}

/// Newest first: an older one may be of another compiler.
fn built(deps: &Path, name: &str) -> io::Result<Vec<PathBuf>> {
    let begin = format!("lib{name}-");
    let mut found: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in fs::read_dir(deps)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&begin) && name.ends_with(".rlib") {
            found.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    found.sort_by(|one, other| other.cmp(one));
    Ok(found.into_iter().map(|(_, path)| path).collect())
}
