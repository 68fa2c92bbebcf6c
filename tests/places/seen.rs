//! Places in which less can be seen, and folders with other names.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use crate::place::Place;
use crate::support::not_checked::note;
use crate::support::{Ran, run};
use crate::{LAB, LAST, PATIENT, SOLUTIONS, chapters};

#[test]
fn without_the_kernels_tables_that_is_said_and_nothing_is_left() {
    let Some(place) = Place::with(&["--tmpfs", "/proc/sysvipc"]) else {
        return;
    };
    for (chapter, short) in chapters() {
        let ran = place.run(chapter, short);
        // The last two show no table of segments, and need none.
        if [crate::support::chapter(8), LAST].contains(&chapter) {
            ran.expect_code(0);
            continue;
        }
        let said = "error: /proc/sysvipc/shm is not there\nhelp: mount /proc";
        assert!(ran.stderr.contains(said), "{chapter}: {ran:?}");
        ran.expect_code(1);
    }
    for words in [
        &["doctor"][..],
        &["check", "1", "--program-file", SOLUTIONS[0].1],
    ] {
        let ran = place.run(LAB, words).expect_code(2);
        assert!(ran.stderr.contains("/proc is not mounted"), "{ran:?}");
        assert_eq!(ran.stdout, "");
    }
}

/// The programs, for all to read.
fn copied(to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o755)).unwrap();
    let chapters = chapters().map(|(chapter, _)| chapter);
    let solutions = SOLUTIONS.map(|(_, solution)| solution);
    for program in chapters.chain(solutions).chain([LAB]) {
        // By a child: what this process writes, another test's child may hold open (ETXTBSY).
        assert!(
            Command::new("cp")
                .arg(program)
                .arg(to)
                .status()
                .unwrap()
                .success()
        );
    }
}

/// Runs all of them in a folder, each behind these words.
fn all_work(folder: &Path, before: &[&str]) {
    let inside = |program: &str, arguments: &[&str]| -> Ran {
        let mut command = Command::new(before.first().unwrap_or(&"env"));
        command.args(before.get(1..).unwrap_or_default());
        run(command.arg(program).args(arguments).current_dir(folder)).expect_code(0)
    };
    for (number, (_, short)) in (1..).zip(chapters()) {
        // Its key may be taken by another test.
        let key: &[&str] = &["--key", "0x5a1d0e"];
        let arguments = if number == 3 { key } else { short };
        inside(&format!("./chapter{number}"), arguments);
    }
    for (lab, _) in SOLUTIONS {
        let program = format!("./solution{lab}");
        let ran = inside(
            "./lab",
            &[&["check", lab, "--program-file", &program][..], &PATIENT].concat(),
        );
        assert!(ran.stdout.contains("  passed: ") && !ran.stdout.contains("not judged"));
    }
}

#[test]
fn all_works_in_a_folder_of_any_name() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("Jane Doe's ü $HOME");
    copied(&other);
    all_work(&other, &[]);
    let program = other
        .join("solution1")
        .display()
        .to_string()
        .replace('\'', "'\\''");
    let words = ["check", "1", "--program", &format!("'{program}'")];
    run(Command::new(LAB).args(words)).expect_code(0);
}

/// Other users' processes are hidden from an ordinary user.
#[test]
fn all_works_where_others_processes_are_hidden() {
    if !nix::unistd::geteuid().is_root() {
        note(
            "/proc with hidepid=2",
            "only root can mount one that hides anything",
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let programs = folder.path().join("programs");
    copied(&programs);
    let script = "mount -t proc -o hidepid=2 proc /proc && \
        exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" \"$@\"";
    let before = ["unshare", "-i", "-m", "-p", "-f", "sh", "-c", script];
    let tried = Command::new(before[0])
        .args(&before[1..])
        .arg("true")
        .output()
        .unwrap();
    if !tried.status.success() {
        note(
            "/proc with hidepid=2",
            String::from_utf8_lossy(&tried.stderr).trim(),
        );
        return;
    }
    all_work(&programs, &before);
}
