//! Causes are found from what was seen of a run; here each from a sight made up for it. The bank of mistakes
//! holds the same against real programs.

#[path = "../../src/lab/causes/mod.rs"]
mod causes;

use self::causes::find;
use self::causes::seen::Seen;

mod crash {
    use super::{Seen, find};
    use nix::sys::signal::Signal;

    fn says(seen: &Seen) -> String {
        find(seen).map(|cause| cause.says).unwrap_or_default()
    }

    #[test]
    fn a_panic_is_named_with_its_place_and_message() {
        let stderr = "thread 'main' panicked at lab.rs:7:5:\nno such id\nnote: run with";
        let seen = Seen {
            stderr,
            ..Seen::default()
        };
        assert_eq!(
            says(&seen),
            "the program panicked at lab.rs:7:5: no such id"
        );
    }

    #[test]
    fn a_todo_is_no_mistake() {
        let stderr = "thread 'main' panicked at lab.rs:7:5:\nnot yet implemented: attach";
        assert_eq!(
            says(&Seen {
                stderr,
                ..Seen::default()
            }),
            ""
        );
    }

    #[test]
    fn a_traceback_is_named_by_its_last_line() {
        let stderr = "Traceback (most recent call last):\n  File \"/a/lab.py\", line 3, in <module>\n    x\nNameError: name 'x' is not defined";
        let seen = Seen {
            stderr,
            ..Seen::default()
        };
        let wanted =
            "Python stopped with NameError: name 'x' is not defined in lab.py, line 3";
        assert_eq!(says(&seen), wanted);
    }

    #[test]
    fn the_signal_of_a_child_comes_before_what_the_parent_says() {
        let seen = Seen {
            stderr: "child: SIGSEGV",
            code: Some(1),
            ..Seen::default()
        };
        assert!(says(&seen).starts_with("a child of the program was killed by SIGSEGV"));
    }

    #[test]
    fn ctypes_cuts_addresses() {
        let signal = Some(Signal::SIGSEGV);
        let seen = Seen {
            signal,
            command: "python3 lab2.py 7",
            ..Seen::default()
        };
        assert!(find(&seen).is_some_and(|cause| cause.advice.contains("restype")));
    }
}

mod mode {
    use super::{Seen, find};

    fn says(mode: &str) -> Option<String> {
        let kernel = [format!(
            "kernel: segment key=0x1 shmid=4 mode={mode} bytes=9 nattch=0"
        )];
        find(&Seen {
            kernel: &kernel,
            ..Seen::default()
        })
        .map(|cause| cause.says)
    }

    #[test]
    fn decimal_numbers_are_recognised_by_their_low_bits() {
        let said = says("0130").unwrap_or_default();
        assert!(
            said.contains("600 in decimal") && said.contains("0o1130"),
            "{said}"
        );
        let said = says("0232").unwrap_or_default();
        assert!(
            said.contains("666 in decimal") && said.contains("IPC_CREAT"),
            "{said}"
        );
    }

    #[test]
    fn other_modes_are_no_accident() {
        assert_eq!(says("0600"), None);
        assert_eq!(says("0666"), None);
    }
}

mod untested {
    use super::{Seen, find};

    const REFUSED: &str = "`shmget: EEXIST` on stderr and exit code 1";

    #[test]
    fn minus_one_is_printed_as_an_id() {
        let seen = Seen {
            expected: REFUSED,
            stdout: "shmid=-1\n",
            code: Some(0),
            ..Seen::default()
        };
        let cause = find(&seen).unwrap_or_default();
        assert!(cause.says.ends_with("`shmid=-1`"), "{cause:?}");
    }

    #[test]
    fn a_comparison_is_printed_as_an_id() {
        let seen = Seen {
            expected: REFUSED,
            stdout: "shmid=0\n",
            code: Some(0),
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "comparison");
    }

    #[test]
    fn zero_is_valid() {
        let kernel =
            ["kernel: segment key=0x1 shmid=0 mode=0600 bytes=9 nattch=0".to_string()];
        let seen = Seen {
            kernel: &kernel,
            stderr: "shmget: EEXIST",
            code: Some(1),
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "zero");
        assert_eq!(
            find(&Seen {
                expected: REFUSED,
                ..seen
            }),
            None
        );
    }
}

mod symbol {
    use super::{Seen, find};

    fn says(stderr: &str) -> Option<String> {
        let expected = "`shmget: EEXIST` on stderr and exit code 1";
        let seen = Seen {
            stderr,
            expected,
            code: Some(1),
            ..Seen::default()
        };
        find(&seen).map(|cause| cause.says)
    }

    #[test]
    fn perror_writes_the_text() {
        let said = says("shmget: File exists\n").unwrap_or_default();
        assert!(
            said.contains("`File exists`") && said.contains("`shmget: EEXIST`"),
            "{said}"
        );
    }

    #[test]
    fn a_sentence_is_no_report() {
        let said = says("Error: no segment\n").unwrap_or_default();
        assert!(said.starts_with("stderr does not say which call"), "{said}");
    }

    #[test]
    fn another_errno_is_another_matter() {
        assert_eq!(says("shmat: EINVAL\n"), None);
    }
}

mod calls {
    use super::{Seen, find};

    fn kind(stderr: &str, expected: &str) -> String {
        let seen = Seen {
            stderr,
            expected,
            code: Some(1),
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn a_call_that_should_have_succeeded_is_explained() {
        assert_eq!(kind("shmat: EINVAL", "exit code 0"), "shmat-EINVAL");
        assert_eq!(
            kind("shmdt: Invalid argument", "exit code 0"),
            "shmdt-EINVAL"
        );
        assert_eq!(kind("semop: EIDRM", "exit code 0"), "semop-EIDRM");
        assert_eq!(kind("semop: EINTR", "exit code 0"), "semop-EINTR");
    }

    #[test]
    fn a_refusal_that_was_asked_for_is_none() {
        let expected = "`shmat: EINVAL` on stderr and exit code 1";
        assert_eq!(kind("shmat: EINVAL", expected), "");
    }
}

mod not_printed {
    use super::{Seen, find};

    fn kind(stdout: &str, note: &str) -> String {
        let notes = [note.to_string()];
        let seen = Seen {
            stdout,
            notes: &notes,
            timed_out: true,
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn only_a_program_that_waits_for_stdin_has_forgotten_to_flush() {
        let waits = "pid 7 (lab2) waits in read on file descriptor 0";
        assert_eq!(kind("", waits), "not-flushed");
        assert_eq!(kind("", "pid 7 (lab2) sleeps for a time (nanosleep)"), "");
        assert_eq!(kind("size=3\n", waits), "");
    }

    #[test]
    fn a_line_ends_with_a_newline() {
        assert_eq!(
            kind("size=3", "pid 7 (lab2) waits in read on file descriptor 0"),
            "no-newline"
        );
    }
}

mod hang {
    use super::{Seen, find};

    fn kind(notes: &[&str]) -> String {
        let notes: Vec<String> = notes.iter().map(|note| (*note).to_string()).collect();
        let seen = Seen {
            notes: &notes,
            timed_out: true,
            ..Seen::default()
        };
        find(&seen).unwrap_or_default().kind
    }

    #[test]
    fn a_semaphore_that_nobody_has_set() {
        let value =
            "semaphore 0: value 0 (GETVAL), nobody has operated on it yet (GETPID 0)";
        assert_eq!(
            kind(&["pid 7 (lab7) waits in semop for semaphore 0", value]),
            "semaphore-0"
        );
    }

    #[test]
    fn a_pipe_that_the_parent_holds_open() {
        let read = "pid 8 (lab6) waits in read on file descriptor 3";
        assert_eq!(
            kind(&["pid 7 (lab6) waits for a child to end", read]),
            "pipe-held"
        );
    }

    #[test]
    fn a_loop() {
        assert_eq!(
            kind(&["pid 7 (lab3) runs: a loop that does not end?"]),
            "runs"
        );
        assert_eq!(kind(&["pid 7 (lab3) waits in semop for semaphore 3"]), "");
    }
}

mod extra_line {
    use super::{Seen, find};

    fn says(stdout: &str) -> Option<String> {
        let expected = "one line on stdout";
        let seen = Seen {
            stdout,
            expected,
            code: Some(0),
            ..Seen::default()
        };
        find(&seen).map(|cause| cause.says)
    }

    #[test]
    fn a_line_before_the_result() {
        let said = says("creating\nshmid=0\n").unwrap_or_default();
        assert!(
            said.starts_with("an extra line comes first: `creating`"),
            "{said}"
        );
    }

    #[test]
    fn a_line_after_the_result() {
        let said = says("shmid=0\ndone\n").unwrap_or_default();
        assert!(said.starts_with("an extra line follows: `done`"), "{said}");
    }

    #[test]
    fn what_was_asked_for_is_not_extra() {
        assert_eq!(says("shmid=0\nchild wrote: done\n"), None);
        assert_eq!(says("address=0x7f00 size=3 nattch=1\n"), None);
        // A text that was passed on is not ours to judge.
        assert_eq!(says("one\ntwo\n"), None);
    }
}

mod ended_early {
    use super::{Seen, find};

    #[test]
    fn what_is_attached_goes_with_the_program() {
        let expected = "segment 0 in /proc/9158/maps";
        let seen = Seen {
            expected,
            over: true,
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "ended-early");
        assert_eq!(
            find(&Seen {
                over: false,
                ..seen
            }),
            None
        );
    }
}

mod left {
    use super::{Seen, find};

    #[test]
    fn a_semaphore_outlives_its_program() {
        let kernel = ["kernel: semaphore set key=0 semid=3".to_string()];
        let expected = "a semaphore that is removed";
        let seen = Seen {
            kernel: &kernel,
            expected,
            code: Some(0),
            ..Seen::default()
        };
        assert_eq!(find(&seen).unwrap_or_default().kind, "semaphore-left");
        assert_eq!(
            find(&Seen {
                kernel: &[],
                ..seen
            }),
            None
        );
    }
}
