//! Chapter 3 between unrelated processes: Rust and C on either side, and everything that can be
//! in the way: a foreign segment, a leftover, a text that does not fit, a liar in memory.

use std::fs;
use std::num::NonZeroUsize;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::fold::unfold;
use crate::support::redact::redact;
use crate::support::{Ran, chapter, finish, has, run, run_program, start};
use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{Errno, Key, Mode, RemoveOnDrop, Segment};
use tempfile::TempDir;

const SIZE: usize = 1024;
const NOBODY: u32 = 65534;

fn write(key: Key, text: &str) -> Ran {
    run_program(
        chapter(3),
        &["write", "--key", &key.to_string(), "--", text],
    )
}

fn read(key: Key) -> Ran {
    run_program(chapter(3), &["read", "--key", &key.to_string()])
}

fn create(key: Key, size: usize, mode: Mode) -> RemoveOnDrop<Segment> {
    let size = NonZeroUsize::new(size).unwrap();
    Segment::create(key, size, mode).unwrap().remove_on_drop()
}

fn holds(segment: Segment, expected: &[u8]) -> bool {
    let mut copy = vec![0; expected.len()];
    segment
        .attach_read_only()
        .unwrap()
        .read(0, &mut copy)
        .unwrap();
    copy == expected
}

fn is_free(key: Key) -> bool {
    Segment::open(key).is_err_and(|error| error.errno() == Some(Errno::ENOENT))
}

/// Compiles a C program of tests/c/; `None` where there is no compiler.
fn c_program(folder: &TempDir, name: &str) -> Option<PathBuf> {
    if !has("cc", "--version") {
        return None;
    }
    let source = format!("tests/c/{name}.c");
    let program = folder.path().join(name);
    let mut compile = Command::new("cc");
    compile
        .args(["-Wall", "-Werror", "-o"])
        .arg(&program)
        .arg(source);
    run(&mut compile).expect_code(0);
    Some(program)
}

fn run_c(program: &Path, arguments: &[&str]) -> Ran {
    run(Command::new(program).args(arguments)).expect_code(0)
}

#[test]
fn the_documents_text_goes_from_writer_to_reader() {
    let key = fresh_key();
    let ran =
        run_program(chapter(3), &["write", "--key", &key.to_string()]).expect_code(0);
    assert!(
        ran.stdout
            .contains("\nData written to shared memory: Hello from shared memory!\n")
    );
    let segment = Segment::open(key).unwrap();
    let stat = segment.stat().unwrap();
    assert_eq!(
        (stat.size, stat.mode, stat.attached),
        (SIZE, Mode::OWNER, 0)
    );
    assert!(holds(segment, b"Hello from shared memory!\0"));
    snapshot!("chapter3-write", &redact(&ran.stdout));

    let ran = read(key).expect_code(0);
    assert!(
        ran.stdout
            .contains("\nData read from shared memory: Hello from shared memory!\n")
    );
    snapshot!("chapter3-read", &redact(&ran.stdout));
    assert!(is_free(key));
}

#[rstest]
#[case::empty(0, false)]
#[case::one(1, true)]
#[case::as_long_as_fits(1023, true)]
#[case::one_more(1024, false)]
#[case::much_more(5000, false)]
fn a_text_goes_whole_or_not_at_all(#[case] length: usize, #[case] fits: bool) {
    let (key, text) = (fresh_key(), "x".repeat(length));
    if fits {
        write(key, &text).expect_code(0);
        let ran = read(key).expect_code(0);
        assert!(
            ran.stdout
                .contains(&format!("Data read from shared memory: {text}\n"))
        );
    } else {
        let ran = write(key, &text).expect_code(1);
        assert_eq!(ran.stdout, "", "no call was made");
        assert!(ran.stderr.starts_with("error: ") && ran.stderr.contains("\nhelp: "));
    }
    assert!(is_free(key));
}

#[test]
fn a_text_that_does_not_fit_changes_nothing() {
    let key = fresh_key();
    write(key, "the first").expect_code(0);
    let ran = write(key, &"x".repeat(1024)).expect_code(1);
    snapshot!("chapter3-too-long", ran.stderr.trim_end());
    assert!(
        read(key)
            .expect_code(0)
            .stdout
            .contains("memory: the first\n")
    );
}

#[rstest]
#[case("Grüße, 共享内存!")]
#[case("--key 5")]
fn any_utf8_text_is_read_as_it_was_written(#[case] text: &str) {
    let key = fresh_key();
    write(key, text).expect_code(0);
    assert!(
        read(key)
            .expect_code(0)
            .stdout
            .contains(&format!("shared memory: {text}\n"))
    );
}

#[test]
fn a_reader_that_comes_first_creates_nothing() {
    let key = fresh_key();
    let ran = read(key).expect_code(1);
    let number = key.number().to_string();
    let message = ran
        .stderr
        .replace(&number, "1234")
        .replace(&key.to_string(), "0x000004d2");
    snapshot!("chapter3-nobody-created", message.trim_end());
    assert!(is_free(key));
}

#[test]
fn a_reader_can_wait_for_its_writer() {
    let key = fresh_key();
    let mut waiting = Command::new(chapter(3));
    waiting.args(["read", "--wait", "100", "--key", &key.to_string()]);
    let waiting = start(&mut waiting);
    write(key, "worth waiting for").expect_code(0);
    let ran = finish(waiting).expect_code(0);
    assert!(
        ran.stdout
            .contains("Data read from shared memory: worth waiting for\n")
    );
    assert!(is_free(key));
}

#[test]
fn a_reader_waits_for_a_text_not_only_for_a_segment() {
    let key = fresh_key();
    let segment = create(key, SIZE, Mode::OWNER);
    let ran = read(key).expect_code(1);
    assert!(ran.stderr.contains("holds no text yet"), "{}", ran.stderr);
    let mut waiting = Command::new(chapter(3));
    waiting.args(["read", "--wait", "100", "--key", &key.to_string()]);
    let waiting = start(&mut waiting);
    let attachment = segment.attach().unwrap();
    attachment.write(1, b"ext\0").unwrap();
    attachment.store_release(0, b't').unwrap();
    let ran = finish(waiting).expect_code(0);
    assert!(ran.stdout.contains("Data read from shared memory: text\n"));
    segment.keep();
    assert!(is_free(key));
}

#[test]
fn a_leftover_of_ours_is_replaced() {
    let key = fresh_key();
    write(key, "left behind, and longer than the next").expect_code(0);
    let old = Segment::open(key).unwrap();
    let ran = write(key, "the next").expect_code(0);
    assert!(
        unfold(&ran.stdout)
            .contains("has this key, and nobody is attached: it is replaced."),
        "{}",
        ran.stdout
    );
    assert!(old.stat().is_err_and(|error| error.is_gone()));
    assert!(holds(Segment::open(key).unwrap(), b"the next\0\0\0\0"));
    read(key).expect_code(0);
}

#[test]
fn a_leftover_with_the_documents_mode_is_replaced() {
    let key = fresh_key();
    // Not attached here: a fork of another test would keep it attached for a moment.
    let old = create(key, SIZE, Mode::new(0o666)).keep();
    write(key, "the next").expect_code(0);
    assert!(old.stat().is_err_and(|error| error.is_gone()));
    read(key).expect_code(0);
}

#[rstest]
#[case::in_use(Mode::OWNER, true, "somebody is attached to it")]
#[case::another_mode(Mode::new(0o640), false, "its mode is 0640, not 0600 or 0666")]
fn a_segment_that_no_writer_left_is_not_replaced(
    #[case] mode: Mode,
    #[case] in_use: bool,
    #[case] why: &str,
) {
    let key = fresh_key();
    let segment = create(key, SIZE, mode);
    segment.attach().unwrap().write(0, b"theirs\0").unwrap();
    let _user = in_use.then(|| segment.attach().unwrap());
    let ran = write(key, "ours").expect_code(1);
    assert!(
        ran.stderr
            .contains(&format!("is taken, and {why}\nhelp: it was left alone")),
        "{}",
        ran.stderr
    );
    // It is our own, so the help says how to remove it, too.
    let remove = format!("; or, if it is no longer needed: ipcrm -m {segment}\n");
    assert!(ran.stderr.ends_with(&remove), "{}", ran.stderr);
    // Not all of its fields: another test may fork at this moment, and that attaches it, too.
    assert_eq!(segment.stat().unwrap().key, key, "it is not even marked");
    assert!(holds(*segment, b"theirs\0"));
}

#[rstest]
#[case::smaller(512)]
#[case::larger(4096)]
fn a_segment_of_another_size_is_left_alone(#[case] size: usize) {
    let key = fresh_key();
    let segment = create(key, size, Mode::OWNER);
    segment.attach().unwrap().write(0, b"theirs\0").unwrap();
    let before = segment.stat().unwrap();
    let ran = write(key, "ours").expect_code(1);
    // Not the attachments: a fork elsewhere in this process has them, too, until its exec.
    let after = segment.stat().unwrap();
    assert_eq!(
        (after.mode, after.change_time),
        (before.mode, before.change_time)
    );
    assert!(!ran.stdout.contains("shmat("), "attached: {}", ran.stdout);
    assert!(holds(*segment, b"theirs\0"));
    assert!(
        ran.stderr
            .contains(&format!("is taken, and it has {size} bytes, not 1024"))
    );
    assert!(
        ran.stderr.contains("\nhelp: it was left alone"),
        "{}",
        ran.stderr
    );

    let ran = read(key).expect_code(1);
    assert!(
        ran.stdout
            .contains("Data read from shared memory: theirs\n"),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("it is not removed"), "{}", ran.stderr);
    assert!(segment.stat().is_ok());
}

#[rstest]
#[case::no_end(&[b'x'; SIZE], "the text does not end within 1024 bytes")]
#[case::not_utf8(b"\xff\xfe\0", "the text is not UTF-8")]
#[case::cut(b"\xe5\x85\0", "the text is not UTF-8")]
fn a_reader_believes_nothing(#[case] memory: &[u8], #[case] complaint: &str) {
    let key = fresh_key();
    let segment = create(key, SIZE, Mode::OWNER);
    segment.attach().unwrap().write(0, memory).unwrap();
    let ran = read(key).expect_code(1);
    assert!(ran.stderr.contains(complaint), "{}", ran.stderr);
    assert!(!ran.stdout.contains("Data read"), "{}", ran.stdout);
    assert!(segment.stat().is_ok());
}

#[test]
fn a_text_cannot_steer_the_terminal() {
    let key = fresh_key();
    let segment = create(key, SIZE, Mode::OWNER);
    segment
        .attach()
        .unwrap()
        .write(0, b"a\x1b[2Jb\nc\0")
        .unwrap();
    let ran = read(key).expect_code(0);
    assert!(
        ran.stdout.contains("memory: a\\u{1b}[2Jb\\nc\n"),
        "{}",
        ran.stdout
    );
    segment.keep();
}

#[test]
fn two_readers_of_one_text_do_not_both_succeed_in_silence() {
    let key = fresh_key();
    write(key, "for one").expect_code(0);
    let arguments = ["read", "--key", &key.to_string()];
    let both = [0, 1].map(|_| start(Command::new(chapter(3)).args(arguments)));
    let codes = both.map(|child| finish(child).code);
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(
        codes.iter().all(|code| [Some(0), Some(1)].contains(code)),
        "{codes:?}"
    );
    assert!(is_free(key));
}

#[test]
fn c_writes_and_rust_reads() {
    let folder = TempDir::new().unwrap();
    let Some(writer) = c_program(&folder, "keyed_writer") else {
        return;
    };
    let key = fresh_key();
    run_c(&writer, &[&key.to_string(), "Hello from C!"]);
    let ran = read(key).expect_code(0);
    assert!(
        ran.stdout
            .contains("Data read from shared memory: Hello from C!\n")
    );
    assert!(is_free(key));
}

#[test]
fn rust_writes_and_c_reads() {
    let folder = TempDir::new().unwrap();
    let Some(reader) = c_program(&folder, "keyed_reader") else {
        return;
    };
    let key = fresh_key();
    write(key, "Hello from Rust!").expect_code(0);
    let ran = run_c(&reader, &[&key.to_string()]);
    assert_eq!(
        ran.stdout,
        "Data read from shared memory: Hello from Rust!\n"
    );
    assert!(is_free(key));
}

/// A copy of chapter 3 that any user may run, whatever folder this checkout is in.
fn public_copy(folder: &TempDir) -> PathBuf {
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = folder.path().join("chapter3");
    // By a process of its own: were the copy open for writing here, a child that another test
    // starts at this moment would inherit that, and running it would fail with ETXTBSY.
    run(Command::new("cp").arg(chapter(3)).arg(&copy)).expect_code(0);
    copy
}

/// As another user; `None`, and a word on stderr, where we may not become one.
fn as_nobody(program: &Path, arguments: &[&str]) -> Option<Ran> {
    if !nix::unistd::geteuid().is_root() {
        // Not a matter of installing something: so no failure on a CI machine either.
        eprintln!("NOT CHECKED: another user: only root can become one");
        return None;
    }
    Some(run(Command::new(program)
        .args(arguments)
        .uid(NOBODY)
        .gid(NOBODY)))
}

#[test]
fn another_users_segment_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let (program, key) = (public_copy(&folder), fresh_key());
    let segment = create(key, SIZE, Mode::OWNER);
    segment.attach().unwrap().write(0, b"theirs\0").unwrap();
    let write = ["write", "ours", "--key", &key.to_string()];
    let Some(ran) = as_nobody(&program, &write) else {
        return;
    };
    let ran = ran.expect_code(1);
    assert!(
        ran.stderr
            .contains("is taken, and it belongs to another user"),
        "{}",
        ran.stderr
    );
    let ran = as_nobody(&program, &["read", "--key", &key.to_string()])
        .unwrap()
        .expect_code(1);
    assert!(
        ran.stderr.contains("EACCES: Permission denied"),
        "{}",
        ran.stderr
    );
    assert!(holds(*segment, b"theirs\0"));
}

#[test]
fn a_reader_reads_what_it_may_and_says_that_it_may_not_remove_it() {
    let folder = TempDir::new().unwrap();
    let (program, key) = (public_copy(&folder), fresh_key());
    let segment = create(key, SIZE, Mode::new(0o644));
    segment
        .attach()
        .unwrap()
        .write(0, b"for all to read\0")
        .unwrap();
    let Some(ran) = as_nobody(&program, &["read", "--key", &key.to_string()]) else {
        return;
    };
    let ran = ran.expect_code(1);
    assert!(
        ran.stdout
            .contains("Data read from shared memory: for all to read\n")
    );
    assert!(
        ran.stderr
            .contains("IPC_RMID, NULL): EPERM: Operation not permitted\n")
    );
    // Readable, but not ours to replace either.
    let write = ["write", "ours", "--key", &key.to_string()];
    let ran = as_nobody(&program, &write).unwrap().expect_code(1);
    assert!(
        ran.stderr
            .contains("is taken, and it belongs to another user"),
        "{}",
        ran.stderr
    );
    assert!(holds(*segment, b"for all to read\0"));
}

#[test]
fn a_segment_open_to_all_is_still_not_ours_to_overwrite() {
    let folder = TempDir::new().unwrap();
    let (program, key) = (public_copy(&folder), fresh_key());
    let segment = create(key, SIZE, Mode::new(0o666));
    let write = ["write", "ours", "--key", &key.to_string()];
    let Some(ran) = as_nobody(&program, &write) else {
        return;
    };
    ran.expect_code(1);
    assert!(holds(*segment, b"\0\0\0\0"));
}

/// Of many rounds the first is shown, and the one that found the text: each `shmdt` has its `shmat`.
#[test]
fn a_reader_that_waited_shows_the_round_that_counts() {
    let key = fresh_key();
    let segment = create(key, SIZE, Mode::OWNER);
    let mut waiting = Command::new(chapter(3));
    waiting.args(["read", "--wait", "100", "--key", &key.to_string()]);
    let waiting = start(&mut waiting);
    let began = Instant::now();
    // Until it has looked once.
    while segment.stat().unwrap().detach_time == 0 {
        assert!(
            began.elapsed() < crate::support::WATCHDOG,
            "it never looked"
        );
        std::thread::sleep(Duration::from_millis(1));
    }
    segment.attach().unwrap().write(0, b"text\0").unwrap();
    let ran = finish(waiting).expect_code(0);
    segment.keep();
    let count = |call: &str| ran.stdout.matches(call).count();
    assert_eq!((count("shmat("), count("shmdt(")), (2, 2), "{}", ran.stdout);
    assert_eq!(count("shmget("), 2, "{}", ran.stdout);
}

#[test]
fn the_help_is_a_command_that_can_be_run() {
    let key = fresh_key();
    let ran = read(key).expect_code(1);
    let (_, command) = ran
        .stderr
        .split_once("cargo run --bin chapter3 -- ")
        .unwrap();
    let mut waiting = Command::new(chapter(3));
    let waiting = start(waiting.args(command.split_whitespace()));
    write(key, "worth waiting for").expect_code(0);
    let ran = finish(waiting).expect_code(0);
    assert!(ran.stdout.contains("worth waiting for"), "{}", ran.stdout);
}
