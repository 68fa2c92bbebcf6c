//! Who comes first: a reader without a writer, a reader that waits, two readers of one text.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use super::{SIZE, create, is_free, read, write};
use crate::support::{WATCHDOG, chapter, finish, run_program, start};
use shm_workbook::lesson::fresh_key;
use shm_workbook::{Key, Mode};

/// A reader that looks up to a hundred seconds for its text.
fn start_waiting(key: Key) -> Child {
    let arguments = ["read", "--wait", "100", "--key", &key.to_string()];
    start(Command::new(chapter(3)).args(arguments))
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

#[test]
fn a_reader_can_wait_for_its_writer() {
    let key = fresh_key();
    let waiting = start_waiting(key);
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
    let waiting = start_waiting(key);
    let attachment = segment.attach().unwrap();
    attachment.write(1, b"ext\0").unwrap();
    attachment.store_release(0, b't').unwrap();
    let ran = finish(waiting).expect_code(0);
    assert!(ran.stdout.contains("Data read from shared memory: text\n"));
    segment.keep();
    assert!(is_free(key));
}

/// Of many rounds the first is shown, and the one that found the text: each `shmdt` has its `shmat`.
#[test]
fn a_reader_that_waited_shows_the_round_that_counts() {
    let key = fresh_key();
    let segment = create(key, SIZE, Mode::OWNER);
    let waiting = start_waiting(key);
    let began = Instant::now();
    // Until it has looked once.
    while segment.stat().unwrap().detach_time == 0 {
        assert!(began.elapsed() < WATCHDOG, "it never looked");
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
fn who_has_waited_in_vain_is_not_told_to_wait() {
    let key = fresh_key().to_string();
    let ran = run_program(chapter(3), &["read", "--wait", "1", "--key", &key]);
    let ran = ran.expect_code(1);
    assert!(!ran.stderr.contains("--wait"), "{}", ran.stderr);
    let command = format!("\n      cargo run --bin chapter3 -- write --key {key}\n");
    assert!(ran.stderr.contains(&command), "{}", ran.stderr);
}
