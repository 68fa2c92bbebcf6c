//! Each help belongs to its call.

use super::*;
use crate::lesson::layout::lay_out_help;
use crate::sysv::key::Key;

/// What each call can fail with here, by its man page. Not `EFAULT`, nor `EPERM` of `shmget`: our
/// buffers are ours, and nobody asks for huge pages.
fn failures() -> Vec<(Call, Vec<Errno>)> {
    use Errno::*;
    let (key, create) = (Key::new(0x4d2), libc::IPC_CREAT | libc::IPC_EXCL | 0o600);
    let shmget = |flags| Call::Shmget {
        key,
        size: 1024,
        flags,
    };
    let semget = |flags| Call::Semget {
        key,
        count: 1,
        flags,
    };
    let [stat, remove] = [libc::IPC_STAT, libc::IPC_RMID];
    vec![
        (
            shmget(create),
            vec![EEXIST, EINVAL, ENFILE, ENOMEM, ENOSPC, ENOSYS],
        ),
        (shmget(0), vec![EACCES, EINVAL, ENOENT]),
        (
            Call::Shmat {
                id: 7,
                address: 0,
                flags: 0,
            },
            vec![EACCES, EIDRM, EINVAL, ENOMEM],
        ),
        (Call::Shmdt { address: 0x1000 }, vec![EINVAL]),
        (
            Call::Shmctl {
                id: 7,
                command: stat,
            },
            vec![EACCES, EIDRM, EINVAL],
        ),
        (
            Call::Shmctl {
                id: 7,
                command: remove,
            },
            vec![EIDRM, EINVAL, EPERM],
        ),
        (semget(create), vec![EEXIST, EINVAL, ENOMEM, ENOSPC]),
        (semget(0), vec![EACCES, EINVAL, ENOENT]),
        (
            Call::Msgget { key, flags: create },
            vec![EEXIST, ENOMEM, ENOSPC],
        ),
        (
            Call::Msgsnd { id: 7, size: 1 },
            vec![EACCES, EAGAIN, EIDRM, EINTR, EINVAL],
        ),
        (
            Call::Msgrcv { id: 7, size: 1 },
            vec![E2BIG, EACCES, EIDRM, EINTR, EINVAL],
        ),
    ]
}

#[test]
fn each_errno_of_each_call_has_a_help_and_no_other_has_it() {
    for (call, errnos) in failures() {
        let helps: Vec<_> = errnos.iter().map(|errno| of_call(&call, *errno)).collect();
        for (place, help) in helps.iter().enumerate() {
            assert!(!help.contains("look up"), "{call:?}: {:?}", errnos[place]);
            let gone = |e| matches!(e, Errno::EINVAL | Errno::EIDRM);
            let same = |other: usize| gone(errnos[place]) && gone(errnos[other]);
            let twice = (0..place).find(|&other| helps[other] == *help && !same(other));
            assert_eq!(twice, None, "{call:?}: {help}");
        }
    }
}

#[test]
fn a_taken_key_may_be_freed_and_a_wrong_size_is_not_a_wrong_id() {
    let (key, size) = (Key::new(0x4d2), 0);
    let [create, find] =
        [libc::IPC_CREAT, 0].map(|flags| Call::Shmget { key, size, flags });
    let taken = of_call(&create, Errno::EEXIST);
    assert!(
        taken.starts_with("the key 0x000004d2 (1234) is taken"),
        "{taken}"
    );
    assert!(taken.ends_with(":\n`ipcrm -M 0x000004d2`"), "{taken}");
    assert!(of_call(&create, Errno::EINVAL).contains("SHMMAX"));
    assert!(of_call(&find, Errno::EINVAL).contains("fewer bytes"));
}

#[test]
fn only_a_wish_is_blamed_on_a_wish() {
    let attach = |address| Call::Shmat {
        id: 1,
        address,
        flags: 0,
    };
    assert!(!of_call(&attach(0), Errno::EINVAL).contains("wish"));
    assert!(of_call(&attach(0x1000), Errno::EINVAL).contains("wished"));
}

#[test]
fn helps_are_folded_and_their_commands_are_not() {
    for (call, errnos) in failures() {
        for errno in errnos {
            let text = of_error(&Error::Sys { call, errno });
            let shown = lay_out_help(&text);
            let wide = shown.lines().find(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{shown}");
            for command in text.split('`').skip(1).step_by(2) {
                assert!(shown.contains(command), "{command} is folded: {shown}");
            }
        }
    }
}

#[test]
fn a_command_on_a_line_of_its_own_can_be_pasted() {
    let errno = Errno::EEXIST;
    let (key, size, flags) = (Key::new(0x4d2), 1, libc::IPC_CREAT);
    let call = Call::Shmget { key, size, flags };
    let shown = lay_out_help(&of_error(&Error::Sys { call, errno }));
    let line = |line: &str| line == "      ipcrm -M 0x000004d2";
    assert!(shown.lines().any(line), "{shown}");
    assert!(shown.ends_with("\n      (see man 2 shmget)\n"), "{shown}");
}
