//! Words and numbers in a line of bytes.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::str::{self, FromStr};

/// All lines of a file, each made into a value. `skip` lines of header come first.
pub(super) fn rows<R>(
    path: &str,
    skip: usize,
    row: impl Fn(&[u8]) -> Option<R>,
) -> io::Result<Vec<R>> {
    let bytes = fs::read(path)?;
    let lines = bytes.split(|byte| *byte == b'\n').skip(skip);
    lines
        .filter(|line| !line.is_empty())
        .map(|line| row(line).ok_or_else(|| odd(path, line)))
        .collect()
}

/// The line of a file that has only one, of numbers. The kernel gives it in one read; `fs::read`,
/// which cannot know how long it is, takes seven calls for it, and a table has hundreds of them.
pub(super) fn only_line(path: &str) -> io::Result<Vec<u8>> {
    let mut line = vec![0; 4096];
    let length = File::open(path)?.read(&mut line)?;
    line.truncate(length);
    Ok(line)
}

/// The error that a file is not what `proc(5)` says.
pub(super) fn odd(path: &str, line: &[u8]) -> io::Error {
    let line = String::from_utf8_lossy(line);
    let text = format!("{path} has a line that cannot be understood: {line:?}");
    io::Error::new(io::ErrorKind::InvalidData, text)
}

pub(super) fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

pub(super) fn number<N: FromStr>(word: &[u8]) -> Option<N> {
    str::from_utf8(word).ok()?.parse().ok()
}

pub(super) fn octal(word: &[u8]) -> Option<u32> {
    u32::from_str_radix(str::from_utf8(word).ok()?, 8).ok()
}

/// With `0x` in front or without.
pub(super) fn hexadecimal(word: &[u8]) -> Option<u64> {
    let digits = word.strip_prefix(b"0x").unwrap_or(word);
    u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
}
