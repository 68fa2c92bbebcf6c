//! A limit of the system that is reached.

use crate::support::not_checked::note;
use crate::support::{chapter, missing, room, run};
use rstest::rstest;

#[rstest]
#[case(
    "shmmni",
    "1",
    "ENOSPC: No space left on device",
    "a limit is reached, of segments (SHMMNI)"
)]
#[case(
    "shmmax",
    "512",
    "EINVAL: Invalid argument",
    "at most what the limit SHMMAX says"
)]
fn a_limit_of_the_system_is_named(
    #[case] limit: &str,
    #[case] value: &str,
    #[case] error: &str,
    #[case] help: &str,
) {
    let script = "echo $2 > /proc/sys/kernel/$1 || exec echo read-only; \"$3\"; cat /proc/sysvipc/shm | grep -vc key";
    let Some(mut command) = room(script, &[limit, value, chapter(1)]) else {
        return;
    };
    if !nix::unistd::geteuid().is_root() {
        note(limit, "only root can change a limit");
        return;
    }
    let ran = run(&mut command);
    if ran.stdout == "read-only\n" {
        missing("/proc/sys", &ran.stderr);
        return;
    }
    assert!(
        ran.stderr.contains(error) && ran.stderr.contains(help),
        "{ran:?}"
    );
    assert!(
        ran.stdout.ends_with("\n0\n") || ran.stdout == "0\n",
        "{ran:?}"
    );
}
