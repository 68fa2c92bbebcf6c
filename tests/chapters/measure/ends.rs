//! A run that is not like others: without queues and on one core, or ended before its end.

use std::fs;
use std::process::{Child, Command};

use nix::sched::{CpuSet, sched_getaffinity};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rstest::rstest;

use super::*;

/// Without room for message queues there is a line that says so, and the rest goes on. On one core,
/// too, which is warned of.
#[test]
fn what_the_machine_does_not_have_is_named() {
    if !crate::support::has("prlimit", "--version")
        || !crate::support::has("taskset", "--version")
    {
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
    let crate::support::Ran { stdout, .. } =
        crate::support::run(&mut command).expect_code(0);
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

/// Its last words are its exit code, and what it has left.
#[rstest]
#[case::by_sigint(Signal::SIGINT)]
#[case::by_sigterm(Signal::SIGTERM)]
fn nothing_is_left_behind_when_it_is_ended(#[case] by: Signal) {
    let _alone = alone();
    let directory = tempfile::tempdir().unwrap();
    // The program tells its process id by becoming it; the shell around it looks afterwards.
    let run = "sh -c 'echo $$; exec \"$1\"' sh \"$1\"";
    let mut child = crate::support::start(&mut run_and_look(run, &[], directory.path()));
    let (pid, begun) = until_it_measures(&mut child);
    kill(Pid::from_raw(pid), by).unwrap();
    let ran = crate::support::finish(child);
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
    let ran = crate::support::run(&mut run_and_look(&run, &[], directory.path()))
        .expect_code(0);
    assert_eq!(ran.stdout, "code 0\n", "left behind: {ran:?}");
    // What the help says is the lesson's matter.
    let first = "error: write to stdout: EPIPE: Broken pipe\nhelp: ";
    assert!(ran.stderr.starts_with(first), "{}", ran.stderr);
    assert!(ran.stderr.contains("\nended 1\n"), "{}", ran.stderr);
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
