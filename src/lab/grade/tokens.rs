//! A source as tokens: what stays of a program when its names, texts, numbers, comments and lines are changed.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// How many tokens in a row count as one thing in common. Shorter ones are the language's.
const RUN: usize = 12;

/// All runs of tokens, by hash.
pub fn runs(source: &str, is_python: bool) -> HashSet<u64> {
    let hash = |run: &[char]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    tokens(source, is_python).windows(RUN).map(hash).collect()
}

/// A letter for any name, number or text; each other character is itself.
fn tokens(source: &str, is_python: bool) -> Vec<char> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let name = |c: char| c.is_alphanumeric() || c == '_';
        let (token, length) = if let Some(length) = comment(rest, is_python) {
            (None, length)
        } else if c == '"' || (c == '\'' && is_python) {
            (Some('s'), text(rest, c))
        } else if name(c) {
            let kind = if c.is_numeric() { 'n' } else { 'x' };
            (Some(kind), rest.find(|c| !name(c)).unwrap_or(rest.len()))
        } else {
            (Some(c).filter(|c| !c.is_whitespace()), c.len_utf8())
        };
        found.extend(token);
        rest = &rest[length..];
    }
    found
}

/// How long the comment is that begins here.
fn comment(rest: &str, is_python: bool) -> Option<usize> {
    let (begin, end) = match (is_python, rest.as_bytes()) {
        (true, [b'#', ..]) | (false, [b'/', b'/', ..]) => (1, "\n"),
        (false, [b'/', b'*', ..]) => (2, "*/"),
        _ => return None,
    };
    let length = rest[begin..].find(end).map(|at| begin + at + end.len());
    Some(length.unwrap_or(rest.len()))
}

fn text(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}
