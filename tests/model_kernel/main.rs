//! The book's model of the kernel (book/src/play/kernel.js) against the kernel: random scripts run on both, and
//! every result, every errno and every table has to be the same.
//!
//! Without libtest's harness: the processes of a script are this program, forked, and a fork wants a
//! program with one thread.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod driver;
mod random;
mod start;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod worker;

use std::env;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;
use std::process::Command;

use support::repeat::here_or_in_ci;
use support::{has, missing, room, run};
use tempfile::TempDir;

const TEST: &str = "the_model_says_what_the_kernel_says";

fn main() {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some("image") => {
            let numbers: Vec<i32> = words[1..]
                .iter()
                .map(|word| word.parse().unwrap())
                .collect();
            let pipes = numbers[1..]
                .chunks(2)
                .map(|ends| (ends[0], ends[1]))
                .collect();
            worker::work(numbers[0] as usize, pipes, true)
        }
        Some("drive") => {
            let output = File::create(&words[2]).unwrap();
            driver::drive(BufReader::new(File::open(&words[1]).unwrap()), output);
        }
        Some("users") => println!("{}", start::has_users()),
        _ => as_cargo_calls_it(&words),
    }
}

/// What libtest would print and return.
fn as_cargo_calls_it(words: &[String]) {
    if words.iter().any(|word| word == "--list") {
        return println!("{TEST}: test");
    }
    let filters: Vec<&String> =
        words.iter().filter(|word| !word.starts_with('-')).collect();
    let wanted =
        filters.is_empty() || filters.iter().any(|filter| TEST.contains(*filter));
    if wanted {
        the_model_says_what_the_kernel_says();
        println!("test {TEST} ... ok");
    }
    let (passed, out) = (u8::from(wanted), u8::from(!wanted));
    println!(
        "test result: ok. {passed} passed; 0 failed; 0 ignored; 0 measured; {out} filtered out"
    );
}

fn the_model_says_what_the_kernel_says() {
    if !has("node", "--version") || room("true", &[]).is_none() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let users: &[&str] = match ours("users", &[]).as_deref() {
        Some("true\n") => &["root", "one", "one", "two"],
        _ => {
            missing(
                "permissions",
                "no process of another user can be started here",
            );
            &["root"]
        }
    };
    let count = here_or_in_ci(300, 3000);
    let scripts: Vec<_> = (0..count).map(|seed| random::script(seed, users)).collect();
    let lines: Vec<String> = scripts.concat();
    let (model, kernel) = both(&lines, folder.path());
    expect_variety(&kernel, users.len() > 1);
    let Some(at) = difference(&lines, &model, &kernel) else {
        return println!("{count} scripts, {} steps", lines.len() - count as usize);
    };
    println!("! model:  {}\n! kernel: {}", model[at], kernel[at]);
    // The script that holds this line.
    let mut end = 0;
    let seed = scripts.iter().position(|script| {
        end += script.len();
        at < end
    });
    let seed = seed.expect("a line of a script");
    report(
        seed,
        &shrink(scripts[seed].clone(), folder.path()),
        folder.path(),
    );
}

/// Everything that a call can answer has to come up, or the comparison says less than it seems to.
fn expect_variety(kernel: &[String], with_users: bool) {
    let mut answers = vec![
        "EEXIST", "ENOENT", "EINVAL", "EAGAIN", "ERANGE", "EFBIG", "EIDRM", "SIGSEGV",
        "blocks", "attached",
    ];
    if with_users {
        answers.extend(["EACCES", "EPERM"]);
    }
    answers.retain(|answer| {
        let ends = [format!("= {answer};"), format!("={answer};")];
        !kernel
            .iter()
            .any(|line| ends.iter().any(|end| line.contains(end)))
    });
    assert!(
        answers.is_empty(),
        "no step of any script ended in {answers:?}"
    );
}

/// Leaves out what the difference does not need.
fn shrink(mut script: Vec<String>, folder: &Path) -> Vec<String> {
    if let Some(at) = first_difference(&script, folder) {
        script.truncate(at + 1);
    }
    for at in (1..script.len()).rev() {
        let mut shorter = script.clone();
        shorter.remove(at);
        if first_difference(&shorter, folder).is_some() {
            script = shorter;
        }
    }
    script
}

fn report(seed: usize, script: &[String], folder: &Path) -> ! {
    let (model, kernel) = both(script, folder);
    let pairs = model
        .iter()
        .zip(&kernel)
        .map(|(model, kernel)| match model == kernel {
            true => format!("  {model}"),
            false => format!("! model:  {model}\n! kernel: {kernel}"),
        });
    let text = pairs.collect::<Vec<_>>().join("\n");
    panic!("script {seed} ends differently; shortened:\n{text}\n");
}

fn first_difference(script: &[String], folder: &Path) -> Option<usize> {
    let (model, kernel) = both(script, folder);
    difference(script, &model, &kernel)
}

fn difference(script: &[String], model: &[String], kernel: &[String]) -> Option<usize> {
    (0..script.len())
        .find(|&at| model.get(at) != kernel.get(at) || model.get(at).is_none())
}

/// What the model and the kernel say to a script, a line each.
fn both(script: &[String], folder: &Path) -> (Vec<String>, Vec<String>) {
    let [scripts, seen] = ["scripts", "seen"].map(|name| folder.join(name));
    fs::write(&scripts, script.join("\n") + "\n").unwrap();
    let mut node = Command::new("sh");
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model_kernel/model.js");
    let script = "node \"$1\" < \"$2\"";
    node.args(["-c", script, "sh", model, scripts.to_str().unwrap()]);
    let model = run(&mut node).expect_code(0).stdout;
    ours("drive", &[&scripts, &seen]).unwrap();
    let kernel = fs::read_to_string(seen).unwrap();
    let lines = |text: &str| text.lines().map(String::from).collect();
    (lines(&model), lines(&kernel))
}

/// This program in another role, in an IPC namespace of its own.
fn ours(role: &str, paths: &[&Path]) -> Option<String> {
    let program = env::current_exe().unwrap();
    let mut words = vec![program.to_str().unwrap(), role];
    words.extend(paths.iter().map(|path| path.to_str().unwrap()));
    let mut command = room("exec \"$@\"", &words)?;
    Some(run(&mut command).expect_code(0).stdout)
}
