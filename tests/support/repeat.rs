//! How much of what is tested in many ways is tested now: somebody waits for the tests here, and nobody does
//! in CI.

/// Are these tests CI's?
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// How often to repeat what may fail once in many runs, or which of many cases to look at.
pub fn here_or_in_ci<T>(here: T, in_ci: T) -> T {
    if self::in_ci() { in_ci } else { here }
}
