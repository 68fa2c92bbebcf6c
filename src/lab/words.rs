//! A program's arguments, and how to show them so that they can be pasted into a shell.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;

/// One argument: what the program gets, and what the reader should type.
#[derive(Debug, Clone)]
pub struct Word {
    pub real: OsString,
    pub shown: String,
}

impl Word {
    /// An argument that reads `$id`: the checker's object does not outlive the check.
    pub fn variable(real: impl ToString) -> Self {
        Self {
            real: real.to_string().into(),
            shown: "$id".to_string(),
        }
    }

    /// A text of this many zeros, short to type.
    pub fn zeros(count: usize) -> Self {
        Self {
            real: "0".repeat(count).into(),
            shown: format!("$(printf %0{count}d 0)"),
        }
    }

    pub fn bytes(bytes: &[u8]) -> Self {
        let real = OsStr::from_bytes(bytes).to_owned();
        Self {
            shown: quote(&real),
            real,
        }
    }
}

impl From<&str> for Word {
    fn from(text: &str) -> Self {
        Self::bytes(text.as_bytes())
    }
}

macro_rules! word_from {
    ($($number:ty),*) => {$(
        impl From<$number> for Word {
            fn from(number: $number) -> Self {
                Self::bytes(number.to_string().as_bytes())
            }
        }
    )*};
}
word_from!(i32, u32, u64, usize);

/// Quoted where a shell needs it; bytes that are not UTF-8 as `$'\xff'`.
pub fn quote(word: &OsStr) -> String {
    if let Some(quoted) = word.to_str().and_then(|text| shlex::try_quote(text).ok()) {
        return quoted.into_owned();
    }
    let mut quoted = String::from("$'");
    for byte in word.as_bytes() {
        match byte {
            b'\'' | b'\\' => quoted.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => quoted.push(char::from(*byte)),
            _ => {
                let _ = write!(quoted, "\\x{byte:02x}");
            }
        }
    }
    quoted.push('\'');
    quoted
}

/// A whole command.
pub fn quote_all(words: &[OsString]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| quote(word)).collect();
    quoted.join(" ")
}
