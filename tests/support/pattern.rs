//! Regular expressions of the tests.

/// A regular expression, compiled at its first use: a chapter's output has many lines.
macro_rules! pattern {
    ($text:literal) => {{
        static PATTERN: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| {
                regex::Regex::new($text).expect("a pattern written in a test")
            });
        &*PATTERN
    }};
}
