//! Chapter 9 moves and checks every message, says what is missing, and leaves nothing behind.
//!
//! Nothing here is about how fast anything is.

mod ends;
mod recorded;
mod run;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::fcntl::{Flock, FlockArg};

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

/// What is left afterwards: objects in an IPC namespace that was empty, and files.
const LEFT: &str = "
    echo code $?
    cat /proc/sysvipc/shm /proc/sysvipc/sem /proc/sysvipc/msg | grep -v key
    mkdir \"$TMPDIR/queues\"
    unshare -m sh -c 'mount -t mqueue none \"$0\" && ls \"$0\"' \"$TMPDIR/queues\"
    ls \"$TMPDIR\" /dev/shm | grep chapter9
    true";

/// A run of the chapter with these arguments, and then what it has left; in the namespace of the test
/// where no other can be made.
fn run_and_look(run: &str, arguments: &[&str], temporary: &Path) -> Command {
    let (script, arguments) = (format!("{run}{LEFT}"), [&[CHAPTER], arguments].concat());
    let mut command = crate::support::room(&script, &arguments).unwrap_or_else(|| {
        let mut command = Command::new("sh");
        command.args(["-c", run, "sh"]).args(&arguments);
        command
    });
    command.env("TMPDIR", temporary).stdin(Stdio::null());
    command
}

const HEADER: &str = "part,name,size,metric,unit,median,min,max,note";

/// A line of the CSV file.
#[derive(Debug)]
struct Figure {
    part: String,
    name: String,
    size: String,
    metric: String,
    unit: String,
    /// Median, shortest, longest.
    numbers: Option<[f64; 3]>,
    note: String,
}

fn figures(csv: &str) -> Vec<Figure> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some(HEADER));
    let figure = |line| {
        let fields: [String; 9] = csv_fields(line).try_into().unwrap();
        let [part, name, size, metric, unit, numbers @ .., note] = fields;
        let has_numbers = numbers.iter().any(|number| !number.is_empty());
        let numbers = has_numbers.then(|| numbers.map(|number| number.parse().unwrap()));
        Figure {
            part,
            name,
            size,
            metric,
            unit,
            numbers,
            note,
        }
    };
    lines.map(figure).collect()
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

fn note(figures: &[Figure], name: &str, metric: &str) -> String {
    let found = figures
        .iter()
        .find(|f| f.name == name && f.metric == metric);
    found
        .unwrap_or_else(|| panic!("no {metric} of {name}"))
        .note
        .clone()
}
