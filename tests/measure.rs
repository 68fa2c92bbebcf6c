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
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use nix::fcntl::{Flock, FlockArg};
use nix::sched::{CpuSet, sched_getaffinity};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;
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
    let mut command = support::room(&script, &arguments).unwrap_or_else(|| {
        let mut command = Command::new("sh");
        command.args(["-c", run, "sh"]).args(&arguments);
        command
    });
    command.env("TMPDIR", temporary).stdin(Stdio::null());
    command
}

/// One whole run, for all tests that only look at what it says, writes and leaves.
struct Saved {
    directory: tempfile::TempDir,
    text: String,
    left: String,
    stderr: String,
}

fn saved() -> &'static Saved {
    static SAVED: OnceLock<Saved> = OnceLock::new();
    SAVED.get_or_init(|| {
        let _alone = alone();
        let directory = tempfile::tempdir().unwrap();
        let temporary = tempfile::tempdir().unwrap();
        let path = directory.path().to_str().unwrap();
        let mut command = run_and_look(
            "\"$@\"",
            &["--quick", "--rounds", "1", "--save", path],
            temporary.path(),
        );
        let ran = support::run(&mut command).expect_code(0);
        let (text, left) = ran
            .stdout
            .split_once("code 0\n")
            .unwrap_or((&ran.stdout, ""));
        assert!(text.ends_with("You have come to the end!\n"), "{ran:?}");
        Saved {
            directory,
            text: text.to_owned(),
            left: left.to_owned(),
            stderr: ran.stderr,
        }
    })
}

fn file(extension: &str) -> String {
    let path = saved().directory.path().join("chapter9");
    fs::read_to_string(path.with_extension(extension)).unwrap()
}

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
    assert_eq!(
        lines.next(),
        Some("part,name,size,metric,unit,median,min,max,note")
    );
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

#[rstest]
fn every_mechanism_moves_messages_of_every_size(
    #[values(("round trip", "ns"), ("one way", "bytes/s"))] (metric, unit): (&str, &str),
    #[values("64", "1024", "65536", "1048576")] size: &str,
) {
    // A message that arrives damaged, or not at all, ends the program with an error.
    let figures = figures(&file("csv"));
    for mechanism in MECHANISMS {
        let is = |f: &&Figure| {
            (&*f.part, &*f.name, &*f.metric, &*f.size, &*f.unit)
                == ("two cores", mechanism, metric, size, unit)
        };
        let found: Vec<&Figure> = figures.iter().filter(is).collect();
        assert_eq!(found.len(), 1, "{mechanism}, {metric}, {size}");
        let [median, min, max] = found[0].numbers.unwrap();
        assert!(
            0.0 < min && min <= median && median <= max,
            "{:?}",
            found[0]
        );
    }
    assert!(figures.iter().all(|figure| figure.metric != "missing"));
}

/// A figure without its machine means nothing to anybody else.
#[test]
fn a_run_names_its_machine() {
    let machine = note(&figures(&file("csv")), "machine", "");
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    let numbers: Vec<&str> = kernel.split('.').take(2).collect();
    let expected = format!("{}, Linux {}", std::env::consts::ARCH, numbers.join("."));
    assert!(machine.contains(&expected), "{machine}");
    assert!(file("md").contains(&machine));
    assert!(saved().text.contains(&machine));
}

const TABLES: [&str; 12] = [
    "64-B",
    "1-KiB",
    "64-KiB",
    "1-MiB",
    "copies",
    "checks",
    "waiting",
    "one-core",
    "pages",
    "neighbours",
    "price",
    "survives",
];

#[test]
fn the_tables_of_the_page_are_those_of_the_terminal() {
    let (markdown, text) = (file("md"), &saved().text);
    for anchor in TABLES {
        let (_, rest) = markdown.split_once(&format!("ANCHOR: {anchor}\n")).unwrap();
        let (table, _) = rest.split_once(&format!("ANCHOR_END: {anchor}\n")).unwrap();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
            .collect();
        assert!(rows.len() > 3, "{table}");
        // The row below the header is of dashes.
        for row in rows[..1].iter().chain(&rows[2..]) {
            assert_eq!(row.len(), rows[0].len(), "{table}");
            let is_row = |line: &str| {
                let mut rest = line.trim_start();
                row.iter().all(|cell| {
                    let after = rest.strip_prefix(cell).map(str::trim_start);
                    rest = after.unwrap_or_default();
                    after.is_some()
                })
            };
            assert!(text.lines().any(is_row), "{row:?} is not in:\n{text}");
        }
    }
}

#[test]
fn no_line_is_wider_than_a_terminal() {
    let wide = saved().text.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
}

#[test]
fn the_picture_is_well_formed_and_shows_every_mechanism() {
    let svg = file("svg");
    let document = roxmltree::Document::parse(&svg).unwrap();
    let texts: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")))
        .filter_map(|node| node.text())
        .collect();
    for mechanism in MECHANISMS {
        // One panel for each size.
        let panels = texts.iter().filter(|text| **text == mechanism).count();
        assert_eq!(panels, 4, "{mechanism}");
    }
}

#[test]
fn text_tells_each_part_of_the_truth() {
    let text = &saved().text;
    for title in [
        "1. 11 ways to pass a message, 1 round,",
        "2. Median of all rounds, and the shortest and the longest",
        "3. Copies",
        "4. What waiting costs",
        "5. Both ends on one core",
        "6. Cold pages",
        "7. Two counters",
        "8. The price of being correct",
        "9. What a lock survives",
    ] {
        assert!(text.contains(title), "{title} is not in:\n{text}");
    }
    assert!(
        text.contains(", cores ") || text.contains("on core "),
        "which cores were used?\n{text}"
    );
}

/// What `pthread_mutexattr_setrobust(3)`, `semop(2)` and `flock(2)` say, seen by the next who locks.
#[rstest]
#[case("nothing", "-", "-")]
#[case("fetch_add", "-", "-")]
#[case("futex mutex", "stays locked", "stays locked")]
#[case("robust mutex", "freed, and told", "freed, and told")]
#[case("semaphore", "stays locked", "stays locked")]
#[case("semaphore, undo", "freed", "stays locked")]
// Not what flock(2) says: it depends on how the file was opened.
#[case("flock", "freed", "freed (close-on-exec)")]
fn a_lock_survives_what_its_man_page_says(
    #[case] guard: &str,
    #[case] kill: &str,
    #[case] exec: &str,
) {
    let figures = figures(&file("csv"));
    assert_eq!(note(&figures, guard, "if killed"), kill);
    assert_eq!(note(&figures, guard, "after exec"), exec);
}

#[test]
fn whatever_guards_the_counter_loses_nothing() {
    let mut figures = figures(&file("csv"));
    figures.retain(|figure| figure.metric == "lost");
    assert_eq!(figures.len(), 7);
    for figure in figures {
        let [_, _, most] = figure.numbers.unwrap();
        assert!(most == 0.0 || figure.name == "nothing", "{figure:?}");
    }
}

#[test]
fn nothing_is_left_behind_at_the_end() {
    let Saved { left, stderr, .. } = saved();
    assert_eq!(left, "", "left behind");
    // The bar is for a terminal only, and so are the codes that move it.
    match stderr.contains("mount: ") || stderr.contains("unshare: ") {
        true => support::missing("POSIX queues that are left behind", stderr),
        false => assert_eq!(stderr, ""),
    }
}

/// Without room for message queues there is a line that says so, and the rest goes on. On one core,
/// too, which is warned of.
#[test]
fn what_the_machine_does_not_have_is_named() {
    if !support::has("prlimit", "--version") || !support::has("taskset", "--version") {
        return;
    }
    let allowed = sched_getaffinity(Pid::from_raw(0)).unwrap();
    let mut cores = (0..CpuSet::count()).filter(|&core| allowed.is_set(core) == Ok(true));
    let core = cores.next().unwrap().to_string();
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new("prlimit");
    command
        .args([
            "--msgqueue=0",
            "taskset",
            "-c",
            &core,
            CHAPTER,
            "--messages",
            "1",
            "--save",
        ])
        .arg(directory.path());
    let _alone = alone();
    let Ran { stdout, .. } = support::run(&mut command).expect_code(0);
    let told = stdout
        .matches("POSIX queue is missing here: mq_open: ")
        .count();
    assert_eq!(told, 1, "{stdout}");
    assert!(
        stdout.contains("it needs a kernel with POSIX message queues"),
        "{stdout}"
    );
    assert!(stdout.contains("RLIMIT_MSGQUEUE"), "{stdout}");
    assert!(stdout.contains(&format!("both on core {core}")), "{stdout}");
    assert!(stdout.contains("There is only one core"), "{stdout}");

    let csv = fs::read_to_string(directory.path().join("chapter9.csv")).unwrap();
    let figures = figures(&csv);
    let why = note(&figures, "POSIX queue", "missing");
    assert!(why.starts_with("mq_open: "), "{why}");
    let measured = |name| {
        figures
            .iter()
            .any(|f| f.name == name && f.numbers.is_some())
    };
    assert!(!measured("POSIX queue") && measured("System V queue"));
    let missing = stdout.lines().filter(|line| {
        line.split_whitespace()
            .eq(["POSIX", "queue", "missing", "missing", "missing"])
    });
    assert!(missing.count() >= 5, "{stdout}");
}

#[rstest]
#[case(&["--format", "json"])]
#[case(&["--format"])]
#[case(&["--rounds", "x"])]
#[case(&["--rounds", "0"])]
#[case(&["--rounds", "101"])]
#[case(&["--messages", "0"])]
#[case(&["--from"])]
#[case(&["fast"])]
fn wrong_usage_is_refused(#[case] arguments: &[&str]) {
    let ran = support::run_program(CHAPTER, arguments).expect_code(2);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    assert!(ran.stderr.contains("usage: chapter9"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

#[test]
fn a_role_that_there_is_not_is_refused() {
    // A child has to name its parent, which is this test.
    let me = std::process::id().to_string();
    let ran = support::run_program(CHAPTER, &["--role", "sitterr", &me]).expect_code(2);
    assert!(ran.stderr.contains("sitterr"), "{}", ran.stderr);
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

/// The run that the page shows.
fn recorded(extension: &str) -> PathBuf {
    Path::new("book/src/data/chapter9").with_extension(extension)
}

/// Shows the run again and saves it there.
fn from_recorded(directory: &Path) -> Ran {
    let (csv, directory) = (recorded("csv"), directory.to_str().unwrap());
    let arguments = ["--from", csv.to_str().unwrap(), "--save", directory];
    support::run_program(CHAPTER, &arguments)
}

#[rstest]
fn the_page_shows_what_was_recorded(#[values("csv", "md", "svg")] extension: &str) {
    let directory = tempfile::tempdir().unwrap();
    from_recorded(directory.path()).expect_code(0);
    let shown = directory.path().join("chapter9").with_extension(extension);
    let [shown, on_the_page] =
        [shown, recorded(extension)].map(|file| fs::read_to_string(file).unwrap());
    assert!(
        shown == on_the_page,
        "chapter9.{extension} is not of chapter9.csv: run --from it"
    );
}

#[test]
fn csv_comes_out_as_it_went_in() {
    let csv = recorded("csv");
    let arguments = ["--from", csv.to_str().unwrap(), "--format", "csv"];
    let ran = support::run_program(CHAPTER, &arguments).expect_code(0);
    assert!(
        ran.stdout == fs::read_to_string(csv).unwrap(),
        "{}",
        ran.stdout
    );
}

const HEADER: &str = "part,name,size,metric,unit,median,min,max,note";

#[rstest]
#[case::empty("", 1)]
#[case::another_header("part,name\n", 1)]
#[case::too_few_fields("{}\npage,again,,time,ns,1,1,1\n", 2)]
#[case::no_number("{}\npage,again,,time,ns,1,1,1,\npage,more,,time,ns,1,x,1,\n", 3)]
#[case::not_finite("{}\npage,again,,time,ns,inf,1,1,\n", 2)]
#[case::half_a_spread("{}\npage,again,,time,ns,1,,,\n", 2)]
fn a_file_that_is_not_ours_is_refused_by_its_line(
    #[case] text: &str,
    #[case] line: usize,
) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.csv");
    fs::write(&file, text.replace("{}", HEADER)).unwrap();
    let ran =
        support::run_program(CHAPTER, &["--from", file.to_str().unwrap()]).expect_code(1);
    let expected =
        format!("error: line {line} of the file is no figure of this chapter\nhelp: ");
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
}

/// A quote, a comma, and what SVG would take for a tag.
#[test]
fn names_of_a_file_are_quoted_wherever_they_are_shown() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.csv");
    let line = "two cores,\"a \"\"b\"\", <c>&\",64,round trip,ns,2.000,1.000,3.000,";
    let text = format!("{HEADER}\n{line}\n");
    fs::write(&file, &text).unwrap();
    let path = directory.path().to_str().unwrap();
    let arguments = ["--from", file.to_str().unwrap(), "--save", path];
    support::run_program(CHAPTER, &arguments).expect_code(0);
    let saved = |name| fs::read_to_string(directory.path().join(name)).unwrap();
    assert_eq!(saved("chapter9.csv"), text);
    let svg = saved("chapter9.svg");
    let document = roxmltree::Document::parse(&svg).unwrap();
    assert!(
        document
            .descendants()
            .any(|node| node.text() == Some("a \"b\", <c>&")),
        "{svg}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let csv = directory.path().join("chapter9.csv");
    fs::create_dir(&csv).unwrap();
    let ran = from_recorded(directory.path()).expect_code(1);
    let expected = format!(
        "error: write {}: EISDIR: Is a directory\nhelp: the path leads to a file of another kind; ",
        csv.display()
    );
    assert!(ran.stderr.starts_with(&expected), "{}", ran.stderr);
}

/// Its last words are its exit code, and what it has left.
#[rstest]
#[case::by_sigint(Signal::SIGINT)]
#[case::by_sigterm(Signal::SIGTERM)]
fn nothing_is_left_behind_when_it_is_ended(#[case] by: Signal) {
    let _alone = alone();
    let directory = tempfile::tempdir().unwrap();
    // The program tells its process id by becoming it; the shell around it looks afterwards.
    let run = "sh -c 'echo $$; exec \"$1\"' sh \"$1\"";
    let mut child = support::start(&mut run_and_look(run, &[], directory.path()));
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

#[rstest]
fn nothing_is_left_behind_when_nobody_reads_on(#[values(0, 1, 3, 6)] lines: usize) {
    let _alone = alone();
    let directory = tempfile::tempdir().unwrap();
    // `head` would not end if a child had kept its output.
    let run = format!(
        "{{ \"$1\" --messages 1; echo ended $? >&2; }} | head -n {lines} >/dev/null"
    );
    let ran = support::run(&mut run_and_look(&run, &[], directory.path())).expect_code(0);
    assert_eq!(ran.stdout, "code 0\n", "left behind: {ran:?}");
    let expected = "error: write to stdout: EPIPE: Broken pipe\n\
                    help: whoever read the output has closed it; nothing is left behind\nended 1\n";
    assert!(ran.stderr.starts_with(expected), "{}", ran.stderr);
}

/// Reads its process id, and on until a few figures are there.
fn until_it_measures(child: &mut Child) -> (i32, String) {
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
