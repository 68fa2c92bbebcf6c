//! Failures that need a sentence of their own, and one that is none: an interruption.

use super::{CALLS, LEFT, SEMOP, traced};
use regex::Regex;
use rstest::rstest;
use tempfile::TempDir;

#[rstest]
fn a_kernel_without_system_v_ipc_gets_a_sentence_of_its_own(
    #[values(1, 2, 3, 4, 5, 6, 7, 8)] number: usize,
) {
    let folder = TempDir::new().unwrap();
    let calls = CALLS.join(",");
    let inject = format!("-f -e trace={calls} -e inject={calls}:error=ENOSYS");
    let Some(ran) = traced(number, &[&inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("ENOSYS: Function not implemented"),
        "{ran:?}"
    );
    assert!(
        ran.stderr
            .contains("help: this kernel was built without System V IPC"),
        "{ran:?}"
    );
}

#[test]
fn a_detach_that_finds_nothing_is_not_explained_by_segments() {
    let folder = TempDir::new().unwrap();
    let inject = "-f -e trace=shmdt -e inject=shmdt:error=EINVAL:when=1";
    let Some(ran) = traced(4, &[inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let help = "help: nothing is attached at this address any more: something else has unmapped\n      it \
                (see man 2 shmop)\n";
    assert!(ran.stderr.ends_with(help), "{ran:?}");
}

#[test]
fn an_attachment_that_is_never_detached_is_reported() {
    let folder = TempDir::new().unwrap();
    // The neighbour's only shmdt is the drop at its end.
    let inject = "-f -e trace=shmdt -e inject=shmdt:error=EACCES:when=1+";
    let Some(ran) = traced(2, &[inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let told = Regex::new(
        r"(?m)^error: the attachment at 0x[0-9a-f]+ could not be detached: EACCES: Permission denied
help: nothing to do: the end of the process has detached it$",
    );
    assert!(told.unwrap().is_match(&ran.stderr), "{ran:?}");
}

/// Where the way out of an error fails as well, both are told.
#[rstest]
#[case::segment(4, "shmctl:error=EPERM:when=2+", "IPC_STAT", "segment 0", "ipcrm -m 0")]
#[case::semaphore(
    7,
    "semctl,semop,semtimedop:error=EPERM:when=1+",
    "semop(",
    "semaphore 0",
    "ipcrm -s 0"
)]
fn a_removal_that_fails_on_the_way_out_is_reported(
    #[case] number: usize,
    #[case] inject: &str,
    #[case] call: &str,
    #[case] left: &str,
    #[case] help: &str,
) {
    let folder = TempDir::new().unwrap();
    let inject = format!("-f -e trace=%ipc -e inject={inject}");
    let Some(ran) = traced(number, &[&inject], &folder) else {
        return;
    };
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let first = ran.stderr.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("error: ") && first.contains(call),
        "{ran:?}"
    );
    let also = format!(
        "also: {left} could not be removed: EPERM: Operation not permitted\nhelp: {help}\n"
    );
    assert!(ran.stderr.ends_with(&also), "{ran:?}");
    let (_, rest) = ran.stdout.split_once(LEFT).unwrap();
    assert_eq!(rest.lines().count(), 1, "that one, and no other: {ran:?}");
}

#[test]
fn an_interrupted_semop_is_tried_again() {
    let folder = TempDir::new().unwrap();
    let inject = format!("-f -e trace={SEMOP} -e inject={SEMOP}:error=EINTR:when=1+3");
    let Some(ran) = traced(7, &[&inject], &folder) else {
        return;
    };
    let ran = ran.expect_code(0);
    assert!(
        ran.stdout.contains("\nexpected 60, counted 60, lost 0\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("= -1 EINTR (Interrupted system call)"),
        "{}",
        ran.stdout
    );
}
