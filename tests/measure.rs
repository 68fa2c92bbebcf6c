//! Chapter 9 moves and checks every message, says what is missing, and leaves nothing behind.
//!
//! Nothing here is about how fast anything is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a panic is how a test fails"
)]

mod support;

use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use nix::fcntl::{Flock, FlockArg};
use nix::sched::{CpuSet, sched_getaffinity};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;
use serde_json::Value;
use support::Ran;

const CHAPTER: &str = env!("CARGO_BIN_EXE_chapter9");

const MECHANISMS: [&str; 11] = [
    "shm, spinning",
    "shm, semaphore",
    "shm, futex",
    "pipe",
    "FIFO",
    "Unix stream",
    "Unix datagrams",
    "TCP loopback",
    "POSIX queue",
    "System V queue",
    "process_vm_readv",
];

/// Two runs at once would want the same cores, and take each other's time. And five of one user, of
/// whatever checkouts, would want more POSIX queues than `RLIMIT_MSGQUEUE` usually leaves them.
fn alone() -> (MutexGuard<'static, ()>, Flock<File>) {
    static ALONE: Mutex<()> = Mutex::new(());
    let in_here = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let name = format!("shm-workbook-chapter9-{}", nix::unistd::geteuid());
    let file = File::create(std::env::temp_dir().join(name)).unwrap();
    (in_here, Flock::lock(file, FlockArg::LockExclusive).unwrap())
}

/// One run for all tests that only look at its documents: 3 messages a figure.
struct Saved {
    directory: tempfile::TempDir,
    text: Ran,
}

fn saved() -> &'static Saved {
    static SAVED: OnceLock<Saved> = OnceLock::new();
    SAVED.get_or_init(|| {
        let _alone = alone();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        let arguments = ["--messages", "3", "--save", path];
        let text = support::run_program(CHAPTER, &arguments);
        assert_eq!(
            text.code,
            Some(0),
            "the run that most tests share: {text:?}"
        );
        Saved { directory, text }
    })
}

fn file(extension: &str) -> String {
    let path = saved()
        .directory
        .path()
        .join("chapter9")
        .with_extension(extension);
    fs::read_to_string(path).unwrap()
}

fn json() -> Value {
    serde_json::from_str(&file("json")).unwrap()
}

/// The figures of one part of the JSON document.
fn figures(part: &str) -> Vec<Value> {
    let json = json();
    let all = json["figures"].as_array().unwrap();
    all.iter()
        .filter(|figure| figure["part"] == part)
        .cloned()
        .collect()
}

#[rstest]
fn every_mechanism_moves_messages_of_every_size(
    #[values("round trip", "one way")] metric: &str,
    #[values(64, 1024, 65536, 1048576)] size: u64,
) {
    // A message that arrives damaged, or not at all, ends the program with an error.
    let figures = figures("two cores");
    for mechanism in MECHANISMS {
        let found: Vec<&Value> = figures
            .iter()
            .filter(|f| {
                f["name"] == mechanism && f["metric"] == metric && f["size"] == size
            })
            .collect();
        assert_eq!(found.len(), 1, "{mechanism}, {metric}, {size}");
        let [min, median, max] =
            ["min", "median", "max"].map(|name| found[0][name].as_f64().unwrap());
        assert!(0.0 < min && min <= median && median <= max, "{}", found[0]);
    }
    assert_eq!(json()["missing"], Value::Array(Vec::new()));
}

/// A figure without its machine means nothing to anybody else.
#[test]
fn a_run_names_its_machine() {
    let machine = json()["run"]["machine"].as_str().unwrap().to_owned();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let numbers: Vec<&str> = kernel.split('.').take(2).collect();
    let expected = format!("{}, Linux {}", std::env::consts::ARCH, numbers.join("."));
    assert!(machine.contains(&expected), "{machine}");
    assert!(file("md").contains(&machine));
}

#[test]
fn csv_and_json_say_the_same() {
    let csv = file("csv");
    let mut lines = csv.lines().map(csv_fields);
    let header = lines.next().unwrap();
    assert_eq!(
        header,
        [
            "part", "name", "size", "metric", "unit", "median", "min", "max"
        ]
    );
    let json = json();
    let figures = json["figures"].as_array().unwrap();
    let rows: Vec<Vec<String>> = lines.collect();
    assert_eq!(rows.len(), figures.len());
    for (row, figure) in rows.iter().zip(figures) {
        for (field, name) in row.iter().zip(&header) {
            let expected = &figure[name.as_str()];
            let same = match expected {
                Value::String(text) => text == field,
                Value::Null => field.is_empty(),
                number => number.as_f64() == field.parse().ok(),
            };
            assert!(same, "{name}: {field} in CSV, {expected} in JSON");
        }
    }
}

/// The fields of a line, of which some are quoted.
fn csv_fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().unwrap().push(other),
        }
    }
    fields
}

#[test]
fn markdown_has_every_table_of_the_page() {
    let markdown = file("md");
    for anchor in [
        "how",
        "round-trip",
        "one-way",
        "ratio",
        "waiting",
        "checks",
        "pages",
        "neighbours",
        "price",
        "survives",
    ] {
        let (_, rest) = markdown.split_once(&format!("ANCHOR: {anchor}\n")).unwrap();
        let (table, _) = rest.split_once(&format!("ANCHOR_END: {anchor}\n")).unwrap();
        let rows: Vec<&str> = table.trim().lines().collect();
        let columns = |row: &str| row.matches('|').count();
        assert!(
            rows.iter().all(|row| columns(row) == columns(rows[0])),
            "{table}"
        );
    }
}

#[test]
fn the_picture_is_well_formed_and_shows_every_mechanism() {
    let svg = file("svg");
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
        .filter_map(|node| node.text())
        .map(str::trim)
        .collect();
    for mechanism in MECHANISMS {
        // One panel for each size.
        assert_eq!(
            texts.iter().filter(|text| **text == mechanism).count(),
            4,
            "{mechanism}"
        );
    }
}

#[test]
fn text_tells_each_part_of_the_truth() {
    let Ran { stdout, .. } = &saved().text;
    for title in [
        "1. 11 ways to pass a message, 1 round,",
        "2. Median of all rounds, and their spread",
        "3. What waiting costs",
        "4. Both ends on one core",
        "5. Cold pages",
        "6. Two counters",
        "7. The price of being correct",
    ] {
        assert!(stdout.contains(title), "{title} is not in:\n{stdout}");
    }
    assert!(
        stdout.contains(", cores ") || stdout.contains("on core "),
        "which cores were used?\n{stdout}"
    );
    // Not what flock(2) says: it depends on how the file was opened.
    assert!(
        stdout.contains("freed (descriptor is close-on-exec)\n"),
        "{stdout}"
    );
    // The bar is for a terminal only, and so are the codes that move it.
    assert!(!saved().text.stderr.contains('\x1b'));
    assert_eq!(saved().text.stderr, "");
}

/// What `pthread_mutexattr_setrobust(3)`, `semop(2)` and `flock(2)` say, seen by the next who locks.
#[rstest]
#[case("nothing", None, None)]
#[case("fetch_add", None, None)]
#[case("futex mutex", Some(false), Some(false))]
#[case("robust mutex", Some(true), Some(true))]
#[case("semaphore", Some(false), Some(false))]
#[case("semaphore, undo", Some(true), Some(false))]
#[case("flock", Some(true), Some(true))]
fn a_lock_survives_what_its_man_page_says(
    #[case] guard: &str,
    #[case] kill: Option<bool>,
    #[case] exec: Option<bool>,
) {
    let json = json();
    let guards = json["survives"].as_array().unwrap();
    let found = guards.iter().find(|found| found["name"] == guard).unwrap();
    assert_eq!(found["free_after_kill"].as_bool(), kill, "{found}");
    assert_eq!(found["free_after_exec"].as_bool(), exec, "{found}");
}

#[test]
fn whatever_guards_the_counter_loses_nothing() {
    let lost = figures("increment")
        .into_iter()
        .filter(|f| f["metric"] == "lost");
    let lost: Vec<Value> = lost.collect();
    assert_eq!(lost.len(), 7);
    for figure in lost {
        let none = figure["max"].as_f64().unwrap() == 0.0;
        assert!(none || figure["name"] == "nothing", "{figure}");
    }
}

/// Without room for message queues there is a row that says so, and the rest goes on.
#[test]
fn what_the_machine_does_not_have_is_named() {
    if !support::has("prlimit", "--version") {
        return;
    }
    let mut command = Command::new("prlimit");
    let _alone = alone();
    command.args([
        "--msgqueue=0",
        CHAPTER,
        "--messages",
        "1",
        "--format",
        "json",
    ]);
    let ran = support::run(&mut command).expect_code(0);
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let missing = json["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert_eq!(missing[0]["name"], "POSIX queue");
    assert!(
        missing[0]["needs"]
            .as_str()
            .unwrap()
            .contains("RLIMIT_MSGQUEUE")
    );
    let told = ran
        .stderr
        .matches("POSIX queue is missing here: mq_open: ")
        .count();
    assert_eq!(told, 1, "{}", ran.stderr);
    let has_figures = |name| {
        json["figures"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["name"] == name)
    };
    assert!(!has_figures("POSIX queue") && has_figures("System V queue"));
}

#[test]
fn one_core_is_enough_and_is_warned_of() {
    if !support::has("taskset", "--version") {
        return;
    }
    let allowed = sched_getaffinity(Pid::from_raw(0)).unwrap();
    let mut cores = (0..CpuSet::count()).filter(|&core| allowed.is_set(core) == Ok(true));
    let core = cores.next().unwrap().to_string();
    let mut command = Command::new("taskset");
    let _alone = alone();
    command.args(["-c", &core, CHAPTER, "--messages", "1"]);
    let ran = support::run(&mut command).expect_code(0);
    let both = format!("both on core {core}");
    assert!(ran.stdout.contains(&both), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("There is only one core"),
        "{}",
        ran.stdout
    );
}

#[rstest]
#[case(&["--format", "xml"])]
#[case(&["--rounds", "x"])]
#[case(&["--rounds", "0"])]
#[case(&["--rounds", "101"])]
#[case(&["--messages", "0"])]
#[case(&["--svg"])]
#[case(&["fast"])]
fn wrong_usage_is_refused(#[case] arguments: &[&str]) {
    let ran = support::run_program(CHAPTER, arguments).expect_code(2);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("usage: chapter9"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[rstest]
#[case::a_file("/dev/null", "EEXIST: File exists", "a file of another kind")]
#[case::below_a_file("/dev/null/x", "ENOTDIR: Not a directory", "a file of another kind")]
fn a_place_that_cannot_be_used_is_refused_before_anything_is_measured(
    #[case] path: &str,
    #[case] error: &str,
    #[case] help: &str,
) {
    let ran = support::run_program(CHAPTER, &["--save", path]).expect_code(1);
    assert_eq!(ran.stdout, "");
    let expected = format!("error: create the directory {path}: {error}\nhelp: ");
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
    assert!(ran.stderr.contains(help), "{}", ran.stderr);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let csv = directory.path().join("chapter9.csv");
    fs::create_dir(&csv).unwrap();
    let path = directory.path().to_str().unwrap();
    let _alone = alone();
    let ran = support::run_program(CHAPTER, &["--messages", "1", "--save", path])
        .expect_code(1);
    let expected = format!(
        "error: write {}: EISDIR: Is a directory\nhelp: the path leads to a file of another kind; ",
        csv.display()
    );
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
}

/// What is left afterwards: objects in an IPC namespace that was empty, and files.
const LEFT: &str = "
    cat /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg | grep -v key
    mkdir \"$TMPDIR/queues\"
    unshare -m sh -c 'mount -t mqueue none \"$0\" && ls \"$0\"' \"$TMPDIR/queues\"
    ls \"$TMPDIR\" /dev/shm | grep chapter9
    true";

#[rstest]
#[case::at_the_end(None)]
#[case::ended_by_sigint(Some(Signal::SIGINT))]
#[case::ended_by_sigterm(Some(Signal::SIGTERM))]
fn nothing_is_left_behind(#[case] by: Option<Signal>) {
    let _alone = alone();
    let directory = tempfile::tempdir().unwrap();
    let script = match by {
        None => format!("\"$1\" --messages 1 >/dev/null || echo failed\n{LEFT}"),
        // The program tells its process id by becoming it; the shell around it looks afterwards.
        Some(_) => {
            format!("sh -c 'echo $$; exec \"$1\"' sh \"$1\"\necho code $?\n{LEFT}")
        }
    };
    let Some(mut command) = support::room(&script, &[CHAPTER]) else {
        return;
    };
    command.env("TMPDIR", directory.path()).stdin(Stdio::null());
    let Some(by) = by else {
        let ran = support::run(&mut command).expect_code(0);
        assert_eq!(ran.stdout, "", "left behind: {ran:?}");
        if ran.stderr.contains("mount: ") || ran.stderr.contains("unshare: ") {
            support::missing("POSIX queues that are left behind", &ran.stderr);
        }
        return;
    };
    let mut child = support::start(&mut command);
    let (pid, begun) = until_it_measures(&mut child);
    kill(Pid::from_raw(pid), by).unwrap();
    let ran = support::finish(child);
    let (_, left) = ran.stdout.split_once("code ").unwrap_or_default();
    assert_eq!(
        left,
        format!("{}\n", 128 + by as i32),
        "{ran:?} after {begun}"
    );
}

/// Reads its process id, and on until a few figures are there.
fn until_it_measures(child: &mut std::process::Child) -> (i32, String) {
    use std::io::Read;
    // Byte by byte, so that the rest stays in the pipe for whoever reads on.
    let mut stdout = child.stdout.take().unwrap();
    let mut text = String::new();
    while text.matches("there and back").count() < 5 {
        let mut byte = [0];
        assert_eq!(stdout.read(&mut byte).unwrap(), 1, "it ended: {text}");
        text.extend(char::from_u32(byte[0].into()));
    }
    child.stdout = Some(stdout);
    (text.lines().next().unwrap().trim().parse().unwrap(), text)
}
