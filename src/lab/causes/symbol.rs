//! The text of an error where its symbol belongs.

use nix::errno::Errno;

use super::seen::{Cause, Seen};

pub fn find(seen: &Seen) -> Option<Cause> {
    let (call, errno) = seen.refusal()?;
    if seen.code == Some(0)
        || seen.stderr.trim().is_empty()
        || seen.stderr.contains(errno)
    {
        return None;
    }
    // Another symbol is another error, not another way to write this one.
    if named(seen.stderr).is_some() {
        return None;
    }
    let wanted = format!("`{call}: {errno}`");
    let says = match text(seen.stderr) {
        Some(text) => format!(
            "stderr has the text of the error, `{text}`, where its symbol belongs: {wanted}"
        ),
        None => format!(
            "stderr does not say which call failed and why: {wanted} is asked for"
        ),
    };
    Some(Cause::new("symbol", says, ADVICE))
}

const ADVICE: &str = "The symbol is in strerrorname_np(errno) in C (perror and strerror write the text), \
     in errno.errorcode[ctypes.get_errno()] in Python, and in nix::errno::Errno::last() in Rust.";

/// `shmget: EEXIST`: the symbol that stderr names.
pub fn named(stderr: &str) -> Option<(&str, Errno)> {
    stderr.lines().find_map(|line| {
        let (call, rest) = line.split_once(": ")?;
        let symbol = rest.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
        let errno = all().find(|errno| format!("{errno:?}") == symbol)?;
        Some((call, errno))
    })
}

/// The text of an error, as `perror` writes it: `shmget: File exists`.
fn text(stderr: &str) -> Option<&'static str> {
    all().map(Errno::desc).find(|text| stderr.contains(text))
}

fn all() -> impl Iterator<Item = Errno> {
    (1..134)
        .map(Errno::from_raw)
        .filter(|errno| *errno != Errno::UnknownErrno)
}
