//! Places in which the kernel refuses something: said beforehand, and no point is lost for it.

use rstest::rstest;

use crate::filter::{NO_NAMESPACES, NO_SUBREAPER, NO_TRACING};
use crate::place::Place;
use crate::support::{Ran, has};
use crate::{LAB, PATIENT, SOLUTIONS, chapters};

fn check(place: &Place, lab: &str, program: &str, more: &[&str]) -> Ran {
    let words = [&["check", lab, "--program-file", program], more, &PATIENT].concat();
    place.run(LAB, &words)
}

/// Whatever was judged has passed, and of the rest it is said that nobody judged it.
#[track_caller]
fn no_point_is_lost(place: &Place) {
    for (lab, solution) in SOLUTIONS {
        let ran = check(place, lab, solution, &[]).expect_code(0);
        assert!(!ran.stdout.contains('✗'), "{ran:?}");
        let traced = lab != "1";
        let said = "not judged here: no program can be traced here";
        // Wherever the line was folded.
        let words: Vec<&str> = ran.stdout.split_whitespace().collect();
        assert_eq!(words.join(" ").contains(said), traced, "{ran:?}");
    }
    let (lab, solution) = SOLUTIONS[1];
    let ran = check(place, lab, solution, &["--only", "lab3.publishes-last"]);
    assert!(
        ran.expect_code(2)
            .stderr
            .contains("no check could be judged")
    );
}

#[test]
fn where_no_program_can_be_traced_that_is_said_and_no_point_is_lost() {
    let Some(place) = Place::with(&[]) else {
        return;
    };
    let place = place.refusing(NO_TRACING);
    let doctor = place.run(LAB, &["doctor"]).expect_code(0).stdout;
    let said =
        "programs cannot be traced, so some checks are not judged: a container's seccomp";
    assert!(doctor.contains(said), "{doctor}");
    no_point_is_lost(&place);
    let ran = place.run(LAB, &["trace", "--", SOLUTIONS[0].1, "0", "1"]);
    assert!(ran.expect_code(2).stderr.contains("does not let us trace"));
}

#[test]
fn under_another_tracer_that_is_said_and_no_point_is_lost() {
    if !has("strace", "-V") {
        return;
    }
    let Some(place) = Place::with(&[]) else {
        return;
    };
    let place = place.after("set -- \"$0\" \"$@\"; set -- -f --seccomp-bpf -e trace=shmget -o /dev/null \"$@\"; exec strace \"$@\"");
    let doctor = place.run(LAB, &["doctor"]).expect_code(0).stdout;
    assert!(
        doctor.contains("another tracer, such as strace"),
        "{doctor}"
    );
    no_point_is_lost(&place);
}

#[test]
fn without_namespaces_all_is_judged_and_nothing_is_left() {
    let Some(place) = Place::with(&[]) else {
        return;
    };
    let place = place.refusing(NO_NAMESPACES);
    for (chapter, short) in chapters() {
        place.run(chapter, short).expect_code(0);
    }
    let doctor = place.run(LAB, &["doctor"]).expect_code(0).stdout;
    assert!(doctor.contains("isolation of checks: none"), "{doctor}");
    let ran = check(&place, "1", SOLUTIONS[0].1, &[]).expect_code(0);
    assert!(!ran.stdout.contains("not judged"), "{ran:?}");
    let ran = check(&place, "1", SOLUTIONS[0].1, &["--isolation", "full"]);
    assert!(ran.expect_code(2).stderr.contains("does not let you have"));
}

/// Where no check can be judged there is no grade, in no format.
#[rstest]
#[case::text("text")]
#[case::json("json")]
#[case::gradescope("gradescope")]
fn where_nothing_can_be_judged_there_is_no_grade(#[case] format: &str) {
    let Some(place) = Place::with(&[]) else {
        return;
    };
    let place = place.refusing(NO_SUBREAPER);
    let doctor = place.run(LAB, &["doctor"]).expect_code(2);
    assert!(
        doctor.stdout.contains("✗ no check can be judged: "),
        "{doctor:?}"
    );
    let ran = check(&place, "1", SOLUTIONS[0].1, &["--format", format]);
    let ran = ran.expect_code(2);
    assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{ran:?}");
}

#[rstest]
#[case::files("ulimit -n 10", "ulimit -n")]
#[case::files_for_nobody("ulimit -n 6", "ulimit -n")]
fn with_too_little_of_something_no_point_is_lost(
    #[case] limit: &str,
    #[case] help: &str,
) {
    let Some(place) = Place::with(&[]) else {
        return;
    };
    let place = place.after(limit);
    let doctor = place.run(LAB, &["doctor"]).expect_code(2);
    assert!(doctor.stdout.contains(help), "{doctor:?}");
    for (lab, solution) in SOLUTIONS {
        let ran = check(&place, lab, solution, &[]).expect_code(2);
        assert!(
            ran.stdout.is_empty() && ran.stderr.contains(help),
            "{ran:?}"
        );
    }
}
