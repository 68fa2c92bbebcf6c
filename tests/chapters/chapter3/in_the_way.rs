//! The key is taken: a leftover of a writer is replaced, everything else is left alone.

use super::{SIZE, create, holds, read, write};
use crate::support::fold::unfold;
use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{Mode, Segment};

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
    let remove = format!("it is no longer needed:\n      ipcrm -m {segment}\n");
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

#[test]
fn an_empty_segment_of_another_size_is_no_writers() {
    let key = fresh_key();
    let segment = create(key, 4096, Mode::OWNER);
    let ran = read(key).expect_code(1);
    let what = format!(
        "error: key {key} ({}): no writer's segment: it has 4096 bytes, not 1024\n",
        key.number()
    );
    assert!(ran.stderr.starts_with(&what), "{}", ran.stderr);
    assert!(segment.stat().is_ok());
}
