//! What the teachers' page says of a container's flags. Docker's own filter of system calls is
//! `without_namespaces_all_is_judged_and_nothing_is_left`.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use rstest::rstest;

use crate::LAB;
use crate::support::not_checked::note;
use crate::support::run;

/// As Docker makes /proc, unless it is told `systempaths=unconfined`.
const COVERED: &str = "mount -t tmpfs -o ro tmpfs /proc/acpi || mount -t tmpfs -o ro tmpfs /proc/fs; \
    mount --bind /dev/null /proc/timer_list; \
    mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys";

/// The capabilities that Docker leaves to root.
const CAPABILITIES: &str = "--bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,\
    +setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap";

const STUDENT: &str = "--reuid=65534 --regid=65534 --clear-groups";

#[rstest]
#[case::user_with_covered_paths(COVERED, STUDENT, "", "none")]
#[case::user(":", STUDENT, "", "user")]
#[case::root_with_covered_paths(COVERED, "", ",+sys_admin", "full")]
#[case::root(":", "", ",+sys_admin", "full")]
fn a_containers_flags_give(
    #[case] before: &str,
    #[case] who: &str,
    #[case] more: &str,
    #[case] isolation: &str,
) {
    if !nix::unistd::geteuid().is_root() {
        note(
            "a container's flags",
            "only root can take its own rights away",
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let lab = folder.path().join("lab");
    // By a child: what this process writes, another test's child may hold open (ETXTBSY).
    run(Command::new("cp").arg(LAB).arg(&lab)).expect_code(0);
    let script = format!(
        "{{ {before}; }} 2>/dev/null; exec setpriv {who} {CAPABILITIES}{more} \"$0\" \"$@\""
    );
    let own = ["-i", "-m", "-p", "-f", "--mount-proc", "sh", "-c", &script];
    let place = || {
        let mut command = Command::new("unshare");
        command.args(own);
        command
    };
    let tried = place().arg("true").output().unwrap();
    if !tried.status.success() {
        note(
            "a container's flags",
            String::from_utf8_lossy(&tried.stderr).trim(),
        );
        return;
    }
    let said = run(place().arg(&lab).arg("doctor")).expect_code(0).stdout;
    let line = format!("isolation of checks: {isolation}: ");
    // Where users may have no namespaces at all, none of this can be had.
    let here = run(Command::new(LAB).arg("doctor")).stdout;
    if !here.contains("isolation of checks: full: ") {
        note("a container's flags", "this machine itself gives less");
        return;
    }
    assert!(said.contains(&line), "{said}");
}
