//! A table of attacks: no points, an answer in time, nobody left behind, whoever grades.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use rstest::rstest;
use serde_json::Value;

use crate::outside::not_checked::{has, note};
use crate::outside::repeat::here_or_in_ci;
use crate::support::{CHECKER, copy_program, script, text};
use crate::{user, weather};

/// How many cases the test below has.
const SURROUNDINGS: usize = 4;

/// Each in sh, Perl or Python. `$M` is a number of seconds that nobody else sleeps for.
const ATTACKS: &[&str] = &[
    // Lives on.
    "sleep $M & exit 0",
    "setsid sleep $M & exit 0",
    "(trap '' TERM INT HUP; setsid setsid sleep $M &) ; exit 0",
    "sleep $M & kill -STOP $!; exit 0",
    "kill -STOP $$",
    "exec perl -e 'for (1..20) { exit if fork } exec qw(sleep), $ENV{M}'",
    "exec perl -e '$SIG{$_}=q(IGNORE) for keys %SIG; sleep $ENV{M}'",
    "exec perl -e '$0 = qq(\\xff)x15; fork; sleep $ENV{M}'",
    // Holds the pipes, or says too much, or odd things.
    "sleep $M >&2 & exec yes >&2",
    "exec yes",
    "exec perl -e 'print qq(x) x 10_000_000; exit 0'",
    "printf 'shmid=0\\0shmid=1\\n\\377\\376'; exit 0",
    "exec <&- >&- 2>&-; sleep $M",
    // Looks for the checker.
    "kill -9 $PPID; exit 0",
    "kill -STOP $PPID; sleep $M",
    "exec perl -e 'use POSIX; kill q(STOP), getppid(); kill 9, getppid(); exit 3'",
    "exec perl -e 'syscall(101, 16, getppid(), 0, 0); sleep $ENV{M}'",
    "exec perl -e 'open F, q(+<), qq(/proc/@{[getppid]}/mem) or exit 0; seek F,0,0; print F 1'",
    "for p in /proc/[0-9]*; do cat $p/environ $p/fd/0; done 2>/dev/null; exit 0",
    "echo 1 >/proc/sys/kernel/shmmni; echo 0 >/proc/sys/kernel/shmmax; exit 0",
    "unshare -Ur sh -c 'mount -t tmpfs none /tmp; sleep $M'; exit 0",
    "nsenter -t $PPID -p -m sleep $M; exit 0",
    // Takes much.
    "i=0; while mkdir d && cd d; do i=$((i+1)); [ $i -gt 300 ] && break; done; chmod 0 .; exit 0",
    "while :; do :; done",
    "perl -e 'syscall(29, 0, 4096, 0600|01000) for 1..500'; exit 0",
    "perl -e 'syscall(64, 0, 1, 0600|01000) for 1..100'; exit 0",
];

/// These take all there is, and run alone.
const STORMS: &[&str] = &[
    "while :; do sleep $M & done",
    "exec perl -e 'my @a; push @a, q(x) x 50_000_000 while 1'",
];

/// In CI all of them in each of the surroundings; here each in one of them.
fn chosen(surrounding: usize) -> impl Iterator<Item = (&'static str, bool)> {
    let calm = ATTACKS.iter().map(|attack| (*attack, false));
    let all = calm.chain(STORMS.iter().map(|attack| (*attack, true)));
    let every = here_or_in_ci(SURROUNDINGS, 1);
    all.skip(surrounding % every).step_by(every)
}

fn number_of(seconds: &str) -> usize {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let lines =
        entries.map(|entry| fs::read(entry.path().join("cmdline")).unwrap_or_default());
    lines
        .filter(|line| {
            line.split(|byte| *byte == 0)
                .any(|word| word == seconds.as_bytes())
        })
        .count()
}

#[rstest]
#[case::root_full(0, true, "full")]
#[case::user_user(1, false, "user")]
#[case::root_none(2, true, "none")]
#[case::user_none(3, false, "none")]
fn no_attack_earns_a_point(
    #[case] surrounding: usize,
    #[case] as_root: bool,
    #[case] isolation: &str,
) {
    let is_root = nix::unistd::getuid().is_root();
    if as_root && !is_root {
        note("what root grades", "only root can");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let checker = folder.path().join("lab");
    copy_program(CHECKER, &checker);
    let checker = checker.to_str().unwrap();
    for (attack, storm) in chosen(surrounding) {
        // Without it, such an attack would fail before it begins, and earn no point either.
        if attack.contains("perl") && !has("perl", "-v") {
            continue;
        }
        // Without a namespace or a mark, what a process that nobody saw has created cannot be told
        // from others'.
        let creates = ["syscall(29", "syscall(64"];
        let unmarked = isolation == "none" && !as_root;
        if unmarked && creates.iter().any(|call| attack.contains(call)) {
            continue;
        }
        let seconds =
            format!("{}.{}", 80_000 + fastrand::u32(..9_000), fastrand::u32(..));
        let program = script(&folder, "attack", &format!("export M={seconds}\n{attack}"));
        let mut command = user::command(as_root, 60, checker);
        command
            .args(["check", "1", "--program", &program])
            .args(["--only", "lab1.created", "--format", "json"])
            .args(["--time-limit", "1", "--isolation", isolation]);
        let output = {
            let _weather = weather::wait_for(storm);
            command.output().unwrap()
        };
        if isolation != "none" && output.status.code() == Some(2) {
            note(isolation, text(&output.stderr).trim());
            return;
        }
        let said = text(&output.stderr);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{isolation}: {attack}: {said}"
        );
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["points"], 0, "{attack}: {report:#}");
        assert_eq!(number_of(&seconds), 0, "{isolation}: {attack}");
    }
}
