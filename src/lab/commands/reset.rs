//! `cargo lab reset`: the starter again. What the reader has written is never lost.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Outcome, unwritable};
use crate::catalogue::Lab;
use crate::project;

pub fn run(lab: &Lab) -> Outcome {
    let file = project::lab_file(lab);
    let shown = project::shown(&file);
    let mut out = anstream::stdout();
    if project::is_untouched(lab) {
        writeln!(out, "{shown} is the starter already.").map_err(unwritable)?;
        return Ok(true);
    }
    let kept = set_aside(&file).map_err(|error| format!("{shown}: {error}"))?;
    fs::write(&file, lab.starter).map_err(|error| format!("{shown}: {error}"))?;
    if let Some(kept) = kept {
        let kept = project::shown(&kept);
        writeln!(out, "Your text is now in {kept}").map_err(unwritable)?;
    }
    writeln!(out, "{shown} is the starter again.").map_err(unwritable)?;
    Ok(true)
}

/// Gives the old text a name that no file has yet. A hard link fails where a rename would
/// overwrite, so nothing is lost even if two resets run at once.
fn set_aside(file: &Path) -> io::Result<Option<PathBuf>> {
    if !file.exists() {
        return Ok(None);
    }
    for number in 1.. {
        let kept = file.with_extension(format!("rs.kept-{number}"));
        match fs::hard_link(file, &kept) {
            Ok(()) => {
                fs::remove_file(file)?;
                return Ok(Some(kept));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}
