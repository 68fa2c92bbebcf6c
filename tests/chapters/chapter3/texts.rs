//! Which texts go from writer to reader, whole, and which the reader does not believe.

use super::{SIZE, create, holds, is_free, read, write};
use crate::support::redact::redact;
use crate::support::{chapter, run_program};
use rstest::rstest;
use shm_workbook::lesson::fresh_key;
use shm_workbook::{Mode, Segment};

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
