//! A segment of one user, a writer and a reader of another.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{SIZE, create, holds};
use crate::support::not_checked::note;
use crate::support::{Ran, chapter, run};
use shm_workbook::Mode;
use shm_workbook::lesson::fresh_key;
use tempfile::TempDir;

const NOBODY: u32 = 65534;

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
        note("another user", "only root can become one");
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
