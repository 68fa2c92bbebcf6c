//! An ordinary user who may start few processes. Root may start any number.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use rstest::rstest;

use crate::support::not_checked::note;
use crate::support::{has, room, run};
use crate::{LAB, SOLUTIONS};

/// A user whom nobody else is, so that nobody else's processes count.
const USER: &str = "61873";

#[rstest]
fn with_too_few_processes_no_point_is_lost(#[values(3, 8, 12)] limit: u32) {
    if !nix::unistd::geteuid().is_root() {
        note(
            "a limit of processes",
            "only root can become a user who runs none yet",
        );
        return;
    }
    if !has("prlimit", "--version") || !has("setpriv", "--version") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    for program in [LAB, SOLUTIONS[1].1] {
        // By a child: what this process writes, another test's child may hold open (ETXTBSY).
        let mut copy = Command::new("cp");
        assert!(
            copy.arg(program)
                .arg(folder.path())
                .status()
                .unwrap()
                .success()
        );
    }
    let script = format!(
        "cd \"$0\"; exec prlimit --nproc={limit} \
         setpriv --reuid={USER}{limit} --regid=65534 --clear-groups ./lab \"$@\""
    );
    let folder = folder.path().to_str().unwrap();
    for words in [
        &["doctor"][..],
        &["check", "3", "--program-file", "./solution3"],
    ] {
        let Some(mut command) = room(
            "script=$1; shift; exec sh -c \"$script\" \"$@\"",
            &[&script, folder],
        ) else {
            return;
        };
        let ran = run(command.args(words)).expect_code(2);
        let said = format!("{}{}", ran.stdout, ran.stderr);
        assert!(
            said.contains("too few processes may run at once"),
            "{ran:?}"
        );
        assert!(said.contains("ulimit -u"), "{ran:?}");
    }
}
