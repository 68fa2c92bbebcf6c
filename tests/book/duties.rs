//! What no compiler asks of the library: that a duty of the caller is written where the caller sees it.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

use crate::expect_none;

/// The library's files, without comments and tests.
fn library(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let code = code(&fs::read_to_string(&path).unwrap());
                files.push((path, code));
            }
        }
    }
    assert!(files.len() >= 5, "{files:?}");
    files
}

fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// Safe functions that hand a pointer or a union, for which only their caller can vouch, to an unsafe
/// operation.
fn unmarked(code: &str) -> Vec<String> {
    let head =
        Regex::new(r"((?:unsafe )?)fn (\w+)(?:<[^({]*>)?\(([^{;]*?)\)[^({;]*\{").unwrap();
    let vouched = Regex::new(r"\*const |\*mut |: Argument\b").unwrap();
    let mut found = Vec::new();
    for function in head.captures_iter(code) {
        let (whole, parameters) = (function.get(0).unwrap(), &function[3]);
        let indent = code[..whole.start()].rsplit('\n').next().unwrap();
        let indent = &indent[..indent.len() - indent.trim_start().len()];
        let rest = &code[whole.end()..];
        let body = rest.split(&format!("\n{indent}}}")).next().unwrap();
        if function[1].is_empty()
            && vouched.is_match(parameters)
            && body.contains("unsafe {")
        {
            found.push(function[2].to_owned());
        }
    }
    found
}

#[test]
fn who_relies_on_its_callers_pointer_is_unsafe_to_call() {
    let mut wrong = Vec::new();
    for (path, code) in library(&["src/sysv", "src/others"]) {
        let names = unmarked(&code);
        wrong.extend(names.iter().map(|name| format!("{path:?}: fn {name}")));
    }
    expect_none(&wrong);
}

#[test]
fn such_a_function_is_found() {
    let detach = "fn detach(address: *mut c_void) -> Result<(), Error> {
    let status = unsafe { libc::shmdt(address) };
}";
    assert_eq!(unmarked(detach), ["detach"]);
    assert_eq!(unmarked(&format!("unsafe {detach}")), [""; 0]);
    assert_eq!(unmarked(&detach.replace("*mut c_void", "usize")), [""; 0]);
    // A pointer that is only moved is nobody's duty.
    assert_eq!(unmarked(&detach.replace("unsafe {", "{")), [""; 0]);
}

/// `Atomic*::from_ptr` wants memory that may be written, which a view made with `SHM_RDONLY` is not: a
/// compare-and-swap that fails, or a load wider than the processor's, may be carried out as a store.
#[test]
fn only_what_may_be_written_is_lent_out_as_an_atomic() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (path, code) in library(&["src/sysv"]) {
        for (at, _) in code.match_indices("::from_ptr(") {
            seen += 1;
            let own = code[..at]
                .lines()
                .rfind(|line| line.starts_with("impl") || line.starts_with("fn"));
            if own != Some("impl Attachment<Bytes> {") {
                wrong.push(format!("{path:?}: {own:?}"));
            }
        }
    }
    assert!(seen > 0);
    expect_none(&wrong);
}

/// A fork copies one thread. Whoever waits in the child for what another thread was doing waits for ever.
#[test]
fn no_thread_waits_for_another_inside_the_library() {
    let waits = Regex::new(
        r"\b(Once|LazyLock|LazyCell|Mutex|RwLock|Condvar|Barrier|mpsc|thread_local)\b|call_once|get_or_init|get_or_try_init",
    )
    .unwrap();
    assert!(waits.is_match("static ONCE: Once = Once::new();"));
    let mut wrong = Vec::new();
    for (path, code) in library(&["src/sysv"]) {
        let found = waits.find_iter(&code);
        wrong.extend(found.map(|found| format!("{path:?}: {}", found.as_str())));
    }
    expect_none(&wrong);
}

/// The documentation of a function, as text of one line.
fn docs(path: &str, function: &str) -> String {
    let text = fs::read_to_string(Path::new(path)).unwrap();
    let head = format!("fn {function}(");
    let before = &text[..text.find(&head).unwrap_or_else(|| panic!("{path}: {head}"))];
    let lines = before.lines().rev().skip(1).map(str::trim_start);
    let docs = lines
        .skip_while(|line| line.starts_with("#["))
        .map_while(|line| line.strip_prefix("///"));
    let mut docs: Vec<_> = docs.map(str::trim).collect();
    docs.reverse();
    docs.join(" ")
}

/// `tests/library/` shows that the kernel does so. Here the caller is told.
#[test]
fn what_the_caller_cannot_guess_stands_in_the_documentation() {
    let told = [
        (
            "src/sysv/sem/permit.rs",
            "acquire",
            "`ERANGE` also with permits left",
        ),
        (
            "src/sysv/sem/permit.rs",
            "acquire",
            "What others wrote before they gave the permit back is seen after this",
        ),
        (
            "src/sysv/sem/semaphore.rs",
            "acquire",
            "As [`SemaphoreSet::acquire`]",
        ),
        (
            "src/sysv/shm/segment.rs",
            "remove",
            "can come to mean somebody else's, which this would then remove",
        ),
        (
            "src/sysv/sem/semaphore_set.rs",
            "remove",
            "can come to mean somebody else's",
        ),
    ];
    let untold = told
        .iter()
        .filter(|(path, function, words)| !docs(path, function).contains(words));
    expect_none(
        &untold
            .map(|(path, function, words)| {
                format!("{path}: {function} does not say {words:?}")
            })
            .collect::<Vec<_>>(),
    );
}
