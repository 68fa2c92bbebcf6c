//! In the place of a check: a compiler at work, kept apart as the program itself will be.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use nix::libc::O_NOFOLLOW;

use super::answer::Built;
use crate::trial::Trial;
use crate::trial::ended::End;
use crate::verdict::Objection;

/// The id that stands for no check: a program is compiled.
pub const BUILD: &str = "build";

/// What compilers are told to call the program, in their working folder.
pub const PROGRAM: &str = "program";

/// As much of a compiler's words as anybody reads.
const MOST: usize = 8 << 10;

/// Runs the compiler. The working folder goes with its namespace, so the program is taken out before.
pub fn build(trial: &Trial, folder: &Path, keep: &Path) -> Result<Built, String> {
    let ended = trial.run(&[]).map_err(|objection| match objection {
        Objection::Broken(error) | Objection::Missed(error) => error,
        other => format!("{other:?}"),
    })?;
    let mut said = String::from_utf8_lossy(&ended.stderr[..ended.stderr.len().min(MOST)])
        .into_owned();
    let made = ended.end == End::Exited(0);
    if made {
        take(&folder.join(PROGRAM), keep)
            .map_err(|error| format!("{PROGRAM}: {error}"))?;
    } else {
        said.push_str(&format!("\n{}\n", ended.end.show()));
    }
    Ok(Built { made, said })
}

fn take(made: &Path, keep: &Path) -> io::Result<()> {
    let mut open = OpenOptions::new();
    let mut made = open.read(true).custom_flags(O_NOFOLLOW).open(made)?;
    if !made.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut new = OpenOptions::new();
    let mut kept: File = new.write(true).create_new(true).mode(0o755).open(keep)?;
    io::copy(&mut made, &mut kept).map(drop)
}
