//! Places in which everything works as elsewhere.

use rstest::rstest;

use crate::place::Place;
use crate::{LAB, LAST, PATIENT, SOLUTIONS, chapters};

#[track_caller]
fn all_works(place: &Place) {
    for (chapter, short) in chapters() {
        let ran = place.run(chapter, short).expect_code(0);
        // The last one says on stderr how far it is.
        assert!(
            ran.stderr.is_empty() || chapter == LAST,
            "{chapter}: {ran:?}"
        );
    }
    place.run(LAB, &["doctor"]).expect_code(0);
    for (lab, solution) in SOLUTIONS {
        let ran = place.run(
            LAB,
            &[&["check", lab, "--program-file", solution][..], &PATIENT].concat(),
        );
        let ran = ran.expect_code(0);
        assert!(ran.stdout.contains("  passed: "), "{ran:?}");
        assert!(!ran.stdout.contains("not judged"), "{ran:?}");
    }
}

#[rstest]
#[case::whose_settings_are_read_only(&["--ro-bind", "/proc/sys", "/proc/sys"])]
#[case::whose_sources_are_read_only(&["--ro-bind", PACKAGE, PACKAGE])]
#[case::without_a_reaper(&["--unshare-pid", "--as-pid-1", "--proc", "/proc"])]
fn all_works_in_a_place(#[case] options: &[&str]) {
    if let Some(place) = Place::with(options) {
        all_works(&place);
    }
}

const PACKAGE: &str = env!("CARGO_MANIFEST_DIR");

/// No home, no language, a terminal that knows nothing, forty columns.
#[test]
fn all_works_with_next_to_no_environment() {
    let bare =
        "export LANG=C LC_ALL=C TERM=dumb COLUMNS=40; unset HOME USER LOGNAME SHELL";
    if let Some(place) = Place::with(&[]) {
        all_works(&place.after(bare));
    }
}

#[rstest]
#[case::files("ulimit -n 64")]
#[case::memory("ulimit -v 200000")]
#[case::stack("ulimit -s 256")]
fn all_works_with_little_of(#[case] limit: &str) {
    if let Some(place) = Place::with(&[]) {
        all_works(&place.after(limit));
    }
}

#[test]
fn all_works_with_temporary_files_in_a_folder_of_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("Jane Doe ü");
    std::fs::create_dir(&other).unwrap();
    if let Some(place) = Place::with(&["--setenv", "TMPDIR", other.to_str().unwrap()]) {
        all_works(&place);
        assert_eq!(std::fs::read_dir(&other).unwrap().count(), 0);
    }
}
